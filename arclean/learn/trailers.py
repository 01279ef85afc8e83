"""What follows a label behind the last sentence: tags, a link and the headline once more."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from arclean.learn.candidate import Candidate, least, quoted
from arclean.learn.cues import category_of
from arclean.learn.page import Line, Page, ends_sentence
from arclean.learn.tokens import literal

__all__ = ["trailers"]


def trailers(pages: Sequence[Page]) -> list[Candidate]:
    """Rules that cut what follows a label behind the last sentence: «سمات …», «رابط الخبر: …»."""
    lasts = [(page, page.lines[-1]) for page in pages if page.lines]
    found: dict[str, list[tuple[Page, Line, int]]] = defaultdict(list)
    for page, line in lasts:
        for label, at in _labels(line):
            found[label].append((page, line, at))
    enough = max(least(len(pages)), 3, 0.1 * len(pages))
    ranked = sorted(
        (label for label, places in found.items() if len(places) >= enough),
        key=lambda label: (-len(found[label]), -len(label)),
    )
    rules: list[Candidate] = []
    taken: set[int] = set()
    for label in ranked:
        places = found[label]
        if sum(1 for page, _, _ in places if id(page) not in taken) < 0.5 * len(places):
            continue
        longer = [
            other
            for other in ranked
            if other.startswith(f"{label} ") and len(found[other]) >= 0.9 * len(places)
        ]
        label = max(longer, key=len, default=label)
        rule = _trailer(pages, label, found[label])
        if rule:
            taken |= {id(page) for page, _, _ in found[label]}
            rules.append(rule)
    return rules


def _labels(line: Line) -> Iterator[tuple[str, int]]:
    """Folded words, one to six, that begin a line's rest behind a sentence's end, or the line."""
    words = [match.span() for match in re.finditer(r"[^ ]+", line.fold)]
    last = words[-30:]
    for place, (start, _) in enumerate(last):
        before = line.fold[max(0, start - 2) : start].strip()
        if start and not (before and before[-1] in '.!?")/:]'):
            continue
        for size in range(1, 7):
            if place + size >= len(last):
                break
            yield line.fold[start : last[place + size - 1][1]], start


def _trailer(
    pages: Sequence[Page], label: str, places: Sequence[tuple[Page, Line, int]]
) -> Candidate | None:
    rests = [line.fold[at + len(label) :].strip() for _, line, at in places]
    if (
        len(set(rests)) < max(2, 0.5 * len(rests))
        or sum(map(ends_sentence, rests)) > len(rests) / 4
    ):
        return None
    if all(line.gone for _, line, _ in places):
        return None
    elsewhere = sum(
        1
        for page in pages
        for line in page.lines[:-1]
        if line.fold.startswith(label) or f". {label}" in line.fold
    )
    if elsewhere > 0.05 * len(places):
        return None
    titles = sum(_alike(rest, page) for (page, _, _), rest in zip(places, rests, strict=True))
    category = category_of(label.rstrip(" :"))
    if titles >= 0.6 * len(places):
        category = category or "related"
    doubt = "" if category else "none of its words says what follows the text here"
    longest = min(256, max(map(len, rests)) * 5 // 4 + 5)
    glued = any(at for _, _, at in places)
    if label.endswith(":"):
        body: dict[str, object] = {"regex": f"{literal(label[:-1].rstrip())} ?:.{{0,{longest}}}$"}
    elif glued:
        ends = sorted({line.fold[:at].rstrip()[-1] for _, line, at in places if at})
        body = {
            "has": [f"{end} {label}" for end in ends],
            "regex": f" {literal(label)} (?:[^.:!?]|\\.[^ .]){{2,{longest}}}$",
        }
    else:
        return None  # a line of its own: see labelled lines and blocks
    shown = quoted([line.text[-60:] for _, line, _ in places[:1]], 1)
    what = f"Behind the last sentence follows «{label}» and something that differs: {shown}"
    name = f"{category or 'trailer'}-trailer"
    zone = ("tail", 2)
    return Candidate(name, category or "widget", "strip", body, what, zone, doubt, label=label)


def _alike(rest: str, page: Page) -> bool:
    first = page.lines[0].fold
    return bool(first) and (rest.startswith(first[:40]) or first.startswith(rest[:40]))
