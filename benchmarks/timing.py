"""Fair timing: contestants take turns, medians are compared, ratios are made round by round.

The machines that benchmarks run on are shared and drift; a ratio of two runs side by side holds
where two absolute times do not. What runs on one core is timed in seconds of processor time, its
child processes included, so that a neighbour who takes the core away does not count; only pipes,
whose ends run side by side, go by the clock on the wall.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["Row", "cpu_seconds", "peak_mb", "race", "show"]


def cpu_seconds() -> float:
    """Processor time of this process and of the children that it has waited for."""
    if resource is None:
        return time.perf_counter()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


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
    clock: Callable[[], float] = cpu_seconds,
) -> list[Row]:
    """Time contestants in turn.

    Args:
        contestants: name -> what to run; the first is the measure of the others.
        size: bytes of input that each works on, for MB/s.
        rounds: turns for each, after one that is not counted.
        patience: seconds after which a slow contestant gets no further turn.
        clock: seconds that count.

    Returns:
        A row a contestant, in the given order.
    """
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            if sum(times[name]) > patience:
                continue
            start = clock()
            run()
            spent = clock() - start
            if turn or spent > patience / 4:  # a slow one's first turn counts
                times[name].append(spent)
    first = times[next(iter(contestants))]
    rows = []
    for name, spent_ in times.items():
        # The first contestant's warm-up is not in its times: slow ones meet its earliest turns.
        pairs = [a / b for a, b in zip(first, spent_, strict=False)]
        rows.append(Row(name, median(spent_), size / median(spent_) / 1e6, median(pairs)))
    return rows


def show(
    title: str, rows: Sequence[Row], extra: Mapping[str, str] | None = None, head: str = "output"
) -> None:
    """Print one table in Markdown.

    Args:
        title: heading.
        rows: what ``race`` gave.
        extra: a further column, by the name of the row.
        head: heading of that column.
    """
    last = f" {head} |" if extra is not None else ""
    rule = " --- |" if extra is not None else ""
    print(f"\n### {title}\n\n| what | MB/s | ratio to the first |{last}")
    print(f"| --- | ---: | ---: |{rule}")
    for row in rows:
        cell = f" {extra.get(row.name, '')} |" if extra is not None else ""
        print(f"| {row.name} | {row.speed:,.1f} | {row.ratio:.3f} |{cell}", flush=True)


# A process starts with the peak of the one that it was forked from, so a small one starts it.
_LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_pid, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


def peak_mb(command: Sequence[str], source: Path) -> float:
    """Largest resident size of a process that reads a file on standard input, in MB; what is below
    10 MB is the launcher's.
    """
    with source.open("rb") as stdin:
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
        done = subprocess.run(launched, stdin=stdin, stdout=subprocess.PIPE, check=True)
    return int(done.stdout) / (1e6 if sys.platform == "darwin" else 1024)
