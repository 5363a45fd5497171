"""Progress since the last visit: what is asked again at every follow-up, the three tests, and the course so far."""

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.trainer.activities import ActivityCard
from clinic_app.desktop.trainer.course_view import CourseView
from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Typed
from clinic_app.desktop.trainer.question import ConfirmFirst
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import NumberField, read_number
from clinic_app.domain.checks import Problem
from clinic_app.domain.follow_up import Measure, OutcomeMeasure
from clinic_app.i18n import N_
from clinic_app.rules.explain import whole_sentence

PAIN = ("nrs.now", "nrs.worst_run", "nrs.average_7d")
WEEKLY = "weekly_km"
# Patient's global impression of change, 1 to 7.
PGIC = (
    N_("very much better"),
    N_("much better"),
    N_("a little better"),
    N_("no change"),
    N_("a little worse"),
    N_("much worse"),
    N_("very much worse"),
)


class ProgressStep(StepPage):
    """Pain, activities, the overall impression, running; below them the course of this episode."""

    def _lead(self) -> str:
        return self.text("Asked again at every follow-up. Values of the last visit stand beside and are never copied.")

    def _build(self) -> None:
        _ = self.text
        self.pain = Panel(self.theme, gap=12)
        self.pain.add(label(_("Pain"), "heading"))
        for path in PAIN:
            self.pain.add(self.entry(path, stacked=True))
        self.activities = ActivityCard(self.session)
        self.impression = Panel(self.theme, gap=12)
        self.pgic = ImpressionRow(self.session)
        self.impression.add(self.pgic)
        self.running = Panel(self.theme, gap=12)
        self.running.add(label(_("Running"), "heading"))
        self.running.add(self.entry(WEEKLY))
        self.numbers = [
            NumberRow(self.session, "longest_run_km", _("Longest run without pain"), "km"),
            NumberRow(self.session, "days_missed", _("Days without training because of the pain"), _("days")),
        ]
        for made in self.numbers:
            self.running.add(made)
        for card in (self.pain, self.activities, self.impression, self.running):
            self.add(card)
        self.course = CourseView(self.session.context, self.text("Course of this episode"))
        self.add(self.course)

    def _keys(self) -> list[KeySection]:
        by_path = {entry.path: entry for entry in self.entries}
        pain = [by_path[path] for path in PAIN]
        asked = ConfirmFirst([entry.question for entry in pain])
        running: list[KeyRow] = [by_path[WEEKLY].key_row(), *(made.key_row() for made in self.numbers)]
        return [
            KeySection([entry.key_row() for entry in pain], zero=asked, frame=self.pain),
            KeySection(self.activities.key_rows(), frame=self.activities),
            KeySection([self.pgic.key_row()], frame=self.impression),
            KeySection(running, zero=ConfirmFirst([by_path[WEEKLY].question]), frame=self.running),
        ]

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "course"):
            return
        self.activities.refresh()
        self.pgic.refresh()
        for made in self.numbers:
            made.refresh()
        self.course.show_history(self.session.course.history())


class ImpressionRow(QWidget):
    """How the client feels the complaint has changed since it was first seen here, in seven steps."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        theme, _ = session.context.theme, session.context.text
        name = _("All in all, since the first visit")
        self.cap = KeyCap(theme)
        options = [(str(number), _(words)) for number, words in enumerate(PGIC, start=1)]
        self.choice = Segments(theme, options, name)
        self.choice.setObjectName("pgic")
        self.choice.chosen.connect(self._on_chosen)
        title = label(name, "heading")
        title.setBuddy(self.choice)
        panel = Panel(theme, "surface", pad=0, gap=6)
        head = row(theme)
        head.addWidget(self.cap)
        head.addWidget(title, 1)
        panel.add(head)
        panel.add(self.choice)
        self.before = label("", "soft", wrap=True)
        panel.add(self.before)
        line = row(theme)
        line.addWidget(panel)
        self.setLayout(line)

    def key_row(self) -> KeyRow:
        """How it is reached and answered by keys."""
        return Answer(self.choice, self.choice, self.cap)

    def _on_chosen(self, value: str | None) -> None:
        self.session.course.put_measure(OutcomeMeasure("pgic", None if value is None else int(value)))

    def refresh(self) -> None:
        """Show what the session holds."""
        _, course = self.session.context.text, self.session.course
        value = course.measure("pgic").value
        self.choice.set_value(None if value is None else str(round(value)))
        last = course.last.get("pgic")
        known = last is not None and last.value is not None
        words = _(PGIC[round(last.value) - 1]) if last is not None and last.value is not None else ""
        self.before.setText(_("Last visit: {answer}").format(answer=words) if known else "")
        self.before.setVisible(known)


class NumberRow(QWidget):
    """A typed measure with its unit, and last time's beside it."""

    def __init__(self, session: Session, key: Measure, name: str, unit: str) -> None:
        super().__init__()
        self.session, self.key, self._unit = session, key, unit
        theme = session.context.theme
        self.cap = KeyCap(theme)
        self.field = NumberField(theme, name, unit=unit)
        self.field.setObjectName(key)
        self.field.typed.connect(self._on_typed)
        title = label(name, wrap=True)
        title.setBuddy(self.field)
        words = Panel(theme, "surface", pad=0, gap=2)
        head = row(theme)
        head.addWidget(self.cap)
        head.addWidget(title, 1)
        words.add(head)
        self.before = label("", "soft", wrap=True)
        words.add(self.before)
        line = row(theme, 12)
        line.addWidget(words, 4)
        line.addWidget(self.field, 5)
        self.setLayout(line)

    def key_row(self) -> KeyRow:
        """How it is reached and typed into by keys."""
        return Typed(self.field, self.cap)

    def _on_typed(self, text: str) -> None:
        try:
            refused = self.session.course.put_measure(OutcomeMeasure(self.key, read_number(text)))
        except ValueError:
            refused = Problem(self.key, "not_a_number", values={"value": text})
        self.field.object_to(whole_sentence(refused, self.session.context.language) if refused else "")

    def refresh(self) -> None:
        """Show what the session holds; a field being typed in, or objected to, keeps its text."""
        _, course = self.session.context.text, self.session.course
        if not self.field.edit.hasFocus() and self.field.problem.isHidden():
            self.field.set_value(course.measure(self.key).value)
        last = course.last.get(self.key)
        said = "" if last is None or last.value is None else self._with_unit(last.value)
        self.before.setText(_("Last visit: {answer}").format(answer=said) if said else "")
        self.before.setVisible(bool(said))

    def _with_unit(self, value: float) -> str:
        if self.key == "days_missed":
            return self.session.context.text.plural("{count} day missed", "{count} days missed", round(value))
        return f"{value:g} {self._unit}"
