"""`clinic-app database ...`: everything about a record on a server that is done from a terminal.

Passwords are asked for or read with `--password-file`; an address that holds one is refused.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from clinic_app.bootstrap.server_setup import Admin, FirstOwner, Step, read_url, set_up, use_server
from clinic_app.cli.keeping import password_from
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts

PASSWORD_AT = N_("Password of {name} at the server {host}: ")
USED = N_("The folder {folder} uses the database {database} on {host} from now on.")


def add_commands(made: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """`database provision | use`."""
    commands = made.add_subparsers(dest="what", metavar="WHAT", required=True)

    def command(name: str, purpose: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=purpose, description=purpose, parents=[common], allow_abbrev=False)

    provision = command("provision", "Set a database up for a studio; safe to repeat.")
    provision.add_argument("url", metavar="URL", help="postgresql://ADMIN@HOST/DATABASE, without a password")
    provision.add_argument("--owner", metavar="NAME", help="the first owner of a new studio")
    provision.add_argument("--clinic", metavar="NAME", default="", help="the name of a new studio")
    use = command("use", "Let this computer use a database from now on.")
    use.add_argument("url", metavar="URL", help="as for provision; the name in it is not kept")
    for one in (provision,):
        one.add_argument("--password-file", metavar="FILE", help="a file with the password, or - for standard input")


def database(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Run one of the commands."""
    say = texts("messages", language)
    if options.what == "use":
        place = use_server(folder, options.url)
        print(say(USED).format(folder=folder, database=place.database, host=place.host))
        return 0
    first = FirstOwner(options.owner, options.clinic or options.owner) if options.owner else None
    set_up(admin_of(options.url, options.password_file, language), speaker(language), first)
    return 0


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
