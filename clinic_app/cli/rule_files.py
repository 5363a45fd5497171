"""Reads rule sets from files: a whole folder, or single files in place of those that travel with the program."""

import tomllib
from pathlib import Path

from clinic_app.cli.factory import factory_texts
from clinic_app.cli.files import read_input
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.rules.load import FOLDERS, NOT_UTF8, RuleSetError

NO_FILES = N_("{path}: there is no TOML file in findings, rules or exercises here")


def rule_texts(path: Path | None) -> dict[str, str]:
    """The texts by file name of a folder, or of one file with everything else as it travels with the program.

    A folder's `rules/` and `exercises/` take the place of the program's own; its `findings/` replace those of the same
    name and stand beside the others. Raises `Refused` for what cannot be read and `RuleSetError` for what is no text.
    """
    texts = factory_texts()
    if path is None:
        return texts
    if not path.is_dir():
        return _put(texts, path, _kind(path), _read(path))
    files = [(folder, file) for folder in FOLDERS for file in sorted((path / folder).glob("*.toml"))]
    files += [("", file) for file in sorted(path.glob("*.toml"))]
    if not files:
        raise Refused(NO_FILES, path=path)
    for folder, file in files:
        text = _read(file)
        texts = _put(texts, file, folder or _kind(file), text)
    return texts


def _put(texts: dict[str, str], file: Path, folder: str, text: str) -> dict[str, str]:
    if folder == "rules":
        texts = {name: kept for name, kept in texts.items() if not name.startswith("rules/")}
    return {**texts, f"{folder}/{file.name}": text}


def _kind(file: Path) -> str:
    """Which folder a file belongs to: the one it lies in, else by what stands in it."""
    if file.parent.name in FOLDERS:
        return file.parent.name
    try:
        document = tomllib.loads(_read(file))
    except (ValueError, RecursionError):
        return "rules"  # the fault is then told with its line
    return "rules" if "header" in document else "exercises" if "forms" in document else "findings"


def _read(file: Path) -> str:
    try:
        return read_input(str(file)).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleSetError(file.name, "", NOT_UTF8, {}) from None
