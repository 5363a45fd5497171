"""What the three movement tests share on screen: protocol, figure, two side cards, status, pain and the level."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.answer_line import AnswerLine
from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.pictures import GoodForm
from clinic_app.desktop.trainer.question import Question
from clinic_app.desktop.trainer.side_entries import SideEntries
from clinic_app.desktop.trainer.step import StepPage, title_of
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import Took
from clinic_app.desktop.widgets.labels import Panel, column, label, row, rule, set_tone
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.widgets.pain_row import PainRow
from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import NOT_DONE_REASONS, SIDES
from clinic_app.domain.finding import Finding
from clinic_app.domain.problem import Problem
from clinic_app.domain.real_change import Seen
from clinic_app.i18n import N_, Texts
from clinic_app.rules.explain import level_reasons, whole_sentence

REASONS = {
    "no_time": N_("no time"),
    "declined": N_("declined"),
    "other_pain": N_("pain elsewhere"),
    "no_space": N_("no space"),
    "other": N_("other"),
}
LAST_VISIT = N_("Last visit: {result}")
MOMENTS = (("before", N_("Before")), ("during", N_("During")), ("after", N_("After")))
FIGURES = {
    "hip_hinge": ("hip_hinge_standard_start", "hip_hinge_standard_end"),
    "thoracic_rotation": ("thoracic_rotation_harder_start", "thoracic_rotation_harder_end"),
    "dead_bug": ("dead_bug_test_start", "dead_bug_test_end"),
}


class _HowItWent:
    """The row of 0: how the side went; while a button is offered ("stopped by pain", "that is right"), 0 presses it."""

    def __init__(self, status: Answer, offers: Sequence[OptionButton]) -> None:
        self.widget: QWidget = status.widget
        self._status, self._offers = status, offers

    def _offered(self) -> OptionButton | None:
        return next((offer for offer in self._offers if not offer.isHidden()), None)

    def mark(self, key: str, *, listening: bool) -> None:
        offered = self._offered()
        for offer in self._offers:
            offer.set_hint(key if offer is offered else "")
        self._status.mark("" if offered else key, listening=listening and offered is None)

    def open(self) -> Took:
        offered = self._offered()
        if offered is None:
            return self._status.open()
        offered.click()
        return Took.DONE

    def take(self, key: str) -> Took:
        return self._status.take(key)


class _Top(QWidget):
    """What stands above the rows of a side: its name, its level, and why."""

    widened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.held = column(theme, pad=0, gap=6)
        self.setLayout(self.held)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()


class SideCard(Panel):
    """One side of a test. Subclasses fill the middle with `_fill` and show values in `refresh`."""

    def __init__(self, entries: SideEntries, test: str, side: str, *, before: str = LAST_VISIT) -> None:
        super().__init__(entries.context.theme, gap=6, pad=12)
        session = self.session = entries
        self.test, self.side, self._before = test, side, before
        self.theme, self.language, self.text = session.context.theme, session.context.language, session.context.text
        self.catalogue = session.context.rule_set.catalogue
        self.name = self.catalogue.protocols[test].side_label[side].in_language(self.language)
        self.setAccessibleName(self.name)
        self._head()
        self.middle = QWidget()
        self.middle.setLayout(self._fill())
        self.add(self.middle)
        self._foot()
        self.body.addStretch(1)

    def finding(self, field: str) -> Finding:
        """The catalogue's entry for one field of this test."""
        return self.catalogue.by_path[f"tests.{self.test}.{field}"]

    def label_of(self, field: str) -> str:
        """A field's label in the language of the screen."""
        return self.finding(field).label.in_language(self.language)

    def value(self, field: str) -> Any:
        """The recorded value of one field of this side."""
        return self.session.value(f"tests.{self.test}.{self.side}.{field}")

    def put(self, field: str, value: Any) -> Problem | None:
        """Record one field of this side; shows and returns the refusal, if any."""
        refused = self.session.put_side(self.test, self.side, field, value)
        self._say(refused)
        return refused

    def _fill(self) -> Any:
        raise NotImplementedError

    def _rows(self) -> list[KeyRow]:
        """The rows of the middle, in the order they are seen."""
        raise NotImplementedError

    def keys(self) -> KeySection:
        """The side's rows: what was seen, the pain, the reason, and 0 for how it went."""
        pain = Answer(self.pain, self.pain, self.pain_line.cap)
        reason = Answer(self.reason, self.reason, self.reason_line.cap)
        status = Answer(self.status, self.status, self.status_line.cap)
        return KeySection(
            [*self._rows(), pain, reason], zero=_HowItWent(status, (self.stop, self.question.button)), frame=self
        )

    def _head(self) -> None:
        head = FlowLayout(self.theme.px(8))
        head.addWidget(label(self.name, "strong"))
        self.level = label("", "pill")
        head.addWidget(self.level)
        self.why = label("", "soft", wrap=True)
        self.before = label("", "soft", wrap=True)
        self.top = _Top(self.theme)
        self.top.held.addLayout(head)
        self.top.held.addWidget(self.why)
        self.top.held.addWidget(self.before)
        self.top.held.addStretch(1)
        self.add(self.top)

    def _foot(self) -> None:
        _ = self.text
        self.add(rule())
        moments = [(key, _(words)) for key, words in MOMENTS]
        self.pain = PainRow(self.theme, f"{self.name}: {_('Pain')}", moments)
        self.pain.chosen.connect(lambda moment, value: self.put(f"pain.{moment}", value))
        self.pain_line = AnswerLine(self.theme, _("Pain (NRS)"), self.pain)
        states = [("done", _("Done")), ("stopped_by_pain", _("Stopped by pain")), ("not_done", _("Not done"))]
        self.status = Segments(self.theme, states, f"{self.name}: {_('How it went')}")
        self.status.chosen.connect(lambda value: self._say(self.session.set_status(self.test, self.side, value)))
        self.status_line = AnswerLine(self.theme, _("How it went"), self.status)
        reasons = [(key, _(REASONS[key])) for key in NOT_DONE_REASONS]
        self.reason = Segments(self.theme, reasons, f"{self.name}: {_('Reason')}")
        self.reason.chosen.connect(lambda value: self.put("reason", value))
        self.reason_line = AnswerLine(self.theme, _("Reason"), self.reason)
        self.beside = label("", "problem", wrap=True)
        self.stop = OptionButton(self.theme, _("Record as stopped by pain"), tone="plain", leading=True)
        self.stop.setAccessibleName(f"{self.name}: {self.stop.text()}")
        self.stop.clicked.connect(lambda: self.status.pick("stopped_by_pain"))
        self.question = Question(self.theme, self.text, self.session.confirm, self.name)
        for part in (self.pain_line, self.status_line, self.reason_line, self.beside, self.stop, self.question):
            self.add(part)

    def _say(self, refused: Problem | None) -> None:
        problems = [refused] if refused else self.session.objections_below(f"tests.{self.test}.{self.side}")
        self.question.show_problems(problems, self.session.confirmed)
        problems = [problem for problem in problems if not self.session.confirmed(problem)]
        words = "\n".join(dict.fromkeys(whole_sentence(problem, self.language) for problem in problems))
        asked = bool(problems) and all(problem.kind != "refuse" for problem in problems)
        self.beside.setText(words)
        self.beside.setProperty("role", "question" if asked else "problem")
        self.beside.style().unpolish(self.beside)
        self.beside.style().polish(self.beside)
        self.beside.setVisible(bool(words))
        self.stop.setVisible(any(problem.code == "pain_reached_stop" for problem in problems))

    def refresh(self) -> None:
        """Show what the session holds for this side."""
        recorded = document.side(self.session.assessment, self.test, self.side)
        status = recorded.status if recorded is not None else None
        self.status.set_value(status)
        self.middle.setEnabled(status != "not_done")
        self.reason_line.setVisible(status == "not_done")
        self.reason.set_value(recorded.reason if recorded is not None else None)
        self.pain.set_values({moment: self.value(f"pain.{moment}") for moment, _ in MOMENTS})
        self._show_level()
        self._show_before()
        self._say(None)

    def _show_level(self) -> None:
        _ = self.text
        level = self.session.levels.sides[self.test][SIDES.index(self.side)]
        if level is None:
            status = self.status.value()
            words = {"not_done": _("Not done"), "stopped_by_pain": _("Stopped by pain")}.get(status or "", "")
            begun = document.side(self.session.assessment, self.test, self.side) is not None
            self.level.setText(words or (_("Not finished") if begun else _("Nothing entered")))
            set_tone(self.level, "")
            self.why.setText("")
            self.why.hide()
            return
        meaning = self.catalogue.protocols[self.test].levels[str(level)].in_language(self.language)
        self.level.setText(_("Level {level} · {meaning}").format(level=level, meaning=meaning))
        set_tone(self.level, {3: "accent", 2: "accent", 1: "warn", 0: "stop"}[level])
        reasons = level_reasons(self.session.assessment, self.test, self.side, self.catalogue, self.language)
        self.why.setText("、".join(reasons) if self.language == "ja" else "; ".join(reasons))
        self.why.setVisible(bool(reasons))

    def _show_before(self) -> None:
        """What this side came to before, beside what is entered now and never in its place."""
        seen = self.session.last_side(self.test, self.side)
        said = "" if seen is None else self.text(self._before).format(result=seen_words(seen, self.text))
        self.before.setText(said)
        self.before.setVisible(bool(said))


def seen_words(seen: Seen, text: Texts) -> str:
    """What a side came to, in a few words."""
    level = text("level {level}").format(level=seen.level)
    return level if seen.degrees is None else f"{float(seen.degrees):.1f}° ({level})"


def stand_level(cards: Sequence[SideCard]) -> None:
    """Let the rows of two cards beside each other begin on one line, however long the words above them are."""
    beside = len({card.y() for card in cards}) == 1
    needed = [card.top.held.heightForWidth(card.top.width()) for card in cards]
    for card in cards:
        least = max(needed) if beside else 0
        if card.top.minimumHeight() != least:
            card.top.setMinimumHeight(least)


class MovementStep(StepPage):
    """One test on one screen: what is done, what it looks like, left and right side by side."""

    card: type[SideCard] = SideCard

    def _lead(self) -> str:
        return self.session.context.rule_set.catalogue.protocols[self.step].protocol.in_language(self.language)

    def _build(self) -> None:
        protocol = self.session.context.rule_set.catalogue.protocols[self.step]
        self.pictures = []
        for side in SIDES:
            name = protocol.side_label[side].in_language(self.language)
            words = self.text("{side}: the right form").format(side=name)
            self.pictures.append(GoodForm(self.session.context, FIGURES[self.step], side, words))
            self.head.addWidget(self.pictures[-1], 0, Qt.AlignmentFlag.AlignTop)
        self.locked = label(
            self.text("The tests open when the screening is answered and shows no red flag."), wrap=True
        )
        self.banner = Panel(self.theme, "banner", tone="warn", pad=12)
        self.banner.add(self.locked)
        self.add(self.banner)
        self._above()
        self.pair = row(self.theme, 12)
        self.cards = [self.card(self.session, self.step, side) for side in SIDES]
        for card in self.cards:
            self.pair.addWidget(card, 1)
            card.top.widened.connect(self._stand_level)
        self.add(self.pair)
        self.apart = label("", "question", wrap=True)
        self.question = Question(self.theme, self.text, self.session.confirm, title_of(self.step, self.text))
        self.add(self.apart)
        self.add(self.question)
        self._below()

    def _keys(self) -> list[KeySection]:
        return [*(card.keys() for card in self.cards), KeySection([Press(self.question.button)])]

    def set_compact(self, compact: bool) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.pair.setDirection(down if compact else across)
        for picture in self.pictures:
            picture.setVisible(not compact)

    def _stand_level(self) -> None:
        stand_level(self.cards)

    def _above(self) -> None:
        """What stands above both sides."""

    def _below(self) -> None:
        """What stands below both sides."""

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "cards"):
            return
        self.banner.setVisible(not self.session.gate_open)
        for card in self.cards:
            card.setEnabled(self.session.gate_open)
            card.refresh()
        stand_level(self.cards)
        self._ask_about_both()

    def _ask_about_both(self) -> None:
        """What is odd about the two sides together."""
        asked = [one for one in self.session.objections_below(f"tests.{self.step}") if one.path.count(".") == 1]
        self.question.show_problems(asked, self.session.confirmed)
        open_ones = [one for one in asked if not self.session.confirmed(one)]
        self.apart.setText("\n".join(whole_sentence(one, self.language) for one in open_ones))
        self.apart.setVisible(bool(open_ones))
