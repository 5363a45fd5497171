"""What can go wrong with a server before a record is open on it, and the sentence a person gets for it."""

from typing import TYPE_CHECKING

from clinic_app.errors import Refused
from clinic_app.i18n import N_

if TYPE_CHECKING:
    from clinic_app.records.server_place import ServerPlace

NO_DRIVER = N_(
    "This installation cannot reach a server: the part for PostgreSQL is not installed. Nothing was opened: install "
    "the program anew with its extra “server”, as the manual says."
)
WRONG_SIGN_IN = N_(
    "The server does not accept this name and password. Nothing was changed: check the spelling of the name, the input "
    "mode and the Caps Lock key, or ask an owner for a one-time password."
)
MAY_NOT_SIGN_IN = N_(
    "The server does not let this person sign in any more. Nothing was changed: ask an owner if this is not meant."
)
UNREACHABLE = N_(
    "The server {host} does not answer. Nothing was changed: check that it is switched on and that the network works, "
    "then try again."
)
STARTING = N_("The server {host} is starting or shutting down. Wait a minute, then try again.")
NO_ROOM = N_("The server {host} has no room for another connection. Wait a little, then try again.")
UNTRUSTED = N_(
    "The server {host} could not prove that it is the one this clinic uses, so no password was sent. Do not go on: "
    "tell whoever looks after the server that its certificate does not fit."
)
NO_TLS = N_(
    "The server {host} does not encrypt its connections, so no password was sent. Whoever looks after it must set up "
    "a certificate, as the manual says."
)
NO_DATABASE = N_(
    "There is no database {database} on the server {host}. Nothing was changed: check the name, or let whoever looks "
    "after the server set it up with “clinic-app database provision”."
)
NOT_PROVISIONED = N_(
    "The database {database} is not set up for this program, or not for this person. Nothing was changed: let whoever "
    "looks after the server run “clinic-app database provision”, or ask an owner."
)
OLDER = N_(
    "The record on the server was set up by an older version of the program. Nothing was opened: whoever looks after "
    "the server brings it to this version with “clinic-app database upgrade”; until then use the older program."
)
OTHERWISE = N_(
    "The database on the server was set up by another version of the program. Nothing was opened: use the same version "
    "on every PC; whoever looks after the server then runs “clinic-app database upgrade” with it once."
)
NOT_FROM_HERE = N_(
    "The server {host} takes no connections from this computer's network. Nothing was changed: whoever looks after the "
    "server repeats “clinic-app database prepare” there, with this network among the others."
)
REFUSED_BY_SERVER = N_(
    "The server {host} refused the connection. Nothing was changed: whoever looks after it finds the reason in its log."
)

# Before somebody has signed in a server says no code but a sentence, in its own language. Where none of these stands in
# it, the sentence at the end is true of all.
_SAID = (
    ("password authentication failed", WRONG_SIGN_IN),
    ("パスワード認証に失敗", WRONG_SIGN_IN),
    ("is not permitted to log in", MAY_NOT_SIGN_IN),
    ("ログインが許可されていません", MAY_NOT_SIGN_IN),
    ("certificate verify failed", UNTRUSTED),
    ("does not match host name", UNTRUSTED),
    ("root certificate file", UNTRUSTED),
    ("channel binding", UNTRUSTED),
    ("authentication method requirement", UNTRUSTED),
    ("does not support ssl", NO_TLS),
    ("pg_hba.conf", NOT_FROM_HERE),
    ("too many clients", NO_ROOM),
    ("too many connections", NO_ROOM),
    ("remaining connection slots", NO_ROOM),
    ("接続枠", NO_ROOM),
    ("多すぎます", NO_ROOM),
    ("starting up", STARTING),
    ("shutting down", STARTING),
    ("recovery mode", STARTING),
    ("not yet accepting connections", STARTING),
    ("permission denied for database", NOT_PROVISIONED),
    ("データベース", REFUSED_BY_SERVER),
)


def refusal(said: str, place: "ServerPlace") -> Refused:
    """The sentence for what a driver said when no connection came about."""
    lower = said.lower()
    if "database" in lower and "does not exist" in lower:
        return Refused(NO_DATABASE, host=place.host, database=place.database)
    found = next((message for words, message in _SAID if words in lower), None)
    if found is None:
        found = REFUSED_BY_SERVER if "FATAL" in said or "致命的" in said else UNREACHABLE
    return Refused(found, host=place.host, database=place.database)
