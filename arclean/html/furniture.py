"""What goes however sure the model is: windows, signatures, sections that name themselves, copies.

Each is told by what a page says or repeats, not by how it looks: the forests see too few of them to
learn it. What is most of what is kept is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import lru_cache

from lxml import etree

from arclean.html.blocks import Node, Page
from arclean.html.features import PROSE_CHARS

__all__ = [
    "REPEATED_CHARS",
    "elsewhere",
    "out_of_sight",
    "overlays",
    "sections_of_others",
    "unseen",
    "without_copies",
    "without_parts",
]

REPEATED_CHARS = 60
"""Characters from which a text that stands again in another element is a copy for other screens."""

PART_SHARE = 0.5
"""Share of the words kept from which what is told as furniture is the page itself."""

HEADING_CHARS = 60

# Windows over the page, consent managers (OneTrust, Didomi, Usercentrics, Quantcast, TrustArc,
# Complianz), what members of a forum have printed below each of their posts, and captions that are
# no <figcaption> (MediaWiki, WordPress).
_OVERLAY = re.compile(
    r"role=(?:alert)?dialog|\bmodal|-modal\b|onetrust|\bot-sdk|optanon|cookie|consent|gdpr|didomi"
    r"|usercentrics|truste|qc-cmp|cmplz|\bsignature"
    r"|\bthumbcaption\b|\bwp-caption-text\b|\b(?:image|img|figure|photo|picture)[-_]caption\b",
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


# Where a reader never sees it: out of the screen, or laid over the page and clear as glass. Text
# that only fades in (``opacity:0`` alone) or unfolds (``display:none``) is for readers.
_APART = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_NOWHERE = re.compile(
    r"(?:^|[\s;])(?:(?:left|right|top|bottom)\s*:\s*-\d{3,}|opacity\s*:\s*0?(?:\.0\d*|0)?\s*(?:;|!|$))",
    re.IGNORECASE,
)

_LEVELS = {f"h{level}": level for level in range(1, 7)}


@lru_cache(maxsize=16384)
def _overlay(names: str) -> bool:
    return _OVERLAY.search(names) is not None


def overlays(page: Page, places: Iterable[int]) -> set[int]:
    """Which of some blocks stand in a window over the page, a signature or a caption."""
    return _inside(page, places, lambda node: bool(node.names) and _overlay(node.names))


def out_of_sight(page: Page) -> set[etree._Element]:
    """The elements that stand where no reader sees them: links that someone smuggled in.

    They are set before or behind the page: no more than two elements below its ``<body>`` are
    looked at (all of them would take a tenth of a page's time).
    """
    body: etree._Element | None = page.nodes[0].element
    if body is None:  # the extractor's training has outlines without their trees
        return set()
    if body.tag == "html":
        body = next(iter(body.iterchildren("body")), body)
    upper = [one for child in body.iterchildren("*") for one in (child, *child.iterchildren("*"))]
    return {element for element in upper if _is_out_of_sight(element)}


def unseen(page: Page, places: Iterable[int], hidden: Set[etree._Element]) -> set[int]:
    """Which of some blocks stand in an element that is out of sight."""
    return _inside(page, places, lambda node: node.element in hidden) if hidden else set()


def _is_out_of_sight(element: etree._Element) -> bool:
    """Whether an element's ``style`` lays it where no reader sees it."""
    style = element.get("style", "")
    return _APART.search(style) is not None and _NOWHERE.search(style) is not None


def _inside(page: Page, places: Iterable[int], told: Callable[[Node], bool]) -> set[int]:
    """Which of some blocks stand in an element that is told so, the whole page aside."""
    nodes = page.nodes
    known: dict[int, bool] = {-1: False}
    found = set()
    for index in places:
        at = page.blocks[index].node
        path = []
        while at not in known:
            node = nodes[at]
            path.append(at)
            if node.tag not in ("html", "body") and told(node):
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


def without_parts(
    page: Page, keep: list[bool], words: Sequence[int], hidden: Set[etree._Element]
) -> list[bool]:
    """What is kept, without overlays, others' sections, what is out of sight; changed in place.

    What is out of sight goes even if it is most of what is kept, where prose is left.

    Args:
        page: the page's outline.
        keep: whether each block is kept.
        words: how many words each block has.
        hidden: the elements that are out of sight.
    """
    kept = [index for index, yes in enumerate(keep) if yes]
    if smuggled := unseen(page, kept, hidden):
        seen = [index for index in kept if index not in smuggled]
        if any(len(page.blocks[index].text) >= PROSE_CHARS for index in seen):
            for index in smuggled:
                keep[index] = False
            kept = seen
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
