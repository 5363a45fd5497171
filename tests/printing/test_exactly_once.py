"""Each sheet leaves the printer once, wherever the program is killed; where that cannot be known, it is said.

Two hundred sheets over ten kills are in `test_counter_prints_once`.
"""

import signal
import socket
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from clinic_app.errors import Refused
from clinic_app.printing import (
    JobState,
    PrintOptions,
    Settled,
    Standing,
    SystemJob,
    Uncertain,
    ipp,
    new_token,
    settle,
    submit,
)
from clinic_app.printing.batch import CutOff, Sheet, print_all, settle_all
from clinic_app.printing.cups import Cups
from clinic_app.printing.ipp import Operation
from clinic_app.printing.server import Server, user
from tests.printing.desk_program import STEPS, Book
from tests.printing.private_cups import Bench, PrivateCups, private_cups, wait_until

ROOT = Path(__file__).resolve().parents[2]
SHEET = b"%PDF-1.4\n% the sheet\n"


def desk(server: PrivateCups, bench: Bench, folder: Path, *step: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.printing.desk_program", str(server.socket), bench.name, str(folder), *step]
    return subprocess.Popen(command, cwd=ROOT)


def lay_out(folder: Path, count: int) -> dict[str, str]:
    """Sheets to print, and the sum of each."""
    sums = {}
    for number in range(count):
        sheet = b"%PDF-1.4\n% sheet " + str(number).encode() + b"\n" + bytes(20_000)
        (folder / f"K{number:03}.pdf").write_bytes(sheet)
        sums[f"K{number:03}"] = sha256(sheet).hexdigest()
    return sums


def came_out(bench: Bench) -> Counter[tuple[str, str]]:
    return Counter((sheet.title.split()[0], sheet.sha256) for sheet in bench.received())


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_prints_each_sheet_once(
    cups_server: PrivateCups, cups: Cups, bench: Bench, tmp_path: Path, step: str
) -> None:
    sums = lay_out(tmp_path, 2)
    assert desk(cups_server, bench, tmp_path, step).wait() == -signal.SIGKILL
    assert desk(cups_server, bench, tmp_path).wait() == 0
    assert Book(tmp_path / "journal").stands("K001") == "sent"
    wait_until(lambda: len(bench.received()) >= 2)
    assert came_out(bench) == Counter(sums.items())
    wait_until(lambda: cups_server.run("lpstat", "-W", "not-completed", "-o", bench.name) == "")


def test_a_job_whose_number_was_never_noted_is_found_by_its_token_and_cleared_away(cups: Cups, bench: Bench) -> None:
    token = new_token()
    lost = cups.open_job(PrintOptions(bench.name), "K1", token)
    assert settle(cups, token, None) is Settled.NOT_SENT
    assert cups.follow(lost).state is JobState.CANCELLED
    assert settle(cups, new_token(), None) is Settled.NOT_SENT


def test_a_sheet_that_arrives_after_its_sending_was_given_up_is_not_printed(cups: Cups, bench: Bench) -> None:
    job = cups.open_job(PrintOptions(bench.name), "K1", new_token())
    assert settle(cups, job.token, job) is Settled.NOT_SENT
    cups.hand_over(job, SHEET)  # the queue takes it, and leaves it lying in a cancelled job
    after = submit(cups, SHEET, PrintOptions(bench.name), "K2", new_token(), lambda job: None)
    wait_until(lambda: cups.follow(after).state is JobState.PRINTED)
    assert cups.follow(job).state is JobState.CANCELLED
    assert [sheet.number for sheet in bench.received()] == [after.number]


def test_half_a_sheet_is_no_sheet(cups: Cups, cups_server: PrivateCups, bench: Bench) -> None:
    job = cups.open_job(PrintOptions(bench.name), "K1", new_token())
    question = ipp.request(
        Operation.SEND_DOCUMENT,
        ipp.uri("job-uri", f"ipp://localhost/jobs/{job.number}"),
        ipp.named("requesting-user-name", user()),
        ipp.mime("document-format", "application/pdf"),
        ipp.boolean("last-document", True),
    )
    whole = len(question) + 100_000
    head = f"POST /jobs/{job.number} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\n"
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(cups_server.socket))
        line.sendall(f"{head}Content-Length: {whole}\r\n\r\n".encode() + question + SHEET)
    assert settle(cups, job.token, job) is Settled.NOT_SENT
    assert cups.follow(job).has_sheet is False
    assert bench.received() == []


def test_a_sheet_that_was_sent_is_known_to_be_sent_whatever_became_of_it(cups: Cups, bench: Bench) -> None:
    bench.say("slow")
    sent = submit(cups, SHEET, PrintOptions(bench.name), "K1", new_token(), lambda job: None)
    assert settle(cups, sent.token, sent) is Settled.SENT
    cups.cancel(sent)
    wait_until(lambda: cups.follow(sent).state is JobState.CANCELLED)
    assert settle(cups, sent.token, sent) is Settled.SENT
    bench.say("")
    printed = submit(cups, SHEET, PrintOptions(bench.name), "K2", new_token(), lambda job: None)
    wait_until(lambda: cups.follow(printed).state is JobState.PRINTED)
    assert settle(cups, printed.token, printed) is Settled.SENT


def test_a_queue_that_forgot_leaves_the_question_to_a_person(cups: Cups, bench: Bench) -> None:
    job = submit(cups, SHEET, PrintOptions(bench.name), "K1", new_token(), lambda job: None)
    wait_until(lambda: cups.follow(job).state is JobState.PRINTED)
    cups.forget(job)
    assert settle(cups, job.token, job) is Settled.UNKNOWN


def test_a_queue_that_clears_its_files_at_once_is_read_rightly() -> None:
    with private_cups("PreserveJobFiles No\n") as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        sent = submit(cups, SHEET, PrintOptions("one"), "K1", new_token(), lambda job: None)
        wait_until(lambda: cups.follow(sent).state is JobState.PRINTED)
        assert settle(cups, sent.token, sent) is Settled.SENT
        assert [sheet.number for sheet in bench.received()] == [sent.number]


def test_a_queue_that_clears_empty_jobs_after_a_while_is_read_rightly() -> None:
    """Nothing is sent here: it would have to be within the second after which this queue gives a job up."""
    with private_cups("PreserveJobFiles No\nMultipleOperationTimeout 1\n") as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        empty = cups.open_job(PrintOptions("one"), "K1", new_token())
        wait_until(lambda: cups.follow(empty).state.is_final)
        assert settle(cups, empty.token, empty) is Settled.NOT_SENT
        assert bench.received() == []


def test_a_system_that_goes_down_between_the_number_and_the_sheet_leaves_it_uncertain_until_it_is_back() -> None:
    with private_cups() as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        noted: list[SystemJob] = []

        def note(job: SystemJob) -> None:
            noted.append(job)
            server.stop()

        with pytest.raises(Uncertain):
            submit(cups, SHEET, PrintOptions("one"), "K1", new_token(), note)
        assert settle(cups, noted[0].token, noted[0]) is Settled.UNREACHABLE
        server.start()
        assert settle(cups, noted[0].token, noted[0]) in (Settled.NOT_SENT, Settled.UNKNOWN)
        after = submit(cups, SHEET, PrintOptions("one"), "K2", new_token(), lambda job: None)
        wait_until(lambda: cups.follow(after).state is JobState.PRINTED)
        assert [sheet.title.split()[0] for sheet in bench.received()] == ["K2"]


def test_a_journal_that_fails_leaves_neither_a_sheet_nor_an_empty_job(cups: Cups, bench: Bench) -> None:
    noted: list[SystemJob] = []

    def full(job: SystemJob) -> None:
        noted.append(job)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        submit(cups, SHEET, PrintOptions(bench.name), "K1", new_token(), full)
    assert cups.follow(noted[0]) == Standing(JobState.CANCELLED, has_sheet=False)
    assert bench.received() == []


def test_nothing_is_noted_and_nothing_sent_when_the_printer_is_not_there(cups: Cups, bench: Bench) -> None:
    noted: list[SystemJob] = []
    with pytest.raises(Refused, match="no longer there"):
        submit(cups, SHEET, PrintOptions("nowhere"), "K1", new_token(), noted.append)
    assert noted == []
    assert bench.received() == []


def test_print_all_passes_over_an_altered_sheet_and_stops_at_a_printer_that_refuses(
    cups_server: PrivateCups, cups: Cups, bench: Bench, tmp_path: Path
) -> None:
    def altered() -> bytes:
        raise Refused("altered")

    sheets = [Sheet("a", "K1", lambda: SHEET), Sheet("b", "K2", altered), Sheet("c", "K3", lambda: SHEET)]
    book = Book(tmp_path / "journal")
    outcome = print_all(cups, sheets, PrintOptions(bench.name), book)
    assert (outcome.sent, outcome.stopped_at) == (2, "b")
    assert outcome.refused is not None
    assert [book.stands(key) for key in "abc"] == ["sent", "waiting", "sent"]
    cups_server.run("cupsreject", bench.name)
    more = [Sheet("d", "K4", lambda: SHEET), Sheet("e", "K5", lambda: SHEET)]
    outcome = print_all(cups, more, PrintOptions(bench.name), book)
    assert (outcome.sent, outcome.stopped_at) == (0, "d")
    assert [book.stands(key) for key in "de"] == ["waiting", "waiting"]
    wait_until(lambda: len(bench.received()) == 2)


def test_print_all_can_be_ended_between_two_sheets(cups: Cups, bench: Bench, tmp_path: Path) -> None:
    sheets = [Sheet(f"{number}", f"K{number}", lambda: SHEET) for number in range(5)]
    told: list[int] = []

    def go_on(sent: int) -> bool:
        told.append(sent)
        return sent < 2

    assert print_all(cups, sheets, PrintOptions(bench.name), Book(tmp_path / "journal"), go_on).sent == 2
    assert told == [0, 1, 2]
    wait_until(lambda: len(bench.received()) == 2)


def test_what_cannot_be_settled_while_the_system_is_down_stays_open(cups: Cups, tmp_path: Path) -> None:
    nowhere = Cups(Server(tmp_path / "no.sock"))
    book = Book(tmp_path / "journal")
    cut_off = [CutOff("a", new_token(), None), CutOff("b", "t", SystemJob("p", 10**6, "t"))]
    assert settle_all(nowhere, cut_off, book) == ["a", "b"]
    assert settle_all(cups, cut_off, book) == []
    assert [book.stands(key) for key in "ab"] == ["waiting", "lost"]
