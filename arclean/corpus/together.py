"""Batches that the compiled core reads, cleans and writes in one call. What it leaves out, a bad
record or one that takes a second look, goes the way of all records without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from arclean.corpus.compression import compress_member, member_compressor
from arclean.corpus.extras import need
from arclean.corpus.formats.parquet import is_text
from arclean.corpus.formats.rows import Roles
from arclean.corpus.formats.warc import Run
from arclean.corpus.model import Batch, Counts, Done, Spec
from arclean.text.core import Column

if TYPE_CHECKING:
    from arclean.corpus.cleaning import Documents

__all__ = ["column", "lines", "records", "values_of"]

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
    urls = None if roles.url is None else _buffers(values_of(batch, roles.url))
    sites = None if roles.site is None else _buffers(values_of(batch, roles.site))
    if not texts or urls is False or sites is False:
        return None
    offsets, data, left, sizes = documents.batches.column(
        batch.num_rows, texts, urls, sites, documents.ask
    )
    _add(counts, sizes)
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


def records(batch: Batch, spec: Spec, documents: Documents, alone: Alone) -> Done | None:
    """WARC records to WARC records; None where the core cannot."""
    if documents.batches is None:
        return None
    compress = member_compressor(spec.codec)
    pieces: list[bytes] = []
    total = Done(b"", b"", b"", Counts(), [])

    def left(some: list[Any]) -> None:
        nonlocal total
        number, offset, _, _ = some[0]
        done = alone(batch._replace(payload=some, first=number, offset=offset), spec)
        pieces.append(done.payload)
        total = _sum(total, done)

    for item in batch.payload:
        if not isinstance(item, Run):
            left([item])
            continue
        places = [(start, body, end) for _, start, body, end in item.places]
        written, ends, holes, others, sizes = documents.batches.records(
            item.data, places, documents.ask
        )
        _add(total.counts, sizes)
        total.counts.others += others
        view = memoryview(written)
        members = [compress(view[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
        done = 0
        for at, first, last in holes:
            pieces += members[done:at]
            done = at
            left(list(item.records(first, last)))
        pieces += members[done:]
    return total._replace(payload=b"".join(pieces), reasons=total.reasons[:5])


def _add(counts: Counts, sizes: tuple[int, int, int]) -> None:
    counts.documents += sizes[0]
    counts.bytes_in += sizes[1]
    counts.bytes_out += sizes[2]


def _sum(first: Done, second: Done) -> Done:
    """Both but for what they have written."""
    first.counts.add(second.counts)
    failed, removed = first.failed + second.failed, first.removed + second.removed
    return Done(b"", failed, removed, first.counts, first.reasons + second.reasons)


def _joined(written: bytes, sizes: tuple[int, int, int], left: Iterable[tuple[int, Done]]) -> Done:
    """What was written, with what was left out of it where it belongs."""
    total = Done(b"", b"", b"", Counts(), [])
    _add(total.counts, sizes)
    pieces: list[bytes] = []
    done = 0
    for at, one in left:
        pieces += (written[done:at], one.payload)
        done = at
        total = _sum(total, one)
    payload = b"".join((*pieces, written[done:])) if pieces else written
    return total._replace(payload=payload, reasons=total.reasons[:5])
