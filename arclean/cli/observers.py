"""What watches a run: each observer turns documents as they are cleaned into one kind of output."""

from __future__ import annotations

from arclean.cli.inputs import Source
from arclean.report.record import Cleaned

__all__ = ["Observer"]


class Observer:
    """Follows one input after the other.

    A document comes whole (``document``), or, too large for that, in stretches (``stretch``) and
    then once more without its text. ``separator`` gets the bytes between documents. An input ends
    in ``end`` or, if it failed, in ``abandon``.
    """

    def begin(self, source: Source) -> None:
        """An input begins."""

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        """A document with its input."""

    def stretch(self, before: bytes, after: bytes) -> None:
        """A stretch of a large document and what came out meanwhile; the two do not correspond byte
        by byte.
        """

    def large(self, cleaned: Cleaned) -> None:
        """The end of a large document."""

    def separator(self, data: bytes) -> None:
        """Bytes between documents, which stay."""

    def wait(self) -> None:
        """The next read may take long."""

    def end(self) -> None:
        """The input was read to its end."""

    def abandon(self) -> None:
        """The input failed."""

    def close(self) -> None:
        """The run is over."""
