"""Words: both languages everywhere, nothing forbidden where a client reads, one sentence for every problem."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clinic_app.domain.text import LANGUAGES, Text
from clinic_app.i18n import texts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import ANSWERS, FAULT_STATES, NOT_DONE, OUTCOMES, label, value_text
from clinic_app.rules.load import screening_paths
from clinic_app.rules.observe import COMPUTED
from clinic_app.rules.sentences import SENTENCES

PACKAGE = Path(__file__).resolve().parents[2] / "clinic_app"
FORBIDDEN = ("診断", "治療", "治る", "処方", "患者", "殿部")
AVOIDED = ("合言葉", "おうちでの練習", "効いていれば正解", "段階", "再現する代償", "混合", "配布物", "確からしさ")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
LATIN = re.compile(r"[A-Za-z]{3}")


def texts_in(value: Any) -> Iterator[Text]:
    """Every text inside a structure of the data."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from texts_in(part)


def test_every_text_of_the_data_is_japanese_and_english(evaluator: Evaluator) -> None:
    found = list(texts_in(evaluator.rule_set))
    assert len(found) > 250
    for text in found:
        if JAPANESE.search(text.ja) or LATIN.search(text.en):
            assert JAPANESE.search(text.ja), text
            assert not JAPANESE.search(text.en), text
            assert "," not in re.sub(r"\d,\d", "", text.ja), text


def test_nothing_forbidden_stands_where_a_client_reads(evaluator: Evaluator) -> None:
    document = evaluator.rule_set.rules
    read = [*texts_in(evaluator.rule_set.exercises)]
    read += [rule.client for rule in document.rule if rule.client is not None]
    read += [text for cause in document.cause for text in texts_in(cause)]
    for text in read:
        assert not [word for word in (*FORBIDDEN, *AVOIDED) if word in text.ja], text
        assert not [word for word in ("diagnos", "treatment", "cure", "prescri") if word in text.en.lower()], text


def test_nothing_we_avoid_stands_where_a_trainer_reads(evaluator: Evaluator) -> None:
    for text in texts_in(evaluator.rule_set):
        assert not [word for word in (*AVOIDED, "患者") if word in text.ja], text
    say = texts("messages", "ja")
    for message in (*SENTENCES.values(), *OUTCOMES.values(), *NOT_DONE.values()):
        assert not [word for word in (*AVOIDED, *FORBIDDEN) if word in say(message)]


def codes_in_the_code() -> set[str]:
    """The second argument of every `Problem(...)`, and of the `_refused(...)` of the document reader."""
    found: set[str] = set()
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id in ("Problem", "_refused") and len(node.args) > 1:  # type: ignore[attr-defined]
                words = [n.value for n in ast.walk(node.args[1]) if isinstance(n, ast.Constant)]  # type: ignore[attr-defined]
                found |= {str(word) for word in words if isinstance(word, str)}
    return found


def test_every_problem_has_its_sentence_and_every_sentence_its_problem() -> None:
    in_variables = {"unknown_key", "not_a_date", "too_large_number", "not_the_shape", "missing"}
    assert codes_in_the_code() <= SENTENCES.keys()
    assert SENTENCES.keys() <= codes_in_the_code() | in_variables


@pytest.mark.parametrize("table", [SENTENCES, OUTCOMES, NOT_DONE, ANSWERS, FAULT_STATES])
def test_every_sentence_is_said_in_both_languages(table: dict[str, str]) -> None:
    for message in table.values():
        assert texts("messages", "en")(message) == message
        assert JAPANESE.search(texts("messages", "ja")(message)), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_every_answer_has_a_name(evaluator: Evaluator, language: Any) -> None:
    rule_set = evaluator.rule_set
    paths = (*rule_set.catalogue.by_path, *screening_paths(rule_set.catalogue), *COMPUTED)
    for path in paths:
        assert label(rule_set, path, language).strip()
    for path, answers in evaluator.varied.items():
        for answer in (None, *answers):
            shown = value_text(rule_set, path, answer, language)
            assert shown.strip()
            assert bool(JAPANESE.search(shown)) == (language == "ja")
