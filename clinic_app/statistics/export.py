"""Brings a release out of the program as files: whole or not at all, and never over another file without a word."""

import errno
from pathlib import Path

from clinic_app.domain.release import ExportForm
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import replace_file
from clinic_app.statistics.csv_file import csv_bytes, manifest_bytes
from clinic_app.statistics.manifest import Leaving

SUFFIXES: dict[ExportForm, str] = {"xlsx": ".xlsx", "csv": ".csv", "csv_cp932": ".csv", "pdf": ".pdf"}
LONGEST_WORDS = 200

EXISTS = N_("Not exported: {name} is there already. Choose another name, or say that it is to be replaced.")
NO_FOLDER = N_("Not exported: the folder {folder} is not there. Choose another one.")
NO_ROOM = N_("Not exported: the disk is full. Make room or choose another place, then export again.")
NOT_ALLOWED = N_("Not exported: nothing may be written to {folder}. Choose another place.")
NOT_WRITTEN = N_("Not exported: writing to {folder} failed. Check the disk or choose another place.")
SAY_WHAT_FOR = N_("Say what the export is for and who gets it; both stand in the file.")
TOO_LONG = N_("Purpose and recipient hold at most {most} characters each. Shorten them.")
NO_FORM = "this form is written elsewhere"

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def file_name(period: str, form: ExportForm, studio: str = "") -> str:
    """What an export is called unless a person names it otherwise."""
    whose = f"-{studio}" if studio else ""
    return f"clinic-statistics-{period}{whose}{SUFFIXES[form]}"


def files_of(leaving: Leaving, path: Path) -> dict[Path, bytes]:
    """The files of an export by path; with CSV the manifest lies beside the tables."""
    match leaving.request.form:
        case "xlsx":
            from clinic_app.statistics.xlsx_file import xlsx_bytes  # noqa: PLC0415 - for this form alone

            return {path: xlsx_bytes(leaving)}
        case "csv" | "csv_cp932":
            beside = path.with_name(f"{path.stem}.manifest.csv")
            return {beside: manifest_bytes(leaving), path: csv_bytes(leaving)}
        case _:
            raise ValueError(NO_FORM)


def refuse_unsaid(purpose: str, recipient: str) -> None:
    """Refuse an export without purpose and recipient."""
    if not purpose.strip() or not recipient.strip():
        raise Refused(SAY_WHAT_FOR)
    if max(len(purpose), len(recipient)) > LONGEST_WORDS:
        raise Refused(TOO_LONG, most=LONGEST_WORDS)


def save(files: dict[Path, bytes], *, replace: bool = False) -> None:
    """Write all files, each whole or not at all; what is there already is replaced only when that was said."""
    for path in files:
        if not path.parent.is_dir():
            raise Refused(NO_FOLDER, folder=path.parent)
        if path.exists() and not replace:
            raise Refused(EXISTS, name=path.name)
    written: list[Path] = []
    for path, data in files.items():
        is_new = not path.exists()
        try:
            replace_file(path, data)
        except OSError as error:
            for one in written:
                one.unlink(missing_ok=True)
            message = NO_ROOM if error.errno in _FULL else NOT_ALLOWED if error.errno in _CLOSED else NOT_WRITTEN
            raise Refused(message, folder=path.parent) from None
        written += [path] if is_new else []
