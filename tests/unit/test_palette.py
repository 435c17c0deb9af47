"""The palette keeps the contrast that it promises, in both modes."""

from __future__ import annotations

import itertools
import re

import numpy as np
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
    assert all(contrast(MODES[mode][f"series_{number}"], MODES[mode]["skin"]) >= 3 for number in (1, 2, 3))


# What colour-blind people see of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1.
SEEN = {
    "everything": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def lab(colour: str, eyes: str) -> np.ndarray:
    """Lightness and hue (CIE L*a*b*, white D65) of a colour as some eyes see it."""
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    share = to_xyz @ np.clip(SEEN[eyes] @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_distance_between_black_and_white_is_the_scales_100() -> None:
    assert np.linalg.norm(lab("#ffffff", "everything") - lab("#000000", "everything")) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eyes", SEEN)
def test_series_stay_apart_for_colour_blind_readers(mode: str, eyes: str) -> None:
    series = [lab(MODES[mode][f"series_{number}"], eyes) for number in (1, 2, 3)]
    # Two colours at a distance of 2 can just be told apart; 20 is plain at a glance.
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(series, 2)) > 20


def test_both_modes_name_the_same_tokens() -> None:
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for mode in MODES.values() for colour in mode.values())


def test_css_gives_every_token_to_every_mode() -> None:
    css = palette.css()
    for token, colour in palette.LIGHT.items():
        assert css.count(f"--gluteus-{token.replace('_', '-')}: {colour};") >= 2, "light and print"
        assert f"--gluteus-{token.replace('_', '-')}: {palette.DARK[token]};" in css
