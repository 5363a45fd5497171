"""What is known of a printer before a sheet is sent: its state, and what it can do. How it is asked is not here."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_app.printing.reason import Reason


class PrinterState(StrEnum):
    """What a printer is doing."""

    IDLE = "idle"
    PRINTING = "printing"
    STOPPED = "stopped"


class Sides(StrEnum):
    """One side or both, in the words of the printing standard."""

    ONE = "one-sided"
    TWO_LONG = "two-sided-long-edge"
    TWO_SHORT = "two-sided-short-edge"


@dataclass(frozen=True)
class Printer:
    """One printer of this workstation. `name` is what the system calls it; people read `label`.

    `reasons` say why it is stopped or will stop; `said` are the printer's own words, in whatever language it speaks.
    Empty capabilities mean that the printer does not tell, and that nothing may be chosen.
    """

    name: str
    description: str = ""
    location: str = ""
    is_default: bool = False
    state: PrinterState = PrinterState.IDLE
    accepts: bool = True
    reasons: tuple[Reason, ...] = ()
    said: str = ""
    sides: tuple[Sides, ...] = ()
    colour: bool = False
    trays: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name for people: what the owner called it, else the system's name."""
        return self.description or self.name

    @property
    def duplex(self) -> bool:
        """Whether it prints on both sides."""
        return Sides.TWO_LONG in self.sides


@dataclass(frozen=True)
class PrintOptions:
    """What the person at the desk chose; None leaves the choice to the printer's own settings. Every sheet is A4."""

    printer: str
    copies: int = 1
    sides: Sides | None = None
    colour: bool | None = None
    tray: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= 99:
            raise ValueError("copies must be 1 to 99")
