"""The window of whoever works with the record: the trainer's pages and session, and the owner's page."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context, Surroundings
from clinic_app.desktop.copying import ClockBanner, CopyLine
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.trainer.bin_page import BinPage
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.session import STEPS, Session, steps_of
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.trainer.workplace import Workplace
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.domain.marks import with_marks
from clinic_app.errors import Refused
from clinic_app.records.live import AT_WORK, News
from clinic_app.records.server_audit import PROFILE

# What no list shows: entries many times a minute, and sheets on their way to the desk.
QUIET = frozenset({AT_WORK, "record_findings", "desk.outbox", "desk.inbox", "stats.outbox", "stats.inbox"})


class Window(Shell):
    """Everything behind the key of the record, in one window."""

    context: Context

    def __init__(self, context: Context) -> None:
        super().__init__(context, "today")
        self.section = "todo"
        self.session_page: SessionPage | None = None
        self.client_id = ""
        self.workplace = Workplace(self)
        self._clock: QWidget | None = None
        self.dress(context)

    def tabs_of_roles(self) -> list[tuple[str, str]]:
        _ = self.context.text
        tabs = [("today", _("Today")), ("clients", _("Clients")), *super().tabs_of_roles()]
        return tabs if self.context.house is None else [*tabs, ("owner", _("Owner"))]

    def title(self) -> str:
        """The client of the session on screen, if one can be seen, before the program's name."""
        title = super().title()
        if self.session_page is None or self.is_covered:
            return title
        details = self.session_page.session.client.details
        return f"{with_marks(details.name)} {details.kana} – {title}"

    def beside_looks(self, looks: FlowLayout) -> None:
        if self.context.copying is not None:
            looks.addWidget(CopyLine(self.context, self.context.copying))

    def dress(self, context: Surroundings) -> None:
        super().dress(context)
        self._watch_clock()

    def page_again(self) -> None:
        visit_id = self.session_page.session.visit_id if self.session_page is not None else None
        name = self.page_name
        draft = self.workplace.draft(self.stack.widget(0))
        if name == "session" and visit_id is not None:
            self.open_visit(visit_id)
        elif name == "client":
            self.show_client(self.client_id)  # who may have gone into the bin meanwhile
        else:
            self.show_page(name)
            self.workplace.take_draft(self.stack.widget(0), draft)

    def _watch_clock(self) -> None:
        if self._clock is not None:
            self.outer.removeWidget(self._clock)
            self._clock.hide()
            self._clock.deleteLater()
            self._clock = None
        if self.context.copying is not None:
            self._clock = ClockBanner(self.context, self.context.copying)
            self.outer.insertWidget(self.outer.indexOf(self.said_box), self._clock)

    def drop_pages(self) -> None:
        super().drop_pages()
        self.session_page = None

    @property
    def in_session(self) -> bool:
        return self.session_page is not None

    @property
    def has_unsaved(self) -> bool:
        """Whether something was entered that the record has not taken yet."""
        return self.session_page is not None and self.session_page.session.refused is not None

    def uncover(self) -> None:
        """Bring the pages back as they were; what could not be saved meanwhile is tried again."""
        super().uncover()
        self.retry()

    def retry(self) -> None:
        """Try again to save what the record did not take."""
        if self.session_page is not None and self.has_unsaved:
            self.session_page.session.go_to(self.session_page.session.step)

    def hear(self, news: Collection[News] | None) -> None:
        """Show what others have saved meanwhile; None when it may be anything."""
        page = self.stack.currentWidget()
        if news is None or any(one.action == PROFILE for one in news):
            self._look_at_profile()
        if self.session_page is not None:
            self.session_page.session.elsewhere.hear(news)
        elif news is None or any(one.action not in QUIET for one in news):
            if isinstance(page, TodayPage | ClientsPage):
                page.look_again()
            elif isinstance(page, ClientPage) and page.is_behind():
                self.show_client(page.client.id)

    def make_page(self, name: str) -> QWidget:
        context = self.context
        page = self.workplace.page(name)
        if page is not None:
            return page
        if name == "client" and self.client_id:
            return self._client_page(self.client_id)
        if name == "bin":
            bin_page = BinPage(context)
            bin_page.left.connect(lambda: self.show_page("clients"))
            return bin_page
        if name == "owner" and context.house is not None:
            return self._owner_page(context.house)
        return super().make_page(name)

    def _owner_page(self, house: House) -> OwnerPage:
        page = OwnerPage(self.context, house, self.section)
        page.visit_chosen.connect(self.open_visit)
        page.section_shown.connect(self._on_owner_section)
        page.profile_kept.connect(lambda kept: self._go_on_with(clinic=kept))
        page.defaults_kept.connect(lambda kept: self._go_on_with(defaults=kept))
        page.rules_kept.connect(lambda kept: self._go_on_with(evaluator=kept))
        page.studios_kept.connect(lambda _studios: self._look_at_studios())
        return page

    def _on_owner_section(self, section: str) -> None:
        self.section = section

    def _look_at_studios(self) -> None:
        if (there := self.context.whereabouts) is not None:
            there.look_again()

    def _look_at_profile(self) -> None:
        """The next paper carries what an owner keeps at another window."""
        with suppress(Refused):
            self._go_on_with(clinic=actions.clinic_profile(self.context.record))

    def _go_on_with(self, **kept: Any) -> None:
        """Let the pages that are built next work with what the owner has just kept."""
        self.context = replace(self.context, **kept)

    def show_client(self, client_id: str) -> None:
        """Bring up one client's page; says why where the client is in the bin or gone."""
        before, self.client_id = self.client_id, client_id
        try:
            self.show_page("client")
        except Refused as refused:
            try:
                self.show_page("clients")
            except Refused:
                self.client_id = before  # whose page may still be on screen
                raise
            self.say(refused)

    def _client_page(self, client_id: str) -> ClientPage:
        page = ClientPage(self.context, client_id, editable=True)
        page.edit_requested.connect(self.workplace.edit)
        page.move_requested.connect(self.workplace.move)
        page.left.connect(lambda: self.show_page("clients"))
        page.visit_chosen.connect(self.open_visit)
        page.visit_requested.connect(self.begin_visit)
        page.changed.connect(lambda: self.show_client(client_id))
        return page

    def begin_visit(self, client_id: str) -> None:
        """Open a visit for a client, or resume the one that is still open today."""
        try:
            visit = actions.open_visit(
                self.context.record,
                client_id,
                day=self.context.today(),
                trainer=self.context.person,
                actor=self.context.actor,
            ).value
        except Refused as refused:
            self.say(refused)
            return
        self.open_visit(visit.id)

    def open_visit(self, visit_id: str) -> None:
        """Show the session of a visit where it stood."""
        with self.turning_page():
            page = SessionPage(Session(self.context, visit_id), self.stack.size())
        self.page_name, self.session_page = "session", page
        self.session_page.left.connect(lambda: self.show_page("today"))
        if self.presence is not None:
            self.session_page.tools.addWidget(self.hide_button(self.presence))
        self.put_up(self.session_page)

    def show_session_step(self, step: str) -> None:
        """Bring up a step in the session on screen, or in the open visit of the day that has come furthest."""
        if self.session_page is None or step not in self.session_page.session.steps:
            entries = actions.visits_of_day(self.context.record, self.context.today())
            opened = [entry for entry in entries if entry.visit.state == "open" and step in steps_of(entry.visit)]
            furthest = max(opened, key=lambda entry: (entry.has_plan, STEPS.index(entry.visit.step)))
            self.open_visit(furthest.visit.id)
        assert self.session_page is not None  # noqa: S101 - just opened
        self.session_page.go_to(step)
