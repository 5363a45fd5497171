"""A studio's own finding: the worked example of the manual, taken from its pages, works everywhere without any code."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clinic_app import bundle
from clinic_app.bootstrap.factory import factory_texts
from clinic_app.cli import main
from clinic_app.cli.assess import checked
from clinic_app.cli.handout import plan_of
from clinic_app.cli.rule_files import rule_texts
from clinic_app.domain.assessment import from_plain
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import LANGUAGES, Language
from clinic_app.handouts import sheet_content
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import account_of, account_text
from clinic_app.rules.load import load_rule_set

SAID: dict[Language, tuple[str, str]] = {
    "ja": ("下り坂で痛い", "下り坂で痛むとのことでした"),
    "en": ("Pain on running downhill", "Running downhill hurts"),
}


def example(language: Language) -> tuple[str, str]:
    """The two texts that the manual tells a studio to write."""
    page = bundle.resource("help", language, "14-rules.md").read_text(encoding="utf-8")
    finding, rule = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    return finding, rule


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """The folder of a studio that did as the manual says."""
    finding, rule = example("ja")
    copied = factory_texts()["rules/factory.toml"].replace('id = "factory"', 'id = "our-studio"', 1)
    for name, text in (("findings/own.toml", finding), ("rules/own.toml", f"{copied}\n{rule}")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def own(own_folder: Path) -> Evaluator:
    return Evaluator(load_rule_set(rule_texts(own_folder)))


@pytest.fixture
def answered(clear_case: dict[str, Any]) -> dict[str, Any]:
    """A client who answered the studio's own question with yes."""
    clear_case["interview"] = {"pain_on_downhill": "yes"}
    return clear_case


def test_the_manual_gives_the_same_example_in_both_languages() -> None:
    assert example("ja") == example("en")


def test_the_check_passes_with_the_finding_and_finds_a_rule_that_misspells_it(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "check", str(own_folder), "--language", "en"]) == 0
    assert "our-studio" in capsys.readouterr().out
    rules = own_folder / "rules" / "own.toml"
    written = rules.read_text(encoding="utf-8").replace("interview.pain_on_downhill", "interview.pain_on_downhil")
    rules.write_text(written, encoding="utf-8")
    assert main(["rules", "check", str(own_folder), "--language", "en", "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)
    assert fault["place"] == "interview-downhill"
    assert "interview.pain_on_downhill" in fault["expected"]


def test_it_stands_among_the_questions_of_the_intake(own: Evaluator, evaluator: Evaluator) -> None:
    asked, before = ({f.path for f in one.rule_set.catalogue.of_step("intake")} for one in (own, evaluator))
    assert asked - before == {"interview.pain_on_downhill"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_answer_counts_is_explained_and_goes_home(
    own: Evaluator, answered: dict[str, Any], language: Language
) -> None:
    assessment = checked(json.dumps(answered).encode(), own).assessment
    proposal = own.evaluate(assessment)
    label, client = SAID[language]
    assert [reason.points for reason in proposal.reasons if reason.rule == "interview-downhill"] == [1]
    assert label in account_text(own.rule_set, account_of(own, assessment), assessment, language)
    content = sheet_content(
        assessment,
        proposal,
        own.rule_set,
        plan_of(assessment, proposal, own),
        client_name="見本",
        kana="",
        date=date(2026, 11, 22),
        trainer="",
        clinic=ClinicProfile(name=""),
        language=language,
        variant="standard",
    )
    assert client in str(content)


def test_without_an_answer_it_is_open_and_may_be_asked_next(own: Evaluator, clear_case: dict[str, Any]) -> None:
    assert "interview.pain_on_downhill" in own.evaluate(from_plain(clear_case)).unasked
    assert "interview.pain_on_downhill" in own.varied
