"""Nodes of a YAML file, checked against the tables of the format.

What comes out are plain values with the lines they stand on; ``compile.py`` makes the compiled file
of them and checks what concerns several keys at once. The first fault ends the reading with one
RuleError: file, line, dotted key, what is wrong, what to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from arclean.errors import RuleError
from arclean.rules._messages import either, join, name_node, plural, some, unknown_key, with_article
from arclean.rules._text import nearest, quote
from arclean.rules.dialect import Checked, check
from arclean.rules.kinds import (
    Choice,
    Flag,
    Kind,
    Many,
    Number,
    Pattern,
    Phrase,
    Section,
    Sub,
    Text,
    Whole,
    Word,
)
from arclean.rules.model import SECTIONS
from arclean.rules.nodes import List, Map, Node, Scalar
from arclean.text.fold import fold, trim

__all__ = ["PatternUse", "PhraseUse", "Reader", "Table"]

_MAX_PHRASE = 300
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})?(?:\.[0-9]{1,17})?")


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """One phrase of a file: where it stands, how it is written, how it folds."""

    key: str
    line: int
    written: str
    folded: str


@dataclass(frozen=True, slots=True)
class PatternUse:
    """One regular expression of a file, and what was proved about it."""

    key: str
    line: int
    checked: Checked


@dataclass(frozen=True)
class Table:
    """A section that was read.

    Attributes:
        line: where it begins.
        key: its dotted path.
        values: what its keys hold; absent keys are absent.
        lines: the line of each key.
    """

    line: int
    key: str
    values: dict[str, Any]
    lines: dict[str, int]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a key."""
        return self.values.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def path(self, name: str) -> str:
        """The dotted path of a key."""
        return join(self.key, name)


@dataclass
class Reader:
    """Reads one file; collects its phrases, its patterns and the line of every key."""

    path: str | None
    phrases: list[PhraseUse] = field(default_factory=list)
    patterns: list[PatternUse] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def error(self, message: str, line: int, key: str) -> RuleError:
        """The error for a fault in this file."""
        return RuleError(message, path=self.path, line=line, key=key or None)

    def fault(self, table: Table, name: str, message: str) -> RuleError:
        """The error for a fault at a key of a table."""
        return self.error(message, table.lines.get(name, table.line), table.path(name))

    def read(self, kind: Kind, node: Node, key: str) -> Any:
        """The value of a node that must be of a kind.

        Raises:
            RuleError: it is not.
        """
        self.lines[key] = node.line
        if isinstance(kind, Many):
            return self.many(kind, node, key)
        if isinstance(kind, Sub):
            return self.sub(kind, node, key)
        if isinstance(kind, Whole):
            return self.whole(kind, node, key)
        if isinstance(kind, Number):
            return self.number(node, key)
        if isinstance(kind, Flag):
            return self.flag(node, key)
        if isinstance(kind, Choice):
            return self.choice(kind, node, key)
        if isinstance(kind, Phrase):
            return self.phrase(kind, node, key)
        if isinstance(kind, Pattern):
            return self.pattern(node, key)
        if isinstance(kind, Word):
            return self.word(kind, node, key)
        return self.text(kind, node, key)

    # Scalars

    def scalar(self, node: Node, key: str, noun: str) -> Scalar:
        """The node as a scalar that holds something."""
        if not isinstance(node, Scalar):
            raise self.error(
                f"write {with_article(noun)} here, not {name_node(node)}", node.line, key
            )
        if node.plain and node.text in _NULLS:
            advice = (
                f", or put {quote(node.text)} in quotes if you mean the word" if node.text else ""
            )
            raise self.error(
                f"the value is missing; write {with_article(noun)}{advice}", node.line, key
            )
        return node

    def text(self, kind: Text, node: Node, key: str) -> str:
        """Free text."""
        text = self.scalar(node, key, kind.noun).text
        shown = text if kind.lines else text.strip()
        if not kind.lines and ("\n" in shown or "\r" in shown):
            raise self.error(f"the {kind.noun} must stand on one line", node.line, key)
        if len(shown) < kind.least:
            raise self.error(
                f"the {kind.noun} is empty; write one sentence or name", node.line, key
            )
        if len(shown) > kind.most:
            raise self.error(
                f"the {kind.noun} is longer than {kind.most:,} characters", node.line, key
            )
        return shown

    def word(self, kind: Word, node: Node, key: str) -> str:
        """A word of a certain shape."""
        text = self.scalar(node, key, kind.noun).text
        try:
            return kind.read(text)
        except ValueError as error:
            raise self.error(
                f"{quote(text)} is no valid {kind.noun}: {error}", node.line, key
            ) from None

    def choice(self, kind: Choice, node: Node, key: str) -> str:
        """One of a closed set."""
        text = self.scalar(node, key, kind.noun).text
        if text not in kind.values:
            close = nearest(text, kind.values)
            advice = f"did you mean {quote(close)}?" if close else f"choose {either(kind.values)}"
            raise self.error(f"there is no {kind.noun} {quote(text)}; {advice}", node.line, key)
        return text

    def flag(self, node: Node, key: str) -> bool:
        """true or false."""
        scalar = self.scalar(node, key, "true or false")
        if not scalar.plain or scalar.text not in _TRUTH:
            raise self.error(f"write true or false, not {quote(scalar.text)}", node.line, key)
        return _TRUTH[scalar.text]

    def whole(self, kind: Whole, node: Node, key: str) -> int:
        """A whole number within its bounds."""
        scalar = self.scalar(node, key, "whole number")
        bounds = f"from {kind.low:,} to {kind.high:,}" if kind.low < kind.high else f"{kind.low}"
        if not scalar.plain or not _WHOLE.fullmatch(scalar.text):
            raise self.error(
                f"write a whole number {bounds} in plain digits, without quotes, "
                f"not {quote(scalar.text)}",
                node.line,
                key,
            )
        number = int(scalar.text)
        if not kind.low <= number <= kind.high:
            raise self.error(f"{number} is out of range; write {bounds}", node.line, key)
        return number

    def number(self, node: Node, key: str) -> float:
        """A number above 0 and up to 1."""
        scalar = self.scalar(node, key, "number")
        written = scalar.text
        if not scalar.plain or not _NUMBER.fullmatch(written) or written in ("-", ""):
            raise self.error(
                "write a number above 0 and up to 1, such as 0.8, without quotes, "
                f"not {quote(written)}",
                node.line,
                key,
            )
        number = float(written)
        if not 0 < number <= 1:
            raise self.error(
                f"{quote(written)} is out of range; write a number above 0 and up to 1",
                node.line,
                key,
            )
        return number

    def phrase(self, kind: Phrase, node: Node, key: str) -> str:
        """A phrase, folded."""
        written = self.scalar(node, key, kind.noun).text.strip("\n")
        if "\n" in written or "\r" in written:
            raise self.error(
                "a phrase must stand on one line; write one item for each line", node.line, key
            )
        folded = fold(written)
        if kind.trimmed:
            folded = trim(folded)
        if not folded:
            raise self.error(
                f"the phrase {quote(written)} folds to nothing, so it can match no line; "
                "write its letters",
                node.line,
                key,
            )
        if len(folded) > _MAX_PHRASE:
            raise self.error(
                f"the phrase is longer than {_MAX_PHRASE} characters; cut it", node.line, key
            )
        self.phrases.append(PhraseUse(key, node.line, written, folded))
        return folded

    def pattern(self, node: Node, key: str) -> dict[str, Any]:
        """A regular expression, as the compiled file holds it."""
        scalar = self.scalar(node, key, "regular expression")
        try:
            checked = check(scalar.text.strip("\n"))
        except RuleError as error:
            raise self.error(error.message, node.line, key) from None
        self.patterns.append(PatternUse(key, node.line, checked))
        literals = sorted(checked.literals) if checked.literals else None
        return {"pattern": checked.pattern, "literals": literals, "edge": checked.edge}

    # Collections

    def many(self, kind: Many, node: Node, key: str) -> list[Any]:
        """A list, or a single item where the kind allows it."""
        if not isinstance(node, List):
            if kind.or_one and isinstance(node, Scalar):
                self.lines[f"{key}[0]"] = node.line
                return [self.read(kind.item, node, key)]
            nouns = plural(kind.item)
            raise self.error(f"write a list of {nouns} here, not {name_node(node)}", node.line, key)
        if len(node.items) < kind.least:
            raise self.error("the list is empty; write an item or take the key out", node.line, key)
        if len(node.items) > kind.most:
            raise self.error(
                f"the list has {len(node.items):,} items, more than {kind.most:,}; split the file",
                node.line,
                key,
            )
        return [
            self.read(kind.item, item, f"{key}[{index}]") for index, item in enumerate(node.items)
        ]

    def sub(self, kind: Sub, node: Node, key: str) -> Table:
        """A section."""
        if kind.short is not None and isinstance(node, Scalar | List):
            only = SECTIONS[kind.section].key(kind.short)
            assert only is not None
            value = self.read(only.kind, node, key)
            return Table(node.line, key, {kind.short: value}, {kind.short: node.line})
        return self.section(kind.section, node, key)

    def section(self, name: str, node: Node, key: str) -> Table:
        """A mapping with known keys."""
        section = SECTIONS[name]
        names = [one.name for one in section.keys]
        if not isinstance(node, Map):
            raise self.error(
                f"write keys with values here ({some(names)}), not {name_node(node)}",
                node.line,
                key,
            )
        table = Table(node.line, key, {}, {})
        for written, entry in node.entries.items():
            known = section.key(written)
            if known is None:
                raise self.error(
                    unknown_key(written, section), entry.line, join(key, quote(written)[1:-1])
                )
            table.lines[written] = self.lines[table.path(written)] = entry.line
        self.present(section, node, table)
        for written, entry in node.entries.items():
            known = section.key(written)
            assert known is not None
            table.values[written] = self.read(known.kind, entry.value, table.path(written))
            self.lines[table.path(written)] = entry.line
        return table

    def present(self, section: Section, node: Map, table: Table) -> None:
        """Refuse a section without what it needs, or with two of what excludes each other."""
        for one in section.keys:
            if one.required and one.name not in node.entries:
                raise self.error(
                    f"the key {quote(one.name)} is missing; it says: {one.doc}",
                    node.line,
                    table.key,
                )
        here = [name for name in node.entries if name in section.one_of]
        if section.one_of and not here:
            raise self.error(f"write {either(section.one_of)}", node.line, table.key)
        if len(here) > 1:
            raise self.error(
                f"{quote(here[0])} and {quote(here[1])} exclude each other; keep one",
                table.lines[here[1]],
                table.path(here[1]),
            )
        if section.some_of and not any(name in node.entries for name in section.some_of):
            raise self.error(
                f"write at least one of {', '.join(section.some_of)}", node.line, table.key
            )
