"""``python -m benchmarks.extraction [FOLDER…]``: arclean and its peers over pages with gold.

A FOLDER holds ``html/NAME.html`` and ``gold/NAME.txt``, itself or in folders below. Without one the
pages beside this file are taken: nineteen-nineties tables to page builders, written for this
project, and the floor of ``--short`` (arclean alone; exit status 1 under it).

Speed is MB of HTML a second of processor time on one core, page by page, contestants in turn on
each page, so that all share whatever else the machine does; text in, text out, decoding included.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import process_time

from benchmarks.extraction.contestants import contestants
from benchmarks.extraction.score import Score, mean, score

PAGES = Path(__file__).parent / "pages"
FLOOR = 0.87
"""Mean F1 of arclean on the pages beside this file, with and without the shipped rules."""


def find_pages(folders: list[Path]) -> list[tuple[Path, Path]]:
    """Pages and their gold below some folders."""
    found = []
    for folder in folders:
        for html in sorted(folder.rglob("html/*.html")):
            gold = html.parent.parent / "gold" / f"{html.stem}.txt"
            if gold.exists():
                found.append((html, gold))
    return found


def run(
    pages: list[tuple[Path, Path]], extractors: dict[str, Callable[[bytes], str | None]]
) -> dict[str, tuple[Score, float, int]]:
    """For each extractor its scores, MB/s, and how many pages it failed on."""
    scores: dict[str, list[Score]] = defaultdict(list)
    seconds: dict[str, float] = defaultdict(float)
    failed: dict[str, int] = defaultdict(int)
    size = 0
    for html, gold in pages:
        data, wanted = html.read_bytes(), gold.read_text(encoding="utf-8")
        size += len(data)
        for name, extract in extractors.items():
            began = process_time()
            try:
                text = extract(data) or ""
            except Exception:
                text = ""
                failed[name] += 1
            seconds[name] += process_time() - began
            scores[name].append(score(text, wanted))
    return {
        name: (mean(scores[name]), size / 1e6 / max(seconds[name], 1e-9), failed[name])
        for name in extractors
    }


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--short", action="store_true", help="arclean alone, with its floor")
    arguments = parser.parse_args()
    pages = find_pages(arguments.folders or [PAGES])
    if not pages:
        print("no folder has html/*.html with gold/*.txt beside it", file=sys.stderr)
        return 2
    extractors, absent = contestants()
    if arguments.short:
        extractors = {name: one for name, one in extractors.items() if name.startswith("arclean")}
    for name, extract in list(extractors.items()):
        try:  # nobody pays for imports and models on the first page
            extract(pages[0][0].read_bytes())
        except ImportError as error:
            del extractors[name]
            absent.append(f"{name} ({error})")
        except Exception:
            pass
    results = run(pages, extractors)
    print(f"{len(pages)} pages\n")
    print("| extractor | precision | recall | F1 | MB/s | failed |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, (found, speed, failed) in sorted(results.items(), key=lambda item: -item[1][0].f1):
        cells = [f"{value:.4f}" for value in found] + [f"{speed:.1f}", str(failed or "")]
        print(f"| {name} | {' | '.join(cells)} |")
    if absent:
        print(f"\nnot installed: {', '.join(absent)}")
    low = [name for name, row in results.items() if "arclean" in name and row[0].f1 < FLOOR]
    if arguments.short and not arguments.folders and low:
        print(f"\nunder the floor of {FLOOR}: {', '.join(low)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
