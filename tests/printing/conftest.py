"""What all tests of printing share, and the tests of windows that print do not."""

import pytest

from clinic_app.printing import server
from tests.printing.private_cups import be_patient


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PATIENCE", server._PATIENCE)  # put back afterwards
    be_patient()
