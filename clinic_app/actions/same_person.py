"""What a person does when two clients look alike: say that they are two people, make them one, take that back."""

import msgspec

from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.same_person import Alike, Difference, Merge, differences, joined, likeness
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

MOST_ALIKE = 4
WITH_ONESELF = N_("Choose another client: nobody can be merged with themselves.")
CHANGED_SINCE = N_("One of the two was changed since you looked. Look at the preview again, then merge.")


class MergePreview(msgspec.Struct, frozen=True):
    """What a merge would do: who stays, who goes, where they differ, and how many things move."""

    kept: Client
    merged: Client
    differences: tuple[Difference, ...]
    filled: tuple[Difference, ...]
    visits: int
    bookings: int
    consents: int


def alike_clients(
    record: Record, details: ClientDetails, *, client_id: str = "", not_same_as: frozenset[str] = frozenset()
) -> tuple[Alike, ...]:
    """Who may be the same person as somebody being written down; without those known to be others."""
    with record.reading() as work:
        known = not_same_as | ({client_id} | work.same_person.not_same_as(client_id) if client_id else set())
        found = work.client_search.with_key_among(work.same_person.keys_of(details))
    alike = (Alike(client, likeness(details, client.details)) for client in found if client.id not in known)
    return tuple(sorted((one for one in alike if one.by), key=lambda one: -len(one.by)))[:MOST_ALIKE]


def say_another_person(record: Record, client_id: str, other_id: str, *, by: str, actor: str) -> Changed[None]:
    """Remember that two clients who look alike are two people."""
    with record.unit_of_work() as work:
        work.same_person.say_not_same(client_id, other_id, by, work.now)
        work.audit("say_another_person", actor, client_id)
        work.commit()
    return changed(None, "client")


def preview_merge(record: Record, kept_id: str, merged_id: str) -> MergePreview:
    """What merging would do, before it is done."""
    if kept_id == merged_id:
        raise Refused(WITH_ONESELF)
    with record.reading() as work:
        kept, merged = work.clients.get(kept_id), work.clients.get(merged_id)
        counts = work.same_person.counts_of(merged_id)
    whole = joined(kept.details, merged.details, frozenset())
    return MergePreview(
        kept=kept,
        merged=merged,
        differences=differences(kept.details, merged.details),
        filled=tuple(
            Difference(name, getattr(kept.details, name), getattr(whole, name))
            for name in ClientDetails.__struct_fields__
            if getattr(kept.details, name) != getattr(whole, name)
        ),
        visits=counts.get("visit", 0),
        bookings=counts.get("booking", 0),
        consents=counts.get("consent", 0),
    )


def merge_clients(
    record: Record, preview: MergePreview, *, take: frozenset[str] = frozenset(), by: str, actor: str
) -> Changed[Merge]:
    """Make two clients one as the preview showed; `take` names the details that come from the one who goes."""
    with record.unit_of_work() as work:
        kept, merged = work.clients.get(preview.kept.id), work.clients.get(preview.merged.id)
        if (kept, merged) != (preview.kept, preview.merged):
            raise Refused(CHANGED_SINCE)
        for client in (kept, merged):
            work.bin.refuse(client.id)
        merge = Merge(work.new_id(), kept, merged, by, work.now)
        done = work.same_person.merge(merge, joined(kept.details, merged.details, take))
        work.audit("merge_clients", actor, kept.id, done.kept.revision)
        refresh_case_facts(work, kept.id)
        work.commit()
    return changed(done, "client", "visit", "booking")


def merges_of(record: Record, client_id: str) -> tuple[Merge, ...]:
    """What was merged into a client and can be taken back, newest first."""
    with record.reading() as work:
        return work.same_person.merges_of(work.clients.get(client_id))


def undo_merge(record: Record, merge_id: str, *, by: str, actor: str) -> Changed[Client]:
    """Make two of one again, each with what was theirs; the two are then known to be two people."""
    with record.unit_of_work() as work:
        kept_id = work.same_person.kept_by(merge_id)
        again = work.same_person.undo(merge_id, work.now)
        work.same_person.say_not_same(kept_id, again.id, by, work.now)
        work.audit("undo_merge", actor, kept_id)
        for client_id in (kept_id, again.id):
            refresh_case_facts(work, client_id)
        work.commit()
    return changed(again, "client", "visit", "booking")
