"""The only place that builds concrete objects and joins the layers. Used by the command line, the desktop and tests."""

import os
from collections.abc import Mapping
from pathlib import Path

from clinic_app import bundle
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.errors import Refused
from clinic_app.records.engines import file_engine, make_file, refuse_foreign
from clinic_app.records.faults import EXISTS
from clinic_app.records.record import Record
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
