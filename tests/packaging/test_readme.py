"""The README promises only what stands: its commands exist, its intended use is said in both languages."""

import re
from pathlib import Path

from clinic_app.cli import parser

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_it_names_exists_and_every_command_is_named() -> None:
    named = set(re.findall(r"^\| `clinic-app ([a-z-]+)", README, re.MULTILINE))
    choices = next(action.choices for action in parser()._actions if action.dest == "command")
    assert choices is not None
    assert named == set(choices)


def test_the_intended_use_is_said_in_both_languages() -> None:
    assert "動作の傾向の記録と運動指導のための道具で、診断・治療を目的としません" in README
    assert "not meant for diagnosis or treatment" in README


def test_its_two_commands_install_the_tested_versions() -> None:
    commands = re.findall(r"<!-- command: (\w+) -->\n```sh\n(.+)\n```", README)
    assert [name for name, _ in commands] == ["start", "test"]
    for _, command in commands:
        assert "-c tests/constraints.txt" in command
    assert commands[0][1].endswith("clinic-app demo")


def test_the_tested_versions_name_no_host() -> None:
    lines = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines if not line.startswith("#"))
