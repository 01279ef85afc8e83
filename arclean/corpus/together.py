"""Batches that the compiled core reads, cleans and writes in one call. What it leaves out, a bad
record or one that takes a second look, goes the way of all records without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from arclean.corpus.compression import compress_member
from arclean.corpus.extras import need
from arclean.corpus.formats.parquet import is_text
from arclean.corpus.formats.rows import Roles
from arclean.corpus.model import Batch, Counts, Done, Spec
from arclean.text.core import Column

if TYPE_CHECKING:
    from arclean.corpus.cleaning import Documents

__all__ = ["column", "lines", "values_of"]

Alone = Callable[[Batch, Spec], Done]
"""Cleans a batch record by record."""


def lines(batch: Batch, spec: Spec, documents: Documents, alone: Alone) -> Done | None:
    """Lines of JSON to lines of JSON; None where the core cannot."""
    roles = batch.context
    if documents.batches is None or spec.drop or roles is None or roles.html:
        return None
    data: bytes = batch.payload
    written, holes, sizes = documents.batches.lines(
        data, roles.text, roles.url, roles.site, documents.ask
    )
    plain = replace(spec, codec="")
    left = (
        (
            at,
            alone(
                batch._replace(
                    payload=data[start:end], first=batch.first + before, offset=batch.offset + start
                ),
                plain,
            ),
        )
        for at, before, start, end in holes
    )
    done = _joined(written, sizes, left)
    payload = done.payload
    if payload and spec.codec == "gz":
        payload = compress_member(payload, "gz")
    return done._replace(payload=payload)


def column(
    batch: Any, roles: Roles, documents: Documents, counts: Counts
) -> tuple[Any, list[int]] | None:
    """The texts of a record batch, in the type that they have.

    Returns:
        The array, and rows that are empty because they are left to the caller; None where the core
        cannot.
    """
    if documents.batches is None or roles.html or not batch.num_rows:
        return None
    array = values_of(batch, roles.text)
    texts = _buffers(array)
    places = [
        None if name is None else _buffers(values_of(batch, name))
        for name in (roles.url, roles.site)
    ]
    if not texts or False in places:
        return None
    offsets, data, left, sizes = documents.batches.column(
        batch.num_rows, texts, *places, documents.ask
    )
    counts.documents += sizes[0]
    counts.bytes_in += sizes[1]
    counts.bytes_out += sizes[2]
    counts.others += array.null_count
    pa = need("pyarrow", "record batches")
    buffers = [array.buffers()[0], pa.py_buffer(offsets), pa.py_buffer(data)]
    made = pa.Array.from_buffers(array.type, len(array), buffers, offset=array.offset)
    return made, left


def values_of(batch: Any, name: str) -> Any:
    """A column, or a field of a column of structs (``metadata.url``); no dictionary."""
    if name in batch.schema.names:
        array = batch.column(batch.schema.get_field_index(name))
    else:
        compute = need("pyarrow.compute", "record batches")
        outer, _, inner = name.partition(".")
        array = compute.struct_field(batch.column(batch.schema.get_field_index(outer)), inner)
    return array.dictionary_decode() if hasattr(array, "dictionary") else array


def _buffers(array: Any) -> Column | Literal[False] | None:
    """A column as the core takes it: None where it is no text, False where it is another kind."""
    types = need("pyarrow.types", "record batches")
    wide = types.is_large_string(array.type)
    if not wide and not types.is_string(array.type):
        return False if is_text(array.type) else None
    return wide, array.offset, *array.buffers()


def _joined(
    written: bytes, sizes: tuple[int, int, int], left: Iterable[tuple[int, Done]]
) -> Done:
    """What was written, with what was left out of it where it belongs."""
    counts = Counts()
    counts.documents, counts.bytes_in, counts.bytes_out = sizes
    pieces: list[bytes] = []
    failed, removed = b"", b""
    reasons: list[str] = []
    done = 0
    for at, one in left:
        pieces += (written[done:at], one.payload)
        done = at
        failed += one.failed
        removed += one.removed
        reasons += one.reasons
        counts.add(one.counts)
    payload = b"".join((*pieces, written[done:])) if pieces else written
    return Done(payload, failed, removed, counts, reasons[:5])
