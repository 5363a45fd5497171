"""What the program writes down about itself: fixed event names, ids, the class of an error and its code. No more.

Never a message of an error, never a value: both may hold a client's name. Where an error arose is told by file and
line of our own code. Two files of at most a megabyte; a log that cannot be written is no reason to stop working.
"""

import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, get_args

Event = Literal[
    "started",
    "ended",
    "signed_in",
    "signed_out",
    "save_failed",
    "backup_made",
    "backup_failed",
    "backup_copied",
    "restored",
    "rehearsed",
    "upgraded",
    "upgrade_failed",
    "audit_broken",
    "clock_went_back",
    "print_failed",
    "plain_paper",
    "figure_damaged",
    "fault",
]
EVENTS = frozenset(get_args(Event))
LARGEST = 1_000_000
_ID = re.compile(r"[0-9a-zA-Z-]{1,64}")
_CODE = re.compile(r"[0-9A-Z_]{2,40}")
_PACKAGE = Path(__file__).resolve().parent


class Log:
    """One log file with its predecessor beside it."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()

    def write(self, event: Event, *, about: str = "", error: BaseException | None = None) -> None:
        """Add one line; `about` is an id of ours. What is no event or no id is a bug and is not written."""
        if event not in EVENTS or (about and not _ID.fullmatch(about)):
            raise ValueError("a log holds fixed events and ids only")
        line = " ".join(part for part in (self._clock().isoformat(), event, about, described(error)) if part)
        try:
            with self._lock:
                self._append(line)
        except OSError:
            return

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(self._path.with_suffix(".previous.log"))
        with self._path.open("a", encoding="ascii") as file:
            file.write(line + "\n")


def as_id(name: str) -> str:
    """The name of a file of ours in the signs that a log takes."""
    return re.sub(r"[^0-9a-zA-Z]+", "-", name)[:64] or "-"


def described(error: BaseException | None) -> str:
    """An error without its text: class, code of the database, and where in our code it arose."""
    if error is None:
        return ""
    return " ".join(part for part in (type(error).__name__, _code(error), _place(error.__traceback__)) if part)


def tell_faults_to(log: Log, also: Callable[[BaseException], object] | None = None) -> None:
    """Write what nobody caught into the log, say its class alone on standard error, and hand it to `also`."""

    def on_fault(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        found = error if error is not None else kind()
        log.write("fault", error=found)
        if sys.stderr is not None:
            sys.stderr.write(f"clinic-app: {described(found) or kind.__name__}\n")
        if also is not None:
            also(found)

    sys.excepthook = on_fault
    threading.excepthook = lambda told: on_fault(told.exc_type, told.exc_value, told.exc_traceback)
    # An error that Python could only ignore prints the object it came from, which may be a row.
    sys.unraisablehook = lambda told: on_fault(told.exc_type, told.exc_value, told.exc_traceback)


def _code(error: BaseException) -> str:
    """SQLSTATE, or SQLite's name of the error."""
    for source in (error, getattr(error, "orig", None)):
        for name in ("sqlstate", "sqlite_errorname"):
            found = getattr(source, name, None)
            if isinstance(found, str) and _CODE.fullmatch(found):
                return found
    return ""


def path_of(error: BaseException) -> list[str]:
    """Every file and line of ours that an error came through, the outermost first."""
    return _places(error.__traceback__)


def _place(trace: TracebackType | None) -> str:
    """The innermost file and line that are ours."""
    return next(reversed(_places(trace)), "")


def _places(trace: TracebackType | None) -> list[str]:
    paths = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    return [f"{path.relative_to(_PACKAGE).as_posix()}:{line}" for path, line in paths if path.is_relative_to(_PACKAGE)]
