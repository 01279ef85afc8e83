"""What a ``strip`` takes from a line: from spans of the folded text to stretches of the page."""

from __future__ import annotations

from collections.abc import Sequence

from arclean.text.fold import BLANKS, MARKS, unfold

__all__ = ["Pieces", "divide", "stretches"]

Pieces = list[tuple[int, int]]
"""Disjoint, ascending (start, end) offsets that do not touch; end is exclusive."""


def stretches(text: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    """What goes of a line's text when spans of its fold are cut.

    A cut takes the marks that follow it. Cuts with nothing but blanks between them are one cut, and
    take those blanks. A cut that reaches the line's edge, blanks aside, takes the blanks up to it;
    any other that stands between blanks takes those behind it, so that no blanks are left double.

    Args:
        text: the line as it is now.
        spans: disjoint, ascending, not empty.
    """
    cuts: Pieces = []
    size = len(text)
    for start, end in unfold(text, spans):
        while end < size and text[end] in MARKS:
            end += 1
        if cuts and _skip(text, cuts[-1][1], start) >= start:
            cuts[-1] = (cuts[-1][0], max(end, cuts[-1][1]))
        else:
            cuts.append((start, end))
    return [_widen(text, start, end) for start, end in cuts]


def _skip(text: str, at: int, stop: int) -> int:
    """Offset of the first character at or behind ``at`` that is no blank; ``stop`` at most."""
    while at < stop and text[at] in BLANKS:
        at += 1
    return at


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """A cut with the blanks that would be left double, or at an edge of the line."""
    after = _skip(text, end, len(text))
    before = start
    while before and text[before - 1] in BLANKS:
        before -= 1
    if before == 0:
        return 0, after
    if after == len(text):
        return before, after
    return start, (after if before < start else end)


def divide(pieces: Pieces, gone: Pieces) -> tuple[Pieces, Pieces]:
    """Split a line into what stays and what goes.

    Args:
        pieces: what is left of the line, as offsets of the page.
        gone: what goes, as offsets of the pieces joined.

    Returns:
        (what stays, what goes), both as offsets of the page.
    """
    left: Pieces = []
    cut: Pieces = []
    joined = 0  # characters of the pieces before this one
    index = 0
    for start, end in pieces:
        at = start
        shift = start - joined
        while index < len(gone) and gone[index][0] + shift < end:
            low = max(at, gone[index][0] + shift)
            high = min(end, gone[index][1] + shift)
            if at < low:
                left.append((at, low))
            cut.append((low, high))
            at = high
            if gone[index][1] + shift > end:
                break  # goes on in the next piece
            index += 1
        if at < end:
            left.append((at, end))
        joined += end - start
    return left, cut
