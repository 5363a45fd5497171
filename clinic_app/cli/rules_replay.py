"""`clinic-app rules replay`: what another rule set would have proposed, over the record or a file of documents."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from clinic_app.cli.factory import factory_evaluator
from clinic_app.cli.files import NOT_READABLE, NOT_THERE, STANDARD_INPUT, refuse
from clinic_app.cli.rules_show import readable
from clinic_app.domain.document import MOST_BYTES, DocumentError, read_assessment
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.replay import Case, Rehearsal, case_line, explained_twice, rehearsal_lines, rehearse

DONE = N_("{count} cases")
NO_SUCH_CASE = N_("There is no case {id} among them.")
Plain = dict[str, Any]


class _Line(msgspec.Struct):
    """A line of a file of cases that names them and says what was decided."""

    assessment: msgspec.Raw
    id: str = ""
    decided: tuple[str, ...] | None = None


def replay(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Rehearse the other rule set and print what changes."""
    after = Evaluator(readable(options.file, language))
    if options.cases is not None:
        return _told(options, factory_evaluator(), after, _file_cases(options.cases, language), language)
    from clinic_app.actions.replays import closed_cases  # noqa: PLC0415 - the record is opened only without --cases
    from clinic_app.bootstrap.copies import by_password  # noqa: PLC0415
    from clinic_app.bootstrap.replaying import read_clinic  # noqa: PLC0415
    from clinic_app.cli.keeping import asking  # noqa: PLC0415

    with read_clinic(folder, by_password(asking(options, language))) as (record, before):
        return _told(options, before, after, closed_cases(record), language)


def _told(
    options: argparse.Namespace, before: Evaluator, after: Evaluator, cases: Iterable[Case], language: Language
) -> int:
    if options.explain is not None:
        for case in cases:
            if case.id == options.explain:
                sys.stdout.write(explained_twice(before, after, case.assessment, language))
                return 0
        raise Refused(NO_SUCH_CASE, id=options.explain)
    found = rehearse(before, after, cases, progress=_progress(language))
    if options.json:
        sys.stdout.buffer.write(msgspec.json.encode(_plain(found)) + b"\n")
        sys.stdout.buffer.flush()
        return 0
    print("\n".join(rehearsal_lines(found, before, after, language)))
    for changed in found.listed:
        print("  " + case_line(changed, before, after, language))
    return 0


def _plain(found: Rehearsal) -> Plain:
    """The rehearsal for a program to read."""
    plain: Plain = {name: getattr(found, name) for name in Rehearsal.__struct_fields__ if name != "kinds"}
    kinds = [{"before": old, "after": new, "count": count} for (old, new), count in found.kinds.items()]
    return {**plain, "kinds": kinds}


def _progress(language: Language) -> Callable[[int], None] | None:
    """A counter on the terminal; none where nobody looks."""
    if not sys.stderr.isatty():
        return None
    words = texts("messages", language)(DONE)

    def shown(count: int) -> None:
        sys.stderr.write(f"\r{words.format(count=count)}")

    return shown


def _file_cases(name: str, language: Language) -> Iterator[Case]:
    """One case a line, read as it is needed: a document, or an object with `assessment`, `id` and `decided`."""
    for number, raw in _lines(name):
        try:
            yield _case(raw, number)
        except DocumentError as error:
            raise refuse(name, number, error, language) from None


def _case(raw: bytes, number: int) -> Case:
    try:
        line = msgspec.json.decode(raw, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        assessment = read_assessment(raw)
        return Case(assessment.case or str(number), assessment)
    assessment = read_assessment(bytes(line.assessment))
    return Case(line.id or assessment.case or str(number), assessment, line.decided)


def _lines(name: str) -> Iterator[tuple[int, bytes]]:
    try:
        with sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb") as file:
            number = 0
            while raw := file.readline(MOST_BYTES + 2):
                number += 1
                if raw.strip():
                    yield number, raw
    except FileNotFoundError:
        raise Refused(NOT_THERE, path=name) from None
    except OSError as error:
        raise Refused(NOT_READABLE, path=name, reason=error.strerror or str(error)) from None
