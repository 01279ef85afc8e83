"""Selectors of rule files at work on a page.

CSS is matched here, step by step over sets of elements, with an index by tag, class and id: no
selector costs more than a few looks at each element. XPath, checked beforehand, goes to lxml,
unless the page is so deep that even that would take long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from arclean.errors import InputError
from arclean.rules.css import Compound, Step, Test, literals, parse_css
from arclean.rules.xpath import reads_text

__all__ = ["Selector"]

_MAX_COST = 50_000_000
"""Elements that an XPath expression may have looked at in the worst case; about two seconds."""

_parsed = lru_cache(maxsize=2048)(parse_css)
_literals = lru_cache(maxsize=2048)(literals)
_compiled = lru_cache(maxsize=512)(etree.XPath)
_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)


class Selector:
    """The elements of a page, ready to be selected.

    Args:
        root: the tree.
        source: the page's source, to see without looking at the tree that a name is not in it.
    """

    def __init__(self, root: etree._Element, source: str) -> None:
        self._root = root
        self._source = source
        self._elements: list[etree._Element] = []
        self._order: dict[etree._Element, int] = {}
        self._by: dict[tuple[str, str], list[int]] = {}
        self._depths = 0
        self._names: dict[str, set[str]] = {}
        self._counted: dict[tuple[bool, bool], list[int]] = {}

    def first(self, selectors: Mapping[str, Any]) -> etree._Element | None:
        """The first element that one of the selectors selects."""
        for language, text in _each(selectors):
            found = self.select(language, text)
            if found:
                return found[0]
        return None

    def all(self, selectors: Mapping[str, Any]) -> list[etree._Element]:
        """The elements that any of the selectors selects, in document order."""
        places: set[int] = set()
        for language, text in _each(selectors):
            places.update(self._order[element] for element in self.select(language, text))
        return [self._elements[place] for place in sorted(places)]

    def place(self, element: etree._Element) -> int:
        """Place of an element in document order."""
        self._index()
        return self._order.get(element, len(self._elements))

    def select(self, language: str, text: str) -> list[etree._Element]:
        """The elements that one selector selects, in document order.

        Raises:
            InputError: the page is so large and deep that an XPath expression would take long.
        """
        if language == "css":
            if not any(self._has(kind, name) for kind, name in _literals(text)):
                return []
            self._index()
            places: set[int] = set()
            for branch in _parsed(text):
                places |= self._branch(branch)
            return [self._elements[place] for place in sorted(places)]
        self._index()
        cost = len(self._elements) * (1 + text.count("/") + text.count("["))
        if reads_text(text):
            cost += self._depths
        if cost > _MAX_COST:
            raise InputError(f"the page is too large for the XPath expression {text}")
        found = _compiled(text)(self._root)
        if not isinstance(found, list):
            return []
        return [one for one in found if isinstance(one, etree._Element) and one in self._order]

    def _has(self, kind: str, name: str) -> bool:
        """Whether a name is on the page at all; most selectors need not look any further."""
        if kind == "source":
            return name in self._source
        if not self._names:
            self._names = {
                "class": set(" ".join(_values(_CLASSES, self._root)).split()),
                "id": {one.strip() for one in _values(_IDS, self._root)},
            }
        return name in self._names[kind]

    # --- the index ---

    def _index(self) -> None:
        if self._elements:
            return
        by = self._by
        depths: list[int] = []
        order = self._order
        for place, element in enumerate(self._root.iter("*")):
            self._elements.append(element)
            order[element] = place
            parent = element.getparent()
            depth = depths[order[parent]] + 1 if parent is not None and parent in order else 0
            depths.append(depth)
            by.setdefault(("tag", element.tag), []).append(place)
            if names := element.get("class"):
                for name in set(names.split()):
                    by.setdefault(("class", name), []).append(place)
            if ident := element.get("id"):
                by.setdefault(("id", ident.strip()), []).append(place)
        self._depths = sum(depths)

    def _branch(self, steps: Sequence[Step]) -> set[int]:
        found = self._compound(steps[0].compound)
        for step in steps[1:]:
            if not found:
                break
            found = self._step(step.combinator, found, self._compound(step.compound))
        return found

    def _step(self, combinator: str, before: set[int], wanted: set[int]) -> set[int]:
        """Of the wanted elements those that stand to one of ``before`` as the combinator says."""
        elements, order = self._elements, self._order
        if combinator == ">":
            return {place for place in wanted if self._up(place) in before}
        if combinator == "+":
            return {
                place
                for place in wanted
                if (other := elements[place].getprevious()) is not None
                and order.get(other, -1) in before
            }
        known: dict[int, bool] = {}
        climb = self._up if combinator == " " else self._left
        return {place for place in wanted if _reaches(place, climb, before, known)}

    def _up(self, place: int) -> int:
        parent = self._elements[place].getparent()
        return -1 if parent is None else self._order.get(parent, -1)

    def _left(self, place: int) -> int:
        other = self._elements[place].getprevious()
        return -1 if other is None else self._order.get(other, -1)

    def _compound(self, compound: Compound) -> set[int]:
        """The elements that meet a compound: those of its rarest name, looked at one by one."""
        lists: list[list[int]] = [
            self._by.get((test.kind, str(test.value)), [])
            for test in compound
            if test.kind in ("tag", "class", "id")
        ]
        lists.sort(key=len)
        found = set(lists[0]) if lists else set(range(len(self._elements)))
        for test in compound:
            if not found:
                break
            found = self._meeting(test, found)
        return found

    def _meeting(self, test: Test, places: set[int]) -> set[int]:
        kind = test.kind
        value: Any = test.value
        if kind == "any":
            return places
        if kind in ("tag", "class", "id"):
            named = self._by.get((kind, str(value)), ())
            return places.intersection(named)
        if kind in ("not", "is"):
            inner: set[int] = set()
            for compound in value:
                inner |= self._compound(compound)
            return places - inner if kind == "not" else places & inner
        if kind == "has":
            return places & self._holders(*value)
        if kind == "nth":
            a, b, backwards, typed = value
            positions = self._positions(backwards, typed)
            return {place for place in places if _fits(positions[place], a, b)}
        elements = self._elements
        return {place for place in places if _alone(elements[place], kind, value)}

    def _positions(self, backwards: bool, typed: bool) -> list[int]:
        """The place of each element among its siblings (of its tag), from 1; worked out once."""
        known = self._counted.get((backwards, typed))
        if known is None:
            counts: dict[tuple[int, str], int] = {}
            known = [0] * len(self._elements)
            places = range(len(known))
            for place in reversed(places) if backwards else places:
                key = (self._up(place), self._elements[place].tag if typed else "")
                known[place] = counts[key] = counts.get(key, 0) + 1
            self._counted[backwards, typed] = known
        return known

    def _holders(self, inner: Sequence[Compound], children: bool) -> set[int]:
        """The elements that have one of the compounds inside."""
        holders: set[int] = set()
        for compound in inner:
            for place in self._compound(compound):
                at = self._up(place)
                while at >= 0 and at not in holders:
                    holders.add(at)
                    at = -1 if children else self._up(at)
        return holders


def _each(selectors: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for language in ("css", "xpath"):
        for text in selectors.get(language) or ():
            yield language, text


def _reaches(place: int, climb: Any, goal: set[int], known: dict[int, bool]) -> bool:
    """Whether climbing from a place (it does not count itself) leads to the goal."""
    path = []
    at = climb(place)
    answer = False
    while at >= 0:
        if at in goal:
            answer = True
            break
        if at in known:
            answer = known[at]
            break
        path.append(at)
        at = climb(at)
    for passed in path:
        known[passed] = answer
    return answer


def _alone(element: etree._Element, kind: str, value: Any) -> bool:
    """Tests that one element decides."""
    if kind == "attribute":
        name, operator, wanted, no_case = value
        return _attribute(element, name, operator, wanted, no_case)
    if kind == "empty":
        return len(element) == 0 and not (element.text or "").strip()
    return element.getprevious() is None and element.getnext() is None  # only


def _fits(place: int, a: int, b: int) -> bool:
    return place == b if a == 0 else (place - b) % a == 0 and (place - b) // a >= 0


def _attribute(
    element: etree._Element, name: str, operator: str, wanted: str, no_case: bool
) -> bool:
    value = element.get(name)
    if value is None:
        return False
    if no_case:
        value = value.lower()
    if not operator:
        return True
    if operator == "=":
        return value == wanted
    if not wanted:
        return False
    if operator == "~=":
        return wanted in value.split()
    if operator == "|=":
        return value == wanted or value.startswith(wanted + "-")
    if operator == "^=":
        return value.startswith(wanted)
    if operator == "$=":
        return value.endswith(wanted)
    return wanted in value


def _values(attributes: etree.XPath, root: etree._Element) -> list[str]:
    found: Any = attributes(root)
    return list(found)
