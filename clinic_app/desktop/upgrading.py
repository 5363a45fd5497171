"""From an unlocked ring to the open record: it is looked at, brought to this version where it is older, and opened.

Only the opening itself happens on the window's thread.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QProgressBar

from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import label
from clinic_app.errors import Refused
from clinic_app.i18n import Texts

if TYPE_CHECKING:
    from clinic_app.desktop.door import Door


class UpgradingPage(CardPage):
    """Nothing to press: a large record takes minutes, and the moving bar shows that the program is alive."""

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__(theme, text, text("The record is brought to this version"))
        _ = text
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("The record is brought to this version"))
        self.card.add(self.bar)
        said = _(
            "A backup of the record as it was is made first, and opened to see that it is whole. Then the record is "
            "rearranged in one step: all of it, or nothing."
        )
        self.card.add(label(said, wrap=True))
        rest = _("A large record takes some minutes. If the computer goes off meanwhile, nothing is lost.")
        self.card.add(label(rest, "soft", wrap=True))


def open_record(door: "Door", ring: Any, *, knowingly: bool) -> None:
    """Open the record behind the door; a refusal is said on the page that asked, or on the sign-in."""
    before = door.page()
    if before is not None:
        before.setEnabled(False)  # nothing is pressed twice meanwhile

    def looked(older: bool) -> None:
        if older:
            door.show_page(UpgradingPage(door.theme, door.text))
            run_task(lambda: door.way.bring_up_to_date(ring), opened, refused, door)
        else:
            opened(None)

    def opened(_nothing: None) -> None:
        try:
            door.way.opened(ring, knowingly=knowingly)
        except Refused as error:
            refused(error)

    def refused(error: Exception) -> None:
        if before is not None and door.page() is before:
            before.setEnabled(True)
        else:
            door.begin()
        door.say_not_opened(error, ring)

    run_task(lambda: door.way.is_older(ring, knowingly), looked, refused, door)
