"""When screens lock is the studio's own choice: kept, audited, and only within limits."""

import pytest

from clinic_app import actions
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.record import Record


def test_the_minutes_are_the_programs_own_until_an_owner_chooses_others(record: Record) -> None:
    assert actions.locking_settings(record) == Locking(cover_after=15, drop_after=60, lock_after=5)
    actions.change_locking_settings(record, Locking(10, 30, 3), actor="山田")
    assert actions.locking_settings(record) == Locking(10, 30, 3)
    actions.change_locking_settings(record, Locking(20, 0, 1), actor="山田")
    assert actions.locking_settings(record) == Locking(20, 0, 1)
    assert [entry.action for entry in audit.entries(record.engine)][-2:] == ["change_locking_settings"] * 2


@pytest.mark.parametrize("wrong", [Locking(0), Locking(61), Locking(drop_after=-1), Locking(lock_after=31)])
def test_minutes_that_would_never_or_always_lock_are_refused(record: Record, wrong: Locking) -> None:
    with pytest.raises(Refused) as refused:
        actions.change_locking_settings(record, wrong, actor="山田")
    assert "1–60" in refused.value.sentence("ja")
    assert actions.locking_settings(record) == Locking()
