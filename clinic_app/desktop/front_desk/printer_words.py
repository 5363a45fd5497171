"""A printer's choices in a person's words."""

import re

from clinic_app.i18n import Texts
from clinic_app.printing import Printer, PrintOptions, Sides

_NUMBERED = re.compile(r"tray-(\d+)")
_BY_HAND = ("manual", "by-pass-tray", "by-pass")


def tray_words(text: Texts, tray: str) -> str:
    """What a tray is called; a driver's own name stays as it is."""
    _ = text
    if (numbered := _NUMBERED.fullmatch(tray)) is not None:
        return _("Tray {number}").format(number=numbered[1])
    return _("Manual feed") if tray in _BY_HAND else tray


def in_words(text: Texts, printer: Printer, options: PrintOptions | None) -> str:
    """The choices on one line; what is left to the printer is left out."""
    _ = text
    if options is None:
        return ""
    said = []
    if options.copies > 1:
        said.append(_("{count} copies").format(count=options.copies))
    if printer.duplex and options.sides is not None:
        said.append(_("One side") if options.sides is Sides.ONE else _("Both sides"))
    if printer.colour and options.colour is not None:
        said.append(_("Colour") if options.colour else _("Black and white"))
    if options.tray is not None:
        said.append(tray_words(text, options.tray))
    return " · ".join(said)
