"""The short forms of the campaigns; the long ones are programs of their own, see each module."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs fork; Windows is not proved", allow_module_level=True)

from tests.faults import (
    damaged_files,
    full_disks,
    killed_closing,
    killed_copies,
    killed_saves,
    killed_syscalls,
    killed_upgrades,
)
from tests.faults.harness import Score

CAMPAIGNS = (killed_saves, killed_syscalls, killed_copies, killed_upgrades, killed_closing, damaged_files, full_disks)


@pytest.mark.parametrize("campaign", [module.campaign for module in CAMPAIGNS], ids=lambda run: run.__module__)
def test_nothing_confirmed_is_lost_and_nothing_is_left_between(
    campaign: Callable[[Path], Score], tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        # The children save at once and never wait for a thread of the parent.
        warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
        score = campaign(tmp_path)
    print(score)
    assert score.clean, str(score)
    if score.skipped:
        pytest.skip(str(score))
