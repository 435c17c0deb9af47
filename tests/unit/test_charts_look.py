"""Areas and steps of the charts stay apart without colours, and numbers stay legible on their cells."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from gluteus import palette
from gluteus.charts.panels import swatch
from gluteus.charts.style import DARK_STEP, LOOKS, STEPS, canvas, sheet, styled

MODES = {"light": palette.LIGHT, "dark": palette.DARK}


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])


def luminance(shown: np.ndarray) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def step_colours(ink: dict[str, str]) -> list[np.ndarray]:
    ground, colour = channels(ink["background"]), channels(ink["series_1"])
    return [ground + step * (colour - ground) for step in STEPS]


@pytest.mark.parametrize("mode", MODES)
def test_numbers_are_legible_on_every_step(mode) -> None:
    ink = MODES[mode]
    for number, shown in enumerate(step_colours(ink)):
        text = "text" if number < DARK_STEP else "background"
        assert contrast(channels(ink[text]), shown) >= 4.5, number


@pytest.mark.parametrize("mode", MODES)
def test_steps_grow_apart_in_greyscale(mode) -> None:
    ink = MODES[mode]
    greys = [luminance(channels(ink["background"])), *map(luminance, step_colours(ink))]
    lightness = [116 * grey ** (1 / 3) - 16 if grey > 0.008856 else 903.3 * grey for grey in greys]
    gaps = np.abs(np.diff(lightness))
    assert min(gaps) >= 5
    assert sorted(lightness, reverse=mode == "light") == lightness


def pattern_of(kind: str, ink: dict[str, str]) -> np.ndarray:
    """A swatch in shades of grey, each shade relative to the swatch's mean: what is left of it without any tint."""
    with styled(ink):
        figure: Figure = sheet(40)
        swatch(canvas(figure), ink, 20, 20, kind)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=288, facecolor=ink["background"])
    with Image.open(file) as picture:
        grey = np.asarray(picture.convert("L"), dtype=float)
    inside = grey[68:92, 92:148]
    return inside - inside.mean()


@pytest.mark.parametrize("mode", MODES)
def test_patterns_differ_without_colour(mode) -> None:
    drawn = {kind: pattern_of(kind, MODES[mode]) for kind in LOOKS}
    plain = {kind for kind, pattern in drawn.items() if pattern.std() < 1}
    assert plain == {"essential", "first essential", "first spillover"}
    patterned = [kind for kind in LOOKS if kind not in plain]
    assert all(drawn[kind].std() > 5 for kind in patterned)
    for one, other in itertools.combinations([kind for kind in patterned if kind != "spillover"], 2):
        likeness = np.corrcoef(drawn[one].ravel(), drawn[other].ravel())[0, 1]
        assert likeness < 0.8, f"{one} and {other}"


def test_what_nearly_everyone_feels_has_a_solid_outline() -> None:
    for ordinal in ("first", "second", "third"):
        assert not LOOKS[f"{ordinal} essential"].dashed
        assert LOOKS[f"{ordinal} spillover"].dashed
        assert LOOKS[f"{ordinal} essential"].tint > LOOKS[f"{ordinal} spillover"].tint
