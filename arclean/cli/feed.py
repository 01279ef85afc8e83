"""Taking inputs through the pipeline, batch by batch, and telling the observers, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any

from arclean.cli import messages
from arclean.cli.inputs import STDIN, Source
from arclean.cli.observers import Observer
from arclean.cli.pipeline import Joined, Parts, Pipeline, Stream
from arclean.cli.place import Place
from arclean.cli.reading import Blocks
from arclean.cli.sniff import is_html, is_told
from arclean.cli.values import shown_size
from arclean.cli.work import Task, Workers
from arclean.document import HtmlResult, Note, Result
from arclean.errors import EncodingError, InputError
from arclean.text.documents import LAST, PART, SEPARATOR, Read, documents, runs

__all__ = ["Feeder"]

_BLOCK = 1 << 18
"""Bytes that are read at a time: with what they become they fit a core's cache."""
_BATCH = 1 << 17
"""Bytes of documents that make a batch: done soon, so that a reader who goes away, or Ctrl-C, is
noticed.
"""
_SHARED = 1 << 19
"""The same two where others work: the way to another core costs some 50 us a batch, so that two
cores were 1.75 times as fast as one with batches of a quarter of a MB, and are 1.84 times.
"""
_JOINED = 1 << 20
"""Bytes of the largest document that stays joined with its neighbours; a larger one, and what
follows it, is cut out in Python.
"""

Action = Callable[["_Input", Any], None]


class _Input:
    """One input on its way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = Place(source.path)  # where the observers are
        self.offset = 0  # where the reader is
        self.parts: list[bytes] = []  # documents and separators in turn: the batch at hand
        self.size = 0  # bytes of the documents in it
        self.failed = False
        self.html = False  # whether its documents are HTML pages


class Feeder:
    """Feeds inputs to observers, one after the other.

    Reading may run ahead of telling, by as many batches as the workers want to have at hand; what
    the observers are told comes in the order of the inputs, failures included.

    Args:
        pipeline: what the documents go through.
        workers: who takes batches through it.
        observers: who is told; in the order in which they are told.
        docs: how inputs are cut into documents.
        limit: bytes of the largest document that is held in memory; larger ones are normalised as
            they pass.
        format: ``text``, ``html``, or ``auto``, which looks at each input.
        page_limit: bytes of the largest HTML page that is read.
        in_place: inputs are replaced by their text, which HTML pages must not be.
        fault: told why an input failed; it failed as a whole, and the next one follows.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        workers: Workers,
        observers: Sequence[Observer],
        *,
        docs: str | None,
        limit: int,
        format: str,  # noqa: A002
        page_limit: int,
        in_place: bool,
        fault: Callable[[str], None],
    ) -> None:
        self._pipeline = pipeline
        self._workers = workers
        self._observers = observers
        self._reasons = any(observer.reasons for observer in observers)
        self._docs = docs
        self._block, self._batch = (_SHARED, _SHARED) if workers.ahead else (_BLOCK, _BATCH)
        self._limit = limit
        self._format = format
        self._page_limit = page_limit
        self._in_place = in_place
        self._fault = fault
        self._told: set[str] = set()
        self._queue: deque[tuple[_Input, Action, Any, Task | None]] = deque()
        self._tasks = 0  # in the queue
        self._open = False  # whether observers have an input that neither ended nor failed

    def feed(self, sources: Iterable[Source]) -> None:
        """Clean all inputs.

        Raises:
            OSError: the output cannot be written.
            ArcleanError: there is no use in going on.
        """
        try:
            for source in sources:
                self._read(_Input(source))
            self._tell_all()
        except BaseException:  # Ctrl-C, too, must leave no half-written file
            if self._open:
                for observer in self._observers:
                    observer.abandon()
            raise

    # Reading.

    def _read(self, one: _Input) -> None:
        source = one.source
        try:
            stream = source.open()
        except (OSError, ValueError) as error:
            self._put(one, self._fail, InputError(f"{source.title}: {messages.why(error)}"))
            return
        with nullcontext() if source.path == STDIN else stream:
            self._put(one, self._begin)
            # Where nothing is stripped and nothing reported no document need be held.
            streams = self._limit == 0 and not self._reasons
            try:
                blocks = Blocks(stream, source.title, self._block)
                self._recognise(one, blocks)
                if streams and not one.html:
                    self._copy(one, blocks)
                else:
                    self._documents(one, blocks)
            except InputError as error:
                self._put(one, self._fail, error)
            else:
                self._put(one, self._end)

    def _recognise(self, one: _Input, blocks: Blocks) -> None:
        """See whether an input is HTML.

        Raises:
            InputError: it is, and would be replaced by its text.
        """
        one.html = self._format == "html"
        if self._format == "auto" and self._docs not in ("line", "blank-lines"):
            self._pause(blocks)
            name = one.source.path
            one.html = is_html(blocks.head(lambda head: is_told(head, name)), name)
        if one.html and self._in_place:
            raise InputError(
                f"{one.source.title} is an HTML page, which -i would replace by its text; write "
                "the text elsewhere with -o"
            )

    def _copy(self, one: _Input, blocks: Blocks) -> None:
        """Stream an input through the normaliser in constant memory, without another copy."""
        self._tell_all()
        stream = self._pipeline.stream()
        buffer = bytearray(self._block + 4096)
        while not one.failed:
            for observer in self._observers:
                observer.wait()
            block = blocks.read()
            self._notice(one, blocks, block)
            if not block:
                break
            self._put(one, self._stretch, (block, stream.feed_into(block, buffer)))
        self._put(one, self._stretch, (b"", stream.finish()))
        self._put(one, self._passed)

    def _documents(self, one: _Input, blocks: Blocks) -> None:
        def read() -> bytes:
            self._submit(one)
            self._pause(blocks)
            block = blocks.read()
            self._notice(one, blocks, block)
            return bytes(block)

        stream: Stream | None = None  # of the large document at hand
        limit = self._page_limit if one.html else self._limit
        left = self._joined(one, read)
        if left == b"":
            return
        blocks_left = chain([left] if left else [], iter(read, b""))
        for kind, data in documents(lambda: next(blocks_left, b""), self._docs, limit):
            if one.failed:
                return
            if kind == PART and one.html:
                raise InputError(
                    f"{one.source.title}: a page is larger than {shown_size(limit)}; raise "
                    "--max-doc-bytes to read it (its tree takes about twenty times as much memory)"
                )
            if kind == PART:
                self._submit(one)
                self._tell_all()
                stream = stream or self._pipeline.stream()
                one.offset += len(data)
                self._put(one, self._stretch, (data, stream.feed(data)))
            elif kind == LAST:
                assert stream is not None
                self._put(one, self._stretch, (b"", stream.finish()))
                self._put(one, self._large)
                stream = None
            elif kind != SEPARATOR:
                if len(one.parts) % 2:
                    one.parts.append(b"")
                one.parts.append(data)
                one.size += len(data)
            elif len(one.parts) % 2:
                one.parts.append(data)
                if one.size >= self._batch:
                    self._submit(one)
            elif one.parts:
                one.parts[-1] += data
            else:
                one.offset += len(data)
                self._put(one, self._separator, data)
        self._submit(one)

    def _joined(self, one: _Input, read: Read) -> bytes | None:
        """Take documents that need not be cut out, as far as there are no others; what has been
        read of those, empty at the end of the input, None where nothing has been read.
        """
        docs = self._docs
        plain = not one.html and not self._reasons and self._limit >= _JOINED + self._block
        if docs is None or not plain or not self._pipeline.joins:
            return None

        def tell(data: bytes) -> None:
            self._submit_parts(one, Joined(data, docs), len(data))

        return runs(lambda: b"" if one.failed else read(), docs, _JOINED, tell)

    def _submit(self, one: _Input) -> None:
        """Give the batch at hand to the workers."""
        if one.parts:
            parts, one.parts, one.size = one.parts, [], 0
            self._submit_parts(one, parts, sum(map(len, parts)))

    def _submit_parts(self, one: _Input, parts: Parts, size: int) -> None:
        task = self._workers.submit(self._reasons, parts, one.offset, one.html)
        one.offset += size
        told = self._reasons or one.html
        self._put(one, self._explained if told else self._cleaned, parts, task)

    def _pause(self, blocks: Blocks) -> None:
        """The next read may take long: nothing that is done waits for it."""
        while self._queue and self._is_done(self._queue[0][3]):
            self._tell()
        if self._queue and not blocks.ready():
            self._tell_all()
        for observer in self._observers:
            observer.wait()

    def _notice(self, one: _Input, blocks: Blocks, block: memoryview) -> None:
        """Say, once a run, that an input is something else than what arclean reads."""
        look = self._format == "auto" and not one.html
        notice = blocks.notice(block) if look else None
        if notice is not None and notice not in self._told:
            self._told.add(notice)
            messages.error(f"{one.source.title} {notice}")

    # Order.

    def _put(self, one: _Input, action: Action, what: Any = None, task: Task | None = None) -> None:
        self._queue.append((one, action, what, task))
        self._tasks += task is not None
        while self._tasks > self._workers.ahead or (self._queue and not self._tasks):
            self._tell()

    @staticmethod
    def _is_done(task: Task | None) -> bool:
        return task is None or task.done()

    def _tell_all(self) -> None:
        while self._queue:
            self._tell()

    def _tell(self) -> None:
        """Tell the observers what comes next."""
        one, action, what, task = self._queue.popleft()
        self._tasks -= task is not None
        if one.failed:
            return
        try:
            action(one, what if task is None else (what, task.result()))
        except InputError as error:
            self._fail(one, error)

    # Telling.

    def _begin(self, one: _Input, _what: Any) -> None:
        self._open = True
        for observer in self._observers:
            observer.begin(one.source)

    def _cleaned(self, _one: _Input, what: tuple[Parts, Any]) -> None:
        parts, cleaned = what
        if isinstance(parts, Joined):
            before, (after, count) = parts.data, cleaned
        else:
            before, after, count = b"".join(parts), cleaned, (len(parts) + 1) // 2
        for observer in self._observers:
            observer.stretch(before, after)
            observer.passed(count)

    def _explained(
        self, one: _Input, what: tuple[list[bytes], list[Result[bytes] | HtmlResult]]
    ) -> None:
        parts, results = what
        for at, given in enumerate(results):
            result = self._page(one, given) if isinstance(given, HtmlResult) else given
            data, *separators = parts[2 * at : 2 * at + 2]
            one.place.begin()
            one.place.pass_by(data, result.text)
            cleaned = one.place.cleaned(result)
            for observer in self._observers:
                if observer.reasons:
                    observer.document(cleaned, data)
                else:
                    observer.stretch(data, result.text)
                observer.passed(1)
            for separator in separators:
                self._separator(one, separator)

    def _page(self, one: _Input, page: HtmlResult) -> Result[bytes]:
        from arclean.report.page import PageResult

        if not self._reasons and any(note.code == "no-article" for note in page.notes):
            messages.error(f"{one.source.title}: nothing on the page looks like an article")
        return PageResult(page)

    def _separator(self, one: _Input, data: bytes) -> None:
        one.place.pass_by(data)
        for observer in self._observers:
            observer.separator(data)

    def _stretch(self, one: _Input, what: tuple[bytes, bytes]) -> None:
        before, after = what
        if self._reasons:
            one.place.begin_large()
            one.place.pass_by(before, after)
        for observer in self._observers:
            observer.stretch(before, after)

    def _large(self, one: _Input, _what: Any) -> None:
        """A document that passed in stretches is over."""
        notes = []
        if self._pipeline.strips:
            message = f"larger than {shown_size(self._limit)}: normalised, not stripped"
            notes = [Note("too-large", None, message)]
        cleaned = one.place.cleaned(Result(b"", b"", (), None, (), notes))
        for observer in self._observers:
            if observer.reasons:
                observer.large(cleaned)
            observer.passed(1, large=True)

    def _passed(self, _one: _Input, _what: Any) -> None:
        for observer in self._observers:
            observer.passed(1)

    def _end(self, _one: _Input, _what: Any) -> None:
        for observer in self._observers:
            observer.end()
        self._open = False

    def _fail(self, one: _Input, error: InputError) -> None:
        one.failed = True
        if self._open:
            self._open = False
            for observer in self._observers:
                observer.abandon()
        title = f"{one.source.title}: " if isinstance(error, EncodingError) else ""
        self._fault(f"{title}{error}")
