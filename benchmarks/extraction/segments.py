"""``python -m benchmarks.extraction.segments DIR``: by segments that a text must have, or not.

DIR is the ``tests`` folder of a checkout of trafilatura (https://github.com/adbar/trafilatura,
Apache-2.0): ``evaldata.json`` names for each of some 990 pages, most of them German and English, up
to six segments ``with`` which, and six ``without`` which, its main text goes. No page of it was
used to train or to tune arclean: it tells what to expect of pages that nobody here has seen.

The scores are those of its own evaluation: counts of segments over all pages, blanks folded.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.extraction.contestants import contestants
from benchmarks.extraction.running import Pace, extract_all, print_absent, print_table

FIELDS = ("precision", "recall", "accuracy", "f1")


def count(text: str, page: dict[str, list[str]]) -> Counter[str]:
    """The segments of a page, as true and false positives and negatives: ``tp fp fn tn``."""
    found = " ".join(text.split())
    kept = Counter(
        {
            key: sum(" ".join(segment.split()) in found for segment in page[key])
            for key in ("with", "without")
        }
    )
    return Counter(
        tp=kept["with"],
        fn=len(page["with"]) - kept["with"],
        fp=kept["without"],
        tn=len(page["without"]) - kept["without"],
    )


def figures(counts: Counter[str]) -> tuple[float, ...]:
    """Precision, recall, accuracy and F1 of such counts; 0 where nothing was found."""
    positive = counts["tp"]
    return (
        positive / max(1, positive + counts["fp"]),
        positive / max(1, positive + counts["fn"]),
        (positive + counts["tn"]) / max(1, counts.total()),
        2 * positive / max(1, 2 * positive + counts["fp"] + counts["fn"]),
    )


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    index = folder / "evaldata.json"
    if not index.exists():
        print(f"{folder} has no evaldata.json", file=sys.stderr)
        return 2
    pages = []
    for page in json.loads(index.read_text(encoding="utf-8")).values():
        places = [folder / name / page["file"] for name in ("cache", "eval")]
        pages += [(place, page) for place in places if place.exists()][:1]
    extractors, absent = contestants(pages[0][0].read_bytes())
    counts: dict[str, Counter[str]] = {name: Counter() for name in extractors}
    paces = {name: Pace() for name in extractors}
    for place, page in pages:
        for name, text in extract_all(place.read_bytes(), extractors, paces):
            counts[name].update(count(text, page))
    print(f"{len(pages)} pages\n")
    print_table(FIELDS, {name: (figures(counts[name]), paces[name]) for name in extractors})
    print_absent(absent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
