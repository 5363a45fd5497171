"""Today where a person works in several studios: the one where the computer stands, or all of theirs, one key away."""

from dataclasses import replace as replace_context

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.labels import label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.where_standing import standing_banner
from clinic_app.domain.studio import Studio

KEY = "0"  # the digits from 1 on press a row's button


class StudioOfDay(QWidget):
    """Which studio is shown, for who sees more than one, and the way to all; `changed` asks for the day anew."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.text, self.there = context, context.text, context.whereabouts
        self.shows_all = False
        line = row(context.theme)
        self.setLayout(line)
        self.stands = label("", "soft")
        line.addWidget(self.stands)
        self.button: OptionButton = action_button(context.theme, "")
        self.button.clicked.connect(self.toggle)
        line.addWidget(self.button)
        self.setVisible(self.is_needed)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose between."""
        return self.there is not None and self.there.are_several

    @property
    def called(self) -> tuple[Studio, ...]:
        """What the studios are called, and which are open."""
        return () if self.there is None else self.there.studios

    @property
    def of_rows(self) -> Context:
        """What the rows are given: each says its studio only beside those of another."""
        return self.context if self.shows_all else replace_context(self.context, whereabouts=None)

    def toggle(self) -> None:
        """From the one studio to all, and back."""
        if self.is_needed:
            self.shows_all = not self.shows_all
            self.changed.emit()

    def shown(self, day: actions.DayOverview) -> actions.DayOverview:
        """The part of a day that is of this studio. A call about red pain is nobody's to overlook."""
        if self.there is None or not self.there.are_several:
            return day
        here = self.there.here()
        name = self.there.name(here)
        words = self.text("{key}  All my studios") if not self.shows_all else self.text("{key}  Only {studio}")
        self.button.setText(words.format(key=KEY, studio=name))
        self.stands.setText(name)
        self.stands.setVisible(not self.shows_all)  # else each row says its own
        self.button.setAccessibleName(words.format(key="", studio=name).strip())
        if self.shows_all:
            return day
        return replace(
            day,
            expected=tuple(one for one in day.expected if one.booking.studio == here),
            in_progress=tuple(one for one in day.in_progress if one.visit.studio == here),
            closed=tuple(one for one in day.closed if one.visit.studio == here),
            rechecks=tuple(one for one in day.rechecks if one.client.studio == here),
        )

    def banner(self) -> QWidget | None:
        """What has to be said about where this computer stands; None where nothing has."""
        return standing_banner(self.context, self.changed.emit)
