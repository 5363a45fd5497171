"""What is done about consent: an answer is written down, or taken back. Nothing here ever stops a session."""

from datetime import date

from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.consent_texts import consent_text
from clinic_app.domain.consent import Consent, ConsentAnswer, ConsentKind, is_minor
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork

AGE_ASKED = N_("The birth date is not known: answer whether the client is 18 or older.")
GUARDIAN_MISSING = N_("The client is under 18: enter the name of the parent or guardian who agrees.")
FUTURE = N_("The day of the consent lies in the future.")
ONLY_GIVEN = N_(
    "Without consent to the record there is no record: it is not refused here. Put the client in the bin instead."
)
NOT_STANDING = N_("This consent is not standing: it was refused or taken back before.")
BEFORE_IT_WAS_GIVEN = N_("A consent cannot be taken back before the day it was given.")
WITHDRAWN = "consent_withdrawn"  # the reason kept beside a client in the bin; shown in words by the page


def consents_of(record: Record, client_id: str) -> tuple[Consent, ...]:
    """All answers of a client, oldest first."""
    with record.reading() as work:
        return work.consents.of_client(client_id)


def record_consent(  # noqa: PLR0913 - each is its own fact
    record: Record,
    client_id: str,
    *,
    answers: dict[ConsentKind, ConsentAnswer],
    given_on: date,
    language: Language,
    recorded_by: str,
    actor: str,
    guardian: str = "",
    of_age: bool | None = None,
) -> Changed[tuple[Consent, ...]]:
    """Write down what a client answered, in the words asked now. Under 18 the guardian's name is needed.

    `of_age` is asked for only when the birth date is not known. `recorded_by` is the name read beside it later.
    """
    if answers.get("record") == "refused":
        raise Refused(ONLY_GIVEN)
    words, guardian = consent_text(), " ".join(guardian.split())
    with record.unit_of_work() as work:
        if given_on > work.now.astimezone().date():
            raise Refused(FUTURE)
        minor = _is_minor(work, client_id, given_on, of_age)
        if minor and not guardian:
            raise Refused(GUARDIAN_MISSING)
        kept = []
        for kind, answer in answers.items():
            consent = Consent(
                id=work.new_id(),
                client_id=client_id,
                kind=kind,
                answer=answer,
                version=words.version,
                language=language,
                purpose=words.question(kind).words(language),
                text_hash=words.hash(kind, language),
                given_on=given_on,
                recorded_by=recorded_by,
                recorded_at=work.now,
                guardian=guardian if minor else "",
            )
            kept.append(work.consents.add(consent))
            work.audit("record_consent", actor, consent.id)
        refresh_case_facts(work, client_id)
        work.commit()
    return changed(tuple(kept), "consent")


def withdraw_consent(record: Record, consent_id: str, *, day: date, actor: str) -> Changed[Consent]:
    """Take a consent back. Without the one to the record the client goes into the bin in the same moment.

    Without the one to statistics the record stays, and nothing of it enters a later release.
    """
    with record.unit_of_work() as work:
        consent = work.consents.get(consent_id)
        if consent.answer != "given" or consent.withdrawn_on is not None:
            raise Refused(NOT_STANDING)
        if day < consent.given_on:
            raise Refused(BEFORE_IT_WAS_GIVEN)
        taken_back = work.consents.withdraw(consent_id, day, actor)
        work.audit("withdraw_consent", actor, consent_id)
        refresh_case_facts(work, consent.client_id)
        if consent.kind == "record":
            work.bin.put(consent.client_id, work.now, actor, WITHDRAWN)
            work.audit("bin_client", actor, consent.client_id)
        work.commit()
    return changed(taken_back, "consent", "client") if consent.kind == "record" else changed(taken_back, "consent")


def _is_minor(work: UnitOfWork, client_id: str, day: date, of_age: bool | None) -> bool:
    birth_date = work.clients.get(client_id).details.birth_date
    if birth_date is not None:
        return is_minor(birth_date, day)
    if of_age is None:
        raise Refused(AGE_ASKED)
    return not of_age
