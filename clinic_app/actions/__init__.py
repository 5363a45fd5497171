"""One function per user action: it opens one unit of work and returns frozen data and what changed. No Qt, no SQL."""

from clinic_app.actions.changed import Changed
from clinic_app.actions.clients import change_client, find_clients, register_client
from clinic_app.actions.clinic import change_clinic_profile, clinic_profile
from clinic_app.actions.findings import correct_findings, record_findings
from clinic_app.actions.handouts import issue_handout
from clinic_app.actions.locking import change_locking_settings, locking_settings
from clinic_app.actions.plans import find_plan, save_plan
from clinic_app.actions.proposals import decide_on_proposal, propose
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.actions.visits import OpenedVisit, VisitOfDay, close_visit, open_visit, resume_visit, visits_of_day

__all__ = [
    "Changed",
    "OpenedVisit",
    "VisitOfDay",
    "active_rule_set",
    "change_client",
    "change_clinic_profile",
    "change_locking_settings",
    "clinic_profile",
    "close_visit",
    "correct_findings",
    "decide_on_proposal",
    "find_clients",
    "find_plan",
    "import_rule_set",
    "issue_handout",
    "locking_settings",
    "open_visit",
    "propose",
    "record_findings",
    "register_client",
    "resume_visit",
    "save_plan",
    "visits_of_day",
]
