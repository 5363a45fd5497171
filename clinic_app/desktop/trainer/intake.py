"""The interview: pain and its course, running, how it hurts, where it hurts."""

from collections.abc import Sequence

from clinic_app import actions
from clinic_app.desktop.trainer.activities import ActivityCard
from clinic_app.desktop.trainer.consent_banner import ConsentBanner
from clinic_app.desktop.trainer.entry import two_columns
from clinic_app.desktop.trainer.keypad import KeySection
from clinic_app.desktop.trainer.question import AskedBack, ConfirmFirst
from clinic_app.desktop.trainer.screening import ScreeningRow
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.pain_drawing import Mark, PainDrawing
from clinic_app.domain.consent import standing
from clinic_app.domain.finding import Choice

AGE = "client.age"
PAIN = ("client.age_at_onset", "weeks_since_onset", "nrs.now", "nrs.worst_run", "nrs.average_7d", "test_pain_settles")
RUNNING = ("weekly_km", "weekly_km_change_percent", "years_running")
POINT = "interview.pain_point"
DRAWING = "pain_drawing"
# Regions that a question of the screening is about: marking one asks that question at once.
ASKS = {"below_knee": "leg_radiation", "saddle_area": "saddle_numbness", "flank": "visceral"}


class IntakeStep(StepPage):
    """Four cards from top to bottom; nothing has to be answered but what the screening needs."""

    is_long = True

    def _lead(self) -> str:
        return self.text('Answers are saved at once. What you do not ask stays "not asked", never "no".')

    def _build(self) -> None:
        self._ask_for_consent()
        self._card(self.text("Pain and its course"), PAIN)

    def _card(self, heading: str, paths: Sequence[str]) -> None:
        card = Panel(self.theme, gap=12)
        card.add(label(heading, "heading"))
        if paths is PAIN:
            card.add(self._age())
        for path in paths:
            card.add(self.entry(path, stacked=path.startswith("nrs.")))
        self.add(card)

    def _build_rest(self) -> None:
        _ = self.text
        self._card(_("Running"), RUNNING)
        card = Panel(self.theme, gap=12)
        card.add(label(_("How it hurts"), "heading"))
        catalogue = self.session.context.rule_set.catalogue
        answers = [f for f in catalogue.of_step("intake") if f.section == "interview" and f.path != POINT]
        card.add(two_columns([self.entry(finding.path) for finding in answers], self.theme.px(10)))
        card.add(self.entry(POINT, stacked=True))
        self.add(card)
        self.activities = ActivityCard(self.session) if self.session.visit.kind == "trial" else None
        if self.activities is not None:  # at a follow-up they stand with the other measures of the course
            self.add(self.activities)
        self.add(self._drawing())

    def _age(self) -> AskedBack:
        """The age follows from the birth date and is typed nowhere here; an odd one is asked back all the same."""
        name = self.session.context.rule_set.catalogue.by_path[AGE].label.in_language(self.language)
        self.age = AskedBack(self.session, AGE, name, named=True)
        return self.age

    def _ask_for_consent(self) -> None:
        """A line above the questions while the client's consent is missing; it stops nothing."""
        context, client = self.session.context, self.session.client
        consents = actions.consents_of(context.record, client.id)
        if self.session.visit.state == "open" and standing(consents, "record") == "missing":
            self.add(ConsentBanner(context, client))

    def _keys(self) -> list[KeySection]:
        """Pain; running; how it hurts in two halves; the drawing is touched, not typed."""
        by_path = {entry.path: entry for entry in self.entries}
        answers = [path for path in by_path if path.startswith("interview.") and path != POINT]
        half = (len(answers) + 1) // 2
        rest = (RUNNING, answers[:half], [*answers[half:], POINT]) if self.is_whole else ()
        groups = (PAIN, *rest)
        sections = []
        for group in groups:
            above = [self.age.question] if group is PAIN else []
            asking = ConfirmFirst([*above, *(by_path[path].question for path in group)])
            sections.append(KeySection([by_path[path].key_row() for path in group], zero=asking))
        if self.is_whole and self.activities is not None:
            sections.append(KeySection(self.activities.key_rows(), frame=self.activities))
        return sections

    def _drawing(self) -> Panel:
        """The body with its regions, what is marked in words, and the questions that some regions raise."""
        _, context = self.text, self.session.context
        card = Panel(self.theme, gap=8)
        finding = context.rule_set.catalogue.by_path[DRAWING]
        card.add(label(finding.label.in_language(self.language), "heading"))
        sides = {"left": _("Left"), "right": _("Right")}
        self.names: dict[Mark, str] = {}
        for region in finding.choices:
            name = region.label.in_language(self.language)
            for side in ("left", "right") if region.sides else ("centre",):
                self.names[region.id, side] = (
                    _("{region} ({side})").format(region=name, side=sides[side]) if region.sides else name
                )
        poses = (context.poses.get("body_front"), context.poses.get("body_back"))
        self.drawing = PainDrawing(self.theme, self.names, (_("From the front"), _("From behind")), poses)
        self.drawing.marked.connect(self._on_drawn)
        card.add(self.drawing)
        if None in poses:
            said = _("No figure: its file is damaged. The places can be marked all the same.")
            card.add(label(said, "soft", wrap=True))
        self.marked = label("", wrap=True)
        card.add(self.marked)
        self.asked: dict[str, ScreeningRow] = {}
        for region_id, key in ASKS.items():
            item = context.rule_set.catalogue.screening_by_id[key]
            question = ScreeningRow(self.session, item, key, Choice(id=item.id, label=item.label, help=item.help))
            question.memo_requested.connect(lambda: self.step_requested.emit("plan"))
            question.hide()
            self.asked[region_id] = question
            card.add(question)
        return card

    def _on_drawn(self, marks: list[Mark]) -> None:
        self.session.put(DRAWING, [{"region": region, "side": side} for region, side in marks] or None)

    def refresh(self) -> None:
        super().refresh()
        self.age.refresh()
        if not self.is_whole:
            return
        if self.activities is not None:
            self.activities.refresh()
        marks = [(mark["region"], mark["side"]) for mark in self.session.value(DRAWING) or []]
        self.drawing.set_marks(marks)
        comma = "、" if self.language == "ja" else ", "
        words = comma.join(name for mark, name in self.names.items() if mark in marks)
        self.marked.setText(words or self.text("Tap where it hurts. Nothing is marked yet."))
        for region, question in self.asked.items():
            question.refresh()
            question.setVisible(any(region == marked for marked, _ in marks))
