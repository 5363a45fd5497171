"""The short form of F11 on a server; the long one is `python -m tests.server.upgrades_killed --long`."""

import warnings
from pathlib import Path

from tests.server import upgrades_killed
from tests.server.clusters import Cluster


def test_a_killed_upgrade_leaves_the_old_record_or_the_new_one_with_every_row(cluster: Cluster, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        # The children upgrade at once and never wait for a thread of the parent.
        warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
        score = upgrades_killed.campaign(cluster, tmp_path, upgrades_killed.SHORT)
    print(score)
    assert score.clean, str(score)
    assert score.faults, "every upgrade was through before it was killed"
