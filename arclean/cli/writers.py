"""Observers that write: the text itself, records of what was removed, and whether anything
changed.
"""

# What the methods are for is told once, in Observer.
# ruff: noqa: D102, ARG002

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from typing import IO

from arclean.cli.inputs import STDIN, Source
from arclean.cli.messages import why
from arclean.cli.observers import Observer
from arclean.cli.output import AtomicFile
from arclean.errors import ArcleanError, InputError
from arclean.report.record import Cleaned

__all__ = ["Changes", "RemovedRecords", "ToFiles", "ToStream"]


class _Texts(Observer):
    """Observers that only care for the bytes that come out."""

    def write(self, data: bytes | memoryview) -> None:
        raise NotImplementedError

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        self.write(after)

    def separator(self, data: bytes) -> None:
        self.write(data)


class ToStream(_Texts):
    """Writes all inputs to one stream, one behind the other.

    Where an input does not end like a document, the next one would be glued to its last word: what
    ends a document is put between them.
    """

    _ENDS = {"nul": b"\0", "form-feed": b"\f", "blank-lines": b"\n\n"}  # noqa: RUF012

    def __init__(self, stream: IO[bytes], docs: str | None) -> None:
        self._stream = stream
        self._end = self._ENDS.get(docs or "", b"\n")
        self._tail = b""  # the last bytes written
        self._fresh = False  # whether the input at hand has not written anything yet

    def begin(self, source: Source) -> None:
        self._fresh = True

    def write(self, data: bytes | memoryview) -> None:
        if not data:
            return
        if self._fresh and self._tail:
            self._stream.write(self._joint())
        self._fresh = False
        self._tail = (self._tail + bytes(data[-2:]))[-2:]
        self._stream.write(data)

    def _joint(self) -> bytes:
        """What is missing for the text so far to end like a document."""
        for size in range(len(self._end), -1, -1):
            if self._tail.endswith(self._end[:size]):
                return self._end[size:]
        return self._end

    def wait(self) -> None:
        self._stream.flush()

    def end(self) -> None:
        self._stream.flush()


class ToFiles(_Texts):
    """Writes each input to a file of its own.

    Args:
        target: the file of an input.
        in_place: the file is the input itself, and is only touched if something changes.
    """

    def __init__(
        self, target: Callable[[Source], str], *, in_place: bool, make_folders: bool
    ) -> None:
        self._target = target
        self._in_place = in_place
        self._make_folders = make_folders
        self._path = ""
        self._file: AtomicFile | None = None
        self._changes = Changes() if in_place else None

    def begin(self, source: Source) -> None:
        self._path = self._target(source)
        with self._named():
            if self._make_folders:
                os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)  # noqa: PTH103, PTH120
            self._file = AtomicFile(self._path, in_place=self._in_place)
        if self._changes:
            self._changes.begin(source)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Operating-system errors name the file that could not be written."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as failure:
            raise InputError(f"{self._path} cannot be written: {why(failure)}") from failure

    def write(self, data: bytes | memoryview) -> None:
        assert self._file is not None
        with self._named():
            self._file.write(data)

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        super().stretch(before, after)
        if self._changes:
            self._changes.stretch(before, after)

    def separator(self, data: bytes) -> None:
        super().separator(data)
        if self._changes:
            self._changes.separator(data)

    def end(self) -> None:
        assert self._file is not None
        if self._changes is not None and not self._changes.changed():
            self._file.abandon()
        else:
            with self._named():
                self._file.commit()
        self._file = None

    def abandon(self) -> None:
        if self._file is not None:
            self._file.abandon()
            self._file = None


class Changes(Observer):
    """Whether the output of an input differs from it. Compares large documents as they pass.

    Args:
        found: told of each input that changes, at its end.
    """

    def __init__(self, found: Callable[[Source], None] | None = None) -> None:
        self._found = found
        self._source: Source | None = None
        self._different = False
        self._before = b""
        self._after = b""

    def begin(self, source: Source) -> None:
        self._source = source
        self._different = False
        self._before = self._after = b""

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        if self._different:
            return
        old, new = self._before + before, self._after + after
        both = min(len(old), len(new))
        self._different = old[:both] != new[:both]
        self._before, self._after = old[both:], new[both:]

    def separator(self, data: bytes) -> None:
        self.stretch(data, data)

    def changed(self) -> bool:
        """Whether anything was different so far."""
        return self._different or self._before != self._after

    def end(self) -> None:
        if self._found is not None and self._source is not None and self.changed():
            self._found(self._source)


class RemovedRecords(Observer):
    """Writes what was removed, so that it can be put back. Records of an input that failed are
    taken back.
    """

    reasons = True

    _HELD = 1 << 16
    """Bytes of records that wait. Those of a full disk must not wait in a buffer of Python's, which
    would try again at each step of the tidying up.
    """

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._held = bytearray()
        self._begin = 0

    def begin(self, source: Source) -> None:
        self._begin = self._file.tell() if self._file.seekable() else 0

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        from arclean.report.removed import saved

        self._held += saved(cleaned)
        if len(self._held) >= self._HELD:
            self._write()

    def _write(self) -> None:
        try:
            while self._held:
                del self._held[: self._file.write(self._held)]
        except BrokenPipeError:
            raise
        except OSError as failure:  # it ends the run: no input may be replaced without its records
            raise ArcleanError(f"--save-removed {self._file.name!s}: {why(failure)}") from failure

    def end(self) -> None:
        """Written in full before the input may be replaced; from here on the records stay, whatever
        happens.
        """
        self._write()
        self.begin(Source(STDIN, STDIN))

    def abandon(self) -> None:
        self._held.clear()
        with suppress(OSError):  # a pipe, a device
            self._file.truncate(self._file.seek(self._begin))

    def close(self) -> None:
        self._file.close()
