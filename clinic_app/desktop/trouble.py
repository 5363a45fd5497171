"""What is wrong with the clinic's files, and what can be done about it. Never looks like a new clinic."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Signal

from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.i18n import N_, Texts
from clinic_app.records import clinic_files
from clinic_app.records import fault_sentences as record
from clinic_app.records import key_faults as keys

Step = Literal["put_back_keys", "bring_back", "go_on", "sign_in", "again"]
WORDS: dict[Step, str] = {
    "put_back_keys": N_("Use the keys before their last change"),
    "bring_back": N_("Bring back a backup"),
    "go_on": N_("Go on with this record; the audit will say so"),
    "sign_in": N_("Back to the sign-in"),
    "again": N_("Try again"),
}
LOST = (
    clinic_files.MOVED,
    clinic_files.UNCLEAR,
    record.NOT_THERE,
    record.EMPTY,
    record.CANNOT_OPEN,
    record.DAMAGED,
    record.FOREIGN,
)
AT_SERVER = (record.SERVER_OLDER, record.SERVER_OTHER)
EXCHANGED = (record.OLDER, record.OTHER, *AT_SERVER)
KEYS_LOST = (keys.NO_SLOTS, keys.DAMAGED_SLOTS)


def steps_for(message: str) -> tuple[Step, ...]:
    """What helps against a refusal that concerns the files, the likeliest first."""
    if message in KEYS_LOST:
        return ("put_back_keys", "bring_back", "again")
    if message in AT_SERVER:
        return ("again", "go_on")  # a copy of a server is brought back by its keeper alone
    if message in EXCHANGED:
        return ("bring_back", "go_on", "again")
    if message in LOST or message == keys.OTHER_RECORD:
        return ("bring_back", "again")
    return ("again",)


def concerns_files(message: str) -> bool:
    """Whether a refusal at sign-in is about the files and not about the password."""
    return message in (*LOST, *KEYS_LOST, *EXCHANGED, keys.OTHER_RECORD, record.NEWER, record.READ_ONLY, record.FULL)


class TroublePage(CardPage):
    """One sentence and the steps that fit it."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, text: Texts, sentence: str, steps: Sequence[Step]) -> None:
        super().__init__(theme, text, text("The records cannot be opened"))
        self.sentence = label(sentence, wrap=True)
        self.card.add(self.sentence)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.card.add(self.problem)
        self.buttons = {}
        for place, step in enumerate(steps):
            button = action_button(theme, text(WORDS[step]), "primary" if place == 0 else "plain")
            button.clicked.connect(lambda _checked=False, step=step: self.chosen.emit(step))
            self.buttons[step] = button
            self.card.add(button)
        if self.buttons:
            self.setFocusProxy(next(iter(self.buttons.values())))

    def object_to(self, sentence: str) -> None:
        """Say why a step did not help."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
