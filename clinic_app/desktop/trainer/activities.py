"""Up to three activities that the pain makes hard, in the client's own words, each from 0 to 10.

At a follow-up the words of the last visit stand in the field, tinted: they are taken over only by being scored, and
never by themselves. Only activities with the same words are compared later.
"""

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.trainer.keypad import Answer, KeyRow
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, column, label, row
from clinic_app.desktop.widgets.numbers import NrsRow, TextField
from clinic_app.domain.checks import Problem
from clinic_app.domain.follow_up import ACTIVITIES, Measure, OutcomeMeasure
from clinic_app.rules.explain import whole_sentence


class ActivityCard(Panel):
    """Three rows. Also used at a first visit: what is scored there is what later visits are compared with."""

    def __init__(self, session: Session) -> None:
        theme, _ = session.context.theme, session.context.text
        super().__init__(theme, gap=12)
        self.add(label(_("Activities that are hard because of the pain"), "heading"))
        self.add(
            label(
                _("Up to three, in the client's own words. 0: cannot do it at all, 10: as well as before."),
                "soft",
                wrap=True,
            )
        )
        self.rows = [ActivityRow(session, key, number) for number, key in enumerate(ACTIVITIES, start=1)]
        for made in self.rows:
            self.add(made)

    def key_rows(self) -> list[KeyRow]:
        """The scores, as keys reach them; the words are typed."""
        return [made.key_row() for made in self.rows]

    def refresh(self) -> None:
        """Show what the session holds."""
        for made in self.rows:
            made.refresh()


class ActivityRow(QWidget):
    """One activity: its words and its score."""

    def __init__(self, session: Session, key: Measure, number: int) -> None:
        super().__init__()
        self.session, self.key = session, key
        theme, _ = session.context.theme, session.context.text
        name = _("Activity {number}").format(number=number)
        self.cap = KeyCap(theme)
        self.words = guarded(TextField(theme, name, placeholder=_("for example: going down stairs")), _)
        self.words.setObjectName(f"{key}.words")
        self.words.typed.connect(self._on_words)
        self.score = NrsRow(theme, _("{activity}: 0 to 10").format(activity=name))
        self.score.setObjectName(key)
        self.score.chosen.connect(self._on_score)
        self.before = label("", "soft", wrap=True)
        title = label(name, "heading")
        title.setBuddy(self.words)
        made = column(theme, pad=0, gap=4)
        head = row(theme)
        head.addWidget(self.cap)
        head.addWidget(title)
        head.addWidget(self.words, 1)
        made.addLayout(head)
        made.addWidget(self.score)
        made.addWidget(self.before)
        self.setLayout(made)

    def key_row(self) -> KeyRow:
        """How its score is reached."""
        return Answer(self.score, self.score, self.cap)

    def _last(self) -> OutcomeMeasure:
        return self.session.course.last.get(self.key, OutcomeMeasure(self.key))

    def _shown_words(self) -> str:
        return self.session.course.measure(self.key).words or self._last().words

    def _on_words(self, words: str) -> None:
        self._put(replace(self.session.course.measure(self.key), words=words.strip()))

    def _on_score(self, value: str | None) -> None:
        """A score belongs to words: those of the last visit are taken over with it, or new ones are asked for."""
        words = self.words.text().strip()
        if value is not None and not words:
            self.score.set_value(None)
            self.words.object_to(self.session.context.text("Write down first which activity it is."))
            return
        score = None if value is None else int(value)
        kept = words if score is not None else self.session.course.measure(self.key).words
        self._put(OutcomeMeasure(self.key, score, kept))

    def _put(self, entered: OutcomeMeasure) -> None:
        refused: Problem | None = self.session.course.put_measure(entered)
        self.words.object_to(whole_sentence(refused, self.session.context.language) if refused else "")

    def refresh(self) -> None:
        """Show words and score; words of the last visit are tinted until they are scored."""
        _, now, last = self.session.context.text, self.session.course.measure(self.key), self._last()
        if not self.words.edit.hasFocus():
            self.words.set_text(self._shown_words())
        borrowed = not now.words and bool(last.words)
        if self.words.edit.property("tone") != ("warn" if borrowed else ""):
            self.words.edit.setProperty("tone", "warn" if borrowed else "")
            self.words.edit.style().unpolish(self.words.edit)
            self.words.edit.style().polish(self.words.edit)
        self.score.set_value(None if now.value is None else str(round(now.value)))
        said = []
        if last.words:
            value = "–" if last.value is None else f"{last.value:g}"
            said.append(_("Last visit: {answer}").format(answer=f"{last.words} {value}"))
        if borrowed:
            said.append(_("The words are those of the last visit; a score takes them over."))
        self.before.setText(" ".join(said))
        self.before.setVisible(bool(said))
