"""The one door to the files that travel with the program: `resources/` and `migrations/`.

An installed wheel carries them in `clinic_app/_bundle`; a checkout has them at its top level.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder that holds `resources/` and `migrations/`: the installed bundle first, else the checkout."""
    for candidate in (_PACKAGE / "_bundle", _PACKAGE.parent):
        if (candidate / "resources").is_dir():
            return candidate
    raise FileNotFoundError("clinic_app: the folder 'resources' is missing; install the program again")


def resource(*parts: str) -> Path:
    """The path of a file or folder below `resources/`."""
    return root().joinpath("resources", *parts)


def toml_files(folder: str) -> list[Path]:
    """The TOML files of one resource folder, in the order of their names."""
    return sorted(resource(folder).glob("*.toml"))


def migrations() -> Path:
    """The folder of the migration scripts."""
    return root() / "migrations"
