"""Fair timing: contestants take turns, medians are compared, ratios are made round by round.

The machines that benchmarks run on are shared and drift; a ratio of two runs side by side holds
where two absolute times
do not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple

__all__ = ["Row", "race"]


class Row(NamedTuple):
    """One contestant: median seconds, MB/s, and the median ratio of its speed to the first
    contestant's.
    """

    name: str
    seconds: float
    speed: float
    ratio: float


def race(
    contestants: Mapping[str, Callable[[], object]],
    size: int,
    *,
    rounds: int = 5,
    patience: float = 20.0,
) -> list[Row]:
    """Time contestants in turn.

    Args:
        contestants: name -> what to run; the first is the measure of the others.
        size: bytes of input that each works on, for MB/s.
        rounds: turns for each, after one that is not counted.
        patience: seconds after which a slow contestant gets no further turn.

    Returns:
        A row a contestant, in the given order.
    """
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            if sum(times[name]) > patience:
                continue
            start = time.perf_counter()
            run()
            spent = time.perf_counter() - start
            if turn or spent > patience / 4:  # a slow one's first turn counts
                times[name].append(spent)
    first = times[next(iter(contestants))]
    rows = []
    for name, spent_ in times.items():
        pairs = [a / b for a, b in zip(first, spent_, strict=False)]
        rows.append(Row(name, median(spent_), size / median(spent_) / 1e6, median(pairs)))
    return rows
