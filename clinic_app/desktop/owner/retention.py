"""How long records are kept: the years, and once a year the list of those whose last visit is longer ago than that."""

from datetime import date

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.confirmation import Confirmation
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.numbers import Stepper, TextField
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.dates import read_date, shown_date
from clinic_app.domain.rights import FEWEST_YEARS, MOST_YEARS, DueClient, years_before

SHOWN = 20


class RetentionCard(OwnerCard):
    """Tick who is meant, then keep them until a day or put them into the bin; how many it are is on the buttons."""

    gone_through = Signal()

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("How long records are kept"))
        self.ticks: dict[str, OptionButton] = {}
        self._count_ticked()

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        line = row(theme, 12)
        self.years = Stepper(theme, _("Years"), FEWEST_YEARS, MOST_YEARS)
        self.years.set_value(actions.retention_settings(self.context.record).years)
        self.years.chosen.connect(self._on_years)
        line.addWidget(label(_("Years after the last visit"), wrap=True), 1)
        line.addWidget(self.years)
        self.add(line)
        lead = _("Once a year, look at who has not been here for that long: keep them on, or put them into the bin.")
        self.add(label(lead, "soft", wrap=True))
        self.count = label("", wrap=True)
        self.add(self.count)
        self.choice = self._choice()
        self.add(self.choice)
        self.list = column(theme, pad=0, gap=6)
        self.add(self.list)
        self.done = action_button(theme, _("The list has been gone through"))
        self.done.clicked.connect(self._on_done)
        self.last = label("", "soft")
        end = FlowLayout(theme.px(12))
        for widget in (self.done, self.last):
            end.addWidget(widget)
        self.add(end)

    def _choice(self) -> Panel:
        """What is done with those who are ticked."""
        _, theme, today = self.words, self.context.theme, self.context.today()
        panel = Panel(theme, "banner", pad=14, gap=10)
        self.all = action_button(theme, _("Tick all shown"), "quiet")
        self.all.clicked.connect(self._tick_all)
        self.until = TextField(theme, _("Keep until"), width=170)
        self.until.set_text(shown_date(years_before(today, -1)))
        self.keep, self.bin = action_button(theme, "", "primary"), action_button(theme, "")
        self.keep.clicked.connect(self._on_keep)
        self.bin.clicked.connect(self._ask)
        title = label(_("Keep until"), "heading")
        title.setBuddy(self.until)
        buttons = FlowLayout(theme.px(8))
        for button in (self.all, self.keep, self.bin):
            buttons.addWidget(button)
        for widget in (title, self.until):
            panel.add(widget)
        panel.add(buttons)
        self.question = Confirmation(theme, yes=_("Put into the bin"), no=_("Leave it"))
        self.question.confirmed.connect(self._on_bin)
        panel.add(self.question)
        return panel

    def refresh(self) -> None:
        """Read the list anew, as whenever the card is brought up."""
        _, record, today = self.words, self.context.record, self.context.today()
        due = actions.retention_list(record, today)
        chosen = actions.retention_settings(record)
        clear(self.list)
        self.ticks = {}
        limit = shown_date(chosen.limit(today))
        before = _("Last visit before {day}").format(day=limit)
        self.count.setText(f"{before}: {_.plural('{count} client', '{count} clients', len(due))}")
        for one in due[:SHOWN]:
            self.list.addWidget(self._tick(one))
        if len(due) > SHOWN:
            more = _.plural("{count} more follows", "{count} more follow", len(due) - SHOWN)
            self.list.addWidget(label(more, "soft"))
        self.choice.setVisible(bool(due))
        gone = chosen.gone_through_on
        self.last.setText(_("Last gone through on {day}").format(day=shown_date(gone)) if gone else "")
        self.last.setVisible(gone is not None)
        self.done.setVisible(chosen.is_due(today))
        self._count_ticked()

    def _tick(self, due: DueClient) -> OptionButton:
        _, details = self.words, due.client.details
        tick = OptionButton(self.context.theme, f"{details.name}  {details.kana}", leading=True)
        visits = _.plural("{count} visit", "{count} visits", due.visits)
        last = due.last_visit or due.client.created_at.astimezone().date()
        told = _("last here on {day} · {visits}") if due.last_visit else _("registered on {day} · {visits}")
        tick.set_note(told.format(day=shown_date(last), visits=visits))
        tick.clicked.connect(self._count_ticked)
        self.ticks[due.client.id] = tick
        return tick

    def _ticked(self) -> list[str]:
        return [client_id for client_id, tick in self.ticks.items() if tick.isChecked()]

    def _count_ticked(self) -> None:
        _, many = self.words, len(self._ticked())
        self.keep.setText(_.plural("Keep {count} ticked", "Keep {count} ticked ones", many))
        self.bin.setText(_.plural("Put {count} ticked into the bin…", "Put {count} ticked ones into the bin…", many))
        for button in (self.keep, self.bin):
            button.setEnabled(many > 0)
            button.updateGeometry()

    def _tick_all(self) -> None:
        for tick in self.ticks.values():
            tick.setChecked(True)
        self._count_ticked()

    def _on_years(self, years: int | None) -> None:
        if years is not None:
            context = self.context
            self.attempt(lambda: actions.change_retention_years(context.record, years, actor=context.actor))
            self.refresh()

    def _day(self) -> date | None:
        """The day until which the ticked ones are kept, or None with an objection beside the field."""
        try:
            day = read_date(self.until.text())
        except ValueError:
            day = None
        said = self.words("This is no date. Write it as 1985-04-01, 1985/4/1 or S60.4.1.")
        self.until.object_to(said if day is None else "")
        return day

    def _on_keep(self) -> None:
        context, until = self.context, self._day()
        if until is None:
            return
        ticked = self._ticked()
        kept = self.attempt(lambda: actions.keep_clients(context.record, ticked, until=until, actor=context.actor))
        if kept is not None:
            self.refresh()

    def _ask(self) -> None:
        many = len(self._ticked())
        self.question.ask(
            self.words.plural(
                "{count} client goes into the bin and is erased after 30 days.",
                "{count} clients go into the bin and are erased after 30 days.",
                many,
            )
        )

    def _on_bin(self) -> None:
        context, ticked = self.context, self._ticked()
        if self.attempt(lambda: actions.bin_clients(context.record, ticked, actor=context.actor)) is not None:
            self.refresh()

    def _on_done(self) -> None:
        context = self.context
        done = self.attempt(lambda: actions.finish_retention_list(context.record, context.today(), actor=context.actor))
        if done is not None:
            self.refresh()
            self.gone_through.emit()
