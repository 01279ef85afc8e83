"""Rule files as a person would write them: short mappings on one line, pages as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from arclean.rules._text import first_forbidden

__all__ = ["flow", "rule_file"]

_WIDTH = 100


def rule_file(table: Mapping[str, Any], notes: Mapping[str, Sequence[str]] | None = None) -> str:
    """A rule file as YAML.

    Args:
        table: its keys in order, as :mod:`arclean.rules.model` has them.
        notes: comments that stand before top-level keys.
    """
    lines: list[str] = []
    for key, value in table.items():
        for note in (notes or {}).get(key, ()):
            lines += wrap(
                note,
                _WIDTH - 2,
                initial_indent="# ",
                subsequent_indent="# ",
                break_on_hyphens=False,
            )
        lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, depth: int) -> list[str]:
    pad = " " * depth
    if key in ("text", "html", "output") and isinstance(value, str):
        return _page(key, value, depth)
    if isinstance(value, Mapping):
        flat = flow(value)
        if depth and key not in ("match", "text_has") and len(pad) + len(key) + len(flat) < _WIDTH:
            return [f"{pad}{key}: {flat}"]
        lines = [f"{pad}{key}:"]
        for inner, item in value.items():
            lines += _entry(inner, item, depth + 2)
        return lines
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        lines = [f"{pad}{key}:"]
        for item in value:
            lines += _item(item, depth + 2, flat=key in ("any", "all"))
        return lines
    if isinstance(value, list):
        flat = flow(value)
        if len(pad) + len(key) + len(flat) < _WIDTH:
            return [f"{pad}{key}: {flat}"]
        return [f"{pad}{key}:", *(f"{pad}  - {flow(item)}" for item in value)]
    return [f"{pad}{key}: {flow(value, plain=key in ('id', 'kind', 'status', 'category'))}"]


def _item(item: Mapping[str, Any], depth: int, flat: bool) -> list[str]:
    pad = " " * depth
    if flat:
        written = flow(item)
        if len(pad) + len(written) < _WIDTH:
            return [f"{pad}- {written}"]
    lines: list[str] = []
    for key, value in item.items():
        lines += _entry(key, value, depth + 2)
    lines[0] = f"{pad}- {lines[0].lstrip()}"
    return lines


def _page(key: str, text: str, depth: int) -> list[str]:
    """A page as a block where its lines may stand in a file as they are, else as one string."""
    pad = " " * depth
    lines = text.removesuffix("\n").split("\n")
    plain = (
        text.endswith("\n")
        and not text.endswith("\n\n")
        and first_forbidden(text.replace("\n", "")) is None
        and not any(char in text for char in "\t\r\x85\u2028\u2029")
        and all(line == line.strip(" ") for line in lines)
        and bool(lines[0])
    )
    if not plain:
        return [f"{pad}{key}: {_string(text)}"]
    return [f"{pad}{key}: |", *(f"{pad}  {line}" if line else "" for line in lines)]


def flow(value: Any, plain: bool = False) -> str:
    """A value on one line; ``plain`` leaves a word without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return value if plain else _string(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _string(text: str) -> str:
    """A double-quoted string; what a file may not hold raw is escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        char
        if char == " " or (first_forbidden(char) is None and char.isprintable())
        else _escape(char)
        for char in quoted
    )


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
