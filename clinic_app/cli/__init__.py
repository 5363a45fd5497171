# ruff: noqa: PLC0415 - a command imports what it needs when it runs
"""One command line for everything the program does.

Every command imports what it needs only when it runs, so that `--version` and `assess` never load a toolkit or a
database. Exit codes: 0 good, 1 refused or failed with one line on standard error, 2 wrong usage, 130 interrupted.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from clinic_app import __version__
from clinic_app.domain.language import LANGUAGES, Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts

PROGRAM = "clinic-app"
OUR_FAULT = N_("the program has a fault ({kind}); nothing was written")
SCALES = (0.8, 2.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _plain_start(given) or parser().parse_args(given)
    language: Language = options.language or language_of_machine()
    try:
        code = _run(options, language)
        sys.stdout.flush()
    except Refused as refusal:
        return _fail(refusal.sentence(language))
    except BrokenPipeError:  # the reader of our output has gone, as in `clinic-app assess - | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - a fault of ours: its text may hold a client's data, its class does not
        return _fail(texts("messages", language)(OUR_FAULT).format(kind=type(error).__name__))
    return code


def _plain_start(given: Sequence[str]) -> argparse.Namespace | None:
    """The options of the program's everyday start; None where commands must be made to tell, which takes 15 ms."""
    match given:
        case []:
            return argparse.Namespace(command=None, language=None, data=None)
        case ["--data", folder] if folder and not folder.startswith("-"):
            return argparse.Namespace(command=None, language=None, data=Path(folder))
        case _:
            return None


def language_of_machine() -> Language:
    """Japanese where the machine speaks Japanese, else English."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ja" if spoken.lower().startswith("ja") else "en"


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    made = argparse.ArgumentParser(prog=PROGRAM, description="Movement tendency records and take-home exercise sheets.")
    made.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--language", choices=LANGUAGES, help="language of texts and messages")
    made.add_argument("--data", type=Path, metavar="DIR", help="the folder of the studio's records")
    made.set_defaults(command=None, language=None)
    commands = made.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, purpose: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=purpose, description=purpose, parents=[common], allow_abbrev=False)

    assess = command("assess", "Evaluate assessment documents; one JSON result per line.")
    assess.add_argument("file", metavar="FILE", help="a JSON or JSONL file, or - for standard input")
    handout = command("handout", "Set the take-home sheet, or the referral memo, of one assessment document.")
    handout.add_argument("file", metavar="FILE", nargs="?", help="a JSON or JSONL file, or - for standard input")
    handout.add_argument("-o", "--output", required=True, type=Path, metavar="OUT.pdf")
    variants = ("standard", "large", "plain", "blank")
    handout.add_argument("--variant", choices=variants, default="standard", help="blank: empty forms, without FILE")
    command("demo", "Open the program with a made-up clinic in a temporary folder.")
    screenshots = command("screenshots", "Save every page of the program as a picture.")
    screenshots.add_argument("folder", type=Path, metavar="DIR")
    screenshots.add_argument("--theme", choices=("light", "dark"), default="light")
    screenshots.add_argument("--scale", type=_scale, default=1.0, help="text size, 0.8 to 2.0")
    screenshots.add_argument("--pages", metavar="NAMES", default="*", help="only pages of such names, as 'door-*'")
    backup = command("backup", "Copy the studio's records, also beside an open window, and verify the copy.")
    backup.add_argument("--to", type=Path, metavar="DIR", help="copy the backup to a second place and verify it there")
    verify = command("verify", "Read a whole backup and open it, without changing anything.")
    restore = command("restore", "Put a backup into use; what was in use stays beside it.")
    restore.add_argument("--rehearse", action="store_true", help="only on trial, in a folder that is removed again")
    for one in (verify, restore):
        one.add_argument("backup", type=Path, metavar="BACKUP", help="the folder of the backup")
        one.add_argument("--kit", action="store_true", help="open it with the recovery kit's code, not a password")
    for one in (backup, verify, restore):
        one.add_argument("--person", metavar="NAME", help="who signs in, when there are several")
        one.add_argument("--password-file", metavar="FILE", help="a file with it, or - for standard input")
    _add_import(command)
    _add_statistics(command)
    _add_rules(command("rules", "Prove, print or rehearse a rule set."), common)
    _add_database(command("database", "Set up a server, move the record there and back."), common)
    command("self-test", "Let the installed program prove that it works here.")
    return made


def _add_import(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`import-clients`."""
    made = command("import-clients", "Take in the clients of another program from a CSV file; all of them or none.")
    made.add_argument("file", metavar="FILE", help="a CSV file with headings, UTF-8 or Shift_JIS (CP932)")
    made.add_argument("--dry-run", action="store_true", help="only say what would be done")
    made.add_argument("--column", action="append", metavar="NAME=HEADING", help="which column is name, kana, ...")
    made.add_argument("--json", action="store_true", help="the result as JSON")
    made.add_argument("--person", metavar="NAME", help="who signs in, when there are several")
    made.add_argument("--password-file", metavar="FILE", help="a file with the password, or - for standard input")


def _add_statistics(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`release` and `export`."""
    release = command("release", "Close a period and release its statistics; without --period say which can be closed.")
    export = command("export", "Write the statistics of a closed period to a file, with how they were made.")
    for one in (release, export):
        one.add_argument("--period", metavar="PERIOD", required=one is export, help="as 2026 or 2026-H1")
        one.add_argument("--json", action="store_true", help="the result as JSON")
        one.add_argument("--person", metavar="NAME", help="who signs in, when there are several")
        one.add_argument("--password-file", metavar="FILE", help="a file with the password, or - for standard input")
    export.add_argument("--format", choices=("xlsx", "pdf", "csv", "csv-cp932"), default="xlsx")
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    export.add_argument("--studio", default="", metavar="CODE", help="only the tables of one of several studios")
    export.add_argument("--purpose", required=True, help="what it is for; stands in the file and in the audit")
    export.add_argument("--recipient", required=True, help="who gets it; stands in the file and in the audit")
    export.add_argument("--replace", action="store_true", help="replace a file that is there already")


def _add_rules(made: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """`rules check | show | replay`."""
    commands = made.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = commands.add_parser("check", parents=[common], help="prove that a rule set may speak")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE|DIR", help="a rule set; the shipped one when absent")
    check.add_argument("--json", action="store_true", help="the faults as JSON")
    show = commands.add_parser("show", parents=[common], help="the rule set as a table for a review")
    show.add_argument("file", nargs="?", type=Path, metavar="FILE|DIR", help="a rule set; the shipped one when absent")
    paper = show.add_mutually_exclusive_group()
    paper.add_argument("--html", type=Path, metavar="OUT", help="write a page for a browser")
    paper.add_argument("--pdf", type=Path, metavar="OUT", help="write a paper for a meeting")
    replay = commands.add_parser("replay", parents=[common], help="what another rule set would have proposed")
    replay.add_argument("file", type=Path, metavar="NEW", help="the other rule set: a file or a folder")
    replay.add_argument("--cases", metavar="FILE", help="assessment documents, one per line, instead of the record")
    replay.add_argument("--explain", metavar="ID", help="explain one case under both rule sets")
    replay.add_argument("--json", action="store_true", help="the result as JSON")
    replay.add_argument("--person", metavar="NAME", help="who signs in, when there are several")
    replay.add_argument("--password-file", metavar="FILE", help="a file with the password, or - for standard input")


def _add_database(made: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """`database prepare | provision | use | move | upgrade | backup | restore`."""
    commands = made.add_subparsers(dest="what", metavar="WHAT", required=True)

    def command(name: str, purpose: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=purpose, description=purpose, parents=[common], allow_abbrev=False)

    prepare = command("prepare", "Make this Debian computer a server: its certificate, who may connect. Needs sudo.")
    prepare.add_argument("host", metavar="NAME", help="what the PCs call this computer, as server.example")
    prepare.add_argument("networks", metavar="NETWORK", nargs="+", help="the addresses of the PCs, as 192.168.1.0/24")
    provision = command("provision", "Set a database up for a studio; safe to repeat.")
    provision.add_argument("--owner", metavar="NAME", help="the first owner of a new studio")
    provision.add_argument("--clinic", metavar="NAME", default="", help="the name of a new studio")
    use = command("use", "Let this computer use a database from now on.")
    move = command("move", "Move this computer's record to a server, or back with --back.")
    move.add_argument("--to", metavar="URL", help="postgresql://ADMIN@HOST/DATABASE, without a password")
    move.add_argument("--back", metavar="FOLDER", type=Path, help="from the server this folder uses into a new FOLDER")
    move.add_argument("--dry-run", action="store_true", help="only say what would be moved")
    move.add_argument("--admin-password-file", metavar="FILE", help="a file with the password of ADMIN")
    move.add_argument("--person", metavar="NAME", help="the owner who signs in, when there are several")
    upgrade = command("upgrade", "Bring the record on the server to this version, after a backup.")
    backup = command("backup", "Copy the record on the server, encrypted, and verify the copy.")
    for one in (upgrade, backup):
        one.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the copy is written")
    restore = command("restore", "Put a backup into an empty database; the kit's code is asked for.")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    restore.add_argument("--code-file", metavar="FILE", help="a file with the kit's code, or - for standard input")
    for one in (provision, use, upgrade, backup, restore):
        one.add_argument("url", metavar="URL", help="postgresql://ADMIN@HOST/DATABASE, without a password")
    for one in (upgrade, backup, restore):
        one.add_argument("--tools", type=Path, metavar="DIR", help="the folder of pg_dump and pg_restore")
    for one in (prepare, provision, move, upgrade, backup, restore):
        one.add_argument("--password-file", metavar="FILE", help="a file with the password, or - for standard input")


def _scale(text: str) -> float:
    """A text size as a number; argparse tells the person when it is none."""
    scale = float(text)
    if not SCALES[0] <= scale <= SCALES[1]:
        raise ValueError(text)
    return scale


def _run(options: argparse.Namespace, language: Language) -> int:  # noqa: PLR0911, PLR0912 - one for each command
    """Hand over to the command; nothing it needs is imported before it is chosen."""
    match options.command:
        case "assess":
            from clinic_app.cli.assess import assess

            return assess(options.file, language)
        case "handout":
            from clinic_app.cli.handout import write_blank_forms, write_handout

            blank = options.variant == "blank"
            if blank != (options.file is None):
                parser().error("handout: FILE is needed, and only with another variant than blank")
            if blank:
                return write_blank_forms(options.output, language)
            return write_handout(options.file, options.output, options.variant, language)
        case "demo":
            from clinic_app.desktop.app import run_demo

            return run_demo(language)
        case "screenshots":
            from clinic_app.cli.screenshots import screenshots

            return screenshots(options.folder, language, options.theme, options.scale, options.pages)
        case "backup" | "verify" | "restore":
            from clinic_app.cli.keeping import keep

            return keep(options, options.data or _own_folder(), language)
        case "import-clients":
            from clinic_app.cli.import_clients import run_import

            return run_import(options, options.data or _own_folder(), language)
        case "rules":
            from clinic_app.cli.rules import rules

            return rules(options, options.data or _own_folder(), language)
        case "release" | "export":
            from clinic_app.cli.statistics import statistics

            return statistics(options, options.data or _own_folder(), language)
        case "database":
            from clinic_app.cli.database import database

            return database(options, options.data or _own_folder(), language)
        case "self-test":
            from clinic_app.cli.self_test import self_test

            return self_test(language)
        case _:
            gc.disable()  # while the window is made: nothing is thrown away yet; `desktop.tidying` does it from then on
            from clinic_app.desktop.app import run_program

            return run_program(options.data or _own_folder(), language)


def _own_folder() -> Path:
    """Where this person's studio keeps its records unless told otherwise."""
    from platformdirs import user_data_path

    return user_data_path("clinic-app", appauthor=False, roaming=False)


def _fail(sentence: str) -> int:
    """One line on standard error, whatever the sentence holds."""
    line = " ".join(sentence.split())
    try:
        sys.stderr.write(f"{PROGRAM}: {line}\n")
    except UnicodeEncodeError:
        sys.stderr.write(f"{PROGRAM}: {line.encode('ascii', 'backslashreplace').decode()}\n")
    return 1
