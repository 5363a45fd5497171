"""A cupsd of the tests' own: its socket, spool and printers lie in one folder, and nothing of it is the system's.

Its printers use no paper (`backend.sh`): they store what they receive and say what a control file tells them to.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from clinic_app.printing import server as asked
from tests.ports import free_port

HERE = Path(__file__).parent
CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
LPADMIN = shutil.which("lpadmin", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
ABSENT = "" if CUPSD and LPADMIN else "PRINTING IS NOT PROVED HERE: install the Debian packages cups and cups-client"
PATIENCE = 60.0


@dataclass(frozen=True)
class Received:
    """What came out of a printer of the bench."""

    number: int
    title: str
    copies: str
    options: str
    sha256: str


class Bench:
    """One printer: what it got, and what it is told to say."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder

    def say(self, word: str) -> None:
        """One of the words of `backend.sh`; an empty one lets it print."""
        part = self.folder / ".control"
        part.write_text(word, encoding="ascii")
        part.chmod(0o644)
        part.replace(self.folder / "control")

    def received(self) -> list[Received]:
        """The sheets that came out, in the order of their numbers."""
        found = []
        for file in self.folder.glob("job-*.pdf"):
            title, copies, options = file.with_suffix(".about").read_text(encoding="utf-8").split("\n")[:3]
            digest = sha256(file.read_bytes()).hexdigest()
            found.append(Received(int(file.stem.partition("-")[2]), title, copies, options, digest))
        return sorted(found, key=lambda one: one.number)


class PrivateCups:
    """The server: started, ended, killed and started again on the same spool."""

    def __init__(self, folder: Path, port: int, settings: str = "") -> None:
        self.folder, self.port = folder, port
        self.socket = folder / "cups.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self._user = "lp" if os.geteuid() == 0 else None
        self._write(settings)

    def _write(self, settings: str) -> None:
        for name in (
            "root",
            "bin/backend",
            "bin/filter",
            "data/mime",
            "cache",
            "state",
            "spool/tmp",
            "logs",
            "printers",
        ):
            (self.folder / name).mkdir(parents=True)
        backend = self.folder / "bin/backend/bench"
        shutil.copy(HERE / "backend.sh", backend)
        backend.chmod(0o755)
        (self.folder / "bin/daemon").symlink_to(_system_programs() / "daemon")
        shutil.copy(HERE / "bench.types", self.folder / "data/mime")
        text = (HERE / "cups-files.conf").read_text(encoding="utf-8").replace("{folder}", str(self.folder))
        (self.folder / "root/cups-files.conf").write_text(text, encoding="utf-8")
        text = (HERE / "cupsd.conf").read_text(encoding="utf-8")
        text = text.replace("{folder}", str(self.folder)).replace("{port}", str(self.port)) + settings
        (self.folder / "root/cupsd.conf").write_text(text, encoding="utf-8")
        if self._user:
            account = pwd.getpwnam(self._user)
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)

    def start(self) -> None:
        """Start it, and return when it answers."""
        assert CUPSD
        root = self.folder / "root"
        command = [CUPSD, "-f", "-c", str(root / "cupsd.conf"), "-s", str(root / "cups-files.conf")]
        with (self.folder / "logs/out").open("ab") as out:
            self._process = subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
            )
        wait_until(self._answers, self.log)

    def _answers(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise AssertionError(f"cupsd ended: {self.log()}")
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
            except OSError:
                return False
        return True

    def log(self) -> str:
        """What it wrote, for the reader of a failed test."""
        texts = [f.read_text(errors="replace")[-4000:] for f in sorted((self.folder / "logs").iterdir())]
        return "\n".join(texts)

    def stop(self) -> None:
        """End it in order: it saves its jobs first."""
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut does: what it did not write is lost."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def run(self, program: str, *arguments: str) -> str:
        """One of the system's own printing programs, talking to this server."""
        path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        assert path, program
        done = subprocess.run(
            [path, *arguments],
            env={**os.environ, "CUPS_SERVER": str(self.socket), "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}{self.log()}"
        return done.stdout

    def add_printer(self, name: str, *more: str) -> Bench:
        """A printer that takes bytes as they are; `more` are further words for lpadmin."""
        folder = self.folder / "printers" / name
        folder.mkdir()
        folder.chmod(0o777)
        self.run("lpadmin", "-p", name, "-v", f"bench:{folder}", *(more or ("-m", "raw")), "-E")
        return Bench(name, folder)


def wait_until(true: Callable[[], bool], said: Callable[[], object] = str) -> None:
    """Wait for a process outside to come so far; says what is known when it did not."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, said()
        time.sleep(0.02)


def be_patient() -> None:
    """Ask for as long as the tests wait; the program asks for as long as a person at a quiet machine would."""
    asked._PATIENCE = PATIENCE


def _system_programs() -> Path:
    """Where the system keeps what cupsd starts its backends with."""
    places = (Path("/usr/lib/cups"), Path("/usr/libexec/cups"))
    return next(place for place in places if (place / "daemon/cups-exec").exists())


@contextmanager
def private_cups(settings: str = "") -> Iterator[PrivateCups]:
    """A running server in a folder of its own, which other users may enter: the server is not root."""
    folder = Path(tempfile.mkdtemp(prefix="private-cups-"))
    folder.chmod(0o755)
    server = PrivateCups(folder, free_port(), settings)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
