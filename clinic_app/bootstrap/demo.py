"""A made-up clinic, grown in a temporary record."""

import random
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from clinic_app import bundle
from clinic_app.actions.clinic import change_clinic_profile
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.records.engines import KEY_BYTES, file_engine
from clinic_app.records.record import Clock, Record, utc_now
from clinic_app.rules.evaluate import Evaluator


class Demo(NamedTuple):
    """A made-up clinic, open and ready to be shown."""

    path: Path
    key: bytes
    record: Record
    evaluator: Evaluator
    clinic: ClinicProfile
    trainers: tuple[str, ...]
    clock: Clock

    @property
    def trainer(self) -> str:
        """Who sits at the screen."""
        return self.trainers[0]


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
            change_clinic_profile(joined, cast.clinic, actor=cast.trainers[0])
            Year(joined, evaluator, cast, moving, seed).grow()
    finally:
        growing.close()
    return Demo(path, key, Record(file_engine(path, key), clock=clock), evaluator, cast.clinic, cast.trainers, clock)
