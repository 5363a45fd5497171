"""The studio's name and contact, as they stand on every paper."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.i18n import N_

FIELDS = (
    ("name", N_("Name of the studio")),
    ("address", N_("Address")),
    ("phone", N_("Phone")),
    ("booking_url", N_("Booking page")),
)


class ProfileCard(OwnerCard):
    """Four fields; each is kept when it is left."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("The studio on paper"))

    def _build(self) -> None:
        self.fields: dict[str, TextField] = {}
        for name, words in FIELDS:
            field = TextField(self.context.theme, self.words(words))
            field.set_text(getattr(self.context.clinic, name))
            field.typed.connect(lambda _text: self._keep())
            title = label(self.words(words), "heading")
            title.setBuddy(field)
            self.add(title)
            self.add(field)
            self.fields[name] = field

    def _keep(self) -> None:
        typed = ClinicProfile(**{name: field.text() for name, field in self.fields.items()})
        if self.attempt(lambda: self.house.keep_profile(typed)) is not None:
            self.say(self.words("Kept. New papers carry it from the next sign-in."), good=True)
