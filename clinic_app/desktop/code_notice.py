"""A line above the page that offers a quick code; it never stands in the way of work."""

from PySide6.QtCore import Qt, Signal

from clinic_app.desktop.cover import CodeField
from clinic_app.desktop.quick_code import QuickCode
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.i18n import Texts

FIELD_WIDTH = 300
STACK_ABOVE = 1.25  # from this text size on the words stand above the field


class CodeNotice(Panel):
    """What the code is for, a field for it, and a way past it."""

    left = Signal()

    def __init__(self, theme: Theme, text: Texts, code: QuickCode) -> None:
        super().__init__(theme, "banner", tone="accent", pad=8, gap=4)
        self.text, self._code = text, code
        self.body.setContentsMargins(theme.px(20), theme.px(8), theme.px(12), theme.px(8))
        line = row(theme, 12)
        words = label(text("A quick code of 6 digits uncovers this screen when you come back."), wrap=True)
        if theme.scale > STACK_ABOVE:
            self.add(words)
        else:
            line.addWidget(words, 1)
        self.field = CodeField(theme, text("Quick code"), show=text("Show"))
        self.field.edit.setPlaceholderText(text("6 digits"))
        self.field.setFixedWidth(theme.px(FIELD_WIDTH))
        self.field.edit.returnPressed.connect(self._on_keep)
        keep = action_button(theme, text("Use this code"), "primary")
        keep.clicked.connect(self._on_keep)
        past = action_button(theme, text("Without a code"), "quiet")
        past.clicked.connect(self.left)
        for widget in (self.field, keep, past):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        if theme.scale > STACK_ABOVE:
            line.addStretch(1)
        self.add(line)

    def _on_keep(self) -> None:
        wrong = self._code.keep(self.field.edit.text())
        if wrong is None:
            self.left.emit()
        else:
            self.field.object_to(self.text(wrong))
