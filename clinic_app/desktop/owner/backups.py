"""Backups: when the newest verified one was made, one button to make another, and the list."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import BackupLine, House
from clinic_app.desktop.widgets.labels import clear, column, label, set_tone
from clinic_app.desktop.widgets.option import action_button

OLD_AFTER_DAYS = 3
SHOWN = 6


class BackupsCard(OwnerCard):
    """A backup counts only after it was opened and compared; older than three days is said in red."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("Backups"))
        self.refresh()

    def _build(self) -> None:
        theme = self.context.theme
        self.newest = label("", "strong", wrap=True)
        self.add(self.newest)
        self.button = action_button(theme, self.words("Back up now"), "primary")
        self.button.clicked.connect(self._on_make)
        self.add(self.button)
        self.waiting = label("", "soft")
        self.add(self.waiting)
        self.list = column(theme, pad=0, gap=4)
        self.add(self.list)

    def refresh(self) -> None:
        """Show the finished backups, newest first."""
        clear(self.list)
        found = sorted(self.attempt(self.house.backups) or (), key=lambda line: line.made_at, reverse=True)
        self._show_newest(found[0] if found else None)
        for line in found[:SHOWN]:
            rows = self.words.plural("{count} row", "{count} rows", line.rows)
            self.list.addWidget(label(f"{self._when(line)}  {rows}", "soft"))

    def _show_newest(self, newest: BackupLine | None) -> None:
        _ = self.words
        if newest is None:
            self.newest.setText(_("There is no backup yet."))
            set_tone(self.newest, "stop")
            return
        old = (self.context.clock() - newest.made_at).days >= OLD_AFTER_DAYS
        self.newest.setText(_("Newest verified backup: {when}").format(when=self._when(newest)))
        set_tone(self.newest, "stop" if old else "good")

    def _when(self, line: BackupLine) -> str:
        return line.made_at.astimezone().strftime("%Y-%m-%d %H:%M")

    def _on_make(self) -> None:
        self.button.setEnabled(False)
        self.waiting.setText(self.words("Copying and checking; work can go on…"))
        self.in_background(self.house.make_backup, lambda _made: self.refresh(), self._on_ended)

    def _on_ended(self) -> None:
        self.button.setEnabled(True)
        self.waiting.setText("")
