"""The words that all rooms share: what was removed, what there is to say about it, and the result
of one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from arclean.html.metadata import Metadata

__all__ = ["CATEGORIES", "HtmlResult", "NodeRemoval", "Note", "Removal", "Result"]

T = TypeVar("T", str, bytes)

CATEGORIES = (
    "page-title",
    "section",
    "breadcrumb",
    "byline",
    "date",
    "view-count",
    "share",
    "related",
    "read-also",
    "tags",
    "author-bio",
    "comment-form",
    "comment",
    "newsletter",
    "app-promo",
    "cookie",
    "copyright",
    "navigation",
    "sign-off",
    "image-caption",
    "ad",
    "widget",
)
"""What a rule can be about. Each may be kept by name: ``keep=("byline", "date")``."""


class _Plain:
    """Immutable record: fields by name, compared and printed by value. Lighter to import than a
    dataclass.
    """

    __slots__: tuple[str, ...] = ()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._values()


class Removal(_Plain, Generic[T]):
    """One stretch of the input that one rule took.

    Attributes:
        rule: full name of the rule, ``file/rule``.
        category: one of :data:`CATEGORIES`.
        first_line: 1-based number of the first line of which more than blank lines around it went.
            Lines end at LF, CRLF or CR; blank ones count.
        last_line: 1-based number of the last such line.
        start: offset of the stretch in the input: code points for str, bytes for bytes.
        end: offset behind it.
        text: the stretch itself, of the same kind as the input.
    """

    __slots__ = ("rule", "category", "first_line", "last_line", "start", "end", "text")  # noqa: RUF023

    rule: str
    category: str
    first_line: int
    last_line: int
    start: int
    end: int
    text: T

    def __init__(
        self,
        rule: str,
        category: str,
        first_line: int,
        last_line: int,
        start: int,
        end: int,
        text: T,
    ) -> None:
        values = (rule, category, first_line, last_line, start, end, text)
        for name, value in zip(Removal.__slots__, values, strict=True):
            object.__setattr__(self, name, value)


class Note(_Plain):
    """Something that the caller should know about a page.

    Attributes:
        code: ``over-budget`` (a rule wanted more than its ``at_most`` and did nothing),
            ``max-removed`` (all rules together wanted more than the file allows; the page was left
            whole), ``ambiguous-site`` (several sites claim the page equally; none was chosen),
            ``too-large`` (above ``max_doc_bytes``; normalised, not stripped). Of HTML pages also:
            ``layout-mismatch`` (the site's rules do not know this layout and did nothing),
            ``no-article`` (nothing on the page looks like one; the text is empty), ``encoding``
            (the page is not in the encoding that it declares).
        rule: full name of the rule it is about, or None.
        message: one sentence.
    """

    __slots__ = ("code", "rule", "message")  # noqa: RUF023

    code: str
    rule: str | None
    message: str

    def __init__(self, code: str, rule: str | None, message: str) -> None:
        for name, value in zip(self.__slots__, (code, rule, message), strict=True):
            object.__setattr__(self, name, value)


class Result(_Plain, Generic[T]):
    """What became of one page.

    Attributes:
        text: the page stripped and normalised.
        kept: the page stripped, in its original spelling.
        removals: what went, in the order of the text; disjoint.
        site: id of the rule file that was chosen for the page, or None where the generic packs ran.
        packs: ids of the packs that ran.
        notes: see :class:`Note`.
    """

    __slots__ = ("text", "kept", "removals", "site", "packs", "notes")  # noqa: RUF023

    text: T
    kept: T
    removals: tuple[Removal[T], ...]
    site: str | None
    packs: tuple[str, ...]
    notes: tuple[Note, ...]

    def __init__(
        self,
        text: T,
        kept: T,
        removals: Sequence[Removal[T]],
        site: str | None,
        packs: Sequence[str],
        notes: Sequence[Note],
    ) -> None:
        values = (text, kept, tuple(removals), site, tuple(packs), tuple(notes))
        for name, value in zip(Result.__slots__, values, strict=True):
            object.__setattr__(self, name, value)

    def restore(self) -> T:
        """The input again, byte for byte: the removed stretches put back between what was kept."""
        return restore(self.kept, self.removals)


class NodeRemoval(_Plain):
    """A part of an HTML page that went before its lines were read.

    Attributes:
        rule: full name of the rule, or ``html/…``, the reason of the generic extractor.
        category: one of :data:`CATEGORIES`.
        path: the element, as CSS from the nearest id down (``#content > div.share > ul``).
        line: 1-based line of the page's source on which it begins; 0 where that is not known.
        text: what it said, a line for each block.
    """

    __slots__ = ("rule", "category", "path", "line", "text")  # noqa: RUF023

    rule: str
    category: str
    path: str
    line: int
    text: str

    def __init__(self, rule: str, category: str, path: str, line: int, text: str) -> None:
        for name, value in zip(self.__slots__, (rule, category, path, line, text), strict=True):
            object.__setattr__(self, name, value)


class HtmlResult(_Plain):
    """What became of one HTML page.

    Attributes:
        text: the article, rendered and normalised.
        kept: the article, rendered, in its original spelling.
        lines: the lines of the chosen blocks, as the line rules read them; the spans of line
            removals count in it.
        removals: what went: first the parts of the tree, in the order of the page, then what the
            line rules took.
        site: id of the rule file that was chosen for the page, or None.
        packs: ids of the packs that ran.
        notes: see :class:`Note`.
        metadata: what the page states about itself (:class:`arclean.html.metadata.Metadata`).
        encoding: Python's name of the codec that read the page; None for a str.
        chosen_by: the rules that chose the article's nodes (``keep``); empty where the extractor
            did.
    """

    __slots__ = (  # noqa: RUF023
        "text", "kept", "lines", "removals", "site", "packs", "notes", "metadata", "encoding",
        "chosen_by",
    )  # fmt: skip

    text: str
    kept: str
    lines: str
    removals: tuple[NodeRemoval | Removal[str], ...]
    site: str | None
    packs: tuple[str, ...]
    notes: tuple[Note, ...]
    metadata: Metadata
    encoding: str | None
    chosen_by: tuple[str, ...]

    def __init__(
        self,
        text: str,
        kept: str,
        lines: str,
        removals: Sequence[NodeRemoval | Removal[str]],
        site: str | None,
        packs: Sequence[str],
        notes: Sequence[Note],
        metadata: Metadata,
        encoding: str | None,
        chosen_by: Sequence[str] = (),
    ) -> None:
        values = (
            text, kept, lines, tuple(removals), site, tuple(packs), tuple(notes), metadata,
            encoding, tuple(chosen_by),
        )  # fmt: skip
        for name, value in zip(self.__slots__, values, strict=True):
            object.__setattr__(self, name, value)


def cut(data: T, spans: Sequence[tuple[int, int]]) -> T:
    """``data`` without the given disjoint, ascending spans."""
    if not spans:
        return data
    pieces = []
    at = 0
    for start, end in spans:
        pieces.append(data[at:start])
        at = end
    pieces.append(data[at:])
    return data[:0].join(pieces)


def restore(kept: T, removals: Sequence[Removal[T]]) -> T:
    """The inverse of :func:`cut`: removed texts put back at their offsets."""
    pieces = []
    at = taken = 0  # position in the input, position in what was kept
    for removal in removals:
        between = removal.start - at
        pieces += [kept[taken : taken + between], removal.text]
        taken += between
        at = removal.end
    pieces.append(kept[taken:])
    return kept[:0].join(pieces)
