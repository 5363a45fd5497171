"""The re-test right after the exercise: one test at a time, entered like the test, before and after side by side."""

from PySide6.QtWidgets import QBoxLayout

from clinic_app.desktop.trainer.course_words import change_words
from clinic_app.desktop.trainer.dead_bug import DeadBugCard
from clinic_app.desktop.trainer.evidence_lines import Line
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.keypad import KeySection, Press
from clinic_app.desktop.trainer.movement import SideCard, stand_level
from clinic_app.desktop.trainer.retest import Retest
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import title_of
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION, SIDES, TESTS, side
from clinic_app.domain.real_change import SideChange
from clinic_app.i18n import N_

CARDS: dict[str, type[SideCard]] = {HINGE: HingeCard, ROTATION: RotationCard, DEAD_BUG: DeadBugCard}
TONES = {"better": "good", "worse": "stop"}
BEFORE = N_("Before the exercise: {result}")


class RetestPanel(Panel):
    """Which test, what came of it, and its two cards while it is open."""

    def __init__(self, session: Session) -> None:
        theme, _ = session.context.theme, session.context.text
        super().__init__(theme, gap=10)
        self.session, self.theme, self.text = session, theme, _
        self.open_test = ""
        self.cards: list[SideCard] = []
        self._shown: list[SideChange] = []
        self.add(label(_("Re-test in this session"), "heading"))
        words = _("The same test once more, right after the exercise. The first findings and the proposal stay.")
        self.add(label(words, "soft", wrap=True))
        self.buttons: dict[str, OptionButton] = {}
        line = FlowLayout(theme.px(8))
        for test in TESTS:
            button = OptionButton(theme, title_of(test, _))
            button.setAccessibleName(_("Re-test: {test}").format(test=button.text()))
            button.setMinimumWidth(button.sizeHint().width() + theme.px(24))  # room for the key beside the words
            button.clicked.connect(lambda _checked=False, test=test: self.show_test(test))
            self.buttons[test] = button
            line.addWidget(button)
        self.add(line)
        self.results = column(theme, pad=0, gap=4)
        self.add(self.results)
        self.pair = row(theme, 12)
        self.add(self.pair)

    def show_test(self, test: str) -> None:
        """Open the cards of one test, or shut them again."""
        self.open_test = "" if test == self.open_test else test
        self.cards = []
        clear(self.pair)
        if self.open_test:
            entries = Retest(self.session, test)
            self.cards = [CARDS[test](entries, test, name, before=BEFORE) for name in SIDES]
            for card in self.cards:
                card.top.widened.connect(self._stand_level)
                for button in card.findChildren(OptionButton):
                    button.set_picture(None)  # it was looked at a moment ago: what counts here is to be quick
                self.pair.addWidget(card, 1)
        self.session.announce()

    def sections(self) -> list[KeySection]:
        """The three tests, then the two cards of the one that is open."""
        presses = KeySection([Press(button) for button in self.buttons.values()], frame=self)
        return [presses, *(card.keys() for card in self.cards)]

    def set_compact(self, compact: bool) -> None:
        """The cards below each other in a very narrow window."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.pair.setDirection(down if compact else across)

    def refresh(self) -> None:
        """Show what the session holds."""
        session = self.session
        for test, button in self.buttons.items():
            tested = any(side(session.assessment, test, name) is not None for name in SIDES)
            button.setEnabled(session.gate_open and tested)
            button.setChecked(test == self.open_test)
            button.set_note("" if tested else self.text("Not tested today"))
        self._show_results()
        for card in self.cards:
            card.refresh()
        self._stand_level()

    def _stand_level(self) -> None:
        stand_level(self.cards)

    def _show_results(self) -> None:
        """Before and after of every side that was measured twice; a change only where it is real."""
        retested = [Retest(self.session, test) for test in self.session.course.retested()]
        changes = [change for retest in retested for change in retest.changes()]
        if changes == self._shown:
            return
        self._shown = changes
        clear(self.results)
        for change in changes:
            line = Line(self.theme, "")
            said, verdict = change_words(change, self.session.context)
            line.show_text(said, verdict, TONES.get(change.verdict or "", ""))
            self.results.addWidget(line)
