"""Colours: every role of every picture has one, and what must be told apart differs in grey."""

from itertools import combinations
from pathlib import Path

import pytest

from clinic_app.figures import PALETTES, draw, load_poses
from clinic_app.figures.palette import grey

POSES = load_poses(Path(__file__).parents[3] / "resources" / "poses")
every_palette = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def test_light_and_dark_know_the_same_roles() -> None:
    assert PALETTES["light"].keys() == PALETTES["dark"].keys()


@every_palette
def test_every_role_that_is_drawn_has_a_colour(palette: dict[str, str]) -> None:
    roles = {r for pose in POSES.values() for s in draw(pose).shapes for r in (s.fill, s.stroke) if r is not None}
    assert roles <= palette.keys()


@every_palette
def test_near_far_highlight_and_arrow_are_told_apart_in_grey(palette: dict[str, str]) -> None:
    for a, b in combinations(("trousers", "trousers_far", "highlight", "arrow"), 2):
        assert abs(grey(palette[a]) - grey(palette[b])) >= 0.08, (a, b)


@every_palette
@pytest.mark.parametrize("garment", ["skin", "shirt", "trousers", "shoe"])
def test_a_far_limb_is_nearer_to_the_background_than_a_near_one(palette: dict[str, str], garment: str) -> None:
    background = grey(palette["outline"])
    near, far = (abs(grey(palette[role]) - background) for role in (garment, f"{garment}_far"))
    assert near - far >= 0.1


@every_palette
def test_a_highlight_stands_out_from_the_clothes_it_lies_on(palette: dict[str, str]) -> None:
    for cloth in ("shirt", "trousers"):
        assert abs(grey(palette["highlight"]) - grey(palette[cloth])) >= 0.2


@every_palette
def test_the_line_around_a_far_limb_holds_it_against_the_background(palette: dict[str, str]) -> None:
    lighter, darker = sorted((luminance(palette[role]) for role in ("far_edge", "outline")), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3.0


def luminance(colour: str) -> float:
    """As WCAG 2 has it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("name", ["bird_dog_end", "dead_bug_harder_end", "hip_hinge_easier_painful_end"])
def test_a_picture_with_a_far_limb_has_the_line_that_holds_it(name: str) -> None:
    assert "far_edge" in {shape.fill for shape in draw(POSES[name]).shapes}
