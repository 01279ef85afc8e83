"""Counts what the generic packs remove from text that holds no boilerplate; the answer should be
nothing.

    python tools/fire_on_clean.py arwiki_32MB.txt.xz open_hadith_12MB.txt.xz --pages 5000
    python tools/fire_on_clean.py arwiki_32MB.txt.xz --rules drafts/

With --rules, each site file of that path runs on every page, whatever the page's own fingerprints.

Each file (plain or .xz) is cut into pages: at the titles of an encyclopaedia dump (a short line
that the next line begins
with), or, where there are none, every twenty lines. Prints one line for each removal and a summary
for each file; exits
with 1 when anything was removed.
"""

from __future__ import annotations

import argparse
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import arclean
from arclean.rules.load import load_tree
from arclean.rules.ruleset import RuleSet

LINES_A_PAGE = 20


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a plain or xz-compressed UTF-8 file, line ends taken off."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as stream:
        for line in stream:
            yield line.rstrip("\n")


def pages_of(path: Path) -> Iterator[str]:
    """Pages of a file: title, then paragraphs."""
    lines = [line for line in lines_of(path) if line.strip()]
    titles = [
        at
        for at in range(len(lines) - 1)
        if len(lines[at].split()) <= 8
        and len(lines[at]) * 3 < len(lines[at + 1])
        and lines[at + 1].startswith(lines[at].split()[0])
        and not lines[at].rstrip().endswith((".", ":"))
    ]
    if len(titles) < len(lines) // 200:
        titles = list(range(0, len(lines), LINES_A_PAGE))
    for start, end in zip(titles, [*titles[1:], len(lines)], strict=True):
        if end - start > 1:
            yield "\n".join(lines[start:end]) + "\n"


def main() -> int:
    """Run the generic packs over every page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rules", help="rule files, or a folder, whose sites run on every page")
    parser.add_argument("--pages", type=int, default=5000, help="most pages of each file")
    arguments = parser.parse_args()
    sites: list[str | None] = [None]
    rules = RuleSet.default()
    if arguments.rules:
        rules = RuleSet.load(arguments.rules)
        sites = [one.id for one in load_tree(arguments.rules) if one.compiled["kind"] != "pack"]
    cleaner = arclean.Cleaner(rules, profile="none")
    fired: Counter[str] = Counter()
    for path in arguments.files:
        pages = hit = 0
        for page in pages_of(path):
            pages += 1
            results = [cleaner.explain(page, site=site) for site in sites]
            hit += any(result.removals for result in results)
            for result in results:
                for removal in result.removals:
                    fired[removal.rule] += 1
                    text = removal.text.strip()[:160]
                    print(f"{path.name}\t{removal.rule}\t{result.site or '-'}\t{text!r}")
            if pages == arguments.pages:
                break
        print(f"{path.name}: {pages} pages, {hit} with removals")
    for rule, count in fired.most_common():
        print(f"{count:6}  {rule}")
    return 1 if fired else 0


if __name__ == "__main__":
    sys.exit(main())
