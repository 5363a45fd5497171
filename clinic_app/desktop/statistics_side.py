"""The manager's pages joined to the sealed folder of releases, and the open record's side of the same folder."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinic_app.bootstrap.releasing import (
    Opened,
    export_release,
    publish_releases,
    read_shelf,
    take_in_exports,
)
from clinic_app.desktop.statistics.shelf import ExistsError, Exported, ExportOrder, OnShelf, Shelf
from clinic_app.desktop.tasks import run_task
from clinic_app.domain.release import ExportRequest
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.statistics.csv_file import unwritable
from clinic_app.statistics.export import file_name
from clinic_app.statistics.manifest import Leaving

if TYPE_CHECKING:
    from clinic_app.bootstrap.demo import Demo
    from clinic_app.records.key_ring import HeldRing
    from clinic_app.records.record import Record

NOT_IN_THE_DEMO = N_(
    "The numbers of the demo are made up, so nothing of them is written. In a clinic of your own this works."
)


def shelf_of(folder: Path, held: "HeldRing") -> Shelf:
    """The releases that a manager's key opens."""

    def found() -> tuple[OnShelf, ...]:
        shelf = read_shelf(folder, held.ring)
        readable = [OnShelf(one.release.id, one.release.manifest.closed_at, one.release) for one in shelf.releases]
        faults = [OnShelf(f"fault-{place}", None, None, fault) for place, fault in enumerate(shelf.unreadable)]
        return (*readable, *faults)

    def export(order: ExportOrder) -> Exported:
        opened = next(one for one in read_shelf(folder, held.ring).releases if one.release.id == order.release)
        return _export(folder, held, opened, order)

    return Shelf(found, export)


def made_up_shelf(demo: "Demo") -> Shelf:
    """Three half-years of clients who do not exist; nothing of them leaves."""
    from clinic_app.bootstrap.demo_releases import made_up_releases  # noqa: PLC0415 - for the demo alone

    def export(_order: ExportOrder) -> Exported:
        raise Refused(NOT_IN_THE_DEMO)

    @cache
    def found() -> tuple[OnShelf, ...]:
        releases = made_up_releases(demo.evaluator.rule_set, demo.clock().date())
        return tuple(OnShelf(one.id, one.manifest.closed_at, one) for one in releases)

    return Shelf(found, export)


def _export(folder: Path, held: "HeldRing", opened: Opened, order: ExportOrder) -> Exported:
    path = order.folder / file_name(opened.release.period.id, order.format, order.studio)
    if path.exists() and not order.replace:
        raise ExistsError(path)
    request = ExportRequest(
        release_id=opened.release.id,
        form=order.format,
        language=order.language,
        file_name=path.name,
        purpose=order.purpose,
        recipient=order.recipient,
        studio=order.studio,
    )
    at = datetime.now(UTC)
    leaving = Leaving(opened.release, opened.fingerprint, request, held.ring.name, at)
    files = export_release(folder, held.ring, opened, request, path, at=at, replace=order.replace)
    return Exported(files, unwritable(leaving) if order.format == "csv_cp932" else ())


def keep_in_step(record: "Record", folder: Path, held: "HeldRing", owner: QObject) -> None:
    """Beside the window: take in what left, and let the manager's folder hold what the record holds.

    A share that is away hinders nobody; the next sign-in tries again.
    """

    def step() -> None:
        with suppress(Refused, OSError):
            take_in_exports(record, folder, held.ring)
            publish_releases(record, folder, held.ring)

    run_task(step, lambda _done: None, lambda _error: None, owner)
