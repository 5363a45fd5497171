"""Which version set a server's database up last, written where everybody who may sign in can read it.

The revision of the tables does not tell enough: functions, grants and policies around them change without it. And the
front desk and the manager, who see none of the tables, need to know as well.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import NEWER
from clinic_app.records.server_audit import CHANNEL
from clinic_app.records.server_faults import OLDER, OTHERWISE
from clinic_app.records.server_grants import of_boxes, of_clinic, of_database, of_large_objects
from clinic_app.records.server_staff import of_audit, of_staff
from clinic_app.records.server_studios import of_desk, of_memberships, of_rows
from clinic_app.records.upgrade import known, newest

SET_UP = "set_up"  # announced when a database was set up, or brought to a newer version
SAID = "obj_description(to_regnamespace('clinic'), 'pg_namespace')"  # in a question of somebody who signs in


class Version(NamedTuple):
    """The revision of the tables, and a hash of what is made around them."""

    revision: str
    around: str


def of_keeper(database: str) -> Iterator[str]:
    """The staff and where they work, with their functions; to be made in the keeper's name."""
    yield from of_staff(database)
    yield from of_memberships(database)


def of_tables(database: str) -> Iterator[str]:
    """Grants, policies and triggers of the tables; to be made by their owner, after `of_keeper`."""
    for part in (of_clinic, of_rows, of_boxes, of_desk):
        yield from part(database)
    yield from of_audit()


def ours() -> Version:
    """What this program makes."""
    return Version(newest(), _around())


def marks() -> tuple[str, str]:
    """Write it down and let every open window know; at the end of the transaction that made everything so."""
    revision, around = ours()
    return (
        f"COMMENT ON SCHEMA clinic IS 'clinic-app {revision} {around}'",
        f"SELECT pg_notify('{CHANNEL}', '{SET_UP}')",
    )


def read(said: str | None) -> Version | None:
    """What is written there; None where an older version of the program set it up, which wrote nothing."""
    words = (said or "").split()
    return Version(*words[1:]) if len(words) == 3 and words[0] == "clinic-app" else None


def refuse_other(said: str | None) -> None:
    """Refuse a server that another version of the program set up."""
    found = read(said)
    if found == ours():
        return
    if is_ahead(found):
        raise Refused(NEWER)
    raise Refused(OLDER if found is None or found.revision != ours().revision else OTHERWISE)


def is_ahead(found: Version | None) -> bool:
    """Whether the tables are newer than this program."""
    return found is not None and found.revision not in known()


@cache
def _around() -> str:
    told = "\n".join((*of_database("any"), of_large_objects(), *of_keeper("any"), *of_tables("any")))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
