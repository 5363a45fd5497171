"""A job in a person's words: its state in one word, and in one sentence what is the matter and what to do next."""

from collections.abc import Collection
from datetime import datetime

from clinic_app.actions.counter_printing import LOST
from clinic_app.domain.desk import SheetState
from clinic_app.domain.language import Language
from clinic_app.domain.print_job import PrintJob
from clinic_app.i18n import N_, Texts, texts
from clinic_app.printing import JobState, Reason, Standing
from clinic_app.printing.words import cause, explain

STATES: dict[SheetState, str] = {
    "waiting": N_("Waiting"),
    "sent": N_("Sent – check the tray"),
    "printed": N_("Printed"),
    "handed_over": N_("Handed over"),
    "failed": N_("Did not print"),
    "cancelled": N_("Cancelled"),
}
TONES: dict[SheetState, str] = {
    "waiting": "",
    "sent": "warn",
    "printed": "accent",
    "handed_over": "",
    "failed": "stop",
    "cancelled": "",
}
ON_THE_WAY = {  # what the system says of a sheet that was sent
    JobState.STOPPED: (N_("Printer stopped"), "stop"),
    JobState.UNREACHABLE: (N_("Sent – no answer"), "stop"),
    JobState.WAITING: (N_("Sent – printing"), "warn"),
    JobState.PRINTING: (N_("Sent – printing"), "warn"),
}
VARIANTS = {"standard": N_("Standard"), "large": N_("Large print"), "plain": N_("Plain sheet")}
LANGUAGES = {"ja": "日本語", "en": "English"}
MOST_NUMBERS = 4
KINDS = {"memo": N_("Referral memo")}
GONE = N_("The queue no longer knows this sheet. Look into the tray: is it there?")
SENDING = N_("It is being sent at the moment. If that was cut off, the program finds out by itself what became of it.")
SENDING_ELSEWHERE = N_("It is being sent at another computer.")
SENT_ELSEWHERE = N_("It was sent at another computer. Whoever printed it there confirms it.")
NOT_SENT = N_("The last attempt did not reach the printer; nothing came out. Check the printer, then print it.")


def state_word(text: Texts, job: PrintJob, standing: Standing | None) -> tuple[str, str]:
    """One or two words for the row, and their tone."""
    _ = text
    if job.state == "waiting" and job.is_open:
        return _("Being sent"), "warn"
    if job.replaced:
        return _("Replaced"), ""
    if job.state == "sent" and standing is not None and standing.state in ON_THE_WAY:
        words, tone = ON_THE_WAY[standing.state]
        return _(words), tone
    if job.state == "handed_over":
        return f"{_(STATES[job.state])} {clock(job.at)}", TONES[job.state]
    return _(STATES[job.state]), TONES[job.state]


def next_step(job: PrintJob, standing: Standing | None, here: str, text: Texts) -> str:
    """What is the matter and the one next step; `here` is this computer's name."""
    _ = text
    if job.state == "waiting":
        return _waiting(job, here, text)
    if job.state == "sent":
        return _sent(job, standing, here, text)
    if job.state == "failed":
        return _why_failed(job, text.language, text)
    if job.state == "printed":
        return _("Compare the call number with the client, then hand it over.")
    if job.state == "handed_over":
        return _("It is with the client. A reprint carries the day on every page.")
    return _cancelled(job, text)


def _sent(job: PrintJob, standing: Standing | None, here: str, text: Texts) -> str:
    _ = text
    if job.computer and job.computer != here:
        return _(SENT_ELSEWHERE)
    if job.reason == LOST or (standing is not None and standing.state is JobState.GONE and not standing.reasons):
        return _(GONE)
    return (
        _("Take the sheet from the tray and check the name.") if standing is None else explain(standing, text.language)
    )


def _cancelled(job: PrintJob, text: Texts) -> str:
    _ = text
    if job.replaced:
        return _("The trainer issued a newer version; it stands in the list. This one is not printed.")
    if job.reason == Reason.QUEUE_REMOVED:  # the system cancels what waits in a queue that goes
        return cause(Reason.QUEUE_REMOVED, text.language)
    return _("It was cancelled and nothing more comes out. Print it again if it is needed.")


def _waiting(job: PrintJob, here: str, text: Texts) -> str:
    _ = text
    if job.is_open:
        return _(SENDING) if job.computer == here else _(SENDING_ELSEWHERE)
    if job.reason == "not_sent":
        return _(NOT_SENT)
    if job.reprint:
        return _("A reprint: every page carries the day. Print it when the client is here.")
    if job.after:
        return _("A new try of a sheet that did not come out.")
    return ""


def _why_failed(job: PrintJob, language: Language, text: Texts) -> str:
    _ = text
    if job.followed_by:
        return _("It did not come out; a new job stands for it in the list.")
    if job.reason in set(Reason):
        return cause(Reason(job.reason), language)
    if job.reason == "person":
        return _("It did not come out as it should. Throw away what did, then print it again.")
    return texts("messages", language)(N_("The sheet could not be printed. Check the printer, then print it again."))


def variant(text: Texts, job: PrintJob) -> str:
    """What kind of sheet it is."""
    sheet = job.sheet
    usual = sheet.kind in KINDS and sheet.variant == "standard"
    words = [KINDS.get(sheet.kind, ""), "" if usual else VARIANTS[sheet.variant]]
    return " · ".join(text(word) for word in words if word)


def extent(text: Texts, job: PrintJob) -> str:
    """Pages, and the language where it is not the one on screen."""
    sheet, pages = job.sheet, text.plural("{count} page", "{count} pages", job.sheet.pages)
    return pages if sheet.language == text.language else f"{pages} · {LANGUAGES[sheet.language]}"


def age(text: Texts, since: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    _ = text
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    if minutes < 24 * 60:
        return _("{count} h").format(count=minutes // 60)
    return _("{count} d").format(count=minutes // (24 * 60))


def clock(at: datetime) -> str:
    """The time of day here."""
    return at.astimezone().strftime("%H:%M")


def numbers(found: Collection[int]) -> str:
    """Call numbers, in their order; of very many the first few, and how many more."""
    first = ", ".join(str(number) for number in sorted(found)[:MOST_NUMBERS])
    return first if len(found) <= MOST_NUMBERS else f"{first} +{len(found) - MOST_NUMBERS}"
