"""Heads of WARC records and of HTTP messages, and the payload of an HTTP response."""

from __future__ import annotations

import zlib

from arclean.corpus.compression import BLOCK

__all__ = ["Headers", "payload_of"]

_LARGEST = 256 * BLOCK
"""Bytes that a compressed payload may have in the end."""

# What is about the body alone does not survive a new body.
_OF_THE_BODY = (
    "warc-type",
    "warc-record-id",
    "warc-payload-digest",
    "warc-block-digest",
    "warc-identified-payload-type",
    "warc-truncated",
    "content-type",
    "content-length",
)


class Headers:
    """The head of a record or message: names in any case, values as they stand."""

    def __init__(self, head: bytes) -> None:
        lines = head.decode("utf-8", "surrogateescape").splitlines()
        self.first = lines[0] if lines else ""
        self.items: list[tuple[str, str]] = []
        for line in lines[1:]:
            if line[:1] in (" ", "\t") and self.items:
                name, value = self.items[-1]
                self.items[-1] = name, f"{value} {line.strip()}"
                continue
            name, colon, value = line.partition(":")
            if colon:
                self.items.append((name.strip(), value.strip()))

    def get(self, name: str) -> str | None:
        """The first value of a name."""
        name = name.lower()
        return next((value for key, value in self.items if key.lower() == name), None)

    def rest(self, *names: str) -> dict[str, str]:
        """All but some, the first of each name."""
        without = {name.lower() for name in names}
        found: dict[str, str] = {}
        for key, value in self.items:
            if key.lower() not in without:
                found.setdefault(key, value.encode("utf-8", "replace").decode("utf-8"))
        return found

    def converted(self, length: int) -> bytes:
        """The head of the ``conversion`` record that a document becomes.

        A record that is one already keeps its id; another is referred to.
        """
        kind = (self.get("WARC-Type") or "").lower()
        identity = self.get("WARC-Record-ID") or ""
        lines = [self.first, "WARC-Type: conversion"]
        if kind == "conversion":
            lines.append(f"WARC-Record-ID: {identity}")
        else:
            from uuid import NAMESPACE_URL, uuid5

            lines.append(f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, identity)}>")
            if self.get("WARC-Refers-To") is None:
                lines.append(f"WARC-Refers-To: {identity}")
        lines += [f"{key}: {value}" for key, value in self.items if key.lower() not in _OF_THE_BODY]
        lines += ["Content-Type: text/plain", f"Content-Length: {length}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape")


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
    media = (headers.get("Content-Type") or "").lower()
    body = message[end + gap :]
    html = "html" in media or (not media and b"<html" in body[:4096].lower())
    if not html and not media.startswith("text/plain"):
        return None, False, None
    if (headers.get("Transfer-Encoding") or "").lower() == "chunked":
        body = _unchunked(body)
    coding = (headers.get("Content-Encoding") or "").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        body = _inflated(body)
    elif coding not in ("", "identity", "utf-8"):
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
            raise ValueError("its payload grows too large when it is decompressed")
        return data
    return body


def _utf8(body: bytes, charset: str | None) -> bytes:
    """Plain text in the charset that its head names, as UTF-8."""
    if charset in (None, "utf-8", "utf8", "us-ascii"):
        return body
    try:
        return body.decode(charset, "replace").encode("utf-8")
    except LookupError:
        return body
