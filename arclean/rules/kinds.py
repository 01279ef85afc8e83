"""What may stand behind a key of a rule file, and what a section of keys is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = [
    "Choice",
    "Flag",
    "Key",
    "Kind",
    "Many",
    "Number",
    "Pattern",
    "Phrase",
    "Section",
    "Sub",
    "Text",
    "Whole",
    "Word",
]


@dataclass(frozen=True)
class Text:
    """Free text: one line, or any number of them."""

    noun: str
    most: int
    lines: bool = False
    least: int = 1


@dataclass(frozen=True)
class Word:
    """Text of a certain shape.

    Attributes:
        noun: what it is, for messages.
        read: gives the word in the spelling to compile, or raises ValueError with what is wrong.
        shape: the same as an anchored regular expression for the JSON Schema, as far as one can say
            it.
    """

    noun: str
    read: Callable[[str], str]
    shape: str


@dataclass(frozen=True)
class Phrase:
    """Words of a page. Folded when read, and for ``is`` trimmed too."""

    trimmed: bool = False
    noun: str = "phrase"


@dataclass(frozen=True)
class Pattern:
    """A regular expression in the bounded dialect."""

    noun: str = "regular expression"


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    low: int
    high: int


@dataclass(frozen=True)
class Number:
    """A number above 0 and up to 1."""


@dataclass(frozen=True)
class Flag:
    """true or false."""


@dataclass(frozen=True)
class Choice:
    """One of a closed set of words."""

    noun: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list. ``or_one``: a single item may stand without the list."""

    item: Kind
    most: int
    least: int = 1
    or_one: bool = False


@dataclass(frozen=True)
class Sub:
    """A section, by name. ``short``: text or a list of texts may stand for a section with only this
    key.
    """

    section: str
    short: str | None = None


Kind = Text | Word | Phrase | Pattern | Whole | Number | Flag | Choice | Many | Sub


@dataclass(frozen=True)
class Key:
    """One key of a section."""

    name: str
    kind: Kind
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Section:
    """A mapping with known keys.

    Attributes:
        doc: what it says, one sentence.
        keys: its keys, in the order of the documentation.
        one_of: exactly one of these keys must be there.
        some_of: at least one of these keys must be there.
    """

    doc: str
    keys: tuple[Key, ...]
    one_of: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()

    def key(self, name: str) -> Key | None:
        """The key of that name; None without one."""
        return next((key for key in self.keys if key.name == name), None)
