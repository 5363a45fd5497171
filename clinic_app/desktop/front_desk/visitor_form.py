"""Who comes when: a booking, a walk-in, or somebody new who is registered at once. Sent to the record as events."""

from datetime import date, datetime, time
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from clinic_app.actions.studios import SHUT
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.widgets.choices import Segments, Ticks
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.name_fields import KanaField, NameField
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.dates import OutsideEraError, in_era, read_date, read_time
from clinic_app.domain.desk_event import Booked, DeskEvent, Registered
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import STORED_AFTER_ALL

SHORT = 200


class VisitorForm(Panel):
    """Enter in the last field saves, so does the button; what is wrong is said at its field."""

    done = Signal()
    left = Signal()

    def __init__(self, room: Surroundings, desk: Desk, day: date, *, walked_in: bool) -> None:
        super().__init__(room.theme, pad=16, gap=10)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.day, self.walked_in = day, walked_in
        self._new_ids()
        self._make()
        self._build()
        self.setFocusProxy(self.name)
        self._on_new(None)

    def _make(self) -> None:
        _, theme = self.text, self.theme
        self.name = NameField(theme, _, _("Name"))
        self.kana = KanaField(theme, _, _("Kana"), "ヤマダ ハナコ")
        self.name.heard.connect(self.kana.suggest)
        self.phone = guarded(TextField(theme, _("Phone"), width=SHORT), _)
        self.at = guarded(TextField(theme, _("Time"), placeholder="14:30", width=110), _)
        self.birth = guarded(TextField(theme, _("Birth date"), placeholder="1985-04-01 / S60.4.1", width=SHORT), _)
        kinds = [("trial", _("Trial visit")), ("follow_up", _("Follow-up"))]
        self.kind = Segments(theme, kinds, _("Kind"), clearable=False)
        self.kind.set_value("trial")
        self.new = Ticks(theme, [("new", _("Register as a new client"))], _("New here"), None)
        self.new.chosen.connect(self._on_new)
        languages = [("ja", "日本語"), ("en", "English")]
        self.language = Segments(theme, languages, _("Language of the sheet"), clearable=False)
        self.language.set_value("ja")
        if self.walked_in:
            self.at.set_text(self.room.clock().astimezone().strftime("%H:%M"))

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.setAccessibleName(_("Walk-in") if self.walked_in else _("Booking"))
        self.add(label(self.accessibleName(), "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        fields = [
            (_("Name"), self.name), (_("Kana"), self.kana), (_("Phone"), self.phone), (_("Time"), self.at),
            (_("Kind"), self.kind), (_("New here"), self.new), (_("Birth date"), self.birth),
            (_("Language of the sheet"), self.language),
        ]  # fmt: skip
        self.titles = {}
        for place, (words, control) in enumerate(fields):
            title = label(words, "heading")
            title.setBuddy(control)
            self.titles[control] = title
            above, side = 2 * (place // 2), place % 2
            grid.addWidget(title, above, side)
            grid.addWidget(control, above + 1, side)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        self.add(grid)
        self.save = action_button(theme, _("They are here") if self.walked_in else _("Book"), "primary")
        cancel = action_button(theme, _("Cancel"), "quiet")
        self.refused = label("", "problem", wrap=True)
        self.refused.hide()
        self.add(self.refused)
        line = row(theme, 8)
        line.addWidget(self.save)
        line.addWidget(cancel)
        line.addStretch(1)
        self.add(line)
        self.save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.left)
        for field in (self.phone, self.at, self.birth):
            field.edit.returnPressed.connect(self._on_save)

    def _on_new(self, ticked: object) -> None:
        for control in (self.birth, self.language):
            control.setVisible(bool(ticked))
            self.titles[control].setVisible(bool(ticked))

    def _read(self) -> tuple[datetime, date | None] | None:
        """The time and the birth date; None when something is wrong, which is then said at its field."""
        _, fine = self.text, True
        registers = bool(self.new.value())
        if not self.name.text().strip():
            self.name.object_to(_("Enter the name."))
            fine = False
        if registers and not self.kana.katakana():
            self.kana.object_to(_("Enter the reading of the name in kana."))
            fine = False
        at = self._time()
        if at is None:
            self.at.object_to(_("Enter a time such as 14:30."))
            fine = False
        born = self._born() if registers and self.birth.text().strip() else None
        if born is None and registers and self.birth.text().strip():
            fine = False
        if not fine or at is None:
            return None
        return datetime.combine(self.day, at).astimezone(), born

    def _time(self) -> time | None:
        try:
            return read_time(self.at.text())
        except ValueError:
            return None

    def _born(self) -> date | None:
        _ = self.text
        try:
            born = read_date(self.birth.text())
        except OutsideEraError as error:
            self.birth.object_to(_("There is no such day in that era. Is it {right}?").format(right=error.right))
            return None
        except ValueError:
            born = None
        if born is None or born > self.room.today() or born.year < self.room.today().year - 110:
            self.birth.object_to(_("Enter a date such as 1985-04-01 or S60.4.1."))
            return None
        self.birth.object_to(in_era(born), "question")
        return born

    def _on_save(self) -> None:
        for field in (self.name, self.at, self.birth):
            field.object_to("")
        read = self._read()
        if read is None:
            return
        at, born = read
        if (there := self.room.whereabouts) is not None and there.is_shut:
            self._refuse(Refused(SHUT, studio=there.name(there.here())))
            return
        client, name, kana = None, " ".join(self.name.text().split()), self.kana.katakana()
        phone, events = self.phone.text().strip(), list[DeskEvent]()
        if self.new.value():
            client = self._client
            language: Language = "en" if self.language.value() == "en" else "ja"
            events.append(Registered(client, name, kana, language, born, phone))
        events.append(
            Booked(
                booking=self._booking,
                at=at,
                kind="follow_up" if self.kind.value() == "follow_up" else "trial",
                name=name,
                by=self.room.person,
                kana=kana,
                phone=phone,
                walked_in=self.walked_in,
                client=client,
            )
        )
        self.save.setEnabled(False)  # nothing is booked twice
        self.refused.hide()
        self.desk.hand_in(self, tuple(events), self.done.emit, self._on_kept)

    def _new_ids(self) -> None:
        """What is saved again after a fault is the same entry: it keeps the ids it had."""
        self._client, self._booking = str(uuid4()), str(uuid4())

    def _on_kept(self, refused: Refused) -> None:
        """It is not written down: everything stays here, to be saved again."""
        if refused.message == STORED_AFTER_ALL:  # what was typed before; what stands here now is something else
            self._new_ids()
        self.save.setEnabled(True)
        self._refuse(refused)

    def _refuse(self, refused: Refused) -> None:
        self.refused.setText(refused.sentence(self.room.language))
        self.refused.show()
