"""What the model knows of a block: some two hundred numbers, in a fixed order.

None of them is a word of the page's language but the few of wording.py and hints.py; the rest is
shape: how long, how linked, how punctuated, what is around it, where it stands.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from math import log

from arclean.html.blocks import Block, Node, Page
from arclean.html.hints import NAME_HINTS, PHRASE_HINTS, name_hints, phrase_hints
from arclean.html.wording import SAMPLE, WORDING, wording

__all__ = ["FEATURES", "features"]

PROSE_CHARS, PROSE_LINKED = 80, 0.4
"""Prose is a block of at least so many characters, less than this share of them in links."""

FAR = 50  # blocks beyond which a distance is not counted
PHRASE_CHARS = 160  # characters of a block up to which phrases in it are looked for
_TAGS = (
    "p h1 h2 h3 h4 h5 h6 li td th div blockquote pre figcaption dt dd button label summary section"
    " article a caption"
).split()
TAG_CODE = {tag: float(code) for code, tag in enumerate(_TAGS, 1)}
AREAS = "article main nav aside footer header form table ul ol figure blockquote details dl".split()
AREA_BIT = {tag: 1 << bit for bit, tag in enumerate(AREAS)}
AREA_BIT["menu"] = AREA_BIT["nav"]
# WAI-ARIA landmark roles and the elements that imply them (HTML-AAM 1.0).
ROLES = {
    "role=navigation": "nav",
    "role=menu": "nav",
    "role=menubar": "nav",
    "role=main": "main",
    "role=article": "article",
    "role=complementary": "aside",
    "role=contentinfo": "footer",
    "role=banner": "header",
    "role=search": "form",
    "role=form": "form",
}
# Elements that repeat in any text; others that stand beside their like are cards of a list.
PLAIN = frozenset("p td tr br h1 h2 h3 h4 h5 h6 tbody thead body".split())
UNCOUNTED = frozenset("p li td tr br h2 h3".split())
_NAMES, _PHRASES, _PLACES = len(NAME_HINTS), len(PHRASE_HINTS), len(AREAS)

FEATURES = [
    *WORDING,
    *("tag", "parent_tag", "depth", "below_main", "hidden", "in_link"),
    *[f"in_{area}" for area in AREAS],
    *[f"near_{kind}" for kind in NAME_HINTS],
    *[f"above_{kind}" for kind in NAME_HINTS],
    *[f"says_{kind}" for kind in PHRASE_HINTS],
    *[
        f"{level}_{what}"
        for level in ("node", "parent", "grand", "great")
        for what in ("chars", "linked", "prose", "blocks", "share", "siblings")
    ],
    *[
        f"{place}_{what}"
        for place in ("prev", "next", "prev2", "next2")
        for what in ("chars", "linked", "sentence", "same_tag", "same_parent", "says")
    ],
    *("since_prose", "until_prose", "passed", "place", "left", "after_h1"),
    *("prose_before", "prose_after"),
    *("main_off", "main_place", "main_share", "main_depth", "copies"),
    *("of_title", "title_of", "description_of", "repeat", "since_heading", "same_shape"),
    *("page_chars", "page_prose", "page_linked", "page_blocks", "page_proses", "page_h1"),
    *("page_article", "page_foreign", "page_kind"),
    *("section_chars", "section_prose", "section_linked", "heading_level"),
    *[f"heading_says_{kind}" for kind in PHRASE_HINTS],
    *("card_up", "card_count", "card_chars", "card_linked", "card_links", "card_images"),
    *("card_blocks", "card_prose"),
    *("around_images", "around_fields", "parent_images", "parent_fields", "sibling_prose"),
]
"""Names of the numbers, in the order of a row."""


def features(
    page: Page, title: str = "", description: str = "", kind: int = 0
) -> list[list[float]]:
    """One row of numbers a block, in the order of FEATURES.

    Args:
        page: the page's outline.
        title: what the page says its title is.
        description: what it says it is about.
        kind: what it says it is: 0 nothing, 1 an article, 2 a product, 3 anything else.
    """
    if not page.blocks:
        return []
    return _Rows(page, title, description, kind).rows()


def _ln(value: float) -> float:
    return log(1.0 + value)


def _bits(value: int, count: int) -> list[float]:
    return [1.0 if value >> bit & 1 else 0.0 for bit in range(count)]


def _sums(values: list[int]) -> list[int]:
    return list(accumulate(values, initial=0))


class _Rows:
    """The sums over a page that the numbers of each block are read from."""

    def __init__(self, page: Page, title: str, description: str, kind: int) -> None:
        self.page = page
        blocks = page.blocks
        before: list[Block | None] = [None, *blocks[:-1]]
        self.own = [wording(block, prior) for block, prior in zip(blocks, before, strict=True)]
        self.says = [phrase_hints(b.text) if len(b.text) <= PHRASE_CHARS else 0 for b in blocks]
        sizes = [len(block.text) for block in blocks]
        self.prose_block = [
            size >= PROSE_CHARS and block.linked / size < PROSE_LINKED
            for size, block in zip(sizes, blocks, strict=True)
        ]
        self.chars = _sums(sizes)
        self.linked = _sums([block.linked for block in blocks])
        self.links = _sums([block.links for block in blocks])
        self.prose = _sums([s if p else 0 for s, p in zip(sizes, self.prose_block, strict=True)])
        self.images = [0, *[block.images for block in blocks]]
        self.fields = [0, *[block.fields for block in blocks]]
        self.all_prose = self.prose[-1] or 1
        self._titles(title, description)
        self._elements()
        self._distances()
        foreign = 0.0  # not by sum(), which rounds otherwise from Python 3.12 on
        for row, size in zip(self.own, sizes, strict=True):
            foreign += row[13] * size
        self.page_part = [
            _ln(self.chars[-1]),
            _ln(self.prose[-1]),
            self.linked[-1] / self.chars[-1],
            _ln(len(blocks)),
            _ln(sum(self.prose_block)),
            float(min(3, self.h1s)),
            1.0 if any(node.tag == "article" for node in page.nodes) else 0.0,
            foreign / self.chars[-1],
            float(kind),
        ]

    def _titles(self, title: str, description: str) -> None:
        """How much of each block stands in the title and description, and the other way round."""
        of_title = set(title.lower().split())
        of_description = set(description.lower().split())
        self.titles: list[tuple[float, float, float]] = []
        for block in self.page.blocks:
            words = set(block.text[:SAMPLE].lower().split())
            both = len(words & of_title)
            self.titles.append(
                (
                    both / (len(of_title) or 1),
                    both / (len(words) or 1),
                    len(words & of_description) / (len(words) or 1),
                )
            )
        heads = [block.text[:SAMPLE].lower() for block in self.page.blocks]
        copies = Counter(heads)
        self.copies = [float(copies[head]) for head in heads]

    def _elements(self) -> None:
        """What each element hands down to those inside: areas, hints, cards; and the main one."""
        page = self.page
        nodes = page.nodes
        self.shapes = Counter([(node.parent, node.tag, node.names) for node in nodes])
        self.children = Counter([node.parent for node in nodes])
        self.areas: list[int] = []
        self.hints: list[int] = []
        self.above: list[int] = []
        self.repeat: list[int] = []
        self.cards: list[int] = []
        for i, node in enumerate(nodes):
            area = AREA_BIT.get(node.tag, 0)
            if "role=" in node.names:
                for name in node.names.split():
                    area |= AREA_BIT.get(ROLES.get(name, ""), 0)
            hint = name_hints(node.names) if node.tag not in ("body", "html") else 0
            alike = self.shapes[node.parent, node.tag, node.names]
            repeat = 1 if node.tag in UNCOUNTED else alike
            card = i if alike > 1 and node.tag not in PLAIN and node.parent >= 0 else -1
            if node.parent >= 0:
                area |= self.areas[node.parent]
                repeat = max(repeat, self.repeat[node.parent])
                self.above.append(hint | self.above[node.parent])
                if card < 0:
                    card = self.cards[node.parent]
            else:
                self.above.append(hint)
            self.areas.append(area)
            self.hints.append(hint)
            self.repeat.append(repeat)
            self.cards.append(card)
        self.main = page.descend(self.prose, 0.6)
        way = set()
        at = self.main
        while at >= 0:
            way.add(at)
            at = nodes[at].parent
        # How many elements up from a node the way to the main one branches off; 0 inside it.
        self.off: list[int] = []
        inside: list[bool] = []
        for i, node in enumerate(nodes):
            within = i == self.main or (node.parent >= 0 and inside[node.parent])
            inside.append(within)
            if within or i in way:
                self.off.append(0)
            else:
                self.off.append(self.off[node.parent] + 1 if node.parent >= 0 else 1)
        self.sibling_prose: Counter[int] = Counter()
        for block, prose in zip(page.blocks, self.prose_block, strict=True):
            if prose:
                self.sibling_prose[block.node] += 1
                if nodes[block.node].parent >= 0:
                    self.sibling_prose[nodes[block.node].parent] += 1

    def _distances(self) -> None:
        """Blocks since and until prose, the first level-one heading, the sections."""
        page = self.page
        self.since: list[int] = []
        run = FAR
        for prose in self.prose_block:
            self.since.append(run)
            run = 0 if prose else min(FAR, run + 1)
        self.until: list[int] = []
        run = FAR
        for prose in reversed(self.prose_block):
            self.until.append(run)
            run = 0 if prose else min(FAR, run + 1)
        self.until.reverse()
        h1s = [i for i, block in enumerate(page.blocks) if page.nodes[block.node].tag == "h1"]
        self.h1s, self.h1 = len(h1s), h1s[0] if h1s else -1
        self.heads, self.ends = page.sections()

    def _run(self, start: int, end: int) -> tuple[int, float, float]:
        """Characters, linked share and prose share of a run of blocks."""
        size = self.chars[end] - self.chars[start]
        return (
            size,
            (self.linked[end] - self.linked[start]) / (size or 1),
            (self.prose[end] - self.prose[start]) / (size or 1),
        )

    def _of_node(self, index: int, node: Node) -> tuple[list[float], list[float]]:
        """What all blocks of an element share: (its names and places, sums over it and above)."""
        nodes = self.page.nodes
        parent = nodes[node.parent] if node.parent >= 0 else node
        near = self.hints[index] | (self.hints[node.parent] if node.parent >= 0 else 0)
        names = [
            TAG_CODE.get(node.tag, 0.0),
            TAG_CODE.get(parent.tag, 0.0),
            float(node.depth),
            float(node.depth - nodes[self.main].depth),
            1.0 if node.hidden else 0.0,
            1.0 if node.linked else 0.0,
            *_bits(self.areas[index], _PLACES),
            *_bits(near, _NAMES),
            *_bits(self.above[index], _NAMES),
        ]
        levels: list[float] = []
        at = index
        for _ in range(4):
            one = nodes[at]
            size, linked, prose = self._run(one.first, one.end)
            levels += (
                _ln(size),
                linked,
                prose,
                _ln(one.end - one.first),
                (self.prose[one.end] - self.prose[one.first]) / self.all_prose,
                _ln(self.children[one.parent]),
            )
            if one.parent >= 0:
                at = one.parent
        return names, levels

    def _neighbour(self, place: int, node: Node) -> list[float]:
        blocks, nodes = self.page.blocks, self.page.nodes
        if not 0 <= place < len(blocks):
            return [0.0] * 6
        other, own = nodes[blocks[place].node], self.own[place]
        return [
            own[0],
            own[3],
            own[10],
            1.0 if other.tag == node.tag else 0.0,
            1.0 if other.parent == node.parent else 0.0,
            1.0 if self.says[place] else 0.0,
        ]

    def _card(self, index: int, node: Node) -> list[float]:
        """The nearest element above that stands beside others of its kind."""
        card = self.cards[index]
        if card < 0:
            return [-1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        one = self.page.nodes[card]
        size, linked, prose = self._run(one.first, one.end)
        return [
            float(node.depth - one.depth),
            _ln(self.shapes[one.parent, one.tag, one.names]),
            _ln(size),
            linked,
            float(self.links[one.end] - self.links[one.first]),
            float(self.images[one.end] - self.images[one.first]),
            _ln(one.end - one.first),
            prose,
        ]

    def rows(self) -> list[list[float]]:
        page = self.page
        blocks, nodes = page.blocks, page.nodes
        count, total = len(blocks), self.chars[-1]
        main = nodes[self.main]
        main_run = (self.prose[main.end] - self.prose[main.first]) / self.all_prose
        shared: dict[int, tuple[list[float], list[float]]] = {}
        found = []
        for i, block in enumerate(blocks):
            index = block.node
            node = nodes[index]
            if index not in shared:
                shared[index] = self._of_node(index, node)
            names, levels = shared[index]
            head, end = self.heads[i], self.ends[i]
            size, linked, prose = self._run(head, end)
            up = node.parent if node.parent >= 0 else index
            above = nodes[up]
            start, stop = max(0, i - 3), min(count, i + 4)
            found.append(
                [
                    *self.own[i],
                    *names,
                    *_bits(self.says[i], _PHRASES),
                    *levels,
                    *self._neighbour(i - 1, node),
                    *self._neighbour(i + 1, node),
                    *self._neighbour(i - 2, node),
                    *self._neighbour(i + 2, node),
                    float(self.since[i]),
                    float(self.until[i]),
                    self.chars[i] / total,
                    i / count,
                    float(min(99, count - 1 - i)),
                    float(max(-FAR, min(FAR, i - self.h1))) if self.h1 >= 0 else -99.0,
                    self.prose[i] / self.all_prose,
                    (self.prose[-1] - self.prose[i + 1]) / self.all_prose,
                    float(self.off[index]),
                    (i - main.first) / ((main.end - main.first) or 1),
                    main_run,
                    float(main.depth),
                    self.copies[i],
                    *self.titles[i],
                    _ln(self.repeat[index]),
                    float(min(99, i - head)),
                    _ln(self.shapes[node.parent, node.tag, node.names]),
                    *self.page_part,
                    _ln(size),
                    prose,
                    linked,
                    _level(nodes[blocks[head].node].tag),
                    *_bits(self.says[head], _PHRASES),
                    *self._card(index, node),
                    float(self.images[stop] - self.images[start]),
                    float(self.fields[stop] - self.fields[start]),
                    float(self.images[above.end] - self.images[above.first]),
                    float(self.fields[above.end] - self.fields[above.first]),
                    float(self.sibling_prose[up]),
                ]
            )
        return found


def _level(tag: str) -> float:
    """1 to 6 for a heading, else 0."""
    return float(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0.0
