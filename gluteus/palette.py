"""The course's colours and line weights: the one home of every colour on a page, a widget or a chart.

A token names what a colour is for, never what it looks like.
Text tokens keep at least 4.5:1 against `background` and `surface`, drawing tokens at least 3:1
(WCAG 2.2, success criteria 1.4.3 and 1.4.11).
The three series stay apart for colour-blind readers too, and patterns tell them apart without any colour.
"""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "background": "#ffffff",
    "surface": "#f7f5f1",
    "text": "#22282d",
    "text_muted": "#565f67",
    "border": "#d8d3ca",
    "control_border": "#857d72",
    "accent": "#14606a",
    "accent_text": "#ffffff",
    "accent_soft": "#e2eff0",
    "skin": "#ecdfd1",
    "skin_line": "#86705c",
    "bone": "#f6f1e3",
    "bone_line": "#94866c",
    "muscle": "#c07a6c",
    "muscle_line": "#7f4238",
    "essential": "#b23a26",
    "spillover": "#b23a26",
    "trigger_point": "#1c1f22",
    "correct": "#1f6b3b",
    "correct_soft": "#e5f2e8",
    "wrong": "#9c2f28",
    "wrong_soft": "#fae9e6",
    "warning": "#8a4b00",
    "warning_soft": "#fdf1de",
    "series_1": "#14606a",
    "series_2": "#c24a0a",
    "series_3": "#4b2a83",
}

DARK: dict[str, str] = {
    "background": "#14181b",
    "surface": "#1d2327",
    "text": "#e7eaec",
    "text_muted": "#a9b3ba",
    "border": "#39424a",
    "control_border": "#7d8991",
    "accent": "#74c7d0",
    "accent_text": "#0d2225",
    "accent_soft": "#1c3539",
    "skin": "#4d463f",
    "skin_line": "#b8a48f",
    "bone": "#6b6455",
    "bone_line": "#c9bc9f",
    "muscle": "#a3584a",
    "muscle_line": "#e2a192",
    "essential": "#ff8f78",
    "spillover": "#ff8f78",
    "trigger_point": "#ffffff",
    "correct": "#7fd09a",
    "correct_soft": "#1b3224",
    "wrong": "#ff9d92",
    "wrong_soft": "#3b2220",
    "warning": "#f2bd6b",
    "warning_soft": "#37290f",
    "series_1": "#86dbe3",
    "series_2": "#ff8a4d",
    "series_3": "#a58bf0",
}

LINE_WEIGHTS: dict[str, float] = {
    # Widths in the user units of a flat view (millimetres of body).
    "outline": 2.0,
    "region": 0.8,
    "region_marked": 2.2,
    "bone": 1.0,
    "muscle": 1.2,
    "trigger_point": 2.4,
}


def css() -> str:
    """Give the palette as CSS custom properties.

    Returns
    -------
    str
        Rules that define ``--gluteus-<token>`` (underscores become hyphens) for light mode, for dark mode (the
        book theme's ``data-theme`` and JupyterLab's ``data-jp-theme-light``) and, for print, light again;
        so does an element of the class ``gluteus-light``, whatever surrounds it.
    """
    light, dark = (
        " ".join(f"--gluteus-{token.replace('_', '-')}: {colour};" for token, colour in colours.items())
        for colours in (LIGHT, DARK)
    )
    dark_roots = 'html[data-theme="dark"], body[data-jp-theme-light="false"]'
    dark_rule = f"{dark_roots} {{ {dark} }}"
    return f":root, .gluteus-light {{ {light} }}\n{dark_rule}\n@media print {{ :root, {dark_roots} {{ {light} }} }}\n"
