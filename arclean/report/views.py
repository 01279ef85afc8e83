"""Pages as views: what the cleaner said of a page, laid out for the review page and the studio."""

from __future__ import annotations

from arclean.document import HtmlResult, NodeRemoval, Removal, Result
from arclean.report.webpage import Gone

__all__ = ["BELOW", "chosen", "html_layout", "text_layout"]

BELOW = "What went with the page's elements stands below the article."
"""Note on the view of an HTML page from which elements went."""


def chosen(site: str | None, packs: tuple[str, ...]) -> str:
    """How the rules of a page were chosen, in words."""
    if site:
        return f"site {site}"
    return f"packs {', '.join(packs)}" if packs else "no rules"


def text_layout(result: Result[str]) -> list[Gone]:
    """What goes of a page of text; the offsets count in the page."""
    return [_gone(one, one.start, one.end) for one in result.removals]


def html_layout(result: HtmlResult) -> tuple[str, list[Gone], int]:
    """An HTML page as text: the article's lines as the line rules read them, below them what went
    with elements of the tree.

    Returns:
        The text, what goes of it, and how many characters of it are the article.
    """
    article = result.lines
    gone = [_gone(one, one.start, one.end) for one in result.removals if isinstance(one, Removal)]
    pieces = [article]
    at = len(article)
    for one in result.removals:
        if not isinstance(one, NodeRemoval) or not one.text.strip():
            continue
        if len(pieces) == 1 and article and not article.endswith("\n"):
            pieces.append("\n")
            at += 1
        gone.append(Gone(at, at + len(one.text), one.rule, one.category, one.path))
        pieces += [one.text, "\n"]
        at += len(one.text) + 1
    return "".join(pieces), gone, len(article)


def _gone(one: Removal[str], start: int, end: int) -> Gone:
    return Gone(start, end, one.rule, one.category)
