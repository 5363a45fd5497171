"""Debian's PostgreSQL with a certificate of the test's own authority, on a port of loopback. SCRAM for everybody."""

import contextlib
import ipaddress
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.ports import free_port

NOT_PROVED = "TLS IS NOT PROVED IN THIS RUN: Debian's postgresql is not installed"
PASSWORD = "the administrator's own words"  # noqa: S105 - of a server that lives for a minute
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
RULES = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"


class Authority:
    """Signs certificates that are good for a day."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        unsigned = _begun(self._name, self._name, self._key.public_key())
        unsigned = unsigned.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = unsigned.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def sign(self, *names: x509.GeneralName) -> tuple[bytes, bytes]:
        """A certificate for a server of these names, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "studio server")])
        unsigned = _begun(subject, self._name, key.public_key())
        unsigned = unsigned.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = unsigned.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        return made, key.private_bytes(serialization.Encoding.PEM, form, plain)


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
    return made.not_valid_after(now + timedelta(days=1))


class TlsCluster:
    """One server; `psql` comes over its socket."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.folder = PROGRAMS[-1], folder
        self.authority = Authority("the studio's own authority")
        self.root = folder / "root.crt"
        self.port = free_port()
        words = folder / "words"
        words.write_text(PASSWORD + "\n", encoding="utf-8")
        own(words)
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--auth=scram-sha-256", "--pwfile=words", "-N"
        )
        self.data = folder / "data"
        self.present(x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        (self.data / "pg_hba.conf").write_text(RULES, encoding="ascii")
        settings = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\n"
        with (self.data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write(settings + "ssl = on\nfsync = off\nlogging_collector = off\nlc_messages = 'C'\n")
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "start")

    def present(self, *names: x509.GeneralName, authority: Authority | None = None) -> None:
        """Show another certificate from the next `reload` on."""
        self.root.write_bytes(self.authority.certificate)
        certificate, key = (authority or self.authority).sign(*names)
        for name, data in (("server.crt", certificate), ("server.key", key)):
            path = self.data / name
            path.write_bytes(data)
            path.chmod(0o600)
            own(path)

    def set(self, line: str) -> None:
        """Add a setting and take it up."""
        with (self.data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write(line + "\n")
        self.reload()

    def reload(self) -> None:
        """Take up what was changed."""
        self._run("pg_ctl", "-D", "data", "-w", "restart", "-l", "log", "-m", "fast")

    def close(self) -> None:
        """End it."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user="postgres" if os.geteuid() == 0 else None,
            group="postgres" if os.geteuid() == 0 else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )


def own(path: Path) -> None:
    """Give a file to the user of Debian's server, which does not run as root."""
    if os.geteuid() == 0:
        person = pwd.getpwnam("postgres")
        os.chown(path, person.pw_uid, person.pw_gid)


@contextlib.contextmanager
def running_with_tls() -> Iterator[TlsCluster]:
    """A server for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-tls-"))
    own(folder)
    try:
        cluster = TlsCluster(folder)
        try:
            yield cluster
        finally:
            cluster.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def version() -> str:
    """What Debian's server calls itself; empty where there is none."""
    if not PROGRAMS:
        return ""
    said = subprocess.run([PROGRAMS[-1] / "postgres", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.strip()
