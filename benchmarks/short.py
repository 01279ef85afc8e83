"""A benchmark of a minute, with floors: exit status 1 when a ratio falls under its own.

All are ratios of speeds within one run, so that they hold on any machine; the floors leave wide
room for noise and for slower machines (less than half of the worst that was seen). What is
slower than that has a cause in the code.
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


# Floors by the name of the core, or of its vector path. AVX2 and NEON have no measured floor of
# their own yet, so they must only beat what the scalar path does.
FLOORS: dict[str, dict[str, float]] = {}


def checks(folder: Path) -> list[Check]:
    """What is measured."""
    news, vocalised, marked = data.texts(None, SIZE).values()
    made = {"news": news, "diacritised": vocalised, "rtl-marks": marked}
    standard, job = arclean.Normalizer("standard"), arclean.Normalizer(peers.STEPS)
    found = []
    for name, text in made.items():
        raw = text.encode()
        found.append(
            Check(
                f"standard, {name}, bytes",
                "bytearray(bytes)",
                lambda raw=raw: standard(raw),
                lambda raw=raw: bytearray(raw),
            )
        )
        found.append(
            Check(
                f"harakat, tatweel, alef, {name}, str",
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
    floors = FLOORS.get(path, {})
    print(f"\n| what ({path}) | against | ratio | floor |\n| --- | --- | ---: | ---: |")
    fallen = []
    for check in checks(folder):
        contestants = {"theirs": check.theirs, "ours": check.ours}
        ratio = race(contestants, 1, rounds=rounds, patience=6)[1].ratio
        floor = floors.get(check.name)
        print(f"| {check.name} | {check.against} | {ratio:.4f} | {floor or ''} |", flush=True)
        if floor is not None and ratio < floor:
            fallen.append(f"{check.name}: {ratio:.4f} is under {floor}")
    for line in fallen:
        print(line, file=sys.stderr)
    return 1 if fallen else 0
