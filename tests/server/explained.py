"""How a server finds the rows of the list pages among 100,000 visits of two studios; by hand, it takes minutes.

    python -m tests.server.explained [--visits N]

Every statement that these pages ask is explained as the person who asks it, with the rows that are theirs alone.
Ends badly where one of them reads all clients or all visits.
"""

import argparse
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import Date, DateTime, Engine, Table, event

from clinic_app import actions
from clinic_app.records.models import Base
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing, sign_in
from clinic_app.records.server_place import ServerPlace
from tests.benchmarks.server import STUDIOS, part
from tests.server.clusters import running
from tests.server.whole_house import PASSWORD, fill, take_on

VISITS, BEFORE = 100_000, 400  # the copies lie so many days back: today stays a day like others
TABLES = ("client", "client_key", "consent", "episode", "visit", "booking", "call", "plan", "decision")
LARGE = ("client", "visit")
TODAY = date.today()  # noqa: DTZ011 - the day on the wall


def copied(table: Table, turns: int) -> str:
    """The rows of a table once more for each turn `g`, under other ids and numbers, and longer ago."""
    given = []
    for column in table.columns:
        name = f't."{column.name}"'
        if column.name == "id" or column.name.endswith("_id"):
            name = f"overlay({name} placing lpad(to_hex(g), 8, '0') from 1 for 8)"
        elif column.name == "seq" or column.name.endswith("_seq"):
            name = f"{name} + g * 1000000"
        elif column.name == "code":
            name = f"{name} || '-' || g"
        elif column.name == "studio":
            name = f"(ARRAY['{STUDIOS[0]}', '{STUDIOS[1]}'])[1 + g % 2]"
        elif column.name == "acknowledged_at":
            name = "now()"
        elif column.name == "state" and table.name == "visit":
            name = "'closed'"
        elif isinstance(getattr(column.type, "impl", column.type), Date | DateTime):
            name = f"{name} - make_interval(days => {BEFORE} + g)"
        given.append(name)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return (
        f"INSERT INTO clinic.{table.name} ({names}) OVERRIDING SYSTEM VALUE "  # noqa: S608 - names of ours
        f"SELECT {', '.join(given)} FROM clinic.{table.name} AS t CROSS JOIN generate_series(1, {turns}) AS g"
    )


def grow(place: ServerPlace, visits: int) -> str:
    """Copies of the made-up year; says how many rows there are."""
    with psycopg.connect(host=place.host, dbname=place.database, user="postgres", autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        (there,) = line.execute("SELECT count(*) FROM clinic.visit").fetchone() or (1,)
        for name in TABLES:
            line.execute(copied(Base.metadata.tables[name], visits // there))
        line.execute("ANALYZE")
        counts = [line.execute(f"SELECT count(*) FROM clinic.{name}").fetchone() or (0,) for name in LARGE]  # noqa: S608
    return ", ".join(f"{count} {name}s" for name, (count,) in zip(LARGE, counts, strict=True))


def scanned(plan: dict[str, Any], above: str = "") -> Iterator[str]:
    """The tables that are read from end to end; right below a limit one is left as soon as there is enough."""
    if plan["Node Type"] == "Seq Scan" and above != "Limit":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from scanned(below, plan["Node Type"])


def asked_by(engine: Engine, asking: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements that a page asks, each once."""
    found: list[tuple[str, Any]] = []

    def hear(*given: Any) -> None:
        if given[2] != "SELECT 1" and (given[2], given[3]) not in found:
            found.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", hear)
    asking()
    event.remove(engine, "before_cursor_execute", hear)
    return found


def lists(record: Record) -> dict[str, Callable[[], object]]:
    """What the list pages read."""
    some = actions.find_clients(record, "")[0]
    return {
        "today": partial(actions.day_overview, record, TODAY, TODAY),
        "another day": partial(actions.day_overview, record, TODAY - timedelta(days=500), TODAY),
        "wishes": partial(actions.reprint_wishes, record),
        "clients": partial(actions.list_clients, record),
        "clients from さ": partial(actions.list_clients, record, first="サ"),
        "a word": partial(actions.search_clients, record, "やま"),
        "two words": partial(actions.search_clients, record, "やま さく"),
        "rows of the kana": partial(actions.kana_rows_in_use, record),
        "how many": partial(actions.count_clients, record),
        "client": partial(actions.client_overview, record, some.id),
        "alike": partial(actions.alike_clients, record, some.details, client_id=some.id),
        "bin": partial(actions.bin_contents, record),
        "retention": partial(actions.retention_list, record, TODAY),
        "audit": partial(actions.audit_entries, record),
        "periods": partial(actions.periods_to_close, record),
    }


def explain(ring: ServerRing) -> list[str]:
    """What a person's pages read from end to end of the large tables; prints every table that is read so."""
    record, bad = Record(ring.connected), []
    record.studio = ring.studio
    for name, asking in lists(record).items():
        for statement, values in asked_by(ring.connected, asking):
            with ring.connected.connect() as line:
                ((plan,),) = line.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).all()
            read = sorted(set(scanned(plan[0]["Plan"])))
            bad += [f"{ring.name}, {name}: {table}: {statement}" for table in read if table in LARGE]
            print(f"  {name}: {plan[0]['Execution Time']:.1f} ms, read whole: {', '.join(read) or '-'}")
    return bad


def main() -> None:
    """A trainer of one studio, and the owner of both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--visits", type=int, default=VISITS)
    visits = options.parse_args().visits
    with running() as cluster:
        admin = Admin(ServerPlace(str(cluster.socket.parent), "explained", sslmode="disable"), "postgres", "")
        provision(admin, lambda _step: None)
        fill(admin)
        staff = part(admin)
        print(grow(admin.place, visits), flush=True)
        trainer = take_on(admin, admin.place, "見本 渋谷", "trainer")
        staff.set_studios(trainer.person, STUDIOS[:1])
        bad = []
        for ring in (
            sign_in(admin.place, trainer.login, PASSWORD),
            take_on(admin, admin.place, "見本 院長", "owner", "trainer"),
        ):
            print(f"{ring.name}, who works in {', '.join(ring.studios)}:")
            bad += explain(ring)
    print("\n".join(bad) or "no page reads all clients or all visits")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
