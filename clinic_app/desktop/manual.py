"""The manual's chapters: Markdown files in `resources/help/<language>/`, one a chapter, in the order of their names.

No widgets here. Both languages hold the same chapters, and the same sections in each; tests keep it so.
"""

from functools import cache

import msgspec

from clinic_app import bundle
from clinic_app.domain.language import Language

FIRST = "day"
AT_SIGN_IN = "password"
CHAPTER_OF_PAGE = {
    "today": "day",
    "clients": "visit",
    "client_new": "visit",
    "client": "rights",
    "bin": "rights",
    "session": "visit",
    "desk": "desk",
    "statistics": "statistics",
    "own": "password",
    "about": "purpose",
}

CHAPTER_OF_SECTION = {
    "todo": "year",
    "staff": "leaving",
    "studio": "locking",
    "rules": "rules",
    "numbers": "statistics",
    "retention": "year",
    "copies": "copies",
    "audit": "audit",
}
CHAPTER_OF_DOOR = {
    "BeginPage": "copies",
    "BringBackPage": "copies",
    "BroughtBackPage": "copies",
    "SecondPlacePage": "copies",
    "TroublePage": "copies",
    "KitPage": "kit",
    "UseKitPage": "kit",
}


class Chapter(msgspec.Struct, frozen=True):
    """One chapter: the id that links name, its heading, and the Markdown with the heading."""

    id: str
    title: str
    markdown: str


@cache
def chapters(language: Language) -> tuple[Chapter, ...]:
    """All chapters in reading order; files are named `<number>-<id>.md`."""
    files = sorted(bundle.resource("help", language).glob("*.md"))
    return tuple(_chapter(file.stem.partition("-")[2], file.read_text(encoding="utf-8")) for file in files)


def _chapter(name: str, markdown: str) -> Chapter:
    return Chapter(name, markdown.split("\n", 1)[0].removeprefix("# ").strip(), markdown)


def chapter_for(page: str, section: str = "") -> str:
    """The chapter that fits a page of the window; `section` is the owner's page's."""
    return CHAPTER_OF_SECTION.get(section, "copies") if page == "owner" else CHAPTER_OF_PAGE.get(page, FIRST)


def chapter_at_door(page: str) -> str:
    """The chapter that fits a page of the door, by the name of its class: the door imports them late."""
    return CHAPTER_OF_DOOR.get(page, AT_SIGN_IN)
