"""Encrypted and verified, as between two computers: on Debian's own PostgreSQL with an authority of the test's own."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import text

from clinic_app.bootstrap.server_copying import copy_server
from clinic_app.bootstrap.server_setup import FirstOwner, set_up
from clinic_app.errors import Refused
from clinic_app.records import server_faults as faults
from clinic_app.records.provision import TLS_ON, WEAK_RULE, Admin, Step, provision
from clinic_app.records.server import sign_in
from clinic_app.records.server_people import set_own_password
from clinic_app.records.server_place import ServerPlace
from tests.server.tls_cluster import NOT_PROVED, PASSWORD, PROGRAMS, Authority, TlsCluster, running_with_tls

HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
OWN_WORDS = "four words of the owner"
pytestmark = pytest.mark.skipif(not PROGRAMS, reason=NOT_PROVED)


@pytest.fixture(scope="module")
def tls() -> Iterator[TlsCluster]:
    """Debian's server."""
    with running_with_tls() as made:
        yield made


@pytest.fixture(scope="module")
def said(tls: TlsCluster) -> tuple[list[Step], Admin]:
    """A studio set up over an encrypted connection; what was said."""
    steps: list[Step] = []
    admin = Admin(place_of(tls), "postgres", PASSWORD)
    set_up(admin, steps.append, FirstOwner("院長", "見本スタジオ"))
    once = next(str(step.values["password"]) for step in steps if "password" in step.values)
    set_own_password(admin.place, "院長", once, OWN_WORDS).forget()
    return steps, admin


@pytest.fixture
def as_it_was(tls: TlsCluster) -> Iterator[TlsCluster]:
    """The server, with its own certificate again afterwards."""
    yield tls
    tls.present(x509.DNSName("localhost"), HERE)
    tls.set("ssl = on")


def place_of(tls: TlsCluster, host: str = "127.0.0.1", root: Path | None = None) -> ServerPlace:
    return ServerPlace(host, "studio", tls.port, root_certificate=str(root or tls.root))


def test_everything_from_setting_up_to_signing_in_goes_over_tls(
    tls: TlsCluster, said: tuple[list[Step], Admin]
) -> None:
    steps, _admin = said
    assert TLS_ON in [step.message for step in steps]
    assert WEAK_RULE not in [step.message for step in steps]
    ring = sign_in(place_of(tls), "院長", OWN_WORDS)
    with ring.connected.connect() as connection:
        encrypted = connection.execute(text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).one()
    ring.forget()
    assert encrypted[0] is True
    assert encrypted[1] in ("TLSv1.2", "TLSv1.3")


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(
    as_it_was: TlsCluster, said: tuple[list[Step], Admin], tmp_path: Path
) -> None:
    assert said
    other = tmp_path / "other.crt"
    other.write_bytes(Authority("somebody else").certificate)
    assert message(place_of(as_it_was, root=other)) == faults.UNTRUSTED
    as_it_was.present(x509.DNSName("another.example"))
    as_it_was.reload()
    assert message(place_of(as_it_was)) == faults.UNTRUSTED
    as_it_was.present(HERE, authority=Authority("a false one"))
    as_it_was.reload()
    assert message(place_of(as_it_was)) == faults.UNTRUSTED


def test_a_server_without_encryption_gets_no_password(as_it_was: TlsCluster, said: tuple[list[Step], Admin]) -> None:
    assert said
    as_it_was.set("ssl = off")
    assert message(place_of(as_it_was)) == faults.NO_TLS


def test_a_server_that_asks_for_the_password_itself_does_not_get_it(
    as_it_was: TlsCluster, said: tuple[list[Step], Admin]
) -> None:
    """A false server could say so; the program answers to SCRAM alone, and only to the server of the certificate."""
    assert said
    rules = as_it_was.data / "pg_hba.conf"
    before = rules.read_text(encoding="ascii")
    try:
        for method in ("password", "trust"):
            rules.write_text(f"host all all 127.0.0.1/32 {method}\n", encoding="ascii")
            as_it_was.reload()
            assert message(place_of(as_it_was)) == faults.UNTRUSTED
    finally:
        rules.write_text(before, encoding="ascii")
        as_it_was.reload()


def test_a_wrong_password_is_said_over_tls_too(tls: TlsCluster, said: tuple[list[Step], Admin]) -> None:
    assert said
    assert message(place_of(tls), "not the password") == faults.WRONG_SIGN_IN


def test_a_rule_that_lets_people_in_by_less_is_named(as_it_was: TlsCluster, said: tuple[list[Step], Admin]) -> None:
    rules, steps = as_it_was.data / "pg_hba.conf", []
    before = rules.read_text(encoding="ascii")
    try:
        rules.write_text(before + "host all all 10.0.0.0/8 md5\n", encoding="ascii")
        as_it_was.reload()
        provision(said[1], steps.append)
    finally:
        rules.write_text(before, encoding="ascii")
        as_it_was.reload()
    assert {"line": 3, "method": "md5"} in [step.values for step in steps if step.message == WEAK_RULE]


def test_a_copy_is_made_over_tls_with_debian_s_own_programs(
    tls: TlsCluster, said: tuple[list[Step], Admin], tmp_path: Path
) -> None:
    steps: list[Step] = []
    name = copy_server(said[1], tmp_path, tls.programs, steps.append)
    assert (tmp_path / name / "clinic.dump").is_file()
    assert not (tmp_path / f"{name}.partial").exists()


def message(place: ServerPlace, password: str = OWN_WORDS) -> str:
    """What somebody is told who wants to sign in."""
    with pytest.raises(Refused) as refused:
        sign_in(place, "院長", password)
    return refused.value.message
