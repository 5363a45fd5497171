"""Who may sign in: add a person, give a forgotten password anew. A one-time password is shown once, to be read out."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House, StaffLine
from clinic_app.desktop.widgets.choices import Ticks
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import clear, column, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.i18n import N_

ROLES = (
    ("owner", N_("Owner")),
    ("trainer", N_("Trainer")),
    ("front_desk", N_("Front desk")),
    ("manager", N_("Manager")),
)


class StaffCard(OwnerCard):
    """The list, and a line to add somebody."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("Staff"))
        self.refresh()

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.list = column(theme, pad=0, gap=8)
        self.add(self.list)
        self.once = label("", "title")
        self.once_note = label("", "soft", wrap=True)
        self.add(self.once_note)
        self.add(self.once)
        self.name = TextField(theme, _("Name of the new person"))
        title = label(_("Name of the new person"), "heading")
        title.setBuddy(self.name)
        self.roles = Ticks(theme, [(key, _(words)) for key, words in ROLES], _("Roles"), None)
        add = action_button(theme, _("Add this person"))
        add.clicked.connect(self._on_add)
        for part in (title, self.name, self.roles, add):
            self.add(part)
        self._show_once("", "")

    def refresh(self) -> None:
        """Show who may sign in now."""
        clear(self.list)
        for person in self.attempt(self.house.people) or ():
            self.list.addLayout(self._line(person))

    def _line(self, person: StaffLine) -> FlowLayout:
        _, theme, names = self.words, self.context.theme, dict(ROLES)
        line = FlowLayout(theme.px(10))
        line.addWidget(label(person.name, "strong"))
        line.addWidget(label("、".join(_(names[role]) for role in person.roles), "soft"))
        if person.one_time:
            line.addWidget(label(_("has not signed in yet"), "pill", tone="warn"))
        reset = action_button(theme, _("New password"))
        reset.setAccessibleName(f"{reset.text()}: {person.name}")
        reset.clicked.connect(lambda: self._on_reset(person))
        line.addWidget(reset)
        return line

    def _on_add(self) -> None:
        name, roles = self.name.text().strip(), self.roles.value()
        if not name or not roles:
            self.say(self.words("Enter a name and choose at least one role."))
            return
        self.in_background(
            lambda: self.house.add_person(name, roles), lambda password: self._on_added(name, password), lambda: None
        )

    def _on_added(self, name: str, password: str) -> None:
        self.name.set_text("")
        self.roles.set_value(None)
        self._show_once(name, password)
        self.refresh()

    def _on_reset(self, person: StaffLine) -> None:
        self.in_background(
            lambda: self.house.reset_password(person.id),
            lambda password: self._on_added(person.name, password),
            lambda: None,
        )

    def _show_once(self, name: str, password: str) -> None:
        self.once.setText(password)
        note = self.words("One-time password for {name}; read it out now, it is not shown again:")
        self.once_note.setText(note.format(name=name) if password else "")
        self.once.setVisible(bool(password))
        self.once_note.setVisible(bool(password))
