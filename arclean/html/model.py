"""The trained model: two forests, the one that looks at a block and the one that looks around.

The weights are data (``model.json``), written by tools/train_extractor.py from pages with gold; the
file says from which and how.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from arclean.html.blocks import Page
from arclean.html.context import CONTEXT, context
from arclean.html.features import FEATURES, PROSE_CHARS, features
from arclean.html.forest import Forest

__all__ = ["Model", "kind_code", "shipped_model", "without_furniture"]

TITLE_OF = FEATURES.index("title_of")
TITLE_SHARE = 0.8
"""Share of a heading's words from which it is the page's title."""

_KINDS = {"article": 1, "product": 2}


def kind_code(kind: str | None) -> int:
    """What a page says it is, for the model: 0 nothing, 1 an article, 2 a product, 3 else."""
    return _KINDS.get(kind, 3) if kind else 0


class Model(NamedTuple):
    """The two passes.

    Attributes:
        first: over FEATURES.
        second: over FEATURES and CONTEXT.
    """

    first: Forest
    second: Forest

    def scores(self, page: Page, title: str, description: str, kind: int) -> list[float]:
        """How sure the model is that each block is content, from 0 to 1."""
        rows = features(page, title, description, kind)
        around = context(page, self.first.scores(rows))
        scores = self.second.scores([row + more for row, more in zip(rows, around, strict=True)])
        return without_furniture(page, [row[TITLE_OF] for row in rows], scores)


def without_furniture(page: Page, titles: Sequence[float], scores: list[float]) -> list[float]:
    """The scores with those of captions and of the title above the text set to 0.

    19 of 20 captions on pages with gold are not in it, wherever they stand. A level-one heading
    before the first paragraph is the title if the page's own title holds most of its words.

    Args:
        page: the page's outline.
        titles: the share of each block's words that the page's title holds.
        scores: what the second pass gave; changed in place.
    """
    nodes = page.nodes
    for i, block in enumerate(page.blocks):
        if titles[i] >= TITLE_SHARE:
            if nodes[block.node].tag == "h1":
                scores[i] = 0.0
        elif scores[i] >= 0.5 and len(block.text) >= PROSE_CHARS:
            break
    for node in nodes:
        if node.tag == "figcaption":
            scores[node.first : node.end] = [0.0] * (node.end - node.first)
    return scores


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that comes with arclean, read once."""
    data = json.loads(files("arclean.html").joinpath("model.json").read_bytes())
    if data["features"] != FEATURES or data["context"] != CONTEXT:
        raise RuntimeError("arclean/html/model.json was trained on other features; train it anew")
    return Model(
        Forest(data["first"], len(FEATURES)), Forest(data["second"], len(FEATURES) + len(CONTEXT))
    )
