"""The red-flag screening: five groups read aloud, urgent first. What is positive says at once what it means."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.question import AskedBack
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, label, row, rule, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.finding import Choice, ScreeningGroup, ScreeningItem
from clinic_app.i18n import N_

FIRST_GROUPS = 2  # what a page shows when it comes up


class ScreeningStep(StepPage):
    """Five cards; the gate's state stands above them."""

    is_long = True

    def _lead(self) -> str:
        return self.text("Asked at every visit before any test. Read each group aloud.")

    def _build(self) -> None:
        catalogue = self.session.context.rule_set.catalogue
        self.gate = Panel(self.theme, "banner", pad=12)
        self.gate_text = label("", "strong", wrap=True)
        self.gate_note = label("", "soft", wrap=True)
        self.gate.add(self.gate_text)
        self.gate.add(self.gate_note)
        self.memo = action_button(self.theme, self.text("Referral memo ›"), "primary")
        self.memo.clicked.connect(lambda: self.step_requested.emit("plan"))
        line = row(self.theme)
        line.addWidget(self.memo)
        line.addStretch(1)
        self.gate.add(line)
        self.add(self.gate)
        self.rows: list[ScreeningRow] = []
        self.groups: list[KeySection] = []
        self._add_groups(catalogue.groups[:FIRST_GROUPS])

    def _build_rest(self) -> None:
        self._add_groups(self.session.context.rule_set.catalogue.groups[FIRST_GROUPS:])

    def _add_groups(self, groups: Sequence[ScreeningGroup]) -> None:
        for group in groups:
            items = [item for item in self.session.context.rule_set.catalogue.screening if item.group == group.id]
            self.add(self._card(group, items))

    def _keys(self) -> list[KeySection]:
        """The groups; once a doctor comes first, the memo too."""
        asked: list[KeyRow] = [Press(one.asked.question.button) for one in self.rows if one.asked is not None]
        return [*self.groups, KeySection(asked), KeySection([Press(self.memo)])]

    def _card(self, group: ScreeningGroup, items: list[ScreeningItem]) -> Panel:
        card = Panel(self.theme, gap=10)
        head = row(self.theme)
        words = QVBoxLayout()
        words.addWidget(label(group.label.in_language(self.language), "strong"))
        words.addWidget(label(group.lead.in_language(self.language), "soft", wrap=True))
        head.addLayout(words, 1)
        if group.all_no:
            button = action_button(self.theme, self.text('All "no"'))
            button.setAccessibleName(f"{group.label.in_language(self.language)}: {button.text()}")
            button.clicked.connect(lambda: self.session.all_no(group.id))
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            all_no: KeyRow | None = Press(button)
        else:
            all_no = None
        card.add(head)
        first = len(self.rows)
        for item in items:
            asked = [(f"{item.id}.{part.id}", part) for part in item.parts]
            for key, part in asked or [(item.id, Choice(item.id, item.label, item.help))]:
                card.add(rule())
                made = ScreeningRow(self.session, item, key, part)
                made.memo_requested.connect(lambda: self.step_requested.emit("plan"))
                self.rows.append(made)
                card.add(made)
        self.groups.append(KeySection([made.key_row() for made in self.rows[first:]], zero=all_no, frame=card))
        return card

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "rows"):
            return
        said: set[str] = set()  # what an item of several parts means is said once, at its first "yes"
        for made in self.rows:
            made.refresh(silent=made.item.id in said)
            if made.means:
                said.add(made.item.id)
        tone, words, note = self._gate_words()
        self.memo.setVisible(bool(self.session.screened.urgent or self.session.screened.refer))
        self.gate_text.setText(words)
        set_tone(self.gate, tone)
        self.gate_note.setText(note)
        self.gate_note.setVisible(bool(note))

    def _gate_words(self) -> tuple[str, str, str]:
        """Tone, headline and note of the gate."""
        _, screened = self.text, self.session.screened
        comma = "、" if self.language == "ja" else "; "  # there are commas in the names
        if screened.urgent:
            return "stop", _("Urgent: to a hospital now. Assessment and exercise stop today."), ""
        if screened.refer:
            names = comma.join(self._label(key) for key in screened.refer)
            return "stop", _("See an orthopaedic doctor before exercise."), names
        if screened.unanswered:
            left = len(screened.unanswered)
            words = _.plural("{count} answer is still open.", "{count} answers are still open.", left)
            return "", words, _("The tests open when every item is answered.")
        if screened.caution:
            return "warn", _("Caution"), comma.join(self._label(key) for key in screened.caution)
        return "accent", _("No red flag: the tests are open."), ""

    def _label(self, key: str) -> str:
        return self.session.context.rule_set.catalogue.screening_by_id[key].label.in_language(self.language)


DISAGREE = ("bone_stress.load_spike",)  # the answers that may contradict what was entered elsewhere
# What a positive item means, and the words for the client. The finding comes first; nothing is named as an illness.
MEANS = {
    "urgent": (
        N_("Urgent"),
        N_('Say: "Please go to a hospital now. We stop here for today, and I will give you a note for the doctor."'),
    ),
    "refer": (
        N_("See a doctor first"),
        N_('Say: "Before we exercise, please have a doctor look at this. I will give you a note to take with you."'),
    ),
    "caution": (N_("Caution"), N_('Say: "We keep this in mind today and stay well within what is comfortable."')),
}


class Meaning(Panel):
    """The category of a positive item, what to tell the client, and the way to the memo."""

    def __init__(self, session: Session, name: str) -> None:
        context = session.context
        super().__init__(context.theme, "banner", pad=10, gap=6)
        self._text = context.text
        self.category, self.for_client = label("", "strong"), label("", wrap=True)
        self.memo = action_button(context.theme, context.text("Referral memo ›"))
        self.memo.setAccessibleName(f"{name}: {self.memo.text()}")
        line = row(context.theme)
        line.addWidget(self.memo)
        line.addStretch(1)
        self.add(self.category)
        self.add(self.for_client)
        self.add(line)

    def say(self, means: str) -> None:
        """Say what `urgent`, `refer` or `caution` means."""
        category, told = MEANS[means]
        set_tone(self, "warn" if means == "caution" else "stop")
        self.category.setText(self._text(category))
        self.for_client.setText(self._text(told))
        self.memo.setVisible(means != "caution")


class ScreeningRow(QWidget):
    """One question with yes and no, last visit's answer greyed beside it, and what a yes means."""

    memo_requested = Signal()

    def __init__(self, session: Session, item: ScreeningItem, key: str, part: Choice) -> None:
        super().__init__()
        self.session, self.item, self.path = session, item, f"screening.{key}"
        context = session.context
        theme, language, _ = context.theme, context.language, context.text
        name = part.label.in_language(language)
        options = [("yes", _("Yes")), ("no", _("No"))]
        if key.rsplit(".", maxsplit=1)[-1] in item.on_paper:
            options.append(("not_applicable", _("Not applicable")))
        self.control = Segments(theme, options, name)
        self.control.chosen.connect(lambda value: session.put(self.path, value))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        title = label(name, wrap=True)
        title.setBuddy(self.control)
        self.cap = KeyCap(theme)
        head = row(theme)
        head.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        words.addLayout(head)
        if part.help is not None:
            words.addWidget(label(part.help.in_language(language), "soft", wrap=True))
        before = self._before()
        if before:
            words.addWidget(label(before, "soft"))
        line = row(theme, 12)
        line.addLayout(words, 1)
        line.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._below = made = QVBoxLayout(self)
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(theme.px(6))
        made.addLayout(line)
        self.means, self._name = "", name
        self._meaning: Meaning | None = None  # most questions are never answered with yes
        self.asked = AskedBack(session, self.path, name) if key in DISAGREE else None
        if self.asked is not None:
            made.addWidget(self.asked)

    @property
    def meaning(self) -> "Meaning":
        """What a yes means, below the question; made when it is needed first."""
        if self._meaning is None:
            self._meaning = Meaning(self.session, self._name)
            self._meaning.memo.clicked.connect(self.memo_requested)
            self._meaning.hide()
            self._below.insertWidget(1, self._meaning)
        return self._meaning

    def _show_meaning(self, *, silent: bool) -> None:
        screened = self.session.screened
        positive = {"urgent": screened.urgent, "refer": screened.refer, "caution": screened.caution}
        found = next((category for category, items in positive.items() if self.item.id in items), "")
        self.means = found if self.control.value() == "yes" and not silent else ""
        if self.means:
            self.meaning.say(self.means)
        if self.means or self._meaning is not None:
            self.meaning.setVisible(bool(self.means))

    def key_row(self) -> Answer:
        """How this question is reached and answered by keys."""
        return Answer(self.control, self.control, self.cap)

    def _before(self) -> str:
        """Last visit's answer; it is shown, never carried over."""
        previous, _ = self.session.previous, self.session.context.text
        if previous is None:
            return ""
        found: object = previous.screening
        for part in self.path.split(".")[1:]:
            found = found.get(part) if isinstance(found, dict) else None
        words = {"yes": _("Yes"), "no": _("No")}.get(str(found))
        return _("Last visit: {answer}").format(answer=words) if words else ""

    def refresh(self, *, silent: bool = False) -> None:
        """Show the answer that the session holds; amenorrhoea is not applicable for men without being asked.

        `silent` leaves out what it means: another part of the same item says it already.
        """
        value = self.session.facts.get(self.path)
        self.control.set_value(value)
        self._show_meaning(silent=silent)
        if self.asked is not None:
            self.asked.refresh()
