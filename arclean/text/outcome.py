"""What a run of the line engine gives back, whichever core ran, and how it words what it refused
to do.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Cut", "Outcome", "refusal"]


class Cut(NamedTuple):
    """A span of the text that one rule takes.

    ``rule`` is the rule's place in the program; ``first`` and ``last`` are 1-based line numbers.
    """

    start: int
    end: int
    rule: int
    first: int
    last: int


class Outcome(NamedTuple):
    """What a program does to a page.

    Attributes:
        cuts: disjoint, in text order.
        notes: (code, place of the rule or None, detail): ``over-budget`` or ``max-removed``.
    """

    cuts: list[Cut]
    notes: list[tuple[str, int | None, str]]


def refusal(
    what: str, rule: int | None, wanted: float, allowed: float
) -> tuple[str, int | None, str]:
    """The note for a budget that was exceeded.

    Args:
        what: ``times``, ``lines``, ``share`` (of one rule), or ``max-removed`` (share of all
        rules).
        rule: place of the rule, None for all.
        wanted: how much it would have been.
        allowed: how much may be.
    """
    if what in ("times", "lines"):
        return "over-budget", rule, f"{int(wanted)} {what}, at most {int(allowed)} allowed"
    detail = f"{wanted:.0%} of the page, at most {allowed:.0%} allowed"
    return "max-removed" if what == "max-removed" else "over-budget", rule, detail
