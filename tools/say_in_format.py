"""Writes phrases that crawlers strip as rules of format 1, runs each, and counts what cannot be
said.

    python tools/say_in_format.py boilerplate_phrases.tsv

Columns: class, phrase, pages, site, kind, …; kind is ``line`` (the phrase is a whole line),
``anchored-head`` (lines begin with it) or ``anchored-tail`` (what begins with it runs to the end of
the line); # stands for a number. Each phrase becomes a rule, the rule a program, and the program
must take the phrase from a page made of it, and nothing from the lines around it. Prints a table,
and each phrase that failed with the reason.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from typing import Any

from arclean.cleaner import Cleaner
from arclean.errors import RuleError
from arclean.learn.tokens import literal
from arclean.learn.write import rule_file
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.text.fold import fold

NUMBER = "12"
ABOVE, BELOW = "سطر قبل ذلك كله", "سطر بعد ذلك كله"
WAYS = {
    ("line", False): "`drop_line: {is: …}`",
    ("line", True): "`drop_line: {regex: ^…$}`",
    ("anchored-head", False): "`strip: {starts: …}`",
    ("anchored-head", True): "`strip: {regex: ^…}`",
    ("anchored-tail", False): "`strip: {regex: ….{0,200}$}`",
    ("anchored-tail", True): "`strip: {regex: ….{0,200}$}`",
}


def rule(phrase: str, kind: str) -> dict[str, Any]:
    """The verb for a phrase."""
    folded = fold(phrase)
    pattern = literal(folded).replace("#", "[0-9]{1,9}")
    if kind == "line":
        return {"drop_line": {"regex": f"^{pattern}$"} if "#" in phrase else {"is": [folded]}}
    if kind == "anchored-head":
        return {"strip": {"regex": f"^{pattern}"} if "#" in phrase else {"starts": [folded]}}
    return {"strip": {"regex": f"{pattern}.{{0,200}}$"}}


def fault(phrase: str, kind: str) -> str:
    """Why a phrase cannot be said; empty where it can."""
    table = {
        "arclean": 1,
        "id": "said",
        "kind": "site",
        "title": "One phrase",
        "match": {"hosts": ["example.com"]},
        "max_removed": 1.0,
        "rules": [{"id": "it", "why": "It goes.", "category": "widget", **rule(phrase, kind)}],
    }
    try:
        compiled = load_bytes(rule_file(table).encode(), "said.yaml").compiled
    except RuleError as error:
        return error.message
    shown = phrase.replace("#", NUMBER)
    lines = {
        "line": shown,
        "anchored-head": f"{shown} كلام",
        "anchored-tail": f"كلام {shown} وما يليه",
    }
    page = f"{ABOVE}\n{lines[kind]}\n{BELOW}\n"
    left = Cleaner(RuleSet([compiled]), profile="none").explain(page, site="said").kept
    middle = "" if kind == "line" else "كلام\n"
    return "" if left == f"{ABOVE}\n{middle}{BELOW}\n" else f"leaves {left!r}"


def main() -> int:
    """Try each phrase of the files."""
    said: Counter[tuple[str, bool]] = Counter()
    seen: Counter[tuple[str, bool]] = Counter()
    pages: Counter[tuple[str, bool]] = Counter()
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                shape = row["kind"], "#" in row["phrase"]
                why = fault(row["phrase"], row["kind"])
                seen[shape] += 1
                pages[shape] += int(row["pages"])
                said[shape] += not why
                if why:
                    print(f"{row['class']}\t{row['phrase']}\t{why}")
    print("| shape | with numbers | said as | phrases | said | pages |")
    print("| --- | --- | --- | ---: | ---: | ---: |")
    for shape, count in sorted(seen.items()):
        cells = [shape[0], "yes" if shape[1] else "no", WAYS[shape]]
        cells += [str(count), str(said[shape]), f"{pages[shape]:,}"]
        print(f"| {' | '.join(cells)} |")
    return 0 if said == seen else 1


if __name__ == "__main__":
    sys.exit(main())
