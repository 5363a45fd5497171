"""What the owner's page can do, handed in from outside; pages know no keys, files or records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clinic_app.actions.releases import Progress
from clinic_app.desktop.owner.hiring import Hiring
from clinic_app.desktop.owner.keeping import Keeping
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.period import Period
from clinic_app.rules.ruleset import RuleSet

ClosePeriod = Callable[[Period, RuleSet, Progress], object]


@dataclass(frozen=True)
class BackupLine:
    """One finished, verified backup."""

    name: str
    made_at: datetime
    rows: int
    place: str = ""


@dataclass(frozen=True)
class AuditReport:
    """What a check of the audit found (`fault` is None when nothing), and sentences on what it can show.

    `kept` are the ends it was compared with: when a backup kept one (None: this workstation did), and its entry.
    """

    rows: int
    fault: str | None
    seq: int | None
    limits: tuple[str, ...]
    kept: tuple[tuple[datetime | None, int], ...] = ()


@dataclass(frozen=True)
class House:
    """The owner's tools. All may raise `Refused`; those that take long run off the GUI thread."""

    keep_profile: Callable[[ClinicProfile], ClinicProfile]
    hiring: Hiring
    backups: Callable[[], Sequence[BackupLine]]
    make_backup: Callable[[], BackupLine]
    check_audit: Callable[[], AuditReport]
    close_period: ClosePeriod
    keeping: Keeping | None = None
    copies_elsewhere: bool = False
    """Whether somebody else makes the backups, as the keeper of a server does."""
    damaged_pictures: Callable[[], Sequence[str]] = tuple
    """The files of figures that cannot be read."""
