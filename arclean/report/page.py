"""What became of an HTML page, as the reports see it: bytes, and where each part stood."""

from __future__ import annotations

from typing import Any

from arclean.document import HtmlResult, NodeRemoval, Removal, Result

__all__ = ["PageRemoval", "PageResult", "nothing_stated"]


class PageRemoval(Removal[bytes]):
    """A removal from an HTML page.

    Attributes:
        path: the element that went, as CSS; empty for what a line rule took. Its line is that of
            the page's source, a line rule's that of the article's text; the span is of no use.
    """

    __slots__ = ("path",)

    path: str

    def __init__(self, removal: NodeRemoval | Removal[str]) -> None:
        node = isinstance(removal, NodeRemoval)
        first, last = (
            (removal.line, removal.line)
            if isinstance(removal, NodeRemoval)
            else (removal.first_line, removal.last_line)
        )
        text = removal.text.encode("utf-8", "replace")
        super().__init__(removal.rule, removal.category, first, last, 0, 0, text)
        object.__setattr__(self, "path", getattr(removal, "path", "") if node else "")


class PageResult(Result[bytes]):
    """The result of an HTML page.

    Attributes:
        page: the result as the cleaner gave it.
    """

    __slots__ = ("page",)

    page: HtmlResult

    def __init__(self, page: HtmlResult) -> None:
        super().__init__(
            page.text.encode("utf-8", "replace"),
            page.kept.encode("utf-8", "replace"),
            [PageRemoval(removal) for removal in page.removals],
            page.site,
            page.packs,
            page.notes,
        )
        object.__setattr__(self, "page", page)

    def stated(self) -> dict[str, Any]:
        """What the page states about itself, for JSON."""
        return {**self.page.metadata._asdict(), "encoding": self.page.encoding}


def nothing_stated() -> dict[str, Any]:
    """The same of plain text, which states nothing: all records have the same keys."""
    from arclean.html.metadata import Metadata  # loads lxml

    return dict.fromkeys((*Metadata._fields, "encoding"))
