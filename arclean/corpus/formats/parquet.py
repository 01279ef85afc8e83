"""Parquet, by pyarrow. From Parquet to Parquet columns never become rows: all but the text pass
through as they are.
"""

# The formats have one interface; not each needs all of it.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import IO, Any

from arclean.corpus.compression import Input
from arclean.corpus.extras import need
from arclean.corpus.formats.arrowvalues import python_values
from arclean.corpus.formats.columns import Columns, columns_from, values_of
from arclean.corpus.formats.rows import BadRow, Roles, as_text, guess
from arclean.corpus.model import BATCH_BYTES, Batch, Damage, Row, Spec, Task
from arclean.errors import InputError, UsageError

__all__ = ["Encoder", "Writer", "columns_in", "rows", "schema_of", "tasks"]

_GROUP_BYTES = 8 * 2**20
"""Bytes of Arrow memory from which rows are written as a row group."""

_READ_BYTES = BATCH_BYTES // 4
"""Bytes of rows that are read at once; less than of other formats, as Arrow needs its own."""


def tasks(stream: Input, spec: Spec) -> Iterator[Task]:
    """Cut an input into record batches; what a damaged row group still gives is read."""
    pa, pq = need("pyarrow", "Parquet"), need("pyarrow.parquet", "Parquet")
    _thrifty()
    if not stream.raw.seekable():
        raise InputError(f"{stream.title}: Parquet is read from its end; save it to a file first")
    try:
        file = pq.ParquetFile(stream.raw, pre_buffer=False, buffer_size=2**20)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{stream.title}: not Parquet, or cut off: {first_line(error)}") from error
    roles = roles_of(file.schema_arrow, spec, stream.title)
    number = 1
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        per_row = max(1, about.total_byte_size // max(1, about.num_rows))
        size = max(1, min(65536, _READ_BYTES // per_row))
        read = 0
        try:
            for batch in file.iter_batches(size, row_groups=[group], use_threads=False):
                yield Batch(stream.title, number + read, 0, batch, roles)
                read += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            yield Damage(
                f"{stream.title}: row group {group + 1} is damaged behind row {number + read - 1:,}"
                f" ({first_line(error)}); {about.num_rows - read:,} rows of it cannot be read"
            )
        number += about.num_rows
    if not file.metadata.num_rows:
        yield Batch(stream.title, 1, 0, pa.RecordBatch.from_pylist([], file.schema_arrow), roles)


@cache
def _thrifty() -> None:
    """Have Arrow give memory back: mimalloc, which it prefers, holds 40 MB more of a worker."""
    pa = need("pyarrow", "Parquet")
    with suppress(NotImplementedError):  # a build without it
        pa.set_memory_pool(pa.jemalloc_memory_pool())
        pa.jemalloc_set_decay_ms(0)


def first_line(error: Exception) -> str:
    """The first line of a message of Arrow's, which may have many."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def roles_of(schema: Any, spec: Spec, where: str) -> Roles:
    """Which column is what, by the schema; the text must be text, or a column of nothing but null
    without a type, as pandas and pyarrow write a part of a table that has no text.

    Raises:
        UsageError: no column can be the text, or two have the name of one that is asked.
    """
    types = need("pyarrow.types", "Parquet")
    nested = [
        f"{field.name}.{inner.name}"
        for field in schema
        if types.is_struct(field.type)
        for inner in field.type
    ]
    roles = guess(spec.fields, [*schema.names, *nested], where)
    for name in (roles.text, roles.url, roles.site):
        if schema.names.count(name) > 1:
            raise UsageError(f"{where}: two columns are called {name!r}; rename one")
    kind = schema.field(roles.text).type if roles.text in schema.names else None
    if kind is None or not (is_text(kind) or types.is_null(kind)):
        raise UsageError(f"{where}: the column {roles.text!r} holds {kind}, not text")
    if roles.html and "text" in schema.names:
        there = schema.field("text").type
        if not (is_text(there) or types.is_null(there)):
            raise UsageError(
                f"{where}: the column 'text', where the text of {roles.text!r} goes, "
                f"holds {there}; rename it"
            )
    return roles


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is text or bytes."""
    types = need("pyarrow.types", "Parquet")
    if types.is_dictionary(kind):
        kind = kind.value_type
    names = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return any(getattr(types, f"is_{name}")(kind) for name in names)


def columns_in(batch: Batch, drop: tuple[str, ...]) -> Columns:
    """The columns for a table of this schema in a format that knows fewer kinds; it may have no
    row.
    """
    roles: Roles = batch.context
    kinds = {field.name: _kind(field.type) for field in batch.payload.schema}
    kinds["text" if roles.html else roles.text] = "string"
    return columns_from(kinds, drop)


def _kind(kind: Any) -> str:
    types = need("pyarrow.types", "Parquet")
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_boolean(kind):
        return "bool"
    if types.is_integer(kind):
        return "int"
    if types.is_floating(kind):
        return "float"
    texts = ("string", "large_string", "string_view", "timestamp", "date", "time", "decimal")
    return "string" if any(getattr(types, f"is_{name}")(kind) for name in texts) else "json"


def rows(batch: Batch, spec: Spec) -> Iterator[Row | BadRow]:
    """The records of a batch, for output in another format."""
    roles: Roles = batch.context
    names = batch.payload.schema.names
    columns = map(python_values, batch.payload.columns)
    for place, cells in enumerate(zip(*columns, strict=True)):
        fields = dict(zip(names, cells, strict=True))
        text = fields[roles.text]
        yield Row(
            batch.first + place,
            0,
            text.encode("utf-8") if isinstance(text, str) else text,
            fields,
            "text" if roles.html else roles.text,
            fields,
            html=roles.html,
            decoded=isinstance(text, str),
            url=_cell(fields, roles.url),
            site=_cell(fields, roles.site),
        )


def _cell(fields: dict[str, Any], name: str | None) -> str | None:
    if name is None:
        return None
    value = fields.get(name)
    if value is None and "." in name:
        first, _, rest = name.partition(".")
        value = (fields.get(first) or {}).get(rest)
    return as_text(value)


def schema_of(columns: Columns) -> Any:
    """The Arrow schema of columns that were found in records."""
    pa = need("pyarrow", "Parquet")
    kinds = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64()}
    return pa.schema(
        [
            (name, kinds.get(kind, pa.string()))
            for name, kind in zip(columns.names, columns.kinds, strict=True)
        ]
    )


class Encoder:
    """Makes a record batch of records of another format."""

    def __init__(self, spec: Spec, source: str, columns: Columns) -> None:
        self._spec = spec
        self._columns = columns
        self._rows: list[list[Any]] = []

    def add(self, row: Row, text: bytes | None) -> None:
        """Add a record with its clean text."""
        self._rows.append(values_of(row, text, self._columns, self._spec.drop))

    def finish(self) -> Any:
        """The record batch."""
        pa = need("pyarrow", "Parquet")
        schema = schema_of(self._columns)
        columns = list(zip(*self._rows, strict=True)) or [()] * len(schema)
        arrays = [pa.array(column, f.type) for column, f in zip(columns, schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)


class Writer:
    """Writes record batches as row groups of a fair size.

    Args:
        target: the file.
        schema: of all batches.
        text: name of the text column; texts do not repeat, so no dictionary is tried for it.
    """

    def __init__(self, target: IO[bytes], schema: Any, text: str) -> None:
        pq = need("pyarrow.parquet", "Parquet")
        _thrifty()
        self._schema = schema
        names = [name for name in schema.names if name != text]
        self._writer = pq.ParquetWriter(
            target, schema, compression="zstd", use_dictionary=names, write_statistics=names
        )
        self._held: list[Any] = []
        self._size = 0

    def write(self, batch: Any) -> None:
        """Take a batch."""
        self._held.append(batch)
        self._size += batch.nbytes
        if self._size >= _GROUP_BYTES:
            self._group()

    def _group(self) -> None:
        if self._held:
            pa = need("pyarrow", "Parquet")
            table = pa.Table.from_batches(self._held, self._schema)
            self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        self._held, self._size = [], 0

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._group()
        self._writer.close()
