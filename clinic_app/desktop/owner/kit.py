"""The recovery kit: whether the present one was ever typed back, and a new one to print."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.labels import Panel, clear, label, set_tone
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused

GROUPS_IN_LINE = 3


class KitCard(OwnerCard):
    """A new kit counts once its code was typed back from the paper; the old paper is worth nothing from then on."""

    def __init__(self, context: Context, house: House) -> None:
        self.hiring, self.code = house.hiring, ""
        super().__init__(context, house, context.text("Recovery kit"))
        self.refresh()
        if self.hiring.kit_codes:
            self.show_code(self.hiring.kit_codes[-1])

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.add(label(_("The paper that opens the records when no owner can sign in."), "soft", wrap=True))
        self.state = label("", "strong", wrap=True)
        self.add(self.state)
        self.make = action_button(theme, _("Make a new kit"))
        self.make.clicked.connect(self._on_make)
        self.add_button(self.make)
        self.sheet = Panel(theme, "banner", tone="accent", gap=10)
        self.sheet.hide()
        self.add(self.sheet)

    def refresh(self) -> None:
        """Show how the present kit stands."""
        confirmed = self.attempt(self.hiring.kit_confirmed)
        if confirmed is None:
            return
        self.state.setText(
            self.words("The present kit was printed and typed back.")
            if confirmed
            else self.words("The present kit was never typed back, so nobody knows whether a readable paper exists.")
        )
        set_tone(self.state, "good" if confirmed else "stop")

    def _on_make(self) -> None:
        self.make.setEnabled(False)
        self.in_background(self.hiring.replace_kit, self.show_code, lambda: self.make.setEnabled(True))

    def show_code(self, code: str) -> None:
        """Show a new kit until its code was typed back."""
        _, theme, self.code = self.words, self.context.theme, code
        self.hiring.kit_codes[:] = [code]
        clear(self.sheet.body)
        self.sheet.add(label(_("Save it, print it, and keep the paper in a safe. Destroy the old one."), wrap=True))
        groups = code.split("-")
        for start in range(0, len(groups), GROUPS_IN_LINE):
            self.sheet.add(label("  ".join(groups[start : start + GROUPS_IN_LINE]), "title"))
        save = action_button(theme, _("Save as PDF to print…"))
        save.clicked.connect(self._on_save)
        self.sheet.add(save)
        self.typed = TextField(theme, _("Type the code from the paper"))
        title = label(_("Type the code from the paper"), "heading")
        title.setBuddy(self.typed)
        confirm = action_button(theme, _("This is the code"), "primary")
        confirm.clicked.connect(self._on_confirm)
        for part in (title, self.typed, confirm):
            self.sheet.add(part)
        self.make.hide()
        self.sheet.show()
        self.refresh()

    def _on_save(self) -> None:
        words = self.words("Save as PDF to print…")
        path, _kind = QFileDialog.getSaveFileName(self, words, self.words("recovery-kit.pdf"), "PDF (*.pdf)")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write the paper, or say why it could not be written."""
        try:
            self.hiring.save_kit(path, self.code, self.context.language)
        except OSError:
            self.say(self.words("Nothing could be written there; choose another folder."))
        else:
            self.say(self.words("Saved. Print it, then delete the file."), good=True)

    def _on_confirm(self) -> None:
        try:
            self.hiring.confirm_kit(self.typed.text())
        except Refused as refused:
            self.typed.object_to(refused.sentence(self.context.language))
            return
        self.code = ""
        self.hiring.kit_codes.clear()
        self.sheet.hide()
        self.make.show()
        self.refresh()
        self.say(self.words("The new kit counts. The old paper opens nothing any more."), good=True)
