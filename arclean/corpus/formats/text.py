"""Plain text: one document a file, or many between separators."""

# The formats have one interface; not each needs all of it.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from arclean.corpus.compression import BrokenDataError, Input, compress_member
from arclean.corpus.formats.rows import BadRow
from arclean.corpus.model import BATCH_BYTES, Batch, Damage, Piece, Row, Spec, Task
from arclean.text.documents import LAST, PART, SEPARATOR, documents

__all__ = ["ENDS", "Encoder", "rows", "tasks"]

ENDS = {"nul": b"\0", "form-feed": b"\f", "blank-lines": b"\n\n", "line": b"\n"}
"""What stands behind a document where its own separator is not known."""


def tasks(stream: Input, spec: Spec) -> Iterator[Task]:
    """Cut an input into batches of (document, separators behind it). Separators with no document
    before them in a batch stand behind an empty entry, None, where text is written again; other
    formats have no use for them.
    """
    damage: list[BrokenDataError] = []

    def read() -> bytes:
        try:
            return stream.read()
        except BrokenDataError as error:  # what was read so far is a document that is cut off
            damage.append(error)
            return b""

    streams = spec.target == "text"
    number = offset = size = start = 0
    first, begin = 1, 0
    items: list[tuple[bytes | None, bytes]] = []

    def batch() -> Batch:
        return Batch(stream.title, first, begin, items, spec.docs is None)

    large = False
    while True:
        for kind, data in documents(read, spec.docs, spec.settings.max_doc_bytes):
            if damage and kind != SEPARATOR and kind != PART and not large:
                # The document at hand ends where the data broke.
                if items:
                    yield batch()
                number += 1
                if data:
                    reason = "cut off by damaged data behind it"
                    yield Piece(stream.title, number, offset, reason, data, told=True)
                offset += len(data)
                items, size, first, begin = [], 0, number + 1, offset
                continue
            if kind in (PART, LAST):
                if items:
                    yield batch()
                    items, size = [], 0
                if not large:
                    number, start = number + 1, offset
                reason = "" if streams else "larger than --max-doc-bytes"
                yield Piece(stream.title, number, start, reason, data, last=kind == LAST)
                large = kind == PART
                first = number + 1
            elif kind == SEPARATOR:
                if items:
                    items[-1] = (items[-1][0], items[-1][1] + data)
                elif streams:
                    items.append((None, data))
            elif data or number == 0 or spec.docs is not None:
                number += 1
                items.append((data, b""))
            offset += len(data)
            size += len(data) + 64
            if not items:
                begin, size = offset, 0
            if size >= BATCH_BYTES and kind == SEPARATOR:
                yield batch()
                items, size, first, begin = [], 0, number + 1, offset
        if items:
            yield batch()
            items, size, first, begin = [], 0, number + 1, offset
        if not damage:
            return
        yield Damage(f"{damage.pop()} (behind {number:,} documents)")
        large = False


def rows(batch: Batch, spec: Spec) -> Iterator[Row | BadRow]:
    """The documents of a batch; separators are records without a text."""
    number, offset = batch.first - 1, batch.offset
    for document, separator in batch.payload:
        if document is not None:
            number += 1
        fields: dict[str, Any] = {"file": batch.source}
        if not batch.context:
            fields["document"] = number
        fields["text"] = document
        yield Row(number, offset, document, fields, "text", document, extra=separator)
        offset += len(document or b"") + len(separator)


class Encoder:
    """Makes text of records."""

    def __init__(self, spec: Spec, source: str) -> None:
        self._spec = spec
        self._same = spec.source == "text"
        self._end = ENDS[spec.docs or "form-feed"]
        self._pieces: list[bytes] = []

    def add(self, row: Row, text: bytes | None) -> None:
        """Add a document; separators stay as they were.

        Raises:
            ValueError: its text holds what would separate documents.
        """
        if self._same:
            self._pieces += (text or b"", row.extra)
        elif text is not None:
            if self._end in text:
                how = self._spec.docs or "form-feed"
                raise ValueError(f"its text holds what separates documents ({how}); try --docs nul")
            self._pieces += (text, self._end)

    def finish(self) -> bytes:
        """The text, compressed if it is a gzip member."""
        data = b"".join(self._pieces)
        return compress_member(data, "gz") if data and self._spec.codec == "gz" else data
