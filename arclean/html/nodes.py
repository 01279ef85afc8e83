"""The HTML verbs of rule files: ``keep`` and ``drop``, at work on a tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from arclean.document import NodeRemoval, Note
from arclean.errors import InputError
from arclean.html.core import outline
from arclean.html.select import Selector
from arclean.text.core import Probe, line_core
from arclean.text.outcome import refusal

__all__ = ["TreeRules", "css_path", "parent", "source_line"]

_MOST_IN_PATH = 4

Rule = Mapping[str, Any]


class TreeRules:
    """Runs the HTML verbs of a program over one page.

    Attributes:
        kept: the elements that ``keep`` chose; None where no rule keeps anything.
        removals: what ``drop`` took, each with its element.
        keepers: the rules that chose them.
        notes: rules that did nothing, and why.
        missed: the rules keep something, but the page has none of it.
    """

    def __init__(self, rules: Sequence[Rule], selector: Selector, root: etree._Element) -> None:
        self.kept: list[etree._Element] | None = None
        self.removals: list[tuple[etree._Element, NodeRemoval]] = []
        self.notes: list[Note] = []
        self.keepers: list[Rule] = []  # the rules that kept something
        self._selector = selector
        selectors = [css for rule in rules if rule["html"] for css in rule["html"].get("css") or ()]
        selector.expect(tuple(selectors))
        keeps = [rule for rule in rules if rule["verb"] == "keep"]
        for rule in keeps:
            self._keep(rule)
        self.missed = bool(keeps) and self.kept is None
        if self.missed:
            return
        drops = [
            rule for rule in rules if rule["verb"] == "drop" and selector.may_have(rule["html"])
        ]
        if drops:
            inside = None if self.kept is None else _inside(self.kept)
            size = 0
            if any((rule["at_most"] or {}).get("share") for rule in drops):
                tops = [root] if self.kept is None else self.kept
                size = sum(_size(element) for element in tops)
            for rule in drops:
                self._drop(rule, inside, size)

    def _keep(self, rule: Rule) -> None:
        least = rule["html"].get("min_chars") or 1
        for language in ("css", "xpath"):
            for text in rule["html"].get(language) or ():
                found = self._select(rule, language, text)
                if not found or sum(map(_size, found)) < least:
                    continue
                self.kept = [*(self.kept or ()), *found]
                self.keepers.append(rule)
                return

    def _select(self, rule: Rule, language: str, text: str) -> list[etree._Element]:
        try:
            return self._selector.select(language, text)
        except (InputError, etree.XPathError) as error:
            message = f"{rule['id']} did nothing: {error}"
            self.notes.append(Note("over-budget", rule["id"], message))
            return []

    def _drop(self, rule: Rule, inside: set[etree._Element] | None, size: int) -> None:
        found: dict[etree._Element, None] = {}
        for language in ("css", "xpath"):
            for text in rule["html"].get(language) or ():
                found.update(dict.fromkeys(self._select(rule, language, text)))
        condition = rule["html"].get("text")
        wanted = []
        for element in _outermost(found):
            if inside is not None and element not in inside:
                continue
            text = _text(element)
            if not text:
                continue
            if condition is None or _meets(condition, " ".join(text.split()), element):
                wanted.append((element, text))
        if wanted and not self._over_budget(rule, [text for _, text in wanted], size):
            for element, text in wanted:
                removal = NodeRemoval(
                    rule["id"], rule["category"], css_path(element), source_line(element), text
                )
                self.removals.append((element, removal))
                # An empty element stays, so that what stood around it is not glued together.
                self._selector.clear(element)

    def _over_budget(self, rule: Rule, texts: Sequence[str], size: int) -> bool:
        most = rule["at_most"] or {}
        lines = sum(text.count("\n") + 1 for text in texts)
        gone = sum(map(len, texts))
        if most.get("times") is not None and len(texts) > most["times"]:
            found = refusal("times", 0, len(texts), most["times"])
        elif most.get("lines") is not None and lines > most["lines"]:
            found = refusal("lines", 0, lines, most["lines"])
        elif most.get("share") is not None and gone > most["share"] * size:
            found = refusal("share", 0, gone / max(1, size), most["share"])
        else:
            return False
        message = f"{rule['id']} wanted {found[2]}; it did nothing"
        self.notes.append(Note(found[0], rule["id"], message))
        return True


def parent(element: etree._Element) -> etree._Element | None:
    """The element above; None for the root."""
    return element.getparent()


def source_line(element: etree._Element) -> int:
    """Line of the page's source on which an element begins; 0 where that is not known."""
    return int(getattr(element, "sourceline", None) or 0)


def css_path(element: etree._Element) -> str:
    """Where an element stands: as CSS, from the nearest id down, four elements at most."""
    parts: list[str] = []
    at: etree._Element | None = element
    while at is not None and len(parts) < _MOST_IN_PATH:
        name = (at.get("id") or "").split()
        classes = (at.get("class") or "").split()[:2]
        mark = f"#{name[0]}" if name else "".join(f".{one}" for one in classes)
        parts.append(at.tag + mark)
        if name or at.tag == "body":
            break
        at = parent(at)
    return " > ".join(reversed(parts))


def _text(element: etree._Element) -> str:
    """What an element says, a line for each block."""
    return outline(element).text()


def _size(element: etree._Element) -> int:
    return sum(len(block.text) for block in outline(element).blocks)


def _inside(tops: Iterable[etree._Element]) -> set[etree._Element]:
    """All elements inside of some."""
    found: set[etree._Element] = set()
    for top in tops:
        if top not in found:
            found.update(top.iter("*"))
    return found


def _outermost(elements: Mapping[etree._Element, None]) -> list[etree._Element]:
    """Those that do not lie in another one of them."""
    known: dict[etree._Element, bool] = {}  # whether it or something above it is one of them
    result = []
    for element in elements:
        path = []
        at = parent(element)
        covered = False
        while at is not None:
            if at in elements or known.get(at):
                covered = True
                break
            if at in known:
                break
            path.append(at)
            at = parent(at)
        known.update(dict.fromkeys(path, covered))
        if not covered:
            result.append(element)
    return result


def _meets(condition: Mapping[str, Any], text: str, element: etree._Element) -> bool:
    """Whether the text of an element, as one line, meets a condition."""
    rest = dict(condition)
    least = rest.pop("link_share", None)
    if least is not None:
        blocks = outline(element).blocks
        linked = sum(block.linked for block in blocks)
        if linked < least * max(1, sum(len(block.text) for block in blocks)):
            return False
    inner = rest.pop("not", None)
    if inner is not None and _meets(inner, text, element):
        return False
    if not rest:
        return True
    probe = _probe(json.dumps(rest, ensure_ascii=False, sort_keys=True))
    return bool(probe.run(line_core().Page(text))[0])


@lru_cache(maxsize=512)
def _probe(condition: str) -> Probe:
    return line_core().Probe([{"all": [{"zone": None, "when": json.loads(condition)}]}])
