"""Consent on a client's page: how it stands, the form to print, answering and taking back. Never stops a session."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.confirmation import Confirmation
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.domain.consent import KINDS, Consent, ConsentAnswer, ConsentKind, is_minor, newest, standing
from clinic_app.domain.dates import read_date, shown_date
from clinic_app.errors import Refused
from clinic_app.handouts.consent_form import ConsentForm, render_consent_form
from clinic_app.i18n import N_

NAMES: dict[ConsentKind, str] = {"record": N_("Keeping the record"), "statistics": N_("Statistics that name nobody")}
STANDINGS = {
    "missing": (N_("not recorded yet"), "warn"),
    "given": (N_("given"), "accent"),
    "refused": (N_("refused"), ""),
    "withdrawn": (N_("taken back"), "stop"),
}


class ConsentCard(Panel):
    """Two rows, one per question; below them the answers of today."""

    changed = Signal()

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.theme, pad=20, gap=10)
        self.context, self.client, self.text = context, client, context.text
        self.consents = actions.consents_of(context.record, client.id)
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self.context.theme
        head = row(theme, 10)
        head.addWidget(label(_("Consent"), "strong"))
        head.addStretch(1)
        self.add(head)
        for kind in KINDS:
            self.add(self._standing(kind))
        self.withdrawal = Confirmation(theme, yes=_("Take the consent back"), no=_("Leave it"))
        self.withdrawal.confirmed.connect(self._withdraw)
        self.add(self.withdrawal)
        buttons = FlowLayout(theme.px(8))
        self.answer = action_button(theme, _("Write down the consent…"))
        self.answer.clicked.connect(self._on_answer)
        self.paper = action_button(theme, _("Save the form as PDF…"), "quiet")
        self.paper.clicked.connect(self._on_paper)
        for button in (self.answer, self.paper):
            buttons.addWidget(button)
        self.add(buttons)
        self.form = self._form()
        self.form.hide()
        self.add(self.form)
        self.said = label("", "problem", wrap=True)
        self.said.hide()
        self.add(self.said)

    def _on_answer(self) -> None:
        self.form.setVisible(self.form.isHidden())

    def _standing(self, kind: ConsentKind) -> QWidget:
        """One question: how it stands, since when, and the way to take it back."""
        _, theme = self.text, self.context.theme
        line = QWidget()
        flow = FlowLayout(theme.px(10), line)
        flow.addWidget(label(_(NAMES[kind])))
        words, tone = STANDINGS[standing(self.consents, kind)]
        flow.addWidget(label(_(words), "pill", tone=tone))
        last = newest(self.consents, kind)
        if last is not None:
            flow.addWidget(label(self._since(last), "soft"))
        if last is not None and last.answer == "given" and last.withdrawn_on is None:
            back = action_button(theme, _("Take back…"), "quiet")
            back.setAccessibleName(f"{back.text()} {_(NAMES[kind])}")
            back.clicked.connect(lambda: self._ask(last))
            flow.addWidget(back)
        return line

    def _since(self, last: Consent) -> str:
        said = [shown_date(last.withdrawn_on or last.given_on)]
        if last.guardian:
            said.append(self.text("guardian: {name}").format(name=last.guardian))
        if last.version != actions.consent_text().version:
            said.append(self.text("older wording {version}").format(version=last.version))
        return " · ".join(said)

    def _form(self) -> Panel:
        """What the client answered on paper or aloud, with the guardian's name where it is needed."""
        _, theme, today = self.text, self.context.theme, self.context.today()
        form = Panel(theme, "banner", pad=14, gap=10)
        text = actions.consent_text()
        self.agreed: dict[ConsentKind, Segments] = {}
        for kind in KINDS:
            words = text.question(kind).agree.in_language(self.context.language)
            answers = [("given", _("agrees"))] + ([("refused", _("does not agree"))] if kind == "statistics" else [])
            self.agreed[kind] = Segments(theme, answers, words)
            form.add(label(words, wrap=True))
            form.add(self.agreed[kind])
        self.day = guarded(TextField(theme, _("Day of the consent"), width=170), _)
        self.day.set_text(shown_date(today))
        self.of_age = Segments(theme, [("yes", _("18 or older")), ("no", _("under 18"))], _("Age"))
        self.guardian = guarded(TextField(theme, _("Parent or guardian")), _)
        birth_date = self.client.details.birth_date
        fields: list[tuple[str, QWidget]] = [(_("Day of the consent"), self.day)]
        if birth_date is None:
            fields.append((_("Age"), self.of_age))
        if birth_date is None or is_minor(birth_date, today):
            fields.append((_("Parent or guardian (needed under 18)"), self.guardian))
        for unasked in (self.of_age, self.guardian):
            unasked.setParent(form)  # one that is not asked for would be a window of its own, and outlive the page
            unasked.hide()
        for words, field in fields:
            title = label(words, "heading")
            title.setBuddy(field)
            form.add(title)
            form.add(field)
            field.show()  # in its place by now
        keep = action_button(theme, _("Keep these answers"), "primary")
        keep.clicked.connect(self._on_keep)
        self.keep = keep
        line = row(theme)
        line.addWidget(keep)
        line.addStretch(1)
        form.add(line)
        return form

    def _on_keep(self) -> None:
        _ = self.text
        try:
            day = read_date(self.day.text()) or self.context.today()
        except ValueError:
            self.day.object_to(_("This is no date. Write it as 1985-04-01, 1985/4/1 or S60.4.1."))
            return
        self.day.object_to("")
        chosen = {kind: segments.value() for kind, segments in self.agreed.items()}
        answers: dict[ConsentKind, ConsentAnswer] = {kind: a for kind, a in chosen.items() if a}  # type: ignore[misc]
        if not answers:
            self.say(_("Choose an answer first."))
            return
        age = self.of_age.value()
        self._attempt(
            lambda: actions.record_consent(
                self.context.record,
                self.client.id,
                answers=answers,
                given_on=day,
                language=self.context.language,
                recorded_by=self.context.person,
                actor=self.context.actor,
                guardian=self.guardian.text(),
                of_age=None if age is None else age == "yes",
            )
        )

    def _ask(self, consent: Consent) -> None:
        _ = self.text
        self.asked = consent
        question = _("The record stays. From now on nothing of it enters the statistics.")
        if consent.kind == "record":
            question = _("Without this consent the client goes into the bin and is erased after 30 days.")
        self.withdrawal.ask(question)

    def _withdraw(self) -> None:
        self._attempt(
            lambda: actions.withdraw_consent(
                self.context.record, self.asked.id, day=self.context.today(), actor=self.context.actor
            )
        )

    def _on_paper(self) -> None:
        _ = self.text
        path, _kind = QFileDialog.getSaveFileName(self, self.paper.text(), _("consent-form.pdf"), "PDF (*.pdf)")
        if path:
            self.save_paper(Path(path))

    def save_paper(self, path: Path) -> None:
        """Write the form where the person chose, in the language of the client's papers."""
        details, today, context = self.client.details, self.context.today(), self.context
        minor = details.birth_date is not None and is_minor(details.birth_date, today)
        clinic, name, kana = context.clinic_at(self.client.studio), details.name, details.kana
        form = ConsentForm(actions.consent_text(), clinic, today, details.language, name, kana, minor)
        try:
            path.write_bytes(render_consent_form(form))
        except OSError:
            self.say(self.text("The file could not be written there. Choose another place."))
        else:
            self.say(self.text("Saved. Print it, then delete the file."), good=True)

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Refused as refused:
            self.say(refused.sentence(self.context.language))
        else:
            self.changed.emit()

    def say(self, sentence: str, *, good: bool = False) -> None:
        """Tell how it went, below the card's buttons."""
        self.said.setText(sentence)
        self.said.setProperty("role", "soft" if good else "problem")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(bool(sentence))
