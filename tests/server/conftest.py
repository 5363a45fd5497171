"""Servers for these tests: a real PostgreSQL from a wheel, without TLS."""

from collections.abc import Iterator

import pytest

from tests.server.clusters import Cluster, running


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server that a test may strike down; it is up again when the test ends."""
    with running(tmp_path_factory.mktemp("cluster")) as made:
        yield made
