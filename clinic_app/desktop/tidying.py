"""Unused rings of objects are cleared away on the GUI thread alone.

Python looks for them on whichever thread happens to make the next object. A window's widgets hang in such rings, and
a widget that is destroyed on the thread of a backup takes the whole program down.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Tidying(QObject):
    """Takes the clearing over from Python for as long as the program runs. Made on the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(tidy)
        timer.start()


def tidy() -> None:
    """Clear away what Python would have cleared by now: the oldest generation that is due, and those below it."""
    for generation, (made, most) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if made > most:
            gc.collect(generation)
            return
