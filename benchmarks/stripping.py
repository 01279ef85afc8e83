"""Tables of stripping: pages of known and unknown sites, beside filters with the same phrases."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import arclean
from arclean._seam import core_name
from benchmarks import data
from benchmarks.timing import race, show


def phrases() -> list[str]:
    """Every whole-line phrase of the shipped rules, as a line filter would need it."""
    return sorted(
        {
            phrase
            for file in arclean.RuleSet.default().files.values()
            for rule in file["rules"]
            for phrase in (rule.get("when") or {}).get("is", ())
        }
    )


def stripping(corpora: Path | None, size: int, rounds: int, folder: Path) -> None:
    """arclean beside ``rg`` and ``grep`` with ``-F -f``.

    They do less: they know neither folding, zones, blocks, sites nor budgets, so their output is
    another one and is not compared. They are the measure of what reading the lines costs.
    """
    pages = data.pages(corpora, size)
    joined = folder / "pages.txt"
    joined.write_text("\f".join(pages), encoding="utf-8")
    known = phrases()
    listed = folder / "phrases.txt"
    listed.write_text("\n".join(known) + "\n", encoding="utf-8")
    total = joined.stat().st_size
    # The first one that is installed is the measure of the others.
    filters = [
        (f"{tool} -{verb} -F -f", [tool, "-a", f"-{verb}", "-F", "-f", str(listed), str(joined)])
        for verb in "cv"
        for tool in ("rg", "grep")
    ]
    runs: dict[str, Callable[[], object]] = {}
    missing = []
    for name, command in filters:
        if shutil.which(command[0]):
            runs[f"{name} ({len(known)} phrases)"] = _process(command, folder / "out")
        else:
            missing.append(name)
    core = core_name()
    documents = [*ARCLEAN_DOCS, str(joined)]
    runs[f"arclean ({core}) --docs form-feed -p none FILE"] = _process(
        [*documents, "-p", "none"], folder / "out"
    )
    runs[f"arclean ({core}) --docs form-feed FILE"] = _process(documents, folder / "out")
    only, both = arclean.Cleaner(profile="none"), arclean.Cleaner()
    raw = [page.encode() for page in pages]
    runs[f"arclean ({core}), strip, in one process"] = lambda: [only.clean(page) for page in raw]
    runs[f"arclean ({core}), strip + standard, in one process"] = lambda: [
        both.clean(page) for page in raw
    ]
    kept = sum(map(len, map(only.clean, raw)))
    show(
        f"Stripping {len(pages):,} pages, {total / 1e6:.1f} MB "
        f"({100 * (1 - kept / total):.1f} % of it goes)",
        race(runs, total, rounds=rounds),
    )
    if missing:
        print(f"\nNot installed, so skipped: {', '.join(missing)}.")
    show(
        f"Threads, strip + standard ({core}), by the clock on the wall",
        race(
            {f"{count} threads": _threads(both, raw * ROUND, count) for count in (1, 2)},
            total * ROUND,
            rounds=rounds,
            clock=time.perf_counter,
        ),
    )


def _threads(cleaner: arclean.Cleaner, raw: list[bytes], count: int) -> Callable[[], object]:
    """Clean all pages with so many threads, in batches as the command makes them, and let each go
    when it is done, as the command does.
    """
    parts = [b"\f".join(raw[at : at + BATCH]) for at in range(0, len(raw), BATCH)]

    def clean(part: bytes) -> object:
        joined = cleaner.clean_joined(part, "form-feed")  # None by the pure core
        return joined or [cleaner.clean(page) for page in part.split(b"\f")]

    def run() -> None:
        with ThreadPoolExecutor(count) as pool:
            for _ in pool.map(clean, parts):
                pass

    return run


ROUND = 4
"""How often threads take the pages in a turn, so that their start and end do not count."""
BATCH = 64
"""Pages of about 7 kB in a batch: half a MB, as the command gives its threads at a time."""
ARCLEAN_DOCS = [sys.executable, "-m", "arclean", "--docs", "form-feed"]


def _process(command: list[str], target: Path) -> Callable[[], object]:
    """Run a command, its output to a file: grep stops at the first line that it would print where
    the output is /dev/null.
    """

    def run() -> None:
        with target.open("wb") as stdout:
            subprocess.run(command, stdout=stdout, check=False)

    return run
