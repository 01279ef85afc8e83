"""Explanations: which rule took which lines, for people and as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining

from arclean.document import Removal
from arclean.report.colour import Painter
from arclean.report.escape import visible
from arclean.report.page import PageRemoval, PageResult
from arclean.report.record import Cleaned, json_line, named, removal_record

__all__ = ["as_json", "as_text"]

_LINE_END = "\N{RETURN SYMBOL}"
_LEAST_TEXT = 20  # columns that the removed text gets however narrow the terminal is
_LONGEST_PATH = 40  # columns of an element's place
_FEW_LINES = 8  # lines of a removal that are looked at; more never fit on one line


def as_text(cleaned: Cleaned, width: int, paint: Painter, *, alone: bool) -> Iterator[str]:
    """One line for the document, one for each removal and each note.

    Args:
        cleaned: the document.
        width: columns of the terminal; the removed text is shortened to them.
        paint: colours.
        alone: whether the document is the only one of its file, so that its number need not be
            told.
    """
    result = cleaned.result
    name = visible("(standard input)" if cleaned.file == "-" else cleaned.file)
    if not alone:
        name += f", document {cleaned.document}"
    if result.site:
        chosen = f"site {result.site}"
    else:
        chosen = f"no site; packs {', '.join(result.packs)}" if result.packs else "no rules"
    removed = sum(len(removal.text) for removal in result.removals)
    took = f"{removed:,} of {cleaned.size:,} bytes removed" if removed else "nothing removed"
    if isinstance(result, PageResult):
        took = f"{cleaned.written:,} bytes of text from {cleaned.size:,} bytes of HTML"
        if not result.page.chosen_by:
            chosen += ", extractor"
    yield f"{paint(name, 'bold')}: {took} ({chosen})"

    # A line that was stripped before it went leaves its line end as a piece of its own; the piece
    # before it has told the line and the rule.
    told = {
        (removal.rule, removal.first_line) for removal in result.removals if removal.text.strip()
    }
    rows = [
        (_place(cleaned, removal), removal.category, removal.rule, removal.text)
        for removal in result.removals
        if removal.text.strip() or (removal.rule, removal.first_line) not in told
    ]
    if rows:
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        left = max(width - sum(widths) - 8, _LEAST_TEXT)
        for lines, category, rule, text in rows:
            yield (
                f"  {lines:>{widths[0]}}  {paint(category.ljust(widths[1]), 'cyan')}  "
                f"{paint(rule.ljust(widths[2]), 'dim')}  {shortened(text, left)}"
            )
    for note in result.notes:
        yield f"  {paint('note', 'bold')} {note.code}: {visible(note.message)}"


def _place(cleaned: Cleaned, removal: Removal[bytes]) -> str:
    if not isinstance(removal, PageRemoval):
        return _range(*cleaned.lines(removal))
    if removal.path:
        path = visible(removal.path)
        return path if len(path) <= _LONGEST_PATH else "…" + path[1 - _LONGEST_PATH :]
    return "line " + _range(removal.first_line, removal.last_line)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def shortened(data: bytes, columns: int) -> str:
    """Removed text on one line of at most so many columns, without blank lines and edge
    blanks; a return symbol for blank lines alone."""
    # A block may be megabytes long; a column takes four bytes at most, its marks a few more.
    head = data[: columns * 64]
    text = head.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    shown = f" {_LINE_END} ".join(visible(line) for line in lines[:_FEW_LINES]) or _LINE_END
    room = columns
    for index, char in enumerate(shown):
        room -= not combining(char)
        if room < 0:
            return shown[: max(index - 1, 0)].rstrip() + "…"
    return shown if len(head) == len(data) and len(lines) <= _FEW_LINES else shown + " …"


def as_json(cleaned: Cleaned) -> bytes:
    """The document as one line of JSON.

    Keys: ``file``, ``document``, ``site``, ``packs``, ``span``, ``bytes_out``, ``removals`` (each
    with ``rule``, ``category``, ``lines``, ``span``, ``text``), ``notes`` (each with ``code``,
    ``rule``, ``message``); of HTML pages ``metadata`` too.
    """
    result = cleaned.result
    stated = {"metadata": result.stated()} if isinstance(result, PageResult) else {}
    return json_line(
        {
            **named(cleaned.file),
            **stated,
            "document": cleaned.document,
            "site": result.site,
            "packs": list(result.packs),
            "span": [cleaned.offset, cleaned.offset + cleaned.size],
            "bytes_out": cleaned.written,
            "removals": [removal_record(cleaned, removal) for removal in result.removals],
            "notes": [
                {"code": note.code, "rule": note.rule, "message": note.message}
                for note in result.notes
            ],
        }
    )
