"""The day at the front desk: who comes when, to whom, and whether their sheet is ready. No findings, no notes."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.call_form import CallForm
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.job_words import clock
from clinic_app.desktop.front_desk.visitor_form import VisitorForm
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.booking import BookingState
from clinic_app.domain.desk import DayLine
from clinic_app.domain.desk_event import BookingMoved
from clinic_app.i18n import N_, Texts

STATES: dict[str, tuple[str, str]] = {
    "booked": (N_("Expected"), ""),
    "walk_in": (N_("Here"), "accent"),
    "arrived": (N_("In session"), "accent"),
    "no_show": (N_("No-show"), "warn"),
    "cancelled": (N_("Called off"), ""),
}
KINDS = {"trial": N_("Trial visit"), "follow_up": N_("Follow-up")}


class DayPage(ScrollColumn):
    """One line for each booking of a day; a form above when somebody is being written down."""

    def __init__(self, room: Surroundings, desk: Desk, day: date | None = None) -> None:
        super().__init__(room.theme, pad=16)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.day = day or room.today()
        self.form: VisitorForm | CallForm | None = None
        self.setAccessibleName(self.text("Visits of the day"))
        self._drawn: object = None
        self._build()
        desk.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        _ = self.text
        head = FlowLayout(self.theme.px(8))
        self._tool(head, "‹", lambda: self.go_to(self.day - timedelta(days=1)), _("The day before"))
        self.day_label = label("", "strong")
        head.addWidget(self.day_label)
        self._tool(head, "›", lambda: self.go_to(self.day + timedelta(days=1)), _("The day after"))
        self.book = self._tool(head, _("Booking"), lambda: self.open_form(walked_in=False))
        self.walk_in = self._tool(head, _("Walk-in"), lambda: self.open_form(walked_in=True))
        self.call = self._tool(head, _("Call about red pain"), self.open_call)
        self.add(head)
        self.place, self.lines = (column(self.theme, pad=0, gap=8) for _unused in range(2))
        self.add(self.place)
        self.add(self.lines)
        self.body.addStretch(1)
        self.setFocusProxy(self.book)

    def _tool(self, line: FlowLayout, words: str, does: Callable[[], object], spoken: str = "") -> OptionButton:
        button = action_button(self.theme, words)
        button.setAccessibleName(spoken or words)
        button.clicked.connect(lambda _checked=False: does())
        line.addWidget(button)
        return button

    def go_to(self, day: date) -> None:
        """Show another day."""
        self.day = day
        self.refresh()

    def refresh(self) -> None:
        """Show the day as it is known now."""
        found = [line for line in self.desk.shown.lines if line.at.astimezone().date() == self.day]
        ready = [self.desk.counter.paper_ready(line) for line in found]
        places = [self._place(line) for line in found]
        if (self.day, found, ready, places) == self._drawn:
            return
        self._drawn = (self.day, found, ready, places)
        self.day_label.setText(day_words(self.text, self.day))
        self.walk_in.setVisible(self.day == self.room.today())
        clear(self.lines)
        for line, is_ready in zip(found, ready, strict=True):
            self.lines.addWidget(self._line(line, is_ready))
        if not found:
            self.lines.addWidget(self._empty())

    def _empty(self) -> Panel:
        _ = self.text
        card = Panel(self.theme, pad=24)
        card.add(label(_("Nobody is expected on this day yet."), "strong", wrap=True))
        card.add(label(_('"Booking" writes down who comes when; the trainer sees it at once.'), "soft", wrap=True))
        return card

    def _line(self, line: DayLine, is_ready: bool) -> Panel:
        _, theme = self.text, self.theme
        card = Panel(theme, pad=10, gap=6)
        words = row(theme, 14)
        words.addWidget(label(clock(line.at), "title"))
        who = label(line.kana, "strong", wrap=True)
        words.addWidget(who, 1)
        pills = FlowLayout(theme.px(8))
        pills.addWidget(label(_(KINDS[line.kind]), "pill"))
        if line.trainer:
            pills.addWidget(label(line.trainer, "pill"))
        if place := self._place(line):
            pills.addWidget(label(place, "pill"))
        state, tone = STATES[line.state]
        pills.addWidget(label(_(state), "pill", tone=tone))
        pills.addWidget(label(*self._paper(line, is_ready)))
        self._add_buttons(pills, line)
        words.addLayout(pills, 2)
        card.add(words)
        return card

    def _place(self, line: DayLine) -> str:
        """The studio of a booking, where those of several are shown."""
        codes = self.desk.view.places.get(line.id, ())
        return self.room.studio_word(codes[0]) if codes and self.desk.shows_all else ""

    def _paper(self, line: DayLine, is_ready: bool) -> tuple[str, str]:
        return (self.text("Sheet is here"), "pill") if is_ready else (self.text("No sheet yet"), "soft")

    def _add_buttons(self, buttons: FlowLayout, line: DayLine) -> None:
        _ = self.text
        if line.round or line.state == "arrived":
            return  # the session has begun: the trainer looks after it
        if line.state == "booked":
            if self.day == self.room.today():
                self._tool(buttons, _("Is here"), lambda: self._move(line, "walk_in"), f"{_('Is here')}: {line.kana}")
                self._tool(buttons, _("No-show"), lambda: self._move(line, "no_show"), f"{_('No-show')}: {line.kana}")
            words = _("Called off")
            self._tool(buttons, words, lambda: self._move(line, "cancelled"), f"{words}: {line.kana}")
        else:
            self._tool(buttons, _("Undo"), lambda: self._move(line, "booked"), f"{_('Undo')}: {line.kana}")

    def _move(self, line: DayLine, state: BookingState) -> None:
        self.desk.note(BookingMoved(line.id, state))

    # forms

    def open_form(self, *, walked_in: bool) -> None:
        """Open the fields for somebody who comes."""
        day = self.room.today() if walked_in else self.day
        self._open(VisitorForm(self.room, self.desk, day, walked_in=walked_in))

    def open_call(self) -> None:
        """Open the fields for a call about red pain."""
        self._open(CallForm(self.room, self.desk))

    def _open(self, form: VisitorForm | CallForm) -> None:
        self.close_form()
        self.form = form
        form.done.connect(self.close_form)
        form.left.connect(self.close_form)
        self.place.addWidget(form)
        form.setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(0)

    def close_form(self) -> None:
        """Take the form away."""
        self.form = None
        clear(self.place)


def day_words(text: Texts, day: date) -> str:
    """A day with its weekday."""
    _ = text
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return _("{year}-{month:02}-{day:02} ({weekday})").format(
        year=day.year, month=day.month, day=day.day, weekday=names[day.weekday()]
    )
