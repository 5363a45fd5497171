"""`clinic-app rules show`: a rule set as a readable table, on the terminal, as a page for a browser, or on paper."""

import argparse
import shutil
import sys

from clinic_app.cli.files import write_whole
from clinic_app.cli.rule_files import rule_texts
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.rules.fault import Fault, line_of
from clinic_app.rules.load import RuleSetError, load_rule_set
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.table import rule_table
from clinic_app.rules.table_text import as_html, as_text

NOT_A_RULE_SET = N_("{fault}")


def show(options: argparse.Namespace, language: Language) -> int:
    """Print the tables, or write them where `--html` or `--pdf` says."""
    table = rule_table(readable(options.file, language), language)
    if options.html is not None:
        write_whole(options.html, as_html(table).encode())
        print(options.html)
    elif options.pdf is not None:
        from clinic_app.handouts.rule_table import render_rule_table  # noqa: PLC0415 - paper only when asked for

        write_whole(options.pdf, render_rule_table(table))
        print(options.pdf)
    else:
        sys.stdout.write(as_text(table, shutil.get_terminal_size((110, 24)).columns))
    return 0


def readable(path: object, language: Language) -> RuleSet:
    """The rule set of a file or folder; one that cannot be read is refused with its first fault."""
    texts = {}
    try:
        texts = rule_texts(path)  # type: ignore[arg-type]
        return load_rule_set(texts)
    except RuleSetError as error:
        line = error.line or line_of(texts.get(error.file, ""), error.place)
        fault = Fault("load", error.file, error.place, line=line, error=error)
        raise Refused(NOT_A_RULE_SET, fault=fault.sentence(language)) from None
