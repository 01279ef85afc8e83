"""What only this site prints, for pages that come without an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from arclean.learn.candidate import Candidate
from arclean.learn.page import Page
from arclean.learn.write import rule_file
from arclean.rules.load import load_bytes
from arclean.text.core import line_core

__all__ = ["fingerprints"]

_SHARE = 0.2
_MOST = 4


def fingerprints(
    rules: Iterable[Candidate], pages: Sequence[Page], others: Sequence[str]
) -> list[dict[str, Any]]:
    """Entries for ``match.text_has.any``: the site's name as its own rules know it.

    Args:
        rules: the drafted rules, with their support.
        pages: the pages.
        others: pages of other sites, on which no entry may hold.
    """
    marks = [
        {"zone": {zone[0]: zone[1]}, **mark}
        for one in rules
        if one.support.hit >= max(2, _SHARE * len(pages))
        for mark in _marks(one)
        if (zone := one.zone)
    ]
    if not marks:
        return []
    probe = _probe(marks)
    held = [0] * len(marks)
    for text in others:
        for place, strength in enumerate(probe.run(line_core().Page(text))):
            held[place] += strength
    return [mark for mark, count in zip(marks, held, strict=True) if not count][:_MOST]


def _probe(marks: Sequence[dict[str, Any]]) -> Any:
    table = {"arclean": 1, "id": "probe", "kind": "pack", "title": "Fingerprints on trial"}
    rule = {"id": "none", "why": "None.", "category": "widget", "drop_line": {"is": ["none"]}}
    claims = []
    for mark in marks:
        text = rule_file({**table, "match": {"text_has": {"any": [mark]}}, "rules": [rule]})
        claims.append(load_bytes(text.encode(), "probe.yaml").compiled["match"]["text_has"])
    return line_core().Probe(claims)


def _marks(one: Candidate) -> Iterator[dict[str, Any]]:
    """Conditions that hold words which only one site has."""
    body = one.body
    if one.stem in ("title-prefix", "title-suffix"):
        side = "starts" if "starts" in body else "ends"
        yield {side: [min(body[side], key=len)]}
    elif one.stem in ("byline-of-the-paper", "byline-glued"):
        yield {"regex": body["regex"]}
    elif one.category == "copyright" and "is" in body:
        for phrase in body["is"]:
            if len(phrase.split()) >= 4:
                yield {"is": [phrase]}
    elif one.stem.endswith("-glued") and "regex" not in body:
        for key in ("has", "starts"):
            long = [phrase for phrase in body.get(key, ()) if len(phrase.split()) >= 6]
            if long:
                yield {key: long}
    elif one.stem.endswith("-trailer") and one.label.count(" ") >= 2:
        yield {"has": [one.label]}
