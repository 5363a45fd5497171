"""Pose files: what is refused, and that the refusal names file, key and reason."""

from pathlib import Path

import pytest

from clinic_app.figures import PoseError, load_poses, sound_poses

GOOD = """
near = "right"
[frame]
id = "f"
width = 120
height = 184
origin = [60, 7]
[[props.floor]]
[[pose]]
id = "one"
pelvis = { z = 88 }
plant = [{ foot = "left", at = [10, 9] }, { foot = "right", at = [10, -9] }]
[pose.joints]
left_elbow = { flexion = 20 }
"""

FAULTS = {
    "unknown key": ('near = "right"', 'near = "right"\ncolour = "red"', "file", "colour"),
    "unknown key inside": ("pelvis = { z = 88 }", "pelvis = { z = 88, q = 1 }", "pose[0].pelvis", "q"),
    "unknown joint": ("left_elbow = {", "left_elbo = {", "pose[0].joints.left_elbo", "no such joint"),
    "unknown movement": ("{ flexion = 20 }", "{ flexon = 20 }", "pose[0].joints.left_elbow.flexon", "only flexion"),
    "angle outside": ("flexion = 20", "flexion = 171", "pose[0].joints.left_elbow.flexion", "outside 0 to 152"),
    "wrong way": ("flexion = 20", "flexion = -10", "pose[0].joints.left_elbow.flexion", "outside 0 to 152"),
    "unknown muscle": ('id = "one"', 'id = "one"\nmuscles = ["liver"]', "pose[0].muscles[0]", "liver"),
    "unknown layer": ('id = "one"', 'id = "one"\nbehind = ["left_tail"]', "pose[0].behind[0]", "left_tail"),
    "unknown part": ('id = "one"', 'id = "one"\ncontacts = [{ part = "tail" }]', "pose[0].contacts[0].part", "tail"),
    "unknown surface": (
        'id = "one"',
        'id = "one"\ncontacts = [{ part = "head", on = "sky" }]',
        "pose[0].contacts[0].on",
        "sky",
    ),
    "unknown number": (
        'id = "one"',
        'id = "one"\nsettle = [{ part = "head", move = "pelvis.w" }]',
        "pose[0].settle[0].move",
        "pelvis.w",
    ),
    "out of reach": ("at = [10, 9]", "at = [90, 9]", "pose[0].plant[0]", "cannot get there"),
    "not a number": ("flexion = 20", 'flexion = "20"', "pose[0].joints", "str"),
    "not finite": ("flexion = 20", "flexion = nan", "pose[0].joints.left_elbow.flexion", "nan"),
    "infinite place": ("z = 88", "z = inf", "pose[0].pelvis.z", "finite"),
    "missing frame": ("[frame]", "[frame2]", "file", "frame"),
    "no id": ('id = "one"\n', "", "pose[0]", "id"),
    "not TOML": ("[[pose]]", "[[pose]", "line", "not TOML"),
}


def test_a_good_file_gives_its_pose(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    poses = load_poses(tmp_path)
    assert list(poses) == ["one"]
    assert dict(poses["one"].angles) == {"left_elbow.flexion": 20.0}


@pytest.mark.parametrize(("old", "new", "key", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_an_invalid_file_is_refused_with_file_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    assert old in GOOD
    (tmp_path / "wrong.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PoseError) as refusal:
        load_poses(tmp_path)
    message = str(refusal.value)
    assert "wrong.toml" in message
    assert key in message
    assert reason in message


def test_an_id_that_is_used_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PoseError, match=r"b\.toml.*'one' is used twice"):
        load_poses(tmp_path)


def test_a_folder_without_files_has_no_poses(tmp_path: Path) -> None:
    assert load_poses(tmp_path) == {}


def test_a_refusal_is_a_value_error() -> None:
    assert issubclass(PoseError, ValueError)


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe\x00", b"[[pose]]\nid = ", GOOD.encode()[:-40]], ids=["empty", "bytes", "cut", "short"]
)
def test_a_damaged_file_is_named_and_costs_only_its_own_pictures(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.toml").write_bytes(damage)
    poses, damaged = sound_poses(tmp_path)
    assert list(poses) == ["one"]
    assert damaged == ("wrong.toml",)


def test_a_file_that_is_a_folder_or_repeats_an_id_leaves_the_first_one_in_use(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD.replace("20", "30"), encoding="utf-8")
    (tmp_path / "c.toml").mkdir()
    poses, damaged = sound_poses(tmp_path)
    assert dict(poses["one"].angles) == {"left_elbow.flexion": 20.0}
    assert damaged == ("c.toml",)
