"""Regression trees, read from data and summed up: the model's arithmetic and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

__all__ = ["Forest"]

Tree = Any  # (feature, threshold, tree where the value is not above it, tree where it is) or a leaf


class Forest:
    """A sum of binary trees over a row of numbers, squashed to between 0 and 1.

    Args:
        trees: for each tree its nodes in preorder: ``[feature, threshold]`` opens a node, whose two
            subtrees follow (first the one for values up to the threshold); a bare number is a leaf.
        width: numbers in a row.

    Raises:
        ValueError: the trees are cut short, or name a feature that a row does not have.
    """

    __slots__ = ("_trees", "width")

    def __init__(self, trees: Sequence[Sequence[Any]], width: int) -> None:
        self.width = width
        self._trees = [_tree(nodes, width) for nodes in trees]

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The score of each row."""
        found = []
        for row in rows:
            total = 0.0
            for node in self._trees:
                while type(node) is tuple:
                    feature, threshold, low, high = node
                    node = low if row[feature] <= threshold else high
                total += node
            found.append(1.0 / (1.0 + exp(-total)))
        return found


def _tree(nodes: Sequence[Any], width: int) -> Tree:
    """Nested tuples from a preorder list, without recursion in Python."""
    stack: list[list[Any]] = []
    for at, node in enumerate(nodes):
        if isinstance(node, list):
            feature, threshold = node
            if not 0 <= feature < width:
                raise ValueError(f"a tree asks for number {feature} of a row of {width}")
            stack.append([feature, float(threshold)])
            continue
        done: Tree = float(node)
        while stack:
            stack[-1].append(done)
            if len(stack[-1]) < 4:
                break
            done = tuple(stack.pop())
        else:
            if at != len(nodes) - 1:
                raise ValueError("a tree goes on behind its end")
            return done
    raise ValueError("a tree is cut short")
