"""CSV: a header, then one record a row; cells may hold line ends between quotation marks."""

# The formats have one interface; not each needs all of it.
# ruff: noqa: ARG002

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from arclean.corpus.compression import BrokenDataError, Input, compress_member
from arclean.corpus.formats.columns import Columns, as_cell, values_of
from arclean.corpus.formats.rows import BadRow, Cutter, Roles, as_text, guess
from arclean.corpus.model import Batch, Damage, Row, Spec, Task
from arclean.errors import InputError

__all__ = ["Encoder", "preamble", "rows", "tasks"]

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",\t;|"
_BYTES = ("csv", "text")
"""Formats that let bytes through which are not UTF-8."""


class Table(NamedTuple):
    """What the header of an input says."""

    header: bytes
    names: tuple[str, ...]
    delimiter: str
    end: str
    roles: Roles


def tasks(stream: Input, spec: Spec) -> Iterator[Task]:
    """Cut an input into batches of whole rows."""
    data = b""
    while not (end := _end(data)) and len(data) < 2**20:
        try:
            block = stream.read()
        except BrokenDataError as error:
            yield Damage(str(error))
            return
        if not block:
            end = len(data)
            break
        data += block
    if not end:
        raise InputError(f"{stream.title}: no header row ends within 1 MiB")
    end = _first_end(data[:end])
    table = _table(stream.title, data[:end], spec)
    cutter = Cutter(stream, spec.limit, _end, _count)
    rows_came = False
    for task in cutter.tasks(table, data[end:], end):
        rows_came = rows_came or isinstance(task, Batch)
        yield task
    if not rows_came and spec.target == "csv":
        yield Batch(stream.title, 1, end, b"", table)  # the header is carried through all the same


def _table(title: str, header: bytes, spec: Spec) -> Table:
    try:
        line = header.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{title}: its header is not UTF-8; convert the file with iconv"
        ) from error
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(f"{title}: its first row is no header of CSV: {error}") from error
    if len(set(names)) != len(names):
        raise InputError(f"{title}: two columns of its header have the same name")
    roles = guess(spec.fields, names, title)
    return Table(header, tuple(names), delimiter, "\r\n" if "\r\n" in line else "\n", roles)


def _end(data: bytes) -> int:
    """Where the last row ends that is not between quotation marks."""
    before = data.count(b'"')
    at = len(data)
    while True:
        found = data.rfind(b"\n", 0, at)
        if found < 0:
            return 0
        before -= data.count(b'"', found, at)
        if before % 2 == 0:
            return found + 1
        at = found


def _first_end(data: bytes) -> int:
    at = 0
    while found := data.find(b"\n", at) + 1:
        if data.count(b'"', 0, found) % 2 == 0:
            return found
        at = found
    return len(data)


def _count(data: bytes) -> int:
    return sum(part.count(b"\n") for part in data.split(b'"')[::2])


class _Taken:
    """Lines, and those that the reader took for its last row."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []

    def __iter__(self) -> _Taken:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def rows(batch: Batch, spec: Spec) -> Iterator[Row | BadRow]:
    """The records of a batch."""
    csv.field_size_limit(sys.maxsize)
    table: Table = batch.context
    errors = "replace" if spec.settings.errors == "replace" else "surrogateescape"
    text = batch.payload.decode("utf-8", errors)
    lines = _Taken(list(io.StringIO(text, newline="")))
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
    number, offset = batch.first - 1, batch.offset
    while True:
        lines.taken = []
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raw = "".join(lines.taken).encode("utf-8", "surrogateescape")
            yield BadRow(number, offset, f"not CSV: {error}", raw)
            offset += len(raw)
            continue
        raw = "".join(lines.taken).encode("utf-8", "surrogateescape")
        at, offset = offset, offset + len(raw)
        if spec.target not in _BYTES and (reason := _broken(raw)):
            yield BadRow(number, at, reason, raw)
            continue
        if not values:
            if len(table.names) > 1:
                continue
            values = [""]  # of one column a blank line is a record, as many tools write it
        if len(values) != len(table.names):
            reason = f"it has {len(values)} cells, the header has {len(table.names)}"
            yield BadRow(number, at, reason, raw)
            continue
        fields: dict[str, Any] = dict(zip(table.names, values, strict=True))
        roles = table.roles
        yield Row(
            number,
            at,
            fields[roles.text].encode("utf-8", "surrogateescape"),
            fields,
            "text" if roles.html else roles.text,
            raw,
            html=roles.html,
            decoded=True,
            url=as_text(fields.get(roles.url)) if roles.url else None,
            site=as_text(fields.get(roles.site)) if roles.site else None,
            extra=table,
        )


def _broken(raw: bytes) -> str:
    """What is wrong with the encoding of a row; empty where nothing is."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start:,} of the row is not UTF-8; --errors replace puts U+FFFD there"
    return ""


def preamble(batch: Batch, spec: Spec) -> bytes:
    """The header of the output, from the first batch of the input."""
    if spec.source == "csv":
        table: Table = batch.context
        names = _names(table, spec)
        if names == list(table.names):
            header = table.header
            return header if header.endswith(b"\n") else header + table.end.encode()
        return _line(names, table.delimiter, table.end)
    columns: Columns = batch.columns
    return _line(list(columns.names), ",", "\n")


def _names(table: Table, spec: Spec) -> list[str]:
    names = [name for name in table.names if name not in spec.drop]
    return [*names, "text"] if table.roles.html and "text" not in names else names


def _line(values: list[str], delimiter: str, end: str) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator=end).writerow(values)
    return target.getvalue().encode("utf-8", "surrogateescape")


class Encoder:
    """Makes rows of records."""

    def __init__(self, spec: Spec, source: str, columns: Columns | None = None) -> None:
        self._spec = spec
        self._columns = columns
        self._target = io.StringIO()
        self._writer: Any = None

    def add(self, row: Row, text: bytes | None) -> None:
        """Add a record with its clean text."""
        if self._spec.source == "csv":
            table: Table = row.extra
            if text is not None:
                row.fields[row.name] = text.decode("utf-8", "surrogateescape")
            cells = [row.fields[name] for name in _names(table, self._spec)]
            delimiter, end = table.delimiter, table.end
        else:
            assert self._columns is not None
            cells = [as_cell(v) for v in values_of(row, text, self._columns, self._spec.drop)]
            delimiter, end = ",", "\n"
        if self._writer is None:
            self._writer = csv.writer(self._target, delimiter=delimiter, lineterminator=end)
        self._writer.writerow(cells)

    def finish(self) -> bytes:
        """The rows, compressed if they are a gzip member."""
        data = self._target.getvalue().encode("utf-8", "surrogateescape")
        return compress_member(data, "gz") if data and self._spec.codec == "gz" else data
