"""Periods of the statistics: which can be closed, which were, and where their numbers went."""

from datetime import date
from functools import partial
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.actions.releases import Offer, exports_of, periods_to_close, releases
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.labels import clear, column, label, row, rule
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.dates import shown_date
from clinic_app.domain.period import Period
from clinic_app.domain.release import LEAST_CLIENTS, ReleaseExport, StoredRelease
from clinic_app.i18n import N_
from clinic_app.statistics.stages import Stage

LOOK_EVERY_MS = 100
ONCE = N_(
    "Closing counts a period once and for good; what is corrected later does not change it. Each client is counted "
    "once, and only with consent to statistics. At least {least} clients are needed."
)
MEANWHILE = N_(
    "With several studios this takes some minutes. The other sections can be used meanwhile; leaving the owner's page "
    "stops it, and then nothing is released."
)
FORMS = {
    "xlsx": N_("Excel (XLSX)"),
    "csv": N_("CSV (UTF-8)"),
    "csv_cp932": N_("CSV for old Excel (CP932)"),
    "pdf": N_("Report (PDF)"),
}


class ClosingCard(OwnerCard):
    """Closing runs beside the window and can be stopped; nothing exists before it is whole."""

    def __init__(self, context: Context, house: House) -> None:
        self.stopped, self.running, self.stage = Event(), False, Stage("reading")
        super().__init__(context, house, context.text("Close a period"))
        self.destroyed.connect(self.stopped.set)
        self.clock = QTimer(self, interval=LOOK_EVERY_MS)
        self.clock.timeout.connect(self._show_progress)

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.add(label(_(ONCE).format(least=LEAST_CLIENTS), "soft", wrap=True))
        self.offers = column(theme, pad=0, gap=8)
        self.add(self.offers)
        self.progress = label("")
        self.meanwhile = label(_(MEANWHILE), "soft", wrap=True)
        self.stop = action_button(theme, _("Stop"))
        self.stop.clicked.connect(self._on_stop)
        line = row(theme, 12)
        for widget in (self.stop, self.progress):
            line.addWidget(widget)
        line.addStretch(1)
        self.add(line)
        self.add(self.meanwhile)
        self._show_running(running=False)
        self.add(rule())
        self.add(label(_("Closed periods"), "heading"))
        self.closed = column(theme, pad=0, gap=10)
        self.add(self.closed)

    def refresh(self) -> None:
        """Look again which periods there are."""
        clear(self.offers)
        clear(self.closed)
        record = self.context.record
        found, stored = self.attempt(lambda: record.together(lambda: periods_to_close(record), self._stored)) or (
            (),
            (),
        )
        for offer in found:
            self.offers.addLayout(self._offer(offer))
        if not found:
            self.offers.addWidget(label(self._why_none(), wrap=True))
        for release, exports in reversed(stored):
            self.closed.addLayout(self._release(release, exports))
        if not stored:
            self.closed.addWidget(label(self.words("None yet."), "soft"))
        self._show_running(running=self.running)

    def _show_running(self, *, running: bool) -> None:
        """While one period is being closed none can be closed, and that one can be stopped."""
        self.running = running
        for widget in (self.stop, self.progress, self.meanwhile):
            widget.setVisible(running)
        self.stop.setEnabled(running and not self.stopped.is_set())
        if running:
            for button in self.findChildren(OptionButton):
                if button is not self.stop:
                    button.setEnabled(False)

    def _stored(self) -> tuple[tuple[StoredRelease, tuple[ReleaseExport, ...]], ...]:
        """Every release, with the times it left."""
        record = self.context.record
        stored = releases(record)
        left = record.together(*(partial(exports_of, record, release.id) for release in stored))
        return tuple(zip(stored, left, strict=True))

    def _why_none(self) -> str:
        _ = self.words
        if not self.context.defaults.periods:
            return _("Choose first, under “Studio”, whether statistics are cut by half-years or by years.")
        return _("No period that is over waits to be closed.")

    def _name(self, period: Period) -> str:
        return period.label.in_language(self.context.language)

    def _offer(self, offer: Offer) -> QHBoxLayout:
        _, line = self.words, row(self.context.theme, 12)
        said = [self._name(offer.period)]
        if offer.open_visits:
            said.append(
                _.plural(
                    "{count} session is still open and would not be counted",
                    "{count} sessions are still open and would not be counted",
                    offer.open_visits,
                )
            )
        if offer.waits:
            said.append(_("can be closed tomorrow"))
        line.addWidget(label(": ".join(said), wrap=True), 1)
        button: OptionButton = action_button(self.context.theme, _("Close this period"))
        button.setAccessibleName(f"{button.text()}: {self._name(offer.period)}")
        button.setEnabled(not offer.waits)
        button.clicked.connect(lambda: self.close_period(offer.period))
        line.addWidget(button)
        return line

    def _release(self, release: StoredRelease, exports: tuple[ReleaseExport, ...]) -> QVBoxLayout:
        _, whole = self.words, column(self.context.theme, pad=0, gap=2)
        whole.addWidget(label(self._name(release.period), "strong"))
        closed = _("Closed on {day} by {name}").format(day=shown_date(_day(release)), name=release.closed_by)
        whole.addWidget(label(closed, "soft", wrap=True))
        for export in exports:
            whole.addWidget(label(self._export(export), "soft", wrap=True))
        return whole

    def _export(self, export: ReleaseExport) -> str:
        said = self.words("{day}: {form} for {recipient}, purpose: {purpose}")
        return said.format(
            day=export.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            form=self.words(FORMS[export.form]),
            recipient=export.recipient,
            purpose=export.purpose,
        )

    def close_period(self, period: Period) -> None:
        """Make the release; what was made goes to the manager at once."""
        rules, close = self.context.rule_set, self.house.close_period
        self.stopped.clear()
        self.stage = Stage("reading")
        self.say("")
        self._show_progress()
        self._show_running(running=True)
        self.clock.start()

        self.in_background(lambda: close(period, rules, self._note), lambda _done: self._on_closed(period), self._ended)

    def _note(self, stage: Stage) -> bool:
        self.stage = stage
        return not self.stopped.is_set()

    def _show_progress(self) -> None:
        stopping = self.words("Stopping…")
        self.progress.setText(stopping if self.stopped.is_set() else self.stage.sentence(self.context.language))

    def _on_stop(self) -> None:
        self.stopped.set()
        self.stop.setEnabled(False)
        self._show_progress()

    def _ended(self) -> None:
        self.clock.stop()
        self._show_running(running=False)
        said, tone = self.said.text(), self.said.property("role")
        self.refresh()
        self.say(said, good=tone == "soft")

    def _on_closed(self, period: Period) -> None:
        self.refresh()
        words = self.words("{period} is closed. Its numbers are with the manager now.")
        self.say(words.format(period=self._name(period)), good=True)


def _day(release: StoredRelease) -> date:
    return release.closed_at.astimezone().date()
