"""A record as a file: made whole or not at all, opened at the newest schema."""

import os
from pathlib import Path

from clinic_app.actions.rule_sets import import_rule_set
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.domain.clinic import PROGRAM
from clinic_app.errors import Refused
from clinic_app.records.engines import file_engine, make_file, refuse_foreign
from clinic_app.records.faults import EXISTS
from clinic_app.records.record import Record
from clinic_app.records.upgrade import upgrade


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
        import_rule_set(started, build_evaluator(texts).rule_set.ref, texts, actor=PROGRAM)
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
