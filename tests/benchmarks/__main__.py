"""`python -m tests.benchmarks`: every part beside its peers, medians of one run on one machine.

`--python PATH` names an interpreter that has the extra `bench`; a peer that is not there is said to be missing.
"""

import argparse
import importlib
import sys

PARTS = (
    "assessment",
    "handout",
    "preview",
    "start",
    "copying",
    "entries",
    "search",
    "session",
    "memory",
    "printing",
    "desk",
    "release",
    "leaving",
    "news",
)


def main() -> int:
    """Print the tables of all parts, or of those named."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    options.add_argument("--python", default=sys.executable, help="an interpreter with the extra 'bench'")
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when none is named")
    given = options.parse_args()
    for name in given.parts or PARTS:
        part = importlib.import_module(f"tests.benchmarks.{name}")
        sys.stdout.write(part.report(part.measure(given.python)) + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
