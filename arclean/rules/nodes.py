"""A YAML document as plain nodes that know their lines."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry", "List", "Map", "Node", "Scalar"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as it is written; what it means depends on the key that it stands under.

    Attributes:
        line: 1-based line on which it begins.
        text: the text, escapes resolved.
        plain: it stands without quotes and is no block text, so it may mean a number, true or
            false.
    """

    line: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class List:
    """A sequence."""

    line: int
    items: list[Node]


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of one key of a mapping, and the line of the key."""

    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping with distinct text keys, in the order of the file."""

    line: int
    entries: dict[str, Entry]


Node = Scalar | List | Map
