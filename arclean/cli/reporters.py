"""Observers that tell: explanations, diffs, counts, and documents that were too large."""

# What the methods are for is told once, in Observer.
# ruff: noqa: D102, ARG002

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from arclean.cli.inputs import STDIN, Source
from arclean.cli.messages import error
from arclean.cli.observers import Observer
from arclean.cli.values import shown_size
from arclean.report.colour import Painter
from arclean.report.page import PageResult, nothing_stated
from arclean.report.record import Cleaned, json_line, named, texts

__all__ = ["Counts", "Diffs", "Explanations", "Stated", "TooLarge"]


class Explanations(Observer):
    """Prints why text went, as text or as JSON Lines."""

    reasons = True

    def __init__(self, stream: IO[bytes], render: Callable[[Cleaned], bytes]) -> None:
        self._stream = stream
        self._render = render

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        self._stream.write(self._render(cleaned))

    def large(self, cleaned: Cleaned) -> None:
        self._stream.write(self._render(cleaned))

    def wait(self) -> None:
        self._stream.flush()


class Diffs(Observer):
    """Prints unified diffs. Documents that are too large to be held have none, and standard error
    says so.
    """

    reasons = True

    def __init__(self, stream: IO[bytes], paint: Painter, *, escape: bool) -> None:
        self._stream = stream
        self._paint = paint
        self._escape = escape
        self.begin(Source(STDIN, STDIN))

    def begin(self, source: Source) -> None:
        from arclean.report.diff import Differ

        self._title = source.title
        self._differ = Differ(source.path, self._paint, escape=self._escape)

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        if isinstance(cleaned.result, PageResult):
            error(f"{self._title} is an HTML page; --diff leaves it out, --explain tells of it")
            return
        spans = [(removal.start, removal.end) for removal in cleaned.result.removals]
        self._stream.writelines(self._differ.add(data, spans, cleaned.result.text))

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        self._stream.writelines(self._differ.skip(bytes(before), bytes(after)))

    def large(self, cleaned: Cleaned) -> None:
        error(f"{self._title}: document {cleaned.document} is too large for --diff; it is left out")

    def separator(self, data: bytes) -> None:
        self._stream.writelines(self._differ.add(data, (), data))

    def end(self) -> None:
        self._stream.writelines(self._differ.end())


class Stated(Observer):
    """Prints what pages state about themselves, with their text, as JSON Lines."""

    reasons = True

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._title = ""

    def begin(self, source: Source) -> None:
        self._title = source.title

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        result = cleaned.result
        stated = result.stated() if isinstance(result, PageResult) else nothing_stated()
        head = {**named(cleaned.file), "document": cleaned.document}
        self._stream.write(json_line({**head, **stated, **texts("text", result.text)}))

    def large(self, cleaned: Cleaned) -> None:
        error(f"{self._title}: document {cleaned.document} is too large; it is left out")

    def wait(self) -> None:
        self._stream.flush()


class Counts(Observer):
    """Counts everything for ``--stats``."""

    reasons = True

    def __init__(self) -> None:
        from arclean.report.statistics import Statistics

        self.statistics = Statistics()

    def end(self) -> None:
        self.statistics.files += 1

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        self.statistics.add(cleaned)
        self.stretch(data, cleaned.result.text)

    def stretch(self, before: bytes | memoryview, after: bytes | memoryview) -> None:
        self.statistics.bytes_in += len(before)
        self.statistics.bytes_out += len(after)

    def large(self, cleaned: Cleaned) -> None:
        self.statistics.add(cleaned)

    def separator(self, data: bytes) -> None:
        self.stretch(data, data)


class TooLarge(Observer):
    """Says, once an input, how many of its documents were too large to be stripped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._source = Source(STDIN, STDIN)
        self._documents = self._large = 0

    def begin(self, source: Source) -> None:
        self._source = source
        self._documents = self._large = 0

    def passed(self, documents: int, *, large: bool = False) -> None:
        self._documents += documents
        self._large += large

    def end(self) -> None:
        if self._large:
            which = (
                f"{self._large} of {self._documents} documents are"
                if self._documents > 1
                else "the document is"
            )
            error(
                f"{self._source.title}: {which} larger than {shown_size(self._limit)}: normalised, "
                f"not stripped; "
                "raise --max-doc-bytes to strip, or cut the file with --docs"
            )
