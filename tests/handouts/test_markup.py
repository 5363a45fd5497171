"""Hostile text in every field that reaches paper stays text: no markup, file or link, in no time (F22, F23)."""

import io
import time
from typing import Any

import msgspec
import pypdf
import pytest
from reading_back import squeezed, text_of
from sheet_samples import THREE, memo, sheet

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.handouts import fonts, render_memo, render_sheet
from clinic_app.handouts.content import MemoContent, SheetContent

PAYLOADS = (
    "<b>太字</b>",
    '<img src="/etc/passwd" width="10" height="10"/>',
    '<a href="https://example.com">押す</a>',
    "<para><b>閉じない",
    "</para></font>",
    "&amp;&lt;&#x3042;",
    "]]><![CDATA[x",
    "{0}{name!r}{}",
    "%s%n%(x)d",
    "\x00山\x07田\x1b[31m",
    "<font color=\"[[].append(1) or 'red' for x in [1]][0]\">",
    "\u202eてすと\u2066\u200d",
    "(\\) Tj ET /F1 \\051",
)


def with_payload(payload: str) -> SheetContent:
    """A sheet whose every free field holds the payload."""
    content = sheet("leading", "ja", THREE)
    exercises = tuple(
        msgspec.structs.replace(
            exercise, name=payload, form=payload, cue=payload, dose=payload, steps=(payload,), points=(payload,),
            avoid=(payload,),
        )
        for exercise in content.exercises
    )  # fmt: skip
    person = msgspec.structs.replace(content.person, name=payload, kana=payload, trainer=payload)
    clinic = ClinicProfile(payload, payload, payload, payload)
    return msgspec.structs.replace(
        content, person=person, clinic=clinic, exercises=exercises, note=payload, plan_code=payload, reasons=(payload,),
        changes=(payload,),
    )  # fmt: skip


def embedded(pdf: bytes) -> set[str]:
    """What a reader could open, follow or run, by its PDF key."""
    found: set[str] = set()

    def walk(value: Any, depth: int = 0) -> None:
        value = value.get_object() if hasattr(value, "get_object") else value
        if isinstance(value, dict) and depth < 12:
            if value.get("/Subtype") in ("/Image", "/Link", "/FileAttachment"):
                found.add(str(value["/Subtype"]))
            found.update({"/Annots", "/EmbeddedFiles", "/JavaScript", "/URI", "/Launch"} & set(value))
            for key, item in value.items():
                if key != "/Parent":
                    walk(item, depth + 1)
        elif isinstance(value, list):
            for item in value:
                walk(item, depth + 1)

    walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"])
    return found


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Fonts and figures are loaded once per process; their time is not the payload's."""
    render_sheet(sheet("leading", "ja", THREE, name="\U00020bb7", cue="\U00020bb7"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_prints_as_the_text_it_is(payload: str) -> None:
    began = time.process_time()
    pdf = render_sheet(with_payload(payload))
    assert time.process_time() - began < 1
    wanted = squeezed(fonts.printable(payload))
    first, second = text_of(pdf)
    assert (
        first.count(wanted) >= 6
    )  # name, kana, studio, reason, change, foot; a long one may be cut where only one line is
    assert second.count(wanted) >= 3 * 4 + 2
    assert embedded(pdf) == set()


@pytest.mark.parametrize("variant", ["large", "plain"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_prints_as_the_text_it_is_in_every_variant(payload: str, variant: str) -> None:
    began = time.process_time()
    pdf = render_sheet(msgspec.structs.replace(with_payload(payload), variant=variant))
    assert time.process_time() - began < 1
    wanted = squeezed(fonts.printable(payload))
    assert "".join(text_of(pdf)).count(wanted) >= 16
    assert embedded(pdf) == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_memo_prints_as_the_text_it_is(payload: str) -> None:
    content = memo()
    person = msgspec.structs.replace(content.person, name=payload, kana=payload, trainer=payload)
    hostile: MemoContent = msgspec.structs.replace(
        content, person=person, clinic=ClinicProfile(payload, payload, payload), findings=(payload,), also=(payload,),
        pain=(payload,),
    )  # fmt: skip
    pdf = render_memo(hostile)
    assert "".join(text_of(pdf)).count(squeezed(fonts.printable(payload))) >= 6
    assert embedded(pdf) == set()


@pytest.mark.parametrize("text", ["腰" * 100_000, "a" * 100_000, "、" * 10_000, "<b>" * 30_000, "\n" * 5_000])
def test_an_endless_text_neither_fails_nor_takes_long(text: str) -> None:
    began = time.process_time()
    render_sheet(sheet("leading", "ja", THREE, name=text, kana=text, cue=text, note=text))
    assert time.process_time() - began < 3
