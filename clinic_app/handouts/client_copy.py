"""A client's own copy as a PDF: everything in words, over as many pages as it needs."""

from clinic_app.domain.client_copy import ClientCopy
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.handouts.client_copy_content import copy_entries
from clinic_app.handouts.content import Person
from clinic_app.handouts.document import Page, Sheaf, document
from clinic_app.handouts.flow import flow
from clinic_app.handouts.masthead import client_head
from clinic_app.handouts.style import BOTTOM, FOOT, PAGE, TOP, type_at
from clinic_app.handouts.words import not_a_diagnosis
from clinic_app.i18n import texts
from clinic_app.rules.ruleset import RuleSet

ROOM = PAGE[1] - TOP - BOTTOM - FOOT - 8


def render_client_copy(copy: ClientCopy, clinic: ClinicProfile, rule_set: RuleSet, language: Language) -> bytes:
    """The copy as a PDF; the same content gives the same bytes."""
    _, kind, details = texts("handouts", language), type_at(1.0), copy.client.details
    person = Person(details.name, details.kana, copy.made_at.astimezone().date(), "")
    head = client_head(person, clinic, language, kind, _("Copy of your record"))
    pages = flow(copy_entries(copy, clinic, rule_set, language), head, kind, ROOM)
    title = _("Copy of your record")
    return document(Sheaf(title, person, language, [Page(page) for page in pages], not_a_diagnosis(language)))
