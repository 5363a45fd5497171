"""Proposals as they were made, with the rule set that spoke and the findings it read."""

from clinic_app.domain import assessment, proposal
from clinic_app.domain.visit import StoredProposal
from clinic_app.records import models
from clinic_app.records.store import Store


class Proposals(Store):
    """The proposals of the record; they are added, never changed."""

    def add(self, stored: StoredProposal) -> StoredProposal:
        """Store a proposal with its inputs."""
        spoke = stored.proposal.ruleset
        row = models.Proposal(
            id=stored.id,
            visit_id=stored.visit_id,
            assessment_id=stored.assessment_id,
            rule_set_name=spoke.id,
            rule_set_version=spoke.version,
            rule_set_hash=spoke.hash,
            outcome=stored.proposal.outcome,
            document=proposal.to_plain(stored.proposal),
            inputs=assessment.to_plain(stored.assessment),
            made_at=stored.made_at,
        )
        self._add(row)
        return _stored(row)

    def get(self, proposal_id: str) -> StoredProposal:
        """One proposal by id."""
        return _stored(self._row(models.Proposal, proposal_id))

    def newest_of(self, visit_id: str) -> StoredProposal | None:
        """The last proposal of a visit."""
        row = self._newest(models.Proposal, "visit_id", visit_id)
        return None if row is None else _stored(row)


def _stored(row: models.Proposal) -> StoredProposal:
    return StoredProposal(
        row.id,
        row.visit_id,
        row.assessment_id,
        proposal.from_plain(row.document),
        assessment.from_plain(row.inputs),
        row.made_at,
    )
