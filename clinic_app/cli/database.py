"""`clinic-app database ...`: everything about a record on a server that is done from a terminal.

Passwords are asked for or read with `--password-file`; an address that holds one is refused.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from clinic_app.bootstrap.server_copying import copy_server, restore_server, upgrade_server
from clinic_app.bootstrap.server_move import move_to_server
from clinic_app.bootstrap.server_move_back import move_back
from clinic_app.bootstrap.server_preparing import LEAST, prepare
from clinic_app.bootstrap.server_setup import Admin, FirstOwner, Step, read_url, set_up, use_server
from clinic_app.cli.keeping import CODE_OF_KIT, asking, password_from
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts

PASSWORD_AT = N_("Password of {name} at the server {host}: ")
NEW_PASSWORD = N_("New password of the keeper's login postgres, at least {least} characters: ")
ONCE_MORE = N_("The same password once more: ")
NOT_THE_SAME = N_("The two passwords are not the same. Nothing was done: run the command again.")
USED = N_("The folder {folder} uses the database {database} on {host} from now on.")
WHERE_TO = N_("Say where to: --to URL moves to a server, --back FOLDER brings the record back.")


def database(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Run one of the commands."""
    say = texts("messages", language)
    if options.what == "use":
        place = use_server(folder, options.url)
        print(say(USED).format(folder=folder, database=place.database, host=place.host))
    elif options.what == "move":
        _move(options, folder, language)
    elif options.what == "prepare":
        prepare(options.host, options.networks, lambda: _new_password(options.password_file, say), speaker(language))
    elif options.what in ("backup", "upgrade", "restore"):
        _keep(options, language)
    else:
        first = FirstOwner(options.owner, options.clinic or options.owner) if options.owner else None
        set_up(admin_of(options.url, options.password_file, language), speaker(language), first)
    return 0


def _new_password(file: str | None, say: Callable[[str], str]) -> str:
    """A new password for the keeper's login; at the terminal it is typed twice."""
    first = password_from(file, say(NEW_PASSWORD).format(least=LEAST))
    if file is None and password_from(None, say(ONCE_MORE)) != first:
        raise Refused(NOT_THE_SAME)
    return first


def _move(options: argparse.Namespace, folder: Path, language: Language) -> None:
    ask, spoken = asking(options, language), speaker(language)
    if (options.to is None) == (options.back is None):
        raise Refused(WHERE_TO)
    if options.back is not None:
        move_back(folder, options.back, ask, spoken)
        return
    admin = admin_of(options.to, options.admin_password_file, language)
    move_to_server(folder, admin, ask, spoken, dry_run=options.dry_run)


def _keep(options: argparse.Namespace, language: Language) -> None:
    admin, tools = admin_of(options.url, options.password_file, language), options.tools
    spoken = speaker(language)
    if options.what == "backup":
        copy_server(admin, options.out, tools, spoken)
    elif options.what == "upgrade":
        upgrade_server(admin, options.out, tools, spoken)
    else:
        code = password_from(options.code_file, texts("messages", language)(CODE_OF_KIT))
        restore_server(admin, options.backup, code, tools, spoken)


def admin_of(url: str, password_file: str | None, language: Language) -> Admin:
    """Whoever looks after the server, with the password they are asked for."""
    place, login = read_url(url)
    prompt = texts("messages", language)(PASSWORD_AT).format(name=login, host=place.host)
    return Admin(place, login, password_from(password_file, prompt))


def speaker(language: Language) -> Callable[[Step], None]:
    """Prints each step; one that leaves something to do is marked."""
    say = texts("messages", language)

    def spoken(step: Step) -> None:
        print(("! " if step.warns else "  ") + say(step.message).format(**step.values), flush=True)

    return spoken
