"""Every page of the program in one list: what `screenshots`, the accessibility walk and the size check go through."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QThreadPool, QTimer
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.code_notice import CodeNotice
from clinic_app.desktop.cover import Cover
from clinic_app.desktop.door_pages import door_pages
from clinic_app.desktop.front_desk.page import PARTS, DeskPage
from clinic_app.desktop.owner.page import SECTIONS
from clinic_app.desktop.quick_code import QuickCode
from clinic_app.desktop.statistics.page import StatisticsPage
from clinic_app.desktop.statistics.sides import VIEWS
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.made_up_sessions import SEEN_IN, made_up_visit
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.session import FOLLOW_UP_ONLY, STEPS, Session
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.widgets.labels import ScrollColumn

if TYPE_CHECKING:
    from clinic_app.desktop.window import Window

__all__ = ["Page", "door_pages", "pages"]  # the pages of the door stand alone: each is made, not brought up in a window


class Page(msgspec.Struct, frozen=True):
    """One page: its name in files, and how to bring it up in an open window."""

    name: str
    show: Callable[["Window"], None]


def _show_step(step: str, window: "Window") -> None:
    window.show_session_step(step)
    QThreadPool.globalInstance().waitForDone()  # the sheet is set beside the page


def _show_versions(window: "Window") -> None:
    """Two people's entries of one session, which met."""
    window.show_session_step("hip_hinge")
    page = window.session_page
    if page is None:
        return
    mine, theirs = page.session, Session(window.context, page.session.visit_id)
    theirs.put("weekly_km", 25)
    theirs.put_side("hip_hinge", "left", "lean", "partial")
    mine.put("weekly_km", 35)
    mine.put("years_running", 7)
    page.elsewhere.show_versions()


def _show_state(state: str, step: str, window: "Window") -> None:
    """A step of a session that is in this state."""
    visit_id = made_up_visit(window.context, state)
    if window.session_page is None or window.session_page.session.visit_id != visit_id:
        window.open_visit(visit_id)
    _show_step(step, window)
    page = window.session_page.page(step) if window.session_page is not None else None
    if isinstance(page, TeachStep) and state == "again":
        if not page.retest.open_test:
            page.retest.show_test("hip_hinge")
        _scroll_to(page, page.retest)
    elif isinstance(page, ProgressStep) and state == "course":
        _scroll_to(page, page.course)


def _show_client(window: "Window") -> None:
    """The page of whoever was here last."""
    window.show_client(actions.find_clients(window.context.record, "")[0].id)


def _show_course(window: "Window") -> None:
    """The page of whoever was here most often, at the course of their complaint."""
    record = window.context.record
    visits = {one.id: len(actions.client_overview(record, one.id).visits) for one in actions.find_clients(record, "")}
    window.show_client(max(visits, key=lambda client_id: visits[client_id]))
    page = window.findChildren(ClientPage)[-1]
    _scroll_to(page, page.course)


def _scroll_to(page: ScrollColumn, part: QWidget) -> None:
    """Look at what stands further down, once the page is laid out."""
    QTimer.singleShot(0, page, lambda: page.verticalScrollBar().setValue(part.y()))


def _newest(window: "Window", place: int) -> str:
    """One of the clients who were written down last."""
    return actions.find_clients(window.context.record, "")[place].id


def _show_booking(window: "Window") -> None:
    """The three fields, opened on the day."""
    window.show_page("today")
    window.findChildren(TodayPage)[-1].open_booking(walked_in=False)


def _show_move(window: "Window") -> None:
    """The last visit of the day, as if it hung under the wrong client."""
    window.workplace.move(actions.visits_of_day(window.context.record, window.context.today())[-1].visit.id)


def _show_code_notice(window: "Window") -> None:
    window.show_session_step(STEPS[0])
    window.notice(CodeNotice(window.context.theme, window.context.text, QuickCode()))


def _show_cover(face: str, window: "Window") -> None:
    """The cover as it would stand over this window; a covered window shows nothing else any more."""
    context = window.context
    me = ("me", context.person)
    cover = Cover(context.theme, context.text, me, lambda: (me, ("2", "鈴木 見本"), ("3", "田中 見本")))
    cover.unsaved = True
    {"code": cover.ask_code, "password": cover.ask_password, "somebody-else": cover.ask_somebody_else}[face]()
    window.cover_with(cover)


def _show_owner(section: str, window: "Window") -> None:
    window.section = section
    window.show_page("owner")
    QThreadPool.globalInstance().waitForDone()  # what is to do is looked up beside the page


def _show_desk(part: str, window: "Window") -> None:
    """One part of the front desk's room; its sheets are read beside the page."""
    window.show_page("desk")
    page = window.stack.currentWidget()
    if isinstance(page, DeskPage):
        page.show_part(part)
    QThreadPool.globalInstance().waitForDone()


def _statistics(window: "Window") -> StatisticsPage:
    """The manager's page with its releases, which are read beside it."""
    window.show_page("statistics")
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    return window.findChildren(StatisticsPage)[-1]


def _show_statistics(view: str, window: "Window") -> None:
    _statistics(window).show_view(view)


def _show_export(window: "Window") -> None:
    _statistics(window).open_export()


def pages() -> Iterator[Page]:
    """All pages, in the order in which a person meets them."""
    yield Page("today", lambda window: window.show_page("today"))
    yield Page("clients", lambda window: window.show_page("clients"))
    yield Page("client", _show_client)
    yield Page("client-course", _show_course)
    yield Page("bin", lambda window: window.show_page("bin"))
    yield Page("today-booking", _show_booking)
    yield Page("client-new", lambda window: window.show_page("client_new"))
    yield Page("client-edit", lambda window: window.workplace.edit(_newest(window, 0)))
    yield Page("merge", lambda window: window.workplace.merge(_newest(window, 0), _newest(window, 1)))
    yield Page("move-visit", _show_move)
    for number, step in enumerate((step for step in STEPS if step not in FOLLOW_UP_ONLY), start=1):
        yield Page(f"session-{number}-{step}", partial(_show_step, step))
    yield Page("session-progress", partial(_show_step, FOLLOW_UP_ONLY[0]))
    for state, steps in SEEN_IN.items():
        for step in steps:
            yield Page(f"session-{state}-{step}", partial(_show_state, state, step))
    for part in PARTS:
        yield Page(f"desk-{part}", partial(_show_desk, part))
    for section, _words in SECTIONS:
        yield Page(f"owner-{section}", partial(_show_owner, section))
    for view, _words in VIEWS:
        yield Page(f"statistics-{view}", partial(_show_statistics, view))
    yield Page("statistics-export", _show_export)
    yield Page("own", lambda window: window.show_page("own"))
    yield Page("help", lambda window: window.show_page("help"))
    yield Page("about", lambda window: window.show_page("about"))
    yield Page("session-code", _show_code_notice)
    yield Page("session-versions", _show_versions)
    for face in ("code", "password", "somebody-else"):  # last of all: what is covered stays covered
        yield Page(f"locked-{face}", partial(_show_cover, face))
