"""Clients: a search that understands every writing, the list of the fifty sounds, and the one who is chosen."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QBoxLayout, QListView, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_list import ClientDelegate, ClientList
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.client import Client
from clinic_app.domain.marks import breakable, with_marks

# What the index shows for each row of the fifty sounds; the first one also shows whoever comes before it.
INDEX = dict(zip(actions.KANA_ROWS, "あかさたなはまやらわ", strict=True))


LEAST_LIST = 220
PANE_AFTER_MS = 120  # while somebody types, the list is what they look at


class ClientsPage(ScrollColumn):
    """Search and list on the left; on the right the chosen client, from whom a visit begins."""

    visit_requested = Signal(str)
    client_chosen = Signal(str)
    edit_requested = Signal(str)
    new_client_requested = Signal()
    bin_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, gap=10)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("Clients"))
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self.refresh)
        self._pane_later = QTimer(self, interval=PANE_AFTER_MS, singleShot=True)
        self._pane_later.timeout.connect(self._on_pane_due)
        self.first = ""
        self._in_pane: Client | None = None
        self._build()
        self._count()
        self.refresh()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        head = row(theme, 12)
        head.addWidget(label(_("Clients"), "display"))
        self.count = label("", "soft")
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        bin_button = action_button(theme, _("Bin"), "quiet")
        bin_button.clicked.connect(self.bin_requested)
        new = action_button(theme, _("New client"), "primary")
        new.clicked.connect(self.new_client_requested)
        head.addWidget(bin_button)
        head.addWidget(new)
        self.add(head)
        hint = _("Name, kana, romaji, the last digits of the phone, or the birth date")
        self.search = guarded(TextField(theme, _("Search clients"), placeholder=hint), _)
        self.search.edit.setClearButtonEnabled(False)
        self.search.edit.textChanged.connect(lambda _text: self._later.start())
        self.search.edit.installEventFilter(self)
        self.setFocusProxy(self.search)
        self.add(self.search)
        self.add(self._index())
        self.add(self._two_panes(), 1)

    def _index(self) -> QWidget:
        made = QWidget()
        flow = FlowLayout(self.theme.px(8), made)
        self.index: dict[str, OptionButton] = {}
        for first, words in (("", self.text("All")), *INDEX.items()):
            button = OptionButton(self.theme, words)
            button.setAccessibleName(self.text("Names from {kana}").format(kana=words) if first else words)
            button.clicked.connect(lambda _checked=False, kana=first: self.jump(kana))
            self.index[first] = button
            flow.addWidget(button)
        return made

    def _two_panes(self) -> QBoxLayout:
        self.model = ClientList(self.context)
        self.list = QListView()
        self.list.setAccessibleName(self.text("List of clients"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(ClientDelegate(self.model))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(self.theme.px(LEAST_LIST))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.activated.connect(lambda _index: self._to_pane())
        self.list.installEventFilter(self)
        self.nobody = Panel(self.theme, pad=24)
        self.nobody_words = label("", "strong", wrap=True)
        self.nobody_hint = label("", "soft", wrap=True)
        self.nobody.add(self.nobody_words)
        self.nobody.add(self.nobody_hint)
        self.nobody.body.addStretch(1)
        self.pane = ScrollColumn(self.theme, role="surface", pad=14, gap=8)
        self.pane.setAccessibleName(self.text("The chosen client"))
        self.card = Panel(self.theme, pad=5)
        self.card.add(self.pane)
        both = row(self.theme, 14)
        both.addWidget(self.list, 5)
        both.addWidget(self.nobody, 5)
        both.addWidget(self.card, 3)
        return both

    def refresh(self) -> None:
        """Show who fits the search text; without one, everybody from the chosen row of the fifty sounds on."""
        _, typed = self.text, self.search.text().strip()
        if typed:
            self.model.show_found(typed)
            found = self.model.rowCount()
            most = found >= actions.MOST_FOUND
            words = _("the first {count}; type more to narrow the list").format(count=found)
            self.count.setText(words if most else _.plural("{count} client", "{count} clients", found))
        else:
            self.model.show_from(self.first)
            self.count.setText(self.everybody)
        self._mark_index(typed)
        empty = self.model.rowCount() == 0
        self.list.setVisible(not empty)
        self.nobody.setVisible(empty)
        if empty:
            self._pane_later.stop()
            self._say_nobody(typed)
            self._show_pane(None)
        else:
            selection = self.list.selectionModel()
            selection.blockSignals(True)
            self.list.setCurrentIndex(self.model.index(0))
            selection.blockSignals(False)
            self.list.scrollToTop()
            self._pane_later.start()

    def look_again(self) -> None:
        """Show what somebody did elsewhere; the chosen client stays chosen, and the list where it is."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton or not self.context.record.is_open:
            return
        chosen, height = self.model.line(self.list.currentIndex().row()), self.list.verticalScrollBar().value()
        self._count()
        self.refresh()
        for number in range(self.model.rowCount()):
            line = self.model.line(number)
            if chosen is not None and line is not None and line.client.id == chosen.client.id:
                self.list.setCurrentIndex(self.model.index(number))
                self.list.verticalScrollBar().setValue(height)

    def _count(self) -> None:
        """How many there are and in which rows of the fifty sounds; the page is built anew after every change."""
        _, record = self.text, self.context.record
        counted = actions.count_clients(record)
        words = _.plural("{count} client", "{count} clients", counted.count)
        self.everybody = _("over {clients}").format(clients=words) if counted.or_more else words
        for first, used in zip(actions.KANA_ROWS, actions.kana_rows_in_use(record), strict=True):
            self.index[first].setEnabled(used)

    def jump(self, first: str) -> None:
        """Show the list from a row of the fifty sounds on."""
        self.first = first
        self.search.set_text("")
        self._later.stop()
        self.refresh()

    def _mark_index(self, typed: str) -> None:
        for first, button in self.index.items():
            button.setChecked(not typed and first == self.first)

    def _say_nobody(self, typed: str) -> None:
        _ = self.text
        if typed:
            self.nobody_words.setText(_("Nobody fits this."))
            self.nobody_hint.setText(_("Try a part of the name, the kana, or the last four digits of the phone."))
        else:
            self.nobody_words.setText(_("No client yet."))
            self.nobody_hint.setText(_('Begin with "New client".'))

    # the chosen one

    def _on_pane_due(self) -> None:
        """Show the one the list points at now."""
        self._pane_later.stop()
        line = self.model.line(self.list.currentIndex().row())
        if line is None or line.client != self._in_pane:
            self._show_pane(None if line is None else line.client)

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._on_pane_due()

    def _show_pane(self, client: Client | None) -> None:
        self._in_pane = client
        clear(self.pane.body)
        self.card.setVisible(client is not None)
        if client is None:
            return
        _, details = self.text, client.details
        self.pane.add(label(breakable(details.name), "title", wrap=True))
        self.pane.add(label(breakable(details.kana), "soft", wrap=True))
        self.begin = action_button(self.theme, _("Begin a visit"), "primary")
        open_it = action_button(self.theme, _("Visits, consent, rights"))
        edit = action_button(self.theme, _("Change details"))
        for button, signal in (
            (self.begin, self.visit_requested),
            (open_it, self.client_chosen),
            (edit, self.edit_requested),
        ):
            button.setAccessibleName(f"{button.text()}: {details.kana}")
            button.clicked.connect(lambda _checked=False, s=signal: s.emit(client.id))
            self.pane.add(button)
        line = self.model.line(self.list.currentIndex().row())
        if line is not None:
            for part in self.model.beside(line).split(" · "):
                self.pane.add(label(part, wrap=True))
        running = _("{km} km a week").format(km=details.usual_weekly_km) if details.usual_weekly_km else ""
        for words in (running, with_marks(details.goal), with_marks(details.note)):
            if words:
                self.pane.add(label(words, "soft", wrap=True))
        self.pane.body.addStretch(1)

    def _to_pane(self) -> None:
        """Enter on a row goes to the first thing to do with that client; a second Enter does it."""
        self._on_pane_due()
        if self.card.isVisible():
            self.begin.show()  # a button that was just made is shown a turn later, and could not take the focus
            self.begin.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search.edit and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._to_pane()
                return True
        return super().eventFilter(watched, event)
