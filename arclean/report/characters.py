"""What is in a text, and what a profile does to it: counts per step and a table of characters, for
people and as JSON.

Names of characters are those of the Unicode version of the interpreter, which the report tells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from arclean.normalize.explain import Explainer, touching
from arclean.report.colour import Painter
from arclean.report.escape import visible
from arclean.report.record import json_line, named

__all__ = ["as_json", "as_text", "code_of", "name_of"]

#: How a profile is shown that changes a character always, on Arabic lines, by its neighbours.
_SIGNS = {"always": "", "arabic": "*", "context": "~"}
_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\f": "FORM FEED"}


def name_of(ch: str) -> str:
    """The Unicode name of a character, or what it is where it has none."""
    code = ord(ch)
    if 0xDC80 <= code <= 0xDCFF:
        return "<byte that is not UTF-8>"
    if ch in _CONTROLS:
        return f"<control: {_CONTROLS[ch]}>"
    kinds = {"Cc": "<control>", "Co": "<private use>", "Cs": "<half of a surrogate pair>"}
    unknown = kinds.get(unicodedata.category(ch), "<unassigned>")
    return unicodedata.name(ch, unknown)


def code_of(ch: str) -> str:
    """``U+0627``, or ``0xFF`` for a byte that is not UTF-8."""
    code = ord(ch)
    return f"0x{code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"


def as_text(file: str, profile: str, explained: Explainer, paint: Painter) -> Iterator[str]:
    """Lines for one file.

    Args:
        file: name of the file; ``-`` is standard input.
        profile: what was asked for.
        explained: the counts.
        paint: colours.
    """
    counts = explained.counts()
    name = visible("(standard input)" if file == "-" else file)
    lines = explained.lines
    yield (
        f"{paint(name, 'bold')}: {explained.characters.total():,} characters, "
        f"lines taken for Arabic: {lines['arabic']:,}, for other languages: {lines['other']:,}; "
        f"profile {visible(profile)}"
    )
    for reading, times in explained.mojibake.most_common():
        yield f"  mojibake: {times:,} {'line' if times == 1 else 'lines'}, {reading}"
    yield ""
    if not counts:
        yield "  nothing changes"
    for step, group in groupby(counts, key=lambda count: count.step):
        of_step = list(group)
        yield f"  {paint(step, 'bold')}  {sum(count.times for count in of_step):,}"
        for count in of_step:
            yield f"  {count.times:>12,}  {_change(count.before, count.after)}"
    yield ""
    yield (
        "  characters, and the profiles that change them (* on Arabic lines, ~ by their "
        f"neighbours); names of Unicode {unicodedata.unidata_version}"
    )
    for ch, times in _sorted(explained):
        profiles = " ".join(f"{name}{_SIGNS[how]}" for name, how in touching(ch).items())
        row = f"  {times:>12,}  {_shown(ch)}"
        yield f"{row}  [{profiles}]" if profiles else row


def as_json(file: str, profile: str, explained: Explainer) -> bytes:
    """One line of JSON for one file."""
    counts = explained.counts()
    return json_line(
        {
            **named(file),
            "profile": profile,
            "unicode_names": unicodedata.unidata_version,
            "lines": explained.lines,
            "mojibake": dict(explained.mojibake.most_common()),
            "steps": [
                {"step": step, "before": before, "after": after, "count": times}
                for step, before, after, times in counts
            ],
            "characters": [
                {
                    "code": code_of(ch),
                    "character": ch if not 0xD800 <= ord(ch) < 0xE000 else None,
                    "name": name_of(ch),
                    "count": times,
                    "profiles": touching(ch),
                }
                for ch, times in _sorted(explained)
            ],
        }
    )


def _sorted(explained: Explainer) -> list[tuple[str, int]]:
    """Characters by code point."""
    return sorted(explained.characters.items())


def _shown(ch: str) -> str:
    """Code point, the character itself (a mark on a dotted circle), name."""
    printed = visible(ch)
    if unicodedata.combining(ch):
        printed = "\N{DOTTED CIRCLE}" + ch
    elif printed != ch or not ch.isprintable() or ch.isspace():
        printed = "·"
    return f"{code_of(ch)} {printed} {name_of(ch)}"


def _change(before: str, after: str) -> str:
    if after == "moved":
        return "marks moved"
    if not before:
        return f"new: {_shown(after)}"
    if not after:
        return f"{_shown(before)} → nothing"
    codes = " ".join(f"U+{ord(ch):04X}" for ch in after)
    return f"{_shown(before)} → {visible(after)} ({codes})"
