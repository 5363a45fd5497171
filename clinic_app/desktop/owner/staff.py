"""Who may sign in: who comes, who changes, who leaves. A one-time password is shown once, to be written down."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.hiring import ROLES, StaffLine
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.person import PersonPanel
from clinic_app.desktop.widgets.choices import Ticks
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row, rule
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import OptionButton, action_button


class StaffCard(OwnerCard):
    """The list, one person opened in place at a time, and a form to add somebody."""

    kit_made = Signal(str)

    def __init__(self, context: Context, house: House) -> None:
        self.hiring, self.opened = house.hiring, ""
        super().__init__(context, house, context.text("Staff"))
        self.refresh()
        if self.hiring.unwritten:
            self._show_unwritten()

    def _build(self) -> None:
        theme = self.context.theme
        self.once = Panel(theme, "banner", tone="accent", gap=8)
        self.once.hide()
        self.add(self.once)
        self.back = label("", "problem", wrap=True)
        self.add(self.back)
        self.list = column(theme, pad=0, gap=10)
        self.add(self.list)
        self.add(rule())
        self._build_form()

    def _build_form(self) -> None:
        _, theme = self.words, self.context.theme
        self.add(label(_("Somebody new"), "heading"))
        self.name = TextField(theme, _("Name of the new person"))
        title = label(_("Name of the new person"), "soft")
        title.setBuddy(self.name)
        self.roles = Ticks(theme, [(key, _(words)) for key, words in ROLES], _("Roles"), None)
        self.adding = action_button(theme, _("Add this person"))
        self.adding.clicked.connect(self._on_add)
        for part in (title, self.name, self.roles):
            self.add(part)
        self.add_button(self.adding)

    def refresh(self) -> None:
        """Show who may sign in now."""
        clear(self.list)
        self.panel: PersonPanel | None = None
        self.homeless = self._homeless()
        for person in self.attempt(self.hiring.people) or ():
            self.list.addLayout(self._line(person))
            if person.id == self.opened:
                self.list.addWidget(self._opened(person))
        back = self.attempt(self.hiring.came_back) or ()
        said = self.words("Off the staff once, and back since a backup was restored: {names}. Remove them again.")
        self.back.setText(said.format(names=self.comma.join(back)) if back else "")
        self.back.setVisible(bool(back))

    def _homeless(self) -> Callable[[StaffLine], bool]:
        """Who works in no studio although there are some: they see nobody until an owner says where they work."""
        if self.hiring.set_studios is None or not self.attempt(lambda: actions.studios(self.context.record)):
            return lambda _person: False
        works_in = self.attempt(self.hiring.works_in) or {}
        return lambda person: "owner" not in person.roles and not works_in.get(person.id)

    def _line(self, person: StaffLine) -> QHBoxLayout:
        _, theme, names = self.words, self.context.theme, dict(ROLES)
        who = column(theme, pad=0, gap=2)
        who.addWidget(label(person.name, "strong", wrap=True))
        who.addWidget(label(self.comma.join(_(names[role]) for role in person.roles), "soft", wrap=True))
        line = row(theme, 10)
        line.addLayout(who, 1)
        if person.one_time:
            line.addWidget(label(_("has not signed in yet"), "pill", tone="warn"), 0, Qt.AlignmentFlag.AlignVCenter)
        if self.homeless(person):
            line.addWidget(label(_("works in no studio yet"), "pill", tone="warn"), 0, Qt.AlignmentFlag.AlignVCenter)
        if person.id == self.context.staff_id:
            line.addWidget(label(_("you"), "pill"), 0, Qt.AlignmentFlag.AlignVCenter)
        buttons: list[tuple[str, OptionButton]] = []
        if person.id != self.opened:
            change = action_button(theme, _("Change…"))
            change.clicked.connect(lambda: self.open(person.id))
            buttons.append((_("Change…"), change))
        if person.id != self.context.staff_id:
            reset = action_button(theme, _("New password"))
            reset.clicked.connect(lambda: self._on_reset(person))
            buttons.append((_("New password"), reset))
        for words, button in buttons:
            button.setAccessibleName(f"{words}: {person.name}")
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def open(self, person: str) -> None:
        """Open one person in place; an empty id closes whoever is open."""
        self.opened = person
        self.refresh()
        if self.panel is not None:
            self.panel.name.setFocus()

    def _opened(self, person: StaffLine) -> PersonPanel:
        self.panel = PersonPanel(self.context, self.house, person)
        self.panel.closed.connect(lambda: self.open(""))
        self.panel.ended.connect(self._on_ended)
        return self.panel

    def _on_ended(self, passwords: Sequence[tuple[str, str]], kit: str) -> None:
        if passwords:
            self.show_once(passwords)
        self.open("")
        self.say(self.words("Done."), good=True)
        if kit:
            self.kit_made.emit(kit)

    def _on_add(self) -> None:
        name, roles = self.name.text().strip(), self.roles.value()
        if not name or not roles:
            self.say(self.words("Enter a name and choose at least one role."))
            return
        self.adding.setEnabled(False)
        self.in_background(
            lambda: self.hiring.add(name, roles),
            lambda password: self._on_added(name, password),
            lambda: self.adding.setEnabled(True),
        )

    def _on_added(self, name: str, password: str) -> None:
        self.name.set_text("")
        self.roles.set_value(None)
        self.show_once([(name, password)])
        self.refresh()

    def _on_reset(self, person: StaffLine) -> None:
        self.in_background(
            lambda: self.hiring.reset_password(person.id),
            lambda password: self._on_added(person.name, password),
            lambda: None,
        )

    def show_once(self, passwords: Sequence[tuple[str, str]]) -> None:
        """One-time passwords, until somebody says that they are written down."""
        names = [person.name for person in self.attempt(self.hiring.people) or ()]
        renewed = {name for name, _password in passwords if names.count(name) == 1}
        waiting = [line for line in self.hiring.unwritten if line[0] not in renewed]
        self.hiring.unwritten[:] = [*waiting, *passwords]
        self._show_unwritten()

    def _show_unwritten(self) -> None:
        clear(self.once.body)
        _ = self.words
        said = _("Write these down and hand each over in person; they are not shown again.")
        self.once.add(label(said, wrap=True))
        for name, password in self.hiring.unwritten:
            line = FlowLayout(self.context.theme.px(12))
            line.addWidget(label(name, "strong"))
            shown = label(password, "title")
            shown.setAccessibleName(_("One-time password of {name}").format(name=name))
            line.addWidget(shown)
            self.once.add(line)
        written = action_button(self.context.theme, _("Written down"))
        written.clicked.connect(self._on_written)
        self.once.add(written)
        self.once.show()

    def _on_written(self) -> None:
        self.hiring.unwritten.clear()
        self.once.hide()
