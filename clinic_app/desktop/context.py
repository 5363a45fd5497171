"""What every page is given: the record, the rules, the person, the language and the look. No page reaches further."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from clinic_app.desktop.theme import Theme
from clinic_app.domain.clinic import ClinicProfile, HouseDefaults
from clinic_app.domain.text import Language
from clinic_app.figures import Pose
from clinic_app.i18n import Texts, texts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from clinic_app.desktop.copying import Copying
    from clinic_app.desktop.owner.house import House
    from clinic_app.records.record import Record


def _now() -> datetime:
    return datetime.now(UTC)


def _nothing_sealed(_paper: str) -> None:
    """A made-up clinic has no sealed folders."""


@dataclass(frozen=True)
class Context:
    """The shared surroundings of all pages; replaced as a whole when language, theme or text size change."""

    record: "Record"
    evaluator: Evaluator
    poses: dict[str, Pose]
    clinic: ClinicProfile
    person: str
    language: Language = "ja"
    theme: Theme = field(default_factory=Theme)
    clock: Callable[[], datetime] = _now
    made_up: bool = False
    house: "House | None" = None
    staff_id: str = ""
    defaults: HouseDefaults = field(default_factory=HouseDefaults)
    withdraw_paper: Callable[[str], None] = _nothing_sealed
    copying: "Copying | None" = None

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

    @property
    def rule_set(self) -> RuleSet:
        """The rule set in use."""
        return self.evaluator.rule_set

    def today(self) -> date:
        """The local date on the clock."""
        return self.clock().astimezone().date()

    def with_look(self, language: Language | None = None, theme: Theme | None = None) -> "Context":
        """The same surroundings in another language or look."""
        return replace(self, language=language or self.language, theme=theme or self.theme)
