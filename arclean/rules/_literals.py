"""Strings that every match of a pattern must contain one of: the prefilter that spares most lines
the pattern.
"""

from __future__ import annotations

from arclean.rules._ast import Alternation, Any, Chars, Edge, Node, Repeat, Sequence
from arclean.rules._cost import min_length

__all__ = ["required_literals"]

_MIN_LENGTH = 2
_MAX_STRINGS = 64
_MAX_LENGTH = 64
_MAX_CLASS = 4

_Strings = frozenset[str]
_EMPTY: _Strings = frozenset([""])


def required_literals(node: Node) -> _Strings | None:
    """The best set of which every match contains at least one; None where no set of strings long
    enough exists.
    """
    exact, needed = _analyse(node)
    best = _better(exact, needed)
    return best if best is not None and min(map(len, best)) >= _MIN_LENGTH else None


def _analyse(node: Node) -> tuple[_Strings | None, _Strings | None]:
    """All strings that the node matches, where they are few, and the best set that every match
    contains one of.
    """
    if isinstance(node, Chars):
        few = not node.negated and node.members.size <= _MAX_CLASS
        return (frozenset(node.members.characters()) if few else None), None
    if isinstance(node, Any):
        return None, None
    if isinstance(node, Edge):
        return _EMPTY, None
    if isinstance(node, Sequence):
        return _sequence([_analyse(item) for item in node.items])
    if isinstance(node, Alternation):
        return _alternation([_analyse(branch) for branch in node.branches])
    return _repeat(node)


def _sequence(
    parts: list[tuple[_Strings | None, _Strings | None]],
) -> tuple[_Strings | None, _Strings | None]:
    best: _Strings | None = None
    run: _Strings = _EMPTY
    broken = False
    for exact, needed in parts:
        joined = None if exact is None else _product(run, exact)
        if joined is not None:
            run = joined
            continue
        best = _better(_better(best, run), needed)
        run = _EMPTY if exact is None else exact
        broken = True
    return (None if broken else run), _better(best, run)


def _alternation(
    parts: list[tuple[_Strings | None, _Strings | None]],
) -> tuple[_Strings | None, _Strings | None]:
    all_exact: set[str] | None = set()
    all_needed: set[str] | None = set()
    for exact, needed in parts:
        all_exact = None if exact is None or all_exact is None else all_exact | exact
        best = _better(exact, needed)
        all_needed = None if best is None or all_needed is None else all_needed | best
    return _few(all_exact), _few(all_needed)


def _repeat(node: Repeat) -> tuple[_Strings | None, _Strings | None]:
    if node.low == 0:
        return None, None
    exact, needed = _analyse(node.body)
    copies: _Strings | None = None
    # `low` copies in a row stand in every match, as far as there are few such strings.
    if exact is not None and node.low * min_length(node.body) <= _MAX_LENGTH:
        copies = _EMPTY
        for _ in range(node.low):
            copies = None if copies is None else _product(copies, exact)
    whole = copies if node.low == node.high else None
    return whole, _better(_better(copies, exact), needed)


def _product(left: _Strings, right: _Strings) -> _Strings | None:
    if len(left) * len(right) > _MAX_STRINGS:
        return None
    return _few({a + b for a in left for b in right})


def _few(strings: set[str] | None) -> _Strings | None:
    if strings is None or len(strings) > _MAX_STRINGS or max(map(len, strings)) > _MAX_LENGTH:
        return None
    return frozenset(strings)


def _better(left: _Strings | None, right: _Strings | None) -> _Strings | None:
    """The set that lets fewer lines through: longer strings, then fewer of them."""
    if left is None or right is None:
        return right if left is None else left
    return max(left, right, key=lambda strings: (min(map(len, strings)), -len(strings)))
