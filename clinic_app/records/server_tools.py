"""PostgreSQL's own programs for copies, `pg_dump` and `pg_restore`, without a password in their arguments or settings.

The password goes over an unnamed file in memory that only this program and the one it starts can read.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.provision import Admin

NO_TOOLS = N_(
    "{program} was not found. Nothing was done: install PostgreSQL's client programs of the server's version, or name "
    "their folder with --tools."
)
TOOL_FAILED = N_(
    "{program} did not end well, so this copy does not count and was removed. Check that it is not older than the "
    "server, that the disk has room, and that the network holds; then try again."
)


class Tools(NamedTuple):
    """Where the programs are; None looks where the system keeps its programs."""

    folder: Path | None = None

    def path(self, program: str) -> str:
        """The whole path of a program."""
        found = shutil.which(program, path=None if self.folder is None else str(self.folder))
        if found is None:
            raise Refused(NO_TOOLS, program=program)
        return found


def dump(tools: Tools, admin: Admin, schema: str, snapshot: str, take: Callable[[IO[bytes]], None]) -> None:
    """Hand everything of one schema to `take`, as it was at one moment."""
    arguments = ["-Fc", "-n", schema, "--snapshot", snapshot, "--no-password"]
    with _password(admin) as (passing, environment):
        _run(tools, "pg_dump", [*arguments, "-d", address(admin)], passing, environment, take, reads=True)


def restore(tools: Tools, admin: Admin, schema: str, role: str, give: Callable[[IO[bytes]], None]) -> None:
    """Put the tables of one schema into a database where the schema is and its tables are not."""
    arguments = ["-n", schema, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    arguments += [f"--role={role}"] if role else []
    with _password(admin) as (passing, environment):
        _run(tools, "pg_restore", [*arguments, "-d", address(admin)], passing, environment, give, reads=False)


def address(admin: Admin) -> str:
    """Where to connect, in libpq's words; no password."""
    place = admin.place
    parts = {"host": place.host, "port": str(place.port), "dbname": place.database, "user": admin.login}
    parts["sslmode"] = place.sslmode
    if place.sslmode == "verify-full":
        parts["sslrootcert"] = place.root_certificate or "system"
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in parts.items())


def _run(  # noqa: PLR0913, PLR0917 - a program and both its ends
    tools: Tools,
    program: str,
    arguments: list[str],
    passing: int,
    environment: dict[str, str],
    work: Callable[[IO[bytes]], None],
    *,
    reads: bool,
) -> None:
    with subprocess.Popen(  # noqa: S603 - the arguments are ours
        [tools.path(program), *arguments],
        env=environment,
        pass_fds=(passing,),
        stdin=subprocess.DEVNULL if reads else subprocess.PIPE,
        stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it may quote a row
    ) as process:
        pipe = process.stdout if reads else process.stdin
        assert pipe is not None  # noqa: S101 - asked for above
        try:
            work(pipe)
            pipe.close()
        except BrokenPipeError:
            pass  # it ended before it had everything; its code says so
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise Refused(TOOL_FAILED, program=program)


@contextmanager
def _password(admin: Admin) -> Iterator[tuple[int, dict[str, str]]]:
    handle = os.memfd_create("clinic-app", os.MFD_CLOEXEC)  # UNPROVED elsewhere: Linux alone has it
    try:
        os.fchmod(handle, 0o600)
        fields = ("*", "*", "*", admin.login, admin.password)
        escaped = (part.replace("\\", "\\\\").replace(":", "\\:") for part in fields)
        os.write(handle, ":".join(escaped).encode() + b"\n")
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME") if name in os.environ}
        yield handle, {**kept, "PGPASSFILE": f"/proc/self/fd/{handle}", "PGAPPNAME": "clinic-app copy"}
    finally:
        os.close(handle)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
