"""What an instructor should look at.

A notice goes into the log, which is all that formgrader shows, and into one line a learner when the command ends.
Neither says the same of a learner twice.
"""

from __future__ import annotations

import sys
import weakref
from typing import Any

_LONGEST = 1_000  # of a reason: a hostile name may be as long as a book, the names of a quiz's cells are not
_MOST_ALIKE = 20  # of more learners of whom the same is said, a line each would hide the other lines

_found: weakref.WeakKeyDictionary[Any, dict[str, list[str]]] = weakref.WeakKeyDictionary()


def report(owner: Any, who: str, reason: str) -> None:
    """Report something odd about a submission.

    Parameters
    ----------
    owner : traitlets.config.LoggingConfigurable
        The nbgrader object that does the run; the lines are printed when it is done with, at the latest when the
        command ends.
    who : str
        The learner's id, or the name of the file where the learner is not known.
    reason : str
        What was found and what it means for the mark, without a full stop.
    """
    who, reason = printable(who), printable(reason[:_LONGEST])
    if owner not in _found:
        lines = _found[owner] = {}
        weakref.finalize(owner, say, lines)
    reasons = _found[owner].setdefault(who, [])
    if reason not in reasons:
        reasons.append(reason)
        owner.log.warning("%s: %s", who, reason)


def printable(text: str) -> str:
    r"""Give a text that a terminal shows as it is: one line, no control and no direction characters.

    Parameters
    ----------
    text : str
        Any text, such as the name of a learner's file.

    Returns
    -------
    str
        The same text with every character that is not printable as its number, ``\u202e`` for instance.
    """
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)


def say(notices: dict[str, list[str]]) -> None:
    """Print a line for each learner, and one for all of whom the same is said where they are many.

    Parameters
    ----------
    notices : dict of str to list of str
        What was found, by the learner's id or the name of the file.
    """
    print(f"\nTo look at ({len(notices)}):", file=sys.stderr)
    same: dict[tuple[str, ...], list[str]] = {}
    for who, reasons in sorted(notices.items()):
        same.setdefault(tuple(reasons), []).append(who)
    for who, reasons in sorted(notices.items()):
        everybody = same[tuple(reasons)]
        if len(everybody) <= _MOST_ALIKE:
            names = who
        elif who == everybody[0]:
            names = f"{', '.join(everybody[:3])} and {len(everybody) - 3} more"
        else:
            continue
        print(f"  {printable(names)}: {'; '.join(map(printable, reasons))}", file=sys.stderr)
