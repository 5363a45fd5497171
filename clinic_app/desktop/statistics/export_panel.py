"""Taking a release away: in which form, to where, for what and for whom. Purpose and recipient are kept."""

from pathlib import Path

from PySide6.QtCore import Signal

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.statistics.shelf import ExistsError, Exported, ExportOrder, Shelf
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.folder import FolderField
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label, set_tone
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.release import ExportForm
from clinic_app.errors import Refused
from clinic_app.i18n import N_

FORMATS: tuple[tuple[ExportForm, str], ...] = (
    ("xlsx", N_("Excel (XLSX)")),
    ("pdf", N_("Report (PDF)")),
    ("csv", N_("CSV (UTF-8)")),
    ("csv_cp932", N_("CSV for old Excel (CP932)")),
)
CANNOT_WRITE = N_("Not in this character set, written as 〓: {characters}")


class ExportPanel(Panel):
    """`left` closes it. What was typed stays until then, also after a refusal."""

    left = Signal()

    def __init__(  # noqa: PLR0913, PLR0917 - each is its own fact
        self, surroundings: Surroundings, shelf: Shelf, release: str, period: str, studio: str = "", of: str = ""
    ) -> None:
        super().__init__(surroundings.theme, pad=20, gap=10)
        self.surroundings, self.shelf, self.release = surroundings, shelf, release
        self.studio, self._replace_asked = studio, False
        _, theme = surroundings.text, surroundings.theme
        what = f"{period}, {of}" if of else period
        self.add(label(_("Export {period}").format(period=what), "strong"))
        self.format = Segments(theme, [(key, _(words)) for key, words in FORMATS], _("File type"), clearable=False)
        self.format.set_value("xlsx")
        self.purpose = guarded(TextField(theme, _("Purpose")), _)
        self.recipient = guarded(TextField(theme, _("Recipient")), _)
        self.folder = FolderField(theme, _("Folder"), choose=_("Choose a folder"))
        for words, field in (
            (_("File type"), self.format),
            (_("Purpose"), self.purpose),
            (_("Recipient"), self.recipient),
            (_("Folder"), self.folder),
        ):
            named = label(words, "heading")
            named.setBuddy(field)
            self.add(named)
            self.add(field)
        self.said = label("", wrap=True)
        self.said.hide()
        self.write = action_button(theme, _("Export"), "primary")
        self.close_button = action_button(theme, _("Close"))
        self.write.clicked.connect(self._on_write)
        self.close_button.clicked.connect(self.left)
        buttons = FlowLayout(theme.px(8))
        for button in (self.write, self.close_button):
            buttons.addWidget(button)
        self.add(label(_("Purpose and recipient are kept with the export and shown to the owner."), "soft", wrap=True))
        self.add(self.said)
        self.add(buttons)
        for signal in (self.format.chosen, self.folder.chosen):
            signal.connect(lambda _value: self._ask_again())

    def _ask_again(self) -> None:
        self._replace_asked = False
        self.write.setText(self.surroundings.text("Export"))

    def _on_write(self) -> None:
        _ = self.surroundings.text
        missing = [
            (field, words)
            for field, words, value in (
                (self.purpose, _("Say what the numbers are for."), self.purpose.text()),
                (self.recipient, _("Say who gets the numbers."), self.recipient.text()),
                (self.folder, _("Choose the folder that the file goes to."), self.folder.path()),
            )
            if not value.strip()
        ]
        for field in (self.purpose, self.recipient, self.folder):
            field.object_to("")
        for field, words in missing:
            field.object_to(words)
        if missing:
            missing[0][0].setFocus()
            return
        order = ExportOrder(
            self.release,
            next(key for key, _words in FORMATS if key == self.format.value()),
            Path(self.folder.path()),
            self.purpose.text().strip(),
            self.recipient.text().strip(),
            self.surroundings.language,
            self._replace_asked,
            self.studio,
        )
        self.write.setEnabled(False)
        run_task(lambda: self.shelf.export(order), self._on_written, self._on_failed, self)

    def _on_written(self, done: Exported) -> None:
        _ = self.surroundings.text
        self.write.setEnabled(True)
        self._ask_again()
        files = ", ".join(path.name for path in done.files)
        words = _("Written: {files}").format(files=files)
        if done.unwritable:
            words += "\n" + _(CANNOT_WRITE).format(characters=" ".join(done.unwritable))
        self._say(words, "warn" if done.unwritable else "good")

    def _on_failed(self, error: Exception) -> None:
        _ = self.surroundings.text
        self.write.setEnabled(True)
        if isinstance(error, ExistsError):
            self._replace_asked = True
            self.write.setText(_("Replace it"))
            words = _("{file} is there already. Replace it, or choose another folder.")
            self._say(words.format(file=error.path.name), "warn")
        elif isinstance(error, Refused):
            self._say(error.sentence(self.surroundings.language), "stop")
        else:
            words = _("The program has a fault ({kind}). Try again; if it comes back, report it.")
            self._say(words.format(kind=type(error).__name__), "stop")

    def _say(self, words: str, tone: str) -> None:
        self.said.setText(words)
        set_tone(self.said, tone)
        self.said.show()
