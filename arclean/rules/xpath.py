"""XPath in rule files: a checked subset of XPath 1.0, for what CSS cannot say (texts, positions).

Rules come from strangers, and XPath can be made to take forever. So an expression walks down from
the page's root with one ``//`` in front and ``/`` behind it, and its predicates look at the
element's own attributes, children and text. With that each element is looked at once a step.
"""

from __future__ import annotations

import re

__all__ = ["reads_text", "xpath_expression"]

_MAX_STEPS = 10
_MAX_PREDICATES = 10
_MAX_DEPTH = 4

_FUNCTIONS = frozenset(
    "contains starts-with normalize-space not position last count string string-length concat"
    " true false text substring-before substring-after translate".split()
)
_WORDS = frozenset(("and", "or", "mod", "div"))
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"[^\"]*\"|'[^']*')|(?P<number>\d{1,9}(?:\.\d{1,3})?)|(?P<axis>[a-z-]+)::"
    r"|(?P<function>[a-z-]+)\s*\(|(?P<name>@?[A-Za-z_][\w-]*|@\*)|(?P<mark>//|\.\.|!=|<=|>=|[/.*=<>|()\[\],+-])"
    r")"
)
_AXES = frozenset(("child", "attribute", "self"))


def xpath_expression(word: str) -> str:
    """An expression as a rule file holds it.

    Raises:
        ValueError: it is none of the subset.
    """
    if len(word) > 500:
        raise ValueError("write at most 500 characters")
    _check(word)
    return word


def reads_text(word: str) -> bool:
    """Whether the text of elements is read: that costs the size of all that is inside."""
    return any(
        token["mark"] == "." or (token["function"] or "") in ("string", "normalize-space", "text")
        for token in _tokens(word)
    )


def _tokens(word: str) -> list[re.Match[str]]:
    tokens = []
    at = 0
    end = len(word.rstrip())
    while at < end:
        found = _TOKEN.match(word, at)
        if found is None:
            raise ValueError(f"{word[at : at + 10]!r} is no part of the XPath that rules may use")
        tokens.append(found)
        at = found.end()
    return tokens


def _check(word: str) -> None:
    tokens = _tokens(word)
    if not tokens or tokens[0]["mark"] != "//":
        raise ValueError("it must begin with //")
    stack: list[str] = []
    steps = predicates = 0
    start = True  # a // may stand here
    for token in tokens:
        mark = token["mark"]
        if mark == "//":
            if not start:
                raise ValueError("// stands only at the beginning; write the steps between with /")
            steps += 1
        elif mark == "..":
            raise ValueError("an expression walks down only; '..' is not allowed")
        elif mark == "/":
            steps += 1
        elif mark == "|" and stack:
            raise ValueError("| stands only between whole expressions")
        elif mark == "[":
            stack.append("]")
            predicates += 1
        elif mark == "(":
            stack.append(")")
        elif mark in ("]", ")") and (not stack or stack.pop() != mark):
            raise ValueError(f"'{mark}' closes nothing")
        if token["axis"] and token["axis"] not in _AXES:
            raise ValueError(
                f"the axis {token['axis']} is not allowed; there are {', '.join(sorted(_AXES))}"
            )
        if token["function"]:
            if token["function"] not in _FUNCTIONS | _WORDS:
                raise ValueError(
                    f"the function {token['function']} is not allowed; there are "
                    f"{', '.join(sorted(_FUNCTIONS))}"
                )
            stack.append(")")
        if len(stack) > _MAX_DEPTH:
            raise ValueError(f"brackets stand at most {_MAX_DEPTH} deep")
        start = mark == "|"
    if stack:
        raise ValueError(f"'{stack[-1]}' is missing")
    if steps > _MAX_STEPS or predicates > _MAX_PREDICATES:
        raise ValueError(f"write at most {_MAX_STEPS} steps and {_MAX_PREDICATES} predicates")
