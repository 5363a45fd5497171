"""Diary strips that came back, beside the course: on each of fourteen days done or not, and the pain signal.

They show what the paper asked: where no exercise went home it had no line to tick.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import BODY, SMALL, Theme
from clinic_app.desktop.widgets.labels import Panel, clear, column, label
from clinic_app.domain.dates import shown_date
from clinic_app.domain.diary import DAYS, EMPTY, Diary, ReturnedDiary
from clinic_app.i18n import Texts

BLUE = "#2f7fc4"  # as on the sheet; it is seen on light and dark
LEAST_CELL, MOST_CELL, HEAD, LINE = 24, 40, 22, 34  # design pixels


class DiaryCards(Panel):
    """The strips of some visits' plans; nothing at all where none came back."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, "surface", pad=0, gap=12)
        self.context, self.theme, self.text = context, context.theme, context.text
        self._visits: tuple[str, ...] = ()
        self._shown: tuple[ReturnedDiary, ...] = ()
        self.cards = column(context.theme, pad=0, gap=12)
        self.add(self.cards)
        self.hide()

    def show_visits(self, visit_ids: Sequence[str]) -> None:
        """Show what came back of these visits' plans, the newest first."""
        self._visits = tuple(visit_ids)
        self.look_again()

    def look_again(self) -> None:
        """The desk may have taken one in meanwhile."""
        found = actions.returned_diaries(self.context.record, self._visits) if self._visits else ()
        self.setVisible(bool(found))
        if found == self._shown:
            return
        self._shown = found
        clear(self.cards)
        _ = self.text
        for one in reversed(found):
            name = _("Diary of the plan of {day}").format(day=shown_date(one.day))
            self.cards.addWidget(label(name, "heading"))
            said = label(in_words(one.diary, _, exercises=one.asks_exercises), wrap=True)
            self.cards.addWidget(said)
            if red := one.diary.days_with("r"):
                days = ", ".join(map(str, red))
                alarm = Panel(self.theme, "banner", tone="stop", pad=10)
                alarm.add(label(_("Red pain signal on day {days}. Ask about it.").format(days=days), wrap=True))
                self.cards.addWidget(alarm)
            self.cards.addWidget(DiaryStrip(self.theme, _, name, one))


def in_words(diary: Diary, _: Texts, *, exercises: bool = True) -> str:
    """All that a strip tells, in one or two sentences. Days left empty are unknown and said so."""
    done, empty = diary.days_done, diary.days_empty
    if not exercises:
        said = [] if diary.signals.strip(EMPTY) else [_("No pain signal is drawn; how the days went is unknown.")]
    elif done is None:
        said = [_("No day is ticked; whether the exercises were done is unknown.")]
    else:
        said = [_("Exercises done on {done} of {days} days.").format(done=done, days=DAYS)]
        if empty:
            said.append(_.plural("{count} day is left empty.", "{count} days are left empty.", empty))
    counts = [(_("blue {count}"), "b"), (_("yellow {count}"), "y"), (_("red {count}"), "r")]
    signals = [words.format(count=len(days)) for words, sign in counts if (days := diary.days_with(sign))]  # type: ignore[arg-type]
    if signals:
        said.append(_("Pain signals: {signals}.").format(signals=_(", ").join(signals)))
    return " ".join(said)


class DiaryStrip(QWidget):
    """The strip as it is on paper: days, done, signal. Told apart by shape before colour."""

    def __init__(self, theme: Theme, text: Texts, name: str, returned: ReturnedDiary) -> None:
        super().__init__()
        exercises = returned.asks_exercises
        self._theme, self._diary, self._with_ticks = theme, returned.diary, exercises
        self._names = (text("Day"), text("Done"), text("Signal")) if exercises else (text("Day"), text("Signal"))
        self.setAccessibleName(name)
        self.setAccessibleDescription(in_words(returned.diary, text, exercises=exercises))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(size))
        font.setBold(bold)
        return font

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(70 + MOST_CELL * DAYS), sum(self._heights()) + 2)

    def minimumSizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(60 + LEAST_CELL * DAYS), sum(self._heights()) + 2)

    def _heights(self) -> tuple[int, ...]:
        """Of the line of days and of what the paper asked, each with its name in front."""
        px = self._theme.px
        return (px(HEAD), *(px(LINE) for _name in self._names[1:]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colours = self._theme.px, self._theme.colours
        side = px(64)
        cell = min(px(MOST_CELL), (self.width() - side - 2) / DAYS)
        heights = self._heights()
        whole = QRectF(1, 1, side + cell * DAYS, sum(heights))
        painter.fillRect(QRectF(1, 1, whole.width(), heights[0]), QColor(colours.sunken))
        painter.fillRect(QRectF(1, 1, side, whole.height()), QColor(colours.sunken))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(whole)
        top = 1.0
        for name, height in zip(self._names, heights, strict=True):
            painter.setPen(QColor(colours.soft_text))
            painter.setFont(self._font(SMALL))
            painter.drawText(QRectF(1, top, side, height), Qt.AlignmentFlag.AlignCenter, name)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(1, top), QPointF(whole.right(), top))
            top += height
        for day in range(DAYS):
            left = 1 + side + cell * day
            painter.setPen(QPen(QColor(colours.soft_text if day == DAYS // 2 else colours.line), 1))
            painter.drawLine(QPointF(left, 1), QPointF(left, whole.bottom()))
            self._day(painter, day, QRectF(left, 1, cell, 0), heights)

    def _day(self, painter: QPainter, day: int, place: QRectF, heights: tuple[int, ...]) -> None:
        colours = self._theme.colours
        head = QRectF(place.left(), 1, place.width(), heights[0])
        painter.setPen(QColor(colours.soft_text))
        painter.setFont(self._font(SMALL))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, str(day + 1))
        painter.setFont(self._font(BODY, bold=True))
        if self._with_ticks:
            done = QRectF(place.left(), head.bottom(), place.width(), heights[1])
            sign, colour = {"1": ("○", colours.good_text), "0": ("×", colours.text), "-": ("–", colours.soft_text)}[
                self._diary.ticks[day]
            ]
            painter.setPen(QColor(colour))
            painter.drawText(done, Qt.AlignmentFlag.AlignCenter, sign)
        signal = QRectF(place.left(), 1 + sum(heights[:-1]), place.width(), heights[-1])
        if self._diary.signals[day] == "-":
            painter.setPen(QColor(colours.soft_text))
            painter.drawText(signal, Qt.AlignmentFlag.AlignCenter, "–")
        else:
            self._signal(painter, self._diary.signals[day], signal.center())

    def _signal(self, painter: QPainter, sign: str, centre: QPointF) -> None:
        """A disc, a triangle, an octagon with a cross: as on the sheet."""
        colours, size = self._theme.colours, self._theme.px(8)
        colour = QColor({"b": BLUE, "y": colours.warn_text, "r": colours.stop_text}[sign])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if sign == "b":
            painter.drawEllipse(centre, size, size)
            return
        corners, turn = (3, -90.0) if sign == "y" else (8, 22.5)
        angles = [math.radians(turn + 360 / corners * corner) for corner in range(corners)]
        painter.drawPolygon(QPolygonF([centre + QPointF(math.cos(a), math.sin(a)) * size * 1.1 for a in angles]))
        if sign == "r":
            painter.setPen(QPen(QColor(colours.surface), max(2, self._theme.px(2))))
            half = size * 0.4
            painter.drawLine(centre + QPointF(-half, -half), centre + QPointF(half, half))
            painter.drawLine(centre + QPointF(-half, half), centre + QPointF(half, -half))
