"""One function per user action: it opens one unit of work and returns frozen data and what changed. No Qt, no SQL."""

from clinic_app.actions.addenda import add_addendum, addenda_of
from clinic_app.actions.audit import audit_actors, audit_entries, last_change
from clinic_app.actions.bin import bin_client, bin_contents, empty_bin, erase_client, is_in_bin, take_out_of_bin
from clinic_app.actions.bookings import arrive, book_visit, change_booking, read_booking
from clinic_app.actions.calls import acknowledge_call, note_call, put_call_back
from clinic_app.actions.changed import Changed
from clinic_app.actions.client_copy import copy_as_json, take_client_copy
from clinic_app.actions.client_lists import (
    KANA_ROWS,
    MOST_FOUND,
    ClientCount,
    ClientLine,
    count_clients,
    kana_rows_in_use,
    list_clients,
    search_clients,
    was_here,
)
from clinic_app.actions.client_overview import ClientOverview, client_overview
from clinic_app.actions.clients import change_client, find_clients, read_client, register_client
from clinic_app.actions.clinic import change_clinic_profile, change_house_defaults, clinic_profile, house_defaults
from clinic_app.actions.consent_texts import consent_text, consent_texts
from clinic_app.actions.consents import consents_of, record_consent, withdraw_consent
from clinic_app.actions.day import DayOverview, OpenVisit, Recheck, day_overview
from clinic_app.actions.desk_events import answer_wish, reprint_wishes
from clinic_app.actions.desk_left import sheets_left
from clinic_app.actions.diaries import returned_diaries
from clinic_app.actions.findings import correct_findings, note_place, record_findings
from clinic_app.actions.follow_ups import confirm_value, record_measures, record_retest, take_confirmation_back
from clinic_app.actions.handouts import issue_handout, save_handout
from clinic_app.actions.histories import earlier_in_episode, episode_histories
from clinic_app.actions.locking import change_locking_settings, locking_settings
from clinic_app.actions.plans import find_plan, plan_of, save_plan
from clinic_app.actions.proposals import decide_on_proposal, propose
from clinic_app.actions.releases import Offer, close_period, exports_of, live_tables, periods_to_close
from clinic_app.actions.retention import (
    bin_clients,
    change_retention_years,
    finish_retention_list,
    keep_clients,
    retention_list,
    retention_settings,
)
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.actions.same_person import (
    MergePreview,
    alike_clients,
    merge_clients,
    merges_of,
    preview_merge,
    say_another_person,
    undo_merge,
)
from clinic_app.actions.studios import (
    change_home,
    change_studio,
    close_studio,
    my_studios,
    name_studio,
    reopen_studio,
    studios,
)
from clinic_app.actions.visit_moves import MovePreview, move_visit, preview_move, undo_move
from clinic_app.actions.visits import (
    OpenedVisit,
    VisitOfDay,
    close_visit,
    enter_late_visit,
    note_timings,
    open_visit,
    open_visits,
    resume_visit,
    visits_of_day,
)
from clinic_app.records.print_jobs import Wish

__all__ = [
    "KANA_ROWS",
    "MOST_FOUND",
    "Changed",
    "ClientCount",
    "ClientLine",
    "ClientOverview",
    "DayOverview",
    "MergePreview",
    "MovePreview",
    "Offer",
    "OpenVisit",
    "OpenedVisit",
    "Recheck",
    "VisitOfDay",
    "Wish",
    "acknowledge_call",
    "active_rule_set",
    "add_addendum",
    "addenda_of",
    "alike_clients",
    "answer_wish",
    "arrive",
    "audit_actors",
    "audit_entries",
    "bin_client",
    "bin_clients",
    "bin_contents",
    "book_visit",
    "change_booking",
    "change_client",
    "change_clinic_profile",
    "change_home",
    "change_house_defaults",
    "change_locking_settings",
    "change_retention_years",
    "change_studio",
    "client_overview",
    "clinic_profile",
    "close_period",
    "close_studio",
    "close_visit",
    "confirm_value",
    "consent_text",
    "consent_texts",
    "consents_of",
    "copy_as_json",
    "correct_findings",
    "count_clients",
    "day_overview",
    "decide_on_proposal",
    "earlier_in_episode",
    "empty_bin",
    "enter_late_visit",
    "episode_histories",
    "erase_client",
    "exports_of",
    "find_clients",
    "find_plan",
    "finish_retention_list",
    "house_defaults",
    "import_rule_set",
    "is_in_bin",
    "issue_handout",
    "kana_rows_in_use",
    "keep_clients",
    "last_change",
    "list_clients",
    "live_tables",
    "locking_settings",
    "merge_clients",
    "merges_of",
    "move_visit",
    "my_studios",
    "name_studio",
    "note_call",
    "note_place",
    "note_timings",
    "open_visit",
    "open_visits",
    "periods_to_close",
    "plan_of",
    "preview_merge",
    "preview_move",
    "propose",
    "put_call_back",
    "read_booking",
    "read_client",
    "record_consent",
    "record_findings",
    "record_measures",
    "record_retest",
    "register_client",
    "reopen_studio",
    "reprint_wishes",
    "resume_visit",
    "retention_list",
    "retention_settings",
    "returned_diaries",
    "save_handout",
    "save_plan",
    "say_another_person",
    "search_clients",
    "sheets_left",
    "studios",
    "take_client_copy",
    "take_confirmation_back",
    "take_out_of_bin",
    "undo_merge",
    "undo_move",
    "visits_of_day",
    "was_here",
    "withdraw_consent",
]
