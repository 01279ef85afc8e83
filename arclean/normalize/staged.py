"""Stages before a core: the machine of a program that no plan can say alone.

Same interface as a core's machine (``pure``). A stream holds back what its stages may not be given
in part: the last word, the last line, or all of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .program import Stage
from .pure import ByteStream

if TYPE_CHECKING:
    from .pure import Machine, Stream

__all__ = ["StagedMachine", "run_stage"]

#: Bytes that are not UTF-8 travel as lone surrogates: no stage sees them.
_INVALID = re.compile("([\ud800-\udfff]+)")


class StagedMachine:
    """Stages, then a core. Immutable."""

    def __init__(self, stages: tuple[Stage, ...], core: Machine) -> None:
        self._stages = stages
        self._core = core

    def stream(self) -> StagedStream:
        """A new stream of text."""
        return StagedStream(self._stages, self._core.stream())

    def byte_stream(self, errors: str = "keep") -> StagedBytes:
        """A new stream of bytes; ``errors`` is keep, strict or replace."""
        return StagedBytes(self.stream(), errors)

    def run(self, text: str) -> str:
        """Normalise a whole text."""
        for stage in self._stages:
            text = run_stage(stage, text)
        return self._core.run(text)

    def run_bytes(self, raw: bytes, errors: str = "keep") -> bytes:
        """Normalise whole UTF-8.

        Raises:
            EncodingError: the bytes are not UTF-8 and errors is ``strict``.
        """
        return self.byte_stream(errors).feed(raw, final=True)


class StagedStream:
    """Text in pieces of any size. Memory: the longest unit of its stages."""

    def __init__(self, stages: tuple[Stage, ...], core: Stream) -> None:
        self._stages = stages
        self._core = core
        self._held: list[list[str]] = [[] for _ in stages]

    def feed(self, text: str, *, final: bool = False) -> str:
        """Process the next piece; what comes back may lag behind."""
        for stage, held in zip(self._stages, self._held, strict=True):
            whole = len(text) if final else _certain(stage.unit, text)
            if not whole and not final:
                held.append(text)
                return self._core.feed("")
            ready = "".join([*held, text[:whole]])
            held[:] = [text[whole:]]
            text = run_stage(stage, ready)
        out = self._core.feed(text)
        return out + self._core.finish() if final else out

    def finish(self) -> str:
        """The end of the input."""
        return self.feed("", final=True)


class StagedBytes(ByteStream):
    """UTF-8 in pieces of any size, cut anywhere."""

    def __init__(self, stream: StagedStream, errors: str) -> None:
        self._start(stream, errors)


def _certain(unit: str, text: str) -> int:
    """How much of a piece ends with a whole unit."""
    if unit == "character":
        return len(text)
    if unit == "line":
        return text.rfind("\n") + 1
    if unit == "word":
        end = len(text)
        while end and not text[end - 1].isspace():
            end -= 1
        return end
    return 0


def run_stage(stage: Stage, text: str) -> str:
    """A stage on a text, but not on the invalid bytes in it."""
    if not _INVALID.search(text):
        return stage.run(text)
    pieces = _INVALID.split(text)
    pieces[::2] = [stage.run(piece) if piece else "" for piece in pieces[::2]]
    return "".join(pieces)
