"""`clinic-app import-clients`: clients from a CSV of another program, first on trial, then all or nothing."""

import argparse
import json
from collections import Counter
from pathlib import Path

from clinic_app.actions.client_import import import_clients, plan_import
from clinic_app.actions.client_list_file import COLUMNS, Column, read_clients
from clinic_app.bootstrap.client_import import writing_clinic
from clinic_app.bootstrap.copies import by_password
from clinic_app.cli.keeping import asking
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts

NOT_THERE = N_("The file {path} cannot be read.")
BAD_COLUMN = N_("Say --column as NAME=HEADING, with one of these names: {names}.")
SUMMARY = N_("{created} created, {updated} updated, {skipped} skipped.")
ON_TRIAL = N_("On trial: {created} would be created, {updated} updated, {skipped} skipped. Nothing was changed.")
LINE = N_("Line {line}: {reason}")


def run_import(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Read, say what becomes of each row, and unless it is on trial take them in."""
    say = texts("messages", language)
    try:
        raw = Path(options.file).read_bytes()
    except OSError:
        raise Refused(NOT_THERE, path=options.file) from None
    columns = _columns(options.column or [])
    with writing_clinic(folder, by_password(asking(options, language))) as (record, actor):
        rows = read_clients(raw, columns, record.clock().astimezone().date())
        if options.dry_run:
            lines = [line for line, _row, _client in plan_import(record, rows)]
        else:
            lines = import_clients(record, rows, actor=actor)
    counted = Counter(line.outcome for line in lines)
    counts = {name: counted.get(name, 0) for name in ("created", "updated", "skipped")}
    if options.json:
        left = [{"line": line.line, "reason": say(line.reason)} for line in lines if line.outcome == "skipped"]
        print(json.dumps({**counts, "dry_run": options.dry_run, "left_out": left}, ensure_ascii=False))
        return 0
    for line in lines:
        if line.outcome == "skipped":
            print(say(LINE).format(line=line.line, reason=say(line.reason)))
    print(say(ON_TRIAL if options.dry_run else SUMMARY).format(**counts))
    return 0


def _columns(given: list[str]) -> dict[Column, str]:
    found: dict[Column, str] = {}
    for one in given:
        name, sign, heading = one.partition("=")
        column = next((column for column in COLUMNS if column == name), None)
        if column is None or not sign or not heading:
            raise Refused(BAD_COLUMN, names=", ".join(COLUMNS))
        found[column] = heading
    return found
