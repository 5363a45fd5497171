"""`clinic-app rules check | show | replay`: prove a rule set, print it for a review, rehearse it on known cases."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from clinic_app.cli.factory import factory_texts
from clinic_app.cli.rule_files import rule_texts
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts
from clinic_app.rules.check import check
from clinic_app.rules.fault import Fault
from clinic_app.rules.load import RuleSetError, load_rule_set

SOUND = N_("{name} {version}: sound. Every input has exactly one outcome.")
UNSOUND = N_("{count} faults; it may not be put into use.")
ONE_FAULT = N_("1 fault; it may not be put into use.")
SHOWN_BY = N_("an input that shows it: {document}")


def rules(options: argparse.Namespace, folder: Path, language: Language) -> int:
    """Run one of the three commands."""
    if options.what == "show":
        from clinic_app.cli.rules_show import show  # noqa: PLC0415 - paper is loaded only when asked for

        return show(options, language)
    if options.what == "replay":
        from clinic_app.cli.rules_replay import replay  # noqa: PLC0415 - the record is opened only when asked for

        return replay(options, folder, language)
    return _check(options.file, language, as_json=options.json)


def _check(path: Path | None, language: Language, *, as_json: bool) -> int:
    """Print every fault; 1 when there is one."""
    say, name = texts("messages", language), str(path) if path is not None else "resources"
    try:
        given = rule_texts(path)
        faults = check(given, load_rule_set(factory_texts()))
    except RuleSetError as error:
        faults = [Fault("load", name, "", error=error)]
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode([_plain(fault, language) for fault in faults]) + b"\n")
        sys.stdout.buffer.flush()
        return 1 if faults else 0
    for fault in faults:
        print(fault.sentence(language))
        if fault.witness is not None:
            print("  " + say(SHOWN_BY).format(document=msgspec.json.encode(fault.witness).decode()))
    if faults:
        raise Refused(ONE_FAULT if len(faults) == 1 else UNSOUND, count=len(faults))
    header = load_rule_set(given).rules.header
    print(say(SOUND).format(name=header.id, version=header.version))
    return 0


def _plain(fault: Fault, language: Language) -> dict[str, Any]:
    """One fault for a program to read."""
    return {
        "kind": fault.kind,
        "file": fault.file,
        "line": fault.line,
        "place": fault.place,
        "wrong": fault.wrong(language),
        "expected": fault.expected(language),
        "witness": fault.witness,
    }
