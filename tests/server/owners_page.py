"""The owner's page of a clinic on a server, in a window, with the real tools."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool

from clinic_app.bootstrap.factory import poses
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.server_house import server_house
from clinic_app.records.key_ring import HeldRing
from tests.server.staffed import Staffed


@contextmanager
def owners_page(staffed: Staffed, folder: Path, section: str) -> Iterator[OwnerPage]:
    """The page on screen, gone for good afterwards."""
    load_fonts()
    clinic, held = ServerClinic(folder, staffed.place), HeldRing(staffed.sign_in("院長"))
    entered = clinic.enter(held.ring)
    context = Context(
        record=entered.record,
        evaluator=entered.evaluator,
        poses=poses(),
        clinic=entered.profile,
        person="院長",
        staff_id=held.person,
        house=server_house(clinic, held, entered.record),
    )
    assert context.house is not None
    page = OwnerPage(context, context.house, section)
    page.resize(1280, 800)
    page.show()
    settle()
    try:
        yield page
    finally:
        QThreadPool.globalInstance().waitForDone()  # a card that still reads needs the record
        settle()
        page.close()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()
        entered.record.close()
