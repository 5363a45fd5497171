"""Plain words for everything that stands in the audit, by the kind of work it belongs to. A test keeps them whole."""

from clinic_app.i18n import N_

GROUPS = (
    ("clients", N_("Clients")),
    ("sessions", N_("Sessions and plans")),
    ("day", N_("Bookings and calls")),
    ("staff", N_("Staff and keys")),
    ("house", N_("Studio and backups")),
)
ACTIONS: dict[str, tuple[str, str]] = {
    "register_client": ("clients", N_("registered a client")),
    "change_client": ("clients", N_("changed a client's details")),
    "say_another_person": ("clients", N_("said that two clients are two people")),
    "merge_clients": ("clients", N_("joined two records of one client")),
    "undo_merge": ("clients", N_("took two joined records apart again")),
    "record_consent": ("clients", N_("recorded a consent")),
    "withdraw_consent": ("clients", N_("recorded that a consent was withdrawn")),
    "copy_client": ("clients", N_("made a copy of everything about a client")),
    "bin_client": ("clients", N_("put a client into the bin")),
    "take_out_of_bin": ("clients", N_("took a client out of the bin")),
    "erase_client": ("clients", N_("erased a client")),
    "bin_waits": ("clients", N_("waits one more day with those whose time in the bin is over")),
    "keep_client": ("clients", N_("kept an old record longer")),
    "open_visit": ("sessions", N_("opened a session")),
    "record_findings": ("sessions", N_("entered findings")),
    "correct_findings": ("sessions", N_("corrected findings after the end")),
    "propose": ("sessions", N_("stored a proposal")),
    "decide_on_proposal": ("sessions", N_("decided on a proposal")),
    "save_plan": ("sessions", N_("saved a plan")),
    "issue_handout": ("sessions", N_("issued a handout")),
    "close_visit": ("sessions", N_("ended a session")),
    "move_visit": ("sessions", N_("moved a session to the right client")),
    "add_addendum": ("sessions", N_("added a note to an ended session")),
    "undo_move": ("sessions", N_("moved a session back")),
    "book_visit": ("day", N_("made a booking")),
    "change_booking": ("day", N_("changed a booking")),
    "arrive": ("day", N_("noted an arrival")),
    "note_call": ("day", N_("noted a call")),
    "acknowledge_call": ("day", N_("acknowledged a call")),
    "put_call_back": ("day", N_("put a call back on the list")),
    "import_event": ("day", N_("took in an event from the front desk")),
    "add_person": ("staff", N_("added a person to the staff")),
    "reset_password": ("staff", N_("gave a one-time password")),
    "set_password": ("staff", N_("chose a new password")),
    "rename_person": ("staff", N_("changed a name of the staff")),
    "change_roles": ("staff", N_("changed somebody's roles")),
    "remove_person": ("staff", N_("took a person off the staff")),
    "end_ownership": ("staff", N_("ended an ownership; everybody else got one-time passwords")),
    "replace_kit": ("staff", N_("made a new recovery kit")),
    "use_recovery_kit": ("staff", N_("signed in with the recovery kit")),
    "change_clinic_profile": ("house", N_("changed the studio's contact or logo")),
    "change_house_defaults": ("house", N_("changed how the studio works")),
    "change_locking_settings": ("house", N_("changed when screens lock")),
    "change_retention_years": ("house", N_("changed how long records are kept")),
    "finish_retention_list": ("house", N_("went through the list of old records")),
    "import_rule_set": ("house", N_("took in a rule set")),
    "activate_rule_set": ("house", N_("put a rule set into use")),
    "return_to_rule_set": ("house", N_("went back to an earlier rule set")),
    "discard_rule_set": ("house", N_("threw away a draft of a rule set")),
    "restore": ("house", N_("brought back a backup")),
    "accept_exchanged_record": ("house", N_("went on knowingly with an exchanged record")),
}


def actions_of(group: str) -> tuple[str, ...]:
    """The actions of one kind of work; none for an empty group, which means all."""
    return tuple(action for action, (kind, _words) in ACTIONS.items() if kind == group)
