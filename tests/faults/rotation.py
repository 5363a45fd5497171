"""F16: key rotation killed. Everyone who stays can sign in and open everything; going on completes; the leaver is out.

    python -m tests.faults.rotation [--kills 20]     a forked child, killed at random moments
    python -m tests.faults.rotation --long           500 of these, and one kill at every system call where strace exists

The child removes a trainer, which renews the keys of all three places, through the same function as the program.
"""

from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.records import slots as slot_files
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys
from tests.faults.key_changes import Campaign, Cast, People, faults_of, main, still_opened
from tests.records.keys_setup import CHEAP, fresh_backup, make_clinic

LEAVER = "trainer"


def begin(folder: Path) -> Cast:
    """A clinic in which a trainer is about to leave."""
    clinic = make_clinic(folder)
    return Cast(People(clinic.ids, clinic.passwords), clinic.ring(LEAVER))


def remove_leaver(folder: Path, people: People) -> None:
    """What is killed, and what completes it afterwards: the owner signs in, goes on, and removes who is still there."""
    staff = StaffKeys(Places.within(folder), floor=CHEAP)
    ring = staff.resume(staff.unlock(people.ids["owner"], people.passwords["owner"]))
    if any(person.id == people.ids[LEAVER] for person in staff.people()):
        staff.remove(ring, people.ids[LEAVER], fresh_backup)


def faults_after_kill(folder: Path, cast: Cast) -> list[str]:
    """Everybody who stays opens everything, with the file of keys and with the one before it; then it is completed."""
    places = Places.within(folder)
    found = _locked_out(places, cast.people)
    before = slot_files.previous(places.slots)
    if before.exists():
        earlier = _locked_out(places._replace(slots=before), cast.people)
        found += [f"with the previous file: {fault}" for fault in earlier]
    try:
        remove_leaver(folder, cast.people)
    except Refused as refused:
        return [*found, f"cannot go on: {refused.message[:60]}"]
    found += [f"after going on: {fault}" for fault in _locked_out(places, cast.people)]
    found += still_opened(StaffKeys(places, floor=CHEAP), cast.out)
    return found + [f"left behind: {path.name}" for path in folder.rglob("*.part")]


def _locked_out(places: Places, people: People) -> list[str]:
    staff = StaffKeys(places, floor=CHEAP)
    return [fault for who in people.ids.keys() - {LEAVER} for fault in faults_of(staff, people, who)]


if __name__ == "__main__":
    removal = Campaign("rotation", "tests.faults.rotation", 500, 3, begin, remove_leaver, faults_after_kill)
    raise SystemExit(main(removal, __doc__))
