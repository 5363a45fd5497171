"""How the studio works unless a trainer chooses otherwise, how statistics are cut, and when screens lock."""

import msgspec
from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.numbers import NumberField, read_number
from clinic_app.domain.clinic import RECHECK_DAYS, SESSION_MINUTES
from clinic_app.domain.locking import COVER_AFTER, DROP_AFTER, LOCK_AFTER
from clinic_app.i18n import N_

PERIODS = (("half_years", N_("Half-years")), ("years", N_("Years")))
MINUTES = (
    ("cover_after", N_("A session is covered after"), COVER_AFTER),
    ("drop_after", N_("Its keys are dropped, counted from there, after"), DROP_AFTER),
    ("lock_after", N_("Other pages lock after"), LOCK_AFTER),
)


class WorkingCard(OwnerCard):
    """Every choice is kept at once; `kept` carries the defaults as they stand then."""

    kept = Signal(object)

    def __init__(self, context: Context, house: House) -> None:
        self.defaults = actions.house_defaults(context.record)
        self.locking = actions.locking_settings(context.record)
        super().__init__(context, house, context.text("How the studio works"))

    def _build(self) -> None:
        _ = self.words
        days = [(str(count), _.plural("{count} day", "{count} days", count)) for count in RECHECK_DAYS]
        minutes = [(str(count), _.plural("{count} minute", "{count} minutes", count)) for count in SESSION_MINUTES]
        self.session = self._choice(_("Length of a session"), minutes, str(self.defaults.session_minutes))
        self.session.chosen.connect(lambda value: self._keep(session_minutes=int(value)))
        self.recheck = self._choice(_("Next re-check after"), days, str(self.defaults.recheck_days))
        self.recheck.chosen.connect(lambda value: self._keep(recheck_days=int(value)))
        self.add(label(_("A plan of comfortable postures only is looked at again after 7 days."), "soft", wrap=True))
        self.periods = self._choice(
            _("Periods of the statistics"), [(key, _(words)) for key, words in PERIODS], self.defaults.periods or None
        )
        self.periods.chosen.connect(lambda value: self._keep(periods=value))
        locked = _("Statistics were released, so this never changes any more.")
        free = _("Choose before the first release; afterwards it never changes.")
        self.add(label(locked if self.defaults.periods_locked else free, "soft", wrap=True))
        self.periods.setEnabled(not self.defaults.periods_locked)
        self.add(label(_("Locking when nobody works at the screen"), "heading"))
        self.minutes: dict[str, NumberField] = {}
        for name, words, limits in MINUTES:
            field = NumberField(self.context.theme, _(words), unit=_("minutes"))
            field.set_value(getattr(self.locking, name))
            field.typed.connect(lambda _text: self._keep_locking())
            between = _("{least} to {most}").format(least=limits.least, most=limits.most)
            title = label(f"{_(words)} ({between})", "soft", wrap=True)
            title.setBuddy(field)
            self.add(title)
            self.add(field)
            self.minutes[name] = field

    def _choice(self, words: str, options: list[tuple[str, str]], value: str | None) -> Segments:
        self.add(label(words, "heading"))
        made = Segments(self.context.theme, options, words, clearable=False)
        made.set_value(value)
        self.add(made)
        return made

    def _keep(self, **chosen: object) -> None:
        wanted = msgspec.structs.replace(self.defaults, **chosen)
        kept = self.attempt(
            lambda: actions.change_house_defaults(self.context.record, wanted, actor=self.context.actor).value
        )
        if kept is not None:
            self.defaults = kept
            self.say(self.words("Kept."), good=True)
            self.kept.emit(kept)

    def _keep_locking(self) -> None:
        typed = {}
        for name, field in self.minutes.items():
            try:
                number = read_number(field.text())
            except ValueError:
                number = None
            if not isinstance(number, int):
                field.object_to(self.words("Enter whole minutes."))
                return
            field.object_to("")
            typed[name] = number
        wanted = msgspec.structs.replace(self.locking, **typed)
        if wanted == self.locking:
            return
        kept = self.attempt(
            lambda: actions.change_locking_settings(self.context.record, wanted, actor=self.context.actor).value
        )
        if kept is not None:
            self.locking = kept
            self.say(self.words("Kept."), good=True)
