"""F16 for owners: `end_ownership` killed. Nobody is locked out, going on completes it, the former owner is out.

    python -m tests.faults.ending [--kills 20]       a forked child, killed at random moments
    python -m tests.faults.ending --long             200 of these, and one kill at every system call, by strace

Until its first write everybody's own password opens everything. From then on the acting owner's does, and everybody
else needs a one-time password: the ones that were made died with the program, so that owner gives new ones.
"""

from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.records import slots as slot_files
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys
from tests.faults.key_changes import Campaign, Cast, People, faults_of, main, still_opened, whole
from tests.records.keys_setup import CHEAP, fresh_backup, make_clinic

FORMER = "former"


def begin(folder: Path) -> Cast:
    """A clinic with two owners."""
    clinic = make_clinic(folder)
    invited = clinic.staff.add(clinic.owner, FORMER, ["owner"])
    people = People(clinic.ids | {FORMER: invited.person.id}, clinic.passwords | {FORMER: invited.password})
    return Cast(people, clinic.staff.unlock(invited.person.id, invited.password))


def end_it(folder: Path, people: People) -> None:
    """What is killed, and what completes it: the acting owner signs in, goes on, and ends what was not yet ended."""
    staff = StaffKeys(Places.within(folder), floor=CHEAP)
    ring = staff.resume(staff.unlock(people.ids["owner"], people.passwords["owner"]))
    if any(person.id == people.ids[FORMER] for person in staff.people()):
        password = people.passwords["owner"]
        staff.end_ownership(ring, people.ids[FORMER], (), password=password, newest_backup=fresh_backup)


def faults_after_kill(folder: Path, cast: Cast) -> list[str]:
    """What is wrong before going on, and after."""
    places = Places.within(folder)
    found = _locked_out(places, cast.people)
    before = slot_files.previous(places.slots)
    if before.exists():
        earlier = _locked_out(places._replace(slots=before), cast.people)
        found += [f"with the previous file: {fault}" for fault in earlier]
    try:
        end_it(folder, cast.people)
        found += _after_going_on(StaffKeys(places, floor=CHEAP), cast)
    except Refused as refused:
        return [*found, f"cannot go on: {refused.message[:60]}"]
    return found + [f"left behind: {path.name}" for path in folder.rglob("*.part")]


def _locked_out(places: Places, people: People) -> list[str]:
    """The acting owner comes in always, everybody else until the first write, which counts the epoch on."""
    staff, found = StaffKeys(places, floor=CHEAP), []
    begun = slot_files.read(places.slots).epoch > 1
    for who in people.ids.keys() - {FORMER}:
        faults = faults_of(staff, people, who)
        if begun and who != "owner":
            found += [] if faults else [f"{who} comes in by a password from before"]
        else:
            found += faults
    return found


def _after_going_on(staff: StaffKeys, cast: Cast) -> list[str]:
    """The owner lets everybody in again and prints a kit; what the former owner holds opens nothing."""
    people = cast.people
    ring = staff.unlock(people.ids["owner"], people.passwords["owner"])
    found = ["the change of keys is not finished"] if ring.rotating else []
    for who in people.ids.keys() - {FORMER, "owner"}:
        once = staff.reset_password(ring, people.ids[who]).password
        found += [f"after going on: {fault}" for fault in faults_of(staff, people, who, once)]
    found += faults_of(staff, people, "owner")
    kit = staff.open_with_kit(staff.replace_kit(ring).code)
    if not any(whole(staff.places.record, key) for key in kit.keys["clinic"]):
        found.append("the new kit does not open the record")
    return found + still_opened(staff, cast.out)


if __name__ == "__main__":
    former = Campaign("end of an ownership", "tests.faults.ending", 200, 2, begin, end_it, faults_after_kill)
    raise SystemExit(main(former, __doc__))
