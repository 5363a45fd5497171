"""The short form of F19; the long one is `python -m tests.server.interleavings --long`."""

from pathlib import Path

from tests.server import interleavings
from tests.server.clusters import Cluster


def test_on_a_file_no_confirmed_entry_of_two_people_is_lost(tmp_path: Path) -> None:
    score = interleavings.on_file(tmp_path, interleavings.SHORT)
    print(score)
    assert score.clean, str(score)


def test_on_a_server_no_confirmed_entry_of_two_people_is_lost(cluster: Cluster) -> None:
    score = interleavings.on_server(cluster.url(), interleavings.SHORT)
    print(score)
    assert score.clean, str(score)
