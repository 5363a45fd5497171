"""What was said at the last visit, or stands in the running profile: shown beside a field and never filled in."""

from typing import Any

from clinic_app.desktop.trainer.document_paths import value_at
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.assessment import to_plain
from clinic_app.rules import explain

GROWS = ("weeks_since_onset",)  # what time itself has changed since: last time's answer would only mislead


def last_value(session: Session, path: str) -> str:
    """One sentence for a path of the document; empty when nothing is known."""
    _, context = session.context.text, session.context
    before = _before(session, path)
    if before is not None:
        said = explain.value_text(context.rule_set, path, before, context.language)
        return _("Last visit: {answer}").format(answer=said)
    profile = _profile(session, path)
    return _("Profile: {answer}").format(answer=profile) if profile else ""


def _before(session: Session, path: str) -> Any:
    if session.previous is None or path in GROWS:
        return None
    found = value_at(to_plain(session.previous), path)
    return None if isinstance(found, dict | list) else found


def _profile(session: Session, path: str) -> str:
    """What the client's running profile has for this question."""
    _, details = session.context.text, session.client.details
    if path == "weekly_km" and details.usual_weekly_km is not None:
        return _("usually {km} km a week").format(km=details.usual_weekly_km)
    if path == "years_running" and details.running_since is not None:
        return _("running since {year}").format(year=details.running_since)
    return ""
