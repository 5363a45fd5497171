"""The shipped poses: they touch what they should, fit their frames and are bodies throughout."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.figures import Pose, blend, draw, load_poses, mirrored
from clinic_app.figures.body import FOREARM, JOINT_LIMITS, SHANK, SPINE_PARTS, THIGH, UPPER_ARM
from clinic_app.figures.flesh import touching_parts
from clinic_app.figures.geometry import length, sub
from clinic_app.figures.pose import Contact, Pillow, Rod
from clinic_app.figures.settling import gap, solve

ROOT = Path(__file__).parents[3]
POSES = load_poses(ROOT / "resources" / "poses")
MOTIONS = [name.removesuffix("_start") for name in POSES if name.endswith("_start")]
# Two pictures of comfort_walk are two things to do and no motion.
MOVING = [motion for motion in MOTIONS if motion != "comfort_walk"]
LIMBS = [f"{side}_{part}" for side in ("left", "right") for part in ("foot", "shank", "thigh", "forearm", "hand")]
every_pose = pytest.mark.parametrize("pose", POSES.values(), ids=POSES.keys())
TOLERANCE = 0.05  # centimetres

BONES = {
    **{(f"{s}_thigh", f"{s}_shank"): THIGH for s in ("left", "right")},
    **{(f"{s}_shank", f"{s}_foot"): SHANK for s in ("left", "right")},
    **{(f"{s}_upper_arm", f"{s}_forearm"): UPPER_ARM for s in ("left", "right")},
    **{(f"{s}_forearm", f"{s}_hand"): FOREARM for s in ("left", "right")},
}


def bone_lengths(pose: Pose) -> dict[tuple[str, str], float]:
    frames = solve(pose).frames
    spine = [f"{part}{i}" for part, count in SPINE_PARTS.items() for i in range(count + 1)]
    pairs = [*BONES, *pairwise(spine), ("pelvis", "lumbar0"), ("pelvis", "left_thigh"), ("pelvis", "right_thigh")]
    return {(a, b): length(sub(frames[a].origin, frames[b].origin)) for a, b in pairs}


@every_pose
def test_what_should_touch_touches(pose: Pose) -> None:
    skeleton = solve(pose)
    for contact in (*pose.settle, *pose.contacts):
        assert gap(pose, skeleton, contact) == pytest.approx(0.0, abs=TOLERANCE), contact


@every_pose
def test_a_planted_foot_stands_on_its_floor(pose: Pose) -> None:
    skeleton = solve(pose)
    for plant in pose.plants:
        for part in ("ball", "heel") if plant.heel_up == 0 else (plant.touch,):
            found = gap(pose, skeleton, Contact(part=f"{plant.foot}_{part}"))
            assert found == pytest.approx(plant.height, abs=TOLERANCE), (plant.foot, part)


@every_pose
def test_no_part_of_the_body_goes_through_the_floor(pose: Pose) -> None:
    skeleton = solve(pose)
    for part in [*LIMBS, "pelvis", "back", "head"]:
        assert gap(pose, skeleton, Contact(part=part)) > -0.6, part


@every_pose
def test_every_bone_keeps_its_length(pose: Pose) -> None:
    neutral = bone_lengths(POSES["standing_neutral"])
    found = bone_lengths(pose)
    assert found == pytest.approx(neutral, abs=1e-6)
    for bone, size in BONES.items():
        assert found[bone] == pytest.approx(size, abs=1e-6)


@pytest.mark.parametrize("motion", MOTIONS)
@settings(max_examples=15, deadline=None)
@given(t=st.floats(0, 1))
def test_every_bone_keeps_its_length_on_the_way(motion: str, t: float) -> None:
    between = blend(POSES[f"{motion}_start"], POSES[f"{motion}_end"], t)
    assert bone_lengths(between) == pytest.approx(bone_lengths(POSES[f"{motion}_start"]), abs=1e-6)


@pytest.mark.parametrize("motion", MOTIONS)
@settings(max_examples=10, deadline=None)
@given(t=st.floats(0, 1))
def test_feet_planted_in_both_poses_stay_on_the_floor_on_the_way(motion: str, t: float) -> None:
    between = blend(POSES[f"{motion}_start"], POSES[f"{motion}_end"], t)
    skeleton = solve(between)
    for plant in between.plants:
        assert gap(between, skeleton, Contact(part=f"{plant.foot}_{plant.touch}")) == pytest.approx(0, abs=TOLERANCE)


@every_pose
def test_solved_angles_stay_inside_the_joint_limits(pose: Pose) -> None:
    for name, value in solve(pose).angles.items():
        joint, movement = name.split(".")
        if joint.endswith("shoulder") and any(joint.startswith(reach.hand) for reach in pose.reaches):
            continue  # its three angles are not unique near the horizontal
        least, most = JOINT_LIMITS[joint][movement]
        assert least - 0.5 <= value <= most + 0.5, name


@every_pose
def test_the_picture_lies_inside_its_frame(pose: Pose) -> None:
    drawing = draw(pose)
    assert drawing.shapes
    for shape in drawing.shapes:
        for ring in shape.rings:
            for x, y in ring:
                assert math.isfinite(x)
                assert math.isfinite(y)
                assert -0.01 <= x <= drawing.width + 0.01, shape.fill
                assert -0.01 <= y <= drawing.height + 0.01, shape.fill


@pytest.mark.parametrize("motion", MOTIONS)
def test_start_and_end_share_frame_and_camera(motion: str) -> None:
    start, end = POSES[f"{motion}_start"], POSES[f"{motion}_end"]
    assert start.frame == end.frame
    assert start.camera == end.camera


def test_blending_begins_and_ends_with_the_given_poses() -> None:
    start, end = POSES["dead_bug_standard_start"], POSES["dead_bug_standard_end"]
    assert blend(start, end, 0.0) is start
    assert blend(start, end, 1.0) is end


def test_rest_and_walk_give_way_to_each_other_and_nobody_rises_through_the_chair() -> None:
    start, end = POSES["comfort_walk_start"], POSES["comfort_walk_end"]
    assert [blend(start, end, share) for share in (0.2, 0.49, 0.5, 0.8)] == [start, start, end, end]


@every_pose
def test_mirrored_twice_is_the_pose_itself(pose: Pose) -> None:
    assert mirrored(mirrored(pose)) == pose


@every_pose
def test_the_mirrored_picture_is_the_picture_turned_over(pose: Pose) -> None:
    def spread(drawn: Pose, flip: bool) -> dict[str, tuple[float, float, float, float]]:
        drawing = draw(drawn)
        boxes: dict[str, tuple[float, float, float, float]] = {}
        for role in {shape.fill or "" for shape in drawing.shapes}:
            points = [p for s in drawing.shapes if (s.fill or "") == role for r in s.rings for p in r]
            xs = [drawing.width - x if flip else x for x, _ in points]
            ys = [y for _, y in points]
            boxes[role] = (min(xs), max(xs), min(ys), max(ys))
        return boxes

    straight, turned = spread(pose, False), spread(mirrored(pose), True)
    assert straight.keys() == turned.keys()
    for role, box in straight.items():
        assert turned[role] == pytest.approx(box, abs=0.05), role


def test_the_back_stays_on_the_mat_while_the_leg_goes_down() -> None:
    for name in ("dead_bug_standard_start", "dead_bug_standard_end", "dead_bug_easier_end"):
        skeleton = solve(POSES[name])
        for part in ("pelvis", "thorax", "head"):
            assert gap(POSES[name], skeleton, Contact(part=part)) == pytest.approx(0, abs=TOLERANCE)


def test_the_slid_heel_ends_on_the_floor_with_the_leg_nearly_straight() -> None:
    pose = POSES["dead_bug_easier_end"]
    skeleton = solve(pose)
    assert gap(pose, skeleton, Contact(part="right_heel")) == pytest.approx(0, abs=TOLERANCE)
    assert skeleton.angles["right_knee.flexion"] < 25


def test_the_lowered_heel_is_close_to_the_floor_and_does_not_rest() -> None:
    pose = POSES["dead_bug_standard_end"]
    assert 1.0 < gap(pose, solve(pose), Contact(part="right_foot")) < 9.0


def test_the_hinge_leans_about_45_degrees_with_a_straight_back_and_the_hips_behind() -> None:
    start, end = (solve(POSES[f"hip_hinge_standard_{at}"]).frames for at in ("start", "end"))
    line = sub(end["head"].origin, end["pelvis"].origin)
    assert 40 <= math.degrees(math.atan2(line[0], line[2])) <= 52
    assert end["pelvis"].origin[0] < start["pelvis"].origin[0] - 12


def test_the_stick_touches_head_chest_and_sacrum() -> None:
    for at in ("start", "end"):
        pose = POSES[f"hip_hinge_easier_{at}"]
        assert any(isinstance(prop, Rod) for prop in pose.props)
        for part in ("head", "thorax", "pelvis"):
            found = gap(pose, solve(pose), Contact(part=part, on="stick"))
            assert found == pytest.approx(0, abs=TOLERANCE), part


def test_breath_lifts_the_belly_and_the_hands_on_it_and_nothing_else() -> None:
    full, empty = POSES["dead_bug_easier_painful_start"], POSES["dead_bug_easier_painful_end"]

    def top(pose: Pose, part: str) -> float:
        return max(blob.support((0.0, 0.0, 1.0)) for blob in touching_parts()[part](solve(pose)))

    assert top(full, "back") - top(empty, "back") > 5
    assert 7 < top(full, "right_hand") - top(empty, "right_hand") < 12
    for part in ("head", "left_foot", "right_thigh", "pelvis"):
        assert top(full, part) == pytest.approx(top(empty, part), abs=TOLERANCE), part
    for pose in (full, empty):
        for part in ("pelvis", "thorax", "head"):
            assert gap(pose, solve(pose), Contact(part=part)) == pytest.approx(0, abs=TOLERANCE), part


def test_the_buttocks_reach_the_wall_only_at_the_end() -> None:
    start, end = POSES["hip_hinge_easier_start"], POSES["hip_hinge_easier_end"]
    assert gap(start, solve(start), Contact(part="pelvis", on="wall")) > 20
    assert gap(end, solve(end), Contact(part="pelvis", on="wall")) == pytest.approx(0, abs=TOLERANCE)


def test_in_the_locked_turn_forearm_shins_and_insteps_rest_on_the_floor_in_both_pictures() -> None:
    start, end = POSES["thoracic_rotation_harder_start"], POSES["thoracic_rotation_harder_end"]
    for pose in (start, end):
        for part in ("left_forearm", "left_shank", "right_shank", "left_foot", "right_foot"):
            assert gap(pose, solve(pose), Contact(part=part)) == pytest.approx(0, abs=0.6), part
    for bone in ("left_forearm", "left_hand", "left_shank", "right_shank"):
        assert length(sub(solve(start).frames[bone].origin, solve(end).frames[bone].origin)) < 1.0, bone


def test_the_turned_elbow_stops_just_short_of_the_wall() -> None:
    for at in ("start", "end"):
        pose = POSES[f"thoracic_rotation_standard_{at}"]
        assert gap(pose, solve(pose), Contact(part="right_elbow", on="wall")) > 1.0


def test_the_rotation_turns_chest_against_pelvis_and_nothing_else_much() -> None:
    for name in ("thoracic_rotation_standard", "thoracic_rotation_easier"):
        start, end = POSES[f"{name}_start"], POSES[f"{name}_end"]

        def turned(pose: Pose) -> float:
            frames = solve(pose).frames
            chest = frames["thorax"].direction((1.0, 0.0, 0.0))
            local = frames["pelvis"].inside(tuple(a + b for a, b in zip(chest, frames["pelvis"].origin, strict=True)))
            return abs(math.degrees(math.atan2(local[1], local[0])))

        assert turned(start) < 3
        assert turned(end) > 38


def test_the_head_lies_on_the_pillow_at_its_height() -> None:
    for pose in POSES.values():
        for pillow in (prop for prop in pose.props if isinstance(prop, Pillow)):
            assert gap(pose, solve(pose), Contact(part="head", on=pillow.id)) == pytest.approx(0, abs=TOLERANCE)


@pytest.mark.parametrize("motion", MOVING)
def test_the_figure_stays_inside_its_frame_on_the_way(motion: str) -> None:
    for share in (0.25, 0.5, 0.75):
        drawing = draw(blend(POSES[f"{motion}_start"], POSES[f"{motion}_end"], share))
        points = [p for shape in drawing.shapes for ring in shape.rings for p in ring]
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)


@pytest.mark.parametrize("motion", MOVING)
@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_no_limb_goes_through_the_floor_or_beyond_its_joints_on_the_way(motion: str, share: float) -> None:
    between = blend(POSES[f"{motion}_start"], POSES[f"{motion}_end"], share)
    skeleton = solve(between)
    for part in [*LIMBS, "pelvis", "back", "head"]:
        assert gap(between, skeleton, Contact(part=part)) > -1.5, part
    for name, value in skeleton.angles.items():
        joint, movement = name.split(".")
        least, most = JOINT_LIMITS[joint][movement]
        assert joint.endswith("shoulder") or least - 1 <= value <= most + 1, name
    assert all(short < 0.5 for short in skeleton.shortfalls.values())


@pytest.mark.parametrize("motion", MOVING)
def test_settled_contacts_hold_on_the_way(motion: str) -> None:
    for share in (0.3, 0.6):
        between = blend(POSES[f"{motion}_start"], POSES[f"{motion}_end"], share)
        for contact in (*between.settle, *between.contacts):
            assert gap(between, solve(between), contact) == pytest.approx(0.0, abs=TOLERANCE), contact
