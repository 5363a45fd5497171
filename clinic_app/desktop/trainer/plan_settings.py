"""What else the sheet says and how it is printed: re-check, a word of the trainer, table of runs, language, variant."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.dates import read_date, shown_date
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Variant

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session

NOTE = 200  # characters: what fits under the exercises


class PlanSettings(Panel):
    """`changed` carries what the plan is to say from now on; `look_changed` only how it is printed."""

    changed = Signal(dict)
    look_changed = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__(session.context.theme, gap=10)
        self.session, self.text, self._theme = session, session.context.text, session.context.theme
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self._theme
        self.add(label(_("Next re-check"), "heading"))
        self.recheck = guarded(TextField(theme, _("Next re-check"), width=150, placeholder="2026-12-06"), _)
        self.recheck.typed.connect(self._on_recheck)
        self.time = guarded(TextField(theme, _("Time of the re-check"), width=90, placeholder="10:00"), _)
        self.time.typed.connect(self._on_time)
        line = row(theme)
        line.addWidget(self.recheck)
        line.addWidget(self.time)
        line.addStretch(1)
        self.add(line)
        self.add(label(_("A word of yours on the sheet"), "heading"))
        self.note = guarded(TextField(theme, _("A word of yours on the sheet")), _, NOTE)
        self.note.typed.connect(lambda text: self.changed.emit({"note": text.strip()}))
        self.add(self.note)
        self.table = OptionButton(theme, _("With the table back to running"))
        self.table.clicked.connect(lambda checked: self.changed.emit({"back_to_running": checked}))
        self.add(self.table)
        self.add(label(_("Language of the sheet"), "heading"))
        self.sheet_language = Segments(
            theme, [("ja", "日本語"), ("en", "English")], _("Language of the sheet"), clearable=False
        )
        self.sheet_language.set_value(self.session.client.details.language)
        self.sheet_language.chosen.connect(lambda _value: self.look_changed.emit())
        self.add(self.sheet_language)
        self.add(label(_("Print"), "heading"))
        variants = [("standard", _("Standard")), ("large", _("Large print")), ("plain", _("Plain"))]
        self.variant = Segments(theme, variants, _("Print"), clearable=False)
        self.variant.set_value("standard")
        self.variant.chosen.connect(lambda _value: self.look_changed.emit())
        self.add(self.variant)

    @property
    def presses(self) -> tuple[OptionButton, ...]:
        """What one key does: the table, each language, each variant."""
        return (self.table, *self.sheet_language.buttons.values(), *self.variant.buttons.values())

    def language_of_sheet(self) -> Language:
        """The language that the sheet will be in."""
        return "en" if self.sheet_language.value() == "en" else "ja"

    def variant_of_sheet(self) -> Variant:
        """How it will be printed."""
        value = self.variant.value()
        return "large" if value == "large" else "plain" if value == "plain" else "standard"

    def refresh(self, *, memo: bool) -> None:
        """Show what the plan says now; a referral memo has none of it but its language and how it is printed."""
        plan = self.session.plan
        said = [
            (self.recheck, shown_date(plan.recheck_on if plan else None)),
            (self.time, plan.recheck_time if plan else ""),
            (self.note, plan.note if plan else ""),
        ]
        for field, words in said:
            if not field.edit.hasFocus():
                field.set_text(words)
            field.setEnabled(plan is not None and not memo)
        self.table.setChecked(plan is not None and plan.back_to_running)
        self.table.setEnabled(plan is not None and not memo)

    def _on_recheck(self, text: str) -> None:
        try:
            day = read_date(text)
        except ValueError:
            self.recheck.object_to(self.text("This is no date. Write it as 2026-12-06 or R8.12.6."))
            return
        if day is not None and day < self.session.context.today():
            self.recheck.object_to(self.text("The re-check lies in the past."))
            return
        self.recheck.object_to("")
        self.changed.emit({"recheck_on": day})

    def _on_time(self, text: str) -> None:
        hour, _, minute = text.strip().replace("\uff1a", ":").partition(":")
        fine = hour.isdecimal() and int(hour) < 24 and minute.isdecimal() and len(minute) == 2 and int(minute) < 60
        if text.strip() and not fine:
            self.time.object_to(self.text("Write the time as 10:00."))
            return
        self.time.object_to("")
        self.changed.emit({"recheck_time": f"{int(hour)}:{minute}" if fine else ""})
