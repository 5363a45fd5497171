"""What can go wrong with keys, passwords and sealed files, and the sentence a person gets for it.

Each says what happened, what is safe and what to do next. None of them ever carries a key or a password.
"""

from clinic_app.i18n import N_

WRONG_PASSWORD = N_(
    "The password is not right. Nothing was changed: check the input mode and the Caps Lock key and type it again, "
    "or ask an owner for a one-time password."
)
TOO_SHORT = N_(
    "A password needs at least {least} characters. Nothing was changed: choose a longer one, for example four words."
)
TOO_LONG = N_("A password holds at most {most} characters. Nothing was changed: choose a shorter one.")
WEAK = N_(
    "The protection of this password was set lower than this program allows, so it was not used. The records are "
    "safe: ask an owner for a one-time password, which protects it anew."
)
NO_MEMORY = N_(
    "There is not enough free memory to check a password. Nothing was changed: close other programs and try again."
)
NO_SLOTS = N_(
    "There is no file of keys at {path}. The records were not touched. Was the folder moved, or a drive unplugged? "
    "Put the file back from slots.previous.json or from a backup."
)
SLOTS_EXIST = N_(
    "There is a file of keys at {path} already. Nothing was written: it is never replaced by a new clinic."
)
DAMAGED_SLOTS = N_(
    "The file of keys at {path} is damaged. The records are safe and nothing was written: put back "
    "slots.previous.json from the same folder, or the copy in a backup, then sign in again."
)
DAMAGED_SLOT = N_(
    "The keys of {name} are damaged or were altered and were not used. Nothing was changed and everyone else can "
    "sign in: ask an owner for a one-time password, which makes them anew."
)
ALTERED_SLOT = N_(
    "The roles or the name of {name} in the file of keys are not those an owner gave: the file is damaged, or somebody "
    "altered it. Nothing was changed: remove this person, then add them anew with the roles they should have."
)
ALTERED_KIT = N_(
    "The part of the recovery kit in the file of keys is damaged. Nothing was changed: make a new recovery kit first, "
    "then repeat this."
)
STALE_KEYS = N_(
    "The keys were changed after you signed in, for example on another PC. Nothing was changed: sign out, sign in "
    "again, and repeat this."
)
NOT_OWNER = N_("Only an owner can do this. Nothing was changed: ask an owner to sign in.")
KEYS_DROPPED = N_(
    "The screen is locked and its keys are gone from memory. Nothing was changed: unlock it with your password, then "
    "repeat this."
)
UNKNOWN_PERSON = N_(
    "This person is not in the list of staff any more. Nothing was changed: sign in with another name, or ask an owner."
)
LAST_OWNER = N_(
    "{name} is the only owner. Nothing was changed: make another person an owner first, or nobody could manage the "
    "staff any more."
)
OWN_OWNERSHIP = N_(
    "Nobody takes the role of owner from themselves: whoever does it hands out new passwords to all others. Nothing "
    "was changed: ask another owner to do it."
)
KNEW_EVERY_KEY = N_(
    "{name} is or may have been an owner, who could know the keys of everybody. Nothing was changed: end the ownership "
    "first, which gives everybody else a one-time password."
)
NO_NAME = N_("Enter a name for this person, of at most {most} characters. Nothing was changed.")
NO_ROLE = N_("Choose at least one role for this person. Nothing was changed.")
TOO_MANY = N_("The list of staff holds at most {most} people. Nothing was changed: remove somebody who has left first.")
OTHER_RECORD = N_(
    "The password is right, but the record at {path} does not open with the keys of this clinic: it is the record of "
    "another clinic, of an older backup, or damaged. Nothing was written: put the right file back, or restore the "
    "newest copy."
)
KIT_MISTYPED = N_(
    "This is not a recovery code: a character is wrong or missing. Nothing was changed: compare it with the paper "
    "group by group and type it again."
)
KIT_UNKNOWN = N_(
    "This recovery code does not open this clinic: it was replaced by a newer one or belongs to another clinic. "
    "Nothing was changed: look for the newest sheet, or ask another owner."
)
NO_FRESH_BACKUP = N_(
    "The keys were not changed: that needs a verified backup younger than one hour. All records are as they were: "
    "make a backup, then repeat this."
)
NOT_RENEWED = N_(
    "The new keys are not in use everywhere yet: the record is in use, or its disk is full. Nothing is lost and "
    "everyone can go on. Close what uses the record, free some space, and sign in as an owner: that finishes it."
)
SEALED_UNREADABLE = N_(
    "The sealed file {file} cannot be read: it is damaged, altered, or of another clinic. It was left as it is: set "
    "it aside, publish it anew from the record, then repeat this."
)
EVENT_DIFFERS = N_("An event with the number {event} is there already and says something else. It was left as it is.")
