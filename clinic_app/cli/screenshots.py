"""`clinic-app screenshots`: every page as a picture, without a screen."""

import os
import sys
from pathlib import Path
from typing import Literal

from clinic_app.domain.text import Language


def screenshots(folder: Path, language: Language, theme: Literal["light", "dark"], scale: float, wanted: str) -> int:
    """Save the pictures and say how many there are."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported, or it asks for a screen
    from clinic_app.desktop.app import take_screenshots  # noqa: PLC0415

    count = take_screenshots(folder, language, theme, scale, wanted)
    sys.stdout.write(f"{count} pictures in {folder}\n")
    return 0
