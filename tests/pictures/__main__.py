"""`python -m tests.pictures`: draw the review pictures of this folder anew, all parts or those named."""

import argparse
import importlib
import sys
from pathlib import Path

PARTS = ("figures", "papers")
HERE = Path(__file__).parent


def main() -> int:
    """Draw the parts and say what each file weighs."""
    options = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    options.add_argument("--to", type=Path, default=HERE, metavar="DIR", help="another folder than this one")
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when none is named")
    given = options.parse_args()
    for name in given.parts or PARTS:
        for path in importlib.import_module(f"tests.pictures.{name}").draw_all(given.to):
            sys.stdout.write(f"{path}  {path.stat().st_size / 1024:.0f} KB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
