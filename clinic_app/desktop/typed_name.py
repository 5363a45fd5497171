"""The name at a sign-in where there is no list: a server shows nobody's name before a password was right."""

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.numbers import TextField


class TypedName(TextField):
    """One line for a name."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)

    def value(self) -> str | None:
        """What was typed; None while it is empty."""
        return self.text().strip() or None
