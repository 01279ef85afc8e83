"""``python -m benchmarks.extraction [FOLDER…]``: arclean and its peers over pages with gold.

A FOLDER holds ``html/NAME.html`` and ``gold/NAME.txt``, itself or in folders below. Without one the
pages beside this file are taken: nineteen-nineties tables to page builders, written for this
project, and the floor of ``--short`` (arclean alone; exit status 1 under it).

``python -m benchmarks.extraction.segments DIR`` scores by another gold: trafilatura's own.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from benchmarks.extraction.contestants import Extract, contestants
from benchmarks.extraction.running import Pace, extract_all, print_absent, print_table
from benchmarks.extraction.score import Score, mean, score

PAGES = Path(__file__).parent / "pages"
FLOOR = 0.95
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
    pages: list[tuple[Path, Path]], extractors: dict[str, Extract]
) -> dict[str, tuple[Score, Pace]]:
    """For each extractor its scores, and what they took."""
    scores: dict[str, list[Score]] = defaultdict(list)
    paces = {name: Pace() for name in extractors}
    for html, gold in pages:
        wanted = gold.read_text(encoding="utf-8")
        for name, text in extract_all(html.read_bytes(), extractors, paces):
            scores[name].append(score(text, wanted))
    return {name: (mean(scores[name]), paces[name]) for name in extractors}


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
    extractors, absent = contestants(pages[0][0].read_bytes())
    if arguments.short:
        extractors = {name: one for name, one in extractors.items() if name.startswith("arclean")}
    results = run(pages, extractors)
    print(f"{len(pages)} pages\n")
    print_table(Score._fields, results)
    print_absent(absent)
    low = [name for name, row in results.items() if "arclean" in name and row[0].f1 < FLOOR]
    if arguments.short and not arguments.folders and low:
        print(f"\nunder the floor of {FLOOR}: {', '.join(low)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
