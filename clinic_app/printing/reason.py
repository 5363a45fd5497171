"""Why a printer or a job does not go on: the standard's keywords brought to the few a person can act on."""

from collections.abc import Iterable
from enum import StrEnum


class Reason(StrEnum):
    """One cause. Its words are in `printing.words`."""

    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    INK_OUT = "ink_out"
    COVER_OPEN = "cover_open"
    TRAY_MISSING = "tray_missing"
    OUTPUT_FULL = "output_full"
    OFFLINE = "offline"
    PAUSED = "paused"
    REFUSES_JOBS = "refuses_jobs"
    HELD = "held"
    TRIED_AGAIN = "tried_again"
    NOT_READABLE = "not_readable"
    QUEUE_REMOVED = "queue_removed"
    OTHER = "other"


# RFC 8011 5.4.12 and 5.3.8, PWG 5100.9, and the words of CUPS itself.
_KEYWORDS = {
    "media-empty": Reason.PAPER_OUT,
    "media-needed": Reason.PAPER_OUT,
    "input-tray-missing": Reason.TRAY_MISSING,
    "media-jam": Reason.PAPER_JAM,
    "toner-empty": Reason.INK_OUT,
    "marker-supply-empty": Reason.INK_OUT,
    "marker-waste-full": Reason.INK_OUT,
    "developer-empty": Reason.INK_OUT,
    "door-open": Reason.COVER_OPEN,
    "cover-open": Reason.COVER_OPEN,
    "interlock-open": Reason.COVER_OPEN,
    "output-area-full": Reason.OUTPUT_FULL,
    "output-tray-missing": Reason.TRAY_MISSING,
    "offline": Reason.OFFLINE,
    "connecting-to-device": Reason.OFFLINE,
    "timed-out": Reason.OFFLINE,
    "shutdown": Reason.OFFLINE,
    "paused": Reason.PAUSED,
    "moving-to-paused": Reason.PAUSED,
    "stopped-partly": Reason.PAUSED,
    "hold-new-jobs": Reason.HELD,
    "job-hold-until-specified": Reason.HELD,
    "job-incoming": Reason.HELD,
    "resources-are-not-ready": Reason.TRIED_AGAIN,
    "document-format-error": Reason.NOT_READABLE,
    "document-unprintable-error": Reason.NOT_READABLE,
    "unsupported-document-format": Reason.NOT_READABLE,
}
_SEVERITIES = ("-error", "-warning", "-report")
_ERROR = "-error"


def reasons(keywords: Iterable[str]) -> tuple[Reason, ...]:
    """The causes behind `printer-state-reasons` or `job-state-reasons`, each once, in their order.

    Warnings such as low toner are left out: the sheet comes out all the same. An unknown word counts only as an error.
    """
    found: dict[Reason, None] = {}
    for keyword in keywords:
        bare = keyword
        for severity in _SEVERITIES:
            bare = bare.removesuffix(severity)
        reason = _KEYWORDS.get(bare, Reason.OTHER if keyword.endswith(_ERROR) else None)
        if reason is not None:
            found[reason] = None
    return tuple(found)
