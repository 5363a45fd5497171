"""What tests of visits share: worked cases, a document entered as a whole, and what is read on a page."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.follow_up import OutcomeMeasure

CASES: dict[str, dict[str, Any]] = {
    case["input"]["case"]: case["input"]
    for case in json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
}
GLUTEAL = CASES["01-clear-gluteal"]
STAIRS = OutcomeMeasure("activity_1", 4, "階段を下りる")
GOOD = {"lean": "full", "faults": {}, "gluteal_sensation": True}


def record(session: Session, findings: dict[str, Any]) -> None:
    """Enter a case in a session, as if it had been asked and tested."""
    plain = to_plain(session.assessment)
    kept = {key: value for key, value in findings.items() if key not in ("client", "date", "case", "format")}
    onset = {"age_at_onset": findings["client"].get("age_at_onset", 42)}
    session._store_plain({**plain, **kept, "client": {**plain["client"], **onset}})


def read(widget: QWidget) -> str:
    """Everything that is written on a widget and seen."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
