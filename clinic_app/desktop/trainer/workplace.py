"""The trainer's pages around the session, and the ways between them. The window shows them and knows none of it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_edit import ClientEdit
from clinic_app.desktop.trainer.client_fields import Typed
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.merge import MergePage
from clinic_app.desktop.trainer.move_visit import MoveVisitPage
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.errors import Refused


class Frame(Protocol):
    """What shows the pages."""

    context: Context

    def show_page(self, name: str) -> None:
        """Bring up a page by its name."""

    def show_client(self, client_id: str) -> None:
        """Bring up one client's page."""

    def begin_visit(self, client_id: str) -> None:
        """Begin a visit and show its session."""

    def open_visit(self, visit_id: str) -> None:
        """Show a visit's session."""

    def say(self, refused: Refused) -> None:
        """Tell above the page what could not be done."""


class Workplace:
    """Makes a page by its name; remembers whom or what the page on screen is about, so that it can be built anew."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.client_id = self.other_id = self.visit_id = self.booking_id = ""
        self._makers: dict[str, Callable[[], QWidget]] = {
            "today": self._today,
            "clients": self._clients,
            "client_new": self._client_new,
            "client_edit": self._client_edit,
            "merge": self._merge,
            "move_visit": self._move_visit,
        }

    def page(self, name: str) -> QWidget | None:
        """A page of the trainer's, freshly built; None for a name of somebody else's page."""
        maker = self._makers.get(name)
        return None if maker is None else maker()

    def draft(self, page: QWidget | None) -> Typed | None:
        """What is typed on a page that is about to be built anew."""
        return page.draft() if isinstance(page, ClientForm | ClientEdit) else None

    def take_draft(self, page: QWidget | None, typed: Typed | None) -> None:
        """Go on with what was typed."""
        if typed is not None and isinstance(page, ClientForm | ClientEdit):
            page.take_draft(typed)

    def edit(self, client_id: str) -> None:
        """Change a client's details."""
        self.client_id = client_id
        self.frame.show_page("client_edit")

    def merge(self, kept_id: str, merged_id: str = "") -> None:
        """Make two entries one."""
        self.client_id, self.other_id = kept_id, merged_id
        self.frame.show_page("merge")

    def move(self, visit_id: str) -> None:
        """Put a visit under the right client."""
        self.visit_id = visit_id
        self.frame.show_page("move_visit")

    def register(self, booking_id: str = "") -> None:
        """Write down a new client, somebody who is booked or nobody yet."""
        self.booking_id = booking_id
        self.frame.show_page("client_new")

    def _today(self) -> QWidget:
        page = TodayPage(self.frame.context)
        page.visit_chosen.connect(self.frame.open_visit)
        page.new_client_requested.connect(self.register)
        page.registration_requested.connect(self.register)
        page.move_requested.connect(self.move)
        return page

    def _clients(self) -> QWidget:
        page = ClientsPage(self.frame.context)
        page.visit_requested.connect(self.frame.begin_visit)
        page.client_chosen.connect(self.frame.show_client)
        page.edit_requested.connect(self.edit)
        page.new_client_requested.connect(self.register)
        page.bin_requested.connect(lambda: self.frame.show_page("bin"))
        return page

    def _client_new(self) -> QWidget:
        page = ClientForm(self.frame.context, self._told())
        page.registered.connect(self._begin)
        page.known_chosen.connect(self._begin)
        page.left.connect(lambda: self.frame.show_page("today"))
        return page

    def _told(self) -> Typed | None:
        """What the booking knows of somebody who is not registered yet."""
        if not self.booking_id:
            return None
        booking = actions.read_booking(self.frame.context.record, self.booking_id)
        kana = {"kana": booking.kana, "unconfirmed": "1"} if booking.kana else {}
        return {"name": booking.name, "phone": booking.phone, **kana}

    def _begin(self, client_id: str) -> None:
        """Begin the visit; of somebody who was booked, the booking learns who it was."""
        booking_id, self.booking_id = self.booking_id, ""
        context = self.frame.context
        if not booking_id:
            self.frame.begin_visit(client_id)
            return
        try:
            visit = actions.arrive(
                context.record,
                booking_id,
                day=context.today(),
                trainer=context.person,
                actor=context.actor,
                client_id=client_id,
            ).value
        except Refused as refused:
            self.frame.show_page("today")
            self.frame.say(refused)
            return
        self.frame.open_visit(visit.id)

    def _client_edit(self) -> QWidget:
        page = ClientEdit(self.frame.context, self.client_id)
        page.saved.connect(self.frame.show_client)
        page.left.connect(self.frame.show_client)
        page.merge_requested.connect(self.merge)
        return page

    def _merge(self) -> QWidget:
        page = MergePage(self.frame.context, self.client_id, self.other_id)
        page.done.connect(self.edit)
        page.left.connect(self.edit)
        return page

    def _move_visit(self) -> QWidget:
        page = MoveVisitPage(self.frame.context, self.visit_id)
        page.done.connect(self.frame.open_visit)
        page.left.connect(lambda: self.frame.show_page("today"))
        return page
