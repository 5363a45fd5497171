"""Where this workstation's CUPS listens, and one question to it. What is asked is in `cups`."""

import getpass
import http.client
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from clinic_app.printing import ipp

_SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"), Path("/private/var/run/cupsd"))
_SETTINGS = (Path(".cups/client.conf"), Path("/etc/cups/client.conf"))  # the person's, then the machine's
_CERTIFICATES = (Path("/run/cups/certs/0"), Path("/var/run/cups/certs/0"))
_PORT = 631
_PATIENCE = 10.0  # seconds; a page of the desk says so after them
_UNAUTHORISED, _FORBIDDEN = 401, 403


class NoAnswer(Exception):  # noqa: N818 - says what happened
    """Nothing listens, the connection broke, or what came back is not the printing protocol."""


class NotAllowed(Exception):  # noqa: N818 - says what happened
    """The printing system wants a password, or forbids it to this user."""


class _OverSocket(http.client.HTTPConnection):
    """HTTP through a socket in the file system, on which the printing system knows who asks without a password."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(frozen=True)
class Server:
    """A printing system: a socket in the file system, or a host and a port."""

    path: Path | None = None
    host: str = "localhost"
    port: int = _PORT

    def ask(self, resource: str, question: bytes, document: bytes = b"") -> ipp.Answer:
        """Put one question, with a document behind it if it carries one. Raises `NoAnswer` and `NotAllowed`."""
        status, body = self._post(resource, question + document, {})
        if status in (_UNAUTHORISED, _FORBIDDEN):
            status, body = self._post(resource, question + document, self._proof_of_user())
        if status in (_UNAUTHORISED, _FORBIDDEN):
            raise NotAllowed
        if status != http.client.OK:
            raise NoAnswer
        try:
            return ipp.answer(body)
        except ipp.Unreadable as error:
            raise NoAnswer from error

    def _post(self, resource: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = (
            _OverSocket(self.path) if self.path else http.client.HTTPConnection(self.host, self.port, timeout=_PATIENCE)
        )
        try:
            connection.request("POST", resource, body, {"Content-Type": "application/ipp", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()

    def _proof_of_user(self) -> dict[str, str]:
        """What shows the printing system who we are without a password: the socket's peer, or its own certificate."""
        if self.path is not None:
            return {"Authorization": f"PeerCred {user()}"}
        for file in _CERTIFICATES:
            try:
                return {"Authorization": f"Local {file.read_text(encoding='ascii').strip()}"}
            except OSError:
                continue
        return {}


def user() -> str:
    """Who asks. The system knows people by this name, not by theirs."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "anonymous"


def find() -> Server:
    """The printing system as the system's own programs find it: environment, settings, socket, this machine."""
    named = os.environ.get("CUPS_SERVER") or _named_in_settings()
    if named:
        return _server(named)
    for path in _SOCKETS:
        if path.is_socket():
            return Server(path)
    return Server(port=int(os.environ.get("IPP_PORT", _PORT)))


def _named_in_settings() -> str:
    for file in _SETTINGS:
        try:
            lines = (Path.home() / file).read_text(encoding="utf-8", errors="replace").splitlines()
        except (OSError, RuntimeError):
            continue
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word.lower() == "servername" and rest.strip():
                return rest.strip()
    return ""


def _server(named: str) -> Server:
    if named.startswith("/"):
        return Server(Path(named))
    address = named.partition("/")[0]
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal():
        host, port = address, str(_PORT)
    return Server(host=host.strip("[]"), port=int(port))
