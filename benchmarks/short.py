"""A benchmark of a minute, with floors: exit status 1 when a ratio falls under its own.

All are ratios of speeds within one run, so that they hold on any machine; the floors leave wide
room for noise and for other machines (less than half of the worst that was seen on a busy one).
What falls under them has a cause in the code.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import arclean
from arclean._seam import core_name
from benchmarks import data, peers
from benchmarks.timing import race

SIZE = 4_000_000


class Check(NamedTuple):
    """One ratio: what is measured, against what, and the work of both in bytes."""

    name: str
    against: str
    ours: Callable[[], object]
    theirs: Callable[[], object]


def _floors(*values: float) -> dict[str, float]:
    return dict(zip(NAMES, values, strict=True))


# In the order of ``checks``.
NAMES = (
    *(f"{job}, {text}" for text in data.CLASSES for job in ("standard, bytes", "job, str")),
    "strip + standard, pages",
    "start-up: arclean small.txt",
)
_SCALAR = _floors(0.006, 6, 0.006, 10, 0.006, 7, 0.1, 0.08)
# By the core, and its vector path. The AVX2 path has no kernel for str.
FLOORS = {
    "pure": _floors(0.005, 1, 0.001, 0.9, 0.0006, 0.5, 0.002, 0.06),
    "native scalar": _SCALAR,
    "native avx2": _floors(0.02, 6, 0.02, 10, 0.02, 7, 0.13, 0.08),
    "native avx512": _floors(0.03, 20, 0.05, 60, 0.03, 60, 0.2, 0.08),
}


def checks(folder: Path) -> list[Check]:
    """What is measured."""
    standard, job = arclean.Normalizer("standard"), arclean.Normalizer(peers.STEPS)
    found = []
    for name, text in data.texts(None, SIZE).items():
        raw = text.encode()
        found.append(
            Check(
                f"standard, bytes, {name}",
                "bytearray(bytes)",
                lambda raw=raw: standard(raw),
                lambda raw=raw: bytearray(raw),
            )
        )
        found.append(
            Check(
                f"job, str, {name}",
                "str.translate",
                lambda text=text: job(text),
                lambda text=text: text.translate(peers.TABLE),
            )
        )
    pages = [page.encode() for page in data.pages(None, SIZE // 4)]
    cleaner = arclean.Cleaner()
    found.append(
        Check(
            "strip + standard, pages",
            "decode, splitlines, join, encode",
            lambda: [cleaner.clean(page) for page in pages],
            lambda: ["\n".join(page.decode().splitlines()).encode() for page in pages],
        )
    )
    small = folder / "small.txt"
    small.write_bytes(pages[0])
    command = [sys.executable, "-m", "arclean", str(small)]
    found.append(
        Check(
            "start-up: arclean small.txt",
            "python -c pass",
            lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True),
            lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        )
    )
    return found


def path_name() -> str:
    """``pure``, or the vector path of the compiled core."""
    if core_name() == "pure":
        return "pure"
    from arclean import _native

    return f"native {_native.simd()}"


def short(folder: Path, rounds: int) -> int:
    """Measure, print, and judge; the exit status."""
    path = path_name()
    floors = FLOORS[path]
    print(f"\n| what ({path}) | against | ratio | floor |\n| --- | --- | ---: | ---: |")
    fallen = []
    for check in checks(folder):
        contestants = {"theirs": check.theirs, "ours": check.ours}
        ratio = race(contestants, 1, rounds=rounds, patience=6)[1].ratio
        floor = floors[check.name]
        print(f"| {check.name} | {check.against} | {ratio:.4f} | {floor} |", flush=True)
        if ratio < floor:
            fallen.append(f"{check.name}: {ratio:.4f} is under {floor}")
    for line in fallen:
        print(line, file=sys.stderr)
    return 1 if fallen else 0
