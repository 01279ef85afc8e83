"""Cutting a byte stream into documents while reading it, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["CUTS", "LAST", "PART", "SEPARATOR", "WHOLE", "Read", "documents", "runs"]

CUTS = ("nul", "form-feed", "blank-lines", "line")
"""Where one document ends and the next begins."""

WHOLE = 0
"""A whole document."""
PART = 1
"""A stretch of a document that is too large to be held."""
LAST = 2
"""The end of such a document; without data."""
SEPARATOR = 3
"""Bytes between documents; they may come in several stretches."""

Event = tuple[int, bytes]
Read = Callable[[], bytes]

_LONGEST_BLANK = 65536
"""Bytes up to which a line of blanks is a blank line; a longer one is text, so that memory stays
bounded.
"""

_BYTES = {"nul": b"\0", "form-feed": b"\f"}
_BETWEEN = {
    **{how: [byte] for how, byte in _BYTES.items()},
    "line": [b"\n"],
    "blank-lines": [b"\n\n", b"\n\r\n"],
}
"""Bytes behind whose first one no document goes on."""
_LINE_ENDS = re.compile(b"\r\n|\n|\r")


def documents(read: Read, how: str | None, limit: int) -> Iterator[Event]:
    """Cut what ``read`` gives into documents and separators; together they are the input, byte for
    byte.

    Without ``how`` the whole input is one document, an empty input too. With ``nul``, ``form-feed``
    and ``line`` a separator ends a document, so two separators have an empty document between them,
    and none begins behind the last. With ``blank-lines`` a document is a run of lines that are not
    blank.

    Args:
        read: gives the next block; empty at the end.
        how: one of :data:`CUTS`, or None.
        limit: bytes of the largest document that is held in memory and given out as ``WHOLE``.
    """
    if how is None:
        return _one(read, limit)
    if how == "blank-lines":
        return _by_blank_lines(read, limit)
    if how in _BYTES:
        return _by_byte(_BYTES[how], read, limit)
    return _by(_LINE_ENDS, read, limit)


def runs(read: Read, how: str, most: int, tell: Callable[[bytes], None]) -> bytes:
    """Cut what ``read`` gives between documents, at most once a block, as long as no document is
    larger than ``most`` bytes; that one and the rest of the input are left to :func:`documents`.

    Args:
        read: gives the next block; empty at the end.
        how: one of :data:`CUTS`. Not every place where a document ends is seen: of ``line`` and
            ``blank-lines`` those at an LF, of the latter those where the blank line holds nothing.
        most: bytes of the largest document.
        tell: gets the pieces: whole documents, and what separates them.

    Returns:
        What has been read of a larger document; empty at the end of the input.
    """
    between = _BETWEEN[how]
    reach = max(map(len, between)) - 1
    held: list[bytes] = []
    size = 0
    while block := read():
        size += len(block)
        if held and reach:  # what shows the place may have come in two blocks
            last = held.pop()
            held.append(last[:-reach])
            block = last[-reach:] + block
        end = max(block.rfind(one) for one in between) + 1
        if end:
            tell(b"".join([*held, memoryview(block)[:end]]))
            held, size = [], len(block) - end
        held.append(block[end:])
        if size > most:
            return b"".join(held)
    if size:
        tell(b"".join(held))
    return b""


class _Document:
    """The document that is being read: held until it is complete, or given out in parts once it is
    too large.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0
        self._large = False
        self.begun = False

    def add(self, piece: bytes) -> Iterator[Event]:
        """Take a further stretch of it."""
        if not piece:
            return
        self.begun = True
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > self._limit:
            self._large = True
            yield from ((PART, held) for held in self._pieces)
            self._pieces = []

    def end(self) -> Iterator[Event]:
        """Give out what is left, and begin the next document."""
        if self._large:
            yield LAST, b""
        else:
            yield WHOLE, b"".join(self._pieces)
        self._pieces, self._size, self._large, self.begun = [], 0, False, False


def _one(read: Read, limit: int) -> Iterator[Event]:
    document = _Document(limit)
    while block := read():
        yield from document.add(block)
    yield from document.end()


def _by_byte(separator: bytes, read: Read, limit: int) -> Iterator[Event]:
    """Cut at each byte of one kind."""
    document = _Document(limit)
    while block := read():
        start = 0
        # bytes.split looks at every byte by itself, bytes.find at many at once.
        while (end := block.find(separator, start)) >= 0:
            if document.begun or end - start > limit:
                yield from document.add(block[start:end])
                yield from document.end()
            else:
                yield WHOLE, block[start:end]
            yield SEPARATOR, separator
            start = end + 1
        yield from document.add(block[start:])
    if document.begun:
        yield from document.end()


def _by(pattern: re.Pattern[bytes], read: Read, limit: int) -> Iterator[Event]:
    """Cut at each match of a pattern; CR LF is one match even where a block ends between the
    two.
    """
    document = _Document(limit)
    held = b""
    while True:
        block = read()
        data = held + block
        held = b""
        start = 0
        for match in pattern.finditer(data):
            if block and match.group() == b"\r" and match.end() == len(data):
                held = b"\r"
                break
            yield from document.add(data[start : match.start()])
            yield from document.end()
            yield SEPARATOR, match.group()
            start = match.end()
        yield from document.add(data[start : len(data) - len(held)])
        if not block:
            break
    if document.begun:
        yield from document.end()


def _by_blank_lines(read: Read, limit: int) -> Iterator[Event]:
    blank_lines, boundary, blanks, pending = _blank_line_patterns()
    document = _Document(limit)
    between = True  # whether we stand between documents
    held = b""
    while True:
        block = read()
        data = held + block
        held = b""
        at = 0
        while at < len(data):
            if between:
                end = _end_of(blank_lines.match(data, at))
                if block and end == len(data) and data.endswith(b"\r"):
                    held = b"\r"  # an LF may follow
                    end -= 1
                if end > at:
                    yield SEPARATOR, data[at:end]
                at = end
                if held:
                    break
                if not block and blanks.fullmatch(data, at):
                    if at < len(data):
                        yield SEPARATOR, data[at:]
                    break
                if block and pending.fullmatch(data, at) and len(data) - at <= _LONGEST_BLANK:
                    held = data[at:]
                    break
                between = False
            elif match := boundary.search(data, at):
                yield from document.add(data[at : match.end(1)])
                yield from document.end()
                at = match.end(1)
                between = True
            else:
                keep = _unfinished(data, at, pending) if block else len(data)
                yield from document.add(data[at:keep])
                held = data[keep:]
                break
        if not block:
            break
    if document.begun:
        yield from document.end()


def _end_of(match: re.Match[bytes] | None) -> int:
    assert match is not None  # the pattern matches the empty string
    return match.end()


def _unfinished(data: bytes, start: int, pending: re.Pattern[bytes]) -> int:
    """Where a line end begins behind which there are only blanks so far; the end of the data
    without one.
    """
    at = max(data.rfind(b"\n", start), data.rfind(b"\r", start))
    if at < start or len(data) - at > _LONGEST_BLANK or not pending.fullmatch(data, at + 1):
        return len(data)
    return at - 1 if at > start and data[at - 1 : at + 1] == b"\r\n" else at


def _blank_line_patterns() -> tuple[re.Pattern[bytes], ...]:
    """Patterns for a run of blank lines, for a line end with a blank line behind it, for blanks,
    and for blanks that may go on in the next block (in the middle of a character, too).

    Blank is what is blank to the rules: blanks, invisible characters, no-break spaces.
    """
    from arclean.text.fold import BLANK_OR_INVISIBLE

    codes = [char.encode() for char in BLANK_OR_INVISIBLE]
    blank = b"(?:[%s]|%s)*" % (
        re.escape(b"".join(code for code in codes if len(code) == 1)),
        b"|".join(re.escape(code) for code in codes if len(code) > 1),
    )
    heads = sorted({code[:size] for code in codes for size in range(1, len(code))})
    head = b"(?:%s)?" % b"|".join(re.escape(one) for one in heads)
    return (
        re.compile(b"(?:" + blank + b"(?:\r\n|\n|\r))*"),
        re.compile(b"(\r\n|\n|\r(?!\n))" + blank + b"[\r\n]"),
        re.compile(blank),
        re.compile(blank + head),
    )
