"""One person of the staff, opened in place: their name and roles, and how they leave. Nothing opens a dialog."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.hiring import ROLES, StaffLine, renews_keys
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.choices import Ticks
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.password import PasswordField

SHOWN_VISITS = 8


class PersonPanel(OwnerCard):
    """`ended` carries the one-time passwords by name and the code of a new kit; both are empty most times."""

    ended = Signal(object, str)
    closed = Signal()

    def __init__(self, context: Context, house: House, person: StaffLine) -> None:
        self.hiring, self.person = house.hiring, person
        super().__init__(context, house, person.name)
        self.setProperty("role", "banner")

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.name = TextField(theme, _("Name of this person"))
        self.name.set_text(self.person.name)
        self.roles = Ticks(theme, [(key, _(words)) for key, words in ROLES], _("Roles"), None)
        self.roles.set_value(self.person.roles)
        for words, control in ((_("Name of this person"), self.name), (_("Roles"), self.roles)):
            title = label(words, "heading")
            title.setBuddy(control)
            self.add(title)
            self.add(control)
        self._add_studios()
        self.keep = action_button(theme, _("Keep these changes"), "primary")
        self.keep.clicked.connect(self._on_keep)
        self.leave = action_button(theme, _("Leaves the studio…"))
        self.leave.clicked.connect(lambda: self._ask((), leaves=True))
        self.close_button = action_button(theme, _("Close"), "quiet")
        self.close_button.clicked.connect(self.closed)
        buttons = FlowLayout(theme.px(8))
        for button in (self.keep, self.leave, self.close_button):
            buttons.addWidget(button)
        self.add(buttons)
        self.asked = Panel(theme, "banner", tone="warn", gap=10)
        self.asked.hide()
        self.add(self.asked)

    def _add_studios(self) -> None:
        """In which studios they work, where there are any to tell apart."""
        self.places: Ticks | None = None
        self.before: frozenset[str] = frozenset()
        if self.hiring.set_studios is None:
            return
        found = self.attempt(lambda: actions.studios(self.context.record)) or ()
        if not found:
            return
        words = self.words("Works in these studios")
        self.places = Ticks(self.context.theme, [(one.code, one.name) for one in found], words, None)
        works_in = self.attempt(self.hiring.works_in) or {}
        self.before = frozenset(works_in.get(self.person.id, ()))
        self.places.set_value(sorted(self.before))
        title = label(words, "heading")
        title.setBuddy(self.places)
        self.add(title)
        self.add(self.places)
        if "owner" in self.person.roles:
            self.add(label(self.words("An owner sees every studio, whatever stands here."), "soft", wrap=True))

    def _on_keep(self) -> None:
        roles = tuple(self.roles.value() or ())
        if not roles:
            self.say(self.words("Choose at least one role; who has none leaves the studio."))
            return
        loses = "owner" in self.person.roles and "owner" not in roles
        if loses or renews_keys(self.person.roles, roles):
            self._ask(roles, leaves=False)
        else:
            self._run(lambda: self._change(roles))

    def _change(self, roles: tuple[str, ...]) -> None:
        name = self.name.text().strip()
        if name != self.person.name:
            self.hiring.rename(self.person.id, name)
        if self.places is not None and self.hiring.set_studios is not None:
            studios = frozenset(self.places.value() or ())
            if studios != self.before:
                self.hiring.set_studios(self.person.id, studios)
        if set(roles) != set(self.person.roles):
            self.hiring.change_roles(self.person.id, roles)

    # what comes before keys are renewed

    def _ask(self, roles: tuple[str, ...], *, leaves: bool) -> None:
        """Say what will happen and let it be confirmed or left, in place."""
        everybody = self.attempt(lambda: (self.hiring.may_know_every_key(self.person.id),))
        if everybody is None:
            return
        for button in (self.keep, self.leave, self.close_button):
            button.hide()  # makes room for what is asked
        for sentence in self._consequences(leaves, everybody[0]):
            self.asked.add(label(sentence, wrap=True))
        own = self._own_password() if everybody[0] else None
        _, theme, line = self.words, self.context.theme, FlowLayout(self.context.theme.px(8))
        backed_up = self.hiring.has_fresh_backup()
        words = _("Remove now") if leaves else _("Change the roles now")
        if not backed_up:
            words = _("Back up, then remove") if leaves else _("Back up, then change the roles")
        self.confirm = action_button(theme, words, "primary")
        self.confirm.clicked.connect(lambda: self._on_confirm(roles, own))
        back = action_button(theme, _("Back"))
        back.clicked.connect(self.closed)
        line.addWidget(self.confirm)
        line.addWidget(back)
        self.asked.add(line)
        self.waiting = label("", "soft", wrap=True)
        if self.hiring.has_keys:
            self.waiting.setText(_("Checking, then renewing the keys; this takes some seconds…"))
        self.waiting.hide()
        self.asked.add(self.waiting)
        self.asked.show()
        (own or self.confirm).setFocus()

    def _own_password(self) -> PasswordField:
        _ = self.words
        own = PasswordField(self.context.theme, _("Your own password"), show=_("Show"))
        title = label(_("Your own password"), "heading")
        title.setBuddy(own)
        self.asked.add(title)
        self.asked.add(own)
        return own

    def _consequences(self, leaves: bool, everybody: bool) -> list[str]:
        _, name = self.words, self.person.name
        if not self.hiring.has_keys:
            said = [
                _("{name} is signed out at this moment, and has to sign in again with the new roles.").format(name=name)
            ]
            if leaves:
                said = [_("{name} is signed out at this moment and can no longer sign in.").format(name=name)]
            return said + (self._open_visits() if leaves else [])
        said = [_("{name} can no longer sign in, and all they could read gets new keys.").format(name=name)]
        if not leaves:
            said = [_("What {name} may no longer read gets new keys.").format(name=name)]
        said.append(_("The record is shut for some seconds meanwhile; nothing that was entered is lost."))
        if everybody:
            others = [person.name for person in self.hiring.people() if person.id not in self._not_reset(leaves)]
            said.append(
                _(
                    "An owner can know everybody's keys. So everybody else gets a one-time password in the same step, "
                    "and the recovery kit is replaced; your own password stays."
                )
            )
            names = self.comma.join(others)
            said.append(_("One-time passwords will be made for: {names}").format(names=names or _("nobody")))
        return said + (self._open_visits() if leaves else [])

    def _not_reset(self, leaves: bool) -> set[str]:
        return {self.context.staff_id, *({self.person.id} if leaves else ())}

    def _open_visits(self) -> list[str]:
        _, opened = self.words, self.attempt(lambda: actions.open_visits(self.context.record)) or ()
        theirs = [entry for entry in opened if entry.visit.trainer == self.person.name]
        if not theirs:
            return []
        lines = [f"{entry.visit.done_on.isoformat()}  {entry.client.details.name}" for entry in theirs[:SHOWN_VISITS]]
        more = len(theirs) - len(lines)
        lines += [_.plural("and {count} more", "and {count} more", more)] if more else []
        return [_("Sessions of theirs stay open, and anyone can go on with them:") + "\n" + "\n".join(lines)]

    def _on_confirm(self, roles: tuple[str, ...], own: PasswordField | None) -> None:
        if own is not None and not own.edit.text():
            own.object_to(self.words("Enter your own password; it goes on under new keys."))
            return
        password = own.edit.text() if own is not None else ""
        self.confirm.setEnabled(False)
        self.waiting.show()

        def work() -> tuple[Sequence[tuple[str, str]], str]:
            if not self.hiring.has_fresh_backup():
                self.house.make_backup()
            if own is not None:
                return self.hiring.end_ownership(self.person.id, roles, password)
            if roles:
                self._change(roles)
            else:
                self.hiring.remove(self.person.id)
            return (), ""

        self._run(work)

    def _run(self, work: Callable[[], object]) -> None:
        self.keep.setEnabled(False)

        def ended(result: object) -> None:
            passwords, kit = result if isinstance(result, tuple) else ((), "")
            self.ended.emit(passwords, kit)

        self.in_background(work, ended, self._on_back)

    def _on_back(self) -> None:
        self.keep.setEnabled(True)
        if not self.asked.isHidden():
            self.confirm.setEnabled(True)
            self.waiting.hide()
