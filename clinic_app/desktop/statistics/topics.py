"""Which tables stand together on the page: five topics, in the order in which a manager asks."""

from clinic_app.domain.release import MedianTable, Release, Table
from clinic_app.i18n import N_

Shownable = Table | MedianTable
PEOPLE, TYPES, DECISIONS, COURSE, WORK = "people", "types", "decisions", "course", "work"
TOPICS = (
    (PEOPLE, N_("Who came")),
    (TYPES, N_("Movement types")),
    (DECISIONS, N_("Proposal and decision")),
    (COURSE, N_("Course")),
    (WORK, N_("Trial visits and time")),
)
_TOPIC_OF = {
    **dict.fromkeys(("course", "sex", "age", "age3", "desk_work", "distance", "duration"), PEOPLE),
    **dict.fromkeys(("decision", "reason", "type_by_decision"), DECISIONS),
    **dict.fromkeys(("proposed_by_type", "proposed_by_reason", "rules_by_decision"), DECISIONS),
    **dict.fromkeys(("changes", "type_by_course"), COURSE),
    **dict.fromkeys(("referral", "type_by_referral", "trial", "type_by_trial", "minutes"), WORK),
}


def topic_of(table: Shownable) -> str:
    """Where a table stands; what is not named elsewhere belongs to the types."""
    return COURSE if table.id.startswith("recheck_") else _TOPIC_OF.get(table.id, TYPES)


def tables_of(release: Release, topic: str) -> tuple[Shownable, ...]:
    """The tables of a topic, as the release has them."""
    tables: tuple[Shownable, ...] = (*release.tables, *release.medians)
    return tuple(table for table in tables if topic_of(table) == topic)
