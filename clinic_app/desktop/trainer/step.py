"""What all steps of the session share: a scrolling page with a title, entries that refresh, and a step's place."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.keypad import KeyPad, KeySection
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.labels import ScrollColumn, label
from clinic_app.i18n import N_, Texts

TITLES = {
    "intake": N_("Interview"),
    "screening": N_("Safety screening"),
    "progress": N_("Progress since last time"),
    "posture": N_("Posture"),
    "hip_hinge": N_("Hip hinge"),
    "thoracic_rotation": N_("Thoracic rotation"),
    "dead_bug": N_("Dead bug"),
    "result": N_("Result and decision"),
    "teach": N_("Teaching and re-test"),
    "plan": N_("Plan and handout"),
}


def title_of(step: str, text: Texts) -> str:
    """A step's name."""
    return text(TITLES[step])


class StepPage(ScrollColumn):
    """One step. Subclasses lay themselves out in `_build` and add to `refresh` what is not an entry.

    What lies below the first screen of a long step is built in `_build_rest`: at once, or, where a whole session is
    opened, in the turn after it was painted; `complete` asks for it sooner.
    """

    step_requested = Signal(str)
    is_long = False  # whether there is a rest to be built

    def __init__(self, session: Session, step: str, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(session.context.theme, parent=parent)
        self.session, self.step = session, step
        self.theme, self.language, self.text = session.context.theme, session.context.language, session.context.text
        self.setAccessibleName(title_of(step, self.text))
        self.entries: list[Entry] = []
        self.is_whole = whole or not self.is_long
        self._head()
        self._build()
        if self.is_whole:
            self._build_rest()
        else:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # it would come in a moment anyway
            later = QTimer(self, interval=0, singleShot=True)  # `singleShot(0)` would come before the painting
            later.timeout.connect(self.complete)
            later.start()
        self.body.addStretch(1)
        self._sections = self._keys()
        self.keypad = KeyPad(lambda: self._sections, self._bring_up, self._on_place)
        self.refresh()

    def complete(self) -> None:
        """Build what the first screen does not show, if that has not been done."""
        if self.is_whole:
            return
        self.is_whole = True
        there = len(self.inside.children())
        self.body.takeAt(self.body.count() - 1)  # what kept the rest of the room free
        self._build_rest()
        for card in self.inside.children()[there:]:
            if isinstance(card, QWidget):
                card.show()  # a layout shows what is new a turn later, and a key that waits could not use it
        self.body.addStretch(1)
        self._sections = self._keys()
        self.refresh()
        self.keypad.refresh()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        QTimer.singleShot(0, self, self._keep_in_sight)  # when what is new has its place

    def _keep_in_sight(self) -> None:
        """The row on which a session was left was asked for before the page had its size."""
        focused = self.focusWidget()
        if focused is not None and self.inside.isAncestorOf(focused):
            self._bring_up(focused)

    def _head(self) -> None:
        self.head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(6))
        words.addWidget(label(title_of(self.step, self.text), "title"))
        self.lead = label(self._lead(), "soft", wrap=True)
        if not self._lead():
            self.lead.hide()  # never shown before it has a parent: it would be a window of its own for a moment
        words.addWidget(self.lead)
        words.addStretch(1)
        self.head.addLayout(words, 1)
        self.add(self.head)

    def _lead(self) -> str:
        """One sentence under the title."""
        return ""

    def _build(self) -> None:
        raise NotImplementedError

    def _build_rest(self) -> None:
        """What a long step shows only when it is scrolled."""

    def _keys(self) -> list[KeySection]:
        """The rows that digits reach, section by section."""
        return []

    def _on_place(self, place: str) -> None:
        """The row in use: with each entry it is stored where the session stands."""
        self.session.field = place

    def _bring_up(self, widget: QWidget) -> None:
        margin = self.theme.px(60)
        self.ensureWidgetVisible(widget, 0, margin)

    def entry(self, path: str, *, stacked: bool = False) -> Entry:
        """An entry for a finding of the catalogue, kept up to date with the session."""
        made = Entry(self.session, self.session.context.rule_set.catalogue.by_path[path], stacked=stacked)
        self.entries.append(made)
        return made

    def set_compact(self, compact: bool) -> None:
        """A very narrow window: what stands side by side goes below each other, where a step has such."""

    def refresh(self) -> None:
        """Show what the session holds now."""
        for entry in self.entries:
            entry.refresh()
