"""The files a rule set is made of: those that travel with the program, and those a person chose, put over others.

What the texts mean is the part of `load`; here they are only found, read and sorted.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from clinic_app import bundle
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.rules.load import FOLDERS, NOT_UTF8, RuleSetError

LARGEST = 1_000_000  # bytes of one file; the largest of the factory set has 40,000
NO_FILES = N_(
    "There is no rule set in {path}. Choose a folder that holds findings, rules or exercises, or the TOML files "
    "themselves, as rules/factory.toml."
)
NOT_READ = N_("{path} cannot be read ({reason}). Choose another file.")
TOO_LARGE = N_("{path} is larger than {limit} MB, so it is no file of a rule set, as rules/factory.toml is.")

IN_THE_WAY = N_("{path} exists already and is not overwritten. Choose an empty folder.")
NOT_WRITTEN = N_("Nothing could be written into {path} ({reason}). Choose another folder.")


def factory_texts() -> dict[str, str]:
    """The texts of the rule set that travels with the program, by file name."""
    files = [(folder, path) for folder in FOLDERS for path in bundle.toml_files(folder)]
    return {f"{folder}/{path.name}": path.read_text(encoding="utf-8") for folder, path in files}


def texts_over(base: Mapping[str, str], paths: Iterable[Path]) -> dict[str, str]:
    """The texts of `base` with folders or files put over them, by file name.

    A rule file replaces the one there was, any other file the one of the same name; what is not given stays as in
    `base`. Raises `Refused` for what cannot be read, and `RuleSetError` for what is no text.
    """
    texts = dict(base)
    for path in paths:
        for folder, file in _files(path):
            text = _read(file)
            folder = folder or _kind(file, text)  # noqa: PLW2901 - what the file says where its place does not
            if folder == "rules":
                texts = {name: kept for name, kept in texts.items() if not name.startswith("rules/")}
            texts[f"{folder}/{file.name}"] = text
    return texts


def _files(path: Path) -> list[tuple[str, Path]]:
    if not path.is_dir():
        return [("", path)]
    found = [(folder, file) for folder in FOLDERS for file in sorted((path / folder).glob("*.toml"))]
    found += [("", file) for file in sorted(path.glob("*.toml"))]
    if not found:
        raise Refused(NO_FILES, path=path)
    return found


def _kind(file: Path, text: str) -> str:
    """Which folder a file belongs to: the one it lies in, else by what stands in it."""
    if file.parent.name in FOLDERS:
        return file.parent.name
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return "rules"  # the fault is then told with its line
    return "rules" if "header" in document else "exercises" if "forms" in document else "findings"


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise Refused(NOT_READ, path=file, reason=error.strerror or str(error)) from None
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE, path=file, limit=LARGEST // 1_000_000)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleSetError(file.name, "", NOT_UTF8, {}) from None


def write_texts(texts: Mapping[str, str], folder: Path) -> None:
    """Write a rule set's files into a folder, to be read or changed there; refused where one of them exists."""
    for name in texts:
        if (folder / name).exists():
            raise Refused(IN_THE_WAY, path=folder / name)
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(NOT_WRITTEN, path=folder, reason=error.strerror or str(error)) from None
