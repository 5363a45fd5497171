"""What the trainer should know before the sheet is issued: a line for each thing, and beside it what mends it."""

from PySide6.QtCore import Signal

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, label
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.handouts import Check, SheetContent
from clinic_app.i18n import N_, Texts

SENTENCES = {
    "plain": N_("The sheet could not be made as usual ({found}). This is the plain version; it can be handed over."),
    "missing_glyph": N_("“{found}” cannot be printed ({where}); 〓 stands in its place."),
    "selector": N_("“{found}” is printed in its usual shape ({where})."),
    "overflow": N_("This text is too long and would be cut ({where})."),
    "missing_picture": N_(
        "The picture {found} is missing, so this is the plain version; it can be handed over. Tell the owner."
    ),
    "forbidden_word": N_("“{found}” must not stand on a sheet ({where})."),
    "japanese": N_("The sheet is in English, and this text is in Japanese ({where})."),
    "near_empty": N_("The last page holds a few lines only."),
}
PLACES = {
    "name": N_("name"),
    "kana": N_("reading"),
    "trainer": N_("trainer"),
    "clinic": N_("studio"),
    "cue": N_("cue: {exercise}"),
    "note": N_("from the trainer"),
    "paper": "",
}


class SheetChecks(Panel):
    """The lines; `mended` carries the check and the text that is to stand instead of what was found."""

    mended = Signal(object, str)

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__(theme, "banner", tone="warn", pad=14, gap=10)
        self._theme, self._text = theme, text
        self._shown: tuple[Check, ...] = ()
        self.buttons: list[OptionButton] = []
        self.hide()

    def checks(self) -> tuple[Check, ...]:
        """What is shown."""
        return self._shown

    def show_checks(self, checks: tuple[Check, ...], content: SheetContent | None) -> None:
        """Show these and no others; nothing to say hides the panel."""
        if checks == self._shown:
            return
        self._shown, self.buttons = checks, []
        clear(self.body)
        self.add(label(self._text("Look at this before issuing"), "strong", wrap=True))
        for check in checks:
            self.add(label(self._sentence(check, content), wrap=True))
            self._offer(check)
        self.setVisible(bool(checks))

    def _sentence(self, check: Check, content: SheetContent | None) -> str:
        exercise = content.exercises[check.item].name if content is not None and check.item >= 0 else ""
        where = self._text(PLACES[check.field]).format(exercise=exercise) if PLACES[check.field] else ""
        return self._text(SENTENCES[check.kind]).format(found=check.found, where=where)

    def _offer(self, check: Check) -> None:
        _, flow = self._text, FlowLayout(self._theme.px(8))
        offers = [(_("Print {shape} instead").format(shape=offer), offer) for offer in check.offers]
        if check.kind == "plain":
            offers = [(_("Try again"), "")]
        elif check.field in ("cue", "note") and check.kind in ("missing_glyph", "forbidden_word"):
            offers += [(_("Take it out"), "")] if check.kind == "missing_glyph" else []
        if check.kind in ("overflow", "japanese") and check.field == "cue":
            offers = [(_("Use the usual cue"), "")]
        if check.field == "note" and check.kind in ("overflow", "near_empty", "japanese"):
            offers = [(_("Leave the note out"), "")]
        for words, offer in offers:
            button = action_button(self._theme, words)
            button.clicked.connect(lambda _checked=False, offer=offer: self.mended.emit(check, offer))
            self.buttons.append(button)
            flow.addWidget(button)
        if offers:
            self.add(flow)
