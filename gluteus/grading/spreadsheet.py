"""Texts for a spreadsheet."""

from __future__ import annotations


def harmless(text: str) -> str:
    """Let no text be a formula: a spreadsheet runs a cell that begins like one, even in quotes.

    Parameters
    ----------
    text : str
        What a cell is to hold.

    Returns
    -------
    str
        The text, with an apostrophe before what would begin a formula.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
