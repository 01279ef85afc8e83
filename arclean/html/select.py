"""Selectors of rule files at work on a page.

CSS is matched here, step by step over sets of elements, with an index by tag, class and id: no
selector costs more than a few looks at each element. XPath, checked beforehand, goes to lxml,
unless the page is so deep that even that would take long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from arclean.errors import InputError
from arclean.html.core import Index, names_of
from arclean.rules.css import Compound, Step, Test, demands, parse_css, text_in
from arclean.rules.xpath import reads_text

__all__ = ["Selector"]

_MAX_COST = 50_000_000
"""Elements that an XPath expression may have looked at in the worst case; about two seconds."""

_FEW = 500
"""Elements that are looked at one by one before all of them are listed."""

_MOST_TAGS = 30
"""Names of elements that are listed name by name; then all elements are, once."""

_parsed = lru_cache(maxsize=2048)(parse_css)
_demands = lru_cache(maxsize=2048)(demands)
_compiled = lru_cache(maxsize=512)(etree.XPath)
_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)


class _AskElements(Exception):  # noqa: N818 - no error
    """The compiled core's index does not tell; the elements must be looked at."""


class Selector:
    """The elements of a page, ready to be selected.

    Args:
        root: the tree.
        source: the page's source, to see without looking at the tree that a name is not in it;
            not read where there is ``index``.
        index: what :func:`arclean.html.core.index_of` made of the tree, if anything: the
            compiled core finds elements without an object for every one of them.
    """

    def __init__(self, root: etree._Element, source: str, index: Index | None = None) -> None:
        self._fast = index
        self._tagged: dict[str, tuple[list[int], list[etree._Element]]] = {}
        self._places_of: dict[etree._Element, int] = {}  # of the elements that were handed out
        self._gone: set[int] = set()  # places of what was inside cleared elements
        self._absent: set[str] = set()  # selectors that nothing on the page has the names for
        self._present: set[str] = set()  # those that select something, until one is cleared
        self._cleared: set[int] = set()  # their own places; they have no attributes any more
        self._parents: list[int] = []
        self._previous: list[int] = []
        self._root = root
        self._source = source
        self._elements: list[etree._Element] = []
        self._order: dict[etree._Element, int] = {}
        self._by: dict[tuple[str, str], list[int]] = {}
        self._depths = 0
        self._names: dict[str, set[str]] = {}
        self._counted: dict[tuple[bool, bool], list[int]] = {}

    def expect(self, texts: tuple[str, ...]) -> None:
        """Ask at once which of some CSS selectors, that will be asked for, may select anything."""
        native = self._native() if texts else None
        if native is not None:
            branches, names, told = _names_of(texts)
            held = [branches[at] for at in native.held(names)]
            self._absent |= told.difference(text for text, _ in held)
            if not self._cleared:
                self._present.update(text for text, whole in held if whole)

    def has(self, selectors: Mapping[str, Any]) -> bool:
        """Whether one of the selectors selects anything."""
        for text in selectors.get("css") or ():
            if text in self._absent:
                continue
            if text in self._present or self._seen(text):
                return True
        return any(self.select("xpath", text) for text in selectors.get("xpath") or ())

    def may_have(self, selectors: Mapping[str, Any]) -> bool:
        """Whether one of the selectors may select anything; False is sure."""
        css = selectors.get("css") or ()
        return bool(selectors.get("xpath")) or not self._absent.issuperset(css)

    def first(self, selectors: Mapping[str, Any]) -> etree._Element | None:
        """The first element that one of the selectors selects."""
        for language, text in _each(selectors):
            found = self.select(language, text)
            if found:
                return found[0]
        return None

    def all(self, selectors: Mapping[str, Any]) -> list[etree._Element]:
        """The elements that any of the selectors selects, in document order."""
        found: dict[etree._Element, None] = {}
        several = 0
        for language, text in _each(selectors):
            several += 1
            found.update(dict.fromkeys(self.select(language, text)))
        return sorted(found, key=self.place) if several > 1 else list(found)

    def place(self, element: etree._Element) -> int:
        """Place of an element in document order; of one that has been taken out where it was."""
        native = self._native()
        if native is None:
            self._index()
            return self._order.get(element, len(self._elements))
        found = self._places_of.get(element)
        if found is None and not self._order:
            left = (place for place in range(len(native)) if place not in self._gone)
            self._order = dict(zip(self._root.iter("*"), left, strict=False))
        return self._order.get(element, len(native)) if found is None else found

    def clear(self, element: etree._Element) -> None:
        """Take everything out of an element that was selected: what was inside is not selected any
        more. The element itself and what stands behind it stay.
        """
        place = self._order[element] if self._elements else self._places_of.get(element)
        if place is None:  # an XPath expression selected it
            self._index()
            place = self._order[element]
        self._present.clear()
        self._cleared.add(place)
        self._gone.update(range(place + 1, place + 1 + self._inside(place)))
        tail = element.tail
        element.clear()
        element.tail = tail

    @property
    def cleared(self) -> list[int] | None:
        """Places of the elements that have been cleared; None where they are not known."""
        return None if self._native() is None else sorted(self._cleared)

    def select(self, language: str, text: str) -> list[etree._Element]:
        """The elements that one selector selects, in document order.

        Raises:
            InputError: the page is so large and deep that an XPath expression would take long.
        """
        if language == "css":
            return [self._element(place) for place in sorted(self._seen(text))]
        size, depths = self._size()
        cost = size * (1 + text.count("/") + text.count("["))
        if reads_text(text):
            cost += depths
        if cost > _MAX_COST:
            raise InputError(f"the page is too large for the XPath expression {text}")
        found = _compiled(text)(self._root)
        if not isinstance(found, list):
            return []
        return [one for one in found if isinstance(one, etree._Element) and type(one.tag) is str]

    def _seen(self, text: str) -> set[int]:
        """The places that a CSS selector selects, without listing all elements if possible."""
        if text in self._absent:
            return set()
        if self._native() is None and not any(
            self._has(kind, name) for kind, name, _ in _demands(text)
        ):
            return set()
        if self._native() is None:
            self._index()
        try:
            return self._places(text)
        except _AskElements:
            self._index()
            return self._places(text)

    def _places(self, text: str) -> set[int]:
        places: set[int] = set()
        for branch in _parsed(text):
            places |= self._branch(branch)
        return places

    def _native(self) -> Any:
        """The compiled core's index; None where elements are at hand, or the pure core runs."""
        return None if self._elements else self._fast

    def _size(self) -> tuple[int, int]:
        """Number of elements, and of those above each, summed up."""
        native = self._native()
        if native is not None:
            return len(native), native.depths()
        self._index()
        return len(self._elements), self._depths

    def _named(self, kind: str, name: str) -> Sequence[int]:
        """The places of the elements of a tag, a class or an id; with text in their tag."""
        native = self._native()
        if native is not None:
            found: Sequence[int] = native.places(kind, name)
        else:
            found = self._by.get((kind, name), ())
        if not self._cleared:
            return found
        past = self._gone if kind == "tag" else self._gone | self._cleared
        return [place for place in found if place not in past]

    def _has(self, kind: str, name: str) -> bool:
        """Whether a name is on the page at all; most selectors need not look any further."""
        if kind == "source":
            return name in self._source or self._fast is not None
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
        self._gone.clear()  # the tree does not have it any more
        self._cleared.clear()
        self._order.clear()
        self._parents.clear()
        by = self._by
        depths: list[int] = []
        order = self._order
        for place, element in enumerate(self._root.iter("*")):
            self._elements.append(element)
            order[element] = place
            parent = element.getparent()
            above = -1 if parent is None else order.get(parent, -1)
            self._parents.append(above)
            depths.append(depths[above] + 1 if above >= 0 else 0)
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
        if combinator == ">":
            return {place for place in wanted if self._up(place) in before}
        if combinator == "+":
            return {place for place in wanted if self._left(place) in before}
        known: dict[int, bool] = {}
        climb = self._up if combinator == " " else self._left
        return {place for place in wanted if _reaches(place, climb, before, known)}

    def _up(self, place: int) -> int:
        native = self._native()
        if native is not None and not self._parents:
            self._parents = native.parents()
        return self._parents[place]

    def _inside(self, place: int) -> int:
        """How many elements an element has inside."""
        native = self._native()
        if native is not None:
            count: int = native.inside(place)
            return count
        behind = place + 1
        while behind < len(self._elements) and self._up(behind) >= place:
            behind += 1
        return behind - 1 - place

    def _left(self, place: int) -> int:
        native = self._native()
        if native is not None:
            self._previous = self._previous or native.previous()
            return self._previous[place]
        other = self._elements[place].getprevious()
        return -1 if other is None else self._order.get(other, -1)

    def _compound(self, compound: Compound) -> set[int]:
        """The elements that meet a compound: those of its rarest name, looked at one by one."""
        native = self._native()
        if native is None:
            tests = [test for test in compound if test.kind in ("tag", "class", "id")]
            lists = [self._named(test.kind, str(test.value)) for test in tests]
            lists.sort(key=len)
        else:  # a search for a name costs more than a look at the elements that have another
            lists = [self._named(kind, name) for kind, name in _rarest(compound)]
        found = set(lists[0]) if lists else set(range(self._size()[0])) - self._gone
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
            native = self._native()
            if native is None:
                return places.intersection(self._named(kind, value))
            past = self._cleared if kind != "tag" else ()
            return {place for place in native.of(list(places), kind, value) if place not in past}
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
        if kind == "attribute":
            name, *rest = value
            ordered = list(places)
            values = zip(ordered, self._values(ordered, name), strict=True)
            return {place for place, text in values if _fits_text(text, *rest)}
        if self._native() is not None and len(places) > _FEW:
            raise _AskElements
        return {place for place in places if _alone(self._element(place), kind)}

    def _values(self, places: Sequence[int], name: str) -> Sequence[str | None]:
        """The value of an attribute of some elements."""
        native = self._native()
        if native is None:
            return [self._elements[place].get(name) for place in places]
        values: Sequence[str | None] = native.attributes(places, name)
        if not self._cleared:
            return values
        pairs = zip(places, values, strict=True)
        return [None if place in self._cleared else value for place, value in pairs]

    def _element(self, place: int) -> etree._Element:
        native = self._native()
        if native is None:
            return self._elements[place]
        tag = native.name(place)
        if tag not in self._tagged and len(self._tagged) >= _MOST_TAGS:
            tag = "*"
        if tag not in self._tagged:
            left = list(range(len(native))) if tag == "*" else native.places("tag", tag)
            if self._gone:
                left = [one for one in left if one not in self._gone]
            self._tagged[tag] = left, list(self._root.iter(tag))
        places, elements = self._tagged[tag]
        element = elements[bisect_left(places, place)]
        self._places_of[element] = place
        return element

    def _positions(self, backwards: bool, typed: bool) -> list[int]:
        """The place of each element among its siblings (of its tag), from 1; worked out once."""
        known = self._counted.get((backwards, typed))
        if known is None:
            if self._native() is not None:
                raise _AskElements
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


def _rarest(compound: Compound) -> list[tuple[str, str]]:
    """What to look for first where a compound is to be met; nothing if that is any element."""
    names = [(test.kind, str(test.value)) for test in compound if test.kind in ("class", "id")]
    names += [("source", text) for text in map(text_in, compound) if text]
    names += [("tag", str(test.value)) for test in compound if test.kind == "tag"]
    return names[:1]


@lru_cache(maxsize=256)
def _names_of(texts: tuple[str, ...]) -> tuple[list[tuple[str, bool]], Any, set[str]]:
    """Of each branch of some selectors the selector, and whether what the core is asked is all that
    it says; what the core is asked; the selectors that it tells of.
    """
    branches = []
    asked = []
    for text in dict.fromkeys(texts):
        for (kind, name, compound), branch in zip(_demands(text), _parsed(text), strict=True):
            told = [one for one in map(_as_told, compound) if one]
            branches.append((text, len(branch) == 1 and len(told) == len(compound)))
            asked.append((kind, name, told))
    names = names_of(asked)
    return branches, names, set(texts) - {branches[at][0] for at in names.odd()}


def _as_told(test: Test) -> tuple[str, str, str, str, bool] | None:
    """A test as the compiled core takes it; None if it does not."""
    if test.kind in ("tag", "class", "id"):
        return test.kind, str(test.value), "", "", False
    if test.kind == "attribute" and isinstance(test.value, tuple):
        name, operator, text, no_case = test.value
        if not no_case or text.isascii():  # both cores know alike what is a small ASCII letter
            return "attribute", name, operator, text, no_case
    return None


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


def _alone(element: etree._Element, kind: str) -> bool:
    """Tests that one element decides."""
    if kind == "empty":
        return len(element) == 0 and not (element.text or "").strip()
    return element.getprevious() is None and element.getnext() is None  # only


def _fits(place: int, a: int, b: int) -> bool:
    return place == b if a == 0 else (place - b) % a == 0 and (place - b) // a >= 0


def _fits_text(value: str | None, operator: str, wanted: str, no_case: bool) -> bool:
    """Whether the value of an attribute is what is asked for."""
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
