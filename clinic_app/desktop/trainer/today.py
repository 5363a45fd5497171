"""Today: who is expected, sessions in progress, re-checks that are due, and calls about red pain above everything."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.blank_forms import ask_where, save_blank_forms
from clinic_app.desktop.trainer.booking_form import BookingForm, CallForm
from clinic_app.desktop.trainer.today_rows import (
    DayRow,
    as_seen,
    call_row,
    day_words,
    expected_row,
    finished_row,
    progress_row,
    recheck_row,
)
from clinic_app.desktop.trainer.today_studio import KEY, StudioOfDay
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import key_of
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.tab_order import tab_after
from clinic_app.domain.booking import Booking, BookingState, Call, Expected
from clinic_app.domain.client import Client
from clinic_app.errors import Refused

SIDE_BY_SIDE = 1000  # design pixels below which two columns are too narrow to be read at a glance
RECHECKS_SHOWN = 6
LOOK_EVERY_MS = 3000


class TodayPage(ScrollColumn):
    """The day by the clock on the left, what waits for somebody on the right. A digit presses the button it is on."""

    visit_chosen = Signal(str)
    new_client_requested = Signal()
    registration_requested = Signal(str)
    move_requested = Signal(str)

    def __init__(self, context: Context, day: date | None = None) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.day = day or context.today()
        self.form: BookingForm | CallForm | None = None
        self.numbered: list[OptionButton] = []
        self._all_rechecks = self.is_today = False
        self.setAccessibleName(self.text("Today"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._watch = QTimer(self, interval=LOOK_EVERY_MS)
        self._watch.timeout.connect(self.look_again)
        self._build()
        self.refresh()

    def _build(self) -> None:
        _ = self.text
        head = FlowLayout(self.theme.px(8))
        head.addWidget(label(_("Today"), "display"))
        self.before = self._tool("‹", lambda: self.go_to(self.day - timedelta(days=1)), _("The day before"))
        self.day_label = label("", "strong")
        self.after = self._tool("›", lambda: self.go_to(self.day + timedelta(days=1)), _("The day after"))
        self.back = self._tool(_("Back to today"), lambda: self.go_to(self.context.today()))
        self.studio = StudioOfDay(self.context)
        self.studio.changed.connect(self.refresh)
        for widget in (self.before, self.day_label, self.after, self.back, self.studio):
            head.addWidget(widget)
        tools = FlowLayout(self.theme.px(8))
        self.book = self._tool(_("Booking"), lambda: self.open_booking(walked_in=False))
        self.walk_in = self._tool(_("Walk-in"), lambda: self.open_booking(walked_in=True))
        self.new = self._tool(_("New client"), self.new_client_requested.emit)
        self.call = self._tool(_("Call about red pain"), lambda: self._open(CallForm(self.context)))
        self.forms = self._tool(_("Blank forms…"), self._on_forms)
        for button in (self.book, self.walk_in, self.new, self.call, self.forms):
            tools.addWidget(button)
        self.top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.top.setSpacing(self.theme.px(12))
        self.top.addLayout(head, 1)
        self.top.addLayout(tools)
        self.add(self.top)
        self.said = Panel(self.theme, "banner", tone="accent", pad=10)
        self.said.hide()
        self.add(self.said)
        self.place, self.calls = (column(self.theme, pad=0, gap=8) for _ in range(2))
        self.add(self.calls)
        self._pinned: list[QWidget] = []
        self.add(self.place)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(self.theme.px(20))
        self.left, self.right = (column(self.theme, pad=0, gap=8) for _ in range(2))
        self.columns.addLayout(self.left, 6)
        self.columns.addLayout(self.right, 5)
        self.add(self.columns)
        self.body.addStretch(1)

    def _tool(self, words: str, does: Callable[[], object], spoken: str = "") -> OptionButton:
        button = action_button(self.theme, words)
        button.setAccessibleName(spoken or words)
        button.clicked.connect(lambda _checked=False: does())
        return button

    def _on_forms(self) -> None:
        if path := ask_where(self, self.context):
            self._say(save_blank_forms(self.context, path))

    # the day

    def refresh(self) -> None:
        """Show the day as it stands in the record; what was today is the next day once midnight has passed."""
        _ = self.text
        record, today, change = self.context.record, self.context.today(), self._last_change()
        shown = today if self.is_today and self.form is None else self.day
        day, wishes = record.together(
            partial(actions.day_overview, record, shown, today), partial(actions.reprint_wishes, record)
        )
        self.day, self.is_today, self._change = shown, shown == today, change
        self._shown = (as_seen(day), self.studio.called)
        day = self.studio.shown(day)
        self.day_label.setText(day_words(self.day, _))
        self.back.setVisible(not self.is_today)
        self.walk_in.setVisible(self.is_today)
        self.numbered = []
        self._pinned = []
        for layout in (self.calls, self.left, self.right):
            clear(layout)
        if (banner := self.studio.banner()) is not None:
            self._pin(banner)
        for call in day.calls:
            self._pin(self._call(call))
        for wish in wishes:
            self._pin(self._wish(wish))
        self._fill(self.left, _("Expected"), [self._expected(one) for one in day.expected])
        if not day.expected:
            self.left.addWidget(self._empty())
        self._fill(self.left, _("Finished"), [self._finished(one) for one in day.closed])
        self._fill(self.right, _("In progress"), [self._progress(one) for one in day.in_progress])
        due = day.rechecks if self._all_rechecks else day.rechecks[:RECHECKS_SHOWN]
        self._fill(self.right, _("Re-checks due, not booked"), [self._recheck(one) for one in due])
        if len(due) < len(day.rechecks):
            words = _.plural("{count} more", "{count} more", len(day.rechecks) - len(due))
            self.right.addWidget(self._tool(words, self._show_all_rechecks), 0, Qt.AlignmentFlag.AlignLeft)
        for layout in (self.left, self.right):
            layout.addStretch(1)
        first = self.numbered[0] if self.numbered else self.book
        if self.form is None:
            self.setFocusProxy(first)

    def look_again(self) -> None:
        """Show what somebody did elsewhere meanwhile: in another window, at the front desk, on another computer.

        Rows move only when one of them changed, never under a finger, and the focus stays with the page.
        """
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        record, today = self.context.record, self.context.today()
        turned = self.form is None and self.is_today != (self.day == today)  # midnight has passed
        try:
            change = self._last_change()
            if change == self._change and not record.is_shared and not turned:
                return
            self._change = change
            seen = as_seen(actions.day_overview(record, self.day, today))
            if (seen, self.studio.called) == self._shown and not turned:
                return
            focused = QApplication.focusWidget()
            inside = focused is not None and self.isAncestorOf(focused) and self.form is None
            self.refresh()
        except Refused:
            return  # a covered record: what is new shows when it is opened again
        if inside:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _last_change(self) -> int:
        """By what an unchanged day is known without reading it; a server tells by itself when it is not."""
        return 0 if self.context.record.is_shared else actions.last_change(self.context.record)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.context.record.is_shared:  # a server has told of everything since
            self.look_again()
            self._watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._watch.stop()
        super().hideEvent(event)

    def go_to(self, day: date) -> None:
        """Show another day."""
        self.day, self.is_today = day, False
        self._close_form()
        self.refresh()

    def _fill(self, layout: QVBoxLayout, heading: str, rows: list[DayRow]) -> None:
        if rows:
            layout.addWidget(label(heading, "heading"))
            for found in rows:
                layout.addWidget(found)

    def _empty(self) -> QWidget:
        _ = self.text
        card = Panel(self.theme, pad=24)
        if self.is_today:
            card.add(label(_("Nobody is expected today yet."), "strong", wrap=True))
            said = _('"Booking" notes who comes when, "Walk-in" who is here now; three fields each.')
        else:
            card.add(label(_("Nobody is expected on this day yet."), "strong", wrap=True))
            said = _('"Booking" notes who comes when; three fields.')
        card.add(label(said, "soft", wrap=True))
        return card

    def _numbered(self, made: DayRow, words: str) -> OptionButton:
        """A row's main button, with the digit that presses it."""
        number = len(self.numbered) + 1
        button = made.button(words, "primary", str(number) if number <= 9 else "")
        self.numbered.append(button)
        return button

    def _expected(self, expected: Expected) -> DayRow:
        _, booking = self.text, expected.booking
        made = expected_row(self.studio.of_rows, expected)
        if booking.visit_id is not None:  # their session stands among those in progress, or finished
            return made
        if booking.waits:
            if self.is_today:
                words = _("Begin") if booking.state == "walk_in" else _("Arrived")
                self._numbered(made, words).clicked.connect(lambda: self._on_arrived(booking))
                made.button(_("No-show"), "quiet").clicked.connect(lambda: self._set(expected, "no_show"))
            made.button(_("Called off"), "quiet").clicked.connect(lambda: self._set(expected, "cancelled"))
        else:
            made.button(_("Undo")).clicked.connect(lambda: self._set(expected, "booked"))
        return made

    def _progress(self, entry: actions.OpenVisit) -> DayRow:
        made = progress_row(self.studio.of_rows, entry)
        visit_id = entry.visit.id
        self._numbered(made, self.text("Resume")).clicked.connect(lambda: self.visit_chosen.emit(visit_id))
        self._add_move(made, visit_id)
        return made

    def _finished(self, entry: actions.VisitOfDay) -> DayRow:
        made = finished_row(self.studio.of_rows, entry)
        visit_id = entry.visit.id
        made.button(self.text("Look")).clicked.connect(lambda: self.visit_chosen.emit(visit_id))
        self._add_move(made, visit_id)
        return made

    def _add_move(self, made: DayRow, visit_id: str) -> None:
        button = made.button(self.text("Move"), "quiet")
        button.setToolTip(self.text("Entered under the wrong client"))
        button.clicked.connect(lambda: self.move_requested.emit(visit_id))

    def _recheck(self, recheck: actions.Recheck) -> DayRow:
        made = recheck_row(self.studio.of_rows, recheck)
        day = max(recheck.due_on, self.context.today())
        made.button(self.text("Book")).clicked.connect(lambda: self._book_recheck(recheck.client, day))
        return made

    def _call(self, call: Call) -> DayRow:
        made = call_row(self.context, call)
        made.button(self.text("I have taken note"), "primary").clicked.connect(lambda: self._on_noted(call))
        return made

    def _wish(self, wish: actions.Wish) -> DayRow:
        """The front desk asks for an older sheet; one key gives it."""
        _ = self.text
        made = DayRow(self.context, wish.kana, "", lead=str(wish.call_number))
        day = wish.issued_at.astimezone().date()
        made.say(_("{name} at the front desk asks for the sheet of {day} again").format(name=wish.asked_by, day=day))
        self._numbered(made, _("Give it again")).clicked.connect(lambda: self._on_wish(wish.id, give=True))
        made.button(_("Not now"), "quiet").clicked.connect(lambda: self._on_wish(wish.id, give=False))
        return made

    def _on_wish(self, wish_id: str, *, give: bool) -> None:
        context = self.context
        actions.answer_wish(context.record, wish_id, give=give, by=context.person, actor=context.actor)
        self.refresh()

    def _show_all_rechecks(self) -> None:
        self._all_rechecks = True
        self.refresh()

    # what a person does

    def open_booking(self, *, walked_in: bool, client: Client | None = None) -> None:
        """Open the three fields."""
        self._open(BookingForm(self.context, self.day, walked_in=walked_in, client=client))

    def _book_recheck(self, client: Client, day: date) -> None:
        self.go_to(day)
        self.open_booking(walked_in=False, client=client)

    def _pin(self, line: QWidget) -> None:
        """Put a line above the day, until somebody has seen to it."""
        self._pinned.append(line)
        self.calls.addWidget(line)

    def _open(self, form: BookingForm | CallForm) -> None:
        self._close_form()
        self.form = form
        form.done.connect(self._on_form_done)
        form.left.connect(self._close_form)
        self.place.addWidget(form)
        tab_after(self._pinned[-1] if self._pinned else self.call, form)
        self.setFocusProxy(form)
        form.setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(0)

    def _close_form(self) -> None:
        self.form = None
        clear(self.place)

    def _on_form_done(self) -> None:
        self._close_form()
        self.refresh()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_arrived(self, booking: Booking) -> None:
        if booking.client_id is None:
            self.registration_requested.emit(booking.id)
            return
        try:
            visit = actions.arrive(
                self.context.record,
                booking.id,
                day=self.day,
                trainer=self.context.person,
                actor=self.context.actor,
            ).value
        except Refused as refused:
            self._say(refused.sentence(self.context.language))
            return
        self.visit_chosen.emit(visit.id)

    def _set(self, expected: Expected, state: BookingState) -> None:
        try:
            actions.change_booking(self.context.record, expected.booking.id, state, actor=self.context.actor)
        except Refused as refused:
            self._say(refused.sentence(self.context.language))
            return
        self.refresh()

    def _on_noted(self, call: Call) -> None:
        record, actor = self.context.record, self.context.actor
        actions.acknowledge_call(record, call.id, by=self.context.person, actor=actor)
        self.refresh()
        words = self.text("You have taken note of the call from {name}.").format(name=call.name)
        self._say(words, lambda: actions.put_call_back(record, call.id, actor=actor))

    def _say(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """One line above the day, with its undo when there is one."""
        clear(self.said.body)
        line = FlowLayout(self.theme.px(10))
        line.addWidget(label(words, wrap=undo is None))
        if undo is not None:
            line.addWidget(self._tool(self.text("Undo"), lambda: self._undo(undo)))
        self.said.add(line)
        self.said.show()

    def _undo(self, undo: Callable[[], object]) -> None:
        undo()
        self.said.hide()
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is not None and key.isdecimal() and 1 <= int(key) <= len(self.numbered):
            self.numbered[int(key) - 1].click()
        elif key == KEY and self.studio.is_needed:
            self.studio.toggle()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside tells this area when its rows need another width."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        """Two columns where both fit, however long the words in them are; else one below the other."""
        room = self.viewport().width()
        margins, columns = self.body.contentsMargins(), (self.left, self.right)
        needed = sum(one.minimumSize().width() for one in columns) + self.columns.spacing()
        fits = needed + margins.left() + margins.right() <= room
        directions = QBoxLayout.Direction
        way = directions.LeftToRight if fits and room >= self.theme.px(SIDE_BY_SIDE) else directions.TopToBottom
        for layout in (self.top, self.columns):
            layout.setDirection(way)
