"""What stands inside a block: links, emphasis, code, images.

Only Markdown needs it, so it is read from the tree when asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, urljoin

from lxml import etree

from arclean.html.blocks import BLOCK, SKIPPED, Page
from arclean.html.code import language_of
from arclean.html.emphasis import BOLD, CODE, IMAGE, ITALIC, settle

__all__ = ["Inline"]

_OPEN, _CLOSE, _CLOSE_MARK = range(3)
_MAX_COLUMNS = 200
_MARKS = {
    **dict.fromkeys(("b", "strong"), BOLD),
    **dict.fromkeys(("i", "em"), ITALIC),
    **dict.fromkeys(("code", "kbd", "samp"), CODE),
}
_NOT_IN_ADDRESS = re.compile(r"[\s()<>\\`\x01-\x1f]")


class Inline:
    """The blocks of a page as Markdown, by their places.

    Args:
        page: the page.
        escape: makes text mean itself.
        links: whether links and images are written.
        base: address that relative ones are resolved against.
    """

    def __init__(
        self, page: Page, escape: Callable[[str], str], *, links: bool, base: str | None
    ) -> None:
        self._page = page
        self._escape = escape
        self._links = links
        self._base = base
        self._segments: dict[int, list[str]] = {}
        self._languages: dict[int, str] = {}
        self._ordinals: list[int] = []
        self._places = _places(page)
        counts: dict[int, int] = {}
        for block in page.blocks:
            self._ordinals.append(counts.get(block.node, 0))
            counts[block.node] = self._ordinals[-1] + 1

    def __call__(self, block: int) -> str:
        """A block with its links and emphasis."""
        node = self._page.blocks[block].node
        segments = self._segments.get(node)
        if segments is None:
            segments = self._segments[node] = self._walk(self._page.nodes[node].element)
        place = self._ordinals[block]
        if place < len(segments):
            return segments[place]
        return self._escape(self._page.blocks[block].text)

    def cells(self, blocks: Iterable[int]) -> list[list[int]]:
        """Blocks of a row by column; empty cells have no blocks."""
        columns: list[list[int]] = []
        for block in blocks:
            at = self._above(block, "td th")
            place = min(self._places[at], _MAX_COLUMNS) if at >= 0 else len(columns)
            columns += [[] for _ in range(place + 1 - len(columns))]
            columns[place].append(block)
        return columns

    def code(self, block: int) -> tuple[int, str]:
        """The block of code that a block is a part of, as a number, and its language."""
        at = self._above(block, "pre listing xmp plaintext")
        if at not in self._languages:
            element = self._page.nodes[at].element if at >= 0 else None
            self._languages[at] = "" if element is None else language_of(element)
        return at, self._languages[at]

    def _above(self, block: int, tags: str) -> int:
        """The innermost element of these around a block; -1 where there is none."""
        nodes = self._page.nodes
        at = self._page.blocks[block].node
        while at >= 0 and nodes[at].tag not in tags.split():
            at = nodes[at].parent
        return at

    def _walk(self, top: etree._Element) -> list[str]:
        """The runs of inline content of an element, as ``outline`` cuts them."""
        runs: list[str] = []
        pieces: list[str] = []
        opened: list[tuple[str, str]] = []
        words = False  # whether the run at hand has text of the page

        def add(text: str | None) -> None:
            nonlocal words
            if not text:
                return
            if pieces and any(pieces[-1] == mark for mark, _ in opened):
                # A mark does not count before a blank.
                bare = text.lstrip()
                if len(bare) < len(text):
                    pieces.insert(len(pieces) - 1, " ")
                text = bare
                if not text:
                    return
            words = words or not text.isspace()
            pieces.append(text if _in_code(opened) else self._escape(text))

        def flush() -> None:
            nonlocal words
            for mark, close in reversed(opened):
                _close(pieces, mark, close)
            if words:
                runs.append(settle(" ".join("".join(pieces).split())))
            words = False
            pieces[:] = [mark for mark, _ in opened]

        stack: list[tuple[etree._Element, int]] = [(top, _OPEN)]
        while stack:
            element, state = stack.pop()
            tag = element.tag
            if state == _CLOSE_MARK:
                _close(pieces, *opened.pop())
            elif state == _OPEN:
                if tag == "img":
                    self._image(pieces, element)
                elif tag == "br" or (tag in BLOCK and element is not top):
                    flush()
                elif isinstance(tag, str) and tag not in SKIPPED:
                    pair = self._marks(element, opened)
                    if pair is not None:
                        opened.append(pair)
                        pieces.append(pair[0])
                    add(element.text)
                    stack.append((element, _CLOSE if pair is None else _CLOSE_MARK))
                    stack.extend((child, _OPEN) for child in reversed(element))
                    continue
            if element is not top:
                add(element.tail)
        flush()
        return runs

    def _marks(
        self, element: etree._Element, opened: list[tuple[str, str]]
    ) -> tuple[str, str] | None:
        """What Markdown puts before and behind an element's words."""
        if element.tag == "a":
            target = self._target(element.get("href")) if self._links else None
            nested = _in_code(opened) or any(mark == "[" for mark, _ in opened)
            return ("[", f"]({target})") if target and not nested else None
        pair = _MARKS.get(element.tag)
        return None if pair in opened or _in_code(opened) else pair

    def _target(self, href: str | None) -> str | None:
        if not href or href.startswith("#"):
            return None
        try:
            href = urljoin(self._base or "", href.strip())
        except ValueError:
            return None
        if href.lower().startswith(("javascript:", "data:", "vbscript:")):
            return None
        return _NOT_IN_ADDRESS.sub(lambda match: quote(match[0]), href)

    def _image(self, pieces: list[str], element: etree._Element) -> None:
        alt = self._escape(" ".join((element.get("alt") or "").split()))
        source = self._target(element.get("src"))
        if self._links and alt and source:
            pieces.append(f"{IMAGE}[{alt}]({source})")


def _in_code(opened: list[tuple[str, str]]) -> bool:
    return CODE in opened


def _close(pieces: list[str], mark: str, close: str) -> None:
    """Close a mark behind the last word; take it away where it holds nothing."""
    blank = False
    while pieces and pieces[-1].isspace():
        pieces.pop()
        blank = True
    if pieces and pieces[-1] == mark:
        pieces.pop()
    elif pieces:
        bare = pieces[-1].rstrip()
        blank = blank or len(bare) < len(pieces[-1])
        pieces[-1] = bare
        pieces.append(close)
    if blank:
        pieces.append(" ")


def _places(page: Page) -> list[int]:
    """For each element how many of its kind (items, cells) stand before it under the same one."""
    places = []
    counts: dict[tuple[int, str], int] = {}
    for node in page.nodes:
        key = (node.parent, "cell" if node.tag in ("td", "th") else node.tag)
        place = counts.get(key, 0)
        counts[key] = place + 1
        places.append(place)
    return places
