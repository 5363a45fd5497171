"""What the manual tells people to type is understood by the program, and is the same in both languages."""

import re
import shlex

import pytest

from clinic_app.cli import PROGRAM, parser
from clinic_app.desktop.manual import chapters
from clinic_app.domain.language import Language

WRITTEN = re.compile(r"```\n(.*?)```|`(clinic-app[^`]*)`", re.DOTALL)
GOES_ON = re.compile(r"\\+\n\s*")
OURS = re.compile(r"-{0,2}[a-z][a-z-]*")  # what people put in themselves is written otherwise


def commands(language: Language) -> list[list[str]]:
    """What is to be typed behind the program's name, in the order of the manual."""
    found = []
    for chapter in chapters(language):
        for block, inline in WRITTEN.findall(chapter.markdown):
            for line in GOES_ON.sub(" ", block or inline).splitlines():
                _before, name, after = line.partition(f"{PROGRAM} ")
                if name:
                    found.append(shlex.split(after))
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_command_of_the_manual_is_understood_with_its_options(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = []
    for words in commands(language):
        try:
            parser().parse_args(words)
        except SystemExit:
            wrong.append((words, capsys.readouterr().err))
    assert wrong == []
    told = {words[1] for words in commands(language) if words[0] == "database"}
    assert told == {"prepare", "provision", "move", "use", "backup", "restore", "upgrade"}


def test_both_languages_tell_the_same_commands() -> None:
    assert ours("ja") == ours("en")


def ours(language: Language) -> list[list[str]]:
    """The commands without the words that each reader chooses."""
    return [[word for word in words if OURS.fullmatch(word)] for words in commands(language)]
