"""Documents from outside: every fault is named with its place, nothing breaks, nothing takes long."""

import json
import time
from typing import Any

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.domain.assessment import encode
from clinic_app.domain.document import MOST_BYTES, DocumentError, read_assessment
from clinic_app.domain.text import LANGUAGES
from clinic_app.rules.sentences import line

HEAD = '"format":"clinic-app/assessment/1","date":"2026-11-22","client":{"sex":"male","age":42}'
ROTATION = '"tests":{"thoracic_rotation":{"position":"seated","left":{"status":"done","degrees":[%s]}}}'


def first(data: bytes | str) -> tuple[str, str]:
    """Path and code of the first problem; says it in both languages on the way."""
    with pytest.raises(DocumentError) as refusal:
        read_assessment(data)
    for problem in refusal.value.problems:
        for language in LANGUAGES:
            said = line(problem, language)
            assert said.isprintable()
            assert len(said) < 300
    problem = refusal.value.problems[0]
    return problem.path, problem.code


FAULTS = [
    ("", ("", "empty")),
    ("  \n", ("", "empty")),
    ("{" + HEAD, ("", "malformed")),
    ("{" + HEAD + ",}", ("", "malformed")),
    ("{" + HEAD + "} {}", ("", "malformed")),
    ("{" + HEAD + ',"weekly_km":NaN}', ("", "not_json")),
    ("{" + HEAD + ',"weekly_km":1e999}', ("weekly_km", "too_large_number")),
    ("[]", ("", "wrong_type")),
    ("null", ("", "wrong_type")),
    ('{"format":"clinic-app/assessment/2"}', ("format", "no_such_word")),
    ("{" + HEAD + ',"kilometres":3}', ("kilometres", "unknown_key")),
    ("{" + HEAD + ',"nrs":{"Now":3}}', ("nrs.Now", "unknown_key")),
    ("{" + HEAD + ',"nrs":{"now":"3"}}', ("nrs.now", "wrong_type")),
    ("{" + HEAD + ',"nrs":{"now":3.5}}', ("nrs.now", "wrong_type")),
    ("{" + HEAD + ',"nrs":{"now":true}}', ("nrs.now", "wrong_type")),
    ("{" + HEAD + ',"nrs":null}', ("nrs", "wrong_type")),
    ("{" + HEAD + ',"test_pain_settles":"not_asked"}', ("test_pain_settles", "no_such_word")),
    ("{" + HEAD + ',"tests":{"squat":{}}}', ("tests.squat", "unknown_key")),
    ("{" + HEAD + ',"tests":{"dead_bug":{"left":{}}}}', ("tests.dead_bug.left.status", "missing")),
    ("{" + HEAD + "," + ROTATION % "40,true" + "}", ("tests.thoracic_rotation.left.degrees[1]", "wrong_type")),
    ("{" + HEAD + "," + ROTATION % '"40"' + "}", ("tests.thoracic_rotation.left.degrees[0]", "wrong_type")),
    ("{" + HEAD + ',"pain_drawing":[{"region":"groin"}]}', ("pain_drawing[0].side", "missing")),
    ("{" + HEAD + ',"cleared_by_doctor":{"items":[],"by":"A"}}', ("cleared_by_doctor.date", "missing")),
    ("{" + HEAD.replace("2026-11-22", "22.11.2026") + "}", ("date", "not_a_date")),
    ('{"format":"clinic-app/assessment/1","date":"2026-11-22","client":{"sex":"male"}}', ("client.age", "missing")),
    ('{"format":"clinic-app/assessment/1","client":{"sex":"male","age":42}}', ("date", "missing")),
    ("{" + HEAD + ',"date":"2026-11-23"}', ("date", "duplicate_key")),
    ("{" + HEAD + ',"nrs":{"now":3,"now":9}}', ("nrs.now", "duplicate_key")),
    ("{" + HEAD + ',"interview":{"a":[{"b":1,"b":2}]}}', ("interview.a[0].b", "duplicate_key")),
    ("{" + HEAD + ',"case":"a\\u0000b"}', ("case", "nul")),
    ("{" + HEAD + ',"interview":{"\\u0000":"yes"}}', ("interview", "nul")),
    ("{" + HEAD + ',"case":"\\ud83d"}', ("case", "surrogate")),
    ("{" + HEAD + ',"case":"\\ude00\\ud83d"}', ("case", "surrogate")),
    ("{" + HEAD + ',"case":"\ud83d"}', ("", "surrogate")),
    (b"{" + HEAD.encode() + b',"case":"\xff"}', ("", "not_utf8")),
    (("{" + HEAD + "}").encode("utf-16"), ("", "not_utf8")),
    ("{" + HEAD + ',"interview":' + '{"a":' * 101 + "1" + "}" * 102, ("", "too_deep")),
    ("{" + HEAD + ',"a\nb":1}', ("", "malformed")),
    ("{" + HEAD + ',"a\\nb":1}', ("a\\u000ab", "unknown_key")),
    ("{" + HEAD + ',"\\u202eabc":1}', ("\\u202eabc", "unknown_key")),
]


@pytest.mark.parametrize(("data", "fault"), FAULTS, ids=[f"{row[1][1]} {place}" for place, row in enumerate(FAULTS)])
def test_a_fault_is_named_with_its_place(data: bytes | str, fault: tuple[str, str]) -> None:
    assert first(data) == fault


def test_malformed_text_is_placed_by_line_and_column() -> None:
    with pytest.raises(DocumentError) as refusal:
        read_assessment('{\n  "format": ,\n}')
    assert line(refusal.value.problems[0], "en") == "this is not JSON (line 2, column 13)"


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 19_000,
        "[" * 200_000,
        '{"a":' * 200_000,
        "{" + HEAD + ',"client":{"age":' + "9" * 1_000_000 + "}}",
        "{" + HEAD + ',"interview":{"a":' + "9" * 1_000_000 + "}}",
        "{" + HEAD + "," + ROTATION % ("9" * 1_000_000) + "}",
        "{" + HEAD + ',"case":"' + "a" * MOST_BYTES + '"}',
        '"' + "[" * (MOST_BYTES - 2) + '"',
        "[" + "{}," * 1_600_000 + "{}]",
        "{" + ",".join(f'"k{n}":1' for n in range(300_000)) + "}",
        '"' + "\\" * (MOST_BYTES - 10) + '"',
        '"' * (MOST_BYTES - 10) + "[" * 10,
    ],
    ids=range(12),
)
def test_a_bomb_is_refused_in_under_a_second(bomb: str) -> None:
    start = time.process_time()  # of the processor: what others do beside it is no fault of ours
    first(bomb)
    assert time.process_time() - start < 1


def test_a_byte_order_mark_and_all_of_unicode_are_welcome() -> None:
    document = json.dumps({**CASES[0]["input"], "case": "𠮷野家 é ｶﾞ 👩‍👩‍👧 \u202e"}, ensure_ascii=False)
    read = read_assessment(b"\xef\xbb\xbf" + document.encode())
    assert read.case == "𠮷野家 é ｶﾞ 👩‍👩‍👧 \u202e"
    assert read_assessment(json.dumps({**CASES[0]["input"], "case": "\\u0000"})).case == "\\u0000"


def test_brackets_inside_texts_are_not_depth() -> None:
    document = json.dumps({**CASES[0]["input"], "case": "[{" * 500 + '"\\'})
    assert read_assessment(document).case.startswith("[{")


def mutated(data: bytes, place: int, junk: bytes, cut: int) -> bytes:
    return data[:place] + junk + data[place + cut :]


@given(
    case=st.sampled_from(CASES),
    place=st.integers(0, 3000),
    junk=st.sampled_from([b"", b"{", b"]", b'"', b"null", b"-1", b"1e9", b"\x00", b"\xff", b"\\ud800", b",", b'"yes"']),
    cut=st.integers(0, 40),
)
def test_a_damaged_document_is_read_or_refused_but_never_breaks(
    evaluator: Any, case: dict[str, Any], place: int, junk: bytes, cut: int
) -> None:
    data = mutated(json.dumps(case["input"]).encode(), place, junk, cut)
    try:
        assessment = read_assessment(data)
    except DocumentError:
        first(data)
        return
    for problem in evaluator.problems(assessment):
        for language in LANGUAGES:
            assert line(problem, language).isprintable()
    assert read_assessment(encode(assessment)) == assessment
