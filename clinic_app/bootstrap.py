"""The only place that builds concrete objects and joins the layers. Used by the command line, the desktop and tests."""

import os
import random
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from clinic_app import bundle
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.errors import Refused
from clinic_app.figures import Pose, load_poses
from clinic_app.records.engines import KEY_BYTES, file_engine, make_file, refuse_foreign
from clinic_app.records.faults import EXISTS
from clinic_app.records.record import Clock, Record, utc_now
from clinic_app.records.upgrade import upgrade
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import FOLDERS, load_rule_set


def factory_texts() -> dict[str, str]:
    """The texts of the rule set that travels with the program, by file name."""
    files = [(folder, path) for folder in FOLDERS for path in bundle.toml_files(folder)]
    return {f"{folder}/{path.name}": path.read_text(encoding="utf-8") for folder, path in files}


def build_evaluator(texts: Mapping[str, str]) -> Evaluator:
    """A compiled rule set; raises `RuleSetError`."""
    return Evaluator(load_rule_set(texts))


def evaluator_of(record: Record) -> Evaluator:
    """The rule set that speaks in a record."""
    active = active_rule_set(record)
    return build_evaluator(active.texts if active is not None else factory_texts())


class Demo(NamedTuple):
    """A made-up clinic, open and ready to be shown."""

    path: Path
    key: bytes
    record: Record
    evaluator: Evaluator
    clinic: ClinicProfile
    trainer: str
    clock: Clock


def create_demo(folder: Path, today: date | None = None, seed: int = 1) -> Demo:
    """Grow a made-up clinic in `folder`. It ends now; with `today`, the clock stands still at 10:20 of that day."""
    clock: Clock = utc_now if today is None else MovingClock(datetime.combine(today, time(10, 20)).astimezone())
    path, key = folder / "clinic.db", random.Random(seed).randbytes(KEY_BYTES)  # noqa: S311 - nothing to protect
    create_record(path, key).close()
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    evaluator = build_evaluator(factory_texts())
    moving = MovingClock(clock().astimezone())
    growing = Record(file_engine(path, key), clock=moving, source=random.Random(seed))  # noqa: S311 - made up
    try:
        with growing.in_one_transaction() as joined:
            Year(joined, evaluator, cast, moving, seed).grow()
    finally:
        growing.close()
    return Demo(path, key, Record(file_engine(path, key), clock=clock), evaluator, cast.clinic, cast.trainers[0], clock)


def poses() -> dict[str, Pose]:
    """The poses that travel with the program, by id."""
    return load_poses(bundle.resource("poses"))


def create_record(path: Path, key: bytes) -> Record:
    """Make a new record with the newest schema and the factory rule set; it appears whole or not at all."""
    if path.exists():
        raise Refused(EXISTS, path=path)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    make_file(partial, key)
    started = Record(file_engine(partial, key))
    try:
        upgrade(started.engine)
        texts = factory_texts()
        import_rule_set(started, build_evaluator(texts).rule_set.ref, texts)
    finally:
        started.close()
    os.link(partial, path)  # unlike a rename, never replaces a file that appeared meanwhile
    partial.unlink()
    return open_record(path, key)


def open_record(path: Path, key: bytes) -> Record:
    """Open an existing record and bring it to the newest schema."""
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Record(engine)
