"""`clinic-app release` and `clinic-app export`: the statistics of closed periods, made once and written to files."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from clinic_app.actions.releases import Progress
from clinic_app.bootstrap.copies import by_password
from clinic_app.bootstrap.releasing import close_and_publish, export_release, open_statistics, read_shelf, to_close
from clinic_app.cli.keeping import asking
from clinic_app.domain.period import Period, read_period
from clinic_app.domain.release import ExportForm, ExportRequest, Release
from clinic_app.domain.studio import read_code
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts
from clinic_app.statistics.stages import Stage

NO_PERIOD = N_("{text} is no period. Write a year as 2026, or a half-year as 2026-H1.")
NO_RELEASE = N_("There is no release of {period} here. Released periods: {periods}.")
NONE = N_("none")
NOTHING_OPEN = N_("No period waits to be closed.")
MAY_CLOSE = N_("{period} can be closed.")
WAITS = N_("{period} can be closed from tomorrow on.")
LEFT_OPEN = N_("{period} can be closed; open sessions in it, which will not be counted: {count}.")
CLOSED = N_(
    "{period} was closed: {clients} clients, {shown} numbers shown, {hidden} hidden. Check by other code: passed."
)
WRITTEN = N_("{period} was written to {file}.")
FORMS: dict[str, ExportForm] = {"xlsx": "xlsx", "pdf": "pdf", "csv": "csv", "csv-cp932": "csv_cp932"}


def statistics(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Run one of the two commands."""
    period = None if options.period is None else _period(options.period)
    if options.command == "export" and period is not None:
        return _export(options, folder, language, period)
    return _offers(options, folder, language) if period is None else _release(options, folder, language, period)


def _period(text: str) -> Period:
    period = read_period(text)
    if period is None:
        raise Refused(NO_PERIOD, text=text)
    return period


def _offers(options: argparse.Namespace, folder: Path, language: Language) -> int:
    say = texts("messages", language)
    offers = to_close(folder, by_password(asking(options, language)))
    if options.json:
        listed = [{"period": one.period.id, "waits": one.waits, "open_sessions": one.open_visits} for one in offers]
        return _json({"to_close": listed})
    for one in offers:
        message = WAITS if one.waits else LEFT_OPEN if one.open_visits else MAY_CLOSE
        print(say(message).format(period=one.period.id, count=one.open_visits))
    if not offers:
        print(say(NOTHING_OPEN))
    return 0


def _release(options: argparse.Namespace, folder: Path, language: Language, period: Period) -> int:
    opened = close_and_publish(folder, period, asking(options, language), _progress(language))
    told = _told(opened.release) | {"sha256": opened.fingerprint}
    return _json(told) if options.json else _say(CLOSED, language, **told)


def _progress(language: Language) -> Progress:
    """A line on standard error for each part, and for each tenth of a long one; interrupting stops it."""
    last: list[object] = []

    def shown(stage: Stage) -> bool:
        tenth = 10 * stage.done // stage.of if stage.of else 0
        if [stage.part, stage.studio, tenth] != last:
            last[:] = stage.part, stage.studio, tenth
            print(stage.sentence(language), file=sys.stderr, flush=True)
        return True

    return shown


def _export(options: argparse.Namespace, folder: Path, language: Language, period: Period) -> int:
    with open_statistics(folder, by_password(asking(options, language), "stats")) as ring:
        shelf = read_shelf(folder, ring)
        opened = shelf.of_period(period)
        if opened is None:
            if shelf.unreadable:
                raise shelf.unreadable[0]
            known = ", ".join(one.release.period.id for one in shelf.releases)
            raise Refused(NO_RELEASE, period=period.id, periods=known or texts("messages", language)(NONE))
        request = ExportRequest(
            release_id=opened.release.id,
            form=FORMS[options.format],
            language=language,
            file_name=options.out.name,
            purpose=options.purpose,
            recipient=options.recipient,
            studio=read_code(options.studio) or options.studio,
        )
        files = export_release(folder, ring, opened, request, options.out, replace=options.replace)
    if options.json:
        return _json({"period": period.id, "files": [str(file) for file in files], "sha256": opened.fingerprint})
    return _say(WRITTEN, language, period=period.id, file=options.out)


def _told(release: Release) -> dict[str, Any]:
    made = release.manifest
    return {
        "period": release.period.id,
        "id": release.id,
        "clients": made.clients,
        "shown": made.cells_shown,
        "hidden": made.cells_hidden_first + made.cells_hidden_second,
        "hidden_first": made.cells_hidden_first,
        "hidden_second": made.cells_hidden_second,
        "audit": made.audit,
    }


def _say(message: str, language: Language, **values: object) -> int:
    print(texts("messages", language)(message).format(**values))
    return 0


def _json(told: dict[str, Any]) -> int:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()
    return 0
