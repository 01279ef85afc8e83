"""The review page of ``arclean explain --html``, written while the pages are cleaned."""

# What the methods are for is told once, in Observer.
# ruff: noqa: D102

from __future__ import annotations

from collections.abc import Callable

from arclean.cli.messages import why
from arclean.cli.observers import Observer
from arclean.cli.output import AtomicFile
from arclean.errors import InputError
from arclean.report.page import PageResult
from arclean.report.record import Cleaned
from arclean.report.views import BELOW, chosen, html_layout
from arclean.report.webpage import Gone, View, head_html, tail_html, view_html

__all__ = ["ReviewPage"]


class ReviewPage(Observer):
    """One file for the whole run; it appears when the run is over.

    Args:
        path: its name.
        normalize: gives a kept line its final form.

    Raises:
        InputError: it cannot be written.
    """

    reasons = True

    def __init__(self, path: str, normalize: Callable[[str], str]) -> None:
        self._path = path
        self._normalize = normalize
        self._broken_off = False
        try:
            self._file = AtomicFile(path)
        except (OSError, ValueError) as error:
            raise InputError(f"--html {path}: {why(error)}") from error
        self._file.write(head_html().encode("utf-8"))

    def document(self, cleaned: Cleaned, data: bytes) -> None:
        result = cleaned.result
        notes = [f"{note.code}: {note.message}" for note in result.notes]
        if isinstance(result, PageResult):
            text, gone, article = html_layout(result.page)
            notes += [BELOW] if article < len(text) else []
        else:
            text = data.decode("utf-8", "surrogateescape")
            places = _code_points(
                data, [at for one in result.removals for at in (one.start, one.end)]
            )
            gone = [
                Gone(places[one.start], places[one.end], one.rule, one.category)
                for one in result.removals
            ]
        view = View(
            "(standard input)" if cleaned.file == "-" else cleaned.file,
            chosen(result.site, tuple(result.packs)),
            text,
            gone,
            notes,
            self._normalize,
        )
        for piece in view_html(view):
            self._file.write(piece.encode("utf-8", "replace"))

    def break_off(self) -> None:
        self._file.abandon()
        self._broken_off = True

    def close(self) -> None:
        if self._broken_off:
            return
        try:
            self._file.write(tail_html().encode("utf-8"))
            self._file.commit()
        except OSError as error:
            self._file.abandon()
            raise InputError(f"--html {self._path}: {why(error)}") from error


def _code_points(data: bytes, offsets: list[int]) -> dict[int, int]:
    """Offsets in bytes, ascending, as offsets in code points."""
    found = {}
    at = count = 0
    for offset in offsets:
        count += len(data[at:offset].decode("utf-8", "surrogateescape"))
        at = offset
        found[offset] = count
    return found
