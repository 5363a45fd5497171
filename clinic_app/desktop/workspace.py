"""From a key ring to an open workspace: record, rules in use, the person's window. The heavy part of starting."""

from clinic_app import actions, bootstrap
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.window import Window
from clinic_app.domain.text import Language
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.rotation import Places, record_key


def open_workspace(places: Places, ring: KeyRing, language: Language, theme: Theme) -> Window:
    """The trainer's window on the clinic's record; raises `Refused` when it does not open."""
    record = bootstrap.open_record(places.record, record_key(places.record, ring))
    context = Context(
        record=record,
        evaluator=bootstrap.evaluator_of(record),
        poses=bootstrap.poses(),
        clinic=actions.clinic_profile(record),
        person=ring.name,
        language=language,
        theme=theme,
    )
    window = Window(context)
    window.destroyed.connect(record.close)
    return window
