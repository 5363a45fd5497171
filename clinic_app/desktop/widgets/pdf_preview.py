"""A finished PDF to look at: a frame of one page, to page through and to zoom into. `pdf_view` paints the pages."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import column, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.pdf_view import PdfView
from clinic_app.i18n import Texts

ZOOMS = (1.0, 1.25, 1.5, 2.0, 3.0)
A4 = 841.89 / 595.28


class PageFrame(QScrollArea):
    """As high as a page of its width; its layout asks it, as a widget with a layout of its own is never asked."""

    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * A4)

    def sizeHint(self) -> QSize:
        width = self._theme.px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self._theme.px(220)
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PdfPreview(QWidget):
    """The pages of a PDF below each other in a frame that shows one of them, with buttons above."""

    def __init__(self, theme: Theme, text: Texts, name: str) -> None:
        super().__init__()
        self._theme, self._text, self._zoom = theme, text, 0
        self.setAccessibleName(name)
        self._build(name)

    def _build(self, name: str) -> None:
        _, theme = self._text, self._theme
        whole = column(theme, pad=0, gap=8)
        bar = row(theme, 6)
        self.back = self._button("‹", _("Page back"), lambda: self.go(-1))
        self.forth = self._button("›", _("Page on"), lambda: self.go(1))
        self.place = label("", "soft")
        self.smaller = self._button("−", _("Smaller"), lambda: self.zoom(-1))
        self.larger = self._button("+", _("Larger"), lambda: self.zoom(1))
        self.share = label("", "soft")
        for widget in (self.back, self.place, self.forth):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.smaller, self.share, self.larger):
            bar.addWidget(widget)
        whole.addLayout(bar)
        self.view = PdfView(theme)
        self.view.setAccessibleName(name)
        self.area = PageFrame(theme)
        self.area.resized.connect(self._on_resized)
        self.area.setWidget(self.view)
        self.area.verticalScrollBar().valueChanged.connect(lambda _value: self._say())
        whole.addWidget(self.area, 1)
        self.setLayout(whole)
        self._say()

    def _button(self, sign: str, name: str, action: object) -> OptionButton:
        button = action_button(self._theme, sign, "quiet")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(action)
        return button

    @property
    def buttons(self) -> tuple[OptionButton, ...]:
        """Back, on, smaller, larger: for whoever gives them keys."""
        return self.back, self.forth, self.smaller, self.larger

    def show_pdf(self, pdf: bytes) -> None:
        """Show a PDF from where the last one stood; an empty one clears the view."""
        at = self.area.verticalScrollBar().value()
        self.view.show_pdf(pdf)
        self._fit()
        self.area.verticalScrollBar().setValue(at)
        self._say()

    def page_count(self) -> int:
        """Pages shown."""
        return self.view.page_count()

    def page(self) -> int:
        """The page that takes most of the frame, from 0."""
        tops = self.view.tops()
        middle = self.area.verticalScrollBar().value() + self.area.viewport().height() // 2
        return max((number for number, top in enumerate(tops) if top <= middle), default=0)

    def go(self, by: int) -> None:
        """Bring another page to the top of the frame."""
        tops = self.view.tops()
        if tops:
            self.area.verticalScrollBar().setValue(tops[max(0, min(len(tops) - 1, self.page() + by))])

    def zoom(self, by: int) -> None:
        """Look closer, or from further away; the place that was looked at stays."""
        bar = self.area.verticalScrollBar()
        share = bar.value() / max(1, self.view.height())
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + by))
        self._fit()
        bar.setValue(round(share * self.view.height()))
        self._say()

    def _say(self) -> None:
        count = self.page_count()
        self.place.setText(f"{self.page() + 1} / {count}" if count else "")
        self.share.setText(f"{ZOOMS[self._zoom]:.0%}")
        self.back.setEnabled(self.page() > 0)
        self.forth.setEnabled(self.page() + 1 < count)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom + 1 < len(ZOOMS))

    def _fit(self) -> None:
        """As wide as the frame at the smallest zoom; the bar's own width is always left, so that nothing jumps."""
        room = self.area.width() - self.area.verticalScrollBar().sizeHint().width() - 2
        width = max(100, round(room * ZOOMS[self._zoom]))
        self.view.setFixedSize(width, self.view.height_at(width))

    def _on_resized(self) -> None:
        self._fit()
        self._say()
