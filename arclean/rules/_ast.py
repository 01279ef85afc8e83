"""The syntax tree of the regex dialect, and its plainest spelling."""

from __future__ import annotations

from dataclasses import dataclass

from arclean.rules._charset import ANY, CharSet

__all__ = ["Alternation", "Any", "Chars", "Edge", "Node", "Repeat", "Sequence", "charset", "emit"]


@dataclass(frozen=True)
class Chars:
    """One character out of a set: a literal, a class, or a negated class.

    Attributes:
        members: the characters that are written.
        negated: any character but those, and but LF.
    """

    members: CharSet
    negated: bool = False

    @classmethod
    def literal(cls, char: str) -> Chars:
        """The node for one literal character."""
        return cls(CharSet(((ord(char), ord(char)),)))


@dataclass(frozen=True)
class Any:
    """``.``: any character but LF."""


@dataclass(frozen=True)
class Edge:
    """``^`` or ``$``: an end of the line."""

    char: str


@dataclass(frozen=True)
class Sequence:
    """Two items or more, one behind the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Alternation:
    """Two branches or more; the first that leads to a match wins."""

    branches: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """``body`` at least ``low`` and at most ``high`` times (None: without bound), as often as
    possible first.
    """

    body: Node
    low: int
    high: int | None


Node = Chars | Any | Edge | Sequence | Alternation | Repeat


def charset(node: Chars | Any) -> CharSet:
    """The characters that a one-character node matches."""
    if isinstance(node, Any):
        return ANY
    if not node.negated:
        return node.members
    return CharSet.union((node.members, ANY.complement())).complement()


def emit(node: Node) -> str:
    """The node as a pattern that Python's ``re`` and ``regex`` (V0) and Rust's ``regex-automata``
    read alike.
    """
    if isinstance(node, Chars):
        return _emit_chars(node)
    if isinstance(node, Any):
        return "."
    if isinstance(node, Edge):
        return node.char
    if isinstance(node, Sequence):
        return "".join(
            f"(?:{emit(item)})" if isinstance(item, Alternation) else emit(item)
            for item in node.items
        )
    if isinstance(node, Alternation):
        return "|".join(emit(branch) for branch in node.branches)
    body = emit(node.body)
    return (body if isinstance(node.body, Chars | Any) else f"(?:{body})") + _emit_bounds(node)


def _emit_bounds(node: Repeat) -> str:
    short = {(0, 1): "?", (0, None): "*", (1, None): "+"}.get((node.low, node.high))
    if short:
        return short
    if node.low == node.high:
        return f"{{{node.low}}}"
    return f"{{{node.low},{'' if node.high is None else node.high}}}"


def _emit_chars(node: Chars) -> str:
    if not node.negated and node.members.size == 1:
        return _escape(chr(node.members.ranges[0][0]), "\\.[](){}|^$?*+")
    parts: list[str] = []
    for low, high in node.members.ranges:
        ends = [_escape(chr(code), "\\[]^-&~") for code in (low, high)]
        if low == high:
            parts.append(ends[0])
        elif high == low + 1:
            parts.append("".join(ends))
        else:
            parts.append("-".join(ends))
    # A line holds no LF, so naming it changes no match; but ``regex`` (2026.11.15 and before) reads
    # [^a]|[^b], two negated classes of one character each, as [^ab].
    return f"[^{''.join(parts)}\\n]" if node.negated else f"[{''.join(parts)}]"


def _escape(char: str, special: str) -> str:
    return "\\" + char if char in special else char
