"""Where a step has nothing to show yet: one button that leads to the step which has to come first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.step import title_of
from clinic_app.desktop.widgets.labels import row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.i18n import Texts


class OnwardButton(QWidget):
    """Hidden while it leads nowhere."""

    asked = Signal(str)

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__()
        self._text, self._step = text, ""
        self.button = action_button(theme, "", "primary")
        self.button.clicked.connect(lambda: self.asked.emit(self._step))
        line = row(theme)
        line.addWidget(self.button)
        line.addStretch(1)
        self.setLayout(line)
        self.hide()

    def lead_to(self, step: str) -> None:
        """Lead to another step, or to none."""
        if step != self._step and step:
            self.button.setText(f"{title_of(step, self._text)} ›")
            self.button.updateGeometry()
        self._step = step
        self.setHidden(not step)
