"""What the formats share: names of fields, records that cannot be read, pieces of large ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from arclean.corpus.compression import BrokenDataError, Input
from arclean.corpus.model import BATCH_BYTES, Batch, Damage, Fields, Piece, Task
from arclean.errors import UsageError, closest

__all__ = [
    "OTHER",
    "BadRow",
    "Cutter",
    "Roles",
    "as_text",
    "guess",
]

OTHER = "_other"
"""Column, of Parquet or CSV made from a format without columns, for fields that have none."""

_GUESSES = {
    "text": ("text", "content", "raw_content", "raw_text", "body", "maintext", "plain_text"),
    "html": ("html", "raw_html", "page_html"),
    "url": (
        "url",
        "uri",
        "link",
        "source_url",
        "page_url",
        "warc_target_uri",
        "WARC-Target-URI",
        "metadata.url",
    ),
    "site": ("site", "host", "domain", "url_host_name"),
}


class BadRow(NamedTuple):
    """A record that cannot be read.

    Attributes:
        number: of the record in its input, from 1.
        offset: bytes of the (decompressed) input before it.
        reason: what is wrong with it.
        raw: the record as it came.
    """

    number: int
    offset: int
    reason: str
    raw: Any


class Roles(NamedTuple):
    """Names of the fields of one input; None where it has none. A name may be a path, such as
    ``metadata.url``.
    """

    text: str
    html: bool
    url: str | None
    site: str | None


def guess(fields: Fields, known: Iterable[str], where: str) -> Roles:
    """Which field is what.

    Args:
        fields: what the user said.
        known: names of the fields that there are, paths among them.
        where: name of the input, for messages.

    Raises:
        UsageError: no field can be the text.
    """
    names = list(known)
    text, html = fields.text, fields.html
    if text is None and html is None:
        text = next((name for name in _GUESSES["text"] if name in names), None)
        if text is None:
            html = next((name for name in _GUESSES["html"] if name in names), None)
    name = text if text is not None else html
    if name is None or name not in names:
        shown = ", ".join(names[:12]) or "none at all"
        wanted = "looks like the text" if name is None else f"is called {name!r}"
        near = closest(name, names) if name else None
        hint = f"; did you mean {near!r}?" if near else "; name it with --text-field"
        raise UsageError(f"{where}: no field {wanted}{hint} (its fields: {shown})")
    found: dict[str, str | None] = {}
    for role in ("url", "site"):
        given = getattr(fields, role)
        if given is not None and given not in names:
            near = closest(given, names)
            hint = f"; did you mean {near!r}?" if near else ""
            raise UsageError(f"{where}: no field is called {given!r}{hint}")
        found[role] = given or next((one for one in _GUESSES[role] if one in names), None)
    return Roles(name, text is None, found["url"], found["site"])


def as_text(value: Any) -> str | None:
    """A url or site as text, if it is one."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) and value else None


class Cutter:
    """Cuts an input whose records end at line ends into batches of whole records.

    Args:
        stream: the bytes.
        limit: bytes of the longest record that is held.
        end: where the last whole record of some data ends; 0 where there is none.
        count: number of records in data that holds whole records.
        anywhere: whether ``end`` finds it in any data, not only in such as begins with a record.
    """

    def __init__(
        self,
        stream: Input,
        limit: int,
        end: Callable[[bytes], int],
        count: Callable[[bytes], int],
        *,
        anywhere: bool = False,
    ) -> None:
        self._input = stream
        self._anywhere = anywhere
        self._limit = limit
        self._end = end
        self._count = count
        self._record = 1
        self._offset = 0
        self._large = False  # whether we are in a record that is too large to be held
        self._given = 0  # bytes of it that are pieces already

    def tasks(self, context: Any = None, held: bytes = b"", skipped: int = 0) -> Iterator[Task]:
        """The batches, and what is wrong between them.

        Args:
            context: goes with each batch.
            held: bytes that have been read already.
            skipped: bytes before these, such as a header.
        """
        self._offset = skipped
        blocks, size = [held], len(held)
        while True:
            broken = None
            try:
                block = self._input.read()
            except BrokenDataError as error:
                broken, block = error, b""
            blocks.append(block)
            size += len(block)
            if block and size < BATCH_BYTES and not self._large:
                continue
            if self._anywhere and not self._large and (end := self._end(block)):
                # Most of it is copied once.
                whole = b"".join((*blocks[:-1], memoryview(block)[:end]))
                yield self._batch(whole, context)
                blocks, size = [block[end:]], len(block) - end
                continue
            data = b"".join(blocks)
            if self._large:
                end = data.find(b"\n") + 1
                done = bool(end) or not block
                yield self._piece(self._too_large(), data[: end or len(data)], last=done)
                data = data[end or len(data) :]
                self._large = not done
            at_end = not block and broken is None
            end = len(data) if at_end else self._end(data)
            if end:
                yield self._batch(data[:end], context)
                data = data[end:]
            if broken is not None:
                if data:
                    reason = "cut off by damaged data behind it"
                    yield self._piece(reason, data, last=True)._replace(told=True)
                    data = b""
                yield Damage(f"{broken} (behind {self._record - 1:,} records)")
            elif at_end:
                return
            elif len(data) > self._limit:
                self._large = True
                yield self._piece(self._too_large(), data, last=False)
                data = b""
            blocks, size = [data], len(data)

    def _batch(self, whole: bytes, context: Any) -> Batch:
        batch = Batch(self._input.title, self._record, self._offset, whole, context)
        self._record += self._count(whole)
        self._offset += len(whole)
        return batch

    def _too_large(self) -> str:
        return f"larger than {self._limit // 2**20:,} MiB, too large to be held"

    def _piece(self, reason: str, data: bytes, *, last: bool) -> Piece:
        offset = self._offset - self._given
        piece = Piece(self._input.title, self._record, offset, reason, data, last)
        self._offset += len(data)
        self._given = 0 if last else self._given + len(data)
        self._record += last
        return piece
