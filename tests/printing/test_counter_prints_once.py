"""The front desk's own sealed folders as the journal: two hundred sheets over ten kills, each on paper once."""

import signal
import subprocess
import sys
from collections import Counter as Count
from pathlib import Path

from clinic_app.actions.counter import Counter
from clinic_app.actions.counter_printing import follow_sent, forget_spooled, print_jobs, settle_cut_off
from clinic_app.errors import Refused
from clinic_app.printing import JobState, PrintOptions
from clinic_app.printing.cups import Cups
from tests.printing.private_cups import Bench, PrivateCups, wait_until
from tests.printing.sealed_sheets import lay_out
from tests.records.desk_bench import desk_ring

ROOT = Path(__file__).resolve().parents[2]
SHEETS, KILLS = 200, 10
LEFT = SHEETS // (KILLS + 3)  # over the last kill, however late it comes


def test_two_hundred_sealed_sheets_come_out_once_each_over_ten_kills(
    cups_server: PrivateCups, cups: Cups, bench: Bench, tmp_path: Path
) -> None:
    sums = lay_out(tmp_path, SHEETS)
    inbox = tmp_path / "desk/in"
    command = [sys.executable, "-m", "tests.printing.counter_program", str(cups_server.socket), bench.name]
    for kill in range(1, KILLS + 1):
        program = subprocess.Popen([*command, str(tmp_path), str(LEFT)], cwd=ROOT)
        reached = 3 * SHEETS * kill // (KILLS + 3)  # seen a little later, so anywhere in a sheet's four steps
        wait_until(lambda far=reached: inbox.exists() and len(list(inbox.iterdir())) >= far)  # type: ignore[misc]
        assert program.poll() is None, "the program came to its end before it was killed"
        program.send_signal(signal.SIGKILL)
        program.wait()
    subprocess.run([*command, str(tmp_path)], cwd=ROOT, check=True)
    wait_until(lambda: len(bench.received()) >= SHEETS, lambda: len(bench.received()))
    assert Count((sheet.title.split()[0], sheet.sha256) for sheet in bench.received()) == Count(sums.items())
    counter = Counter(tmp_path, desk_ring())
    assert {job.state for job in counter.look().jobs} == {"sent"}
    wait_until(lambda: {one.state for one in follow_sent(counter, cups).values()} == {JobState.PRINTED})


def test_what_one_window_is_sending_another_does_not_take_for_cut_off(cups: Cups, bench: Bench, tmp_path: Path) -> None:
    lay_out(tmp_path, 3)
    mine, theirs = Counter(tmp_path, desk_ring()), Counter(tmp_path, desk_ring("鈴木 受付"))
    settled: list[list[str]] = []
    refused: list[object] = []

    def look_over_the_shoulder(sent: int) -> bool:
        settled.append(settle_cut_off(theirs, cups))
        refused.append(print_jobs(theirs, cups, theirs.look().jobs, PrintOptions(bench.name)).refused)
        return True

    outcome = print_jobs(mine, cups, mine.look().jobs, PrintOptions(bench.name), look_over_the_shoulder)
    assert outcome.sent == 3
    assert settled == [[]] * 4
    assert all(isinstance(one, Refused) for one in refused)
    assert settle_cut_off(theirs, cups) == []
    wait_until(lambda: len(bench.received()) == 3)
    assert {job.state for job in theirs.look().jobs} == {"sent"}


def test_the_systems_copy_goes_when_the_sheet_was_seen_and_a_sheet_said_not_to_be_out_never_comes(
    cups_server: PrivateCups, cups: Cups, bench: Bench, tmp_path: Path
) -> None:
    lay_out(tmp_path, 2)
    counter = Counter(tmp_path, desk_ring())
    first, second = counter.look().jobs
    print_jobs(counter, cups, [first], PrintOptions(bench.name))
    wait_until(lambda: follow_sent(counter, cups)[first.id].state is JobState.PRINTED)
    bench.say("media-empty")
    print_jobs(counter, cups, [second], PrintOptions(bench.name))
    wait_until(lambda: follow_sent(counter, cups)[second.id].state is JobState.STOPPED)
    sent = [counter.job(job.id) for job in (first, second)]
    kept = [cups_server.folder / f"spool/d{job.number or 0:05}-001" for job in sent]
    assert [file.exists() for file in kept] == [True, True]
    for job in sent:
        forget_spooled(counter, cups, job)
    wait_until(lambda: [file.exists() for file in kept] == [False, False])
    bench.say("")
    after = cups.open_job(PrintOptions(bench.name), "9", "0" * 16)
    cups.hand_over(after, b"%PDF-1.4")
    wait_until(lambda: cups.follow(after).state is JobState.PRINTED)
    assert [sheet.title.split()[0] for sheet in bench.received()] == ["1", "9"]
