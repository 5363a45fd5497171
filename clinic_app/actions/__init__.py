"""One function per user action: it opens one unit of work and returns frozen data and what changed. No Qt, no SQL."""

from clinic_app.actions.bin import bin_client, bin_contents, empty_bin, erase_client, is_in_bin, take_out_of_bin
from clinic_app.actions.changed import Changed
from clinic_app.actions.clients import change_client, find_clients, register_client
from clinic_app.actions.clinic import change_clinic_profile, clinic_profile
from clinic_app.actions.consent_texts import consent_text, consent_texts
from clinic_app.actions.consents import consents_of, record_consent, withdraw_consent
from clinic_app.actions.findings import correct_findings, record_findings
from clinic_app.actions.handouts import issue_handout
from clinic_app.actions.locking import change_locking_settings, locking_settings
from clinic_app.actions.plans import find_plan, save_plan
from clinic_app.actions.proposals import decide_on_proposal, propose
from clinic_app.actions.retention import (
    bin_clients,
    change_retention_years,
    finish_retention_list,
    keep_clients,
    retention_list,
    retention_settings,
)
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.actions.visits import OpenedVisit, VisitOfDay, close_visit, open_visit, resume_visit, visits_of_day

__all__ = [
    "Changed",
    "OpenedVisit",
    "VisitOfDay",
    "active_rule_set",
    "bin_client",
    "bin_clients",
    "bin_contents",
    "change_client",
    "change_clinic_profile",
    "change_locking_settings",
    "change_retention_years",
    "clinic_profile",
    "close_visit",
    "consent_text",
    "consent_texts",
    "consents_of",
    "correct_findings",
    "decide_on_proposal",
    "empty_bin",
    "erase_client",
    "find_clients",
    "find_plan",
    "finish_retention_list",
    "import_rule_set",
    "is_in_bin",
    "issue_handout",
    "keep_clients",
    "locking_settings",
    "open_visit",
    "propose",
    "record_consent",
    "record_findings",
    "register_client",
    "resume_visit",
    "retention_list",
    "retention_settings",
    "save_plan",
    "take_out_of_bin",
    "visits_of_day",
    "withdraw_consent",
]
