"""Every chart as a page gets it: well-formed, legible, small, the same each time, in palette colours, with words."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from gluteus import charts, palette
from gluteus.charts.style import canvas, layers, sheet

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"

# The charts of the book, and the numbers that only stand at an axis.
CHARTS = {
    "muscle_map": (charts.muscle_map, set()),
    "stance": (charts.stance, set()),
    "abductor_demand": (charts.abductor_demand, {"0", "50", "150"}),
    "moment_arms": (charts.moment_arms, {"3", "4", "5", "6", "7"}),
    "emg": (charts.emg, {"0", "25", "50", "75", "100", "125", "1"}),
    "trial_effects": (
        charts.trial_effects,
        {"−1.0", "−0.5", "0.0", "0.5", "1.0", "−10", "−5", "0", "5", "10", "25", "50", "75", "100"},
    ),
    "differential": (charts.differential, set()),
    "referral 1": (lambda: charts.referral("gluteus_medius.1"), set()),
    "referral 2 left": (lambda: charts.referral("gluteus_medius.2", side="left"), set()),
    "referral 3": (lambda: charts.referral("gluteus_medius.3"), set()),
    "compare two": (lambda: charts.compare(["gluteus_medius.2:left", "hip_joint:left"]), set()),
    "compare three": (
        lambda: charts.compare(["gluteus_medius.1:right", "sacroiliac_joint:right", "lumbar_facet_joint:right"]),
        set(),
    ),
    "region map": (charts.region_map, set()),
    "region map of muscles": (lambda: charts.region_map("muscles"), set()),
    "overlap": (charts.overlap, set()),
    "marked": (lambda: charts.marked(["groin:left", "hip_front:left"], "hip_joint:left"), set()),
    "marked nothing": (lambda: charts.marked([]), set()),
}


@pytest.fixture(scope="module", params=CHARTS)
def named_chart(request):
    return request.param, CHARTS[request.param][0]()


@pytest.fixture(scope="module")
def chart(named_chart):
    return named_chart[1]


@pytest.fixture(scope="module")
def html(chart):
    return chart.html()


@pytest.fixture(scope="module")
def page(html):
    return ET.fromstring(f"<body>{html}</body>")


def test_every_number_shown_is_in_the_description(named_chart, page) -> None:
    name, chart = named_chart
    shown = {
        number
        for text in page.iter(f"{SVG}text")
        for number in re.findall(r"−?\d+(?:\.\d+)?", "".join(text.itertext()))
    }
    told = set(re.findall(r"−?\d+(?:\.\d+)?", chart.description))
    assert shown - CHARTS[name][1] <= told


def test_colours_come_from_the_palette(chart, page) -> None:
    tokens = {token.replace("_", "-"): colour for token, colour in palette.LIGHT.items()} | {"paper": "#ffffff"}
    for element in page.iter():
        for key in ("fill", "stroke", "stop-color", "color"):
            value = element.get(key)
            if value is None or value == "none" or value.startswith("url(#"):
                continue
            variable = re.fullmatch(r"var\(--gluteus-([a-z0-9-]+), (#[0-9a-f]{6})\)", value)
            assert variable, f"{chart.name}: {element.tag} {key}={value!r}"
            assert tokens[variable[1]] == variable[2]


def test_no_shape_is_left_to_the_browsers_black(page) -> None:
    shapes = {f"{SVG}{kind}" for kind in ("path", "rect", "circle", "text", "use")}
    defined = {
        id(part) for kind in ("clipPath", "defs") for holder in page.iter(f"{SVG}{kind}") for part in holder.iter()
    }
    for element in page.iter():
        if element.tag in shapes and id(element) not in defined:
            assert element.get("fill"), ET.tostring(element)


def test_nothing_that_the_content_policy_forbids(page) -> None:
    for element in page.iter():
        assert element.tag not in {f"{SVG}style", "style", f"{SVG}script", "script", f"{SVG}foreignObject"}
        assert "style" not in element.attrib
        assert not [key for key in element.attrib if key.startswith("on")]
        address = element.get("href", "#")
        assert address.startswith(("#", "data:image/webp;base64,"))


def test_ids_are_the_charts_own_and_lead_somewhere(chart, html, page) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(f"{chart.name}-") for one in ids)
    used = set(re.findall(r"url\(#([^)]+)\)", html)) | set(re.findall(r'href="#([^"]+)"', html))
    used |= set(re.findall(r'aria-describedby="([^"]+)"', html))
    assert used == set(ids)


def test_picture_has_a_name_and_its_description_beside_it(chart, page) -> None:
    picture = next(page.iter(f"{SVG}svg"))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == chart.title
    words = next(element for element in page.iter() if element.get("id") == picture.get("aria-describedby"))
    assert "".join(words.itertext()) == chart.description
    assert len(chart.description) > 150


def test_text_is_legible_on_a_phone(page) -> None:
    width = float(next(page.iter(f"{SVG}svg")).get("viewBox").split()[2])
    assert width == 360
    sizes = [float(text.get("font-size").removesuffix("px")) for text in page.iter(f"{SVG}text")]
    assert sizes
    assert min(sizes) >= 11


def test_texts_stay_on_the_sheet_and_apart(chart) -> None:
    figure = chart.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]
    width, height = figure.bbox.width, figure.bbox.height
    for words, box in boxes:
        assert box.x0 >= -1, words
        assert box.x1 <= width + 1, words
        assert box.y0 >= -1, words
        assert box.y1 <= height + 1, words
    for index, (words, box) in enumerate(boxes):
        for others, other in boxes[index + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            # A few pixels of line height may overlap; the letters do not.
            assert across < 2 or along < 6, f"{words!r} and {others!r} overlap"


def test_size(chart, html) -> None:
    size = len(gzip.compress(html.encode()))
    # Each view of the body weighs some 8 kB; lines and words without its shading weigh less than 14.
    views = sum(text.get_text().startswith("From ") for text in chart.figure.axes[0].texts)
    assert size <= 13_500 + 8_500 * views


def test_stripes_are_as_far_apart_in_the_drawing_as_in_the_picture() -> None:
    def draw(ink):
        figure = sheet(200)
        for style in layers("second essential", ink):
            canvas(figure).add_artist(Rectangle((10, 10), 180, 180, **style))
        return figure

    chart = charts.Chart("stripes", "Stripes", draw, "Stripes.", "none")
    pattern = next(ET.fromstring(chart.svg()).iter(f"{SVG}pattern"))
    with Image.open(io.BytesIO(chart.png(width_px=720))) as picture:
        column = np.asarray(picture.convert("L"), dtype=float)[60:340, 200]
    stripes = np.count_nonzero(np.diff((column < column.mean()).astype(int)) == 1)
    # Slanted by 45 degrees, a column of the picture meets a stripe every gap times the root of 2, two pixels a unit.
    assert 140 / stripes == pytest.approx(float(pattern.get("height")) * 2**0.5, rel=0.05)
    assert pattern.get("patternTransform") == "rotate(45)"


def test_same_bytes_each_time(chart, html) -> None:
    assert chart.html() == html


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_in_another_process(seed) -> None:
    code = "import gluteus; print(gluteus.charts.referral('gluteus_medius.1').svg())"
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == charts.referral("gluteus_medius.1").svg()


def test_notebook_output_holds_drawing_picture_and_words(chart, html) -> None:
    bundle, metadata = chart._repr_mimebundle_()
    assert bundle["text/html"] == html
    assert b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == bundle["text/plain"] == chart.description


def test_file_brings_its_words_and_dark_mode(chart) -> None:
    root = ET.fromstring(chart.svg())
    assert root.find(f"{SVG}title").text == chart.title
    assert root.find(f"{SVG}desc").text == chart.description
    assert f"--gluteus-text:{palette.DARK['text']}" in root.find(f"{SVG}style").text
    assert root.get("font-family") == "sans-serif"


def test_sources_are_in_the_bibliography(chart) -> None:
    keys = set(
        re.findall(r"^@\w+\{([^,]+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert chart.source
    assert chart.citations
    assert set(chart.citations) <= keys


def test_light_and_dark_pictures_differ() -> None:
    chart = charts.emg()
    assert chart.png("light") != chart.png("dark")
