"""Colours that can be read: text at 4.5:1 on what it stands on, marks and borders at 3:1."""

import pytest

from clinic_app.desktop.theme import PALETTES, Theme, ThemeName

TEXT_ON = [
    ("text", "ground"),
    ("text", "surface"),
    ("text", "sunken"),
    ("soft_text", "ground"),
    ("soft_text", "surface"),
    ("soft_text", "sunken"),
    ("accent_text", "surface"),
    ("accent_text", "accent_ground"),
    ("on_accent", "accent"),
    ("good_text", "surface"),
    ("warn_text", "warn_ground"),
    ("warn_text", "surface"),
    ("stop_text", "stop_ground"),
    ("stop_text", "surface"),
    ("text", "warn_ground"),
    ("text", "stop_ground"),
]
MARK_ON = [("accent", "surface"), ("strong_line", "surface"), ("text", "accent_ground")]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("front", "back"), TEXT_ON)
def test_text_can_be_read_on_its_ground(name: ThemeName, front: str, back: str) -> None:
    colours = PALETTES[name]
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("front", "back"), MARK_ON)
def test_borders_and_marks_can_be_seen(name: ThemeName, front: str, back: str) -> None:
    colours = PALETTES[name]
    assert contrast(getattr(colours, front), getattr(colours, back)) >= 3


@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_a_target_never_gets_smaller_than_a_finger(scale: float) -> None:
    assert Theme("light", scale).target >= 44
