"""Tables of cost: for inputs of growing size, and for starting at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import arclean
from benchmarks import data
from benchmarks.timing import race

SIZES = (1_000_000, 10_000_000, 100_000_000)
SHAPES: dict[str, Callable[[str], str]] = {
    "lines of news": lambda text: text,
    "one line": lambda text: text.replace("\n", " "),
    "a word a line": lambda text: text.replace(" ", "\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
}


def linear(corpora: Path | None, largest: int) -> None:
    """Cost a MB for each shape; it must not grow with the size."""
    sizes = [size for size in SIZES if size <= largest]
    print("\n### Cost of growing input, ms a MB\n")
    print("| input, job | " + " | ".join(f"{size // 1_000_000} MB" for size in sizes) + " |")
    print("| --- |" + " ---: |" * len(sizes))
    text = data.texts(corpora, sizes[-1])["news"]
    cleaners = {
        "strip": arclean.Cleaner(profile="none", max_doc_bytes=None),
        "normalise": arclean.Cleaner(strip=False),
    }
    for shape, make in SHAPES.items():
        shaped = make(text).encode()
        for job, cleaner in cleaners.items():
            cells = []
            for size in sizes:
                raw = shaped[:size]
                (row,) = race({"run": lambda raw=raw, c=cleaner: c.clean(raw)}, size, rounds=3)
                cells.append(f"{row.seconds * 1e9 / size:,.2f}")
            print(f"| {shape}, {job} | " + " | ".join(cells) + " |", flush=True)


def start_up(rounds: int, folder: Path) -> None:
    """What ``arclean small.txt`` costs beside ``python -c pass``."""
    small = folder / "small.txt"
    small.write_text(data.pages(None, 1)[0], encoding="utf-8")
    commands = {
        "python -c pass": ["-c", "pass"],
        "arclean --version": ["-m", "arclean", "--version"],
        "arclean --no-strip small.txt": ["-m", "arclean", "--no-strip", str(small)],
        "arclean small.txt": ["-m", "arclean", str(small)],
    }

    def process(arguments: list[str]) -> Callable[[], object]:
        command = [sys.executable, *arguments]
        return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    contestants = {name: process(arguments) for name, arguments in commands.items()}
    rows = race(contestants, 1, rounds=max(rounds, 15))
    print("\n### Start-up\n\n| command | ms | more than Python, ms |\n| --- | ---: | ---: |")
    for row in rows:
        more = (row.seconds - rows[0].seconds) * 1e3
        print(f"| {row.name} | {row.seconds * 1e3:.0f} | {more:.0f} |")
