"""The course's figures: each call gives a `Chart` with its figure, its description in words and its source.

How a chart meets a page: as the output of a code cell, inside the ``mystnb: figure:`` that gives it a name and a
caption with its source.
The output is an SVG drawing inside the page, so that its text can be selected, its colours follow light mode, dark mode
and print through the palette's CSS variables, and a page carries a few kilobytes.
The description stands below it, to unfold; where HTML cannot go, a PNG picture with the description as its text
alternative takes the drawing's place.
"""

from gluteus.charts.anatomy import muscle_map, stance
from gluteus.charts.chart import Chart, css
from gluteus.charts.counts import overlap, region_map
from gluteus.charts.differential import differential
from gluteus.charts.evidence import emg, trial_effects
from gluteus.charts.forces import abductor_demand, moment_arms
from gluteus.charts.pain import compare, marked, referral

__all__ = [
    "Chart",
    "abductor_demand",
    "compare",
    "css",
    "differential",
    "emg",
    "marked",
    "moment_arms",
    "muscle_map",
    "overlap",
    "referral",
    "region_map",
    "stance",
    "trial_effects",
]
