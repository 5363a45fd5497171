"""One of the open studios, chosen at once; why not, where that cannot be kept."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import column, label
from clinic_app.domain.text import Language
from clinic_app.errors import Refused


class StudioChoice(QWidget):
    """Shows `value`, or where the computer stands; `choose` takes a code, or the computer stands there from then on."""

    chosen = Signal(str)

    def __init__(  # noqa: PLR0913, PLR0917 - each is its own fact
        self,
        theme: Theme,
        there: Whereabouts,
        name: str,
        language: Language,
        choose: Callable[[str], object] | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__()
        self._choose, self._language = choose or there.choose, language
        body = column(theme, pad=0, gap=6)
        self.setLayout(body)
        self.options = Segments(theme, [(one.code, one.name) for one in there.open], name, clearable=False)
        self.options.set_value((there.chosen() if value is None else value) or None)
        self.options.chosen.connect(self._on_chosen)
        self.said = label("", "problem", wrap=True)
        self.said.hide()
        body.addWidget(self.options)
        body.addWidget(self.said)
        self.setFocusProxy(self.options)

    def _on_chosen(self, code: str) -> None:
        try:
            self._choose(code)
        except Refused as refused:
            self.said.setText(refused.sentence(self._language))
            self.said.show()
            return
        self.said.hide()
        self.chosen.emit(code)
