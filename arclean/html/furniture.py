"""What goes however sure the model is: windows, signatures, sections that name themselves, copies.

Each is told by what a page says or repeats, not by how it looks: the forests see too few of them to
learn it. What is most of what is kept is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from arclean.html.blocks import Page
from arclean.html.features import PROSE_CHARS

__all__ = [
    "REPEATED_CHARS",
    "elsewhere",
    "overlays",
    "sections_of_others",
    "without_copies",
    "without_parts",
]

REPEATED_CHARS = 60
"""Characters from which a text that stands again in another element is a copy for other screens."""

PART_SHARE = 0.5
"""Share of the words kept from which what is told as furniture is the page itself."""

HEADING_CHARS = 60

# Windows over the page, consent managers (OneTrust, Didomi, Usercentrics, Quantcast, TrustArc,
# Complianz) and what members of a forum have printed below each of their posts.
_OVERLAY = re.compile(
    r"role=(?:alert)?dialog|\bmodal|-modal\b|onetrust|\bot-sdk|optanon|cookie|consent|gdpr|didomi"
    r"|usercentrics|truste|qc-cmp|cmplz|\bsignature",
    re.ASCII | re.IGNORECASE,
)

# Headings of sections about other articles or the author; the whole heading.
_OTHERS = re.compile(
    "(?:(?:مقالات|مواضيع|[أا]خبار|تدوينات|منشورات|قصص|موضوعات)"
    " (?:[أا]خر[ىي]|ذات (?:ال)?صلة|مشابهة|مقترحة|متعلقة|قد (?:تهمك|تعجبك))"
    "|اقر[أا] ?[أا]يض[اًاَ]*|شاهد ?[أا]يض[اًاَ]*|قد (?:يهمك|يعجبك)(?: [أا]يض[اًاَ]*)?"
    "|(?:نبذة )?(?:عن|حول) (?:ال)?(?:كاتب|مؤلف|ناشر)"
    "|related (?:posts?|articles?|stories|news|content|reading)"
    "|you (?:may|might) also (?:like|enjoy|be interested in)|about the authors?)",
    re.IGNORECASE,
)
_EDGES = " \t\n:.!؟?…#•-–—|«»\"'"


_LEVELS = {f"h{level}": level for level in range(1, 7)}


@lru_cache(maxsize=16384)
def _overlay(names: str) -> bool:
    return _OVERLAY.search(names) is not None


def overlays(page: Page, places: Iterable[int]) -> set[int]:
    """Which of some blocks stand in a window over the page or a signature."""
    nodes = page.nodes
    known: dict[int, bool] = {-1: False}
    found = set()
    for index in places:
        at = page.blocks[index].node
        path = []
        while at not in known:
            node = nodes[at]
            path.append(at)
            if node.names and _overlay(node.names) and node.tag not in ("html", "body"):
                known[at] = True
            else:
                at = node.parent
        known.update(dict.fromkeys(path, known[at]))
        if known[at]:
            found.add(index)
    return found


def sections_of_others(page: Page, keep: Sequence[bool]) -> set[int]:
    """The blocks of sections whose heading says that they are of other articles or the author.

    A section is the largest element that begins with its heading; of a heading that stands alone in
    one, what follows up to the next heading that is not below it, or to a paragraph beside it.
    Headings are looked at where something is kept.
    """
    nodes, blocks = page.nodes, page.blocks
    found: set[int] = set()
    first = keep.index(True) if True in keep else len(keep)
    for index in range(first, len(keep)):
        at = blocks[index].node
        level = _LEVELS.get(nodes[at].tag)
        if level is None:
            continue
        text = blocks[index].text
        if len(text) > HEADING_CHARS or not _OTHERS.fullmatch(text.strip(_EDGES)):
            continue
        while nodes[at].parent > 0 and nodes[nodes[at].parent].first == index:
            at = nodes[at].parent
        end = nodes[at].end
        if end == index + 1:
            up = nodes[at].parent
            last = nodes[up].end if up >= 0 else end
            while end < last:
                node = nodes[blocks[end].node]
                beside = node.parent == up and len(blocks[end].text) >= PROSE_CHARS
                if beside or _LEVELS.get(node.tag, level + 1) <= level:
                    break
                end += 1
        found.update(range(index, end))
    return found


def without_parts(page: Page, keep: list[bool], words: Sequence[int]) -> list[bool]:
    """What is kept, without overlays and sections of others; changed in place.

    Args:
        page: the page's outline.
        keep: whether each block is kept.
        words: how many words each block has.
    """
    kept = [index for index, yes in enumerate(keep) if yes]
    for parts in (overlays(page, kept), sections_of_others(page, keep)):
        if not parts:
            continue
        parts = {index for index in parts if keep[index]}
        whole = sum([words[index] for index, yes in enumerate(keep) if yes])
        if sum([words[index] for index in parts]) < PART_SHARE * whole:
            for index in parts:
                keep[index] = False
    return keep


def without_copies(page: Page, keep: list[bool]) -> list[bool]:
    """What is kept, each text once: pages carry some twice, for screens of two widths.

    What stands again in the same element or in another cell is the author's: a refrain, a table.
    """
    seen: dict[str, int] = {}
    for index, yes in enumerate(keep):
        if yes and len(text := page.blocks[index].text) >= REPEATED_CHARS:
            first = seen.setdefault(text, index)
            if first != index and elsewhere(page, first, index):
                keep[index] = False
    return keep


def elsewhere(page: Page, first: int, again: int) -> bool:
    """Whether two blocks stand in different elements, and neither in a cell of a table."""
    nodes = page.nodes
    places = [page.blocks[index].node for index in (first, again)]
    if nodes[places[0]].parent == nodes[places[1]].parent:
        return False
    for at in places:
        while at >= 0:
            if nodes[at].tag in ("td", "th"):
                return False
            at = nodes[at].parent
    return True
