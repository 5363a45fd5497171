"""How far the making of a release has come: told to whoever waits for it, and that is where it can be stopped."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from clinic_app.domain.language import Language
from clinic_app.i18n import N_, texts

Part = Literal["preparing", "reading", "counting", "hiding", "checking", "keeping"]

SENTENCES: dict[Part, str] = {
    "preparing": N_("Preparing the visits: {done} clients"),
    "reading": N_("Reading the visits: {done} of {of}"),
    "counting": N_("Counting the clients of {studio}"),
    "hiding": N_("Hiding small numbers: {done} of {of}"),
    "checking": N_("Checking by other code: {done} of {of}"),
    "keeping": N_("Keeping the release"),
}
COUNTING_ALL = N_("Counting the clients")


class Stage(NamedTuple):
    """The part at work and how much of it is done; `of` how much, where that is known. `studio` is a name."""

    part: Part
    done: int = 0
    of: int = 0
    studio: str = ""

    def sentence(self, language: Language) -> str:
        """What is being done, in words."""
        message = COUNTING_ALL if self.part == "counting" and not self.studio else SENTENCES[self.part]
        return texts("messages", language)(message).format(done=self.done, of=self.of, studio=self.studio)


Tell = Callable[[Stage], None]  # may raise, and nothing is made then


def tell_nobody(_stage: Stage) -> None:
    """For releases that nobody waits for."""
