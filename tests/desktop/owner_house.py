"""A clinic on its own files with cheap passwords, and its owner's page in a window, for the tests of that page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent

from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record
from clinic_app.bootstrap.staffing import Staffing
from clinic_app.desktop import housekeeping
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.theme import style_sheet
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.passwords import Cost
from clinic_app.records.record import Record, utc_now
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys

CHEAP = Cost(8, 1, 1)
OWNER, OWNER_PASSWORD = "山田 見本", "owner owner owner"  # a made-up person's


class Owned(NamedTuple):
    """A clinic whose owner is signed in."""

    studio: ClinicFiles
    record: Record
    held: HeldRing
    staffing: Staffing
    context: Context

    def person(self, name: str) -> str:
        return next(found.id for found in self.staffing.people() if found.name == name)

    def staff(self) -> StaffKeys:
        return self.staffing._staff()


@contextmanager
def owned_clinic(folder: Path, context: Context) -> Iterator[Owned]:
    studio = ClinicFiles(folder)
    with studio.new_generation(utc_now()) as generation:
        staff = StaffKeys(Places(generation.slots, generation.record, studio.folder), floor=CHEAP)
        ring = staff.create(OWNER, OWNER_PASSWORD, CHEAP).ring
        create_record(generation.record, ring.keys["clinic"][0]).close()
    clinic, held = OwnClinic(studio), HeldRing(ring)
    record = clinic.enter(ring).record
    staffing = Staffing(clinic, held, record, floor=CHEAP)
    # The real tools; only the cost of a password is that of a test.
    house = replace(housekeeping.owners_house(clinic, held, record), hiring=housekeeping.hiring_tools(staffing))
    ours = replace(context, record=record, person=OWNER, staff_id=held.person, house=house, clock=utc_now)
    try:
        yield Owned(studio, record, held, staffing, ours)
    finally:
        record.close()


@contextmanager
def owner_page(context: Context, section: str = "todo") -> Iterator[OwnerPage]:
    """The page on screen, gone for good afterwards."""
    assert context.house is not None
    page = OwnerPage(context, context.house, section)
    page.setStyleSheet(style_sheet(context.theme))
    page.resize(1280, 800)
    page.show()
    settle()
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()


def button(page: OwnerPage, words: str) -> OptionButton:
    """The visible button with these words."""
    return next(b for b in page.findChildren(OptionButton) if b.text() == words and b.isVisible())
