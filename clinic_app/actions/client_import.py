"""Clients from a list of another program: who is new, who is known and gets what was missing, who is left out and why.

A row is somebody known when kana and birth date, or kana and phone, are theirs. What the record has is never
overwritten. All rows come in together or none does.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from clinic_app.actions.client_list_file import ImportRow
from clinic_app.actions.clients import change_client, register_client
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.same_person import likeness
from clinic_app.i18n import N_
from clinic_app.records.record import Record

Outcome = Literal["created", "updated", "skipped"]
KNOWN, SEVERAL, TWICE = N_("is in the record already"), N_("fits several clients"), N_("stands in the file twice")


class ImportLine(msgspec.Struct, frozen=True):
    """What becomes of one row; `reason` says why it is left out."""

    line: int
    outcome: Outcome
    reason: str = ""


def plan_import(record: Record, rows: Sequence[ImportRow]) -> list[tuple[ImportLine, ImportRow, Client | None]]:
    """What an import would do; changes nothing."""
    planned: list[tuple[ImportLine, ImportRow, Client | None]] = []
    seen = set[tuple[str, object, str]]()
    for row in rows:
        details = row.details
        if details is None:
            planned.append((ImportLine(row.line, "skipped", row.reason), row, None))
            continue
        key = (details.kana, details.birth_date, details.phone)
        if key in seen:
            planned.append((ImportLine(row.line, "skipped", TWICE), row, None))
            continue
        seen.add(key)
        planned.append(_planned(record, row, details))
    return planned


def _planned(record: Record, row: ImportRow, details: ClientDetails) -> tuple[ImportLine, ImportRow, Client | None]:
    with record.reading() as work:
        found = [one for one in work.client_search.find(details.kana) if _is_same(one.details, details)]
    if len(found) > 1:
        return ImportLine(row.line, "skipped", SEVERAL), row, None
    if not found:
        return ImportLine(row.line, "created"), row, None
    filled = _filled(found[0].details, details)
    if filled == found[0].details:
        return ImportLine(row.line, "skipped", KNOWN), row, found[0]
    return ImportLine(row.line, "updated"), row, msgspec.structs.replace(found[0], details=filled)


def _is_same(known: ClientDetails, told: ClientDetails) -> bool:
    by = likeness(known, told)
    return "kana" in by and ("birth_date" in by or "phone" in by)


def _filled(known: ClientDetails, told: ClientDetails) -> ClientDetails:
    """What is missing in the record comes from the file."""
    names = ("birth_date", "phone", "email", "note")
    missing = {name: getattr(told, name) for name in names if not getattr(known, name) and getattr(told, name)}
    if known.sex == "unstated" and told.sex != "unstated":
        missing["sex"] = told.sex
    return msgspec.structs.replace(known, **missing)


def import_clients(record: Record, rows: Sequence[ImportRow], *, actor: str) -> list[ImportLine]:
    """Take a list in, in one transaction: a row that the record refuses takes back the whole."""
    planned = plan_import(record, rows)
    with record.in_one_transaction() as joined:
        for line, row, client in planned:
            if line.outcome == "created" and row.details is not None:
                register_client(joined, row.details, actor=actor)
            elif line.outcome == "updated" and client is not None:
                change_client(joined, client, actor=actor)
    return [line for line, _row, _client in planned]
