"""The trained model: two forests, the one that looks at a block and the one that looks around.

The weights are data (``model.json``), written by tools/train_extractor.py from pages with gold; the
file says from which and how.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from arclean.html.blocks import Page
from arclean.html.context import CONTEXT, context
from arclean.html.features import FEATURES, features
from arclean.html.forest import Forest

__all__ = ["Model", "kind_code", "shipped_model"]

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
        return self.second.scores([row + more for row, more in zip(rows, around, strict=True)])


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that comes with arclean, read once."""
    data = json.loads(files("arclean.html").joinpath("model.json").read_bytes())
    if data["features"] != FEATURES or data["context"] != CONTEXT:
        raise RuntimeError("arclean/html/model.json was trained on other features; train it anew")
    return Model(
        Forest(data["first"], len(FEATURES)), Forest(data["second"], len(FEATURES) + len(CONTEXT))
    )
