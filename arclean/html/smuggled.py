"""Text that someone smuggled into a page, where none of its readers sees it: links to other sites.

It is taken out of the tree before the page is cut into blocks, so that nothing is told by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from lxml import etree

from arclean.document import NodeRemoval
from arclean.html.blocks import Block, outline
from arclean.html.features import PROSE_CHARS
from arclean.html.hints import phrase_hints
from arclean.html.nodes import css_path, source_line

__all__ = ["HIDDEN", "take_out"]

HIDDEN = ("html/hidden", "widget")
"""Reason and category of what a page hides."""

LINKED = 0.5
"""Share of its characters in links from which text out of sight is never the page itself."""

# Where a reader never sees it: out of the screen, or laid over the page and clear as glass. Text
# that only fades in (``opacity:0`` alone) or unfolds (``display:none``) is for readers.
_APART = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_NOWHERE = re.compile(
    r"(?:^|[\s;])(?:(?:left|right|top|bottom)\s*:\s*-\d{3,}|opacity\s*:\s*0?(?:\.0\d*|0)?\s*(?:;|!|$))",
    re.IGNORECASE,
)


def take_out(root: etree._Element) -> list[tuple[etree._Element, NodeRemoval]]:
    """Empty the elements that stand where no reader sees them; what was taken of each.

    They are set before or behind the page: no more than two elements below its ``<body>`` are
    looked at (all of them would take a tenth of a page's time). They stay if they are the page
    itself, which a script will bring into sight: text outside links, and no prose beside it.

    Args:
        root: the tree, changed in place. The elements stay in it, without their contents.
    """
    hidden = list(_out_of_sight(root))
    if not hidden:
        return []
    parts = [outline(element).blocks for element in hidden]
    within = [block for part in parts for block in part]
    if not _smuggled(within, outline(root).blocks):
        return []
    taken = []
    for element, part in zip(hidden, parts, strict=True):
        text = "\n".join(block.text for block in part)
        if text:
            said = NodeRemoval(*HIDDEN, css_path(element), source_line(element), text)
            taken.append((element, said))
            tail = element.tail
            element.clear()
            element.tail = tail
    return taken


_BODY = "(self::html/body[1] | self::*[not(self::html/body)])"
_STYLED = etree.XPath(f"{_BODY}/*[@style] | {_BODY}/*/*[@style]", regexp=False, smart_strings=False)


def _out_of_sight(root: etree._Element) -> Iterable[etree._Element]:
    """The outermost elements whose ``style`` lays them where no reader sees them."""
    last = None
    for element in cast("list[etree._Element]", _STYLED(root)):
        if _is_out_of_sight(element) and (last is None or element.getparent() is not last):
            last = element
            yield element


def _is_out_of_sight(element: etree._Element) -> bool:
    style = element.get("style", "")
    return _APART.search(style) is not None and _NOWHERE.search(style) is not None


def _smuggled(hidden: list[Block], page: list[Block]) -> bool:
    """Whether the page is what is left without these blocks, not they."""
    size = sum(len(block.text) for block in hidden)
    told = size - sum(block.linked for block in hidden)
    if size - told >= LINKED * size:
        return True
    rest = sum(len(block.text) - block.linked for block in page) - told
    if rest >= told:
        return True
    texts = {block.text for block in hidden}
    return any(
        len(block.text) - block.linked >= PROSE_CHARS
        and block.text not in texts
        and not phrase_hints(block.text)
        for block in page
    )
