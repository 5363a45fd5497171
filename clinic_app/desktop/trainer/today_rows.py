"""The rows of the day: somebody expected, a session in progress, a finished one, a re-check, a call about red pain."""

from datetime import date, datetime

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.row_words import Fact, RowWords
from clinic_app.desktop.trainer.step import TITLES
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, row
from clinic_app.desktop.widgets.option import OptionButton, Tone
from clinic_app.domain.booking import BookingState, Call, Expected
from clinic_app.domain.marks import breakable, with_marks
from clinic_app.domain.visit import VisitKind
from clinic_app.i18n import N_, Texts

LONG_NAME = 20
KINDS: dict[VisitKind, str] = {"trial": N_("Trial visit"), "follow_up": N_("Follow-up")}
STATES: dict[BookingState, str] = {
    "arrived": N_("arrived"),
    "no_show": N_("did not come"),
    "cancelled": N_("called off"),
    "walk_in": N_("walk-in"),
}


def clock_of(moment: datetime) -> str:
    """The local time of day."""
    return moment.astimezone().strftime("%H:%M")


def day_words(day: date, text: Texts) -> str:
    """A day with its weekday."""
    _ = text
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return _("{year}-{month:02}-{day:02} ({weekday})").format(
        year=day.year, month=day.month, day=day.day, weekday=names[day.weekday()]
    )


class DayRow(Panel):
    """A card with what is said on the left and its buttons to the right."""

    def __init__(  # noqa: PLR0913 - each is its own fact
        self, context: Context, name: str, kana: str, *, lead: str = "", tone: str = "", slim: bool = False
    ) -> None:
        super().__init__(context.theme, "banner" if tone else "card", tone=tone, pad=12, gap=12)
        self.context, self.theme, self.text = context, context.theme, context.text
        self._kana = kana or name
        self.body.setDirection(QBoxLayout.Direction.LeftToRight)
        if slim:
            edge = self.theme.px(4)
            self.body.setContentsMargins(self.theme.px(12), edge, self.theme.px(12), edge)
        self.words = RowWords(self.theme, Fact(lead, "strong" if slim else "title") if lead else None)
        for words, role in ((name, "strong"), (kana, "soft")):  # a name that wraps asks for more room than a short one
            wraps = len(words) > LONG_NAME
            self.words.add(Fact(breakable(words) if wraps else with_marks(words), role, wraps=wraps))
        self.add(self.words, 1)
        self.buttons: QHBoxLayout | None = None

    def pill(self, words: str, tone: str = "") -> None:
        """A short fact beside the name."""
        self.words.add(Fact(words, "pill", tone))

    def place(self, code: str) -> None:
        """In which studio, for who sees more than one."""
        self.words.add(Fact(self.context.studio_word(code), "soft"))

    def say(self, *parts: str) -> None:
        """Short facts below the name, one after the other."""
        self.words.add(*(Fact(part, "soft") for part in parts), below=True)

    def quote(self, words: str) -> None:
        """What somebody said, as long as it is."""
        self.words.add(Fact(words, wraps=True, fills=True), below=True)

    def button(self, words: str, tone: Tone = "plain", key: str = "") -> OptionButton:
        """A button that says whom it is about to those who listen; `key` presses it and is printed beside it."""
        if self.buttons is None:
            self.buttons = row(self.theme, 8)
            self.add(self.buttons)
        if key:
            cap = KeyCap(self.theme)
            cap.show_key(key)
            self.body.insertWidget(1, cap)
        made = OptionButton(self.theme, words, tone=tone)
        made.setAccessibleName(f"{words}: {self._kana}")
        self.buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        return made


def expected_row(context: Context, expected: Expected) -> DayRow:
    """Somebody who is booked or has walked in; the buttons are added by the page."""
    booking, _ = expected.booking, context.text
    made = DayRow(context, expected.name, expected.kana, lead=clock_of(booking.at), slim=not booking.waits)
    made.pill(_(KINDS[booking.kind]))
    if booking.state in STATES:
        tone = {"arrived": "accent", "walk_in": "accent", "no_show": "warn", "cancelled": ""}[booking.state]
        made.pill(_(STATES[booking.state]), tone)
    made.place(booking.studio)
    if expected.client is None and booking.waits:
        made.say(_("Not registered yet"))
    return made


def progress_row(context: Context, entry: actions.OpenVisit) -> DayRow:
    """A session in progress: who, at which step, since when, with whom."""
    _, visit, details = context.text, entry.visit, entry.client.details
    made = DayRow(context, details.name, details.kana)
    since = clock_of(visit.started_at)
    if visit.done_on != context.today():
        since = f"{day_words(visit.done_on, _)} {since}"
        made.pill(_("left open"), "warn")
    made.place(visit.studio)
    step = TITLES.get(visit.step)
    made.say(_(step) if step else "", _("since {time}").format(time=since), visit.trainer)
    return made


def finished_row(context: Context, entry: actions.VisitOfDay) -> DayRow:
    """A session that was closed on this day."""
    _, visit, details = context.text, entry.visit, entry.client.details
    made = DayRow(context, details.name, details.kana, lead=clock_of(visit.started_at))
    made.pill(_(KINDS[visit.kind]))
    if entry.handouts:
        made.pill(_("handout issued"), "accent")
    elif entry.has_plan:
        made.pill(_("plan ready"), "accent")
    made.place(visit.studio)
    return made


def recheck_row(context: Context, recheck: actions.Recheck) -> DayRow:
    """A client whose plan names this day for coming again, and who is not booked."""
    _, details = context.text, recheck.client.details
    made = DayRow(context, details.name, details.kana)
    late = (context.today() - recheck.due_on).days
    if late > 0:
        made.pill(_.plural("{count} day late", "{count} days late", late), "warn")
    elif late == 0:
        made.pill(_("today"), "accent")
    made.place(recheck.client.studio)
    made.say(_("due {day}").format(day=day_words(recheck.due_on, _)), details.phone)
    return made


def call_row(context: Context, call: Call) -> DayRow:
    """A call about red pain: it cannot be overlooked."""
    _ = context.text
    made = DayRow(context, call.name, "", tone="stop")
    made.pill(_("Call about red pain"), "stop")
    made.place(call.studio)
    at = call.at.astimezone()
    when = clock_of(at) if at.date() == context.today() else f"{day_words(at.date(), _)} {clock_of(at)}"
    made.say(when, _("taken by {person}").format(person=call.taken_by))
    made.quote(with_marks(call.note))
    return made


def as_seen(day: actions.DayOverview) -> actions.DayOverview:
    """A day without what its rows do not show: an entry in somebody's session moves no row here."""
    visits = [replace(one, visit=replace(one.visit, revision=0, field="", timings={})) for one in day.in_progress]
    return replace(day, in_progress=tuple(visits))
