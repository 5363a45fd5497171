"""Bringing a clinic from a server back into a folder of one PC: the record with everything in it, and its people."""

import shutil
from pathlib import Path
from typing import NamedTuple

from clinic_app.bootstrap.carrying import Say, carry, going_on_later, same, take_in
from clinic_app.bootstrap.copies import Ask
from clinic_app.bootstrap.doorway import held_studio
from clinic_app.bootstrap.server_move import INVITED
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import ClinicFiles, Generation
from clinic_app.records.durable import make_folder
from clinic_app.records.engines import file_engine, make_file
from clinic_app.records.key_faults import NOT_OWNER
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.moving import Content
from clinic_app.records.provision import Step
from clinic_app.records.record import Record, utc_now
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.server import ServerRing, sign_in
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.records.upgrade import upgrade

ON_NO_SERVER = N_("The folder {folder} does not use a server, so there is nothing to bring back. Nothing was moved.")
NOT_NEW = N_("There is a studio in the folder {folder} already. Nothing was moved: name a new folder.")
BACK = N_(
    "The clinic is in the folder {folder} now. The record on the server is as it was; tell everybody to stop there."
)
KIT = N_("Recovery kit, shown only now; write it down: {code}")
ALL_SEE_ALL = N_(
    "The record names {count} studios. Here everybody sees the clients of all of them: only a server can leave some "
    "out."
)


class _Begun(NamedTuple):
    """Where the record is being made, and with whose keys."""

    keys: StaffKeys
    ring: KeyRing
    record: Record
    kit: str


def move_back(source: Path, target: Path, ask: Ask, say: Say) -> None:
    """Bring the clinic of a server into a new folder, for an owner; the owner chooses the same password there.

    Cut short, the same call goes on.
    """
    place = ServerPlace.load(source)
    if place is None:
        raise Refused(ON_NO_SERVER, folder=source)
    if ClinicFiles(target).state() != "new":
        raise Refused(NOT_NEW, folder=target)
    name, password = ask(())
    ring = sign_in(place, name, password)
    try:
        if "owner" not in ring.roles:
            raise Refused(NOT_OWNER)
        with going_on_later():
            found = _bring(ring, password, source, target, say)
    finally:
        ring.forget()
    if found["studio"].rows > 1:
        say(Step(ALL_SEE_ALL, {"count": found["studio"].rows}, warns=True))
    say(Step(BACK, {"folder": target}))


def _bring(ring: ServerRing, password: str, source: Path, target: Path, say: Say) -> dict[str, Content]:
    people = ServerStaff(ring.connected).people()
    here = Record(ring.connected)
    take_in(here, source, ring)
    with held_studio(target) as studio, studio.continued_generation(utc_now()) as generation:
        begun = _begin(generation, target, ring, password)
        try:
            found = carry(here, begun.record, ring.person, "move_from_server", say)
        finally:
            begun.record.close()
        say(same(found))
        for person in people:
            if person.id != ring.person:
                invited = begun.keys.add(begun.ring, person.name, person.roles, person.id)
                said: dict[str, object] = {"name": person.name, "login": person.name, "password": invited.password}
                say(Step(INVITED, said))
        say(Step(KIT, {"code": begun.kit}))
    return found


def _begin(generation: Generation, folder: Path, ring: ServerRing, password: str) -> _Begun:
    """What an earlier move left here, where it opens and nobody else was given a password yet; else anew."""
    keys = StaffKeys(Places(generation.slots, generation.record, folder))
    try:
        mine = keys.unlock(ring.person, password)
        key = record_key(generation.record, mine)
        if [person.id for person in keys.people()] == [ring.person]:
            return _Begun(keys, mine, _opened(generation, key), keys.replace_kit(mine).code)
    except Refused:
        pass  # cut short too early: there is nothing to go on with
    shutil.rmtree(generation.folder)
    make_folder(generation.folder)
    made = keys.create(ring.name, password, person=ring.person)
    key = made.ring.keys["clinic"][0]
    make_file(generation.record, key)
    return _Begun(keys, made.ring, _opened(generation, key), made.kit.code)


def _opened(generation: Generation, key: bytes) -> Record:
    record = Record(file_engine(generation.record, key))
    upgrade(record.engine)
    return record
