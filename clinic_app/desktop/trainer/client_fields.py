"""The fields of a client, for the new one and for a change: read into details, objected to beside each field."""

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, column, label, row
from clinic_app.desktop.widgets.name_fields import KanaField, NameField
from clinic_app.desktop.widgets.numbers import TextField, read_number, shown_number
from clinic_app.domain.client import ClientDetails, age_on
from clinic_app.domain.dates import OutsideEraError, in_era, read_date, shown_date

KANA = re.compile(r"^[ァ-ヺー・\s]+$")
TITLE_WIDTH, SHORT = 132, 220
YOUNGEST, OLDEST, MOST_KM = 6, 110, 400
Typed = dict[str, str]


class ClientFields(QWidget):
    """Who it is, how to reach them, their running. `typed_on` tells that something changed."""

    typed_on = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.theme, self.text = context, context.theme, context.text
        self._make()
        self._build()
        self.setFocusProxy(self.name)
        for field in self._texts().values():
            field.typed.connect(lambda _text: self.typed_on.emit())
        self.name.heard.connect(self.kana.suggest)
        self.kana.edit.textChanged.connect(lambda _text: self.typed_on.emit())
        self.birth.edit.textChanged.connect(lambda _text: self._say_birth())

    def _make(self) -> None:
        _, theme = self.text, self.theme
        self.name = NameField(theme, _, _("Name"))
        self.kana = KanaField(theme, _, _("Kana"), "ヤマダ ハナコ")
        self.birth = self._line(_("Birth date"), "1985-04-01 / S60.4.1", SHORT)
        self.birth_words = label("", "soft")
        sexes = [("female", _("female")), ("male", _("male")), ("unstated", _("not stated"))]
        self.sex = Segments(theme, sexes, _("Sex"))
        self.phone = self._line(_("Phone"), "", SHORT)
        self.email = self._line(_("E-mail"), "")
        languages = [("ja", "日本語"), ("en", "English")]
        self.sheet_language = Segments(theme, languages, _("Language of the sheet"), clearable=False)
        self.sheet_language.set_value("ja")
        self.since = self._line(_("Running since"), "2019", SHORT - 110)
        self.km = self._line(_("Usual km a week"), "", SHORT - 110)
        self.goal = self._line(_("Runs for"), _("a race, company, health ..."))
        self.goal_on = self._line(_("On"), "2027-03-07", SHORT)
        self.note = self._line(_("Note"), "")

    def _line(self, words: str, placeholder: str, width: int = 0) -> TextField:
        return guarded(TextField(self.theme, words, placeholder=placeholder, width=width), self.text)

    def _texts(self) -> dict[str, TextField]:
        return {
            "name": self.name, "kana": self.kana, "birth": self.birth, "phone": self.phone, "email": self.email,
            "since": self.since, "km": self.km, "goal": self.goal, "goal_on": self.goal_on, "note": self.note,
        }  # fmt: skip

    def _build(self) -> None:
        _ = self.text
        outer = column(self.theme, pad=0, gap=12)
        self.setLayout(outer)
        born = row(self.theme, 12)
        born.addWidget(self.birth)
        born.addWidget(self.birth_words)
        born.addStretch(1)
        who = Panel(self.theme, gap=10)
        who.add(self._row(_("Name"), self.name, self.name))
        who.add(self._row(_("Kana"), self.kana, self.kana))
        who.add(self._row(_("Birth date"), self.birth, born))
        who.add(self._row(_("Sex"), self.sex, self.sex))
        outer.addWidget(who)
        reach = Panel(self.theme, gap=10)
        reach.add(label(_("Contact"), "heading"))
        reach.add(self._row(_("Phone"), self.phone, self.phone))
        reach.add(self._row(_("E-mail"), self.email, self.email))
        reach.add(self._row(_("Language of the sheet"), self.sheet_language, self.sheet_language))
        outer.addWidget(reach)
        running = Panel(self.theme, gap=10)
        running.add(label(_("Running profile"), "heading"))
        running.add(self._pair((_("Running since"), self.since), (_("Usual km a week"), self.km)))
        running.add(self._pair((_("Runs for"), self.goal), (_("On"), self.goal_on)))
        running.add(self._row(_("Note"), self.note, self.note))
        outer.addWidget(running)

    def _row(self, words: str, control: QWidget, shown: QWidget | QHBoxLayout) -> QHBoxLayout:
        line = row(self.theme, 12)
        title = label(words, wrap=True)
        title.setBuddy(control)
        title.setFixedWidth(self.theme.px(TITLE_WIDTH))
        line.addWidget(title)
        if isinstance(shown, QWidget):
            line.addWidget(shown, 1)
        else:
            line.addLayout(shown, 1)
        return line

    def _pair(self, *fields: tuple[str, TextField]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(12))
        for place, (words, field) in enumerate(fields):
            title = label(words, wrap=True)
            title.setBuddy(field)
            if place == 0:
                title.setFixedWidth(self.theme.px(TITLE_WIDTH))
            grid.addWidget(title, 0, 2 * place)
            grid.addWidget(field, 0, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
        return grid

    # what is typed

    def typed(self) -> Typed:
        """Everything as it stands in the fields, right or wrong."""
        found = {name: field.text() for name, field in self._texts().items()}
        choices = {"sex": self.sex.value() or "", "language": self.sheet_language.value() or ""}
        return {**found, **choices, "unconfirmed": "1" if self.kana.unconfirmed else ""}

    def show_typed(self, typed: Typed) -> None:
        """Show what was typed elsewhere: before the language or the text size changed, or in a booking."""
        for name, field in self._texts().items():
            field.set_text(typed.get(name, ""))
        if typed.get("unconfirmed"):
            self.kana.set_text("")
            self.kana.suggest(typed["kana"])
        self.sex.set_value(typed.get("sex") or None)
        self.sheet_language.set_value(typed.get("language") or "ja")
        self._say_birth()

    def show_details(self, details: ClientDetails) -> None:
        """Show a client as they are written down."""
        self.show_typed(typed_of(details))

    def rough_details(self) -> ClientDetails:
        """What is typed so far, without objections: enough to look who is alike."""
        try:
            birth = read_date(self.birth.text())
        except ValueError:
            birth = None
        return ClientDetails(
            name=self.name.text().strip(), kana=self.kana.katakana(), birth_date=birth, phone=self.phone.text().strip()
        )

    def details(self, *, birth_needed: bool = True) -> ClientDetails | None:
        """What was typed, or None with an objection beside each wrong field."""
        _, name, kana = self.text, self.name.text().strip(), self.kana.katakana()
        self.name.object_to("" if name else _("The name is needed; it is printed on the sheet."))
        right = bool(kana) and KANA.match(kana) is not None
        if not (right and self.kana.unconfirmed):
            self.kana.object_to("" if right else _("Kana is needed: the desk finds and calls people by it."))
        born, birth = self._birth(needed=birth_needed)
        since = self._whole(self.since, 1900, self.context.today().year)
        km = self._whole(self.km, 0, MOST_KM)
        on = self._goal_day()
        if not (name and right and born) or None in (since, km) or on is None:
            return None
        return ClientDetails(
            name=name,
            kana=kana,
            sex=self.sex.value() or "unstated",  # type: ignore[arg-type]
            birth_date=birth,
            phone=self.phone.text().strip(),
            email=self.email.text().strip(),
            language=self.sheet_language.value() or "ja",  # type: ignore[arg-type]
            note=self.note.text(),
            running_since=since or None,
            usual_weekly_km=None if not self.km.text().strip() else km,
            goal=self.goal.text().strip(),
            goal_on=on or None,  # type: ignore[arg-type]
        )

    def first_wrong(self) -> TextField | None:
        """The first field that is objected to."""
        return next((field for field in self._texts().values() if field.edit.property("tone") == "stop"), None)

    def _whole(self, field: TextField, low: int, high: int) -> int | None:
        """The number in a field, 0 when empty; None with an objection."""
        _ = self.text
        field.object_to("")
        try:
            number = read_number(field.text())
        except ValueError:
            number = -1
        if number is None:
            return 0
        if number != int(number) or not low <= number <= high:
            field.object_to(_("A whole number from {low} to {high}, or nothing.").format(low=low, high=high))
            return None
        return int(number)

    def _goal_day(self) -> date | str | None:
        """The day of the goal, an empty text when there is none; None with an objection."""
        self.goal_on.object_to("")
        try:
            return read_date(self.goal_on.text()) or ""
        except ValueError:
            self.goal_on.object_to(self.text("This is no date. Write it as 2027-03-07 or 2027/3/7."))
            return None

    def _birth(self, *, needed: bool) -> tuple[bool, date | None]:
        """Whether the birth date can be saved, and the date; with an objection beside the field when not."""
        _, today = self.text, self.context.today()
        self.birth.object_to("")
        try:
            day = read_date(self.birth.text())
        except OutsideEraError as wrong:
            words = _("{era} has no such day. Is it {right}?")
            right = wrong.right if self.context.language == "ja" else f"{wrong.right} ({wrong.day.isoformat()})"
            self.birth.object_to(words.format(era=wrong.era.name, right=right))
            return False, None
        except ValueError:
            self.birth.object_to(_("This is no date. Write it as 1985-04-01, 1985/4/1 or S60.4.1."))
            return False, None
        if day is None:
            if needed:
                self.birth.object_to(_("The birth date is needed: age decides part of the screening."))
            return not needed, None
        if day > today:
            self.birth.object_to(_("The birth date lies in the future."))
        elif not YOUNGEST <= age_on(day, today) <= OLDEST:
            self.birth.object_to(_("The age must be from 6 to 110 years."))
        else:
            return True, day
        return False, None

    def _say_birth(self) -> None:
        """How the date was understood, in the other calendar, with the age."""
        try:
            day = read_date(self.birth.text())
        except ValueError:
            day = None
        if day is None or not 0 <= age_on(day, self.context.today()) <= OLDEST:
            self.birth_words.setText("")
            return
        parts = [self.text("{age} years").format(age=age_on(day, self.context.today()))]
        if not self.birth.text().strip()[0].isdecimal():
            parts.insert(0, day.isoformat())
        elif self.context.language == "ja":
            parts.insert(0, in_era(day))
        self.birth_words.setText(" · ".join(parts))


def typed_of(details: ClientDetails) -> Typed:
    """Details as they are typed."""
    return {
        "name": details.name,
        "kana": details.kana,
        "birth": shown_date(details.birth_date),
        "phone": details.phone,
        "email": details.email,
        "since": shown_number(details.running_since),
        "km": shown_number(details.usual_weekly_km),
        "goal": details.goal,
        "goal_on": shown_date(details.goal_on),
        "note": details.note,
        "sex": details.sex,
        "language": details.language,
    }
