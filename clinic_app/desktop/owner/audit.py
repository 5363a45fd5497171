"""The audit: who did what, newest first, and one button that checks the whole chain and says what that can show."""

from PySide6.QtWidgets import QGridLayout

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.audit_words import ACTIONS, GROUPS, actions_of
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import AuditReport, House
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import clear, column, label, rule, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.tab_order import tab_after
from clinic_app.domain.clinic import PROGRAM
from clinic_app.i18n import N_, texts

FAULTS = {
    "altered": N_("Entry {seq} was altered."),
    "missing": N_("Entry {seq} is missing."),
    "cut": N_("The end was cut off from entry {seq} on."),
    "replaced": N_("Entries from {seq} on were replaced by others."),
}
SHOWN = 30


class AuditCard(OwnerCard):
    """Read a page at a time; checked when asked for."""

    def __init__(self, context: Context, house: House) -> None:
        self.before: int | None = None
        super().__init__(context, house, context.text("Audit"))

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.add(label(_("Who did what to which record, entry after entry."), "soft", wrap=True))
        self.button = action_button(theme, _("Check the whole audit"))
        self.button.clicked.connect(self._on_check)
        self.add_button(self.button)
        self.verdict = label("", "strong", wrap=True)
        self.limits = label("", "soft", wrap=True)
        for part in (self.verdict, self.limits):
            self.add(part)
            part.hide()
        self.add(rule())
        self.filters = column(theme, pad=0, gap=8)
        self.add(self.filters)
        self.table = QGridLayout()
        self.table.setHorizontalSpacing(theme.px(20))
        self.table.setVerticalSpacing(theme.px(6))
        self.table.setColumnMinimumWidth(0, theme.px(150))
        self.table.setColumnStretch(1, 2)
        self.table.setColumnStretch(2, 5)
        self.add(self.table)
        self.older = action_button(theme, _("Older entries"))
        self.older.clicked.connect(self._on_older)
        self.add_button(self.older)

    def look_again(self) -> None:
        """Read anew who stands in the audit, as after somebody came or left, and show the newest entries."""
        self.names = dict(self.attempt(self.house.hiring.names) or {})
        clear(self.filters)
        self.person, self.group = self._choices()
        for words, control in ((self.words("Person"), self.person), (self.words("What was done"), self.group)):
            self.filters.addWidget(label(words, "heading"))
            self.filters.addWidget(control)
            control.chosen.connect(lambda _value: self.refresh())
        tab_after(self.group, self.older)
        self.refresh()

    def _choices(self) -> tuple[Segments, Segments]:
        _, theme = self.words, self.context.theme
        found = self.attempt(lambda: actions.audit_actors(self.context.record)) or ()
        people = [("", _("Everybody")), *((actor, self._name(actor)) for actor in found)]
        groups = [("", _("Everything")), *((key, _(words)) for key, words in GROUPS)]
        person = Segments(theme, people, _("Person"), clearable=False)
        group = Segments(theme, groups, _("What was done"), clearable=False)
        person.set_value("")
        group.set_value("")
        return person, group

    def _name(self, actor: str) -> str:
        """A name for who acted: somebody of the staff, here or gone, the program itself, or the bare id."""
        if actor in ("", PROGRAM):
            return self.words("the program")
        # Before people stood in the audit by id, their name stood there.
        return self.names.get(actor) or (self.words("removed") + f" {actor[:8]}" if len(actor) == 36 else actor)

    def refresh(self) -> None:
        """Show the newest entries that fit the filters."""
        self.before = None
        clear(self.table)
        self._more()

    def _on_older(self) -> None:
        clear(self.table)
        self._more()

    def _more(self) -> None:
        person, group = self.person.value() or "", self.group.value() or ""
        found = self.attempt(
            lambda: actions.audit_entries(self.context.record, self.before, actor=person, only=actions_of(group))
        )
        for line, entry in enumerate((found or ())[:SHOWN]):
            when = entry.at.astimezone().strftime("%Y-%m-%d %H:%M")
            words = ACTIONS.get(entry.action)
            done = self.words(words[1]) if words else entry.action
            named = self.names.get(entry.record_id, "")
            for place, words_of in enumerate((when, self._name(entry.actor), f"{done}{self._about(named)}")):
                self.table.addWidget(label(words_of, "" if place else "soft", wrap=True), line, place)
            self.before = entry.seq
        if not found:
            self.table.addWidget(label(self.words("No entries fit."), "soft"), 0, 0, 1, 3)
        self.older.setVisible(bool(found) and len(found or ()) > SHOWN)

    def _about(self, named: str) -> str:
        return (f"({named})" if self.context.language == "ja" else f" ({named})") if named else ""

    def _on_check(self) -> None:
        self.button.setEnabled(False)
        self.verdict.setText(self.words("Checking every entry…"))
        set_tone(self.verdict, "")
        self.verdict.show()
        self.limits.hide()
        self.in_background(self.house.check_audit, self._show, lambda: self.button.setEnabled(True))

    def _show(self, report: AuditReport) -> None:
        _ = self.words
        entries = _.plural("{count} entry", "{count} entries", report.rows)
        if report.fault is None:
            self.verdict.setText(_("Nothing found in {entries}.").format(entries=entries))
        else:
            self.verdict.setText(_(FAULTS[report.fault]).format(seq=report.seq))
        set_tone(self.verdict, "good" if report.fault is None else "stop")
        said = texts("messages", self.context.language)
        self.limits.setText("\n".join((*self._kept(report), *(said(sentence) for sentence in report.limits))))
        self.limits.show()

    def _kept(self, report: AuditReport) -> tuple[str, ...]:
        """The ends of the audit kept elsewhere that the record was compared with."""
        _ = self.words
        here = [seq for at, seq in report.kept if at is None]
        backups = [(at, seq) for at, seq in report.kept if at is not None]
        lines = [_("Compared with what this workstation saw last: entry {seq}.").format(seq=seq) for seq in here]
        if backups:
            at, seq = max(backups)
            counted = _.plural("{count} backup", "{count} backups", len(backups))
            newest = _("Compared with the ends kept by {backups}, the newest of {when}: entry {seq}.")
            when = at.astimezone().strftime("%Y-%m-%d %H:%M")
            lines.append(newest.format(backups=counted, when=when, seq=seq))
        return tuple(lines)
