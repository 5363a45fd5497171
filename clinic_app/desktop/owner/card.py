"""What the owner's cards share: a heading, one line for what went wrong, and long work off the GUI thread."""

from collections.abc import Callable
from typing import Any

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.errors import Refused


class OwnerCard(Panel):
    """One card. Subclasses lay themselves out in `_build`; `said` is their last line."""

    def __init__(self, context: Context, house: House, heading: str) -> None:
        super().__init__(context.theme, pad=20, gap=10)
        self.context, self.house, self.words = context, house, context.text
        self.comma = "、" if context.language == "ja" else ", "
        self._question = 0
        self.add(label(heading, "strong"))
        self.said = label("", "problem", wrap=True)
        self._build()
        self.add(self.said)
        self.said.hide()
        self.body.addStretch(1)

    def _build(self) -> None:
        raise NotImplementedError

    def add_button(self, button: OptionButton) -> None:
        """A button as wide as its words, at the left."""
        line = row(self.context.theme)
        line.addWidget(button)
        line.addStretch(1)
        self.add(line)

    def say(self, sentence: str, *, good: bool = False) -> None:
        """Tell how it went; an empty sentence takes the line away."""
        self.said.setText(sentence)
        self.said.setProperty("role", "soft" if good else "problem")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(bool(sentence))

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Do something short; None when it was refused, and why is said."""
        try:
            done = work()
        except Refused as refused:
            self.say(refused.sentence(self.context.language))
            return None
        self.say("")
        return done

    def in_background(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        finally_: Callable[[], object],
        *,
        newest: bool = False,
    ) -> None:
        """Do something long off the GUI thread; what is refused is said.

        Of questions for the `newest` state only the last one's answer counts: an older one may come after it.
        """
        self._question += newest
        question = self._question

        def is_old() -> bool:
            return newest and question != self._question

        def failed(error: Exception) -> None:
            if is_old():
                return
            finally_()
            if isinstance(error, Refused):
                self.say(error.sentence(self.context.language))
            else:
                kind = type(error).__name__
                said = self.words("The program has a fault ({kind}). Try again; if it comes back, report it.")
                self.say(said.format(kind=kind))

        def succeeded(result: Any) -> None:
            if is_old():
                return
            finally_()
            self.say("")
            done(result)

        run_task(work, succeeded, failed, self)
