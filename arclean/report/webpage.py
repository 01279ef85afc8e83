"""The review page: one HTML file that shows what stays, what goes, and which rule is behind it.

The file needs nothing else: no network, no fonts, no library. Everything that comes from a page is
text in it, escaped, never markup; a content security policy that names the page's own script and
style by their hashes keeps even a mistake in that from running.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import NamedTuple

from arclean.report.changes import changed_parts
from arclean.report.escape import visible

__all__ = [
    "BAR",
    "Gone",
    "View",
    "csp_hash",
    "head_html",
    "script",
    "style",
    "tail_html",
    "view_html",
]


_LINE_END = re.compile("\r\n|\r|\n")  # as the line engine cuts

BAR = (
    '<label><input type="checkbox" id="kept" checked> kept</label> '
    '<label><input type="checkbox" id="gone" checked> removed</label> '
    '<label><input type="checkbox" id="after"> normalised</label> '
    '<select id="category" aria-label="category"><option value="">all categories</option>'
    '</select> <select id="rule" aria-label="rule"><option value="">all rules</option></select>'
    ' <output id="count"></output>'
)
"""What the page's script wants to find: the filters."""


class Gone(NamedTuple):
    """A stretch of the text that goes.

    Attributes:
        start: offset in the text, in code points.
        end: offset behind it.
        rule: full name of the rule or reason.
        category: its category.
        note: more to say of it (a score, a selector), or ``""``.
    """

    start: int
    end: int
    rule: str
    category: str
    note: str = ""


class View(NamedTuple):
    """One page to show.

    Attributes:
        name: name of its file.
        chosen: how its rules were chosen, in words.
        text: the whole text.
        gone: what goes of it, ascending, disjoint.
        notes: what else there is to say, in sentences.
        normalize: gives a kept line its final form.
    """

    name: str
    chosen: str
    text: str
    gone: Sequence[Gone]
    notes: Sequence[str]
    normalize: Callable[[str], str]


@lru_cache(maxsize=2)
def _asset(name: str) -> str:
    return files("arclean.report").joinpath(name).read_text("utf-8")


def style() -> str:
    """The page's style sheet."""
    return _asset("webpage.css")


def script() -> str:
    """The page's script; it wants :data:`BAR`, ``main`` and ``#told``, and looks again at what is
    in ``main`` upon the event ``arclean-pages``.
    """
    return _asset("webpage.js")


def csp_hash(text: str) -> str:
    """A style or script as a content security policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def head_html() -> str:
    """What stands before the first view."""
    policy = f"default-src 'none'; style-src {csp_hash(style())}; script-src {csp_hash(script())}"
    return (
        '<!DOCTYPE html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>arclean</title>\n<style>{style()}</style>\n</head>\n<body>\n"
        f'<header id="bar" dir="ltr"><b>arclean</b> {BAR}</header>\n<main>\n'
    )


def tail_html() -> str:
    """What stands behind the last view."""
    return (
        '</main>\n<footer id="told" dir="ltr" role="status" hidden></footer>\n'
        f"<script>{script()}</script>\n</body>\n</html>\n"
    )


def view_html(view: View) -> Iterator[str]:
    """One page as a ``<section>``."""
    size = sum([not char.isspace() for char in view.text])
    removed = sum([not c.isspace() for one in view.gone for c in view.text[one.start : one.end]])
    share = f"{removed / size:.0%}" if size else "nothing"
    rules = Counter([one.rule for one in view.gone])
    told = ", ".join(f"{rule} × {count}" for rule, count in rules.most_common())
    yield (
        f'<section class="page"><h2 dir="auto">{_text(view.name)}</h2>\n'
        f'<p class="about" dir="ltr">{_text(view.chosen)}; {share} removed'
        f"{'; ' + _text(told) if told else ''}</p>\n"
    )
    for note in view.notes:
        yield f'<p class="note" dir="auto">{_text(note)}</p>\n'
    at = 0
    gone = list(view.gone)
    first = 0
    for number, line in enumerate(_LINE_END.split(view.text), 1):
        ended = _LINE_END.match(view.text, at + len(line))
        while first < len(gone) and gone[first].end <= at:
            first += 1
        if ended or line:
            yield _line(view, number, at, at + len(line), gone, first)
        at = ended.end() if ended else at + len(line)
    yield "</section>\n"


def _line(view: View, number: int, start: int, end: int, gone: Sequence[Gone], first: int) -> str:
    """A line as a row: its number, its pieces, the new form of what is kept where it differs."""
    pieces: list[str] = []
    kept: list[str] = []
    at = start
    for one in gone[first:]:
        if one.start >= end:
            break
        left, right = max(one.start, start), min(one.end, end)
        kept.append(view.text[at:left])
        pieces.append(_text(view.text[at:left]))
        if left < right:  # else a line end alone, or a blank line
            pieces.append(_gone(one, view.text[left:right]))
        at = right
    kept.append(view.text[at:end])
    pieces.append(_text(view.text[at:end]))
    before = "".join(kept)
    state = "part" if before.strip() else "gone"
    if len(before) == end - start:
        state = "kept"
    return (
        f'<div class="line {state}" data-line="{number}"><span class="number">{number}</span>'
        f'<span class="text" dir="auto">{"".join(pieces)}</span>{_after(view, before)}</div>\n'
    )


def _gone(one: Gone, text: str) -> str:
    title = _text(f"{one.rule} · {one.category}" + (f" ({one.note})" if one.note else ""))
    return (
        f'<del tabindex="0" data-rule="{_text(one.rule)}" data-category="{_text(one.category)}" '
        f'title="{title}">{_text(text)}</del>'
    )


def _after(view: View, before: str) -> str:
    """The normalised form of what is kept of a line, where it differs."""
    form = view.normalize(before) if before.strip() else before
    if form == before:
        return ""
    marked = "".join(
        f"<ins>{_text(part)}</ins>" if changed else _text(part)
        for changed, part in changed_parts(before, form)
    )
    return f'<span class="after" dir="auto">{marked}</span>'


def _text(text: str) -> str:
    """Text as HTML that means itself; bidi and other controls are shown, not obeyed."""
    return escape(visible(text), quote=True)
