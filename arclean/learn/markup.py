"""HTML pages as the learner sees them: blocks with what two witnesses say of each, and the
selectors that the elements around it answer to.

The witnesses are the generic extractor, which judges a page by itself, and the other pages of the
site: what stands on many of them is furniture, what varies may be content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from lxml import etree

from arclean.errors import InputError
from arclean.html.blocks import Page as Outline
from arclean.html.core import index_of, outline, outline_without
from arclean.html.embedded import unfold
from arclean.html.extract import choose
from arclean.html.hints import NAME_HINTS, name_hints
from arclean.html.metadata import read_metadata
from arclean.html.nodes import TreeRules
from arclean.html.select import Selector
from arclean.html.tree import parse_tree
from arclean.learn.cues import category_of, is_formula
from arclean.rules.ruleset import RuleSet
from arclean.text.fold import fold

__all__ = ["Markup", "bears", "furniture_name", "read_markup", "stated_url", "styling"]

_TAGS = frozenset("article main aside nav header footer form h1 figcaption".split())
"""Elements that say by their tag alone what they are."""
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{1,60}")
_COUNTED = re.compile(r"[0-9]{3,}|[0-9a-f]{8,}")
"""Names with a number of this kind belong to one page, or to one build of the site."""
# Names of the common utility frameworks (Tailwind, Bootstrap, Foundation).
_STYLING = re.compile(
    r"-?(?:m|p)[trblxyse]?-(?:[0-9]+|auto|px)|(?:inline-)?(?:flex|grid|block|table)|inline|hidden"
    r"|relative|absolute|fixed|static|sticky|row|columns?|container(?:-fluid)?|clearfix|wrap"
    r"|(?:small|medium|large)-[0-9]+"
    r"|(?:col|offset|flex|grid|items|justify|content|self|order|gap|space|text|font|leading|tracking"
    r"|bg|border|rounded|shadow|opacity|w|h|min|max|overflow|z|top|bottom|left|right|d|align|float"
    r"|transition|duration|hover|dark|cursor|list|underline|divide|ring|object)-[a-z0-9-]*"
)
_LINKED = 0.5
_SHORT = 160
_SILENT = ("html/low-score", "html/outside-main")
"""Reasons of the extractor that name nothing: the block only looked unlikely."""
_FURNITURE = sum(
    1 << bit
    for bit, kind in enumerate(NAME_HINTS)
    if kind in "nav footer side related share comment meta form notice ad toc hidden".split()
)
_BODY = sum(1 << bit for bit, kind in enumerate(NAME_HINTS) if kind in ("body", "content"))


class _Element(NamedTuple):
    """A block-level element.

    Attributes:
        selectors: what selects it: ``#id``, ``.class``, ``tag.class``, a tag that says enough.
        parent: index of the element above; -1 for the root.
        first: index of the first block inside.
        end: index behind the last one.
    """

    selectors: tuple[str, ...]
    parent: int
    first: int
    end: int


class Markup:
    """One HTML page.

    Attributes:
        source: the page.
        elements: its block-level elements, those around others first.
        folds: the folded text of each block.
        sizes: characters of each block.
        kept: whether the extractor keeps it.
        named: whether something on the page itself names it as furniture: its place, its links,
            its own words.
        categories: what the extractor takes a block for that it does not keep.
        repeated: whether other pages of the site have it too; filled in when all pages are read.
        packs: ids of the packs for HTML that act here.
        chosen: a pack's ``keep`` chose the article.
    """

    __slots__ = (
        "categories", "chosen", "elements", "folds", "kept", "named", "packs", "repeated", "sizes",
        "source",
    )  # fmt: skip

    def __init__(self, source: str, elements: list[_Element], packs: Sequence[str]) -> None:
        self.source = source
        self.elements = elements
        self.packs = packs
        self.chosen = False
        self.folds: list[str] = []
        self.sizes: list[int] = []
        self.kept: list[bool] = []
        self.named: list[bool] = []
        self.categories: list[str] = []
        self.repeated: list[bool] = []

    def spans(self) -> Mapping[str, list[tuple[int, int]]]:
        """The blocks inside of what each selector selects; elements inside one another count as
        the outer one.
        """
        found: dict[str, list[tuple[int, int]]] = {}
        for element in self.elements:
            if element.first == element.end:
                continue
            for selector in element.selectors:
                spans = found.setdefault(selector, [])
                if not spans or element.first >= spans[-1][1]:
                    spans.append((element.first, element.end))
        return found


def read_markup(sources: Iterable[str], known: RuleSet) -> list[Markup]:
    """The pages, each with what both witnesses say.

    Args:
        sources: HTML pages of one site.
        known: rule files; what their packs take is gone from the pages.

    Pages that the parser gives up are left out.
    """
    packs = RuleSet([file for file in known.files.values() if file["kind"] == "pack"])
    pages = []
    for source in sources:
        try:
            pages.append(_read(source, packs))
        except (InputError, etree.LxmlError):
            continue
    _compare(pages)
    return pages


def _read(source: str, packs: RuleSet) -> Markup:
    root = parse_tree(source)
    unfold(root)
    said = read_metadata(root)
    whole = outline(root)
    selector = Selector(root, source, index_of(root, whole))
    chosen = packs.select(whole.read, url=said.url, page_has=selector.has).program
    tree = TreeRules(chosen.nodes, selector, root)
    page = outline_without(root, whole, selector.cleared) if tree.removals else whole
    choice = choose(page, said)
    acted = {str(one.rule).partition("/")[0] for _, one in tree.removals}
    acted |= {str(rule["id"]).partition("/")[0] for rule in tree.keepers}
    markup = Markup(source, _elements(page), sorted(acted))
    markup.chosen = tree.kept is not None
    for block, kept, reason, category in zip(
        page.blocks, choice.keep, choice.reasons, choice.categories, strict=True
    ):
        folded = fold(block.text)
        size = len(block.text)
        cue = category_of(folded) if size <= _SHORT and not kept else None
        markup.folds.append(folded)
        markup.sizes.append(size)
        markup.kept.append(kept)
        linked = block.linked > _LINKED * size
        # A class like «photo» tells a caption of a picture from a paragraph beside it only if it
        # is short.
        told = reason not in _SILENT and (reason != "html/caption" or size <= _SHORT)
        markup.named.append(not kept and (linked or bool(cue) or told))
        markup.categories.append("" if kept else cue or category)
    return markup


def _elements(page: Outline) -> list[_Element]:
    found: list[_Element] = []
    for node in page.nodes:
        selectors = _selectors(node.element)
        if not selectors and node.parent >= 0 and node.tag not in ("html", "body"):
            # By the element above: #id or .class, or a tag that says enough.
            selectors = tuple(
                f"{above} > {node.tag}"
                for above in found[node.parent].selectors[:4]
                if " " not in above
            )
        found.append(_Element(selectors, node.parent, node.first, node.end))
    return found


def _selectors(element: Any) -> tuple[str, ...]:
    """What selects an element and may select its like on other pages."""
    tag = str(element.tag)
    found = []
    if tag in _TAGS:
        found.append(tag)
    if tag not in ("html", "body"):  # their classes tell the kind of page
        ident = (element.get("id") or "").strip()
        if _is_name(ident):
            found.append(f"#{ident}")
        for name in dict.fromkeys((element.get("class") or "").split()[:12]):
            if _is_name(name):
                found += [f".{name}", f"{tag}.{name}"]
        if (value := element.get("itemprop")) and _is_name(value):
            found.append(f"[itemprop='{value}']")
        if element.get("role") == "main":
            found.append("[role='main']")
    return tuple(found)


@lru_cache(maxsize=65536)
def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _COUNTED.search(name)


def _compare(pages: Sequence[Markup]) -> None:
    """Mark what stands on several pages, but for figures."""
    often: Counter[str] = Counter()
    for page in pages:
        often.update({_figureless(folded) for folded in page.folds})
    many = 2 if len(pages) < 6 else max(3, ceil(0.1 * len(pages)))
    for page in pages:
        page.repeated = [
            often[_figureless(folded)] >= many and not is_formula(folded) for folded in page.folds
        ]


def _figureless(folded: str) -> str:
    return re.sub("[0-9]+", "0", folded)


@lru_cache(maxsize=65536)
def furniture_name(selector: str) -> bool:
    """Whether a selector's own name says that it selects furniture."""
    if selector in ("aside", "nav", "footer", "form"):
        return True
    return bool(name_hints(_words(selector)) & _FURNITURE)


@lru_cache(maxsize=65536)
def bears(selector: str) -> bool:
    """Whether a selector's own name says that it selects an article's text."""
    return selector in ("article", "main") or bool(name_hints(_words(selector)) & _BODY)


@lru_cache(maxsize=65536)
def styling(selector: str) -> bool:
    """Whether a selector's name says how something looks (``mb-4``, ``flex``, ``col-md-8``), not
    what it is: on the next page something else may look so.
    """
    return bool(_STYLING.fullmatch(_words(selector)))


def _words(selector: str) -> str:
    """The name inside of a selector; that of the element above tells nothing."""
    return "" if " " in selector else re.sub(r"^[a-z0-9]*[.#]|^\[[a-z]+='|'\]$", "", selector)


def stated_url(source: str) -> str | None:
    """The address that an HTML page states as its own."""
    try:
        return read_metadata(parse_tree(source)).url
    except (InputError, etree.LxmlError):
        return None
