"""A new client: who it is and how to reach them. What is wrong is said beside its field; nothing typed is lost."""

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import ClientDetails, age_on, as_katakana
from clinic_app.domain.dates import read_date
from clinic_app.errors import Refused

KANA = re.compile(r"^[ァ-ヺー・\s]+$")


class ClientForm(ScrollColumn):
    """One card; "begin the visit" registers the client and opens the session."""

    registered = Signal(str)
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("New client"))
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.add(label(_("New client"), "display"))
        card = Panel(theme, pad=20, gap=12)
        self.name = TextField(theme, _("Name"))
        self.kana = TextField(theme, _("Kana"), placeholder="ヤマダ ハナコ")
        self.birth = TextField(theme, _("Birth date"), width=170, placeholder="1985-04-01 / S60.4.1")
        self.phone = TextField(theme, _("Phone"), width=220)
        sexes = [("female", _("female")), ("male", _("male")), ("unstated", _("not stated"))]
        self.sex = Segments(theme, sexes, _("Sex"))
        self.sheet_language = Segments(
            theme, [("ja", "日本語"), ("en", "English")], _("Language of the sheet"), clearable=False
        )
        self.sheet_language.set_value("ja")
        for words, control in (
            (_("Name"), self.name),
            (_("Kana"), self.kana),
            (_("Birth date"), self.birth),
            (_("Sex"), self.sex),
            (_("Phone"), self.phone),
            (_("Language of the sheet"), self.sheet_language),
        ):
            card.add(self._row(words, control))
        self.similar = label("", "question", wrap=True)
        card.add(self.similar)
        self.add(card)
        line = row(theme)
        back = action_button(theme, _("Cancel"))
        back.clicked.connect(self.left)
        self.begin = action_button(theme, _("Register and begin the visit"), "primary")
        self.begin.clicked.connect(self._on_begin)
        line.addWidget(back)
        line.addWidget(self.begin)
        line.addStretch(1)
        self.add(line)
        self.body.addStretch(1)
        self.kana.typed.connect(lambda _text: self._look_for_similar())
        self.birth.typed.connect(lambda _text: self._read_birth())
        self.setFocusProxy(self.name)

    def _row(self, words: str, control: QWidget) -> QHBoxLayout:
        line = row(self.theme, 12)
        title = label(words, wrap=True)
        title.setBuddy(control)
        title.setFixedWidth(self.theme.px(150))
        line.addWidget(title)
        line.addWidget(control, 1)
        return line

    def _look_for_similar(self) -> None:
        """Who is already in the record with this kana; a hint, never a block."""
        kana = as_katakana(self.kana.text())
        found = actions.find_clients(self.context.record, kana) if kana else ()
        names = "、".join(f"{client.details.name} ({client.details.phone})" for client in found[:3])
        self.similar.setText(self.text("Already in the record: {names}").format(names=names) if names else "")

    def _read_birth(self) -> date | None:
        """The birth date, or None with an objection beside the field."""
        _, today = self.text, self.context.today()
        try:
            day = read_date(self.birth.text())
        except ValueError:
            self.birth.object_to(_("This is no date. Write it as 1985-04-01, 1985/4/1 or S60.4.1."))
            return None
        if day is None:
            self.birth.object_to(_("The birth date is needed: age decides part of the screening."))
            return None
        if day > today:
            self.birth.object_to(_("The birth date lies in the future."))
            return None
        if not 6 <= age_on(day, today) <= 110:
            self.birth.object_to(_("The age must be from 6 to 110 years."))
            return None
        self.birth.object_to("")
        return day

    def _details(self) -> ClientDetails | None:
        """What was typed, or None with an objection beside the first wrong field."""
        _, name, kana = self.text, self.name.text().strip(), as_katakana(self.kana.text())
        self.name.object_to("" if name else _("The name is needed; it is printed on the sheet."))
        wrong = not KANA.match(kana) if kana else True
        self.kana.object_to(_("Kana is needed: the desk finds and calls people by it.") if wrong else "")
        birth = self._read_birth()
        if not name or wrong or birth is None:
            return None
        return ClientDetails(
            name=name,
            kana=kana,
            sex=self.sex.value() or "unstated",  # type: ignore[arg-type]
            birth_date=birth,
            phone=self.phone.text().strip(),
            language=self.sheet_language.value() or "ja",  # type: ignore[arg-type]
        )

    def _on_begin(self) -> None:
        details = self._details()
        if details is None:
            return
        try:
            client = actions.register_client(self.context.record, details, actor=self.context.actor).value
        except Refused as refused:
            self.name.object_to(refused.sentence(self.context.language))
            return
        self.registered.emit(client.id)
