"""Making a Debian computer the server of a studio: the keeper's password, a certificate, and who may connect at all.

Run by root on the server itself. Safe to repeat: what is so already stays, and the server is restarted only where
something changed. Only what Debian's own package laid out is touched.
"""

import ipaddress
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.certificate import GOOD_FOR, fits, make_certificate
from clinic_app.records.passwords import LEAST, check_new
from clinic_app.records.provision import OPEN_DATABASES, Step
from clinic_app.records.record import utc_now

NOT_ROOT = N_("This changes settings of the whole computer. Nothing was done: write “sudo” before the command.")
NO_SERVER = N_(
    "No PostgreSQL of Debian's was found on this computer. Nothing was done: install it with “sudo apt install "
    "postgresql”, then try again."
)
STOPPED = N_(
    "The PostgreSQL of this computer is not running, or did not accept a setting. Start it with “sudo systemctl "
    "restart postgresql”, read the last lines of {log} if that fails, then try again."
)
BAD_NAME = N_("{name} cannot be the name of a server. Nothing was done: write it as in server.example.")
BAD_NETWORK = N_(
    "{network} is not a network of addresses. Nothing was done: write the part that all PCs share and how long it is, "
    "for example 192.168.1.0/24."
)

PASSWORD_SET = N_("Keeper's login postgres: has the password that you have just chosen.")
PASSWORD_THERE = N_("Keeper's login postgres: has a password already, which stays.")
CERTIFICATE_MADE = N_("Certificate for {host}: made, good until {until}.")
CERTIFICATE_THERE = N_("Certificate for {host}: already there.")
SETTINGS_MADE = N_("Who may connect: only PCs of {networks} and this computer, encrypted and with a password.")
SETTINGS_THERE = N_("Who may connect: already so.")
DATABASES_SHUT = N_("PostgreSQL's own databases: only the keeper comes in.")
DATABASES_THERE = N_("PostgreSQL's own databases: only the keeper comes in, already so.")
NAME_UNKNOWN = N_(
    "The name {host} is not known here. Write the line “ADDRESS {host}”, with this computer's address, into /etc/hosts "
    "here and on each PC, unless your network knows it."
)
TO_THE_PCS = N_("For the PCs: copy the file {file} into the home folder of each. It is no secret.")
NEXT = N_(
    "Next: copy these two lines into the terminal; on another computer the first names the program's folder there. "
    "Then go on in the manual.\n"
    "{path}\n{url}"
)

FILE = "studio.crt"
_KEY = "studio.key"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,61}[A-Za-z0-9])?")
_SETTINGS = f"listen_addresses = '*'\nssl = on\nssl_cert_file = '{FILE}'\nssl_key_file = '{_KEY}'\n"
_WIDEST = 8

Say = Callable[[Step], None]


class House(NamedTuple):
    """One server as Debian lays it out, and whose it is."""

    version: str
    name: str
    port: str
    owner: str
    data: Path
    log: str
    settings: Path


def prepare(host: str, networks: list[str], new_password: Callable[[], str], say: Say) -> None:
    """Do all of it; the certificate that the PCs need lies in the current folder afterwards."""
    if os.geteuid() != 0:
        raise Refused(NOT_ROOT)
    if not _NAME.fullmatch(host):
        raise Refused(BAD_NAME, name=host)
    wanted = [_network(one) for one in networks]
    house = find_house()
    say(_keeper(house, new_password))
    say(_own_databases(house))
    shown, certificate = _certificate(house, host)
    say(certificate)
    settings = _settings(house, wanted)
    say(settings)
    if certificate.message == CERTIFICATE_MADE or settings.message == SETTINGS_MADE:
        _run(house, ["pg_ctlcluster", house.version, house.name, "restart"])
    here = Path.cwd() / FILE
    here.write_bytes(shown)
    here.chmod(0o644)
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        say(Step(NAME_UNKNOWN, {"host": host}, warns=True))
    port = "" if house.port == "5432" else f":{house.port}"
    say(Step(TO_THE_PCS, {"file": here}))
    url = f"URL='postgresql://postgres@{host}{port}/studio?sslrootcert=~/{FILE}'"
    say(Step(NEXT, {"path": f"PATH=$PATH:{Path(sys.executable).parent}", "url": url}))


def find_house() -> House:
    """The server of this computer: the one at the usual port, or the only one."""
    lister = shutil.which("pg_lsclusters")
    if lister is None:
        raise Refused(NO_SERVER)
    listed = subprocess.run([lister, "-h"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - found above
    root = Path(os.environ.get("PG_CLUSTER_CONF_ROOT", "/etc/postgresql"))
    found = [
        House(version, name, port, owner, Path(data), log, root / version / name)
        for version, name, port, _status, owner, data, log in (line.split(maxsplit=6) for line in listed.splitlines())
    ]
    usual = [one for one in found if one.port == "5432"] or found
    if len(usual) != 1:
        raise Refused(NO_SERVER)
    return usual[0]


def _network(text: str) -> str:
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Refused(BAD_NETWORK, network=text) from None
    if found.prefixlen < _WIDEST or "/" not in text:
        raise Refused(BAD_NETWORK, network=text)
    return str(found)


def _keeper(house: House, new_password: Callable[[], str]) -> Step:
    """A password for the login that comes over the network; who has one keeps it."""
    asked = "SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'postgres'"
    if _run(house, ["psql", "-X", "-p", house.port, "-Atc", asked]).strip() == "t":
        return Step(PASSWORD_THERE, {})
    password = new_password()
    check_new(password)
    # psql makes a SCRAM verifier of it, so neither an argument nor the server's log ever holds the password.
    _run(house, ["psql", "-X", "-p", house.port, "-c", r"\password postgres"], f"{password}\n{password}\n")
    return Step(PASSWORD_SET, {})


def _own_databases(house: House) -> Step:
    """Nobody of a studio has anything to do in these: there they could make tables for the moment and fill the disk."""
    asking = ["psql", "-X", "-p", house.port, "-Atc"]
    names = _run(house, [*asking, OPEN_DATABASES]).split()
    if not names:
        return Step(DATABASES_THERE, {})
    _run(house, [*asking, f"REVOKE ALL ON DATABASE {', '.join(names)} FROM PUBLIC"])
    return Step(DATABASES_SHUT, {})


def _certificate(house: House, host: str) -> tuple[bytes, Step]:
    """What the server shows, and whether it is new."""
    file, now = house.data / FILE, utc_now()
    if file.exists() and (house.data / _KEY).exists() and fits(shown := file.read_bytes(), host, now):
        return shown, Step(CERTIFICATE_THERE, {"host": host})
    made = make_certificate(host, now)
    for path, data in ((house.data / _KEY, made.key), (file, made.shown)):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
        shutil.chown(path, house.owner)
    until = (now + GOOD_FOR).strftime("%Y-%m-%d")
    return made.shown, Step(CERTIFICATE_MADE, {"host": host, "until": until})


def _settings(house: House, networks: list[str]) -> Step:
    """The server's own settings, and its rules: every rule for the network gives way to ours, set aside as a remark."""
    ours = [f"hostssl all all {one} scram-sha-256" for one in ("127.0.0.0/8", "::1/128", *networks)]
    own, rules = house.settings / "conf.d" / "studio.conf", house.settings / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    lines = before.splitlines()
    there = [line for line in lines if line.startswith("host")]
    if there == ours and own.exists() and own.read_text(encoding="utf-8") == _SETTINGS:
        return Step(SETTINGS_THERE, {})
    own.parent.mkdir(exist_ok=True)
    own.write_text(_SETTINGS, encoding="utf-8")
    own.chmod(0o644)
    kept = [f"# {line}" if line.startswith("host") else line for line in lines]
    rules.write_text("\n".join([*kept, *ours]) + "\n", encoding="utf-8")
    return Step(SETTINGS_MADE, {"networks": ", ".join(networks)})


def _run(house: House, command: list[str], given: str = "") -> str:
    """One of the server's own programs, as the server's owner and without a terminal to ask at."""
    done = subprocess.run(  # noqa: S603 - names of ours, found where root's own search path leads
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=None if command[0] == "pg_ctlcluster" else house.owner,
        group=None if command[0] == "pg_ctlcluster" else house.owner,
        start_new_session=True,
    )
    if done.returncode:
        raise Refused(STOPPED, log=house.log)
    return done.stdout


__all__ = ["LEAST", "House", "find_house", "prepare"]
