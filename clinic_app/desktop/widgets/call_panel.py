"""The form of a call about red pain: who called, and what they said. Who knows names brings the field for them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button


class CallPanel(Panel):
    """`save_requested` by the button or Enter, `left` by Cancel; storing it and saying `done` is for its owner."""

    save_requested = Signal()
    done = Signal()
    left = Signal()

    def __init__(self, room: Surroundings, who: QWidget, asked: str, lead: str, save: str) -> None:
        theme, _ = room.theme, room.text
        super().__init__(theme, pad=16, gap=10)
        self.setAccessibleName(_("Call about red pain"))
        self.add(label(self.accessibleName(), "strong"))
        self.add(label(lead, "soft", wrap=True))
        self.note = guarded(TextField(theme, _("What they said")), _)
        for words, control in ((asked, who), (_("What they said"), self.note)):
            title = label(words, "heading")
            title.setBuddy(control)
            self.add(title)
            self.add(control)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.add(self.problem)
        self.save = action_button(theme, save, "primary")
        cancel = action_button(theme, _("Cancel"), "quiet")
        line = row(theme, 8)
        line.addWidget(self.save)
        line.addWidget(cancel)
        line.addStretch(1)
        self.add(line)
        self.note.edit.returnPressed.connect(self.save_requested)
        self.save.clicked.connect(self.save_requested)
        cancel.clicked.connect(self.left)
        self.setFocusProxy(who)
