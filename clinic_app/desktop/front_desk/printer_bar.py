"""Which printer, and how: one line that tells both and opens the choices. What is printed is not here."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.printer_choices import PrinterChoices
from clinic_app.desktop.front_desk.printer_words import in_words
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.labels import column, label, row, set_tone
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.printing import JobState, Printer, PrinterState, PrintOptions, PrintSystem, Reason, Sides
from clinic_app.printing.words import AS_A_PICTURE, cause
from clinic_app.settings import PrinterChoice


class PrinterBar(QWidget):
    """`recall` and `keep` are the memory of this computer. Copies are never remembered: the next sheet is one again.

    A remembered printer that is not there is never replaced by another: paper with a name on it would come out
    where nobody looks. `choices` is as high as a page at large text; the page gives it a place that scrolls.
    """

    chosen = Signal()  # what `options` says may have changed
    opened = Signal(bool)  # the choices are wanted, or no more

    def __init__(
        self,
        room: Surroundings,
        system: PrintSystem,
        recall: Callable[[], PrinterChoice | None],
        keep: Callable[[PrinterChoice], object],
    ) -> None:
        super().__init__()
        self._room, self._system, self._keep = room, system, keep
        self._choice = recall()
        self._found: list[Printer] | None = None
        self._asked = self._answered = 0  # questions at the system; an older one may be answered after a newer one
        self._copies, self.is_open, self.is_troubled = 1, False, False
        self._heeded: frozenset[JobState] = frozenset()
        self.choices = PrinterChoices(room)
        self._build()
        self.look_again()

    def _build(self) -> None:
        _, theme = self._room.text, self._room.theme
        self.setAccessibleName(_("Printer"))
        lines = column(theme, pad=0)
        self.setLayout(lines)
        line = row(theme)
        line.addWidget(label(_("Printer"), "soft"))
        self.opener = OptionButton(theme, _("Looking for printers …"), tone="plain")
        self.opener.clicked.connect(lambda: self.open(on=not self.is_open))
        line.addWidget(self.opener, 1)
        lines.addLayout(line)
        self.state = label("", "problem", wrap=True)
        self.state.hide()
        lines.addWidget(self.state)
        self.choices.printer_chosen.connect(lambda name: self._choose(self._of(name)))
        self.choices.changed.connect(self._change)
        self.choices.copies_chosen.connect(self._take_copies)
        self.choices.look_requested.connect(self.look_again)
        self.choices.done.connect(lambda: self.open(on=False))

    # asked from outside

    def options(self) -> PrintOptions | None:
        """What was chosen; None while no printer is chosen, or the chosen one is not there or takes nothing."""
        printer, choice = self.printer, self._choice
        if printer is None or choice is None or not printer.accepts:
            return None
        sides = Sides(choice.sides) if choice.sides in printer.sides else None
        colour = choice.colour if printer.colour else None
        tray = choice.tray if choice.tray in printer.trays else None
        return PrintOptions(printer.name, self._copies, sides, colour, tray)

    @property
    def printer(self) -> Printer | None:
        """The chosen printer, if it is there."""
        name = self._choice.printer if self._choice else ""
        return next((one for one in self._found or () if one.name == name), None)

    def one_copy(self) -> None:
        """The next sheet is printed once; called after each printing."""
        self._copies = 1
        self._show()

    def heed(self, trouble: frozenset[JobState]) -> None:
        """What holds sheets up, or nothing any more: look at the printers anew where that is not what stands here."""
        if bool(trouble) != self.is_troubled or trouble != self._heeded:
            self._heeded = trouble
            self.look_again()

    def look_again(self) -> None:
        """Ask the system for its printers, beside the window."""
        self._asked += 1
        asked = self._asked
        run_task(
            self._system.printers,
            lambda printers: self._on_found(asked, printers),
            lambda error: self._on_refused(asked, error),
            self,
        )

    def open(self, *, on: bool) -> None:
        """Ask for the choices, or send them away; opened, the printers are looked for anew."""
        self.is_open = on
        if on:
            self._show()
        self.opened.emit(on)
        if on:
            self.look_again()
        else:
            self.opener.setFocus()

    # what came back

    def _is_news(self, asked: int) -> bool:
        """Whether an answer is not older than what is shown."""
        if asked < self._answered:
            return False
        self._answered = asked
        return True

    def _on_found(self, asked: int, printers: list[Printer]) -> None:
        if not self._is_news(asked):
            return
        self._found = printers
        if self._choice is None:
            usual = [one for one in printers if one.is_default] or (printers if len(printers) == 1 else [])
            self._choice = self._of(usual[0].name) if usual else None
        self._show()
        self.chosen.emit()

    def _on_refused(self, asked: int, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        if not self._is_news(asked):
            return
        self._found = []
        self._show(error.sentence(self._room.language))
        self.chosen.emit()

    def _of(self, name: str) -> PrinterChoice:
        """A choice that leaves everything but the printer to the printer; its label is known even when it is gone."""
        found = next((one for one in self._found or () if one.name == name), None)
        return PrinterChoice(name, label=found.label if found else "")

    # what a person chooses

    def _choose(self, choice: PrinterChoice) -> None:
        self._choice = choice
        self._keep(choice)
        self._show()
        self.chosen.emit()

    def _change(self, name: str, value: object) -> None:
        if self._choice is not None:
            self._choose(msgspec.structs.replace(self._choice, **{name: value}))

    def _take_copies(self, copies: int) -> None:
        self._copies = copies
        self._show()
        self.chosen.emit()

    # what is shown

    def _show(self, problem: str = "") -> None:
        _, printer = self._room.text, self.printer
        if printer is not None:
            self.opener.setText(printer.label)
            self.opener.set_note(in_words(_, printer, self.options()))
        elif self._choice is not None:
            self.opener.setText(self._choice.label or self._choice.printer)
            self.opener.set_note("")
        else:
            self.opener.setText(_("Choose a printer"))
            self.opener.set_note("")
        spoken = f"{_('Printer')}: {self.opener.text()} {self.opener.note()}"
        self.opener.setAccessibleName(spoken.strip())
        self.opener.updateGeometry()
        trouble = problem or self._trouble(printer)
        self.is_troubled = bool(trouble)
        self._say(trouble or self._remark(printer), tone="stop" if trouble else "soft")
        if self.is_open:  # until somebody wants them, they need not be made
            self.choices.fill(self._found or (), self._choice, self._copies)

    def _trouble(self, printer: Printer | None) -> str:
        """What keeps a sheet from coming out, with what to do; empty when nothing does."""
        _, language = self._room.text, self._room.language
        if self._found is None:
            return ""
        if not self._found:
            return _("No printer is set up on this computer. Add one in the computer's settings, then look again.")
        if printer is None:
            missing = _("This printer is not there. Connect it and look again, or choose another one.")
            return missing if self._choice is not None else _("Several printers are there. Choose one.")
        reason = _held_up_by(printer)
        return "" if reason is None else cause(reason, language)

    def _remark(self, printer: Printer | None) -> str:
        if printer is None or self._system.follows:
            return ""
        return texts("messages", self._room.language)(AS_A_PICTURE)

    def _say(self, sentence: str, tone: str) -> None:
        self.state.setProperty("role", "problem" if tone == "stop" else "soft")
        set_tone(self.state, tone)
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))


def _held_up_by(printer: Printer) -> Reason | None:
    """What keeps sheets from coming out of a printer. What an idle one said last may be long over."""
    if not printer.accepts:
        return Reason.REFUSES_JOBS
    if printer.state is PrinterState.IDLE:
        return None
    stopped = (Reason.PAUSED,) if printer.state is PrinterState.STOPPED else ()
    return next(iter((*printer.reasons, *stopped)), None)
