"""Tests for the selectors of a drafted file: the pages that they were learned from, with little
left of them but what the rules select.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from lxml import etree

from arclean.cleaner import Cleaner
from arclean.html.core import outline
from arclean.html.embedded import unfold
from arclean.html.select import Selector
from arclean.html.tree import parse_tree
from arclean.learn.candidate import Candidate
from arclean.learn.markup import Markup
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import fired, result_of

__all__ = ["make_html_tests"]

_LONG = 200
"""Characters of a block that a test holds."""
_MOST = 8_000
"""Characters of a page in a test."""
_PARAGRAPHS = 5
_TRIES = 12
_ATTRIBUTES = ("id", "class", "itemprop", "role")


def make_html_tests(
    known: RuleSet, file: Mapping[str, Any], pages: Sequence[Markup], rules: Sequence[Candidate]
) -> list[dict[str, Any]]:
    """Tests that fire each rule with selectors, as far as pages can be shortened to show it.

    Args:
        known: rule files, the drafted one and its packs among them.
        file: the drafted one, compiled.
        pages: the pages.
        rules: the rules, with the indexes of pages on which each acts.
    """
    cleaner = Cleaner(known, profile="none", max_doc_bytes=None)
    missing = {one.name for one in rules}
    on: dict[int, set[str]] = {}
    for one in rules:
        for index in one.support.examples:
            on.setdefault(index, set()).add(one.name)
    tests: list[dict[str, Any]] = []
    for _ in range(_TRIES):
        index = max(on, key=lambda index: (len(on[index] & missing), -index), default=-1)
        if index < 0 or not on[index] & missing:
            break
        del on[index]
        source = pages[index].source
        left = cleaner.explain_html(source, site=str(file["id"]), reasons=False)
        short = _shortened(source, rules, frozenset(left.lines.splitlines()))
        test: dict[str, Any] = {"html": short, "fires": []}
        result = result_of(cleaner, file, test)
        test["fires"] = fired(cleaner, str(file["id"]), result)
        if len(short) > _MOST or result.notes or not missing & set(test["fires"]):
            continue
        missing -= set(test["fires"])
        shown = " and ".join(name for name in test["fires"] if "/" not in name)
        name = f"an HTML page with {shown}"[:190]
        tests.append({"name": name, "html": short, "output": result.kept, "fires": test["fires"]})
    return tests


def _shortened(source: str, rules: Iterable[Candidate], stays: frozenset[str]) -> str:
    """A page with what the rules select, some paragraphs of the article, and lines from outside.

    Args:
        source: the page.
        rules: the rules with selectors.
        stays: the lines that rules and packs leave of it.
    """
    root = parse_tree(source)
    unfold(root)
    selector = Selector(root, source)
    article: list[etree._Element] = []
    gone: list[etree._Element] = []
    for one in rules:
        found = [selector.select("css", text) for text in one.body]
        if one.verb == "keep":
            article += next((elements for elements in found if elements), [])
        else:
            gone += [element for elements in found for element in elements]
    texts: dict[etree._Element, str] = {}
    for element in gone:
        if text := _said([block.text for block in outline(element).blocks]):
            texts[element] = text
    page = outline(root)
    inside = [_is_in(page.nodes[block.node].element, article) for block in page.blocks]
    plain = [
        (page.nodes[block.node].element, block.text)
        for block, within in zip(page.blocks, inside, strict=True)
        if within and block.text in stays and not _is_in(page.nodes[block.node].element, gone)
    ]
    chosen = [*plain[: _PARAGRAPHS - 2], *plain[max(_PARAGRAPHS - 2, len(plain) - 2) :]]
    beside = [
        (page.nodes[block.node].element, block.text)
        for block, within in zip(page.blocks, inside, strict=True)
        if not within
    ]
    for element, text in [*chosen, *beside[:1], *beside[-1:]]:
        texts.setdefault(element, _cut(text))
    wanted: set[etree._Element] = set()
    for element in (*texts, *article):
        at: etree._Element | None = element
        while at is not None and at not in wanted:
            wanted.add(at)
            at = at.getparent()
    return "\n".join(_written(root, texts, wanted, set(gone))) + "\n"


def _is_in(element: etree._Element, tops: Sequence[etree._Element]) -> bool:
    at: etree._Element | None = element
    while at is not None:
        if any(at is top for top in tops):
            return True
        at = at.getparent()
    return False


def _said(texts: Sequence[str]) -> str:
    return _cut(" ".join(texts[:3]))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0]


def _written(
    root: etree._Element,
    texts: Mapping[etree._Element, str],
    wanted: set[etree._Element],
    whole: set[etree._Element],
) -> list[str]:
    """The wanted elements, a line each, with the texts; of those in ``whole`` nothing inside."""
    lines: list[str] = []
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, closing = stack.pop()
        tag = str(element.tag)
        if closing:
            lines.append(f"</{tag}>")
            continue
        kept = [(name, value) for name in _ATTRIBUTES if (value := element.get(name))]
        marks = "".join(f' {name}="{escape(" ".join(value.split()))}"' for name, value in kept)
        text = escape(texts.get(element, ""), quote=False)
        children = [] if element in whole else [one for one in element if one in wanted]
        if not children:
            lines.append(f"<{tag}{marks}>{text}</{tag}>")
            continue
        lines.append(f"<{tag}{marks}>{text}")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(children))
    return lines
