"""Candidates tried on pages by the engine that will run them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from arclean.errors import RuleError
from arclean.learn.candidate import Candidate, Support
from arclean.learn.page import Page
from arclean.learn.write import rule_file
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.text.core import LineEngine, line_core

__all__ = ["compiles", "mark_packs", "pack_files", "try_out"]

_SHARE_OF_EXAMPLES = 40
"""Indexes of pages kept for tests, a rule."""


def pack_files(known: RuleSet, pages: Sequence[Page]) -> list[Mapping[str, Any]]:
    """The generic packs that belong beside a site's rules: those for every page, and those whose
    fingerprint most of the pages bear.
    """
    packs = [
        file
        for file in known.files.values()
        if file["kind"] == "pack"
        and file["generic"]
        and any(rule["html"] is None for rule in file["rules"])  # the others are for HTML alone
    ]
    always = [file for file in packs if not file["match"].get("text_has")]
    claiming = [file for file in packs if file["match"].get("text_has")]
    probe = line_core().Probe([file["match"]["text_has"] for file in claiming])
    borne = [0] * len(claiming)
    for page in pages:
        for place, strength in enumerate(probe.run(line_core().Page(page.text))):
            borne[place] += bool(strength)
    chosen = [file for file, count in zip(claiming, borne, strict=True) if count > 0.5 * len(pages)]
    return sorted([*always, *chosen], key=lambda file: str(file["id"]))


def mark_packs(packs: Sequence[Mapping[str, Any]], pages: Sequence[Page]) -> dict[str, int]:
    """Mark the lines that packs take, and count the pages on which each of their rules acts."""
    rules = [
        {**rule, "id": f"{file['id']}/{rule['id']}"} for file in packs for rule in file["rules"]
    ]
    engine = line_core().LineEngine({"rules": rules, "max_removed": 0.9})
    acted: dict[str, int] = defaultdict(int)
    for page in pages:
        outcome = engine.run(line_core().Page(page.text))
        taken = {number for cut in outcome.cuts for number in range(cut.first, cut.last + 1)}
        for line in page.lines:
            line.gone = line.number in taken
        for index in {cut.rule for cut in outcome.cuts}:
            acted[str(rules[index]["id"])] += 1
    return dict(acted)


def try_out(candidates: Sequence[Candidate], pages: Sequence[Page]) -> None:
    """Run the candidates over the pages, in their order, and note what each of them did."""
    for place, one in enumerate(candidates):
        one.support = Support()
        one.name = f"rule-{place}"
    if not candidates:
        return
    engine = _engine(candidates)
    for one in candidates:
        one.support.pages = len(pages)
        one.support.tops = one.support.bottoms = (10**9, 0)
    for index, page in enumerate(pages):
        _note(candidates, page, index, engine.run(line_core().Page(page.text)).cuts)


def compiles(one: Candidate) -> bool:
    """Whether the format takes the rule; a pattern may be too long, or too slow on some line."""
    try:
        _compiled([one])
    except RuleError:
        return False
    return True


def _engine(candidates: Sequence[Candidate]) -> LineEngine:
    return line_core().LineEngine({"rules": _compiled(candidates), "max_removed": 1.0})


def _compiled(candidates: Sequence[Candidate]) -> Any:
    text = rule_file(
        {
            "arclean": 1,
            "id": "learned",
            "kind": "pack",
            "title": "Rules on trial",
            "rules": [one.rule() for one in candidates],
        }
    )
    return load_bytes(text.encode(), "learned.yaml").compiled["rules"]


def _note(candidates: Sequence[Candidate], page: Page, index: int, cuts: Sequence[Any]) -> None:
    size = sum(len(line.text) for line in page.lines) or 1
    numbers = {line.number: line for line in page.lines}
    lines: dict[int, set[int]] = defaultdict(set)
    times: dict[int, int] = defaultdict(int)
    chars: dict[int, int] = defaultdict(int)
    for cut in cuts:
        lines[cut.rule].update(
            number for number in range(cut.first, cut.last + 1) if number in numbers
        )
        times[cut.rule] += 1
        chars[cut.rule] += len(page.text[cut.start : cut.end].strip())
    for rule, taken in lines.items():
        seen = candidates[rule].support
        seen.hit += 1
        seen.lines = max(seen.lines, len(taken))
        seen.times = max(seen.times, times[rule])
        seen.share = max(seen.share, chars[rule] / size)
        if len(seen.examples) < _SHARE_OF_EXAMPLES:
            seen.examples.append(index)
        for number in taken:
            line = numbers[number]
            seen.tops = min(seen.tops[0], line.top), max(seen.tops[1], line.top)
            seen.bottoms = min(seen.bottoms[0], line.bottom), max(seen.bottoms[1], line.bottom)


def most_removed(compiled: Sequence[Mapping[str, Any]], pages: Sequence[Page]) -> float:
    """The largest share of a page's characters that a program takes from one of the pages."""
    engine = line_core().LineEngine({"rules": list(compiled), "max_removed": 1.0})
    shares = [0.0]
    for page in pages:
        taken = engine.run(line_core().Page(page.text)).cuts
        size = sum(len(line.text) for line in page.lines) or 1
        shares.append(sum(len(page.text[cut.start : cut.end].strip()) for cut in taken) / size)
    return max(shares)
