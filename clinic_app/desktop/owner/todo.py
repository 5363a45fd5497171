"""What is to do for the owner: computed each time the page is shown, and only what is really known."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.actions.releases import periods_to_close
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button

OLD_COPY_DAYS, REHEARSAL_DAYS, SHOWN_VISITS, SHOWN_SHEETS = 3, 365, 12, 6


class Due(NamedTuple):
    """One thing to do: how urgent, what, and where it is done: a section of the page or a visit."""

    tone: str
    words: str
    button: str = ""
    section: str = ""
    visit: str = ""


class TodoCard(OwnerCard):
    """Urgent things first; an empty list says so."""

    section_requested = Signal(str)
    visit_chosen = Signal(str)

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("To do"))

    def _build(self) -> None:
        self.waiting = label(self.words("Looking…"), "soft")
        self.add(self.waiting)
        self.list = column(self.context.theme, pad=0, gap=8)
        self.add(self.list)

    def refresh(self) -> None:
        """Look again, off the GUI thread: the list of old records reads every client."""
        self.waiting.setText(self.words("Looking…"))
        self.waiting.show()
        self.in_background(self._found, self._show, self.waiting.hide, newest=True)

    def _found(self) -> list[Due]:
        house = (self._copies, self._kit, self._people, self._trial, self._pictures)
        records = (self._visits, self._sheets, self._old_records, self._periods)
        found: tuple[list[Due], ...] = self.context.record.together(*house, *records)
        return [due for part in found for due in part]

    def _show(self, found: list[Due]) -> None:
        clear(self.list)
        for due in sorted(found, key=lambda due: ("stop", "warn", "").index(due.tone)):
            self.list.addWidget(self._line(due))
        if not found:
            self.list.addWidget(label(self.words("Nothing is to do."), "strong", tone="good"))

    def _line(self, due: Due) -> Panel:
        line, panel = row(self.context.theme, 12), Panel(self.context.theme, "banner", tone=due.tone, pad=10)
        line.addWidget(label(due.words, wrap=True), 1)
        if due.button:
            go = action_button(self.context.theme, due.button)
            go.setAccessibleName(f"{due.button}: {due.words}")
            go.clicked.connect(lambda: self._go(due))
            line.addWidget(go)
        panel.add(line)
        return panel

    def _go(self, due: Due) -> None:
        if due.visit:
            self.visit_chosen.emit(due.visit)
        else:
            self.section_requested.emit(due.section)

    # what there may be to do

    def _days_since(self, moment: datetime) -> int:
        return (self.context.clock() - moment).days

    def _copies(self) -> list[Due]:
        _, found = self.words, [line.made_at for line in self.house.backups()]
        if not found:
            return [Due("stop", _("No backup was ever made."), _("Show backups"), "copies")]
        days = self._days_since(max(found))
        if days < OLD_COPY_DAYS:
            return []
        said = _.plural(
            "The newest verified backup is {count} day old.", "The newest verified backup is {count} days old.", days
        )
        return [Due("stop", said, _("Show backups"), "copies")]

    def _kit(self) -> list[Due]:
        _ = self.words
        if self.house.hiring.kit_confirmed():
            return []
        said = _("The recovery kit was never typed back: without it and without an owner's password nothing opens.")
        return [Due("stop", said, _("Show the kit"), "staff")]

    def _people(self) -> list[Due]:
        _, found = self.words, []
        waiting = [person.name for person in self.house.hiring.people() if person.one_time]
        if waiting:
            said = _("One-time passwords not replaced yet: {names}").format(names=self.comma.join(waiting))
            found.append(Due("warn", said, _("Show the staff"), "staff"))
        back = self.house.hiring.came_back()
        if back:
            said = _("Off the staff once, and back since a backup was restored: {names}. Remove them again.")
            found.append(Due("stop", said.format(names=self.comma.join(back)), _("Show the staff"), "staff"))
        return found

    def _visits(self) -> list[Due]:
        _, today = self.words, self.context.today()
        left = [entry for entry in actions.open_visits(self.context.record) if entry.visit.done_on < today]
        found = []
        for entry in left[:SHOWN_VISITS]:
            said = _("Open since {day}: {client} (trainer: {trainer})").format(
                day=entry.visit.done_on.isoformat(), client=entry.client.details.name, trainer=entry.visit.trainer
            )
            found.append(Due("warn", said, _("Open the session"), visit=entry.visit.id))
        more = len(left) - len(found)
        if more > 0:
            found.append(Due("warn", _.plural("{count} more open session", "{count} more open sessions", more)))
        return found

    def _sheets(self) -> list[Due]:
        """What lies at the front desk since before today; the desk tells when it hands a sheet over."""
        _, left = self.words, actions.sheets_left(self.context.record, self.context.today())
        if not left:
            return []
        named = [
            _("{day} no. {number} {kana}").format(
                day=job.sheet.day.strftime("%m/%d"), number=job.sheet.call_number, kana=job.sheet.kana
            )
            for job in left[:SHOWN_SHEETS]
        ]
        if len(left) > SHOWN_SHEETS:
            named.append(f"+{len(left) - SHOWN_SHEETS}")
        said = _.plural(
            "{count} sheet of an earlier day was not handed over.",
            "{count} sheets of earlier days were not handed over.",
            len(left),
        )
        return [Due("warn", f"{said}\n{self.comma.join(named)}")]

    def _old_records(self) -> list[Due]:
        _ = self.words
        count = len(actions.retention_list(self.context.record, self.context.today()))
        if not count:
            return []
        said = _.plural(
            "{count} client's last visit is longer ago than records are kept.",
            "{count} clients' last visits are longer ago than records are kept.",
            count,
        )
        return [Due("warn", said, _("Show the list"), "retention")]

    def _trial(self) -> list[Due]:
        _, keeping = self.words, self.house.keeping
        if keeping is None:
            return []
        last = keeping.last_trial()
        if last is None:
            said = _("No backup was ever brought back on trial; once a year shows that it would work.")
            return [Due("warn", said, _("Show backups"), "copies")]
        days = self._days_since(last.at)
        if days < REHEARSAL_DAYS:
            return []
        said = _.plural(
            "The last restore on trial was {count} day ago.", "The last restore on trial was {count} days ago.", days
        )
        return [Due("warn", said, _("Show backups"), "copies")]

    def _periods(self) -> list[Due]:
        _, found = self.words, []
        for offer in periods_to_close(self.context.record):
            if not offer.waits:
                name = offer.period.label.in_language(self.context.language)
                said = _("{period} is over and its numbers were not closed.").format(period=name)
                found.append(Due("", said, _("Show the numbers"), "numbers"))
        return found

    def _pictures(self) -> list[Due]:
        _, found = self.words, list(self.house.damaged_pictures())
        if not found:
            return []
        said = _(
            "Damaged files of figures: {names}. Their pictures are missing on the screen and on sheets; everything "
            "else works. Install the program again."
        )
        return [Due("warn", said.format(names=self.comma.join(found)))]
