"""Taking one input through the pipeline, document by document, and telling the observers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import IO

from arclean.cli import messages
from arclean.cli.inputs import BLOCK, STDIN, Source
from arclean.cli.observers import Observer
from arclean.cli.pipeline import Pipeline, Stream
from arclean.cli.values import shown_size
from arclean.document import Note, Result
from arclean.errors import EncodingError, InputError
from arclean.report.record import Cleaned
from arclean.text.documents import LAST, PART, SEPARATOR, documents

__all__ = ["Feeder"]


class Feeder:
    """Feeds inputs to observers, one after the other.

    Args:
        pipeline: what the documents go through.
        observers: who is told; in the order in which they are told.
        docs: how inputs are cut into documents.
        limit: bytes of the largest document that is held in memory; larger ones are normalised as
            they pass.
        strict: whether bytes that are not UTF-8 fail an input.
        look: whether to look if an input is UTF-8 text at all.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        observers: Sequence[Observer],
        *,
        docs: str | None,
        limit: int,
        strict: bool,
        look: bool,
    ) -> None:
        self._pipeline = pipeline
        self._observers = observers
        self._docs = docs
        self._limit = limit
        self._strict = strict
        self._look = look
        self._told: set[str] = set()

    def feed(self, source: Source) -> None:
        """Clean one input; it fails as a whole.

        Raises:
            InputError: it cannot be read, or its output cannot be written.
        """
        try:
            reader = source.open()
        except (OSError, ValueError) as error:
            raise InputError(f"{source.title}: {messages.why(error)}") from error
        with nullcontext() if source.path == STDIN else reader:
            try:
                for observer in self._observers:
                    observer.begin(source)
                self._documents(source, self._blocks(source, reader))
                for observer in self._observers:
                    observer.end()
            except BaseException as error:  # Ctrl-C, too, must leave no half-written file
                for observer in self._observers:
                    observer.abandon()
                if isinstance(error, EncodingError):
                    raise EncodingError(f"{source.title}: {error}", offset=error.offset) from error
                raise

    def _documents(self, source: Source, read: Callable[[], bytes]) -> None:
        place = _Place(source.path)
        stream: Stream | None = None  # of the large document at hand
        for kind, data in documents(read, self._docs, self._limit):
            if kind == SEPARATOR:
                place.pass_by(data)
                for observer in self._observers:
                    observer.separator(data)
            elif kind == PART:
                if stream is None:
                    stream = self._pipeline.stream()
                    place.begin()
                self._stretch(place, data, stream.feed(data))
            elif kind == LAST:
                assert stream is not None
                rest = stream.finish()
                assert isinstance(rest, bytes)  # of the kind that it was fed
                self._stretch(place, b"", rest)
                stream = None
                cleaned = place.cleaned(self._unstripped())
                for observer in self._observers:
                    observer.large(cleaned)
            else:
                place.begin()
                if self._strict:
                    _check_encoding(data, place.offset)
                result = self._pipeline.explain(data)
                place.pass_by(data, result.text)
                cleaned = place.cleaned(result)
                for observer in self._observers:
                    observer.document(cleaned, data)

    def _stretch(self, place: _Place, before: bytes, after: bytes) -> None:
        place.pass_by(before, after)
        for observer in self._observers:
            observer.stretch(before, after)

    def _unstripped(self) -> Result[bytes]:
        """The result of a document that passed in stretches."""
        notes = []
        if self._pipeline.strips:
            message = f"larger than {shown_size(self._limit)}: normalised, not stripped"
            notes = [Note("too-large", None, message)]
        return Result(b"", b"", (), None, (), notes)

    def _blocks(self, source: Source, reader: IO[bytes]) -> Callable[[], bytes]:
        """A function that gives the next block as soon as there is one."""
        read: Callable[[int], bytes | None] = getattr(reader, "read1", reader.read)
        unseen = self._look

        def block() -> bytes:
            nonlocal unseen
            for observer in self._observers:
                observer.wait()
            try:
                data = read(BLOCK) or b""
            except OSError as error:
                raise InputError(f"{source.title}: {messages.why(error)}") from error
            if unseen and data:
                unseen = False
                self._look_at(source, data)
            return data

        return block

    def _look_at(self, source: Source, head: bytes) -> None:
        """Say, once a run, that an input is something else than what arclean reads."""
        from arclean.cli.sniff import unlike_text

        notice = unlike_text(head)
        if notice is not None and notice not in self._told:
            self._told.add(notice)
            messages.error(f"{source.title} {notice}")


class _Place:
    """Where we are in an input: bytes and line ends that have passed, and where the document at
    hand began.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._number = 0
        self._lines = 0
        self._after_cr = False
        self._begin = (0, 0)  # offset and line of the document at hand
        self._written = 0
        self.offset = 0

    def begin(self) -> None:
        """A document begins here."""
        self._number += 1
        self._begin = (self.offset, self._lines)
        self._written = 0

    def pass_by(self, before: bytes, after: bytes = b"") -> None:
        """Go on behind ``before``, which became ``after``. Lines end at LF, CR LF and CR, wherever
        blocks are cut.
        """
        self._written += len(after)
        if not before:
            return
        self.offset += len(before)
        returns = before.count(b"\r")
        self._lines += before.count(b"\n") + (returns - before.count(b"\r\n") if returns else 0)
        if self._after_cr and before.startswith(b"\n"):
            self._lines -= 1  # the second half of a CR LF
        self._after_cr = before.endswith(b"\r")

    def cleaned(self, result: Result[bytes]) -> Cleaned:
        """The document at hand, now that it has passed."""
        offset, line = self._begin
        size = self.offset - offset
        return Cleaned(self._file, self._number, offset, line, size, self._written, result)


def _check_encoding(data: bytes, offset: int) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = offset + error.start
        raise EncodingError(
            f"byte {at} is not UTF-8; without --errors strict it passes through", offset=at
        ) from error
