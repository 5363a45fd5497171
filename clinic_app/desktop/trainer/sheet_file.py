"""The paper as a PDF file where the trainer wants it. Its name tells nothing of the client, nor of what ails them."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QFileDialog, QWidget

from clinic_app.handouts import MemoContent, SheetContent
from clinic_app.i18n import Texts

PDF = ".pdf"


class Chosen(NamedTuple):
    """A file, and whether the person was asked before one of that name is replaced."""

    path: Path
    may_replace: bool


def file_name(content: SheetContent | MemoContent, text: Texts) -> str:
    """The name that is offered: the plan's number, of a memo its day, and what differs from the usual sheet."""
    number = content.plan_code if isinstance(content, SheetContent) else content.person.date.isoformat()
    variant = content.variant if content.variant != "standard" else ""
    language = content.language if content.language != text.language else ""
    return "-".join(part for part in (text("handout"), number, language, variant) if part) + PDF


def ask_where(parent: QWidget, words: str, name: str) -> Chosen | None:
    """The file a person chose, None when they thought better of it.

    The system asks before a file is replaced, but not about a name that only the ending completes.
    """
    given, _kind = QFileDialog.getSaveFileName(parent, words, name, f"PDF (*{PDF})")
    if not given:
        return None
    path = Path(given)
    whole = path.suffix.casefold() == PDF
    return Chosen(path if whole else path.with_name(path.name + PDF), whole)
