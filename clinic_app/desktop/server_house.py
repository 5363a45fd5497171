"""The owner's tools where the record lies on a server; its keeper makes the copies, and here they are listed."""

from typing import TYPE_CHECKING, NoReturn

from clinic_app import actions
from clinic_app.actions.releases import Progress
from clinic_app.bootstrap.releasing import close_in_session
from clinic_app.bootstrap.server_staffing import BY_COMMAND, ServerStaffing
from clinic_app.desktop.housekeeping import hiring_tools
from clinic_app.desktop.owner.house import AuditReport, BackupLine, House
from clinic_app.domain.period import Period
from clinic_app.errors import Refused
from clinic_app.records.audit import verify
from clinic_app.records.server_copy_list import copies_of_server
from clinic_app.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from clinic_app.bootstrap.server_clinic import ServerClinic
    from clinic_app.records.key_ring import HeldRing
    from clinic_app.records.record import Record


def server_house(clinic: "ServerClinic", held: "HeldRing", record: "Record") -> House:
    """The owner's tools, tied to the owner who is signed in."""

    def checked() -> AuditReport:
        verdict = verify(record.engine, [])
        return AuditReport(verdict.rows, verdict.fault, verdict.seq, verdict.limits)

    def closed(period: Period, rule_set: RuleSet, progress: Progress) -> object:
        return close_in_session(record, clinic.folder, held.ring, period, rule_set, progress=progress)

    def listed() -> list[BackupLine]:
        return [BackupLine(one.name, one.made_at, one.row_count, one.place) for one in copies_of_server(record.engine)]

    return House(
        keep_profile=lambda profile: actions.change_clinic_profile(record, profile, actor=held.person).value,
        hiring=hiring_tools(ServerStaffing(held, record)),
        backups=listed,
        copies_elsewhere=True,
        make_backup=_by_command,
        check_audit=checked,
        close_period=closed,
    )


def _by_command() -> NoReturn:
    raise Refused(BY_COMMAND)
