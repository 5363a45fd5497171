"""How far each step of a session is: locked, open, begun or done."""

from typing import TYPE_CHECKING

from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import SIDES, TESTS
from clinic_app.domain.follow_up import ACTIVITIES, Measure
from clinic_app.domain.history import PAIN_ROWS
from clinic_app.domain.levels import is_complete

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session

KNOWN_FROM_THE_START = {"client.sex", "client.age"}  # nobody has asked anything yet
SET_FROM_THE_START = {"failed_trial"}


def state_of(session: "Session", step: str) -> str:
    """`locked`, `done`, `begun` or `todo`."""
    if step in TESTS:
        return _test_state(session, step)
    if step in ("result", "teach", "plan"):
        return _closing_state(session, step)
    if step == "progress":
        return _progress_state(session)
    return _screening_state(session) if step == "screening" else _asked_state(session, step)


def _screening_state(session: "Session") -> str:
    if not session.screened.unanswered:
        return "done"
    return "begun" if set(session.value("screening") or ()) - SET_FROM_THE_START else "todo"


def _asked_state(session: "Session", step: str) -> str:
    asked = [finding.path for finding in session.context.rule_set.catalogue.of_step(step)]
    answered = {path for path in asked if session.value(path) is not None}
    if asked and len(answered) == len(asked):
        return "done"
    return "begun" if answered - KNOWN_FROM_THE_START else "todo"


def _progress_state(session: "Session") -> str:
    """Done when pain, the overall impression and every activity of the last visit have been asked again."""
    course = session.course
    again = [key for key in ACTIVITIES if key in course.last and course.last[key].value is not None]
    wanted: list[Measure] = ["pgic", *again]
    asked = [session.value(path) for path in PAIN_ROWS]
    asked += [course.measure(key).value for key in wanted]
    if all(value is not None for value in asked):
        return "done"
    return "begun" if any(one.value is not None for one in course.measures.values()) else "todo"


def _closing_state(session: "Session", step: str) -> str:
    """The steps after the tests: they wait for the decision, but a memo does not."""
    memo = step == "plan" and session.proposal.outcome == "refer"
    if step != "result" and not memo and (session.proposal.hidden or session.decided is None):
        return "locked"
    done = {"result": session.decided, "teach": session.plan, "plan": session.handouts}[step]
    return "done" if done else "todo"


def lacking_for_handout(session: "Session") -> str | None:
    """What must come before a paper: `screening`, `urgent_items`, `tests` or `decision`; None when nothing."""
    outcome = session.proposal.outcome
    if outcome == "screening_incomplete":
        return "screening"
    if outcome == "insufficient":
        return "tests"
    if outcome == "refer":
        return "urgent_items" if _urgent_unanswered(session) else None
    return None if session.plan is not None and session.decided is not None else "decision"


def _urgent_unanswered(session: "Session") -> bool:
    urgent = {rule.id for rule in session.context.rule_set.rules.screening if rule.urgent is not None}
    return any(path.split(".")[1] in urgent for path in session.screened.unanswered if path.startswith("screening."))


def _test_state(session: "Session", test: str) -> str:
    if not session.gate_open:
        return "locked"
    sides = [document.side(session.assessment, test, name) for name in SIDES]
    if all(side is not None and (side.status != "done" or is_complete(side)) for side in sides):
        return "done"
    return "begun" if any(sides) else "todo"
