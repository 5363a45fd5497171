"""A clinic with a record and the desk's folders, and a printing system that uses no paper, for tests of the desk."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.visit import Handout
from clinic_app.errors import Refused
from clinic_app.printing import JobState, Printer, PrintOptions, Standing, SystemJob
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.record import Record

DESK_KEY = bytes(32)
PDF = b"%PDF-1.4 made up"


def desk_ring(name: str = "田中 受付") -> HeldRing:
    """What somebody holds who has the front desk's key and no other."""
    return HeldRing(KeyRing("desk-1", name, ("front_desk",), "clinic-1", 1, {"desk": (DESK_KEY,)}))


class Studio:
    """The record with its link, and the desk beside it."""

    def __init__(self, record: Record, folder: Path) -> None:
        self.record, self.folder, self.heard = record, folder, 0
        self.link = DeskLink(record, folder, desk_ring("鈴木"), lambda _count: None)
        self.counter = Counter(folder, desk_ring())

    def client(self, name: str = "架空 花子", kana: str = "カクウ ハナコ") -> str:
        """A client with an open session."""
        details = ClientDetails(name, kana, birth_date=date(1984, 5, 1))
        found = actions.register_client(self.record, details, actor="staff-1").value
        today = self.record.clock().astimezone().date()
        return actions.open_visit(self.record, found.id, day=today, trainer="鈴木", actor="staff-1").value.id

    def memo(self, visit: str, pdf: bytes = PDF) -> Handout:
        """A paper of a session: a memo needs no plan."""
        return actions.issue_handout(
            self.record, visit, pdf=pdf, pages=1, actor="staff-1", approved_by="鈴木", kind="memo"
        ).value

    def exchange(self) -> None:
        """Both sides look once."""
        self.link.once()
        self.counter.look()


class PaperlessSystem:
    """Takes sheets and keeps them; says of each job what it is told to say."""

    follows = True

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.says = Standing(JobState.PRINTING, has_sheet=True)
        self.away: Refused | None = None
        self._jobs: dict[SystemJob, str] = {}

    def printers(self) -> list[Printer]:
        return [Printer("office", "受付", is_default=True)]

    def open_job(self, options: PrintOptions, call_number: str, token: str) -> SystemJob:
        if self.away is not None:
            raise self.away
        job = SystemJob(options.printer, len(self._jobs) + 1, token)
        self._jobs[job] = call_number
        return job

    def hand_over(self, job: SystemJob, pdf: bytes) -> None:
        self.taken.append((self._jobs[job], pdf))

    def follow(self, job: SystemJob) -> Standing:
        return self.says

    def follow_all(self, jobs: Collection[SystemJob]) -> dict[SystemJob, Standing]:
        return dict.fromkeys(jobs, self.says)

    def cancel(self, job: SystemJob) -> None:
        self.says = Standing(JobState.CANCELLED, has_sheet=True)

    def find(self, token: str) -> SystemJob | None:
        return next((job for job in self._jobs if job.token == token), None)

    def forget(self, job: SystemJob) -> None:
        """Nothing is kept."""
