"""What can be chosen for printing: the printers that are there, and of the chosen one only what it can do."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.printer_words import tray_words
from clinic_app.desktop.widgets.choices import Option, Segments
from clinic_app.desktop.widgets.labels import Panel, clear, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.printing import Printer, Sides
from clinic_app.settings import PrinterChoice

MOST_COPIES = 5


class PrinterChoices(Panel):
    """An answer taken back leaves the choice to the printer."""

    printer_chosen = Signal(str)
    changed = Signal(str, object)  # the name of a field of `PrinterChoice`, and its value
    copies_chosen = Signal(int)
    look_requested = Signal()
    done = Signal()

    def __init__(self, room: Surroundings) -> None:
        super().__init__(room.theme, "card")
        self._room = room
        self.asked: dict[str, Segments] = {}

    def fill(self, printers: Sequence[Printer], choice: PrinterChoice | None, copies: int) -> None:
        """Build the questions anew; the one that had the keyboard has it again."""
        holder = self.focusWidget()
        held = next((name for name, asked in self.asked.items() if holder and asked.isAncestorOf(holder)), "")
        clear(self.body)
        self.asked.clear()
        _ = self._room.text
        if printers:
            named = [(one.name, one.label) for one in printers]
            self._ask("printer", _("Printer"), named, choice.printer if choice else None, self._on_printer)
        printer = next((one for one in printers if choice is not None and one.name == choice.printer), None)
        if printer is not None and choice is not None:
            self._ask_abilities(printer, choice)
            numbers = [(str(count), str(count)) for count in range(1, MOST_COPIES + 1)]
            self._ask("copies", _("Copies"), numbers, str(copies), lambda value: self.copies_chosen.emit(int(value)))
        self._add_foot()
        if held in self.asked:
            buttons = self.asked[held].buttons
            (buttons.get(self.asked[held].value() or "") or next(iter(buttons.values()))).setFocus()

    def _ask_abilities(self, printer: Printer, choice: PrinterChoice) -> None:
        _ = self._room.text
        if printer.duplex:
            sides = [(Sides.ONE.value, _("One side")), (Sides.TWO_LONG.value, _("Both sides"))]
            self._ask("sides", _("Sides"), sides, choice.sides, lambda value: self.changed.emit("sides", value), True)
        if printer.colour:
            colours = [("grey", _("Black and white")), ("colour", _("Colour"))]
            now = None if choice.colour is None else "colour" if choice.colour else "grey"
            self._ask("colour", _("Colours"), colours, now, self._on_colour, True)
        if len(printer.trays) > 1:
            trays = [(tray, tray_words(_, tray)) for tray in printer.trays]
            self._ask("tray", _("Paper tray"), trays, choice.tray, lambda value: self.changed.emit("tray", value), True)

    def _ask(  # noqa: PLR0913, PLR0917 - one question: its name, its words, its answers
        self,
        name: str,
        words: str,
        answers: list[Option],
        now: str | None,
        take: Callable[[str], object],
        clearable: bool = False,
    ) -> None:
        line = row(self._room.theme)
        caption = label(words, "soft")
        caption.setFixedWidth(self._room.theme.px(76))
        line.addWidget(caption, 0, Qt.AlignmentFlag.AlignVCenter)
        self.asked[name] = asked = Segments(self._room.theme, answers, words, clearable=clearable)
        asked.set_value(now)
        asked.chosen.connect(take)
        line.addWidget(asked, 1)
        self.add(line)

    def _add_foot(self) -> None:
        _, theme = self._room.text, self._room.theme
        foot = row(theme)
        again, done = action_button(theme, _("Look again"), "quiet"), action_button(theme, _("Close the choices"))
        again.clicked.connect(self.look_requested)
        done.clicked.connect(self.done)
        foot.addStretch()
        foot.addWidget(again)
        foot.addWidget(done)
        self.add(foot)

    def _on_printer(self, name: str | None) -> None:
        if name is not None:
            self.printer_chosen.emit(name)

    def _on_colour(self, value: str | None) -> None:
        self.changed.emit("colour", None if value is None else value == "colour")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)
