"""The way in: first start or sign-in, and from there to the workspace. Shown before anything heavy is imported."""

import importlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.first_start import KitPage, NewClinicPage
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import Recovered, StaffKeys

HEAVY = "clinic_app.desktop.workspace"


class Door(QWidget):
    """One folder's door. `opened` is called with the key ring of whoever came in."""

    def __init__(self, staff: StaffKeys, language: Language, theme: Theme, opened: Callable[[KeyRing], object]) -> None:
        super().__init__()
        self.setObjectName("window")
        self.staff, self.language, self.theme, self._opened = staff, language, theme, opened
        self.text = texts("desktop", language)
        self.setWindowTitle(self.text("Movement assessment"))
        self.stack = QStackedWidget()
        self.said_box = Panel(theme, "banner", tone="stop", pad=12)
        self.said = label("", wrap=True)
        self.said_box.add(self.said)
        self.said_box.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.said_box)
        outer.addWidget(self.stack, 1)
        self._ring: KeyRing | None = None
        self._begin()
        QTimer.singleShot(0, self._import_meanwhile)

    def _begin(self) -> None:
        """Sign-in where there are keys, first start where there is nothing, else what is wrong."""
        places: Places = self.staff.places
        if not places.slots.exists() and not places.record.exists():
            page = NewClinicPage(self.theme, self.text, str(places.slots.parent))
            page.create_requested.connect(self._on_create)
            self._show(page)
            return
        try:
            people = [(person.id, person.name) for person in self.staff.people()]
        except Refused as refused:
            self.say(refused)
            return
        door = SignInPage(self.theme, self.text, people)
        door.sign_in_requested.connect(self._on_sign_in)
        self._show(door)

    def _show(self, page: QWidget) -> None:
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        page.setFocus()

    def _import_meanwhile(self) -> None:
        """Load what the workspace needs while the password is typed."""
        run_task(lambda: importlib.import_module(HEAVY), lambda _module: None, lambda _error: None, self)

    def say(self, error: Exception) -> None:
        """What could not be done, in the person's language."""
        sentence = error.sentence(self.language) if isinstance(error, Refused) else self._fault(error)
        page = self.stack.currentWidget()
        if isinstance(page, SignInPage):
            page.object_to(sentence)
            return
        if isinstance(page, NewClinicPage):
            page.wait(False)
        self.said.setText(sentence)
        self.said_box.show()

    def _fault(self, error: Exception) -> str:
        kind = type(error).__name__
        return self.text("The program has a fault ({kind}). Nothing was changed.").format(kind=kind)

    def _on_sign_in(self, person: str, password: str) -> None:
        run_task(lambda: self.staff.resume(self.staff.unlock(person, password)), self._on_unlocked, self.say, self)

    def _on_unlocked(self, ring: KeyRing) -> None:
        self.said_box.hide()
        try:
            self._opened(ring)
        except Refused as refused:
            self.say(refused)

    def _on_create(self, clinic: str, owner: str, password: str) -> None:
        self.clinic = clinic
        run_task(lambda: self._make(owner, password), self._on_made, self.say, self)

    def _make(self, owner: str, password: str) -> Recovered:
        from clinic_app import actions, bootstrap  # noqa: PLC0415 - heavy, and only for a first start
        from clinic_app.domain.clinic import ClinicProfile  # noqa: PLC0415

        made = self.staff.create(owner, password)
        record = bootstrap.create_record(self.staff.places.record, made.ring.keys["clinic"][0])
        try:
            actions.change_clinic_profile(record, ClinicProfile(self.clinic), actor=made.ring.name)
        finally:
            record.close()
        return made

    def _on_made(self, made: Recovered) -> None:
        self._ring = made.ring
        page = KitPage(self.theme, self.text, made.kit.code)
        page.save_requested.connect(lambda path: self._on_save(page, Path(path), made))
        page.typed_back.connect(lambda typed: self._on_typed(page, typed))
        self._show(page)

    def _on_save(self, page: KitPage, path: Path, made: Recovered) -> None:
        from clinic_app.handouts.kit import KitContent, render_kit  # noqa: PLC0415 - heavy, and used once

        content = KitContent(self.clinic, made.ring.name, made.kit.code, date.today(), self.language)  # noqa: DTZ011
        try:
            path.write_bytes(render_kit(content))
        except OSError:
            self.said.setText(self.text("The file could not be written there. Choose another place."))
            self.said_box.show()
            return
        self.said_box.hide()
        page.say_saved()

    def _on_typed(self, page: KitPage, typed: str) -> None:
        try:
            self.staff.confirm_kit(typed)
        except Refused as refused:
            page.typed.object_to(refused.sentence(self.language))
            return
        assert self._ring is not None  # noqa: S101 - made before its kit was shown
        self._on_unlocked(self._ring)
