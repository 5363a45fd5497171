"""A sheet's way through a real CUPS: what comes out of the printer, and what is said while it does not."""

from hashlib import sha256
from pathlib import Path

import pytest

from clinic_app.errors import Refused
from clinic_app.printing import JobState, PrinterState, PrintOptions, Reason, Sides, Standing, SystemJob, new_token
from clinic_app.printing.cups import Cups
from clinic_app.printing.job import job_name
from clinic_app.printing.server import Server
from tests.printing.private_cups import Bench, PrivateCups, private_cups, wait_until

SHEET = b"%PDF-1.4\n% a sheet as it was approved, with bytes that no filter may touch: \x00\xff\r\n\n"
HERE = Path(__file__).parent


def send(cups: Cups, bench: Bench, sheet: bytes = SHEET) -> SystemJob:
    job = cups.open_job(PrintOptions(bench.name), "K12", new_token())
    cups.hand_over(job, sheet)
    return job


def until(cups: Cups, job: SystemJob, state: JobState, reason: Reason | None = None) -> Standing:
    """Follow a job until it stands so."""

    def stands() -> bool:
        now = cups.follow(job)
        return now.state is state and (reason is None or now.reasons[:1] == (reason,))

    wait_until(stands, lambda: cups.follow(job))
    return cups.follow(job)


def test_what_comes_out_is_what_was_approved_byte_for_byte(cups: Cups, bench: Bench) -> None:
    job = send(cups, bench)
    until(cups, job, JobState.PRINTED)
    (sheet,) = bench.received()
    assert sheet.sha256 == sha256(SHEET).hexdigest()
    assert sheet.title == f"K12 {job.token}"


def test_nothing_prints_before_the_sheet_is_handed_over(cups: Cups, bench: Bench) -> None:
    job = cups.open_job(PrintOptions(bench.name), "K12", new_token())
    assert cups.follow(job) == Standing(JobState.INCOMING, has_sheet=False)
    after = send(cups, bench)
    until(cups, after, JobState.PRINTED)
    assert [sheet.number for sheet in bench.received()] == [after.number]


def test_a_job_is_titled_with_a_call_number_and_nothing_else() -> None:
    assert job_name("A-7", "0f") == "A-7 0f"
    with pytest.raises(ValueError, match="call number"):
        job_name("山田 花子", "0f")


def test_a_printer_tells_what_it_can_do(cups: Cups, cups_server: PrivateCups) -> None:
    cups_server.add_printer("office", "-P", str(HERE / "office.ppd"), "-D", "受付のプリンター", "-L", "1F")
    (office,) = [printer for printer in cups.printers() if printer.name == "office"]
    assert (office.label, office.location) == ("受付のプリンター", "1F")
    assert office.sides == (Sides.ONE, Sides.TWO_LONG, Sides.TWO_SHORT)
    assert office.duplex
    assert office.colour
    assert office.trays == ("tray-1", "tray-2")
    assert (office.state, office.accepts, office.reasons) == (PrinterState.IDLE, True, ())


def test_what_was_chosen_reaches_the_printer(cups: Cups, cups_server: PrivateCups) -> None:
    bench = cups_server.add_printer("choices", "-P", str(HERE / "office.ppd"))
    options = PrintOptions("choices", copies=3, sides=Sides.TWO_LONG, colour=False, tray="tray-2")
    job = cups.open_job(options, "K12", new_token())
    cups.hand_over(job, SHEET)
    until(cups, job, JobState.PRINTED)
    (sheet,) = bench.received()
    assert sheet.sha256 == sha256(SHEET).hexdigest()
    assert sheet.copies == "3"
    for word in ("Duplex=DuplexNoTumble", "ColorModel=Gray", "InputSlot=Tray2", "PageSize=A4"):  # the driver's own
        assert word in sheet.options


def test_the_default_printer_comes_first(
    cups: Cups, cups_server: PrivateCups, bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    cups_server.add_printer("zz-last")
    cups_server.run("lpadmin", "-d", "zz-last")
    assert [printer.name for printer in cups.printers() if printer.is_default] == ["zz-last"]
    assert cups.printers()[0].name == "zz-last"
    (tmp_path / ".cups").mkdir()
    (tmp_path / ".cups/lpoptions").write_text(f"Default {bench.name} sides=one-sided\n", encoding="utf-8")
    assert cups.printers()[0].name == bench.name
    monkeypatch.setenv("LPDEST", "zz-last")
    assert cups.printers()[0].name == "zz-last"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("media-empty", Reason.PAPER_OUT),
        ("media-jam", Reason.PAPER_JAM),
        ("toner-empty", Reason.INK_OUT),
        ("door-open", Reason.COVER_OPEN),
        ("offline", Reason.OFFLINE),
        ("fuser-under-temp", Reason.OTHER),
    ],
)
def test_a_printer_that_waits_for_a_hand_says_for_what_and_then_prints_once(
    cups: Cups, bench: Bench, word: str, reason: Reason
) -> None:
    bench.say(word)
    job = send(cups, bench)
    standing = until(cups, job, JobState.STOPPED, reason)
    assert standing.said == f"the bench says {word}"
    assert bench.received() == []
    bench.say("")
    until(cups, job, JobState.PRINTED)
    assert len(bench.received()) == 1


def test_a_sheet_behind_one_that_has_no_paper_says_so_too(cups: Cups, bench: Bench) -> None:
    bench.say("media-empty")
    first, second = send(cups, bench), send(cups, bench)
    until(cups, second, JobState.STOPPED, Reason.PAPER_OUT)
    bench.say("")
    until(cups, first, JobState.PRINTED)
    until(cups, second, JobState.PRINTED)
    assert len(bench.received()) == 2


def test_a_stopped_printer_keeps_the_sheet_until_it_goes_on(cups: Cups, cups_server: PrivateCups, bench: Bench) -> None:
    cups_server.run("cupsdisable", bench.name)
    job = send(cups, bench)
    until(cups, job, JobState.STOPPED, Reason.PAUSED)
    (printer,) = [one for one in cups.printers() if one.name == bench.name]
    assert printer.state is PrinterState.STOPPED
    assert printer.reasons == (Reason.PAUSED,)
    cups_server.run("cupsenable", bench.name)
    until(cups, job, JobState.PRINTED)
    assert len(bench.received()) == 1


def test_a_printer_stopped_while_it_has_no_paper_asks_to_be_set_going_first(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    bench.say("media-empty")
    job = send(cups, bench)
    until(cups, job, JobState.STOPPED, Reason.PAPER_OUT)
    cups_server.run("cupsdisable", bench.name)
    until(cups, job, JobState.STOPPED, Reason.PAUSED)
    cups.cancel(job)


def test_a_printer_that_breaks_down_stops_and_says_its_own_words(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    bench.say("broken")
    job = send(cups, bench)
    assert until(cups, job, JobState.STOPPED, Reason.PAUSED).said == "the bench is broken"
    bench.say("")
    cups_server.run("cupsenable", bench.name)
    until(cups, job, JobState.PRINTED)
    assert len(bench.received()) == 1


def test_a_queue_that_gives_up_a_sheet_makes_it_failed(cups: Cups, cups_server: PrivateCups, bench: Bench) -> None:
    cups_server.run("lpadmin", "-p", bench.name, "-o", "printer-error-policy=abort-job")
    bench.say("broken")
    job = send(cups, bench)
    standing = until(cups, job, JobState.FAILED)
    assert standing.said == "the bench is broken"
    assert standing.state.is_final
    assert bench.received() == []


def test_a_sheet_that_the_printer_holds_back_or_tries_again_says_so(cups: Cups, bench: Bench) -> None:
    bench.say("hold")
    held = send(cups, bench)
    until(cups, held, JobState.STOPPED, Reason.HELD)
    bench.say("retry")
    tried = send(cups, bench)
    until(cups, tried, JobState.STOPPED, Reason.TRIED_AGAIN)
    bench.say("")
    until(cups, tried, JobState.PRINTED)
    assert [sheet.number for sheet in bench.received()] == [tried.number]


def test_a_sheet_cancelled_at_the_printer_is_cancelled_here(cups: Cups, bench: Bench) -> None:
    bench.say("cancel")
    job = send(cups, bench)
    assert until(cups, job, JobState.CANCELLED).state.is_final
    assert bench.received() == []


def test_a_sheet_cancelled_in_the_queue_by_somebody_is_cancelled_here(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    bench.say("slow")
    job = send(cups, bench)
    until(cups, job, JobState.PRINTING)
    cups_server.run("cancel", str(job.number))
    until(cups, job, JobState.CANCELLED)
    bench.say("")
    after = send(cups, bench)
    until(cups, after, JobState.PRINTED)
    assert [sheet.number for sheet in bench.received()] == [after.number]


@pytest.mark.parametrize("word", ["slow", "media-empty"])
def test_we_can_cancel_what_has_not_come_out(cups: Cups, bench: Bench, word: str) -> None:
    bench.say(word)
    job = send(cups, bench)
    cups.cancel(job)
    until(cups, job, JobState.CANCELLED)
    assert bench.received() == []


def test_cancelling_too_late_leaves_a_printed_sheet_printed(cups: Cups, bench: Bench) -> None:
    job = send(cups, bench)
    until(cups, job, JobState.PRINTED)
    cups.cancel(job)
    assert cups.follow(job).state is JobState.PRINTED


def test_a_printer_removed_while_a_sheet_waits_leaves_the_question_open_and_says_why(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    bench.say("media-empty")
    job = send(cups, bench)
    until(cups, job, JobState.STOPPED, Reason.PAPER_OUT)
    cups_server.run("lpadmin", "-x", bench.name)
    left = cups.follow(job)  # the queue forgets its jobs with the printer, or cancels them first
    assert (left.state.is_final, left.reasons) == (True, (Reason.QUEUE_REMOVED,))
    with pytest.raises(Refused, match="no longer there"):
        send(cups, bench)
    assert bench.name not in [printer.name for printer in cups.printers()]


def test_a_class_of_printers_is_not_offered(cups: Cups, cups_server: PrivateCups, bench: Bench) -> None:
    cups_server.run("lpadmin", "-p", bench.name, "-c", "anywhere")
    names = [printer.name for printer in cups.printers()]
    assert bench.name in names
    assert "anywhere" not in names


def test_a_printer_that_takes_nothing_is_refused_before_anything_is_sent(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    cups_server.run("cupsreject", bench.name)
    assert [printer.accepts for printer in cups.printers() if printer.name == bench.name] == [False]
    with pytest.raises(Refused, match="takes no sheets"):
        send(cups, bench)


def test_many_jobs_are_followed_at_once_each_to_its_own_state(
    cups: Cups, cups_server: PrivateCups, bench: Bench
) -> None:
    printed = send(cups, bench)
    until(cups, printed, JobState.PRINTED)
    bench.say("media-empty")
    empty, behind = send(cups, bench), send(cups, bench)
    until(cups, empty, JobState.STOPPED, Reason.PAPER_OUT)
    opened = cups.open_job(PrintOptions(bench.name), "K1", new_token())
    other = SystemJob(bench.name, empty.number, new_token())
    removed = SystemJob("no-such-printer", 10**6, new_token())
    jobs = [printed, empty, behind, opened, other, removed]
    found = cups.follow_all(jobs)
    assert found == {job: cups.follow(job) for job in jobs}
    states = [JobState.PRINTED, JobState.STOPPED, JobState.STOPPED, JobState.INCOMING, JobState.GONE, JobState.GONE]
    assert [found[job].state for job in jobs] == states
    nowhere = Cups(Server(cups_server.folder / "no.sock"))
    assert set(nowhere.follow_all(jobs).values()) == {Standing(JobState.UNREACHABLE)}
    bench.say("")


def test_a_sheet_is_found_by_its_token_even_when_its_number_is_lost(cups: Cups, bench: Bench) -> None:
    job = send(cups, bench)
    until(cups, job, JobState.PRINTED)
    assert cups.find(job.token) == job
    assert cups.find(new_token()) is None


def test_the_queue_forgets_a_sheet_and_its_copy_of_it(cups: Cups, cups_server: PrivateCups, bench: Bench) -> None:
    job = send(cups, bench)
    until(cups, job, JobState.PRINTED)
    kept = [file for file in (cups_server.folder / "spool").iterdir() if file.name.endswith(f"{job.number:05}-001")]
    assert [file.read_bytes() for file in kept] == [SHEET], "the system keeps a readable copy of what was printed"
    cups.forget(job)
    assert cups.follow(job).state is JobState.GONE
    assert not any(file.exists() for file in kept)


def test_a_number_that_the_queue_gave_to_another_job_is_not_ours(cups: Cups, bench: Bench) -> None:
    bench.say("slow")
    theirs = send(cups, bench)
    ours = SystemJob(bench.name, theirs.number, new_token())
    assert cups.follow(ours).state is JobState.GONE
    cups.cancel(ours)
    assert cups.follow(theirs).state in (JobState.WAITING, JobState.PRINTING)
    cups.cancel(theirs)


def test_a_printing_system_that_is_down_is_said_to_be_down_and_keeps_the_sheet() -> None:
    with private_cups() as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        bench.say("media-empty")
        job = send(cups, bench)
        until(cups, job, JobState.STOPPED, Reason.PAPER_OUT)
        server.stop()
        assert cups.follow(job) == Standing(JobState.UNREACHABLE)
        for asked in (cups.printers, lambda: send(cups, bench), lambda: cups.cancel(job), lambda: cups.find("x")):
            with pytest.raises(Refused, match="does not answer"):
                asked()
        bench.say("")
        server.start()
        until(cups, job, JobState.PRINTED)
        assert [sheet.sha256 for sheet in bench.received()] == [sha256(SHEET).hexdigest()]


def test_a_power_cut_after_sending_does_not_print_twice() -> None:
    with private_cups() as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        bench.say("slow")
        job = send(cups, bench)
        until(cups, job, JobState.PRINTING)
        wait_until(lambda: any(server.folder.glob(f"spool/c{job.number:05}")))
        server.kill()
        bench.say("")
        server.start()
        until(cups, job, JobState.PRINTED)
        assert len(bench.received()) == 1


def test_a_queue_that_lost_its_memory_is_not_believed_when_it_gives_the_number_again() -> None:
    with private_cups() as server:
        cups, bench = Cups(Server(server.socket)), server.add_printer("one")
        bench.say("media-empty")
        lost = send(cups, bench)
        server.kill()
        for file in [*server.folder.glob("spool/?0*"), *server.folder.glob("cache/job*")]:
            file.unlink()
        bench.say("")
        server.start()
        other = send(cups, bench)
        assert other.number == lost.number
        until(cups, other, JobState.PRINTED)
        assert cups.follow(lost) == Standing(JobState.GONE)


def test_a_system_that_asks_who_we_are_believes_its_own_socket_and_refuses_the_network() -> None:
    asks = "<Policy asks>\n<Limit All>\nAuthType Default\nRequire valid-user\nOrder deny,allow\n</Limit>\n</Policy>\n"
    with private_cups(f"{asks}DefaultPolicy asks\n") as server:
        cups = Cups(Server(server.socket))
        assert cups.printers() == []
        with pytest.raises(Refused, match="does not let this user"):
            Cups(Server(host="127.0.0.1", port=server.port)).printers()


def test_the_network_way_to_it_does_the_same(cups_server: PrivateCups, bench: Bench) -> None:
    cups = Cups(Server(host="127.0.0.1", port=cups_server.port))
    bench.say("slow")
    job = send(cups, bench)
    until(cups, job, JobState.PRINTING)
    cups.cancel(job)
    until(cups, job, JobState.CANCELLED)
    after = send(cups, bench)
    bench.say("")
    until(cups, after, JobState.PRINTED)
    assert [sheet.sha256 for sheet in bench.received()] == [sha256(SHEET).hexdigest()]
