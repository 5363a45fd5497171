"""A made-up year on a server that is set up as in a studio, and the window of somebody who may do everything there."""

import random
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QThreadPool
from sqlalchemy import event

from clinic_app import actions, bundle
from clinic_app.actions.clinic import change_clinic_profile
from clinic_app.actions.releases import periods_to_close
from clinic_app.actions.rule_sets import import_rule_set
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.factory import build_evaluator, factory_texts, poses
from clinic_app.bootstrap.releasing import close_in_session
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.rooms import rooms_for
from clinic_app.desktop.server_house import server_house
from clinic_app.desktop.window import Window
from clinic_app.records.key_ring import ROLES, HeldRing, Role
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record, utc_now
from clinic_app.records.server import ServerRing, engine_of
from clinic_app.records.server_grants import tables_role
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace
from tests.server.stand_in import StandIn

WHO, PASSWORD = "見本 全役", "the words of somebody who may do everything"


class House(NamedTuple):
    """The window, and the line between it and the server; `often_here` is the client with the most visits."""

    window: Window
    network: StandIn
    record: Record
    often_here: str


@contextmanager
def whole_house(admin: Admin, socket: Path, folder: Path, latency: float = 0.0) -> Iterator[House]:
    """The window is signed in over a line of its own; the server's database is made for it."""
    provision(admin, lambda _step: None)
    noon = fill(admin)
    network = StandIn(socket)
    place = ServerPlace(network.host, admin.place.database, network.port, "disable")
    clinic = ServerClinic(folder, place)
    held = HeldRing(take_on(admin, place, WHO, *ROLES))
    entered = clinic.enter(held.ring)
    record, ring = entered.record, held.ring
    DeskLink(record, folder, held, lambda _heard: None).once()
    for offer in periods_to_close(record)[:1]:
        close_in_session(record, folder, ring, offer.period, entered.evaluator.rule_set)
    context = Context(
        record=record,
        evaluator=entered.evaluator,
        poses=poses(),
        clinic=entered.profile,
        person=entered.person,
        staff_id=ring.person,
        clock=lambda: noon,
        defaults=actions.house_defaults(record),
        rooms=rooms_for(folder, held, ring),
        house=server_house(clinic, held, record),
    )
    window = Window(context)
    window.resize(1300, 820)
    window.show()
    rest()
    network.latency = latency
    try:
        yield House(window, network, record, _often_here(record))
    finally:
        network.latency = 0.0
        window.close()
        window.deleteLater()
        rest()
        record.close()
        held.drop()
        network.close()


def rest() -> None:
    """Until nothing is under way."""
    for _ in range(3):
        settle()
        QThreadPool.globalInstance().waitForDone()


def _often_here(record: Record) -> str:
    with record.reading() as work:
        ids = [one.id for one in work.client_search.find("")]
        return max(ids, key=lambda client_id: len(work.visits.of_client(client_id)))


def take_on(admin: Admin, place: ServerPlace, name: str, *roles: Role) -> ServerRing:
    """Somebody new, signed in."""
    staff = engine_of(admin.place, admin.login, admin.password)
    once = ServerStaff(staff).add(None, name, roles).password
    staff.dispose()
    return set_own_password(place, name, once, PASSWORD)


def fill(admin: Admin) -> datetime:
    """By whoever looks after the server; an empty record would have fewer questions to ask. Gives when it ends.

    At noon: the sessions of today began up to two hours before, and are looked at for a while.
    """
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    noon = utc_now().astimezone().replace(hour=12)
    clock = MovingClock(noon)
    engine = engine_of(admin.place, admin.login, admin.password)
    event.listen(engine, "connect", lambda line, _entry: _be(line, tables_role(admin.place.database)))
    growing = Record(engine, clock=clock, source=random.Random(1))  # noqa: S311 - made up
    texts = factory_texts()
    evaluator = build_evaluator(texts)
    with growing.in_one_transaction() as joined:
        import_rule_set(joined, evaluator.rule_set.ref, texts, actor=WHO)
        change_clinic_profile(joined, cast.clinic, actor=WHO)
        Year(joined, evaluator, cast, clock, 1).grow()
    growing.close()
    return noon.astimezone(UTC)


def _be(line: Any, role: str) -> None:
    """Nobody else may write in the audit what others did."""
    line.autocommit = True
    line.execute(f'SET ROLE "{role}"')
