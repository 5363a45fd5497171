"""The owner's tools in the demo: its made-up staff to look at, its own record to change, and no keys to renew."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from clinic_app import actions
from clinic_app.actions.releases import Progress, close_period
from clinic_app.desktop.owner.hiring import Hiring, StaffLine
from clinic_app.desktop.owner.house import AuditReport, BackupLine, House
from clinic_app.domain.period import Period
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.audit import verify
from clinic_app.records.record import Record
from clinic_app.records.soundness import rows_of
from clinic_app.rules.ruleset import RuleSet

NOT_IN_THE_DEMO = N_(
    "Nobody signs in to the demo, so it has no keys, no kit and no backups. In a clinic of your own this works."
)


def made_up_house(record: Record, trainers: Sequence[str], now: datetime) -> House:
    """What can be looked at and tried without keys; the rest says that it is not there."""
    roles = [("owner", "trainer"), *[("trainer",)] * (len(trainers) - 1)]
    people = tuple(StaffLine(name, name, held, one_time=False) for name, held in zip(trainers, roles, strict=True))

    def refused(*_asked: Any) -> NoReturn:
        raise Refused(NOT_IN_THE_DEMO)

    def checked() -> AuditReport:
        verdict = verify(record.engine)
        return AuditReport(verdict.rows, verdict.fault, verdict.seq, verdict.limits)

    hiring = Hiring(
        people=lambda: people,
        names=lambda: {person.id: person.name for person in people},
        add=refused,
        reset_password=refused,
        rename=refused,
        change_roles=refused,
        remove=refused,
        may_know_every_key=refused,
        end_ownership=refused,
        has_fresh_backup=lambda: False,
        came_back=tuple,
        kit_confirmed=lambda: True,
        replace_kit=refused,
        confirm_kit=refused,
        save_kit=refused,
    )

    def close(period: Period, rule_set: RuleSet, progress: Progress) -> object:
        actor = trainers[0]
        return close_period(record, period, rule_set, actor=actor, closed_by=actor, progress=progress)

    @cache
    def backups() -> tuple[BackupLine, ...]:
        return (BackupLine("demo", now, sum(rows_of(record.engine).values())),)

    return House(
        close_period=close,
        keep_profile=lambda profile: actions.change_clinic_profile(record, profile, actor=trainers[0]).value,
        hiring=hiring,
        backups=backups,
        make_backup=refused,
        check_audit=checked,
    )
