"""The company's studios: named, renamed, closed. Several need a server, which lets each person see their own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row, rule
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.studio import Studio
from clinic_app.i18n import N_

LINES = (("name", N_("Name of this studio")), ("address", N_("Address")), ("phone", N_("Phone")))
WIDEST = 460  # a code, a name, a line of an address


class StudiosCard(OwnerCard):
    """The list, one studio opened in place at a time, and a form for another; `kept` carries all as they stand then."""

    kept = Signal(object)

    def __init__(self, context: Context, house: House) -> None:
        self.opened = ""
        super().__init__(context, house, context.text("Several studios"))

    def _build(self) -> None:
        self.told = label("", "soft", wrap=True)
        self.add(self.told)
        self.list = column(self.context.theme, pad=0, gap=12)
        self.add(self.list)
        self.form = QWidget()
        place = column(self.context.theme, pad=0, gap=8)
        self.form.setLayout(place)
        self.add(self.form)
        self._build_form(place)
        self.refresh()

    def _build_form(self, place: QVBoxLayout) -> None:
        _, theme = self.words, self.context.theme
        place.addWidget(rule())
        self.heading = label("", "heading")
        place.addWidget(self.heading)
        self.fields: dict[str, TextField] = {}
        for name, words in (("code", N_("Code: 1 to 8 letters A-Z and digits, for good")), *LINES):
            self.fields[name] = TextField(theme, _(words))
            self.fields[name].setMaximumWidth(theme.px(WIDEST))
            title = label(_(words), "soft", wrap=True)
            title.setBuddy(self.fields[name])
            place.addWidget(title)
            place.addWidget(self.fields[name])
        self.adding = action_button(theme, _("Name this studio"))
        self.adding.clicked.connect(self._on_add)
        line = row(theme)
        line.addWidget(self.adding)
        line.addStretch(1)
        place.addLayout(line)

    def refresh(self) -> None:
        """Show the studios as they stand in the record."""
        _, record = self.words, self.context.record
        found: tuple[Studio, ...] = self.attempt(lambda: actions.studios(record)) or ()
        self.form.setVisible(record.is_shared)
        if not record.is_shared:
            said = _(
                "Several studios, each with its own clients and staff, need the record on a server. The manual says "
                "how to move it there; nothing is lost on the way."
            )
        elif not found:
            said = _(
                "A company with several studios gives each a code and a name; everybody then sees the clients of the "
                "studios they work in. With one studio there is nothing to do here. The first one you name takes in "
                "everything there is so far, and everybody on the staff works in it."
            )
        else:
            said = _(
                "Who works where stands under Staff. Owners see every studio. Papers carry the company's name and that "
                "of the studio; an address or a phone that stays empty here is the company's."
            )
        self.told.setText(said)
        self.heading.setText(_("Another studio") if found else _("The first studio"))
        clear(self.list)
        for studio in found:
            self.list.addLayout(self._line(studio))
            if studio.code == self.opened:
                self.list.addWidget(self._opened(studio))

    def _line(self, studio: Studio) -> QHBoxLayout:
        _, theme = self.words, self.context.theme
        line, who = row(theme, 10), column(theme, pad=0, gap=2)
        names = FlowLayout(theme.px(10))
        names.addWidget(label(studio.name, "strong"))
        names.addWidget(label(studio.code, "pill"))
        if studio.closed_on is not None:
            closed = _("closed since {day}").format(day=studio.closed_on.isoformat())
            names.addWidget(label(closed, "pill", tone="warn"))
        who.addLayout(names)
        contact = "  ".join(part for part in (studio.address, studio.phone) if part)
        if contact:
            who.addWidget(label(contact, "soft", wrap=True))
        line.addLayout(who, 1)
        if self.context.record.is_shared and studio.code != self.opened:
            change = action_button(theme, _("Change…"))
            change.setAccessibleName(f"{_('Change…')}: {studio.name}")
            change.clicked.connect(lambda: self.open(studio.code))
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def open(self, code: str) -> None:
        """Open one studio in place; an empty code closes it."""
        self.opened = code
        self.refresh()
        if code:
            self.edited["name"].setFocus()

    def _opened(self, studio: Studio) -> Panel:
        _, theme = self.words, self.context.theme
        panel = Panel(theme, "banner", pad=14, gap=8)
        self.edited: dict[str, TextField] = {}
        for name, words in LINES:
            field = TextField(theme, _(words))
            field.setMaximumWidth(theme.px(WIDEST))
            field.set_text(getattr(studio, name))
            title = label(_(words), "heading")
            title.setBuddy(field)
            panel.add(title)
            panel.add(field)
            self.edited[name] = field
        buttons = FlowLayout(theme.px(8))
        self.keep = action_button(theme, _("Keep these changes"), "primary")
        self.keep.clicked.connect(lambda: self._on_keep(studio))
        buttons.addWidget(self.keep)
        self.shut = action_button(theme, _("Close this studio") if studio.is_open else _("Open it again"))
        self.shut.clicked.connect(lambda: self._on_shut(studio))
        buttons.addWidget(self.shut)
        leave = action_button(theme, _("Leave it as it is"), "quiet")
        leave.clicked.connect(lambda: self.open(""))
        buttons.addWidget(leave)
        panel.add(buttons)
        if studio.is_open:
            said = _("In a closed studio nothing new is booked. Nothing of it is deleted, and it can open again.")
            panel.add(label(said, "soft", wrap=True))
        return panel

    def _on_add(self) -> None:
        typed = {name: field.text() for name, field in self.fields.items()}
        record, actor = self.context.record, self.context.actor
        made = self.attempt(lambda: actions.name_studio(record, actor=actor, **typed).value)
        if made is not None:
            for field in self.fields.values():
                field.set_text("")
            self._done()

    def _on_keep(self, studio: Studio) -> None:
        name, address, phone = (self.edited[line].text() for line, _words in LINES)
        wanted = Studio(studio.id, studio.code, name, address, phone)
        record, actor = self.context.record, self.context.actor
        if self.attempt(lambda: actions.change_studio(record, wanted, actor=actor).value) is not None:
            self._done()

    def _on_shut(self, studio: Studio) -> None:
        record, actor, today = self.context.record, self.context.actor, self.context.today()

        def shut() -> Studio:
            if studio.is_open:
                return actions.close_studio(record, studio.code, today, actor=actor).value
            return actions.reopen_studio(record, studio.code, actor=actor).value

        if self.attempt(shut) is not None:
            self._done()

    def _done(self) -> None:
        self.open("")
        self.say(self.words("Kept."), good=True)
        self.kept.emit(actions.studios(self.context.record))
