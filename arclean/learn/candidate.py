"""A rule that might be: what a miner found, before and after it was tried on the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from arclean.learn.page import Line, Page

__all__ = ["MIN_PAGES", "Candidate", "Support", "least", "name_all", "zone_of"]

MIN_PAGES = 3
"""With fewer pages of a site nothing can be told to repeat."""


@dataclass
class Support:
    """What a rule did on the pages that it was tried on.

    Attributes:
        pages: pages that it was tried on.
        hit: pages that it took something from.
        tops: places of what it took, counted from the first line, smallest and largest.
        bottoms: the same from the last line.
        lines: most lines that it took from one page.
        times: most times that it acted on one page.
        share: largest share of a page's characters that it took.
        examples: indexes of pages that it acted on.
    """

    pages: int = 0
    hit: int = 0
    tops: tuple[int, int] = (0, 0)
    bottoms: tuple[int, int] = (0, 0)
    lines: int = 0
    times: int = 0
    share: float = 0.0
    examples: list[int] = field(default_factory=list)


@dataclass
class Candidate:
    """One rule that might be.

    Attributes:
        name: its id within the file.
        stem: what the id is made of.
        category: one of ``arclean.document.CATEGORIES``.
        verb: drop_line, drop_block, strip or drop_repeat; keep or drop.
        body: what stands behind the verb; of keep and drop, selectors.
        what: first half of the sentence under ``why``.
        zone: head or tail and a number of lines; None for the whole page.
        label: the folded words that it knows its place by, where it has such.
        most: its budget, where that is part of its sense; made from its support otherwise.
        doubt: why it is left out unless asked for; empty where the learner is sure.
        support: what it did on the pages.
    """

    stem: str
    category: str
    verb: str
    body: Any
    what: str
    zone: tuple[str, int] | None = None
    doubt: str = ""
    most: dict[str, Any] | None = None
    label: str = ""
    support: Support = field(default_factory=Support)
    name: str = ""

    def rule(self) -> dict[str, Any]:
        """The rule as it stands in the file."""
        rule: dict[str, Any] = {
            "id": self.name or self.stem,
            "why": self.why(),
            "category": self.category,
        }
        if self.zone:
            rule["zone"] = {self.zone[0]: self.zone[1]}
        budget = self.budget()
        if budget:
            rule["at_most"] = budget
        rule[self.verb] = self.body
        return rule

    def why(self) -> str:
        """One sentence: what goes, and on how many pages it was seen where."""
        seen = self.support
        if not seen.hit:
            return self.what + "."
        place = ""
        if self.zone:
            low, high = seen.tops if self.zone[0] == "head" else seen.bottoms
            which = f"line {low}" if low == high else f"lines {low} to {high}"
            place = f", {which}" + ("" if self.zone[0] == "head" else " from the end")
        return f"{self.what}; on {seen.hit} of {seen.pages} pages{place}."

    def budget(self) -> dict[str, Any]:
        """Bounds a little above what was seen."""
        seen = self.support
        if self.most is not None:
            return self.most
        if not seen.hit:
            return {}
        budget: dict[str, Any] = {}
        room = self.zone[1] if self.zone and self.verb in ("strip", "drop_line") else 10**6
        if self.verb == "strip":
            budget["times"] = _roomy(seen.times) if room > 1 else seen.times
        budget["lines"] = min(room, _roomy(seen.lines))
        # The same words are more of a shorter page.
        floor = 0.5 if self.stem.endswith("-glued") else 0.2
        budget["share"] = min(0.9, max(floor, ceil(seen.share * 2 * 20) / 20))
        return budget


def _roomy(most: int) -> int:
    """A bound above the most that was seen: one more, or a half more."""
    return most + max(1, most // 2)


def name_all(rules: Sequence[Candidate]) -> None:
    """Ids: what a rule is about, and a number where two are about the same."""
    seen: dict[str, int] = {}
    for one in rules:
        stem = one.stem
        seen[stem] = seen.get(stem, 0) + 1
        one.name = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"


def least(pages: int) -> int:
    """On how many of the pages something must repeat before it is looked at."""
    return 2 if pages < 10 else max(3, ceil(pages * 0.03))


def zone_of(found: Sequence[tuple[Page, Line]]) -> tuple[str, int] | None:
    """The end of the page at which lines stand, and how many lines hold them all; None for lines
    that stand anywhere.
    """
    before = sum(1 for page, line in found if line.top <= page.body[0])
    behind = sum(1 for page, line in found if line.top - 1 > page.body[1])
    top = max(line.top for _, line in found)
    bottom = max(line.bottom for _, line in found)
    enough = 0.9 * len(found)
    if before >= enough and (behind < enough or top <= bottom) and top <= 250:
        return "head", _slack(top)
    if behind >= enough and bottom <= 250:
        return "tail", _slack(bottom)
    return None


def _slack(place: int) -> int:
    return place + max(1, place // 4)


def quoted(texts: Iterable[str], most: int = 3) -> str:
    """Examples for a sentence: «…», «…»."""
    shown = [f"«{text if len(text) <= 50 else text[:49] + '…'}»" for text in list(texts)[:most]]
    return ", ".join(shown)
