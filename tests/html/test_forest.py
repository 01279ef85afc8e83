"""The model's arithmetic, against trees walked by plain recursion."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean.html.forest import Forest

WIDTH = 4
numbers = st.floats(-10, 10, allow_nan=False)
trees = st.recursive(
    numbers,
    lambda below: st.tuples(st.integers(0, WIDTH - 1), numbers, below, below),
    max_leaves=12,
)


def preorder(tree: Any) -> list[Any]:
    if isinstance(tree, tuple):
        feature, threshold, low, high = tree
        return [[feature, threshold], *preorder(low), *preorder(high)]
    return [tree]


def value(tree: Any, row: list[float]) -> float:
    if isinstance(tree, tuple):
        feature, threshold, low, high = tree
        return value(low if row[feature] <= threshold else high, row)
    return float(tree)


@given(st.lists(trees, max_size=4), st.lists(st.lists(numbers, min_size=WIDTH, max_size=WIDTH)))
def test_scores_are_the_squashed_sum(some: list[Any], rows: list[list[float]]) -> None:
    forest = Forest([preorder(tree) for tree in some], WIDTH)
    for row, score in zip(rows, forest.scores(rows), strict=True):
        total = 0.0
        for tree in some:
            total += value(tree, row)
        assert score == 1.0 / (1.0 + exp(-total))


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([[0, 1.0], 2.0], "cut short"),
        ([], "cut short"),
        ([1.0, 2.0], "goes on"),
        ([[WIDTH, 1.0], 1.0, 2.0], "asks for number 4"),
    ],
)
def test_damaged_trees_are_refused(nodes: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Forest([nodes], WIDTH)
