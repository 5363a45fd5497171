"""`python -m tests.printing.pictures DIR`: every scene of the front desk at a real queue, as a picture.

With a screen (as under Xvfb) the real window is grabbed from it; without one it is drawn off screen.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Play the scenes, or those whose name has a word in it, and say what stood on the screen."""
    options = argparse.ArgumentParser(prog="python -m tests.printing.pictures", description=__doc__)
    options.add_argument("to", type=Path, metavar="DIR")
    options.add_argument("--language", choices=("ja", "en"), default="ja")
    options.add_argument("--theme", choices=("light", "dark"), default="light")
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--only", default="", metavar="WORD", help="scenes with this in their name")
    given = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")
    from tests.printing.private_cups import ABSENT

    if ABSENT:
        sys.stderr.write(f"{ABSENT}\n")
        return 1
    given.to.mkdir(parents=True, exist_ok=True)
    _play(given.to, given.language, given.theme, given.scale, given.only)
    return 0


def _play(to: Path, language: str, theme: str, scale: float, only: str) -> None:
    from clinic_app.desktop.app import application, load_fonts
    from clinic_app.desktop.theme import Theme
    from tests.printing.private_cups import private_cups
    from tests.printing.scenes import SCENES
    from tests.printing.stage import Stage

    application()
    load_fonts()
    for place, (name, scene) in enumerate(SCENES.items(), 1):
        if only and only not in name:
            continue
        began = time.monotonic()
        with private_cups() as cups, tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
            os.environ.update(CUPS_SERVER=str(cups.socket), HOME=home)
            stage = Stage(cups, Path(folder), language, Theme(theme, scale), f"office{place}")  # type: ignore[arg-type]
            try:
                scene.play(stage)
                file = to / f"{place:02}-{re.sub('[^a-z]+', '-', name)}-{language}.png"
                stage.picture().save(str(file))
                sys.stdout.write(f"{file.name}  {time.monotonic() - began:.1f} s  {stage.said()}\n")
                sys.stdout.flush()
            finally:
                if cups._process is not None:
                    stage.freeze(on=False)
                stage.close()


if __name__ == "__main__":
    raise SystemExit(main())
