"""Where a run is in an input."""

from __future__ import annotations

from arclean.document import Result
from arclean.report.record import Cleaned

__all__ = ["Place"]


class Place:
    """Bytes and line ends that have passed, and where the document at hand began.

    Args:
        file: the input, as the user named it.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._number = 0
        self._lines = 0
        self._after_cr = False
        self._begin = (0, 0)  # offset and line of the document at hand
        self._written = 0
        self._offset = 0
        self._large = False

    def begin(self) -> None:
        """A document begins here."""
        self._number += 1
        self._begin = (self._offset, self._lines)
        self._written = 0

    def begin_large(self) -> None:
        """A document that comes in stretches begins or goes on."""
        if not self._large:
            self._large = True
            self.begin()

    def pass_by(self, before: bytes, after: bytes = b"") -> None:
        """Go on behind ``before``, which became ``after``. Lines end at LF, CR LF and CR, wherever
        blocks are cut.
        """
        self._written += len(after)
        if not before:
            return
        self._offset += len(before)
        returns = before.count(b"\r")
        self._lines += before.count(b"\n") + (returns - before.count(b"\r\n") if returns else 0)
        if self._after_cr and before.startswith(b"\n"):
            self._lines -= 1  # the second half of a CR LF
        self._after_cr = before.endswith(b"\r")

    def cleaned(self, result: Result[bytes]) -> Cleaned:
        """The document at hand, now that it has passed."""
        self._large = False
        offset, line = self._begin
        size = self._offset - offset
        return Cleaned(self._file, self._number, offset, line, size, self._written, result)
