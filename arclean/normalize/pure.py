"""The pure-Python core of the normaliser.

Per character: which characters of the table occur in a block is found by one ``re.findall`` of
everything that is not ``COMMON``; each of those is then replaced by ``str.replace``. That is
correct in any order because a plan's table is a fixpoint, and eight times as fast as
``str.translate``. The contexts follow (``_contexts``), on the same block.

Interface, the same as the compiled core's:

    Machine(plan)            for one plan; immutable, safe in threads
      .run(text)             str -> str
      .run_bytes(raw, errors)   bytes -> bytes
      .run_with_offsets(data, errors)   str or bytes -> the same, and its origins
      .stream()              -> Stream: feed(text) -> str, finish() -> str
      .byte_stream(errors)   -> ByteStream: feed(raw) -> bytes, finish() -> bytes
"""

from __future__ import annotations

import codecs
import re
from typing import Protocol

from arclean.errors import EncodingError

from ._contexts import COMMON, Context, contexts_of
from ._judge import Lines
from .plan import Plan

__all__ = ["ByteStream", "Machine", "Stream"]

#: Characters (of str) and bytes that are processed at a time: small enough for the processor's
#: cache.
BLOCK = 1 << 18
#: Below this length the set of a text is cheaper than the regular expression.
SHORT = 256

_rare = re.compile("[^" + re.escape("".join(sorted(COMMON))) + "]+")
_ERRORS = {"keep": "surrogateescape", "strict": "strict", "replace": "replace"}


class Machine:
    """A plan made ready to run."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.table = {chr(code): text for code, text in plan.table.items()}
        self.foreign = {**self.table, **{chr(code): text for code, text in plan.foreign.items()}}
        self.common = tuple(sorted(COMMON & self.table.keys()))
        self.lines = Lines(plan) if plan.context("script") else None

    def stream(self) -> Stream:
        """A new stream of text."""
        return Stream(self)

    def byte_stream(self, errors: str = "keep") -> ByteStream:
        """A new stream of bytes; ``errors`` is keep, strict or replace."""
        return ByteStream(self, errors)

    def run(self, text: str) -> str:
        """Normalise a whole text."""
        if not self.table and not self.plan.contexts:
            return text
        stream = Stream(self)
        if len(text) <= BLOCK:
            return stream.feed(text, final=True)
        pieces = [stream.feed(text[i : i + BLOCK]) for i in range(0, len(text), BLOCK)]
        pieces.append(stream.finish())
        return "".join(pieces)

    def run_bytes(self, raw: bytes, errors: str = "keep") -> bytes:
        """Normalise whole UTF-8.

        Raises:
            EncodingError: the bytes are not UTF-8 and errors is ``strict``.
        """
        stream = ByteStream(self, errors)
        if len(raw) <= BLOCK:
            return stream.feed(raw, final=True)
        view = memoryview(raw)
        pieces = [stream.feed(bytes(view[i : i + BLOCK])) for i in range(0, len(raw), BLOCK)]
        pieces.append(stream.finish())
        return b"".join(pieces)

    def run_with_offsets(
        self, data: str | bytes, errors: str = "keep"
    ) -> tuple[str | bytes, list[tuple[int, int]]]:
        """Normalise, and tell the origins: (position in the result, position in the input)
        wherever the difference between the two changes.

        Raises:
            EncodingError: the bytes are not UTF-8 and errors is ``strict``.
        """
        from ._tracked import run_tracked  # few ask for it

        if errors == "strict" and isinstance(data, bytes):
            ByteStream(self, errors).feed(data, final=True)
        return run_tracked(self.plan, self.lines, data, errors)


class Stream:
    """Text in pieces of any size; the memory is bounded."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._contexts: list[Context] = contexts_of(machine.plan)
        self._held: list[str] = []  # the beginning of a line that cannot be judged yet
        self._length = 0
        self._retry = 0
        self._current: bool | None = None  # the judgement of the line that we are in

    def feed(self, text: str, *, final: bool = False) -> str:
        """Process the next piece; what comes back may lag behind."""
        lines = self._machine.lines
        if lines is None:
            return self._process(text, _characters(text), arabic=True, final=final)
        if self._held:
            self._held.append(text)
            self._length += len(text)
            if self._length < self._retry and not final and "\n" not in text and "\r" not in text:
                return ""
            text = "".join(self._held)
            self._held = []
        present = _characters(text)
        pieces, rest, self._current = lines.segments(text, present, self._current)
        if final and rest:
            clear = lines.evidence.isdisjoint(present)
            pieces.append((clear or bool(lines.judge(rest, ended=True)), rest))
        elif rest:
            self._held = [rest]
            self._length = len(rest)
            self._retry = 2 * len(rest)
        out = [
            self._process(
                part,
                # The characters of the whole are a fair guess for a long part, a bad one for one of
                # many short ones.
                present if 2 * len(part) > len(text) else _characters(part),
                arabic=arabic,
                final=False,
            )
            for arabic, part in pieces
        ]
        if final:
            arabic = pieces[-1][0] if pieces else True
            out.append(self._process("", set(), arabic=arabic, final=True))
        return "".join(out)

    def finish(self) -> str:
        """The end of the input."""
        return self.feed("", final=True)

    def _process(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        """The table, then the contexts; ``present`` contains every character of the text that is
        not in ``COMMON``.
        """
        machine = self._machine
        table = machine.table if arabic else machine.foreign
        for ch in machine.common:
            text = text.replace(ch, table[ch])
        changed = present & table.keys()
        if changed:
            for ch in changed:
                text = text.replace(ch, table[ch])
            present = (present - changed).union(*[table[ch] for ch in changed])
        else:
            present = set(present)  # the contexts add to it
        for context in self._contexts:
            text = context.feed(text, present, arabic=arabic, final=final)
        return text


def _characters(text: str) -> set[str]:
    """The characters of a text, those of ``COMMON`` or not."""
    return set(text) if len(text) < SHORT else set("".join(_rare.findall(text)))


class TextStream(Protocol):
    """What bytes are decoded for."""

    def feed(self, text: str, *, final: bool = False) -> str:
        """Process the next piece."""


class ByteStream:
    """UTF-8 in pieces of any size, cut anywhere, in the middle of a character too."""

    def __init__(self, machine: Machine, errors: str) -> None:
        self._start(Stream(machine), errors)
        self._plain = not machine.table and not machine.plan.contexts and errors == "keep"

    def _start(self, stream: TextStream, errors: str) -> None:
        self._text = stream
        self._errors = _ERRORS[errors]
        self._plain = False
        self._tail = b""
        self._offset = 0

    def feed(self, raw: bytes, *, final: bool = False) -> bytes:
        """Process the next piece.

        Raises:
            EncodingError: the bytes are not UTF-8 and errors is ``strict``; the offset counts from
                the stream's start.
        """
        if self._plain:
            return raw
        data = self._tail + raw if self._tail else raw
        try:
            text, used = codecs.utf_8_decode(data, self._errors, final)
        except UnicodeDecodeError as error:
            offset = self._offset + error.start
            raise EncodingError(
                f"byte {offset} is not UTF-8 ({error.reason})", offset=offset
            ) from None
        self._offset += used
        self._tail = data[used:]
        return self._text.feed(text, final=final).encode("utf-8", "surrogateescape")

    def finish(self) -> bytes:
        """The end of the input.

        Raises:
            EncodingError: the input ends within a character and errors is ``strict``.
        """
        return self.feed(b"", final=True)
