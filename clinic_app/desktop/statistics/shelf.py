"""What the statistics pages are given: the releases as they lie on the shelf, and the way to take one away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from clinic_app.domain.language import Language
from clinic_app.domain.release import ExportForm, Release
from clinic_app.errors import Refused


class OnShelf(NamedTuple):
    """One release; `release` is None where it cannot be read, and `problem` says why."""

    id: str
    closed_at: datetime | None
    release: Release | None
    problem: Refused | None = None


class ExportOrder(NamedTuple):
    """What is to be written, where to, and what for. `replace` only after the person was asked.

    `studio` is the code of the one whose tables are wanted, empty for everything.
    """

    release: str
    format: ExportForm
    folder: Path
    purpose: str
    recipient: str
    language: Language
    replace: bool = False
    studio: str = ""


class Exported(NamedTuple):
    """The files that are there now; `unwritable` are characters that an older character set could not hold."""

    files: tuple[Path, ...]
    unwritable: tuple[str, ...] = ()


class ExistsError(Exception):
    """A file of that name is there already: asked about, never silently replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


@dataclass(frozen=True)
class Shelf:
    """The manager's side of the sealed folder. All may raise `Refused`; `export` also `ExistsError`."""

    releases: Callable[[], tuple[OnShelf, ...]]
    export: Callable[[ExportOrder], Exported]
