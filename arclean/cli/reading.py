"""Reading an input: large blocks into one buffer, and whether there is something to read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from stat import S_ISFIFO
from typing import IO, Any

from arclean.cli.messages import why
from arclean.cli.sniff import SNIFFED, unlike_text
from arclean.errors import InputError

__all__ = ["Blocks", "widen"]

_PIPE = 1 << 20
"""Bytes that a pipe should hold: what Linux allows every user."""


def widen(stream: IO[bytes]) -> None:
    """Let a pipe hold more, so that its two ends need not take turns every 64 KiB.

    Where that cannot be, nothing is lost.
    """
    if sys.platform != "linux":
        return
    try:
        descriptor = stream.fileno()
        if S_ISFIFO(os.fstat(descriptor).st_mode):
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)
    except (OSError, ValueError):
        pass  # no file at all, or the user's pipes hold all that they may


class Blocks:
    """The blocks of one input.

    Args:
        stream: what is read; nothing must have been read from it.
        title: its name in messages.
        size: bytes of the buffer.
    """

    def __init__(self, stream: IO[bytes], title: str, size: int) -> None:
        # Past Python's own buffer, which would only copy.
        self._stream: Any = getattr(stream, "raw", stream)
        self._title = title
        self._view = memoryview(bytearray(size))
        self._seen = False
        self._first = bytearray()
        self._ended = False
        self._peeked: int | None = None
        widen(stream)

    def read(self) -> memoryview:
        """The next block as soon as there is one, valid until the next call; empty at the end.

        Raises:
            InputError: it cannot be read.
        """
        if self._peeked is not None:
            count, self._peeked = self._peeked, None
            return self._view[:count]
        return self._view[: self._fill(0)]

    def _fill(self, start: int) -> int:
        """Read into the view from there on; bytes that came. Nothing is asked for behind the end:
        a terminal would want another Ctrl-D.
        """
        try:
            count = 0 if self._ended else self._stream.readinto(self._view[start:]) or 0
        except OSError as error:
            raise InputError(f"{self._title}: {why(error)}") from error
        self._ended = not count
        return count

    def head(self, is_enough: Callable[[bytes], bool]) -> bytes:
        """The first bytes, at most ``SNIFFED``, which the next ``read`` gives, too: as many as it
        takes, whatever pieces a pipe brings them in.

        Raises:
            InputError: the input cannot be read.
        """
        count = more = len(self.read())
        while more and count < SNIFFED and not is_enough(bytes(self._view[:count])):
            more = self._fill(count)
            count += more
        self._peeked = count
        return bytes(self._view[: min(count, SNIFFED)])

    def ready(self) -> bool:
        """Whether a read would not have to wait, as far as one can know."""
        import select

        try:
            return bool(select.select([self._stream], [], [], 0)[0])
        except (OSError, ValueError):
            return False

    def notice(self, block: memoryview) -> str | None:
        """Of the first bytes, whatever pieces they come in: what is unlike UTF-8 text in them, told
        once there are enough, or no more.
        """
        if self._seen:
            return None
        self._first += block[: SNIFFED - len(self._first)]
        if block and len(self._first) < SNIFFED:
            return None
        self._seen = True
        return unlike_text(bytes(self._first))
