"""What a client may ask for at any time: a copy of everything. Gathered and audited here; a page writes the files."""

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client_copy import FORMAT, ClientCopy, VisitCopy
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.records.record import Record, UnitOfWork

# The keys of the copy that do not say by themselves what they hold; by path, a list told by its name alone.
KEYS = {
    "client": N_("What is written down about you. Days are year-month-day, times in UTC."),
    "client.kept_until": N_("Until when the studio decided to keep the record, if it was decided."),
    "client.binned_at": N_("Since when the record is in the bin, if it is."),
    "client.consent": N_("Your answers to the questions of consent, each with the words it was given to."),
    "client.episode": N_("Stretches of the complaint that visits belong to."),
    "client.booking": N_("Your appointments and walk-ins."),
    "client.call": N_("Calls you made to the studio."),
    "client.visit": N_("Your visits, in the order in which they were entered."),
    "visit.done_on": N_("The day of the visit."),
    "visit.kind": N_("trial: your first visit; follow_up: a later one."),
    "visit.result": N_("How a trial visit ended: joined, thinking, declined or not_offered."),
    "visit.assessment": N_("Every version of what was recorded; what is absent was not asked or not done."),
    "visit.proposal": N_("What the rules said about these findings. points above 0 speak for a tendency."),
    "visit.decision": N_("What the trainer decided about it; the last one holds."),
    "visit.plan": N_("The exercises that were agreed on, with repetitions, sets, and pain (0 to 10) before and after."),
    "visit.handout": N_("The papers you were given; pdf is the paper itself in base64."),
    "plan.diary_return": N_(
        "The strips of 14 days you brought back, one sign a day; the newest holds. ticks: 1 done, 0 not done, - left "
        "empty; signals: b blue, y yellow, r red, - left empty."
    ),
    "visit.addendum": N_("What was added after the visit was closed."),
    "visit.outcome_measure": N_("Measures that are taken again at each visit."),
    "visit.retest": N_("Tests carried out again in the same visit, every version; the last one of each test holds."),
    "visit.confirmation": N_("Unusual values that were asked back and confirmed."),
    "visit.entered_on": N_("The day the visit was written down, if that was later."),
    "visit.timings": N_("Seconds spent on each step of the session."),
}


def take_client_copy(record: Record, client_id: str, *, actor: str) -> Changed[ClientCopy]:
    """Gather everything about one client. Audited before the files are written, wherever the person puts them."""
    with record.reading() as work:
        client, consents = work.clients.get(client_id), work.consents.of_client(client_id)
        visits = work.visits.of_client(client_id)
    copies = []
    for visit in visits:
        with record.reading() as work:  # one visit at a time: papers are large, and a long reader delays every save
            copies.append(_visit(work, visit.id))
    with record.reading() as work:
        rows = work.client_copies.rows(client_id)
    with record.unit_of_work() as work:
        work.audit("copy_client", actor, client_id)
        work.commit()
        made_at = work.now
    return changed(ClientCopy(client, consents, tuple(copies), rows, made_at))


def copy_as_json(copy: ClientCopy, studio: str, language: Language) -> bytes:
    """The copy for a program: all data, with a sentence for every key that needs one."""
    say = texts("messages", language)
    document = {
        "format": FORMAT,
        "made_at": copy.made_at.isoformat(),
        "studio": studio,
        "keys": {path: say(sentence) for path, sentence in KEYS.items()},
        "client": copy.rows,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _visit(work: UnitOfWork, visit_id: str) -> VisitCopy:
    plan = work.plans.newest_of(visit_id)
    return VisitCopy(
        visit=work.visits.get(visit_id),
        assessment=work.assessments.newest_of(visit_id),
        proposal=work.proposals.newest_of(visit_id),
        decisions=work.decisions.of_visit(visit_id),
        plan=plan,
        handouts=work.handouts.of_visit(visit_id),
        additions=work.client_copies.additions(visit_id),
        measures=work.follow_ups.measures_of(visit_id),
        retests=work.follow_ups.retests_of(visit_id),
        diary=None if plan is None else work.print_jobs.diary_of((plan.id,)).get(plan.id),
    )
