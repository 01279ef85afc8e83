"""Tests of marked lines, made of the pages that they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from arclean.cleaner import Cleaner
from arclean.document import Removal, cut
from arclean.learn.examples import make_tests
from arclean.learn.page import Page
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import fired
from arclean.studio.insert import add_to_list, drop_from_page
from arclean.studio.session import Desk

__all__ = ["brought_up", "drop_tests", "keep_test"]

_MOST = 8_000
"""Characters of a page in a test."""
_EDGE = 3
_BESIDE = (2, 6)
"""Lines on either side of the marked one: few, or more where few do not show the same."""


def drop_tests(desk: Desk, page: Page, rule: str) -> list[dict[str, Any]]:
    """A test in which a rule fires and one in which nothing does, where the file has none yet."""
    made = make_tests(_by_name(desk), desk.loaded.id, [page], {rule: [0]})
    clean = any(not test["fires"] for test in desk.loaded.tests)
    shown = any(rule in test["fires"] for test in desk.loaded.tests)
    return [
        {**test, "name": _free(str(test["name"]), desk)}
        for test in made
        if not (shown if test["fires"] else clean)
    ]


def keep_test(before: Desk, after: Desk, page: Page, line: int) -> dict[str, Any] | None:
    """A test in which a line stays.

    Args:
        before: the file that may take it.
        after: the file that should not.
        page: the page.
        line: the line's number.

    Returns:
        The test; it fails under ``after`` if that takes the line all the same. None where the page
        is too long.
    """
    file_id = after.loaded.id
    old, new = (
        Cleaner(_by_name(desk), profile="none", max_doc_bytes=None) for desk in (before, after)
    )
    went = _takes(old, file_id, page.text, line)
    for short, at in _shortened(page, line):
        if len(short) > _MOST or _takes(old, file_id, short, at) != went:
            continue
        result = new.explain(short, site=file_id)
        stay = [one for one in result.removals if not one.first_line <= at <= one.last_line]
        fires = fired(new, file_id, result)
        if len(stay) < len(result.removals):
            names = {one.rule.removeprefix(f"{file_id}/") for one in stay}
            fires = [name for name in fires if name in names]
        kept = cut(short, [(one.start, one.end) for one in stay])
        shown = next(one.text for one in page.lines if one.number == line)
        return {
            "name": _free(f"the line {_called(shown)} stays", after),
            "text": short,
            "output": kept,
            "fires": fires,
        }
    return None


def brought_up(text: str, desk: Desk, place: int, rule: str) -> str | None:
    """The file with one of its tests changed so that a new rule may take from its page.

    Other lines of a page that a test shows were no matter of it: the page of a test for one rule
    holds furniture that had no rule yet. A test that keeps the very line is not changed.

    Args:
        text: the file, the new rule in it.
        desk: the same, read.
        place: the test's place in the file.
        rule: the new rule's id.

    Returns:
        The text, or None where the test cannot be changed, or must not be.
    """
    test = desk.loaded.tests[place]
    if "text" not in test:
        return None
    file_id = desk.loaded.id
    cleaner = Cleaner(_by_name(desk), profile="none", max_doc_bytes=None)
    result = cleaner.explain(str(test["text"]), site=file_id)
    lines = {one.number: one.text for one in Page(str(test["text"])).lines}
    taken = [
        lines[number].strip()
        for one in result.removals
        if one.rule == f"{file_id}/{rule}"
        for number in range(one.first_line, one.last_line + 1)
        if number in lines
    ]
    if not taken or any(_called(line) in str(test["name"]) for line in taken):
        return None
    here = desk.loaded.lines
    places = [here[f"tests[{place}].{key}"] for key in ("output", "text", "fires")]
    changed: str | None = text
    if test["fires"]:
        changed = add_to_list(text, places[2], "fires", rule)
        for line in taken:
            changed = changed and drop_from_page(changed, places[0], line)
        return changed
    # The page from which nothing goes stays one.
    first, second = sorted(places[:2], reverse=True)
    for line in taken:
        changed = changed and drop_from_page(changed, first, line)
    for line in taken:
        changed = changed and drop_from_page(changed, second, line)
    return changed


def _called(line: str) -> str:
    """A line by its first words."""
    words = " ".join(line.split()[:6])
    return f"«{''.join(char for char in words if char.isprintable())[:80]}»"


def _takes(cleaner: Cleaner, file_id: str, text: str, line: int) -> bool:
    found: tuple[Removal[str], ...] = cleaner.explain(text, site=file_id).removals
    return any(one.first_line <= line <= one.last_line for one in found)


def _shortened(page: Page, line: int) -> Iterator[tuple[str, int]]:
    """The page without what is far from the line and from its ends, and the line's number in it."""
    place = next(at for at, one in enumerate(page.lines) if one.number == line)
    count = len(page.lines)
    for beside in (*_BESIDE, count):
        chosen = [
            at
            for at in range(count)
            if at < _EDGE or at >= count - _EDGE or abs(at - place) <= beside
        ]
        text = "".join(f"{page.lines[at].text}\n" for at in chosen)
        yield text, chosen.index(place) + 1


def _by_name(desk: Desk) -> RuleSet:
    """The rules, with a pack as the site of its own name: it alone runs, when it is named."""
    file = desk.known.files[desk.loaded.id]
    if file["kind"] != "pack":
        return desk.known
    return RuleSet([{**file, "kind": "site", "use": (), "disable": ()}])


def _free(name: str, desk: Desk) -> str:
    taken = {test["name"] for test in desk.loaded.tests}
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
