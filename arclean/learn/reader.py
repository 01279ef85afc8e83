"""Pages from files: plain text, HTML, and JSON Lines with a field for either; compressed too."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any, NamedTuple, cast

from arclean._paths import below
from arclean.errors import InputError
from arclean.learn.page import with_title

__all__ = ["Fields", "Record", "read_pages"]

_OPENERS: Mapping[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),
    ".xz": lzma.LZMAFile,
    ".bz2": bz2.BZ2File,
}
_LINES = (".jsonl", ".ndjson")
_HTML = (".html", ".htm", ".xhtml", ".shtml")
_TEXT = (".txt", ".text")
_CORPORA = (".parquet", ".pq", ".csv", ".tsv", ".warc", ".wet", ".zst")
"""What only `arclean corpus` reads; as text it would be one long page of nothing."""
MAX_PAGE = 1 << 20
MAX_HTML = 4 << 20
"""Characters of a page, as text and as HTML, beyond which it is no page to learn from."""


class Record(NamedTuple):
    """One page as it was found.

    Attributes:
        text: its text, headline first; its source, if it is HTML.
        site: the site that the record names, or None.
        url: its address, or None.
        day: when it was fetched or written, as the record says it, or None.
        html: it is HTML.
    """

    text: str
    site: str | None
    url: str | None
    day: str | None = None
    html: bool = False


@dataclass(frozen=True)
class Fields:
    """Names of the fields of a JSON record.

    Attributes:
        text: the page's text; every record has it, or HTML.
        html: the page's HTML, read where a record has no text.
        title: its headline; put before the text where the text does not begin with it.
        site: the site, a host with or without a path below it.
        url: the address, whose host is the site where no field names it.
        date: the day, ``YYYY-MM-DD`` and what follows.
    """

    text: str = "text"
    html: str = "html"
    title: str = "title"
    site: str = "site"
    url: str = "url"
    date: str = "date"


def read_pages(paths: Sequence[str], fields: Fields) -> Iterator[Record]:
    """The pages of files and folders, in the order of their names.

    A plain-text or HTML file is one page. In folders ``*.txt``, ``*.html`` and ``*.jsonl`` are
    looked at, compressed ones too.

    Raises:
        InputError: a file or a folder cannot be read, or a line is no record.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112
            yield from read_pages(_folder(path), fields)
            continue
        try:
            yield from _file(path, fields)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"{path}: cannot be read ({reason})") from error


def _folder(path: str) -> list[str]:
    found = below(path, lambda name: _kind(name)[0] in (*_TEXT, *_HTML, *_LINES))
    if not found:
        raise InputError(f"{path}: no file in this folder is called *.txt, *.html or *.jsonl")
    return found


def _kind(name: str) -> tuple[str, str]:
    """What a file is by its name: the ending, and that of its compression."""
    stem, ending = os.path.splitext(name.lower())  # noqa: PTH122
    if ending in _OPENERS:
        return os.path.splitext(stem)[1], ending  # noqa: PTH122
    return ending, ""


def _file(path: str, fields: Fields) -> Iterator[Record]:
    kind, packed = _kind(path)
    if kind in _CORPORA:
        raise InputError(
            f"{path}: pages are text, HTML or JSON Lines (gzip, xz and bzip2 as well); "
            "make JSON Lines of it with arclean corpus --no-strip -p none -o pages.jsonl"
        )
    with ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(open(path, "rb"))  # noqa: PTH123
        if packed:
            file = cast("IO[bytes]", stack.enter_context(_OPENERS[packed](file)))
        if kind in _HTML:
            yield Record(_decoded(file.read(2 * MAX_HTML)), None, None, html=True)
            return
        if kind not in _LINES:
            yield Record(file.read(4 * MAX_PAGE).decode("utf-8", "replace"), None, None)
            return
        for number, line in enumerate(file, 1):
            if line.strip() and (record := _record(line, f"{path}:{number}", fields)):
                yield record


def _decoded(data: bytes) -> str:
    from arclean.html.decode import decode  # lxml loads with the first HTML page

    return decode(data, None).text


def _record(line: bytes, where: str, fields: Fields) -> Record | None:
    """The record of a line; None where it says that it has no text."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: this line is no JSON ({error})") from None
    if not isinstance(record, dict):
        raise InputError(f"{where}: this line holds no record; write one JSON object a line")
    text, source = record.get(fields.text), record.get(fields.html)
    html = not isinstance(text, str)
    if html and not isinstance(source, str):
        if text is None and source is None and {fields.text, fields.html} & record.keys():
            return None
        raise InputError(
            f"{where}: the record has no text in '{fields.text}' and no page in '{fields.html}'; "
            "name its field with --text-field or --html-field"
        )
    title, site, url, day = (
        value if isinstance(value := record.get(name), str) and value.strip() else None
        for name in (fields.title, fields.site, fields.url, fields.date)
    )
    if day is not None and not re.match("[0-9]{4}-[0-9]{2}", day):
        day = None
    if html:
        return Record(str(source), site, url, day, html=True)
    return Record(with_title(str(text), title), site, url, day)
