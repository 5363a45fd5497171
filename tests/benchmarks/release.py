"""How long a release takes over very many visits: read, counted, hidden, audited, packed; and what saving feels of it.

The peer is Polars counting the same columns, by reading them through the same pages (which neither can do without) and
by the counting alone. Nothing here is a timed test. `CLINIC_APP_FACTS=1000000` is the goal; fewer are the default. With
`CLINIC_APP_STUDIOS=5` they are spread over five studios, whose tables are released together with those for all.
"""

import gc
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Engine, insert
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app import actions
from clinic_app.actions.releases import _pages
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.domain.case_fact import CHANGES, CODES, FINDINGS, KEYS, MINUTES, PACKED, WORDS
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.period import Period
from clinic_app.records import case_facts, models
from clinic_app.records.engines import file_engine, make_file
from clinic_app.records.record import Record
from clinic_app.records.statistics_models import case_fact
from clinic_app.records.upgrade import upgrade
from clinic_app.rules.evaluate import Evaluator
from clinic_app.statistics.counting import Counts
from clinic_app.statistics.facts import Clients, Facts
from clinic_app.statistics.making import make_release
from clinic_app.statistics.payload import pack
from clinic_app.statistics.system import system_of
from clinic_app.statistics.tables import specs_for

KEY = bytes(range(32))
FACTS = int(os.environ.get("CLINIC_APP_FACTS", "100000"))
STUDIOS = int(os.environ.get("CLINIC_APP_STUDIOS", "1"))
PAGE = 5_000
PERIOD = Period(2026)
ROUNDS = 5


def measure(python: str = sys.executable) -> dict[str, float]:
    """Seconds of the processor by step, megabytes, and milliseconds of a save; with Polars' time where it is there."""
    gc.disable()  # as beside the windows, see `desktop.tidying`
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.db"
        evaluator = build_evaluator(factory_texts())
        engine = _filled(path, evaluator)
        record = Record(engine)
        try:
            found = _steps(record, evaluator)
            found |= _saving(record, evaluator)
            found |= _peer(record, python, Path(folder))
        finally:
            record.close()
    return found


def report(result: dict[str, float]) -> str:
    """The table."""
    lines = [f"{f'release over {FACTS:,} visits':<62}{'':>10}"]
    lines += [f"  {name:<60}{value:>10.2f}" for name, value in result.items()]
    return "\n".join(lines)


def _steps(record: Record, evaluator: Evaluator) -> dict[str, float]:
    making = _making(evaluator)
    began = time.process_time()
    pages = list(_pages(record, PERIOD.first, PERIOD.last))
    read = time.process_time()
    facts = Facts(pages)
    clients = Clients(facts)
    columns = time.process_time()
    counts = Counts(facts, clients, making.vocabulary)
    specs = specs_for(len(clients))
    system_of(counts, specs)
    counted = time.process_time()
    del pages, facts, counts
    whole = time.process_time()
    wall = time.perf_counter()
    release = make_release(_pages(record, PERIOD.first, PERIOD.last), making)
    payload, _fingerprint = pack(release)
    return {
        f"reading in pages of {case_facts.PAGE}, s of processor": read - began,
        "into columns, each client once, s": columns - read,
        "counting every cell of every table, s": counted - columns,
        "end to end (again, with hiding and audit), s of processor": time.process_time() - whole,
        "end to end, s on the wall": time.perf_counter() - wall,
        "most memory of the process, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "clients": float(release.manifest.clients),
        "studios with tables of their own": float(len(release.slices)),
        "the release, kB": len(payload) / 1000,
    }


def _saving(record: Record, evaluator: Evaluator) -> dict[str, float]:
    """What a save takes while a release is made on another thread."""
    making, done = _making(evaluator), threading.Event()
    took: list[float] = []
    beside: list[float] = []
    details = ClientDetails("見本", "ミホン")
    client = actions.register_client(record, details, actor="見本").value
    longest = 0.0

    def closing() -> None:
        start = time.perf_counter()
        make_release(_pages(record, PERIOD.first, PERIOD.last), making)
        beside.append(time.perf_counter() - start)
        done.set()

    thread = threading.Thread(target=closing)
    thread.start()
    while not done.is_set():
        began = time.perf_counter()
        changed = replace(client, details=ClientDetails("見本", "ミホン", note=str(len(took))))
        client = actions.change_client(record, changed, actor="見本").value
        took.append((time.perf_counter() - began) * 1000)
        longest = max(longest, took[-1])
        time.sleep(0.02)
    thread.join()
    return {
        "a save meanwhile, median ms": median(took),
        "a save meanwhile, 99 of 100 below, ms": sorted(took)[int(0.99 * len(took))],
        "a save meanwhile, longest ms": longest,
        "saves meanwhile": float(len(took)),
        "end to end beside those saves, s on the wall": beside[0],
    }


_POLARS = """
import sys, time
import polars
frame = polars.read_ipc(sys.argv[1])
began = time.process_time(); wall = time.perf_counter()
frame = frame.sort("client_seq", "day", "visit_seq").unique("client_seq", keep="first", maintain_order=True)
pairs = [tuple(pair.split("+")) for pair in sys.argv[2].split(",")]
for columns in pairs:
    frame.group_by(list(columns)).len()
print(time.process_time() - began, time.perf_counter() - wall)
"""


def _peer(record: Record, python: str, folder: Path) -> dict[str, float]:
    """Polars over the same columns, each client once, every table; answers that are several are left out for it."""
    try:
        import polars
    except ImportError:
        return {"Polars is missing": float("nan")}
    facts = Facts(_pages(record, PERIOD.first, PERIOD.last))
    names = {word: facts.vocabulary[word] for group in WORDS for word in group}
    numbers = {name: polars.Series(facts[name]) for name in (*KEYS, *PACKED)}
    frame = polars.DataFrame(numbers | {word: [known[place] for place in facts[word]] for word, known in names.items()})
    file = folder / "facts.arrow"
    frame.write_ipc(file)
    named = {"type": "episode_type", "age3": "age"}
    skipped = {"findings", "rules", "taught", "course"}
    specs = [spec for spec in specs_for(10**9) if not {spec.rows, spec.columns} & skipped]
    pairs = ["+".join(named.get(one, one) for one in (spec.rows, spec.columns) if one) for spec in specs]
    answer = subprocess.run(
        [python, "-c", _POLARS, str(file), ",".join(pairs)], capture_output=True, text=True, check=True,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )  # fmt: skip
    processor, wall = map(float, answer.stdout.split())
    return {
        "Polars, one thread: the same tables, s of processor": processor,
        "the same, s on the wall": wall,
    }


def _making(evaluator: Evaluator) -> Any:
    from clinic_app.actions.releases import labels_of, vocabulary_of
    from clinic_app.statistics.making import Making

    number = "00000000-0000-4000-8000-000000000001"
    now = datetime(2027, 1, 3, tzinfo=UTC)
    words = vocabulary_of(evaluator.rule_set), labels_of(evaluator.rule_set)
    return Making(number, PERIOD, now, "0", ("factory",), *words)


def _filled(path: Path, evaluator: Evaluator) -> Engine:
    make_file(path, KEY)
    engine = file_engine(path, KEY)
    upgrade(engine)
    vocabulary = _making(evaluator).vocabulary
    chance = random.Random(1)  # noqa: S311 - made up
    engine.dispose()
    names = [column.name for column in case_fact.columns]
    places = ", ".join(f":{name}" for name in names)
    connection = sqlcipher.connect(f"file:{path}?mode=rw", uri=True)  # without the visits that the facts hang on
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    for rows in _rows(chance, vocabulary):
        connection.executemany(f"INSERT INTO case_fact ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608
    connection.commit()
    connection.close()
    engine = file_engine(path, KEY)
    _people(engine)
    return engine


def _people(engine: Engine) -> None:
    """Enough of a client for the reading to look for those in the bin."""
    with engine.begin() as connection:
        empty = dict.fromkeys(("sex", "phone", "email", "language", "note", "goal", "kana_order", "kana"), "")
        now = datetime(2026, 1, 1, tzinfo=UTC)
        row = {"name": "見本", "created_at": now, "revision": 1, **empty}
        connection.execute(insert(models.Client), [{"id": str(number), **row} for number in range(5)])


def _rows(chance: random.Random, vocabulary: Any) -> Iterator[list[dict[str, object]]]:
    """Two visits in three are a client's only one; the answers lean to the first."""
    kinds = (*vocabulary.causes, "mixed", "open", "referred")
    weights = {name: [1.0 / (place + 1) for place in range(len(codes))] for name, codes in CODES.items()}
    drawn = {name: chance.choices(range(len(CODES[name])), weights[name], k=FACTS) for name in CODES}
    types = chance.choices(kinds, (40, 25, 15, 8, 7, 5), k=FACTS)
    combinations = [
        " ".join(name for name in vocabulary.rules if chance.random() < 0.15) for _ in range(20_000)
    ]  # of rules that speak together
    rules = chance.choices(combinations, k=FACTS)
    seen = [" ".join(name for name in FINDINGS if chance.random() < 0.3) for _ in range(256)]
    first_day = date(2026, 1, 1).toordinal()
    client = 0
    for start in range(0, FACTS, PAGE):
        rows = []
        for number in range(start, min(FACTS, start + PAGE)):
            again = number % 3 == 2
            client += not again
            kind = types[number]
            row: dict[str, object] = {name: drawn[name][number] for name in CODES}
            row |= dict.fromkeys(MINUTES, 3 + number % 12) | dict.fromkeys(CHANGES, -(number % 40) if again else None)
            row |= {"visit_seq": number + 1, "client_seq": client, "episode_seq": client, "counted": True}
            row |= {"first": not again, "day": first_day + (200 if again else number % 180)}
            row |= {"proposed": kind, "decided": kind, "episode_type": kind, "findings": seen[number % 256]}
            row["studio"] = f"S{client % STUDIOS}" if STUDIOS > 1 else ""
            row |= {"rules": rules[number], "taught": " ".join(vocabulary.exercises[:2]) if again else ""}
            rows.append(row)
        yield rows
