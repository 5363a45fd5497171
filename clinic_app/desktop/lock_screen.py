"""From the cover back to the page: the quick code, the password, a password of one's own, or somebody else's window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clinic_app.desktop.cover import Cover, Person
from clinic_app.desktop.first_start import OwnPasswordPage
from clinic_app.desktop.quick_code import QuickCode
from clinic_app.desktop.tasks import run_task
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused

if TYPE_CHECKING:
    from clinic_app.desktop.shell import Shell


@dataclass(frozen=True)
class Keeper:
    """What the house does for one signed-in person. All but `drop` and `is_open` may raise `Refused`.

    A ring is what an unlocked person holds; it is only handed on here. `reopen` gives the record its keys again under
    the pages that stand, `somebody_else` opens another person's own window over this one.
    """

    person: Person
    people: Callable[[], Sequence[Person]]
    unlock: Callable[[str, str], Any]
    renew: Callable[[str, str, str], Any]
    change_password: Callable[[str, str], None]
    locking: Callable[[], Locking]
    is_open: Callable[[], bool]
    drop: Callable[[], None]
    reopen: Callable[[Any], None]
    somebody_else: Callable[[Any], None]


class LockScreen:
    """The cover of one window and what is typed on it; `unlocked` is called when the page may be shown again."""

    def __init__(self, view: "Shell", keeper: Keeper, code: QuickCode, unlocked: Callable[[], None]) -> None:
        self._view, self._keeper, self._code, self._unlocked = view, keeper, code, unlocked
        self.cover: Cover | None = None

    def show(self) -> None:
        """Cover the window, or give a covered one its first face again."""
        context = self._view.context
        self.cover = cover = Cover(context.theme, context.text, self._keeper.person, self._keeper.people)
        cover.code_typed.connect(self._on_code)
        cover.password_typed.connect(self._on_password)
        self._view.cover_with(cover)
        cover.unsaved = self._view.has_unsaved  # known only now: covering saves what was being typed
        if self._code.is_set:
            cover.ask_code()
        else:
            cover.ask_password()

    def say(self, error: Exception) -> None:
        """What could not be done, beside the field."""
        context = self._view.context
        if isinstance(error, Refused):
            sentence = error.sentence(context.language)
        else:
            fault = context.text("The program has a fault ({kind}). Try again; if it comes back, report it.")
            sentence = fault.format(kind=type(error).__name__)
        if self.cover is None or self._view.curtain.cover is not self.cover:
            self.show()
        if self.cover is not None:
            self.cover.object_to(sentence)

    def _on_code(self, typed: str) -> None:
        text, cover = self._view.context.text, self.cover
        if self._code.opens(typed):
            self._lift()
        elif cover is not None and self._code.is_set:
            cover.object_to(
                text.plural(
                    "This is not your code. {count} try is left; then the password is needed.",
                    "This is not your code. {count} tries are left; then the password is needed.",
                    self._code.tries_left,
                )
            )
        elif cover is not None:
            cover.code_opens = False
            cover.ask_password(text("The code was wrong too often. Type your password."))

    def _on_password(self, person: str, password: str) -> None:
        def unlocked(ring: Any) -> None:
            if ring.one_time:
                self._ask_own_password(person, password)
            else:
                self._go_on(ring)

        run_task(lambda: self._keeper.unlock(person, password), unlocked, self.say, self._view)

    def _ask_own_password(self, person: str, once: str) -> None:
        self.cover = None
        page = OwnPasswordPage(self._view.context.theme, self._view.context.text)
        page.chosen.connect(
            lambda new: run_task(lambda: self._keeper.renew(person, once, new), self._go_on, self.say, self._view)
        )
        self._view.cover_with(page)

    def _go_on(self, ring: Any) -> None:
        """The password was right: the person's own page, or somebody else's window over it."""
        try:
            if ring.person != self._keeper.person[0]:
                self._keeper.somebody_else(ring)
                return
            if not self._keeper.is_open():
                self._keeper.reopen(ring)
        except Refused as refused:
            self.say(refused)
        else:
            self._lift()

    def _lift(self) -> None:
        self.cover = None
        self._unlocked()
