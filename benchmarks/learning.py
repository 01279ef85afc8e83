"""Learned rules beside the shipped ones, on pages that were not learned from.

    python -m benchmarks.learning pages.jsonl.xz --pages 40
    python -m benchmarks.learning pages.jsonl.xz --gold folder/

Of each site of the records (fields text, title, site or url) the first N pages are learned from. On
the other pages what the learned file leaves is compared with what the shipped file of the site
leaves, character by character: precision is the share of the former that the latter leaves, too,
recall the other way round, and lost is 1 - recall. With --gold, both are also compared with pages
labelled by hand: a folder with manifest.jsonl (id, url) and gold.jsonl (id, keep: numbers of the
lines that stay, partial: parts of those that go).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from arclean.cleaner import Cleaner
from arclean.document import Result
from arclean.learn.learner import Draft, Site, learn_site
from arclean.learn.page import Page
from arclean.learn.reader import Fields, read_pages
from arclean.learn.sites import Options, gather
from arclean.learn.store import Store
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet

_MOST = 10_000


class Score:
    """Characters, blanks aside, that both leave, and that each of them leaves; means over pages."""

    def __init__(self) -> None:
        self.pages = 0
        self.f1 = self.lost = self.kept = 0.0

    def add(self, truth: Sequence[bool], told: Sequence[bool]) -> None:
        """Take in one page: for each character whether it stays, in truth and as told."""
        both = sum(a and b for a, b in zip(truth, told, strict=True))
        right, mine = sum(truth), sum(told)
        self.pages += 1
        self.f1 += 2 * both / (right + mine) if right + mine else 1.0
        self.lost += right - both
        self.kept += right

    def __add__(self, other: Score) -> Score:
        total = Score()
        for name in vars(total):
            setattr(total, name, getattr(self, name) + getattr(other, name))
        return total

    def __str__(self) -> str:
        pages = max(1, self.pages)
        return f"F1 {self.f1 / pages:.4f}  lost {self.lost / max(1, self.kept):.3%}"


def left(text: str, result: Result[str]) -> list[bool]:
    """Which characters of a page, blanks aside, are left of it."""
    stays = bytearray(b"\1" * len(text))
    for removal in result.removals:
        stays[removal.start : removal.end] = bytes(removal.end - removal.start)
    return [bool(one) for one, char in zip(stays, text, strict=True) if not char.isspace()]


def labelled(folder: Path) -> Iterator[tuple[str | None, str, list[bool]]]:
    """Address, text and truth of pages labelled by hand."""
    urls = {row["id"]: row.get("url") for row in _rows(folder / "manifest.jsonl")}
    for row in _rows(folder / "gold.jsonl"):
        text = (folder / f"{row['id']}.txt").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip()]
        truth: list[bool] = []
        for number, line in enumerate(lines):
            stays = bytearray(bytes([number in row["keep"]]) * len(line))
            for part in row["partial"]:
                at = line.find(part["drop_substring"]) if part["line"] == number else -1
                if at >= 0:
                    stays[at : at + len(part["drop_substring"])] = bytes(
                        len(part["drop_substring"])
                    )
            truth += [
                bool(one) for one, char in zip(stays, line, strict=True) if not char.isspace()
            ]
        yield urls.get(row["id"]), "\n".join(lines) + "\n", truth


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def main() -> int:
    """Learn, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("records", nargs="+", help="files of records, or folders of them")
    parser.add_argument("--pages", type=int, default=40, help="pages of a site to learn from")
    parser.add_argument("--gold", type=Path, help="folder of pages labelled by hand")
    arguments = parser.parse_args()
    shipped = RuleSet.default()
    packs = [file for file in shipped.files.values() if file["kind"] == "pack"]
    hand = Cleaner(shipped, profile="none")
    drafts: list[Draft] = []
    total = Score()
    seconds = 0.0
    with Store(_MOST) as store:
        gather(read_pages(arguments.records, Fields()), store, Options())
        for name in store.sites:
            texts = store.pages(name)
            start = time.perf_counter()
            pages = [Page(text) for text in texts[: arguments.pages]]
            draft = learn_site(Site.of(name), pages)
            seconds += time.perf_counter() - start
            score = Score()
            if draft.text:
                drafts.append(draft)
                compiled = load_bytes(draft.text.encode(), f"{draft.id}.yaml").compiled
                learned = Cleaner(RuleSet([*packs, compiled]), profile="none")
                for text in texts[arguments.pages :]:
                    truth = left(text, hand.explain(text, url=f"https://{name}"))
                    score.add(truth, left(text, learned.explain(text, site=draft.id)))
            total += score
            print(f"{name:<22} {score.pages:>5} pages  {len(draft.rules):>2} rules  {score}")
    print(f"{'all':<22} {total.pages:>5} pages{'':>10}  {total}  (learned in {seconds:.1f} s)")
    if arguments.gold:
        files = [load_bytes(one.text.encode(), f"{one.id}.yaml").compiled for one in drafts]
        learned = Cleaner(RuleSet([*packs, *files]), profile="none")
        for label, cleaner in (
            ("packs alone", Cleaner(RuleSet(packs), profile="none")),
            ("learned", learned),
            ("shipped", hand),
        ):
            score = Score()
            for url, text, truth in labelled(arguments.gold):
                score.add(truth, left(text, cleaner.explain(text, url=url)))
            print(f"{label:<22} {score.pages:>5} labelled pages  {score}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
