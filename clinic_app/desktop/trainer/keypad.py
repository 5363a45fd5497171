"""One step of the session by keys alone: a digit opens a row, a digit answers it, plus goes to the other side.

    + next section (the other side)    Up, Down  next row        Enter  shuts the row, then the next step
    0 the section's common answer      Backspace takes back      -      undo, Left and Right change the step

The last line is the session page's; the rest is here. Only the section in use prints its digits, so that what is
printed is always what happens.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget

from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.keyed import BACK, DOWN, ENTER, PLUS, UP, Keyed, Took
from clinic_app.desktop.widgets.labels import set_tone
from clinic_app.desktop.widgets.numbers import DurationField, TextField
from clinic_app.desktop.widgets.option import OptionButton


class KeyRow(Protocol):
    """What one digit reaches."""

    @property
    def widget(self) -> QWidget:
        """The part of the page that the row is."""

    def mark(self, key: str, *, listening: bool) -> None:
        """Print the row's own key, and its answers' keys while it listens."""

    def open(self) -> Took:
        """Begin to listen, or act at once (`DONE`)."""

    def take(self, key: str) -> Took:
        """Answer."""


class Answer:
    """A row whose control is answered by digits."""

    def __init__(self, control: QWidget, keyed: Keyed, cap: KeyCap) -> None:
        self.widget: QWidget = control
        self._keyed, self._cap = keyed, cap

    def mark(self, key: str, *, listening: bool) -> None:
        self._cap.show_key(key, listening=listening)
        self._keyed.show_keys(listening)

    def open(self) -> Took:
        targets = [button for button in self.widget.findChildren(OptionButton) if button.isEnabled()]
        chosen = [button for button in targets if button.isChecked()]
        for target in (chosen or targets)[:1]:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return Took.STAY

    def take(self, key: str) -> Took:
        return self._keyed.take_key(key)


class Press:
    """A button that acts at once."""

    def __init__(self, button: OptionButton) -> None:
        self.widget: QWidget = button
        self._button = button

    def mark(self, key: str, *, listening: bool) -> None:
        self._button.set_hint(key)

    def open(self) -> Took:
        self._button.click()
        return Took.DONE

    def take(self, key: str) -> Took:
        return Took.NO


class Typed:
    """A field into which a number is typed; Enter keeps it."""

    def __init__(self, field: TextField, cap: KeyCap) -> None:
        self.widget: QWidget = field
        self._field, self._cap = field, cap

    def mark(self, key: str, *, listening: bool) -> None:
        self._cap.show_key(key, listening=listening)

    def open(self) -> Took:
        self._field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.edit.selectAll()
        return Took.STAY

    def take(self, key: str) -> Took:
        if key == ENTER:
            self._field.flush()
            return Took.DONE
        return Took.NO


class TypedWithUnit:
    """A number, Enter, then a digit for its unit."""

    def __init__(self, field: DurationField, cap: KeyCap) -> None:
        self.widget: QWidget = field
        self._field, self._cap = field, cap

    def mark(self, key: str, *, listening: bool) -> None:
        self._cap.show_key(key, listening=listening)
        self._field.unit.show_keys(listening)

    def open(self) -> Took:
        self._field.number.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.number.edit.selectAll()
        return Took.STAY

    def take(self, key: str) -> Took:
        typing = self._field.number.edit.hasFocus()
        if not typing:
            return self._field.unit.take_key(key)
        if key != ENTER:
            return Took.NO
        self._field.number.flush()
        self._field.number.edit.clearFocus()
        return Took.STAY


class KeySection:
    """Up to nine rows that can be used at a time, and what 0 does; `frame` is marked while the section is in use."""

    def __init__(self, rows: Sequence[KeyRow], *, zero: KeyRow | None = None, frame: QWidget | None = None) -> None:
        self.rows, self.zero, self.frame = list(rows), zero, frame

    def numbered(self) -> dict[str, KeyRow]:
        """The rows that can be used now, by the key that opens them."""
        usable = [row for row in self.rows if _usable(row)]
        if len(usable) > 9:
            raise ValueError("a section has at most nine rows")
        found: dict[str, KeyRow] = {str(number): row for number, row in enumerate(usable, start=1)}
        if self.zero is not None and _usable(self.zero):
            found["0"] = self.zero
        return found

    @property
    def all_rows(self) -> list[KeyRow]:
        """Every row, also those that cannot be used now."""
        return [*self.rows, *([self.zero] if self.zero is not None else [])]


def _usable(row: KeyRow) -> bool:
    """Whether a row can be used: enabled, and neither it nor what holds it is hidden on its page."""
    widget = row.widget
    return widget.isEnabled() and widget.isVisibleTo(_page_of(widget))


def _page_of(widget: QWidget) -> QWidget:
    """The page that scrolls with a widget, else its window; whether that is shown itself is not asked."""
    above = widget
    while not isinstance(above, QAbstractScrollArea) and (parent := above.parentWidget()) is not None:
        above = parent
    return above


class KeyPad:
    """Which section is in use and which row listens, for one step's page."""

    def __init__(
        self,
        sections: Callable[[], Sequence[KeySection]],
        bring_up: Callable[[QWidget], None],
        on_place: Callable[[str], None],
    ) -> None:
        self._sections, self._bring_up, self._on_place = sections, bring_up, on_place
        self.section = 0
        self.listening: KeyRow | None = None

    @property
    def sections(self) -> list[KeySection]:
        """The sections that hold a usable row."""
        return [section for section in self._sections() if section.numbered()]

    def _current(self) -> KeySection | None:
        sections = self.sections
        self.section = min(self.section, max(0, len(sections) - 1))
        return sections[self.section] if sections else None

    def refresh(self) -> None:
        """Print the keys as they work now."""
        sections = self._sections()
        usable = [(section, keys) for section in sections if (keys := section.numbered())]
        self.section = min(self.section, max(0, len(usable) - 1))
        current, rows = usable[self.section] if usable else (None, {})
        several = len(usable) > 1
        for section in sections:
            numbered = {id(row): key for key, row in rows.items()} if section is current else {}
            for row in section.all_rows:
                row.mark(numbered.get(id(row), ""), listening=row is self.listening and id(row) in numbered)
            if section.frame is not None:
                set_tone(section.frame, "current" if several and section is current else "")

    def take(self, key: str) -> bool:
        """Do what a key means here; False when it means nothing and the session may use it."""
        taken = self._take_listening(key) if self.listening is not None else self._take_idle(key)
        self.refresh()
        return taken

    def _take_listening(self, key: str) -> bool:
        assert self.listening is not None  # noqa: S101 - asked by the caller
        took = self.listening.take(key)
        if took is Took.DONE or (took is Took.NO and key in (ENTER, BACK)):
            self.shut()
            return True
        if took is Took.STAY:
            return True
        if key in (UP, DOWN):
            self._step(1 if key == DOWN else -1)
            return True
        self.shut()
        return self._take_idle(key)

    def _take_idle(self, key: str) -> bool:
        current = self._current()
        if current is None:
            return False
        if key == PLUS:
            self.section = (self.section + 1) % len(self.sections)
            return True
        if key in (UP, DOWN):
            self._step(1 if key == DOWN else -1)
            return True
        row = current.numbered().get(key)
        if row is None:
            return False
        self._open(row)
        return True

    def _step(self, by: int) -> None:
        current = self._current()
        rows = list(current.numbered().values()) if current is not None else []
        if not rows:
            return
        here = next((place for place, row in enumerate(rows) if row is self.listening), None)
        place = (0 if by > 0 else len(rows) - 1) if here is None else here + by
        if not 0 <= place < len(rows):
            self.section = (self.section + by) % len(self.sections)
            self.shut()
            return
        self.shut()
        if isinstance(rows[place], Press):
            rows[place].widget.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._open(rows[place])

    def _open(self, row: KeyRow) -> None:
        self._bring_up(row.widget)
        self.listening = row
        self._on_place(next(name for name, one in self._named() if one is row))  # before a button stores its entry
        if row.open() is Took.DONE:
            self.listening = None

    def shut(self) -> None:
        """Stop listening; a text field gives the focus back, so that digits are keys again."""
        row, self.listening = self.listening, None
        focused = QApplication.focusWidget()
        if row is not None and isinstance(focused, QLineEdit) and row.widget.isAncestorOf(focused):
            focused.clearFocus()

    def place_of(self, focused: QWidget) -> str:
        """The name of the row that holds a widget, by which it is found again; empty for none."""
        return next((name for name, row in self._named() if _holds(row.widget, focused)), "")

    def show_place(self, place: str) -> KeyRow | None:
        """Bring a row up and use its section; None when there is no such row now."""
        row = next((row for name, row in self._named() if name == place), None)
        for number, section in enumerate(self.sections):
            if row is not None and row in section.numbered().values():
                self.section = number
                self._bring_up(row.widget)
                self.refresh()
                return row
        return None

    def return_to(self, place: str) -> None:
        """Stand on a row again, as when it was left; a row that is not there now is passed over."""
        row = self.show_place(place)
        if isinstance(row, Press):
            row.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        elif row is not None:
            self._open(row)
            self.refresh()

    def _named(self) -> Iterator[tuple[str, KeyRow]]:
        """Every row with its name: the path of its finding, else its place on the page."""
        for place, section in enumerate(self._sections()):
            for number, row in enumerate(section.all_rows):
                yield row.widget.objectName() or f"{place}/{number}", row

    def follow(self, focused: QWidget) -> None:
        """A row that a finger or Tab went to listens as if its digit had been pressed."""
        if self.listening is not None and _holds(self.listening.widget, focused):
            return
        self.listening = None
        for place, section in enumerate(self.sections):
            for row in section.all_rows:
                if not isinstance(row, Press) and _holds(row.widget, focused):
                    self.section, self.listening = place, row
        self.refresh()


def _holds(widget: QWidget, focused: QWidget) -> bool:
    return widget is focused or widget.isAncestorOf(focused)
