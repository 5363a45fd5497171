"""The sentences of what can go wrong with a record; apart from `faults`, which loads the database for its errors."""

from clinic_app.i18n import N_

NOT_THERE = N_(
    "There is no record at {path}. Was the folder moved, or a drive unplugged? "
    "Choose the place again, or restore a copy."
)
EMPTY = N_("The record at {path} is empty: it was damaged or replaced. Restore the newest copy; nothing was written.")
EXISTS = N_("There is a file at {path} already. A new record is never written over it.")
CANNOT_OPEN = N_(
    "The record does not open with this key. The key belongs to another record, or the file is damaged: "
    "try again, then restore the newest copy."
)
DAMAGED = N_("The record is damaged. Stop working in it and restore the newest copy.")
FOREIGN = N_("The file at {path} is not a record of this program.")
NEWER = N_("This record was written by a newer version of the program. Update the program; nothing was changed.")
OUTGROWN = N_(
    "The record on the server was brought to a newer version of the program meanwhile, so nothing more can be saved or "
    "looked up from here. What you entered is still on its page: note it down, then close the program and update it."
)
UPGRADE_FAILED = N_("The record could not be upgraded and was left as it was ({reason}). Report this before you go on.")
READ_ONLY = N_("Not saved: the record can only be read here. Check the rights of the folder and of the file.")
FULL = N_("Not saved: the disk is full. Free some space, then save again.")
NOT_SAVED = N_("Not saved: the disk reported an error. Keep this page open, check the drive, then save again.")
IN_USE = N_("Not saved: another program is using the record. Close it, or wait a moment and save again.")
CONNECTION_LOST = N_("The connection to the server was lost. Keep this page open; save again when it is back.")
BROKEN = N_(
    "The connection to the server was lost. What you enter stays on this page and is saved as soon as the server "
    "answers."
)
SHUT_OUT = N_(
    "Not saved: the server does not let you in any more; your access was taken away or your password was changed. What "
    "you entered is still on this page. Ask an owner before you close it."
)
NO_NEWS = N_(
    "The server has no room for another connection at the moment, so this window does not show by itself what others "
    "save. What you enter is saved as far as there is room; the rest stays on its page and is saved as soon as there "
    "is."
)
UNSURE = N_(
    "The connection to the server broke at the moment of saving, so it is not known yet whether this is stored. Keep "
    "this page open: it is looked up as soon as the server answers, and nothing is stored twice."
)
STORED_AFTER_ALL = N_(
    "What you saved when the connection broke is stored after all. Look at it first; what you do now was not saved yet."
)
SERVER_FULL = N_(
    "Not saved: the server's disk is full. Keep this page open, tell whoever looks after the server, then save again."
)
SERVER_BUSY = N_(
    "Not saved: the server has no room for another connection at the moment. Wait a little, then save again."
)
NOT_ALLOWED = N_(
    "Not saved: the server does not allow this with your roles, or the record can only be read. Ask an owner."
)
STALE = N_(
    "Not saved: someone else has changed this since you opened it. Compare both versions, then save yours again."
)
UNSTORABLE = N_("Not saved: the text contains a character that cannot be stored. Delete it or type the text again.")
TOO_LONG = N_("Not saved: a text is longer than {limit} characters. Shorten it.")
OLDER = N_(
    "The record here is older than the one this workstation saw last: it ends at entry {ends}, and entry {seen} was "
    "seen. An older file may have been put back. Nothing was changed."
)
OTHER = N_(
    "The record here is not the one this workstation saw last: entry {seen} was another one. A copy may have gone its "
    "own way. Nothing was changed."
)
SERVER_OLDER = N_(
    "The record on the server is older than the one this workstation saw last: it ends at entry {ends}, and entry "
    "{seen} was seen. Somebody may have put an older copy back: ask whoever looks after the server before you go on. "
    "Nothing was changed."
)
SERVER_OTHER = N_(
    "The record on the server is not the one this workstation saw last: entry {seen} was another one. Ask whoever "
    "looks after the server before you go on. Nothing was changed."
)
