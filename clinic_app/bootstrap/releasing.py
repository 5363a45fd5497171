"""Releases between the record and the manager's folders: published, read with the manager's key alone, exported."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from clinic_app.actions.releases import (
    Offer,
    Progress,
    close_period,
    periods_to_close,
    releases,
    take_back_release,
    take_in_export,
)
from clinic_app.bootstrap.copies import Ask, KeysOf
from clinic_app.bootstrap.inbox import EventsImported, import_events
from clinic_app.bootstrap.own_clinic import OwnClinic, own_clinic
from clinic_app.bootstrap.replaying import read_clinic
from clinic_app.domain.period import Period
from clinic_app.domain.release import ExportRequest, Release
from clinic_app.domain.release_view import Grid, parts_of, show
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.exchange import exchange
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.key_faults import SEALED_UNREADABLE, UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record, UnitOfWork, utc_now
from clinic_app.records.sealed import Published, SealedFolder, Unreadable
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.export import files_of, refuse_unsaid, save
from clinic_app.statistics.manifest import Leaving, manifest_lines
from clinic_app.statistics.payload import DAMAGED, unpack

EXPORTED = "export"
NO_STUDIO = N_("Not exported: this release has no tables of a studio {code}. It has those of: {known}.")
NO_KEY = N_("Your roles do not open the statistics. Ask the owner for the role of manager.")


class Opened(NamedTuple):
    """A release that was read, and its fingerprint."""

    release: Release
    fingerprint: str


class Shelf(NamedTuple):
    """What lies in the manager's folder: the releases by period, and why others could not be read."""

    releases: tuple[Opened, ...]
    unreadable: tuple[Refused, ...]

    def of_period(self, period: Period) -> Opened | None:
        """The release of one period."""
        return next((opened for opened in self.releases if opened.release.period == period), None)


def publish_releases(record: Record, folder: Path, ring: KeyRing) -> Published:
    """Make the manager's folder hold every release of the record, byte for byte; doing it again changes nothing.

    What was released and is not in the record, because an older backup came back, is taken into it first: else the
    period could be closed a second time, with other numbers. A file that was altered is set aside and written anew.
    """
    out = _folder(folder, "out", ring)
    for identity, content in out.contents():
        if isinstance(content, Unreadable):
            out.set_aside(identity)
        else:
            with suppress(Refused):
                take_back_release(record, identity, content, actor=ring.person)
    return out.publish({stored.id: stored.payload for stored in releases(record)})


def take_in_exports(record: Record, folder: Path, ring: KeyRing) -> EventsImported:
    """Take into the record what left since the last time; other events of the folder stay for whoever knows them."""

    def take(work: UnitOfWork, event: Event) -> None:
        try:
            if event.kind == EXPORTED:
                take_in_export(work, event, event.payload)
                return
        except msgspec.ValidationError:
            pass
        raise Refused(SEALED_UNREADABLE, file=event.uuid)

    return import_events(record, _folder(folder, "in", ring), take)


def close_in_session(  # noqa: PLR0913 - each is its own fact
    record: Record,
    folder: Path,
    ring: KeyRing,
    period: Period,
    rule_set: RuleSet,
    *,
    progress: Progress | None = None,
) -> Opened:
    """Close a period in an open session: the record and the manager's folder agree before and after it."""
    take_in_exports(record, folder, ring)
    publish_releases(record, folder, ring)
    made = close_period(record, period, rule_set, actor=ring.person, closed_by=ring.name, progress=progress).value
    publish_releases(record, folder, ring)
    return Opened(*unpack(made.payload))


def read_shelf(folder: Path, ring: KeyRing) -> Shelf:
    """Every release that the key of statistics opens; what is damaged or altered is named and shows nothing."""
    found, faults = [], []
    for identity, content in _folder(folder, "out", ring).contents():
        if isinstance(content, Unreadable):
            faults.append(Refused(SEALED_UNREADABLE, file=content.path))
            continue
        try:
            release, fingerprint = unpack(content)
        except Refused as refused:
            faults.append(refused)
            continue
        if release.id == identity:
            found.append(Opened(release, fingerprint))
        else:
            faults.append(Refused(DAMAGED))
    return Shelf(tuple(sorted(found, key=lambda opened: opened.release.period.id)), tuple(faults))


def export_release(  # noqa: PLR0913 - each is its own fact
    folder: Path,
    ring: KeyRing,
    opened: Opened,
    request: ExportRequest,
    path: Path,
    *,
    at: datetime | None = None,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write a release where a person chose, and tell the record: by whom, for what, for whom. Gives the files.

    An export that cannot be told is taken back.
    """
    at = at or utc_now()
    refuse_unsaid(request.purpose, request.recipient)
    if not parts_of(opened.release, request.language, request.studio):
        known = ", ".join(one.studio.code for one in opened.release.slices)
        raise Refused(NO_STUDIO, code=request.studio, known=known or "-")
    inbox = _folder(folder, "in", ring)
    leaving = Leaving(opened.release, opened.fingerprint, request, ring.name, at)
    files = {path: report_of(leaving)} if request.form == "pdf" else files_of(leaving, path)
    save(files, replace=replace)
    told = msgspec.to_builtins(msgspec.structs.replace(request, file_name=path.name))
    try:
        append_event(inbox, Event(str(uuid.uuid4()), at, ring.person, EXPORTED, told))
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise
    return tuple(files)


def report_of(leaving: Leaving) -> bytes:
    """The release as a PDF."""
    from clinic_app.handouts.statistics_report import (  # noqa: PLC0415 - sets pages, for this form alone
        ReportContent,
        render_report,
    )

    release, language = leaving.release, leaving.language
    return render_report(
        ReportContent(
            clinic=release.manifest.clinic,
            period=release.period.label.in_language(language),
            day=release.manifest.closed_at.astimezone().date(),
            grids=tuple(_named(show(table, language), part.studio) for part in leaving.parts for table in part.tables),
            lines=manifest_lines(leaving),
            language=language,
        )
    )


def _named(grid: Grid, studio: str) -> Grid:
    return msgspec.structs.replace(grid, title=f"{studio}: {grid.title}") if studio else grid


def to_close(folder: Path, keys: KeysOf) -> tuple[Offer, ...]:
    """The periods that can be closed, read beside an open window."""
    with read_clinic(folder, keys) as (record, _evaluator):
        return periods_to_close(record)


def close_and_publish(folder: Path, period: Period, ask: Ask, progress: Progress | None = None) -> Opened:
    """Close a period from the command line, for somebody who may write in the record; refused beside an open window."""
    with own_clinic(folder) as clinic:
        people = clinic.people()
        if people is None:
            raise Refused(NOT_THERE, path=folder)
        name, password = ask(tuple(name for _, name in people))
        ids = [identity for identity, known in people if known == name]
        if len(ids) != 1:
            raise Refused(UNKNOWN_PERSON)
        ring = clinic.unlock(ids[0], password)
        entered = clinic.enter(ring)
        try:
            rules = entered.evaluator.rule_set
            return close_in_session(entered.record, folder, ring, period, rules, progress=progress)
        finally:
            entered.record.close()


@contextmanager
def open_statistics(folder: Path, keys: KeysOf) -> Iterator[KeyRing]:
    """The keys of somebody who may see statistics, for the command line; the record stays closed."""
    clinic = OwnClinic(ClinicFiles(folder))
    if clinic.studio.state() == "new":
        raise Refused(NOT_THERE, path=folder)
    yield keys(clinic._places(clinic.studio.current()))


def _folder(folder: Path, way: str, ring: KeyRing) -> SealedFolder:
    try:
        return exchange(folder, "stats", "out" if way == "out" else "in", ring)
    except KeyError:
        raise Refused(NO_KEY) from None
