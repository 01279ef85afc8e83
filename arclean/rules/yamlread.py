"""Strict YAML: bytes of one rule file to nodes with lines, or one RuleError.

Rule files come from strangers, so this is a small part of YAML: mappings, sequences and scalars.
Tags, anchors, aliases, merge keys, duplicate keys, directives and second documents are refused, and
so are files that are too large or nest too deep, bytes that are not UTF-8, and raw invisible
characters. Scalars stay text (``no``, ``12:30``, ``1_000`` and ``2014-01-01`` are what they look
like); the rule format decides where a number or a truth value may stand.

PyYAML's event stream is read with libyaml where PyYAML was built with it, else with its own parser:
both are iterative on events, so that depth costs no stack, and no constructor or resolver of PyYAML
ever runs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from arclean.errors import RuleError
from arclean.rules._text import first_forbidden, name_of, quote
from arclean.rules.nodes import Entry, List, Map, Node, Scalar

__all__ = ["MAX_BYTES", "MAX_DEPTH", "decode", "read_yaml"]

_WIDE_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{8})")

MAX_BYTES = 64 * 1024
"""Largest rule file, in bytes."""
MAX_DEPTH = 24
"""Deepest nesting of mappings and sequences."""


def decode(data: bytes, path: str | None) -> str:
    """The text of a rule file, line ends made LF, a byte order mark taken off.

    Raises:
        RuleError: too large, not UTF-8, or with characters that a reader cannot see.
    """
    if len(data) > MAX_BYTES:
        raise RuleError(
            f"the file is larger than {MAX_BYTES // 1024} KiB; split it into several",
            path=path,
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleError(
            f"the file is not UTF-8 (byte 0x{data[error.start]:02X} at offset {error.start}); "
            "save it as UTF-8",
            path=path,
            line=line,
        ) from None
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
    at = first_forbidden(text.replace("\r", "\0"))
    if at is not None:
        line = text.count("\n", 0, at) + 1
        if text[at] == "\r":
            message = "a carriage return stands alone here; end lines with LF or CRLF"
        else:
            message = (
                f"the invisible character {name_of(text[at])} stands raw in the file; take it out, "
                f'or write it as "\\{_escape(text[at])}" in a double-quoted string'
            )
        raise RuleError(message, path=path, line=line)
    return text


def _escape(char: str) -> str:
    code = ord(char)
    return f"x{code:02x}" if code < 0x100 else f"u{code:04x}" if code < 0x10000 else f"U{code:08x}"


def read_yaml(data: bytes, path: str | None = None, *, pure: bool | None = None) -> Node:
    """Parse one rule file.

    Args:
        data: the bytes of the file.
        path: its name, for errors.
        pure: True forces PyYAML's own parser, False libyaml's; None takes libyaml's where there is
            one.

    Raises:
        RuleError: anything that is not strict YAML, with the line to blame.
    """
    text = decode(data, path)
    return _Builder(path, text.split("\n")).build(_events(text, path, pure))


def _events(text: str, path: str | None, pure: bool | None) -> Iterator[Any]:
    import yaml  # here, because the text path runs from a prebuilt bundle and must not pay for it

    loader: Any = yaml.SafeLoader
    if pure is None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    elif not pure:
        loader = yaml.CSafeLoader
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        line = None if mark is None else mark.line + 1
        raise RuleError(_syntax_message(text, problem, mark), path=path, line=line) from None
    except (ValueError, OverflowError):
        # PyYAML's own scanner lets chr() fail on an escape above U+10FFFF.
        at = next(
            (m.start() for m in _WIDE_ESCAPE.finditer(text) if int(m[1], 16) > sys.maxunicode), 0
        )
        raise RuleError(
            "the file is not valid YAML: an escape (\\U…) names no character; write the character",
            path=path,
            line=text.count("\n", 0, at) + 1,
        ) from None


def _syntax_message(text: str, problem: str, mark: Any) -> str:
    lines = text.split("\n")
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if line.lstrip(" ").startswith("\t"):
        return "the file is not valid YAML: a tab stands in the indentation; indent with spaces"
    hint = "; put text with : # or a leading symbol in quotes, and check the indentation"
    return f"the file is not valid YAML: {' '.join(problem.split())}{hint}"


class _Builder:
    """Builds nodes from events with a stack of its own."""

    def __init__(self, path: str | None, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        # Open collections, each with the keys read so far that wait for their value.
        self.open: list[List | Map] = []
        self.keys: list[tuple[str, int] | None] = []
        self.root: Node | None = None
        self.documents = 0

    def error(self, message: str, line: int, key: str | None = None) -> RuleError:
        return RuleError(message, path=self.path, line=line, key=key)

    def build(self, events: Iterator[Any]) -> Node:
        for event in events:
            self.take(event, event.start_mark.line + 1)
        if self.root is None:
            raise self.error("the file is empty; a rule file begins with 'arclean: 1'", 1)
        return self.root

    def take(self, event: Any, line: int) -> None:
        kind = type(event).__name__
        column = event.start_mark.column
        if column and self.lines[line - 1][column - 1 : column] == "\t":
            # YAML 1.2 and libyaml allow it, PyYAML's own parser does not.
            raise self.error("a tab separates here; use a space", line)
        if kind == "AliasEvent":
            raise self.error("aliases (*name) are not allowed; write the value out", line)
        if getattr(event, "anchor", None) is not None:
            raise self.error(
                "anchors (&name) are not allowed; write the value out where it is used", line
            )
        if kind == "DocumentStartEvent":
            self.start_document(event, line)
        elif kind == "ScalarEvent":
            self.scalar(event, line)
        elif kind == "SequenceStartEvent":
            self.begin(List(line, []), event, line)
        elif kind == "MappingStartEvent":
            self.begin(Map(line, {}), event, line)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self.open.pop()
            self.keys.pop()

    def start_document(self, event: Any, line: int) -> None:
        if event.version is not None or event.tags:
            raise self.error("directives (%YAML, %TAG) are not allowed; take them out", line)
        self.documents += 1
        if self.documents > 1:
            raise self.error("a second document begins here; one file holds one rule file", line)

    def scalar(self, event: Any, line: int) -> None:
        # The tag "!" on a quoted scalar is the parser's own remark that it is no plain one.
        if event.tag is not None and not (
            event.tag == "!" and event.style and not event.implicit[0]
        ):
            raise self.refuse_tag(event.tag, line)
        if any("\ud800" <= char <= "\udfff" for char in event.value):
            raise self.error(
                "an escape names half a character (a surrogate); write the character itself", line
            )
        if self.waits_for_key():
            self.key(event.value, line, plain=not event.style)
        else:
            self.place(Scalar(line, event.value, plain=not event.style))

    def refuse_tag(self, tag: str, line: int) -> RuleError:
        return self.error(f"tags are not allowed, and {quote(tag)} is one; take it out", line)

    def waits_for_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1], Map) and self.keys[-1] is None

    def begin(self, node: List | Map, event: Any, line: int) -> None:
        if event.tag is not None:
            raise self.refuse_tag(event.tag, line)
        if self.waits_for_key():
            raise self.error("a key must be a word, not a list or a mapping", line)
        self.place(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            raise self.error(
                f"the file nests deeper than {MAX_DEPTH} levels; no rule needs that", line
            )

    def key(self, text: str, line: int, *, plain: bool) -> None:
        parent = self.open[-1]
        assert isinstance(parent, Map)
        if plain and text == "<<":
            raise self.error("merge keys (<<) are not allowed; write the keys out", line)
        if not text:
            raise self.error("a key is empty; write its name before the colon", line)
        if text in parent.entries:
            first = parent.entries[text].line
            raise self.error(
                f"the key {quote(text)} stands twice, first on line {first}; keep one", line
            )
        self.keys[-1] = (text, line)

    def place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, List):
            parent.items.append(node)
            return
        key = self.keys[-1]
        assert key is not None
        parent.entries[key[0]] = Entry(key[1], node)
        self.keys[-1] = None
