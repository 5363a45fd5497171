"""What a person does with a visit that was entered under the wrong client: look at it, move it, take that back.

The findings keep what was seen; whose they are (name, kana, sex, age) is written into a new version of them. Sheets
that were issued stay as they were approved, with the wrong name on them, so the preview counts them. A print job that
still waits is withdrawn with the move once there are print jobs.
"""

from datetime import date

import msgspec

from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client import Client, Episode, age_on
from clinic_app.domain.visit import StoredAssessment, Visit, VisitKind
from clinic_app.domain.visit_move import VisitMove
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork

ALREADY_THEIRS = N_("This visit is this client's already. Choose the client whose visit it is.")


class MovePreview(msgspec.Struct, frozen=True):
    """A visit that may hang under the wrong client: whose it is now, and what went home from it."""

    visit: Visit
    client: Client
    handouts: int
    last_move: VisitMove | None
    moved_from: Client | None


def preview_move(record: Record, visit_id: str) -> MovePreview:
    """What must be known before a visit is moved."""
    with record.reading() as work:
        visit = work.visits.get(visit_id)
        move = work.visit_moves.last_of(visit_id)
        return MovePreview(
            visit=visit,
            client=work.clients.get(visit.client_id),
            handouts=work.handouts.count_of(visit_id),
            last_move=move,
            moved_from=None if move is None else work.clients.get(move.from_client_id),
        )


def move_visit(record: Record, visit_id: str, to_client_id: str, *, by: str, actor: str) -> Changed[VisitMove]:
    """Put a visit under the client whose it is, with everything that was recorded and decided in it."""
    with record.unit_of_work() as work:
        visit = work.visits.get(visit_id)
        if visit.client_id == to_client_id:
            raise Refused(ALREADY_THEIRS)
        work.bin.refuse(to_client_id)
        before = [other for other in work.visits.of_client(to_client_id) if other.done_on <= visit.done_on]
        kind: VisitKind = "follow_up" if before else "trial"
        move = work.visit_moves.add(
            VisitMove(work.new_id(), visit_id, visit.client_id, visit.episode_id, visit.kind, by, work.now)
        )
        work.visit_moves.hang(visit_id, to_client_id, _episode(work, to_client_id, visit.done_on), kind)
        _write_whose(work, visit, work.clients.get(to_client_id))
        work.audit("move_visit", actor, visit_id)
        for client_id in (visit.client_id, to_client_id):
            refresh_case_facts(work, client_id)
        work.commit()
    return changed(move, "visit", "assessment", "booking")


def undo_move(record: Record, move_id: str, *, actor: str) -> Changed[Visit]:
    """Put a visit back where it hung before."""
    with record.unit_of_work() as work:
        move = work.visit_moves.get(move_id)
        visit, client = work.visits.get(move.visit_id), work.clients.get(move.from_client_id)
        episode = move.from_episode_id
        if not work.visit_moves.has_episode(episode):
            episode = _episode(work, client.id, visit.done_on)
        back = work.visit_moves.hang(visit.id, client.id, episode, move.from_kind)
        work.visit_moves.take_back(move_id, work.now)
        _write_whose(work, visit, client)
        work.audit("undo_move", actor, visit.id)
        for client_id in (visit.client_id, client.id):
            refresh_case_facts(work, client_id)
        work.commit()
    return changed(back, "visit", "assessment", "booking")


def _episode(work: UnitOfWork, client_id: str, day: date) -> str:
    """The client's open episode when it had begun by that day, else a new one."""
    episode = work.episodes.newest_of(client_id)
    if episode is not None and episode.closed_on is None and episode.opened_on <= day:
        return episode.id
    return work.episodes.add(Episode(work.new_id(), client_id, day)).id


def _write_whose(work: UnitOfWork, visit: Visit, client: Client) -> None:
    stored, details = work.assessments.newest_of(visit.id), client.details
    document = stored.assessment
    age = document.client.age if details.birth_date is None else age_on(details.birth_date, visit.done_on)
    who = msgspec.structs.replace(document.client, name=details.name, kana=details.kana, sex=details.sex, age=age)
    document = msgspec.structs.replace(document, client=who)
    work.assessments.append(StoredAssessment(work.new_id(), visit.id, stored.version + 1, document, work.now))
