"""The palette keeps the contrast that it promises, in both modes."""

from __future__ import annotations

import re

import pytest

from gluteus import palette

MODES = {"light": palette.LIGHT, "dark": palette.DARK}
TEXT = ("text", "text_muted", "accent", "correct", "wrong", "warning")
DRAWN = (
    "control_border",
    "skin_line",
    "bone_line",
    "muscle_line",
    "essential",
    "trigger_point",
    "series_1",
    "series_2",
    "series_3",
)
TEXT_ON_ITS_OWN = [
    ("accent_text", "accent"),
    ("text", "accent_soft"),
    ("accent", "accent_soft"),
    ("text", "correct_soft"),
    ("correct", "correct_soft"),
    ("text", "wrong_soft"),
    ("wrong", "wrong_soft"),
    ("text", "warning_soft"),
    ("warning", "warning_soft"),
    ("text", "skin"),
]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_the_standards_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("token", TEXT)
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_text_is_readable(mode: str, token: str, ground: str) -> None:
    assert contrast(MODES[mode][token], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("token", "ground"), TEXT_ON_ITS_OWN)
def test_text_is_readable_on_its_own_ground(mode: str, token: str, ground: str) -> None:
    assert contrast(MODES[mode][token], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("token", DRAWN)
def test_lines_and_controls_stand_out(mode: str, token: str) -> None:
    assert contrast(MODES[mode][token], MODES[mode]["background"]) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_pain_and_marks_stand_out_on_the_skin(mode: str) -> None:
    assert contrast(MODES[mode]["essential"], MODES[mode]["skin"]) >= 3
    assert contrast(MODES[mode]["trigger_point"], MODES[mode]["skin"]) >= 4.5


def test_both_modes_name_the_same_tokens() -> None:
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for mode in MODES.values() for colour in mode.values())


def test_css_gives_every_token_to_every_mode() -> None:
    css = palette.css()
    for token, colour in palette.LIGHT.items():
        assert css.count(f"--gluteus-{token.replace('_', '-')}: {colour};") >= 2, "light and print"
        assert f"--gluteus-{token.replace('_', '-')}: {palette.DARK[token]};" in css
