"""What watches a run: each observer turns documents as they are cleaned into one kind of output."""

from __future__ import annotations

from arclean.cli.inputs import Source
from arclean.report.record import Cleaned

__all__ = ["Observer"]


class Observer:
    """Follows one input after the other.

    One that asks for reasons is told of each document (``document``). To any other, and of
    documents that are too large to be held, the text comes in stretches (``stretch``), which may
    span documents and separators. An input ends in ``end`` or, if it failed, in ``abandon``.

    Attributes:
        reasons: whether it wants to know what was removed and why; where no observer of a run
            does, nobody works that out.
    """

    reasons = False

    def begin(self, source: Source) -> None:
        """An input begins."""

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        """A document with its input; for those who ask for reasons."""

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        """A stretch of text and what came out meanwhile; the two do not correspond byte by byte.
        Views are valid only now.
        """

    def large(self, cleaned: Cleaned) -> None:
        """The end of a document that was too large to be held; for those who ask for reasons."""

    def separator(self, data: bytes) -> None:
        """Bytes between documents, which stay, where they are in no stretch."""

    def passed(self, documents: int, *, large: bool = False) -> None:
        """So many documents have passed; or a large one."""

    def wait(self) -> None:
        """The next read may take long."""

    def end(self) -> None:
        """The input was read to its end."""

    def abandon(self) -> None:
        """The input failed."""

    def break_off(self) -> None:
        """The run ends before its inputs do: Ctrl-C, a full disk. ``close`` follows."""

    def close(self) -> None:
        """The run is over."""
