"""`clinic-app database prepare` on Debian's own PostgreSQL, as its package lays it out."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import OperationalError

from clinic_app.bootstrap import server_preparing as preparing
from clinic_app.bootstrap.server_setup import FirstOwner, read_url, set_up
from clinic_app.cli import main
from clinic_app.errors import Refused
from clinic_app.records import server_faults
from clinic_app.records.provision import OPEN_ELSEWHERE, TLS_ON, Admin, Step
from clinic_app.records.server import engine_of, sign_in
from tests.ports import free_port
from tests.server.tls_cluster import own

PASSWORD = "four words of the keeper"  # noqa: S105 - of a server that lives for a minute
ON_DEBIAN = bool(shutil.which("pg_createcluster")) and os.geteuid() == 0
pytestmark = pytest.mark.skipif(not ON_DEBIAN, reason="needs root and Debian's postgresql")


class Laid(NamedTuple):
    """Where the server of these tests lies, and its port."""

    settings: Path
    data: Path
    port: int

    def pid(self) -> str:
        return (self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]


@pytest.fixture(scope="module")
def laid() -> Iterator[Laid]:
    """A server fresh from Debian's package, with folders of its own."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-laid-"))
    folder.chmod(0o755)
    own(folder)
    version = sorted(Path("/usr/lib/postgresql").iterdir())[-1].name
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PG_CLUSTER_CONF_ROOT", str(folder / "etc"))
        data, log = str(folder / "data"), str(folder / "log")
        made = [version, "studio", "-p", str(port), "-d", data, "-l", log, "--start-conf", "manual", "--start"]
        made += ["-o", "fsync=off", "-o", "full_page_writes=off", "--", "--no-sync"]
        try:
            subprocess.run(["pg_createcluster", *made], check=True, capture_output=True)
            yield Laid(folder / "etc" / version / "studio", folder / "data", port)
        finally:
            subprocess.run(["pg_ctlcluster", version, "studio", "stop", "-m", "immediate"], check=False)
            shutil.rmtree(folder)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder from which the keeper calls the command."""
    return tmp_path_factory.mktemp("keeper")


@pytest.fixture(scope="module")
def prepare(laid: Laid, home: Path) -> Callable[..., dict[str, dict[str, object]]]:
    """Calls the command from that folder; gives what it said, and with which values."""
    assert laid.pid()

    def call(host: str = "localhost", *networks: str) -> dict[str, dict[str, object]]:
        said: list[Step] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(home)
            preparing.prepare(host, list(networks or ("192.168.1.0/24",)), lambda: PASSWORD, said.append)
        return {step.message: step.values for step in said}

    return call


@pytest.fixture(scope="module")
def first(prepare: Callable[..., dict[str, dict[str, object]]]) -> dict[str, dict[str, object]]:
    """What was said the first time."""
    return prepare()


def address(first: dict[str, dict[str, object]], home: Path) -> str:
    """The address that was shown, as the shell of a PC reads it."""
    return str(first[preparing.NEXT]["url"]).removeprefix("URL=").strip("'").replace("~", str(home))


def test_the_address_it_shows_leads_a_studio_onto_the_server_encrypted(
    first: dict[str, dict[str, object]], home: Path
) -> None:
    place, login = read_url(address(first, home))
    said: list[Step] = []
    set_up(Admin(place, login, PASSWORD), said.append, FirstOwner("用意 院長", "用意院"))
    assert TLS_ON in [step.message for step in said]
    assert OPEN_ELSEWHERE not in [step.message for step in said]
    once = next(str(step.values["password"]) for step in said if "password" in step.values)
    ring = sign_in(place, "用意 院長", once)
    assert ring.one_time
    ring.forget()
    for database in ("postgres", "template1"):
        engine = engine_of(replace(place, database=database), "用意 院長", once)
        with pytest.raises(OperationalError):  # the password is right, as above
            engine.connect()
        engine.dispose()
    assert "clinic-app database use" in str(said[-1].values["command"])


def test_nothing_is_touched_the_second_time(
    laid: Laid, prepare: Callable[..., dict[str, dict[str, object]]], first: dict[str, dict[str, object]], home: Path
) -> None:
    assert first[preparing.PASSWORD_SET] == first[preparing.DATABASES_SHUT] == {}
    before = laid.pid(), (home / preparing.FILE).read_bytes()
    again = prepare()
    there = {preparing.PASSWORD_THERE, preparing.DATABASES_THERE, preparing.CERTIFICATE_THERE, preparing.SETTINGS_THERE}
    assert there <= set(again)
    assert (laid.pid(), (home / preparing.FILE).read_bytes()) == before


def test_the_key_of_the_certificate_is_the_server_s_alone(laid: Laid, first: dict[str, dict[str, object]]) -> None:
    assert first
    key = laid.data / "studio.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.owner() == "postgres"


def test_what_cannot_be_is_refused_before_anything_is_done(
    laid: Laid, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    before = (laid.settings / "pg_hba.conf").read_bytes()
    for name, network in (("-x", "192.168.1.0/24"), ("server.example", "0.0.0.0/0"), ("server.example", "192.168.1.7")):
        assert main(["database", "prepare", "--language", "en", "--", name, network]) == 1
        assert "Nothing was done" in capsys.readouterr().err
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["database", "prepare", "server.example", "192.168.1.0/24", "--language", "ja"]) == 1
    assert "sudo" in capsys.readouterr().err
    assert (laid.settings / "pg_hba.conf").read_bytes() == before


def test_another_name_gets_another_certificate_and_other_networks_replace_the_first(
    laid: Laid, prepare: Callable[..., dict[str, dict[str, object]]], first: dict[str, dict[str, object]], home: Path
) -> None:
    """The last one here: the server keeps its new name."""
    place, login = read_url(address(first, home))
    again = prepare("nobody-knows.invalid", "10.7.0.9/16", "192.168.4.0/24")
    assert again[preparing.CERTIFICATE_MADE]["host"] == "nobody-knows.invalid"
    assert preparing.NAME_UNKNOWN in again
    with pytest.raises(Refused) as refused:
        sign_in(place, login, PASSWORD)
    assert refused.value.message == server_faults.UNTRUSTED
    rules = (laid.settings / "pg_hba.conf").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0::3] for line in rules if line.startswith("host")] == [
        ["hostssl", address] for address in ("127.0.0.0/8", "::1/128", "10.7.0.0/16", "192.168.4.0/24")
    ]
    assert [line for line in rules if line.startswith("local")], "the server's own owner comes in as before"
