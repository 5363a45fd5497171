"""The owner's tools, tied to the owner who is signed in and to the clinic's files."""

from typing import TYPE_CHECKING, Any

from clinic_app import actions
from clinic_app.desktop.owner.house import AuditReport, BackupLine, House, StaffLine

if TYPE_CHECKING:
    from clinic_app.bootstrap.own_clinic import OwnClinic
    from clinic_app.records.key_ring import HeldRing


def owners_house(clinic: "OwnClinic", held: "HeldRing", record: Any) -> "House":
    """The owner's tools, tied to the owner who is signed in; refused while that owner's keys are dropped."""

    def line(backup: Any) -> BackupLine:
        return BackupLine(backup.folder.name, backup.manifest.made_at, sum(backup.manifest.rows.values()))

    def checked() -> AuditReport:
        verdict = clinic.check_audit(record)
        return AuditReport(verdict.rows, verdict.fault, verdict.seq, verdict.limits)

    return House(
        keep_profile=lambda profile: actions.change_clinic_profile(record, profile, actor=held.person).value,
        people=lambda: [StaffLine(p.id, p.name, p.roles, p.one_time) for p in clinic.staff()],
        add_person=lambda name, roles: clinic.add_person(record, held.ring, name, roles),
        reset_password=lambda person: clinic.reset_password(record, held.ring, person),
        backups=lambda: [line(backup) for backup in clinic.backups()],
        make_backup=lambda: line(clinic.make_backup(held.ring)),
        check_audit=checked,
    )
