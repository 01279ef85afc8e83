"""Tails: a heading behind the text, and what follows it to the end of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from arclean.learn.candidate import Candidate, least, quoted, zone_of
from arclean.learn.cues import is_formula
from arclean.learn.lines import Repeated, key_of, spelled
from arclean.learn.page import Line, Page, ends_sentence

__all__ = ["Tails", "tail_blocks"]

Place = tuple[Page, Line]
Table = dict[tuple[str, ...], Repeated]

_OFTEN = 0.2
"""Share of the pages that have a heading which does not name itself."""
_HEADINGS = frozenset(
    {
        "related",
        "read-also",
        "comment",
        "comment-form",
        "tags",
        "share",
        "author-bio",
        "newsletter",
        "navigation",
        "widget",
        "app-promo",
    }
)

_HEADS = 5
"""Times that a heading may stand on a page; what stands there more often heads nothing."""


@dataclass
class Tails:
    """What stands behind headings.

    Attributes:
        rules: one rule for each category of heading behind which only furniture follows.
        headings: keys of the headings of the rules that are sure.
        lines: ids of the lines that those rules take, headings aside.
    """

    rules: list[Candidate] = field(default_factory=list)
    headings: set[tuple[str, ...]] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)


def tail_blocks(pages: Sequence[Page], table: Table) -> Tails:
    """Find the headings behind the text, and what they head."""
    groups: dict[str, list[tuple[Repeated, list[Place]]]] = {}
    doubtful = []
    enough = least(len(pages))
    for one in table.values():
        if one.slots or one.left < min(enough, 2) or one.found[0][1].sentence:
            continue
        if one.category not in _HEADINGS and (one.category or one.pages < _OFTEN * len(pages)):
            continue
        if len(one.found) > _HEADS * one.pages:  # each would be compared with all behind it
            continue
        # A page without running text, a poem say, has no end that one could tell.
        tails = [(page, line) for page, line in one.found if 0 <= page.body[1] < line.top - 1]
        if len(tails) < enough or not _varies(tails):
            continue  # nothing that differs follows: its lines are rules by themselves
        if is_formula(one.found[0][1].fold):
            continue
        doubt = ""
        if len(tails) < 0.9 * len(one.found):
            doubt = "text follows it on some pages"
        elif one.category is None and not _linked(pages, tails):
            doubt = "what follows it may be a list of the article's own"
        elif sum(_sentences(page, line, table) for page, line in tails) > 0.1 * len(tails):
            doubt = "sentences follow it"
        if doubt:
            doubtful.append(_block([(one, tails)], table, doubt))
        else:
            groups.setdefault(one.category or "related", []).append((one, tails))
    tail = Tails()
    for ones in groups.values():
        tail.rules.append(_block(ones, table, ""))
        for one, tails in ones:
            tail.headings.add(one.key)
            tail.lines.update(id(line) for page, head in tails for line in page.lines[head.top :])
    tail.rules += doubtful
    return tail


def _unnamed(page: Page, head: Line, table: Table) -> list[Line]:
    """The lines behind a heading that have no rule of their own."""
    return [
        line
        for line in page.lines[head.top :]
        if (key := key_of(line)) not in table or table[key].category is None
    ]


def _sentences(page: Page, head: Line, table: Table) -> bool:
    return any(ends_sentence(line.fold) for line in _unnamed(page, head, table))


def _varies(tails: Sequence[Place]) -> bool:
    """Whether different lines follow a heading on different pages."""
    following = Counter(tuple(one.fold for one in page.lines[line.top :]) for page, line in tails)
    return len(following) >= 0.5 * len(tails) and not following[()] > 0.5 * len(tails)


def _linked(pages: Sequence[Page], tails: Sequence[Place]) -> bool:
    """Whether what follows a heading are headlines of other pages, or stands on several pages."""
    heads = {page.lines[0].fold for page in pages}
    counts = Counter(
        fold for page, line in tails for fold in {one.fold for one in page.lines[line.top :]}
    )
    known = [fold for fold, count in counts.items() if count > 1 or fold in heads]
    return len(known) >= 3


def _block(ones: Sequence[tuple[Repeated, list[Place]]], table: Table, doubt: str) -> Candidate:
    tails = [tail for _, found in ones for tail in found]
    category = ones[0][0].category or "related"
    following = [line for page, head in tails for line in _unnamed(page, head, table)]
    most = max((line.words for line in following), default=5)
    body = {
        "start": {"is": [spelled(one) for one, _ in ones]},
        "while": {"max_words": most + max(2, most // 4), "sentence_end": False},
        "reaches_end": True,
        "min_lines": 2,
    }
    shown = quoted(one.shown for one, _ in ones)
    what = f"From {shown} to the end of the page stands nothing of the article"
    zone = zone_of(tails) or ("tail", min(500, max(line.bottom for _, line in tails) + 2))
    return Candidate(f"{category}-tail", category, "drop_block", body, what, zone, doubt)
