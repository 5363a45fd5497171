"""One private cupsd for all tests that print, and printers of their own for each; known to every test folder."""

from collections.abc import Iterator
from itertools import count

import pytest

from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from tests.printing.private_cups import ABSENT, Bench, PrivateCups, private_cups

_numbers = count(1)


@pytest.fixture(scope="session")
def _running() -> Iterator[PrivateCups]:
    if ABSENT:
        pytest.skip(ABSENT)
    with private_cups() as server:
        yield server


@pytest.fixture
def cups_server(_running: PrivateCups) -> PrivateCups:
    """The running server."""
    return _running


@pytest.fixture
def cups(cups_server: PrivateCups) -> Cups:
    """Our way to it, through its socket."""
    return Cups(Server(cups_server.socket))


@pytest.fixture
def bench(cups_server: PrivateCups) -> Bench:
    """A printer of this test's own."""
    return cups_server.add_printer(f"bench{next(_numbers):04}")
