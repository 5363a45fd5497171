"""Both engines for the tests of the record: the encrypted file, and a real PostgreSQL from a wheel."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from clinic_app import actions
from clinic_app.bootstrap.factory import factory_texts
from clinic_app.bootstrap.record_files import open_record
from clinic_app.demo.findings import findings
from clinic_app.demo.people import Person, Story
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine, server_engine
from clinic_app.records.record import Record
from clinic_app.records.upgrade import current, known, upgrade
from clinic_app.rules.evaluate import Evaluator
from tests.conftest import KEY
from tests.records.statistics_house import CLOSING, House, make_house


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own with an empty schema `clinic`; not in pytest's folder, as `clusters` says."""
    with tempfile.TemporaryDirectory(prefix="clinic-server-") as folder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
            from tests.server.clusters import serving

            server = serving(Path(folder))
        # Nothing here has to survive a power cut; what kills and restarts a server sets its own.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


# An engine compiles each statement once, which costs more than most tests; so one engine of each kind serves them all.
@pytest.fixture(scope="session")
def server_for_all(server_url: str) -> Iterator[Engine]:
    """One engine on the server."""
    engine = server_engine(server_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def file_for_all(empty_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Engine]]:
    """One engine on a file that is replaced for each test."""
    path = Path(shutil.copy(empty_record, tmp_path_factory.mktemp("file") / "clinic.db"))
    engine = file_engine(path, KEY)
    yield path, engine
    engine.dispose()


@pytest.fixture
def server(server_for_all: Engine) -> Engine:
    """The server with the newest schema and no rows."""
    engine = server_for_all
    if current(engine) != known()[-1]:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS clinic CASCADE"))
            connection.execute(text("CREATE SCHEMA clinic"))
        upgrade(engine)
    with engine.begin() as connection:
        for table in (
            "client",
            "booking",
            "call",
            "rule_set",
            "setting",
            "imported_event",
            "release",
            "audit",
            "studio",
        ):
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours
    return engine


@pytest.fixture(params=["sqlcipher", "postgresql"])
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    """An open, fresh record on either engine."""
    if request.param == "sqlcipher":
        path, engine = request.getfixturevalue("file_for_all")
        shutil.copy(request.getfixturevalue("empty_record"), path)
        opened = Record(engine)
    else:
        opened = Record(request.getfixturevalue("server"))
        rule_set: Evaluator = request.getfixturevalue("evaluator")
        actions.import_rule_set(opened, rule_set.rule_set.ref, factory_texts(), actor="staff-1")
    yield opened
    opened.close()


@pytest.fixture
def file_record(record_path: Path, key: bytes) -> Iterator[Record]:
    """An open, fresh record in an encrypted file, whatever else the test runs on."""
    opened = open_record(record_path, key)
    yield opened
    opened.close()


@pytest.fixture
def hanako() -> ClientDetails:
    """A client with a rare form of her name."""
    return ClientDetails(
        "髙橋 花子", "たかはし はなこ", "female", date(1984, 3, 1), "090-0000-1234", note="架空のデータ"
    )


@pytest.fixture
def client(record: Record, hanako: ClientDetails) -> Client:
    """A registered client."""
    return actions.register_client(record, hanako, actor="staff-1").value


@pytest.fixture
def visit(record: Record, client: Client, today: date) -> Visit:
    """Her open trial visit."""
    return actions.open_visit(record, client.id, day=today, trainer="見本", actor="staff-1").value


@pytest.fixture
def enter(record: Record, evaluator: Evaluator, hanako: ClientDetails) -> Callable[[Visit, Story], Assessment]:
    """Records the findings of a story in an open visit and gives them back."""

    def entered(visit: Visit, story: Story) -> Assessment:
        stored = actions.resume_visit(record, visit.id).assessment
        person = Person(hanako, story, weeks=8, onset_age=40, weekly_km=30, trainer="見本")
        chance = random.Random(1)  # noqa: S311 - the same findings each time
        document = findings(stored.assessment, person, 0, evaluator.rule_set.catalogue, chance)
        actions.record_findings(
            record,
            visit.id,
            document,
            evaluator=evaluator,
            revision=stored.revision,
            step="result",
            actor="staff-1",
        )
        return document

    return entered


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Grown once; tests work on copies."""
    house = make_house(tmp_path_factory.mktemp("house") / "clinic")
    house.record.close()
    return house


@pytest.fixture
def house(grown: House, tmp_path: Path) -> Iterator[House]:
    """The test's own copy, open after the half-year has ended."""
    folder = tmp_path / "clinic"
    shutil.copytree(grown.folder, folder)
    record = open_record(ClinicFiles(folder).current().record, grown.owner.keys["clinic"][0])
    grown.clock.now = CLOSING
    record.clock = grown.clock
    yield House(folder, record, grown.evaluator, grown.owner, grown.manager, grown.clock)
    record.close()
