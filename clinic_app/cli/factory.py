"""The rule set that travels with the program, for commands that open no record and so need no `bootstrap`."""

from clinic_app import bundle
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import FOLDERS, load_rule_set


def factory_texts() -> dict[str, str]:
    """The texts of the factory rule set by file name."""
    files = [(folder, path) for folder in FOLDERS for path in bundle.toml_files(folder)]
    return {f"{folder}/{path.name}": path.read_text(encoding="utf-8") for folder, path in files}


def factory_evaluator() -> Evaluator:
    """The factory rule set, compiled."""
    return Evaluator(load_rule_set(factory_texts()))
