"""The contact sheets that people look at: drawn by one command, all pictures on them, small enough to be kept."""

from pathlib import Path

from clinic_app.handouts.pictures import poses
from tests.pictures import figures

KEPT = Path(figures.__file__).parent


def test_every_pose_is_on_a_sheet_and_each_fault_beside_the_good_form() -> None:
    shown = [name for rows in (figures._forms(), figures._faults(), figures._others()) for row in rows for name in row]
    assert set(shown) == set(poses())
    flat = [name for row in figures._faults() for name in row]
    assert all(good in figures.GOOD.values() for good in flat[::2])
    assert not set(flat[1::2]) & set(figures.GOOD.values())


def test_the_kept_sheets_are_those_the_command_draws_and_stay_small(tmp_path: Path) -> None:
    drawn = {path.name for path in figures.draw_all(tmp_path)}
    kept = {path.name: path.stat().st_size for path in KEPT.glob("figures-*.png")}
    assert drawn == kept.keys()
    assert sum(kept.values()) < 2_000_000
