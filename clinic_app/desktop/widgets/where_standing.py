"""What has to be said about where a computer stands: asked once, and told where something there is not as it was."""

from collections.abc import Callable

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.studio_choice import StudioChoice


def standing_banner(room: Surroundings, changed: Callable[[], object]) -> Panel | None:
    """For the head of the page somebody begins at; None where nothing has to be said. `changed` follows a choice."""
    _, there = room.text, room.whereabouts
    if there is None or not there.studios:
        return None
    chosen, here = there.chosen(), there.here()
    if chosen and chosen not in {studio.code for studio in there.studios}:
        said = _(
            "This computer stands in a studio where you do not work ({code}). What you enter here belongs to "
            "{studio}. If you should work there, ask an owner."
        )
        return _told(room, said.format(code=chosen, studio=there.name(here)))
    if there.is_shut:
        said = _("{studio} is closed: nothing new is booked here. Everything else goes on as before.")
        made = _told(room, said.format(studio=there.name(here)))
        if there.open:
            _ask(made, room, there, changed)
        return made
    if chosen or len(there.open) < 2:
        return None
    made = Panel(room.theme, "banner", tone="accent", pad=12, gap=8)
    _ask(made, room, there, changed)
    return made


def _told(room: Surroundings, words: str) -> Panel:
    made = Panel(room.theme, "banner", tone="warn", pad=12, gap=8)
    made.add(label(words, wrap=True))
    return made


def _ask(made: Panel, room: Surroundings, there: Whereabouts, changed: Callable[[], object]) -> None:
    _ = room.text
    made.add(label(_("In which studio does this computer stand?"), "strong"))
    made.add(label(_("New clients, bookings and visits belong to this studio."), "soft", wrap=True))
    choice = StudioChoice(room.theme, there, _("Where this computer stands"), room.language)
    choice.chosen.connect(lambda _code: changed())
    made.add(choice)
