"""What the second look at a block knows: how sure the first look was of it and of all around it.

The first pass judges each block by itself and its surroundings' shape. Whether a short line belongs
to an article is told best by whether its neighbours do: the second pass reads the first
one's scores, weighted by characters, over the elements above, the neighbours, the section and the
page.
"""

from __future__ import annotations

from math import log

from arclean.html.blocks import Page

__all__ = ["CONTEXT", "context"]

LEVELS = 6  # elements above a block whose scores are summed up
NEIGHBOURS = (-1, 1, -2, 2, -3, 3)
NONE = -0.1  # the score of what is not there
SURE, SURE_CHARS = 0.7, 40  # a block that certainly is content
MAIN_SHARE = 0.8  # of the page's content that its main element holds

CONTEXT: list[str] = [
    "score",
    *[f"score{place:+d}" for place in NEIGHBOURS],
    *[f"up{level}_{what}" for level in range(LEVELS) for what in ("score", "share")],
    "around4",
    "around10",
    "before5",
    "after5",
    "alike",
    "alike_count",
    "passed",
    "left",
    "since_first",
    "until_last",
    "in_main",
    "main_place",
    "section_score",
    "heading_score",
    "page_content",
    "page_share",
    "page_best",
    "page_sure",
]
"""Names of the numbers, in the order of a row."""


def context(page: Page, scores: list[float]) -> list[list[float]]:
    """One row of numbers a block, in the order of CONTEXT.

    Args:
        page: the page's outline.
        scores: what the first pass gave, from 0 to 1, one a block.
    """
    blocks, nodes = page.blocks, page.nodes
    count = len(blocks)
    if not count:
        return []
    sizes = [len(block.text) for block in blocks]
    content, chars = [0.0], [0]
    for size, score in zip(sizes, scores, strict=True):
        content.append(content[-1] + score * size)
        chars.append(chars[-1] + size)
    total = content[-1] or 1e-9

    def mean(start: int, end: int, but: int = -1) -> float:
        """The mean score of a run of blocks, weighted by characters, one of them left out."""
        size = chars[end] - chars[start]
        score = content[end] - content[start]
        if but >= 0:
            size -= sizes[but]
            score -= scores[but] * sizes[but]
        return score / size if size > 0 else NONE

    sure = [i for i in range(count) if scores[i] > SURE and sizes[i] >= SURE_CHARS]
    first, last = (sure[0], sure[-1]) if sure else (0, count - 1)
    # Blocks in elements that are named alike under elements that are named alike.
    kinds: list[tuple[str, str, str, str]] = []
    alike: dict[tuple[str, str, str, str], list[float]] = {}
    for i, block in enumerate(blocks):
        node = nodes[block.node]
        above = nodes[node.parent] if node.parent >= 0 else node
        kind = (node.tag, node.names, above.tag, above.names)
        kinds.append(kind)
        sums = alike.setdefault(kind, [0.0, 0.0, 0.0])
        sums[0] += scores[i] * sizes[i]
        sums[1] += sizes[i]
        sums[2] += 1.0
    main = page.descend(content, MAIN_SHARE, of_all=True)
    start, end = nodes[main].first, nodes[main].end
    heads, ends = page.sections()
    tail = [log(1.0 + total), total / chars[-1], max(scores), float(len(sure))]
    rows: list[list[float]] = []
    for i, block in enumerate(blocks):
        size, score = sizes[i], scores[i]
        row = [score]
        row += [scores[i + p] if 0 <= i + p < count else NONE for p in NEIGHBOURS]
        at = block.node
        for _ in range(LEVELS):
            node = nodes[at]
            row.append(mean(node.first, node.end, i))
            row.append((content[node.end] - content[node.first]) / total)
            if node.parent >= 0:
                at = node.parent
        row.append(mean(max(0, i - 4), min(count, i + 5), i))
        row.append(mean(max(0, i - 10), min(count, i + 11), i))
        row.append(mean(max(0, i - 5), i))
        row.append(mean(i + 1, min(count, i + 6)) if i + 1 < count else NONE)
        sums = alike[kinds[i]]
        row.append((sums[0] - score * size) / (sums[1] - size) if sums[1] > size else NONE)
        row.append(log(1.0 + sums[2]))
        row.append(content[i] / total)
        row.append((content[-1] - content[i + 1]) / total)
        row.append(float(max(-50, min(50, i - first))))
        row.append(float(max(-50, min(50, last - i))))
        row.append(1.0 if start <= i < end else 0.0)
        row.append((i - start) / ((end - start) or 1))
        row.append(mean(heads[i], ends[i], i))
        row.append(scores[heads[i]])
        row.extend(tail)
        rows.append(row)
    return rows
