"""A move whose program is killed at random moments, to a server and back: the next call goes on, nothing is missing.

`python -m tests.server.moves_killed [--long]`. After each kill the same call is made again; then every table is the
same at both places but for the row that tells of the move, the audit is whole, and everybody was told a password.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from clinic_app.bootstrap.carrying import STILL_IN_USE
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.server_move import INVITED, move_to_server
from clinic_app.bootstrap.server_move_back import move_back
from clinic_app.errors import Refused
from clinic_app.records.audit import verify
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.moving import Content, contents
from clinic_app.records.provision import Admin, Step, as_tables_owner
from clinic_app.records.rotation import record_key
from clinic_app.records.server_people import set_own_password
from clinic_app.records.server_place import FILE, ServerPlace
from tests.faults.harness import Score, killed_child
from tests.server.clusters import Cluster, asks_for_passwords, running
from tests.server.test_moving import OWNER, STAFF, WORDS, ask, content_of, fill

SHORT, LONG = 2, 10
ADMIN, ADMIN_WORDS = "keeper_of_moves", "the keeper's own words"
Held = dict[str, Content]


def to_server(cluster: Cluster, folder: Path, kills: int, source: random.Random) -> tuple[Score, Admin, list[Step]]:
    """Kill moves of one clinic, each to a database of its own; gives the last one and what was said of it."""
    score, before, within, number = Score("moves to a server killed"), _clinic(folder), 0.0, -1
    while score.faults < kills:
        number += 1
        place = ServerPlace(str(cluster.socket.parent), f"moves_{number}", sslmode="disable")
        admin = Admin(place, ADMIN, ADMIN_WORDS)
        (folder / FILE).unlink(missing_ok=True)
        ClinicFiles(folder).current().record.chmod(0o600)
        move, said = partial(move_to_server, folder, admin, ask), []
        if number:  # the first one shows how long it takes
            killed_child(lambda _say, move=move: move(_nobody), 0, source.random() * within)  # type: ignore[misc]
            score.kills += 1
            if ServerPlace.load(folder) is not None:
                within *= 0.8  # it was through: the machine has less to do than at first
                continue
        began = time.perf_counter()
        _go_on(move, said)
        within = within or time.perf_counter() - began
        score.faults += number > 0
        with as_tables_owner(admin) as engine:
            score.wrong += _faults(engine, before, said, len(STAFF) + 1)
    return score, admin, said


def back(place: Path, admin: Admin, login: str, kills: int, source: random.Random) -> Score:
    """Kill moves of one clinic from a server, each into a folder of its own."""
    score, within, number = Score("moves from a server killed"), 0.0, -1
    with as_tables_owner(admin) as engine:
        before = contents(engine)
    while score.faults < kills:
        number += 1
        new, said = place / f"back-{number}", list[Step]()
        move = partial(move_back, place / "studio", new, lambda _names: (login, WORDS))
        if number:
            killed_child(lambda _say, move=move: move(_nobody), 0, source.random() * within)  # type: ignore[misc]
            score.kills += 1
            if ClinicFiles(new).state() == "ready":
                within *= 0.8
                continue
        began = time.perf_counter()
        _go_on(move, said)
        within = within or time.perf_counter() - began
        score.faults += number > 0
        own = OwnClinic(ClinicFiles(new))
        ring = own.unlock(next(person.id for person in own.staff() if person.name == OWNER), WORDS)
        path = ClinicFiles(new).current().record
        engine = file_engine(path, record_key(path, ring))
        score.wrong += _faults(engine, before, said, len(STAFF))
        engine.dispose()
        if len(own.staff()) != len(STAFF) + 1 or list((new / "generations").glob("*.partial")):
            score.wrong.append("the folder is not as after a whole move")
    return score


def campaign(cluster: Cluster, place: Path, kills: int, seed: int = 6) -> list[Score]:
    """Both directions, on a server that asks for passwords."""
    source = random.Random(seed)  # noqa: S311 - nothing to protect
    score, admin, said = to_server(cluster, place / "studio", kills, source)
    owner = next(step.values for step in said if step.values.get("name") == OWNER)
    login = str(owner["login"])  # with a number: the server has the same name in each database
    set_own_password(admin.place, login, str(owner["password"]), WORDS).forget()
    return [score, back(place, admin, login, kills, source)]


def _go_on(move: Callable[[Callable[[Step], None]], None], said: list[Step]) -> None:
    """The same call again, and once more where the server still ends what the dead program had sent."""
    while True:
        try:
            move(said.append)
        except Refused as refused:
            if refused.message != STILL_IN_USE:
                raise
            said.clear()
        else:
            return


def _clinic(folder: Path) -> Held:
    """A clinic with a year of work in a folder; what its record holds."""
    own = OwnClinic(ClinicFiles(folder))
    ring, _code = own.make("見本スタジオ", OWNER, WORDS)
    record = own.enter(ring).record
    for name, role in STAFF:
        own.add_person(record, ring, name, (role,))  # type: ignore[arg-type]
    fill(record, build_evaluator(factory_texts()))
    record.close()
    return content_of(folder, ring)


def _faults(engine: Engine, before: Held, said: list[Step], people: int) -> list[str]:
    found, wrong = contents(engine), []
    wrong += [f"{name} differs" for name in found if name != "audit" and found[name] != before[name]]
    if found["audit"].rows != before["audit"].rows + 1 or verify(engine, []).fault is not None:
        wrong.append("the audit is not as after one move")
    told = [step for step in said if step.message == INVITED]
    return wrong if len(told) == people else [*wrong, f"{len(told)} were told a password"]


def _nobody(_step: Step) -> None:
    """Nobody hears what a program says that is killed."""


if __name__ == "__main__":
    with running() as server, tempfile.TemporaryDirectory() as there:
        asks_for_passwords(server, ADMIN, ADMIN_WORDS)
        scores = campaign(server, Path(there), LONG if "--long" in sys.argv[1:] else SHORT)
    print(*scores, sep="\n")
    sys.exit(0 if all(score.clean for score in scores) else 1)
