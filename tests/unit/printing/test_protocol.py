"""What is written to the printing system and read from it, without one: the protocol, its words and its addresses."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinic_app.printing import JobState, PrintOptions, Reason, Standing, ipp
from clinic_app.printing.ipp import Operation, Tag, Unreadable
from clinic_app.printing.reading import printer_of, standing_of
from clinic_app.printing.reason import reasons
from clinic_app.printing.server import Server, find
from clinic_app.printing.words import cause, explain

FINAL = {JobState.PRINTED, JobState.CANCELLED, JobState.FAILED, JobState.GONE, JobState.NOT_FOLLOWED}


def question(*more: ipp.Attribute, job: tuple[ipp.Attribute, ...] = ()) -> bytes:
    return ipp.request(Operation.CREATE_JOB, ipp.uri("printer-uri", "ipp://localhost/printers/a"), *more, job=job)


def test_a_question_is_written_as_the_standard_lays_it_out() -> None:
    head = b"\x02\x00\x00\x05\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8"
    assert question().startswith(head)
    assert question(ipp.integer("copies", 2)).endswith(b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x02\x03")
    two = question(ipp.keyword("a", "x", "yz"))
    assert two.endswith(b"\x44\x00\x01a\x00\x01x\x44\x00\x00\x00\x02yz\x03"), "the second value has no name of its own"
    nested = question(job=(ipp.collection("c", ipp.integer("n", 1)),))
    assert nested.endswith(
        b"\x02\x34\x00\x01c\x00\x00\x4a\x00\x00\x00\x01n\x21\x00\x00\x00\x04\x00\x00\x00\x01\x37\x00\x00\x00\x00\x03"
    )


def test_what_is_written_can_be_read() -> None:
    wishes = (
        ipp.named("job-name", "K12 受付"),
        ipp.boolean("last-document", True),
        ipp.collection("media-col", ipp.keyword("media-source", "tray-2")),
        ipp.integer("copies", 3),
    )
    (group,) = ipp.answer(question(job=wishes)).of(Tag.JOB)
    assert group.text("job-name") == "K12 受付"
    assert group.flag("last-document", absent=False)
    assert group.number("copies") == 3
    assert "media-source" not in group, "what stands inside a collection is not an attribute of the job"


@given(st.binary(max_size=200))
@example(b"\x02\x00\x00\x00\x00\x00\x00\x01\x35\x00\x00\x00\x01a\x03")
@example(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02\x35\x00\x01a\x00\x01a\x03")
def test_an_answer_of_any_bytes_is_read_or_called_unreadable(data: bytes) -> None:
    try:
        answer = ipp.answer(data)
    except Unreadable:
        return
    for _, group in answer.groups:
        standing_of(group, group)
        printer_of(group, "a")


@given(st.integers(0, 400))
def test_an_answer_cut_off_anywhere_is_not_taken_for_a_whole_one(end: int) -> None:
    whole = question(ipp.named("job-name", "K1"), job=(ipp.integer("copies", 1),))
    if end < len(whole):
        with pytest.raises(Unreadable):
            ipp.answer(whole[:end])


@pytest.mark.parametrize(
    ("keywords", "found"),
    [
        (["none"], ()),
        (["toner-low-warning", "marker-supply-low-report", "cups-insecure-filter-warning"], ()),
        (["media-empty-warning"], (Reason.PAPER_OUT,)),
        (["media-empty-error", "media-needed-error", "door-open"], (Reason.PAPER_OUT, Reason.COVER_OPEN)),
        (["com.example-strange-error"], (Reason.OTHER,)),
        (["com.example-strange-warning", "processing-to-stop-point", "job-printing"], ()),
    ],
)
def test_of_many_words_only_those_that_stop_a_sheet_are_heard(keywords: list[str], found: tuple[Reason, ...]) -> None:
    assert reasons(keywords) == found


@pytest.mark.parametrize("copies", [0, 100, -1])
def test_nobody_prints_none_or_a_hundred(copies: int) -> None:
    with pytest.raises(ValueError, match="copies"):
        PrintOptions("a", copies=copies)


@pytest.mark.parametrize("state", JobState)
def test_every_state_and_every_reason_has_its_sentence_in_both_languages(state: JobState) -> None:
    assert state.is_final == (state in FINAL)
    sentences = {explain(Standing(state), "ja"), explain(Standing(state), "en")}
    for reason in Reason:
        sentences |= {explain(Standing(state, (reason,)), "ja"), cause(reason, "ja"), cause(reason, "en")}
    assert len(sentences) > len(Reason)
    assert all(sentence.endswith(("。", ".")) for sentence in sentences)


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("/tmp/cups.sock", Server(Path("/tmp/cups.sock"))),  # noqa: S108 - an address, not a file
        ("print.example", Server(host="print.example")),
        ("print.example:8631", Server(host="print.example", port=8631)),
        ("print.example:8631/version=1.1", Server(host="print.example", port=8631)),
        ("[::1]:631", Server(host="::1", port=631)),
        ("[::1]", Server(host="::1", port=631)),
    ],
)
def test_the_printing_system_is_found_where_the_systems_own_programs_look(
    named: str, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CUPS_SERVER", named)
    assert find() == server
    monkeypatch.delenv("CUPS_SERVER")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".cups").mkdir()
    (tmp_path / ".cups/client.conf").write_text(f"# mine\nEncryption Never\nservername {named}\n", encoding="utf-8")
    assert find() == server
