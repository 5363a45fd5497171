"""In which studio this computer stands, and in which ones the person at it works; pages say so in one quiet word."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from clinic_app.domain.studio import Studio
from clinic_app.errors import Refused


@dataclass
class Whereabouts:
    """`here` is the code of where what is entered now belongs, `chosen` the computer's own; `choose` may be refused.

    `studios` are those of the person, `others` all the rest, which stand on papers. `read` gives both as they are now;
    one of these is shared by all pages of a window, so that all of them call a studio the same.
    """

    studios: tuple[Studio, ...]
    here: Callable[[], str]
    chosen: Callable[[], str]
    choose: Callable[[str], None]
    others: tuple[Studio, ...] = ()
    read: Callable[[], tuple[tuple[Studio, ...], tuple[Studio, ...]]] | None = None

    def look_again(self) -> None:
        """Somebody named, renamed, closed or opened a studio; as it was, while that cannot be read."""
        if self.read is not None:
            with suppress(Refused):
                self.studios, self.others = self.read()

    def studio(self, code: str) -> Studio | None:
        """One of all studios; None for a record that tells none apart."""
        return next((studio for studio in (*self.studios, *self.others) if studio.code == code), None)

    @property
    def are_several(self) -> bool:
        """Whether the person sees more than one, so that pages have to say which."""
        return len(self.studios) > 1

    @property
    def open(self) -> tuple[Studio, ...]:
        """Those where anything new can be."""
        return tuple(studio for studio in self.studios if studio.is_open)

    @property
    def is_shut(self) -> bool:
        """Whether the studio where the computer stands is closed."""
        here = self.here()
        return any(studio.code == here and not studio.is_open for studio in self.studios)

    def word(self, code: str) -> str:
        """The name of a studio where several are seen; else nothing."""
        return self.name(code) if self.are_several else ""

    def name(self, code: str) -> str:
        """What a studio is called."""
        found = self.studio(code)
        return code if found is None else found.name
