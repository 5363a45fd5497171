"""What every page is given: the person, the language, the look, and where a record is open, the record and the rules.

No page reaches further.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from clinic_app.desktop.theme import Theme
from clinic_app.domain.clinic import ClinicProfile, HouseDefaults
from clinic_app.domain.studio import on_paper
from clinic_app.domain.text import Language
from clinic_app.figures import Pose
from clinic_app.i18n import Texts, texts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinic_app.desktop.copying import Copying
    from clinic_app.desktop.owner.house import House
    from clinic_app.desktop.whereabouts import Whereabouts
    from clinic_app.logs import Event
    from clinic_app.records.record import Record


def _now() -> datetime:
    return datetime.now(UTC)


def _no_log(_event: "Event", _error: BaseException | None = None) -> None:
    """Where no log is kept: the demo and the tests."""


def _nothing_sealed(_paper: str) -> None:
    """A made-up clinic has no sealed folders."""


class Room(NamedTuple):
    """A page with a tab of its own that works without the record, such as the front desk's."""

    name: str
    words: str
    make: "Callable[[Surroundings], QWidget]"


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Who is at a window, its language and its look: all that pages have which no record stands behind."""

    person: str
    staff_id: str = ""
    language: Language = "ja"
    theme: Theme = field(default_factory=Theme)
    clock: Callable[[], datetime] = _now
    made_up: bool = False
    rooms: tuple[Room, ...] = ()
    whereabouts: "Whereabouts | None" = None

    @property
    def actor(self) -> str:
        """Who stands in the audit: the id, which names nobody outside the record; in the demo the person's name.

        What is read beside a decision or a paper is the name, `person`: it must be readable when the person has left.
        """
        return self.staff_id or self.person

    @property
    def text(self) -> Texts:
        """Interface texts of the windows."""
        return texts("desktop", self.language)

    def studio_word(self, code: str) -> str:
        """The name of a studio, where the person sees more than one; else nothing."""
        return "" if self.whereabouts is None else self.whereabouts.word(code)

    def today(self) -> date:
        """The local date on the clock."""
        return self.clock().astimezone().date()

    def with_look(self, language: Language | None = None, theme: Theme | None = None) -> Self:
        """The same surroundings in another language or look."""
        return replace(self, language=language or self.language, theme=theme or self.theme)


@dataclass(frozen=True, kw_only=True)
class Context(Surroundings):
    """The shared surroundings of all pages that work with the record; replaced as a whole when something changes."""

    record: "Record"
    evaluator: Evaluator
    poses: dict[str, Pose]
    clinic: ClinicProfile
    house: "House | None" = None
    defaults: HouseDefaults = field(default_factory=HouseDefaults)
    withdraw_paper: Callable[[str], None] = _nothing_sealed
    tell: "Callable[[Event, BaseException | None], None]" = _no_log
    copying: "Copying | None" = None

    def clinic_at(self, studio: str) -> ClinicProfile:
        """How the company stands on the papers of one studio; where none are told apart, as everywhere."""
        return on_paper(self.clinic, None if self.whereabouts is None else self.whereabouts.studio(studio))

    @property
    def rule_set(self) -> RuleSet:
        """The rule set in use."""
        return self.evaluator.rule_set
