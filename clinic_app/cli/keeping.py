"""The commands that keep records safe: `backup`, `verify`, `restore`. They ask for a password or read it from a file.

A password is never an argument and never read from the environment, where other users could see it.
"""

import argparse
import getpass
import sys
from pathlib import Path

from clinic_app.bootstrap.copies import (
    Ask,
    KeysOf,
    back_up,
    bring_back,
    by_kit,
    by_password,
    rehearse_copy,
    verify_copy,
)
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts

WHO = N_("Say with --person who signs in: {names}.")
NO_PASSWORD = N_("The password could not be read. Name a file with --password-file, or - for standard input.")
PASSWORD_OF = N_("Password of {name}: ")
MADE = N_("Backup {name} was made and verified.")
COPIED = N_("It was copied to {place} and verified there.")
GOOD = N_("Backup {name} is good: made {at}, {clients} clients, {entries} audit entries.")
BACK = N_("Backup {name} is in use now. The records that were in use before are still here.")
MISSING = N_("{missing} audit entries that were made after it are missing now.")
UNKNOWN = N_("How much was made after it is not known, because the old record could not be read.")
ERASED = N_("Clients who had been erased since and were erased again: {count}.")
ERASED_UNKNOWN = N_("Whether anybody was erased since is not known; erase them again as an owner if you were asked to.")
RETURNED = N_("They had been taken off the staff since and can sign in again: {names}. Remove them as an owner.")
CODE_OF_KIT = N_("Code of the recovery kit: ")
REHEARSED = N_("Backup {name} came back on trial in {seconds} seconds, and the trial was removed again.")
MOST_BYTES = 4096


def keep(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Run one of the three commands."""
    say = texts("messages", language)

    def code() -> str:
        return password_from(options.password_file, say(CODE_OF_KIT))

    keys = by_password(asking(options, language)) if options.command == "backup" or not options.kit else by_kit(code)
    if options.command == "backup":
        lines = _back_up(folder, keys, options.to)
    elif options.command == "verify":
        lines = _verify(options.backup, keys)
    elif options.rehearse:
        lines = _rehearse(folder, options.backup, keys)
    else:
        lines = _restore(folder, options.backup, keys)
    for message, values in lines:
        print(say(message).format(**values))
    return 0


def asking(options: argparse.Namespace, language: Language) -> Ask:
    """Who signs in and with which password, as the options say or the terminal is asked."""
    say = texts("messages", language)

    def ask(names: tuple[str, ...]) -> tuple[str, str]:
        name = options.person or (names[0] if len(names) == 1 else "")
        if not name:
            raise Refused(WHO, names=", ".join(names))
        return name, password_from(options.password_file, say(PASSWORD_OF).format(name=name))

    return ask


Lines = list[tuple[str, dict[str, object]]]


def _back_up(folder: Path, keys: KeysOf, second: Path | None) -> Lines:
    made, copied = back_up(folder, keys, second)
    lines: Lines = [(MADE, {"name": made.folder.name})]
    return lines if copied is None else [*lines, (COPIED, {"place": copied.folder})]


def _verify(backup: Path, keys: KeysOf) -> Lines:
    found = verify_copy(backup, keys)
    listed = found.manifest
    at = listed.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    entries = 0 if listed.head is None else listed.head.seq
    return [(GOOD, {"name": found.folder.name, "at": at, "clients": listed.rows.get("client", 0), "entries": entries})]


def _restore(folder: Path, backup: Path, keys: KeysOf) -> Lines:
    back = bring_back(folder, backup, keys)
    done = back.done
    lines: Lines = [(BACK, {"name": done.backup})]
    lines.append((UNKNOWN, {}) if done.missing is None else (MISSING, {"missing": done.missing}))
    if done.erased is None:
        lines.append((ERASED_UNKNOWN, {}))
    elif done.erased:
        lines.append((ERASED, {"count": done.erased}))
    if back.people:
        lines.append((RETURNED, {"names": ", ".join(back.people)}))
    return lines


def _rehearse(folder: Path, backup: Path, keys: KeysOf) -> Lines:
    done = rehearse_copy(folder, backup, keys)
    return [(REHEARSED, {"name": done.backup, "seconds": done.seconds})]


def password_from(file: str | None, prompt: str) -> str:
    """One line from a file, from standard input, or from the terminal without showing it."""
    try:
        if file is None:
            return getpass.getpass(prompt)
        raw = sys.stdin.buffer.readline(MOST_BYTES) if file == "-" else Path(file).read_bytes()[:MOST_BYTES]
        return raw.decode("utf-8").splitlines()[0]
    except (OSError, EOFError, UnicodeDecodeError, IndexError):
        raise Refused(NO_PASSWORD) from None
