"""CSS selectors of rule files: a subset of Selectors Level 4 whose cost is bounded.

A selector is read into steps, each a combinator and a compound; ``arclean.html.select`` matches
them one step after the other over sets of elements, so that a selector of n steps looks at each
element of a page at most n times, whatever the page.

What there is: type, ``*``, ``.class``, ``#id``, ``[attribute]`` with ``= ~= |= ^= $= *=`` and the
flag ``i``; the combinators blank, ``>``, ``+``, ``~``; ``:not() :is() :has()`` (compounds inside,
``:has`` with ``>`` in front too), ``:first-child :last-child :only-child :first-of-type
:last-of-type :nth-child() :nth-last-child() :nth-of-type() :empty``; lists with commas.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Compound", "Demand", "Step", "Test", "css_selector", "demands", "parse_css", "text_in"]

_MAX_STEPS = 8
_MAX_TESTS = 12
_MAX_BRANCHES = 30

# What CSS calls a name: letters, digits, hyphens and underscores of ASCII, all beyond it, escapes.
# Told by what it is not: re takes 10 ms to compile what ends far beyond ASCII, eight times.
_NAME = r"(?:\\[^\n]|[^\x00-,./:-@\[-^`{-\x7f])+"
_TOKEN = re.compile(
    rf"(?P<blank>\s+)|(?P<hash>\#{_NAME})|(?P<class>\.{_NAME})|(?P<pseudo>:{_NAME})"
    rf"|(?P<name>{_NAME}|\*)"
    rf"|\[\s*(?P<attribute>{_NAME})\s*(?:(?P<op>[~|^$*]?=)\s*(?:\"(?P<double>[^\"\n]*)\""
    rf"|'(?P<single>[^'\n]*)'|(?P<bare>{_NAME}))\s*(?P<flag>[iI])?\s*)?\]"
    r"|(?P<mark>[>+~,()])"
)
_NTH = re.compile(
    r"\s*(?:(?P<word>odd|even)|(?:(?P<a>[+-]?\d{0,4})n)?\s*(?P<b>[+-]?\s*\d{1,4})?)\s*\)", re.I
)
_PLAIN = {
    ":first-child": ("nth", 0, 1, False, False),
    ":last-child": ("nth", 0, 1, True, False),
    ":first-of-type": ("nth", 0, 1, False, True),
    ":last-of-type": ("nth", 0, 1, True, True),
}
_NTHS = {
    ":nth-child": (False, False),
    ":nth-last-child": (True, False),
    ":nth-of-type": (False, True),
}


class Test(NamedTuple):
    """One thing that an element must meet.

    ``kind`` and ``value``: ``tag`` name; ``id`` and ``class`` name; ``attribute`` (name, operator
    or "", text, whether case counts not); ``nth`` (a, b, counted from the end, of one type);
    ``only``, ``empty`` None; ``not`` and ``is`` compounds; ``has`` (compounds, children alone).
    """

    kind: str
    value: object


Compound = tuple[Test, ...]


class Step(NamedTuple):
    """A combinator (``""`` for the first, else blank, ``>``, ``+`` or ``~``) and a compound."""

    combinator: str
    compound: Compound


def css_selector(word: str) -> str:
    """A selector as a rule file holds it.

    Raises:
        ValueError: it is none of the subset.
    """
    if len(word) > 500:
        raise ValueError("write at most 500 characters")
    parse_css(word)
    return word


def parse_css(text: str) -> list[list[Step]]:
    """The branches of a selector list.

    Raises:
        ValueError: with what is wrong, and where.
    """
    return _Parser(text).branches()


class Demand(NamedTuple):
    """What a page must hold where a branch of a selector matches: ``("class", name)``, ``("id",
    name)``, or ``("source", text)`` for a string of the page's source, which may be empty; and the
    compound that says so.
    """

    kind: str
    name: str
    compound: Compound


def demands(text: str) -> list[Demand]:
    """One for each branch.

    Values of attributes stand in the source as they are, entities aside.
    """
    found = []
    for branch in parse_css(text):
        names: list[Demand] = []
        rest = [Demand("source", "", branch[0].compound)]
        for _, compound in branch:
            for test in compound:
                if test.kind in ("id", "class"):
                    names.append(Demand(test.kind, str(test.value), compound))
                else:
                    rest.append(Demand("source", text_in(test), compound))
        found.append(max(names or rest, key=lambda one: len(one.name)))
    return found


def text_in(test: Test) -> str:
    """What the source of an element that meets a test holds as it is; maybe nothing."""
    if test.kind != "attribute" or not isinstance(test.value, tuple) or test.value[3]:
        return ""
    found = re.search(r"[^&<>\"'\s]+", test.value[2])
    return found[0] if found else ""


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, what: str) -> ValueError:
        return ValueError(f"at character {self.at + 1}: {what}")

    def token(self) -> re.Match[str] | None:
        found = _TOKEN.match(self.text, self.at)
        if found is None and self.at < len(self.text):
            raise self.fail(f"{self.text[self.at : self.at + 10]!r} is no part of a selector")
        return found

    def blanks(self) -> bool:
        found = re.compile(r"\s*").match(self.text, self.at)
        assert found is not None
        moved = found.end() > self.at
        self.at = found.end()
        return moved

    def branches(self) -> list[list[Step]]:
        branches = [self.branch()]
        while self.at < len(self.text):
            if self.text[self.at] != ",":
                raise self.fail("write a comma between selectors")
            self.at += 1
            branches.append(self.branch())
        if len(branches) > _MAX_BRANCHES:
            raise self.fail(f"write at most {_MAX_BRANCHES} selectors in one list")
        return branches

    def branch(self) -> list[Step]:
        self.blanks()
        steps = [Step("", self.compound())]
        while True:
            combinator = " " if self.blanks() else ""
            if self.at < len(self.text) and self.text[self.at] in ">+~":
                combinator = self.text[self.at]
                self.at += 1
                self.blanks()
            if not combinator or self.at >= len(self.text) or self.text[self.at] in ",)":
                if combinator.strip():
                    raise self.fail(f"nothing stands behind '{combinator}'")
                return steps
            steps.append(Step(combinator, self.compound()))
            if len(steps) > _MAX_STEPS:
                raise self.fail(f"write at most {_MAX_STEPS} steps")

    def compound(self) -> Compound:
        tests: list[Test] = []
        while (found := self.token()) is not None:
            kind = found.lastgroup
            if found["name"]:
                if tests:
                    raise self.fail("a tag name stands first")
                if found["name"] != "*":
                    tests.append(Test("tag", _bare(found["name"]).lower()))
                else:
                    tests.append(Test("any", None))
            elif found["hash"]:
                tests.append(Test("id", _bare(found["hash"][1:])))
            elif found["class"]:
                tests.append(Test("class", _bare(found["class"][1:])))
            elif found["attribute"]:
                tests.append(_attribute(found))
            elif found["pseudo"]:
                self.at = found.end()
                tests.append(self.pseudo(found["pseudo"].lower()))
                continue
            else:
                assert kind in ("blank", "mark")
                break
            self.at = found.end()
            if len(tests) > _MAX_TESTS:
                raise self.fail(f"write at most {_MAX_TESTS} conditions on one element")
        if not tests:
            raise self.fail("a tag, .class, #id or [attribute] is missing")
        return tuple(tests)

    def pseudo(self, name: str) -> Test:
        if name in _PLAIN:
            kind, *value = _PLAIN[name]
            return Test(str(kind), tuple(value))
        if name in (":only-child", ":empty"):
            return Test(name[1:].removesuffix("-child"), None)
        if name in _NTHS:
            return self.nth(name)
        if name not in (":not", ":is", ":has"):
            raise self.fail(
                f"{name} is not known here; there are :not :is :has :nth-child :first-child …"
            )
        if self.text[self.at : self.at + 1] != "(":
            raise self.fail(f"write {name}(…)")
        self.at += 1
        self.blanks()
        child = name == ":has" and self.text[self.at : self.at + 1] == ">"
        if child:
            self.at += 1
        inner: list[Compound] = []
        while True:
            self.blanks()
            compound = self.compound()
            if any(test.kind in ("not", "is", "has") for test in compound):
                raise self.fail("these do not stand inside one another")
            inner.append(compound)
            self.blanks()
            mark = self.text[self.at : self.at + 1]
            if mark not in (",", ")"):
                raise self.fail(f"only one element can be described inside {name}(…)")
            self.at += 1
            if mark == ")":
                break
            if len(inner) > _MAX_BRANCHES:
                raise self.fail(f"write at most {_MAX_BRANCHES} selectors in one list")
        if name == ":has":
            return Test("has", (tuple(inner), child))
        return Test(name[1:], tuple(inner))

    def nth(self, name: str) -> Test:
        found = (
            _NTH.match(self.text, self.at + 1) if self.text[self.at : self.at + 1] == "(" else None
        )
        if found is None or not found[0].rstrip(" )"):
            raise self.fail(f"write {name}(2), {name}(odd) or {name}(3n+1)")
        self.at = found.end()
        word = (found["word"] or "").lower()
        if word:
            a, b = 2, 1 if word == "odd" else 0
        else:
            step = found["a"]
            a = 0 if step is None else int(step + "1" if step in ("", "+", "-") else step)
            b = int((found["b"] or "0").replace(" ", ""))
        return Test("nth", (a, b, *_NTHS[name]))


def _bare(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _attribute(found: re.Match[str]) -> Test:
    value = found["double"] if found["double"] is not None else found["single"]
    if value is None:
        value = _bare(found["bare"] or "")
    flag = found["flag"] is not None
    name = found["attribute"].lower()
    return Test("attribute", (name, found["op"] or "", value.lower() if flag else value, flag))
