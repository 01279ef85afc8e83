"""Columns for records of a format that has none: which there are, and what stands in each.

The schema of an input that has one decides, else its first batch. What turns up later without a
column of its own, or with a value that does not fit, is kept as JSON in the column ``_other``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from arclean.corpus.formats.plain import json_of, plain
from arclean.corpus.formats.rows import OTHER
from arclean.corpus.model import Row

__all__ = ["Columns", "columns_from", "columns_of", "values_of"]

_LARGEST = 2**63


class Columns(NamedTuple):
    """Names and kinds (``bool``, ``int``, ``float``, ``string``, ``json``); ``_other`` is last."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]


def columns_of(rows: Iterable[Any], drop: tuple[str, ...] = ()) -> Columns:
    """The columns that hold these records and their texts; a name has the kind that all of its
    values have.
    """
    kinds: dict[str, str] = {}
    texts: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, Row):
            continue
        texts[row.name] = "string"
        for name, value in row.fields.items():
            if name == row.name:
                kinds[name] = "string"
                continue
            try:
                kind = _kind(_plain(value))
            except Exception:  # bytes that are no text: the record will be put aside
                continue
            before = kinds.setdefault(name, kind)
            if before != kind and kind:
                numbers = {before, kind} == {"int", "float"}
                kinds[name] = "float" if numbers else kind if not before else "json"
    return columns_from({**kinds, **texts}, drop)


def columns_from(kinds: Mapping[str, str], drop: tuple[str, ...] = ()) -> Columns:
    """The columns of these names and kinds, but for those that are dropped, and ``_other``."""
    kept = {name: kind or "json" for name, kind in kinds.items() if name not in drop}
    kept.pop(OTHER, None)
    return Columns((*kept, OTHER), (*kept.values(), "json"))


def _plain(value: Any) -> Any:
    """A value as columns hold it: dates, times and decimals as text."""
    value = plain(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _kind(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -_LARGEST <= value < _LARGEST else "json"
    if isinstance(value, float):
        return "float"
    return "string" if isinstance(value, str) else "json"


def values_of(row: Row, text: bytes | None, columns: Columns, drop: tuple[str, ...]) -> list[Any]:
    """The values of one record, in the order of the columns."""
    fields = dict(row.fields)
    if text is not None:
        fields[row.name] = text.decode("utf-8")
    for name in drop:
        fields.pop(name, None)
    other: dict[str, Any] = {}
    values: list[Any] = []
    for name, kind in zip(columns.names[:-1], columns.kinds, strict=False):
        raw = fields.pop(name, None)
        value = raw if name == row.name and text is not None else _plain(raw)
        found = _kind(value)
        if kind == "json":
            value = None if value is None else json_of(value)
        elif found and found != kind:
            if (found, kind) == ("int", "float") and abs(value) < 2**53:
                value = float(value)
            else:
                other[name] = raw
                value = None
        values.append(value)
    other.update(fields)
    values.append(json_of(other) if other else None)
    return values


def as_cell(value: Any) -> str:
    """A value as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # JSON has no word for it
    return value if isinstance(value, str) else json_of(value)
