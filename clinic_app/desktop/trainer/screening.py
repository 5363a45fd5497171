"""The red-flag screening: five groups read aloud, urgent first. What is positive says at once what it means."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, label, row, rule, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.finding import Choice, ScreeningGroup, ScreeningItem


class ScreeningStep(StepPage):
    """Five cards; the gate's state stands above them."""

    def _lead(self) -> str:
        return self.text("Asked at every visit before any test. Read each group aloud.")

    def _build(self) -> None:
        catalogue = self.session.context.rule_set.catalogue
        self.gate = Panel(self.theme, "banner", pad=12)
        self.gate_text = label("", "strong", wrap=True)
        self.gate_note = label("", "soft", wrap=True)
        self.gate.add(self.gate_text)
        self.gate.add(self.gate_note)
        self.add(self.gate)
        self.rows: list[ScreeningRow] = []
        self.groups: list[KeySection] = []
        for group in catalogue.groups:
            items = [item for item in catalogue.screening if item.group == group.id]
            self.add(self._card(group, items))

    def _keys(self) -> list[KeySection]:
        return self.groups

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
                self.rows.append(made)
                card.add(made)
        self.groups.append(KeySection([made.key_row() for made in self.rows[first:]], zero=all_no, frame=card))
        return card

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "rows"):
            return
        for made in self.rows:
            made.refresh()
        tone, words, note = self._gate_words()
        set_tone(self.gate, tone)
        self.gate_text.setText(words)
        self.gate_note.setText(note)
        self.gate_note.setVisible(bool(note))

    def _gate_words(self) -> tuple[str, str, str]:
        """Tone, headline and note of the gate."""
        _, screened = self.text, self.session.screened
        if screened.urgent:
            return "stop", _("Urgent: to a hospital now. Assessment and exercise stop today."), ""
        if screened.refer:
            names = "、".join(self._label(key) for key in screened.refer)
            return "stop", _("See an orthopaedic doctor before exercise."), names
        if screened.unanswered:
            left = len(screened.unanswered)
            words = _.plural("{count} answer is still open.", "{count} answers are still open.", left)
            return "", words, _("The tests open when every item is answered.")
        if screened.caution:
            return "warn", _("Caution"), "、".join(self._label(key) for key in screened.caution)
        return "accent", _("No red flag: the tests are open."), ""

    def _label(self, key: str) -> str:
        return self.session.context.rule_set.catalogue.screening_by_id[key].label.in_language(self.language)


class ScreeningRow(QWidget):
    """One question with yes and no, last visit's answer greyed beside it, and what a yes means."""

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
        self.before = label(self._before(), "soft")
        self.before.setVisible(bool(self.before.text()))
        words.addWidget(self.before)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        line.addLayout(words, 1)
        line.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)

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

    def refresh(self) -> None:
        """Show the answer that the session holds; amenorrhoea is not applicable for men without being asked."""
        value = self.session.facts.get(self.path)
        self.control.set_value(value)
