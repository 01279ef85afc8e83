"""Arabic pages that are no article however prose-like their parts: directories and teasers.

Pages of other languages keep such lists: the gold of general-dev counts the entries of product and
thread listings as content, and dropping directories there costs .005 of its F1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from arclean.html.blocks import HEADINGS, Block, Page, all_link
from arclean.html.wording import DATE, ends_sentence

__all__ = ["arabic_share", "directory", "has_arabic", "teasers"]

LINKED, TOLD, ARABIC = 0.7, 0.1, 0.4
"""A directory: at least this share of its characters in links, less than that one in blocks that
end as sentences do, on a page with this share of Arabic letters."""

TEASERS = ((2, 4), (4, 2), (1, 4))
"""Signs that an entry is a teaser, and least number of such entries: the text is cut, or a link
offers the rest (2 each), its heading is a link and a date stands beside it (1)."""

TEASER_SHARE, TEASER_LEVELS = 0.8, 4
"""Share of the words kept, links aside, that teasers hold, and how many elements up from its text
an entry may begin."""

DATE_CHARS = 40
"""Most characters of a date."""

BEGINNING = 99  # characters at the start of a block that are looked at

ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
_READ = "(?:[إأا]?قر[أا]|قراء[ةه]|عرض|شاهد|مشاهد[ةه]|تابع|متابع[ةه]|[أإا]كمل|طالع)"
_WHAT = "المقال|المقال[ةه]|الخبر|الموضوع|التدوين[ةه]|القص[ةه]|الدليل|المراجع[ةه]|القراء[ةه]"
_ASKED = (
    f"{_READ} (?:ال|لل)?مزيد|{_READ} (?:{_WHAT}|بقي[ةه] الخبر)(?: كاملا?)?"
    "|(?:read|view|see|learn|show) more|continue reading"
)
MORES = (
    f"{_ASKED}|(?:ال|لل)?مزيد|(?:ال)?تفاصيل(?: (?:المقال|المقال[ةه]|الخبر|الموضوع|[أا]كثر))?|more"
)
MORE = re.compile(rf"(?:{MORES})(?:[\s/|]+(?:{MORES}))*")
MORE_FIRST = re.compile(rf"(?:{_ASKED})(?:[^a-z0-9_\u0620-\u06ff]|$)")
MORE_LAST = re.compile(rf" (?:{_ASKED})$")
CUT = re.compile(rf"(?:\.\.|…)[\s\])]*(?:(?:{MORES})[\s:.!…»›←\])]*)?$")
MORE_EDGES = " \u200b\u200e\u200f\t\n:.!…#•-–—|«»<>›→←[]()\"'"
MORE_CHARS, CUT_CHARS = 40, 60  # of such a link; of the end of a text that may have one


def has_arabic(text: str) -> bool:
    """Whether the beginning of a text has an Arabic letter."""
    return ARABIC_LETTER.search(text, 0, BEGINNING) is not None


def arabic_share(page: Page) -> float:
    """The share of Arabic letters in a page's text."""
    letters = sum([len(ARABIC_LETTER.findall(block.text)) for block in page.blocks])
    return letters / sum([len(block.text) for block in page.blocks])


def directory(page: Page, keep: Sequence[bool]) -> bool:
    """Whether what is kept of an Arabic page is a list of links without a sentence: no article.

    The entries may be in other letters: names of programs, tags.
    """
    kept = [block for block, yes in zip(page.blocks, keep, strict=True) if yes]
    size = sum([len(block.text) for block in kept])
    if not size or sum([block.linked for block in kept]) < LINKED * size:
        return False
    if arabic_share(page) < ARABIC:
        return False
    told = sum([len(block.text) for block in kept if ends_sentence(block.text)])
    return told < TOLD * size


def teasers(page: Page, keep: Sequence[bool], words: Sequence[int]) -> bool:
    """Whether what is kept of an Arabic page are the teasers of other pages: no article.

    An entry is the smallest element around a block that holds both text and a link. It is a teaser
    if the text is cut («...»), or a link offers the rest («المزيد»), or its heading is a link, and
    it is dated.
    """
    kept = [index for index, yes in enumerate(keep) if yes]
    nodes, blocks = page.nodes, page.blocks
    if len(kept) < 2 or not any(has_arabic(blocks[i].text) for i in kept[:9]):
        return False
    links = list(accumulate([_link(block) for block in blocks], initial=0))
    sizes: dict[int, int] = {}
    for index in kept:
        at = blocks[index].node
        for _ in range(TEASER_LEVELS):
            node = nodes[at]
            if node.parent < 0:
                break
            if 0 < links[node.end] - links[node.first] < node.end - node.first:
                size = 0 if _link(blocks[index]) else words[index]
                sizes[at] = sizes.get(at, 0) + size
                break
            at = node.parent
    around: set[int] = set()  # what holds an entry is none: the page itself, a column
    for entry in sizes:
        at = nodes[entry].parent
        while at >= 0 and at not in around:
            around.add(at)
            at = nodes[at].parent
    signs = {entry: _signs(page, entry) for entry in sizes if entry not in around}
    whole = sum([words[index] for index in kept if not _link(blocks[index])])
    return (
        any(
            sum(count >= least for count in signs.values()) >= entries
            and sum([sizes[entry] for entry, count in signs.items() if count >= least])
            >= TEASER_SHARE * whole
            for least, entries in TEASERS
        )
        and arabic_share(page) >= ARABIC
    )


def _link(block: Block) -> bool:
    return block.links > 0 and (block.linked >= LINKED * len(block.text) or _more(block))


def _signs(page: Page, entry: int) -> int:
    """How many signs tell that an entry shows the beginning of a text and leads to the rest."""
    node = page.nodes[entry]
    blocks = page.blocks[node.first : node.end]
    texts = [block.text for block in blocks if not _link(block)]
    cut = sum(CUT.search(text[-CUT_CHARS:].lower()) is not None for text in texts)
    headed = any(
        all_link(block) for block in blocks if page.nodes[block.node].tag in HEADINGS
    ) and any(len(text) <= DATE_CHARS and DATE.search(text) for text in texts)
    return (0 < len(texts) <= cut * 2) * 2 + any(_more(block) for block in blocks) * 2 + headed


def _more(block: Block) -> bool:
    """Whether a block is a link to the rest of a text, its title in it or not."""
    if not block.links:
        return False
    text = block.text.strip(MORE_EDGES).lower()
    if len(block.text) <= MORE_CHARS and MORE.fullmatch(text):
        return True
    return all_link(block) and (
        MORE_FIRST.match(text) is not None or MORE_LAST.search(text[-MORE_CHARS:]) is not None
    )
