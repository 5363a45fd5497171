"""What goes along with everything that leaves: how the numbers were made, what was hidden, for whom and for what."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from clinic_app.domain.language import Language
from clinic_app.domain.release import ExportRequest, Release
from clinic_app.domain.release_view import ALL_STUDIOS, HIDDEN_MARK, TOO_FEW_MARK, Part, parts_of
from clinic_app.i18n import N_, texts

NO_TABLES = N_("{name} ({code}): no tables of its own, so that nobody can be found in them")
ONE_STUDIO = N_("{name} ({code}): {clients} clients")
STUDIOS_TOGETHER = N_(
    "The tables of the studios and those for all hang together: each client is counted once, in the studio of the "
    "visit that counts, and what is hidden was chosen over all of them at once."
)
# The five points of Japan's rules for anonymised information (APPI, enforcement rule 34), and how each is met.
CHECKLIST = (
    N_("1. Identifiers are removed: only an allow-list of coded answers is counted."),
    N_("2. Codes given to people are removed: no id of a client, visit or record is in it."),
    N_("3. Codes that link to other data are removed: the order of clients and visits is nowhere in it."),
    N_("4. Unusual entries cannot be picked out: answers are banded, and counts of 1 to 9 are hidden."),
    N_("5. The database as a whole is looked at: closed periods without overlap, made once and never changed."),
)
READING = N_(
    "{hidden} is a hidden number: it counts 1 to 9 clients, or it would give such a number away. {few} says that fewer "
    "than {medians} clients stand behind a middle value. A hidden number is not zero, and nothing can be read from it."
)


class Leaving(msgspec.Struct, frozen=True):
    """One export: what leaves, and what was said about it."""

    release: Release
    fingerprint: str
    request: ExportRequest
    by: str
    at: datetime

    @property
    def language(self) -> Language:
        """The language of the file."""
        return self.request.language

    @property
    def parts(self) -> tuple[Part, ...]:
        """The tables that leave: all, or those of the studio that was asked for."""
        return parts_of(self.release, self.language, self.request.studio)


def manifest_lines(leaving: Leaving) -> tuple[tuple[str, str], ...]:
    """The manifest as pairs of a name and what is said."""
    made, release = leaving.release.manifest, leaving.release
    say = texts("messages", leaving.language)
    when = "%Y-%m-%d %H:%M UTC"
    reading = say(READING).format(hidden=HIDDEN_MARK, few=TOO_FEW_MARK, medians=made.medians_from)
    clinic = ((say(N_("Studio")), made.clinic),) if made.clinic else ()
    return (
        *clinic,
        *_studios(leaving),
        (say(N_("Period")), f"{release.period.label.in_language(leaving.language)} ({release.period.id})"),
        (say(N_("Release")), release.id),
        (say(N_("Closed")), made.closed_at.strftime(when)),
        (say(N_("Program")), f"clinic-app {made.program}"),
        (say(N_("Rule set")), ", ".join(made.rules)),
        (say(N_("Clients")), str(made.clients)),
        (say(N_("Numbers shown")), str(made.cells_shown)),
        (say(N_("Numbers hidden because they are small")), str(made.cells_hidden_first)),
        (say(N_("Numbers hidden to protect those")), str(made.cells_hidden_second)),
        (say(N_("Hidden below")), str(made.hide_below)),
        (say(N_("Middle values from")), str(made.medians_from)),
        (say(N_("Fewest clients of a release")), str(made.least_clients)),
        (say(N_("Check by other code")), say(N_("passed"))),
        (say(N_("Fingerprint (SHA-256)")), leaving.fingerprint),
        (say(N_("Purpose")), leaving.request.purpose),
        (say(N_("Recipient")), leaving.request.recipient),
        (say(N_("Exported")), f"{leaving.at.strftime(when)}, {leaving.by}"),
        (say(N_("How to read it")), reading),
        *((say(N_("Anonymity")), say(point)) for point in CHECKLIST),
    )


def _studios(leaving: Leaving) -> Iterator[tuple[str, str]]:
    """Which studios were counted, where there are several; which of their tables leave, and how they hang together."""
    release, say = leaving.release, texts("messages", leaving.language)
    if not release.manifest.studios:
        return
    sizes = {one.studio.code: one.clients for one in release.slices}
    for studio in release.manifest.studios:
        words = ONE_STUDIO if studio.code in sizes else NO_TABLES
        said = say(words).format(name=studio.name, code=studio.code, clients=f"{sizes.get(studio.code, 0):,}")
        yield say(N_("Studio of the company")), said
    names = [part.studio or ALL_STUDIOS.in_language(leaving.language) for part in leaving.parts]
    yield say(N_("Tables of")), ", ".join(names)
    if release.slices:
        yield say(N_("How studios are counted")), say(STUDIOS_TOGETHER)
