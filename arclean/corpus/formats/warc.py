"""WARC and WET.

The records are cut here and not by a library: fastwarc and warcio both end a cut-off file without
a word, skip what they do not understand, and do not say where. This reader compares each body with
its Content-Length, says at which byte a record is wrong, and finds the next good one. It takes 1.2
times as long as fastwarc, most of it for decompressing; the compiled core cuts what is written as
nearly all records are.

Documents are ``conversion`` and ``resource`` records of text and HTML, and ``response`` records
whose payload is one of the two. In WARC output they become ``conversion`` records (so a WARC
becomes what WET files are); all other records pass through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from arclean._seam import core_name
from arclean.corpus.compression import BrokenDataError, Input, member_compressor
from arclean.corpus.formats.http import Headers, made_id, payload_of
from arclean.corpus.formats.rows import BadRow
from arclean.corpus.model import BATCH_BYTES, Batch, Damage, Piece, Row, Spec, Task

__all__ = ["Cutter", "Encoder", "Record", "Run", "records_of", "rows", "tasks"]

_LENGTH = re.compile(rb"\r?\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?=\r?\n)", re.IGNORECASE)
# As nearly all writers write it: a search that need not fold case is several times as fast.
_EXACT_LENGTH = re.compile(rb"\nContent-Length: (\d{1,18})(?=\r?\n)")
_EXACT_TYPE = re.compile(rb"\nWARC-Type: ([a-z]+)")
_TYPE = re.compile(rb"\r?\nwarc-type:[ \t]*([a-z]+)", re.IGNORECASE)
_HEAD = re.compile(rb"\r?\n\r?\n")  # of writers that leave out the CR, too
_START = re.compile(rb"(?:^|(?<=\n))WARC/[01]\.\d+\r?\n[A-Za-z-]+:")
_NO_UTF8 = re.compile("[\udc80-\udcff]")
_LONGEST_HEAD = 2**20
_READ = 2**20
"""Bytes that are read at once."""
_DOCUMENTS = (b"conversion", b"response", b"resource")


Record = tuple[int, int, bytes, bytes]
"""A record: its number, bytes of the input before it, head and body."""


class Run(NamedTuple):
    """Records that follow one another, cut by the compiled core.

    Attributes:
        number: of the first record of the input that is counted from here.
        offset: bytes of the input before the data.
        data: bytes that hold the records.
        places: of each how many records there are before it, its start, that of its body, its end.
    """

    number: int
    offset: int
    data: bytes
    places: list[tuple[int, int, int, int]]

    def records(self, first: int = 0, last: int | None = None) -> Iterator[Record]:
        """The records, or some of them, one by one."""
        for before, start, body, end in self.places[first:last]:
            data = self.data
            yield self.number + before, self.offset + start, data[start:body], data[body:end]

    @property
    def size(self) -> int:
        """Bytes of the records."""
        return sum(end - start for _, start, _, end in self.places)


class Cutter:
    """Cuts the decompressed bytes into records.

    Attributes:
        cut: what cuts records as nearly all are written, where the core has it. Batches end at the
            same places without it.
    """

    def __init__(self, stream: Input, spec: Spec) -> None:
        self._input = stream
        self._limit = spec.limit
        self._carry = spec.target == "warc"
        self._data = b""
        self._at = 0  # in the data
        self._base = 0  # offset of the data in the input
        self._record = 1
        self._broken: BrokenDataError | None = None
        self._ended = False
        self._room = BATCH_BYTES  # that is left in the batch at hand
        self.cut = None
        if core_name() == "native":
            from arclean._native import cut_warc

            self.cut = cut_warc

    def _fill(self, size: int) -> bool:
        """Have ``size`` bytes from where we are, if there are as many before the end or a break."""
        have = len(self._data) - self._at
        if have >= size or self._ended or self._broken:
            return have >= size
        wanted, size = size, max(size, _READ)
        blocks = [self._data[self._at :]]
        self._base += self._at
        self._at = 0
        while have < size:
            try:
                block = self._input.read()
            except BrokenDataError as error:
                self._broken = error
                break
            if not block:
                self._ended = True
                break
            blocks.append(block)
            have += len(block)
        self._data = b"".join(blocks)
        return have >= wanted

    def tasks(self) -> Iterator[Task]:
        """Batches of (number, offset, head, body), and what is wrong between them."""
        held: list[Run | Record] = []
        for item in self._items():
            if not isinstance(item, (Damage, Piece)):
                held.append(item)
                size = item.size if isinstance(item, Run) else len(item[2]) + len(item[3])
                self._room -= size
                if self._room > 0:
                    continue
            if held:
                first = next(records_of(held))
                yield Batch(self._input.title, first[0], first[1], held)
                held = []
                self._room = BATCH_BYTES
            if isinstance(item, (Damage, Piece)):
                yield item
        if held:
            first = next(records_of(held))
            yield Batch(self._input.title, first[0], first[1], held)

    def _items(self) -> Iterator[Any]:
        while True:
            yield from self._until_break()
            if self._broken is None:
                return
            yield Damage(f"{self._broken} (behind {self._record - 1:,} records)")
            self._broken = None

    def _until_break(self) -> Iterator[Any]:
        while self._fill(8) or len(self._data) > self._at:
            if self.cut is not None:
                run = self._run()
                if run is None and len(self._data) - self._at < _READ and self._fill(_READ):
                    run = self._run()
                if run is not None:
                    if run.places:
                        yield run
                    continue
            if not self._data.startswith(b"WARC/", self._at):
                # Line ends behind a record are its own; some writers give more of them.
                more = re.compile(rb"[\r\n]+").match(self._data, self._at)
                if more:
                    self._at = more.end()
                    continue
                yield from self._lost("no WARC record begins here")
                continue
            head = self._head()
            if head is None:
                yield from self._lost("a record without a head that can be read", 1)
                continue
            length = _EXACT_LENGTH.search(head) or _LENGTH.search(head)
            if length is None:
                yield from self._lost("a record without a Content-Length", 1)
                continue
            yield from self._body(head, int(length[1]))

    def _run(self) -> Run | None:
        """The records at hand that the core can cut; None where there is none."""
        assert self.cut is not None
        begin = self._at
        places, records, self._at = self.cut(
            self._data, begin, self._limit, self._carry, self._room
        )
        if not records:
            return None
        number, self._record = self._record, self._record + records
        data = self._data[begin : self._at]
        return Run(number, self._base + begin, data, places)

    def _head(self) -> bytes | None:
        for wanted in (2**13, 2**17, _LONGEST_HEAD):
            full = self._fill(wanted)
            end = self._data.find(b"\r\n\r\n", self._at, self._at + wanted)
            head = self._data[self._at : end + 4] if end >= 0 else b"\n\n"
            if b"\n\n" not in head and head.find(b"\n\r\n") == len(head) - 3:
                return head
            found = _HEAD.search(self._data, self._at, self._at + wanted)
            if found:
                return self._data[self._at : found.end()]
            if not full:
                return None
        return None

    def _body(self, head: bytes, length: int) -> Iterator[Any]:
        size = len(head) + length
        offset = self._base + self._at
        if size > self._limit:
            yield from self._large(size)
            return
        if not self._fill(size + 4) and len(self._data) - self._at < size:
            got = len(self._data) - self._at - len(head)
            next_one = _START.search(self._data, self._at + len(head))
            what = f"its body has {got:,} of {length:,} bytes"
            if next_one:  # the length lies: another record begins inside
                what = f"its Content-Length of {length:,} reaches over the next record"
            yield from self._lost(what, len(head))
            return
        begin = self._at + len(head)
        end = begin + length
        tail = self._data[end : end + 4]
        if tail not in (b"\r\n\r\n", b"") and not re.match(
            rb"\r?\n\r?\n|\r?\n\Z|\r?\nWARC|WARC/", tail
        ):
            yield from self._lost(
                f"its Content-Length of {length:,} is not where its body ends", len(head)
            )
            return
        kind = _EXACT_TYPE.search(head) or _TYPE.search(head)
        if self._carry or (kind and kind[1].lower() in _DOCUMENTS):
            yield self._record, offset, head, self._data[begin:end]
        self._record += 1
        self._at = min(end + 4, len(self._data)) if tail == b"\r\n\r\n" else end

    def _large(self, size: int) -> Iterator[Any]:
        reason = f"larger than {self._limit // 2**20:,} MiB, too large to be held"
        number, offset = self._record, self._base + self._at
        self._record += 1
        while size:
            self._fill(min(size, BATCH_BYTES))
            stretch = self._data[self._at : self._at + size]
            if not stretch:
                break
            self._at += len(stretch)
            size -= len(stretch)
            yield Piece(self._input.title, number, offset, reason, stretch, last=False)
        if size:
            reason += "; and cut off"
        yield Piece(self._input.title, number, offset, reason, b"")

    def _lost(self, what: str, skip: int = 0) -> Iterator[Any]:
        """Put aside all up to the next record, and tell of it.

        Args:
            what: what is wrong.
            skip: bytes in which no other record begins.
        """
        number, offset = self._record, self._base + self._at
        where = f"{self._input.title}: record {number:,} at byte {offset:,}: {what}"
        self._record += 1
        size = 0
        reason = what
        while True:
            found = _START.search(self._data, self._at + skip)
            end = found.start() if found else len(self._data)
            if not found and not (self._ended or self._broken):
                end = max(self._at, end - 64)  # the start of a record may be cut in two
            stretch = self._data[self._at : end]
            self._at, skip = end, 0
            size += len(stretch)
            if found or self._ended or self._broken:
                yield Piece(self._input.title, number, offset, reason, stretch, told=True)
                break
            yield Piece(self._input.title, number, offset, reason, stretch, last=False)
            if not self._fill(BATCH_BYTES) and not (self._ended or self._broken):
                continue
        if self._broken and not found:
            return  # it is cut off by what is told of there
        end_words = f"reading went on at byte {offset + size:,}" if found else "it is the last"
        yield Damage(f"{where}; {size:,} bytes were put aside, {end_words}")


def tasks(stream: Input, spec: Spec) -> Iterator[Task]:
    """Cut an input into batches of records."""
    return Cutter(stream, spec).tasks()


def records_of(payload: list[Run | Record]) -> Iterator[Record]:
    """The records of a batch one by one."""
    for item in payload:
        if isinstance(item, Run):
            yield from item.records()
        else:
            yield item


def rows(batch: Batch, spec: Spec) -> Iterator[Row | BadRow]:
    """The records of a batch."""
    for number, offset, head, body in records_of(batch.payload):
        try:
            yield _row(number, offset, head, body, spec.target != "warc")
        except ValueError as error:
            yield BadRow(number, offset, str(error), head + body)


def _row(number: int, offset: int, head: bytes, body: bytes, named: bool) -> Row:
    headers = Headers(head)
    kind = (headers.get(b"warc-type") or "").lower()
    text: bytes | None = None
    html = False
    charset: str | None = None
    address = (headers.get(b"warc-target-uri") or "").strip("<>")
    if kind == "response":
        # What a crawler asked the name service (Heritrix writes it) is no page that failed.
        if not address.lower().startswith(("dns:", "whois:")):
            text, html, charset = payload_of(body)
    elif kind in ("conversion", "resource"):
        media = (headers.get(b"content-type") or "text/plain").lower()
        html = "html" in media
        text = body if html or media.startswith("text/") else None
    day = headers.get(b"warc-date")
    return Row(
        number,
        offset,
        text,
        _fields(headers) if named else {},
        "text",
        [head, body],
        html=html,
        charset=charset,
        url=address or None,
        crawled=day[:10] if day else None,
        extra=(headers, head, body),
    )


def _fields(headers: Headers) -> dict[str, Any]:
    """What other formats, which are UTF-8, keep of a head.

    Bytes that are not UTF-8 are percent-encoded in the address, as a browser asks for it, and
    U+FFFD elsewhere.
    """
    names = {"id": b"warc-record-id", "url": b"warc-target-uri", "date": b"warc-date"}
    fields: dict[str, Any] = {}
    for name, key in names.items():
        if (value := headers.get(key)) is not None:
            fields[name] = _utf8(value.strip("<>"), "%{:02X}" if name == "url" else "\ufffd")
    fields["text"] = None
    fields["headers"] = {
        _utf8(name, "\ufffd"): _utf8(value, "\ufffd")
        for name, value in headers.rest(*names.values()).items()
    }
    return fields


def _utf8(value: str, byte: str) -> str:
    """A value of a head with ``byte`` for each byte that is not UTF-8."""
    if value.isascii():
        return value
    return _NO_UTF8.sub(lambda found: byte.format(ord(found[0]) - 0xDC00), value)


class Encoder:
    """Makes WARC records."""

    def __init__(self, spec: Spec, source: str) -> None:
        self._spec = spec
        self._source = source
        self._pieces: list[bytes] = []
        self._compress = member_compressor(spec.codec)

    def add(self, row: Row, text: bytes | None) -> None:
        """Add a document as a ``conversion`` record; what is no document passes through."""
        if self._spec.source != "warc":
            record = _made(row, text, self._source, self._spec.drop)
        elif text is None:
            _, head, body = row.extra
            record = head + body
        else:
            headers: Headers = row.extra[0]
            record = headers.converted(len(text)) + text
        self._pieces.append(self._compress(record + b"\r\n\r\n"))

    def finish(self) -> bytes:
        """The records, each compressed on its own, as the format wants it."""
        return b"".join(self._pieces)


def _made(row: Row, text: bytes | None, source: str, drop: tuple[str, ...]) -> bytes:
    """A record made from one of another format. Its id depends on the input alone."""
    from arclean.corpus.formats.plain import json_of, plain

    text = text or b""
    fields = {name: value for name, value in row.fields.items() if name not in (row.name, *drop)}
    lines = ["WARC/1.0", "WARC-Type: conversion"]
    if row.url:
        lines.append(f"WARC-Target-URI: {' '.join(row.url.split())}")
    day = row.crawled or as_date(plain(fields.get("date"))) or "1970-01-01T00:00:00Z"
    lines.append(f"WARC-Date: {day}")
    lines.append(f"WARC-Record-ID: {made_id(f'{source}#{row.number}').decode()}")
    if fields:
        lines.append(f"WARC-Arclean-Fields: {json_of(fields)}")
    lines += ["Content-Type: text/plain", f"Content-Length: {len(text)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace") + text


def as_date(value: Any) -> str | None:
    """A date as WARC wants it, if it is one."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?", value):
        return value if len(value) > 10 else f"{value}T00:00:00Z"
    return None
