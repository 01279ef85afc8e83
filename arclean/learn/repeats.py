"""The headline, or the description under it, printed a second time."""

from __future__ import annotations

from collections.abc import Sequence

from arclean.learn.candidate import Candidate, least, quoted
from arclean.learn.page import Line, Page, ends_sentence

__all__ = ["repeated_headlines"]

_HEAD = 3
"""Where the first copy stands."""
_SHARE = 0.2


def repeated_headlines(pages: Sequence[Page]) -> list[Candidate]:
    """A rule for sites that print headline or description twice."""
    found: list[tuple[Page, Line, Line]] = []
    refrains = 0
    for page in pages:
        first: dict[str, Line] = {}
        copies = []
        for line in page.lines:
            if line.words < 4 or not line.fold:
                continue
            earlier = first.setdefault(line.fold, line)
            if earlier is not line:
                copies.append((earlier, line))
        if len(copies) == 1 and copies[0][0].top <= _HEAD:
            found.append((page, *copies[0]))
        elif copies:
            refrains += 1
    left = sum(1 for _, _, line in found if not line.gone)
    if len(found) < max(least(len(pages)), 3, _SHARE * len(pages)) or left < 2:
        return []
    doubt = "" if refrains <= max(1, 0.1 * len(found)) else "other lines are repeated as well"
    words = sorted(line.words for _, _, line in found)
    body: dict[str, object] = {
        "min_words": max(6, words[len(words) // 20] * 2 // 3),
        "max_words": words[-1] + max(4, words[-1] // 4),
    }
    if all(ends_sentence(line.fold) for _, _, line in found):
        body["sentence_end"] = True
    # A refrain stands among verses. Of these two copies the first one stands above a paragraph, and
    # behind the last one there may be no line at all.
    below = sorted(
        page.lines[copy.top].words
        for page, first, last in found
        for copy in (first, last)
        if copy.bottom > 1
    )
    if below and below[len(below) // 20] > 8:
        body["not"] = {"next": {"max_words": below[len(below) // 20] * 3 // 4}}
    body["first_within"] = max(first.top for _, first, _ in found)
    zone = None
    deepest = max(line.top for _, _, line in found)
    if deepest <= 12:
        zone = "head", deepest + 1
    what = f"The head of the page is printed a second time: {quoted([found[0][2].text])}"
    rule = Candidate("headline-again", "page-title", "drop_repeat", body, what, zone, doubt)
    rule.most = {"lines": 1}  # where more is repeated, it is something else
    return [rule]
