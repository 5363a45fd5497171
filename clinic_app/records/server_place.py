"""Where the server of a clinic is, as `server.json` in the clinic's folder tells it: an address and never a password.

Light on purpose: the first window reads it before anything that could open a connection is loaded.
"""

from pathlib import Path
from typing import Literal, Self, get_args

import msgspec

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import replace_file

FILE = "server.json"
MOST_BYTES = 10_000
SslMode = Literal["verify-full", "disable"]
PORT = 5432

DAMAGED = N_(
    "The file {path} does not say where the server of this clinic is. Nothing was opened: write it anew with "
    "“clinic-app database use”, or put it back from another workstation."
)
NOT_KEPT = N_("The file {path} could not be written. Nothing was changed: check the rights of the folder.")
PLAIN_ABROAD = N_(
    "The connection to {host} would not be encrypted, so it is not made. Without encryption the program works only "
    "with a server on this same computer: set up a certificate, as the manual says."
)
NO_ROOT = N_(
    "The root certificate {path} is not there, so the server cannot be recognised. Nothing was opened: copy the "
    "certificate to this place, or name another with “clinic-app database use”."
)


class ServerPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One database on one server. `root_certificate` is a path; empty means the certificates of this machine."""

    host: str
    database: str
    port: int = PORT
    sslmode: SslMode = "verify-full"
    root_certificate: str = ""

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """What the folder of a clinic says; None where its record is a file of its own."""
        path = folder / FILE
        try:
            with path.open("rb") as file:
                found = msgspec.json.decode(file.read(MOST_BYTES), type=cls)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Refused(DAMAGED, path=path) from None
        if not found.host or not found.database or not 0 < found.port < 65536:
            raise Refused(DAMAGED, path=path)
        found.refuse_unsafe()
        return found

    def keep(self, folder: Path) -> None:
        """Write it down, whole or not at all."""
        self.refuse_unsafe()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(folder / FILE, msgspec.json.format(msgspec.json.encode(self)) + b"\n")
        except OSError:
            raise Refused(NOT_KEPT, path=folder / FILE) from None

    def refuse_unsafe(self) -> None:
        """Refuse a connection over a network that nobody would have encrypted, and a certificate that is not there."""
        if self.sslmode == "disable" and not self.is_here:
            raise Refused(PLAIN_ABROAD, host=self.host)
        if self.root_certificate and not Path(self.root_certificate).is_file():
            raise Refused(NO_ROOT, path=self.root_certificate)

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this computer: no network lies between."""
        return self.host in ("localhost", "::1") or self.host.startswith(("127.", "/"))


def forget(folder: Path) -> None:
    """The record of this folder is a file of its own again."""
    (folder / FILE).unlink(missing_ok=True)


SSL_MODES: tuple[SslMode, ...] = get_args(SslMode)
