"""Heads of WARC records and of HTTP messages, and the payload of an HTTP response."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from arclean.corpus.compression import BLOCK

__all__ = ["Headers", "made_id", "payload_of"]

_LARGEST = 256 * BLOCK
"""Bytes that a compressed payload may have in the end."""
_TOO_LARGE = "its payload grows too large when it is decompressed"

_FOLDED = re.compile(rb"\r?\n[ \t]+")
_BEFORE_COLON = re.compile(rb"^([^:\r\n]*?)[ \t]+:", re.MULTILINE)

# What is about the body alone does not survive a new body.
_OF_THE_BODY = (
    b"warc-payload-digest",
    b"warc-block-digest",
    b"warc-identified-payload-type",
    b"warc-truncated",
    b"content-type",
    b"content-length",
)


class Headers:
    """The head of a record or message: names in any case, values as they stand.

    Most heads are asked for four of their fields, so these are searched and the rest is not cut.
    """

    def __init__(self, head: bytes) -> None:
        if b"\n " in head or b"\n\t" in head:
            head = _FOLDED.sub(b" ", head)
        if b" :" in head or b"\t:" in head:
            head = _BEFORE_COLON.sub(rb"\1:", head)
        self._head = head
        self._small = head.lower()

    def raw(self, name: bytes) -> bytes | None:
        """The first value of a name, which is in small letters."""
        at = self._small.find(b"\n" + name + b":")
        if at < 0:
            return None
        at += len(name) + 2
        end = self._small.find(b"\n", at)
        return self._head[at : end if end >= 0 else len(self._head)].strip()

    def get(self, name: bytes) -> str | None:
        """The first value of a name, which is in small letters."""
        value = self.raw(name)
        return None if value is None else value.decode("utf-8", "surrogateescape")

    def rest(self, *names: bytes) -> dict[str, str]:
        """All but some, which are in small letters, the first of each name."""
        found: dict[str, str] = {}
        for line in self._head.split(b"\n")[1:]:
            name, colon, value = line.partition(b":")
            if colon and name.lower() not in names:
                found.setdefault(_text(name), _text(value.strip()))
        return found

    def converted(self, length: int) -> bytes:
        """The head of the ``conversion`` record that a document becomes.

        A record that is one already keeps its id; another is referred to. All else stays as it is
        written.
        """
        if (self.raw(b"warc-type") or b"").lower() == b"conversion":
            head = self._without(_OF_THE_BODY)
        else:
            identity = self.raw(b"warc-record-id") or b""
            version, _, rest = self._without(
                (*_OF_THE_BODY, b"warc-type", b"warc-record-id")
            ).partition(b"\n")
            made = made_id(identity.decode("utf-8", "surrogateescape"))
            head = version.rstrip(b"\r") + b"\r\nWARC-Type: conversion\r\nWARC-Record-ID: " + made
            if b"\nwarc-refers-to:" not in self._small:
                head += b"\r\nWARC-Refers-To: " + identity
            if rest:
                head += b"\r\n" + rest
        return head + b"\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % length

    def _without(self, names: Sequence[bytes]) -> bytes:
        """The head without some fields, and without line ends behind it."""
        head, small = self._head, self._small
        for name in names:
            while (at := small.find(b"\n" + name + b":") + 1) > 0:
                end = small.find(b"\n", at) + 1 or len(small)
                head, small = head[:at] + head[end:], small[:at] + small[end:]
        return head.rstrip(b"\r\n")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def made_id(name: str) -> bytes:
    """The id of a record that is made from what this names: as by ``uuid.uuid5`` of a URL, which
    takes six times as long.
    """
    from uuid import NAMESPACE_URL

    digest = sha1(NAMESPACE_URL.bytes + name.encode("utf-8", "surrogateescape"))
    made = digest.hexdigest()
    fourth = "89ab"[int(made[16], 16) & 3] + made[17:20]
    written = f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{fourth}-{made[20:32]}"
    return b"<urn:uuid:" + written.encode() + b">"


def payload_of(message: bytes) -> tuple[bytes | None, bool, str | None]:
    """The payload of an HTTP response, if it is a document, whether it is HTML, and in
    which charset by its head.

    Raises:
        ValueError: the message or its payload cannot be read.
    """
    end = message.find(b"\r\n\r\n")
    gap = 4
    if end < 0:
        end, gap = message.find(b"\n\n"), 2
    if not message.startswith(b"HTTP/") or end < 0:
        raise ValueError("the response has no HTTP head")
    headers = Headers(message[:end])
    media = (headers.get(b"content-type") or "").lower()
    body = message[end + gap :]
    html = "html" in media or (not media and b"<html" in body[:4096].lower())
    if not html and not media.startswith("text/plain"):
        return None, False, None
    if (headers.get(b"transfer-encoding") or "").lower() == "chunked":
        body = _unchunked(body)
    coding = (headers.get(b"content-encoding") or "").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        body = _inflated(body)
    elif coding not in ("", "identity", "utf-8") and not _is_markup(body):
        raise ValueError(f"its payload is compressed with {coding}, which is not read")
    charset = media.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    if not html:
        body = _utf8(body, charset)
    return body, html, charset


def _unchunked(body: bytes) -> bytes:
    """Chunks put together; a body that has none, as some crawlers store it, stays."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            if not pieces:
                return body
            raise ValueError("its chunks are cut off")
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        if len(pieces[-1]) < size:
            raise ValueError("its chunks are cut off")
        at = end + 2 + size + 2


def _inflated(body: bytes) -> bytes:
    """A compressed payload; one that is not compressed, as some crawlers store it, stays."""
    for bits in (47, -15):  # gzip or zlib, and bare deflate
        inflate = zlib.decompressobj(bits)
        try:
            data = inflate.decompress(body, _LARGEST)
        except zlib.error:
            continue
        if inflate.unconsumed_tail:
            raise ValueError(_TOO_LARGE)
        if not inflate.eof and not _lacks_its_trailer_only(inflate):
            if bits < 0 and _is_markup(body):
                continue
            raise ValueError("its payload is cut off")
        rest = inflate.unused_data
        return data + _further(rest, _LARGEST - len(data)) if rest[:2] == b"\x1f\x8b" else data
    return body


def _lacks_its_trailer_only(inflate: Any) -> bool:
    """Whether data ends with all of the text but without the checksum, as some servers send it."""

    def ends(with_: bytes) -> bool:
        further = inflate.copy()
        try:
            further.decompress(with_)
        except zlib.error as error:
            return "check" in str(error)  # incorrect data check, incorrect length check
        return bool(further.eof)

    # Where the text is over both are a checksum, where it is not one of them is no end of it.
    return ends(bytes(8)) and ends(b"\xff" * 8)


def _further(members: bytes, room: int) -> bytes:
    """What further members of gzip (RFC 1952, section 2.2) hold."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(members)) as stream:
            data = stream.read(room + 1)
    except (OSError, EOFError, zlib.error):
        raise ValueError("its payload is damaged or cut off") from None
    if len(data) > room:
        raise ValueError(_TOO_LARGE)
    return data


def _is_markup(body: bytes) -> bool:
    """Whether a payload is not compressed, whatever its head says, as some crawlers store it."""
    begin = body[:512]
    return begin.lstrip().startswith(b"<") and b"\0" not in begin and b">" in begin


def _utf8(body: bytes, charset: str | None) -> bytes:
    """Plain text in the charset that its head names, as UTF-8."""
    if charset in (None, "utf-8", "utf8", "us-ascii"):
        return body
    try:
        return body.decode(charset, "replace").encode("utf-8")
    except LookupError:
        return body
