"""The owner's tools, tied to the owner who is signed in and to the clinic's files."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clinic_app import actions
from clinic_app.actions.releases import Progress
from clinic_app.bootstrap.bringing_back import would_return
from clinic_app.bootstrap.chosen_place import keep_second_place
from clinic_app.bootstrap.factory import damaged_poses
from clinic_app.bootstrap.owners_copies import bring_back_own, rehearse_own
from clinic_app.bootstrap.releasing import close_in_session
from clinic_app.bootstrap.server_staffing import ServerStaffing
from clinic_app.bootstrap.staffing import Staffing
from clinic_app.desktop.owner.hiring import Hiring, StaffLine
from clinic_app.desktop.owner.house import AuditReport, BackupLine, House
from clinic_app.desktop.owner.keeping import Keeping, Return, Trial
from clinic_app.domain.period import Period
from clinic_app.records.restore import kept_heads, last_rehearsal, last_restore
from clinic_app.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from clinic_app.bootstrap.own_clinic import OwnClinic
    from clinic_app.records.key_ring import HeldRing


def owners_house(
    clinic: "OwnClinic", held: "HeldRing", record: Any, start_over: Callable[[], None] = lambda: None
) -> "House":
    """The owner's tools, tied to the owner who is signed in; refused while that owner's keys are dropped.

    `start_over` brings up the sign-in, after a backup was brought back.
    """

    def line(backup: Any) -> BackupLine:
        return BackupLine(backup.folder.name, backup.manifest.made_at, sum(backup.manifest.rows.values()))

    def checked() -> AuditReport:
        verdict = clinic.check_audit(record)
        kept = tuple((one.at, one.head.seq) for one in kept_heads(clinic.studio))
        return AuditReport(verdict.rows, verdict.fault, verdict.seq, verdict.limits, kept)

    def closed(period: Period, rule_set: RuleSet, progress: Progress) -> object:
        return close_in_session(record, clinic.folder, held.ring, period, rule_set, progress=progress)

    return House(
        keep_profile=lambda profile: actions.change_clinic_profile(record, profile, actor=held.person).value,
        hiring=hiring_tools(Staffing(clinic, held, record)),
        backups=lambda: [line(backup) for backup in clinic.backups()],
        make_backup=lambda: line(clinic.make_backup(held.ring)),
        check_audit=checked,
        close_period=closed,
        keeping=_keeping(clinic, held, record, start_over),
        damaged_pictures=damaged_poses,
    )


def _keeping(clinic: "OwnClinic", held: "HeldRing", record: Any, start_over: Callable[[], None]) -> Keeping:
    """The owner's tools for finished backups."""
    studio = clinic.studio

    def trial(done: Any) -> Trial:
        return Trial(done.at, done.made_at, sum(done.rows.values()), done.seconds)

    def last_trial() -> Trial | None:
        done = last_rehearsal(studio)
        return None if done is None else trial(done)

    def last_return() -> Return | None:
        done = last_restore(studio)
        return None if done is None else Return(done.at, done.missing, done.erased)

    return Keeping(
        last_trial=last_trial,
        rehearse=lambda name: trial(rehearse_own(studio, name, held.ring)),
        last_return=last_return,
        returning=lambda name: would_return(studio, studio.backups / name),
        bring_back=lambda name: bring_back_own(studio, name, held.ring, record),
        choose_second=lambda path: keep_second_place(studio.folder, path),
        start_over=start_over,
    )


def hiring_tools(staffing: Staffing | ServerStaffing) -> Hiring:
    """The owner's tools for the staff and the kit."""
    return Hiring(
        people=lambda: [StaffLine(p.id, p.name, p.roles, p.one_time) for p in staffing.people()],
        names=staffing.names,
        add=staffing.add,
        reset_password=staffing.reset_password,
        rename=staffing.rename,
        change_roles=staffing.change_roles,
        remove=staffing.remove,
        may_know_every_key=staffing.may_know_every_key,
        end_ownership=staffing.end_ownership,
        has_fresh_backup=staffing.has_fresh_backup,
        came_back=lambda: [person.name for person in staffing.came_back()],
        kit_confirmed=staffing.kit_confirmed,
        replace_kit=staffing.replace_kit,
        confirm_kit=staffing.confirm_kit,
        save_kit=staffing.save_kit,
        has_keys=not isinstance(staffing, ServerStaffing),
        works_in=staffing.works_in if isinstance(staffing, ServerStaffing) else dict,
        set_studios=staffing.set_studios if isinstance(staffing, ServerStaffing) else None,
        has_kit=not isinstance(staffing, ServerStaffing),
    )
