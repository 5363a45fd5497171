"""How long it takes until a window shows what somebody else has saved on a server (limit one second).

Two records on one server over lines of their own: one saves a client, the other's list of clients hears of it and
shows one row more. From before the save to the row in the list; half of it is the save itself.
"""

import os
import statistics
import sys
import time
from datetime import date

from clinic_app import actions
from clinic_app.domain.client import ClientDetails

ROUNDS = 40


def measure(_python: str = sys.executable, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.bootstrap.factory import build_evaluator, factory_texts
    from clinic_app.desktop.app import application
    from clinic_app.desktop.trainer.clients import ClientsPage
    from tests.server.clusters import fresh_record, running
    from tests.server.listening import listening_window, until

    application()
    took = []
    with running() as cluster:
        other = fresh_record(cluster.url())
        with listening_window(cluster.url(), build_evaluator(factory_texts())) as window:
            window.show_page("clients")
            page = window.stack.currentWidget()
            assert isinstance(page, ClientsPage)
            model = page.model
            for number in range(1, rounds + 1):
                details = ClientDetails(f"架空 {number}", "カクウ", "female", date(1984, 1, 1), "")
                began = time.perf_counter()
                actions.register_client(other, details, actor="staff-2")
                until(lambda rows=number: model.rowCount() == rows)  # type: ignore[misc]
                took.append((time.perf_counter() - began) * 1000)
        other.close()
    return took


def report(took: list[float]) -> str:
    """One line."""
    middle, longest = statistics.median(took), max(took)
    return (
        f"shown after somebody else saved: median {middle:.0f} ms, longest of {len(took)} {longest:.0f} ms (limit 1000)"
    )
