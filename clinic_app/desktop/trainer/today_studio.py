"""Today where a person works in several studios: the one where the computer stands, or all of theirs, one key away."""

from dataclasses import replace as replace_context

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.studio_choice import StudioChoice

KEY = "0"  # the digits from 1 on press a row's button


class StudioOfDay(QWidget):
    """A button that is there only for who sees more than one studio; `changed` asks for the day anew."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.text, self.there = context, context.text, context.whereabouts
        self.shows_all = False
        line = row(context.theme)
        self.setLayout(line)
        self.button: OptionButton = action_button(context.theme, "")
        self.button.clicked.connect(self.toggle)
        line.addWidget(self.button)
        self.setVisible(self.is_needed)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose between."""
        return self.there is not None and self.there.are_several

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
        _, theme, there = self.text, self.context.theme, self.there
        if there is None or not there.studios:
            return None
        chosen, mine = there.chosen(), {studio.code for studio in there.studios}
        if chosen and chosen not in mine:
            made = Panel(theme, "banner", tone="warn", pad=12)
            said = _(
                "This computer stands in a studio where you do not work ({code}). What you enter here belongs to "
                "{studio}. If you should work there, ask an owner."
            )
            made.add(label(said.format(code=chosen, studio=there.name(there.here())), wrap=True))
            return made
        if chosen or not there.are_several:
            return None
        made = Panel(theme, "banner", tone="accent", pad=12, gap=8)
        made.add(label(_("In which studio does this computer stand?"), "strong"))
        made.add(label(_("New clients, bookings and visits belong to this studio."), "soft", wrap=True))
        choice = StudioChoice(theme, there, _("Where this computer stands"), self.context.language)
        choice.chosen.connect(lambda _code: self.changed.emit())
        made.add(choice)
        return made
