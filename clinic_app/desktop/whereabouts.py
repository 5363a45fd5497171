"""In which studio this computer stands, and in which ones the person at it works; pages say so in one quiet word."""

from collections.abc import Callable
from dataclasses import dataclass

from clinic_app.domain.studio import Studio


@dataclass(frozen=True)
class Whereabouts:
    """`here` is the code of where what is entered now belongs, `chosen` the computer's own; `choose` may be refused."""

    studios: tuple[Studio, ...]
    here: Callable[[], str]
    chosen: Callable[[], str]
    choose: Callable[[str], None]

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
        return next((studio.name for studio in self.studios if studio.code == code), code)
