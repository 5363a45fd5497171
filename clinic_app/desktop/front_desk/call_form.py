"""A call about red pain, as it was told. Every trainer sees it until one of them has taken note."""

from PySide6.QtCore import Signal

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.desk_event import Called
from clinic_app.domain.plan_code import read_plan_code


class CallForm(Panel):
    """A name or the plan code is enough; what they said is in their own words."""

    done = Signal()
    left = Signal()

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__(room.theme, pad=16, gap=10)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self._build()
        self.setFocusProxy(self.who)

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.setAccessibleName(_("Call about red pain"))
        self.add(label(self.accessibleName(), "strong"))
        said = _("It stays at the top of every trainer's day until one of them has taken note.")
        self.add(label(said, "soft", wrap=True))
        self.who = guarded(TextField(theme, _("Who called"), placeholder=_("Name, or the code on the strip")), _)
        self.note = guarded(TextField(theme, _("What they said")), _)
        for words, control in ((_("Who called"), self.who), (_("What they said"), self.note)):
            title = label(words, "heading")
            title.setBuddy(control)
            self.add(title)
            self.add(control)
        self.save = action_button(theme, _("Tell the trainers"), "primary")
        cancel = action_button(theme, _("Cancel"), "quiet")
        line = row(theme, 8)
        line.addWidget(self.save)
        line.addWidget(cancel)
        line.addStretch(1)
        self.add(line)
        self.note.edit.returnPressed.connect(self._on_save)
        self.save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.left)

    def _on_save(self) -> None:
        who = " ".join(self.who.text().split())
        if not who:
            self.who.object_to(self.text("Enter who called."))
            return
        self.save.setEnabled(False)  # one call is told once
        self.desk.note(Called(who, self.room.person, self.note.text().strip(), read_plan_code(who) or ""))
        self.done.emit()
