"""The explanations of all worked cases as full text: `PYTHONPATH=. python tests/unit/explanations.py` writes them anew.

They stand beside the cases, one file for each, Japanese first. A change in them is read before it is committed.
"""

import json
from pathlib import Path
from typing import Any

from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.domain.assessment import from_plain
from clinic_app.domain.text import LANGUAGES
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import account_of, account_text

FOLDER = Path(__file__).parent / "cases"
LINE = "-" * 40


def explanation(evaluator: Evaluator, document: dict[str, Any]) -> str:
    """The account of one case in both languages."""
    assessment = from_plain(document)
    account = account_of(evaluator, assessment)
    parts = [account_text(evaluator.rule_set, account, assessment, language) for language in LANGUAGES]
    return f"{LINE}\n".join(parts)


def file_of(document: dict[str, Any]) -> Path:
    """Where the explanation of a case stands."""
    return FOLDER / f"{document['case']}.txt"


def main() -> None:
    """Write all files anew."""
    evaluator = build_evaluator(factory_texts())
    for case in json.loads((FOLDER / "examples.json").read_text(encoding="utf-8")):
        file_of(case["input"]).write_text(explanation(evaluator, case["input"]), encoding="utf-8")


if __name__ == "__main__":
    main()
