"""What stands before or behind the headline in the first line: the site's name, a section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from arclean.learn.candidate import Candidate, quoted
from arclean.learn.page import Page
from arclean.learn.tokens import literal

__all__ = ["title_edges"]

_MARK = re.compile(r" ?(?:[|/·•>]|::|- |(?<= )-|--) ?")
_MOST_PAGES, _MANY_PAGES = 0.8, 0.4
_FEW = 15
"""Sections that a site has at most, for its labels to be taken as such."""


def title_edges(pages: Sequence[Page]) -> list[Candidate]:
    """Rules that cut the first line's constant beginning and ending."""
    heads = [page.lines[0] for page in pages if "://" not in page.lines[0].fold]
    lines = [line.fold for line in heads]
    texts = {line.fold: line.text for line in heads}
    if len(lines) < max(3, len(pages) / 2):
        return []
    # A first line that is a paragraph may begin with a town and a dash, on many pages the same.
    paragraphs = sum(line.words > 25 for line in heads) > 0.2 * len(heads)
    many = _MOST_PAGES if paragraphs else _MANY_PAGES
    before = _constant(lines, texts, "starts", _MOST_PAGES)
    if before is None and not paragraphs:
        before = _sections(lines)
    before = before or _constant(lines, texts, "starts", many)
    behind = _constant(lines, texts, "ends", many)
    return [rule for rule in (before, behind) if rule]


def _edges(line: str, side: str) -> list[str]:
    """What could be cut at one end: up to each of the marks nearest to it, mark included."""
    spans = [match.span() for match in _MARK.finditer(line)]
    if side == "starts":
        return [line[:end].rstrip() for start, end in spans if 0 < start <= 80 and end < len(line)]
    return [line[start:].lstrip() for start, end in spans if start and 0 < len(line) - end <= 80]


def _constant(
    lines: Sequence[str], texts: dict[str, str], side: str, share: float
) -> Candidate | None:
    """A beginning or an end that so large a share of the lines has."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(set(_edges(line, side)))
    enough = max(3, share * len(lines))
    base = [edge for edge, count in counts.items() if count >= enough]
    if not base:
        return None
    longer = [
        edge
        for edge, count in counts.items()
        if count >= 2
        and edge not in base
        and any(_extends(edge, one, side) for one in base)
        and count >= 0.02 * len(lines)
        and len(edge.split()) <= 12
    ]
    phrases = sorted({*base, *longer}, key=lambda edge: (-len(edge), edge))
    seen = [texts[line] for line in lines if any(edge in line for edge in base)]
    where = "before" if side == "starts" else "behind"
    what = f"The site's name stands {where} the headline: {quoted(seen, 1)}"
    name = "title-prefix" if side == "starts" else "title-suffix"
    return Candidate(name, "page-title", "strip", {side: phrases}, what, ("head", 1))


def _extends(edge: str, base: str, side: str) -> bool:
    return edge.startswith(base) if side == "starts" else edge.endswith(base)


def _sections(lines: Sequence[str]) -> Candidate | None:
    """A label of one or two words before a mark, one of a few, on nearly every page."""
    heads: Counter[tuple[str, str]] = Counter()
    for line in lines:
        match = _MARK.search(line)
        if match and match.start() <= 20 and line[: match.start()].count(" ") <= 1:
            heads[line[: match.start()].strip(), match.group().strip()] += 1
    if not heads:
        return None
    mark = Counter(mark for _, mark in heads.elements()).most_common(1)[0][0]
    labels = {head: count for (head, one), count in heads.items() if one == mark}
    total = sum(labels.values())
    often = [head for head, count in labels.items() if count >= 2]
    if total < max(5, 0.8 * len(lines)) or not often or len(often) > _FEW:
        return None
    if sum(labels[head] for head in often) < 0.8 * total:
        return None
    if len(often) < 2 or not all(head.replace(" ", "").isalpha() for head in often):
        return None
    longest = max(map(len, often))
    if total >= 0.95 * len(lines) and len(lines) >= 20:
        # Each page has one, so a label that these pages do not have will look like theirs.
        pattern = f"^[ا-ي]{{2,{longest + 3}}} ?{literal(mark)} ?"
        if any(" " in head for head in often):
            pattern = f"^[ا-ي]{{2,{longest + 3}}}(?: [ا-ي]{{2,{longest + 3}}})? ?{literal(mark)} ?"
    else:
        pattern = f"^(?:{'|'.join(literal(head) for head in sorted(often))}) ?{literal(mark)} ?"
    seen = quoted(f"{head} {mark}" for head in often)
    what = f"The section stands before the headline ({seen})"
    return Candidate("section", "section", "strip", {"regex": pattern}, what, ("head", 1))
