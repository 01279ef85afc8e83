"""The benchmark tables, by one command: ``python -m benchmarks.run [--corpora DIR]``.

Figures worth quoting are the ratios: all contestants of a table take turns in one run on one
machine.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import arclean
from arclean._seam import core_name
from benchmarks import data, peers
from benchmarks.timing import Row, race

SAME_JOB = ["harakat", "tatweel", "alef"]


def show(title: str, rows: list[Row]) -> None:
    """Print one table in Markdown."""
    print(f"\n### {title}\n\n| what | MB/s | ratio to the first |\n| --- | ---: | ---: |")
    for row in rows:
        print(f"| {row.name} | {row.speed:,.1f} | {row.ratio:.3f} |")


def normalising(corpora: Path | None, size: int, rounds: int) -> None:
    """arclean beside other normalisers, on the one job that all of them know, and arclean's own
    profiles.
    """
    others, missing = peers.normalisers()
    for name, text in data.texts(corpora, size).items():
        raw = text.encode()
        contestants: dict[str, Callable[[], object]] = {
            "bytearray(bytes)": lambda raw=raw: bytearray(raw),
            "decode + encode": lambda raw=raw: raw.decode().encode(),
        }
        same = arclean.Normalizer(",".join(["none", *(f"+{step}" for step in SAME_JOB)]))
        contestants["arclean, same job, str"] = lambda text=text, same=same: same(text)
        contestants["arclean, same job, bytes"] = lambda raw=raw, same=same: same(raw)
        for other, function in others.items():
            contestants[other] = lambda text=text, function=function: function(text)
        for profile in ("light", "standard", "corpus", "search"):
            one = arclean.Normalizer(profile)
            contestants[f"arclean {profile}, bytes"] = lambda raw=raw, one=one: one(raw)
        show(
            f"Normalising {name}, {len(raw) / 1e6:.0f} MB",
            race(contestants, len(raw), rounds=rounds),
        )
    if missing:
        print(f"\nNot installed, so skipped: {', '.join(missing)}.")


def stripping(corpora: Path | None, size: int, rounds: int) -> None:
    """Pages of known and unknown sites, beside grep over the same text with the rules' phrases."""
    pages = data.pages(corpora, size)
    text = "\f".join(pages)
    rules = arclean.RuleSet.default()
    phrases = sorted(
        {
            phrase
            for file in rules.files.values()
            for rule in file["rules"]
            for phrase in (rule.get("when") or {}).get("is", ())
        }
    )
    cleaner = arclean.Cleaner(profile="none")
    both = arclean.Cleaner(profile="standard")
    total = len(text.encode())
    contestants: dict[str, Callable[[], object]] = {
        f"grep -v -F -f ({len(phrases)} phrases)": peers.grep(phrases, text),
        "arclean strip": lambda: [cleaner.clean(page) for page in pages],
        "arclean strip + standard": lambda: [both.clean(page) for page in pages],
    }
    show(
        f"Stripping {len(pages)} pages, {total / 1e6:.1f} MB",
        race(contestants, total, rounds=rounds),
    )


def linear(corpora: Path | None, largest: int) -> None:
    """Time for inputs of growing size; the cost a MB must not grow."""
    print("\n### Cost of growing input (ms a MB)\n")
    sizes = [size for size in (1_000_000, 10_000_000, 100_000_000) if size <= largest]
    shapes: dict[str, Callable[[str], str]] = {
        "lines of news": lambda text: text,
        "one line": lambda text: text.replace("\n", " "),
        "a million short lines": lambda text: text.replace(" ", "\n"),
        "CRLF": lambda text: text.replace("\n", "\r\n"),
    }
    print("| shape | " + " | ".join(f"{size // 1_000_000} MB" for size in sizes) + " |")
    print("| --- |" + " ---: |" * len(sizes))
    text = data.texts(corpora, sizes[-1])["news"]
    for shape, make in shapes.items():
        for job, cleaner in (
            ("strip", arclean.Cleaner(profile="none", max_doc_bytes=None)),
            ("normalise", arclean.Cleaner(strip=False)),
        ):
            cells = []
            for size in sizes:
                page = make(text[: size // 2])
                raw = page.encode()
                row = race({"run": lambda raw=raw, c=cleaner: c.clean(raw)}, len(raw), rounds=1)[0]
                cells.append(f"{row.seconds * 1e3 / (len(raw) / 1e6):.1f}")
            print(f"| {shape}, {job} | " + " | ".join(cells) + " |")


def start_up(rounds: int) -> None:
    """What ``arclean small.txt`` costs beside ``python -c pass``, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.txt"
        small.write_text(data.pages(None, 1)[0], encoding="utf-8")
        silent = {"stdout": subprocess.DEVNULL, "check": True}
        contestants: dict[str, Callable[[], object]] = {
            "python -c pass": lambda: subprocess.run([sys.executable, "-c", "pass"], **silent),
            "arclean small.txt": lambda: subprocess.run(
                [sys.executable, "-m", "arclean", str(small)], **silent
            ),
        }
        rows = race(contestants, 1, rounds=max(rounds, 11))
    print("\n### Start-up\n\n| command | ms |\n| --- | ---: |")
    for row in rows:
        print(f"| {row.name} | {row.seconds * 1e3:.0f} |")


def main() -> None:
    """Run the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpora", type=Path, help="folder with arwiki*.txt.xz and the others")
    parser.add_argument("--size", type=float, default=20, help="MB of text a table (default 20)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "tables", nargs="*", default=["normalise", "strip", "linear", "start"], metavar="TABLE"
    )
    arguments = parser.parse_args()
    size = int(arguments.size * 1e6)
    print(
        f"arclean {arclean.__version__}, {core_name()} core, Python {platform.python_version()}, "
        f"{platform.machine()}"
    )
    if "normalise" in arguments.tables:
        normalising(arguments.corpora, size, arguments.rounds)
    if "strip" in arguments.tables:
        stripping(arguments.corpora, min(size, 4_000_000), arguments.rounds)
    if "linear" in arguments.tables:
        linear(arguments.corpora, int(arguments.size * 5e6))
    if "start" in arguments.tables:
        start_up(arguments.rounds)


if __name__ == "__main__":
    main()
