"""The backups found in a folder, newest first, each with what is known of it; one of them can be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.way_in import CopyLine
from clinic_app.desktop.widgets.labels import clear, column
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.i18n import Texts

SHOWN = 6


def when(line: CopyLine) -> str:
    """When a backup was made, on this computer's clock."""
    return line.made_at.astimezone().strftime("%Y-%m-%d %H:%M")


def erased_again(text: Texts, count: int | None) -> Sequence[str]:
    """What a restore says of clients who had been erased after the backup: nothing where there were none."""
    _ = text
    if count is None:
        return [_("Whether anybody was erased since then is not known: erase them again if you were asked to.")]
    said = _.plural(
        "{count} client had been erased since, and was erased again.",
        "{count} clients had been erased since, and were erased again.",
        count,
    )
    return [said] if count else []


class BackupList(QWidget):
    """Six of the newest, the others on request; a damaged one stays in the list and cannot be chosen."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__()
        self.theme, self.words = theme, text
        self.rows: dict[str, OptionButton] = {}
        self.setLayout(column(theme, pad=0, gap=6))

    def show_lines(self, lines: Sequence[CopyLine], most: int = SHOWN) -> None:
        """Fill the list anew."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 - set above
        clear(layout)
        self.rows = {}
        for line in lines[:most]:
            row = OptionButton(self.theme, when(line), leading=True)
            row.set_note(self.words("Not checked yet"))
            row.setAccessibleName(f"{when(line)} {line.name}")
            row.clicked.connect(lambda _checked=False, line=line: self._on_chosen(line))
            self.rows[line.folder] = row
            layout.addWidget(row)
        if len(lines) > most:
            more = action_button(self.theme, self.words("Show older ones"), "quiet")
            more.clicked.connect(lambda: self.show_lines(lines, len(lines)))
            layout.addWidget(more)

    def say(self, folder: str, sentence: str) -> None:
        """What the check of one backup found; an empty sentence means that all files are as they were written."""
        row = self.rows.get(folder)
        if row is not None:
            row.set_note(sentence or self.words("All files are as they were written"))
            row.setEnabled(not sentence)

    def _on_chosen(self, line: CopyLine) -> None:
        for folder, row in self.rows.items():
            row.setChecked(folder == line.folder)
        self.chosen.emit(line)
