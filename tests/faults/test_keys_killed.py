"""The short forms of what is killed while keys are changed and files are published (F16, F3)."""

import subprocess
import sys

import pytest

from tests.faults.killing import strace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def test_a_killed_rotation_locks_nobody_out_and_can_be_completed() -> None:
    said = run("tests.faults.rotation", "--kills", "40")
    assert ", 0 locked out or torn" in said


def test_a_killed_end_of_an_ownership_locks_nobody_out_and_can_be_completed() -> None:
    said = run("tests.faults.ending", "--kills", "10", "--calls", "4" if strace() else "0")
    assert ", 0 locked out or torn" in said


def test_killed_publishing_and_importing_end_as_if_nothing_had_happened() -> None:
    said = run("tests.faults.publishing", "--kills", "50")
    assert ", 0 torn, lost or doubled" in said


@pytest.mark.skipif(strace() is None, reason="NOT RUN: strace is missing, so no kill at chosen system calls")
def test_a_rotation_killed_at_chosen_system_calls_locks_nobody_out() -> None:
    said = run("tests.faults.rotation", "--kills", "1", "--calls", "6")
    assert " 6 kills at system calls, 0 locked out or torn" in said
