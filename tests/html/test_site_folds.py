"""The folds that the extractor's figures are measured on."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.html.tools import tool

SITES = [f"site{number}.example" for number in range(400)]


@pytest.mark.parametrize("folds", [2, 3, 4, 5])
def test_every_seed_draws_other_folds(folds: int) -> None:
    """Seeds of one digit once gave the same two folds, named the other way round at most."""
    fold_of = tool("site_folds").fold_of
    drawn = {seed: [fold_of(site, folds, seed) for site in SITES] for seed in (0, 1, 2, 3, 4, 9)}
    for one, other in combinations(drawn.values(), 2):
        pairs = set(zip(one, other, strict=True))
        assert pairs == {(a, b) for a in range(folds) for b in range(folds)}
