"""Tests for a drafted file, made from the pages that it was learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arclean.cleaner import Cleaner
from arclean.learn.page import Line, Page
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import fired

__all__ = ["make_tests"]

_LONG = 260
"""Characters of a paragraph beyond which a test holds only its two ends."""
_MOST = 6_000
"""Characters of a page in a test."""
_BODY = 3
"""Paragraphs that a test keeps at either end of the text."""


def make_tests(
    known: RuleSet, file_id: str, pages: Sequence[Page], examples: Mapping[str, Sequence[int]]
) -> list[dict[str, Any]]:
    """Tests that fire each rule at least once, and one that fires nothing.

    Pages are shortened in the middle, as long as the same rules fire and what is left is a part of
    what was left.

    Args:
        known: rule files, the drafted one and its packs among them.
        file_id: its id.
        pages: the pages.
        examples: indexes of pages on which each of its rules acted.
    """
    cleaner = Cleaner(known, profile="none", max_doc_bytes=None)
    missing = set(examples)
    tests: list[dict[str, Any]] = []
    order = sorted({index for found in examples.values() for index in found})
    order.sort(key=lambda index: len(pages[index].text))
    rules_on = {
        index: {name for name, found in examples.items() if index in found} for index in order
    }
    while missing:
        index = max(order, key=lambda index: len(rules_on[index] & missing), default=None)
        if index is None or not rules_on[index] & missing:
            break
        order.remove(index)
        test = _test(cleaner, file_id, pages[index].text)
        if test is None or not missing & set(test["fires"]):
            continue
        missing -= set(test["fires"])
        shown = " and ".join(name for name in test["fires"] if "/" not in name)
        tests.append({"name": f"a page with {shown}"[:190], **test})
    clean = _clean(cleaner, file_id, pages)
    if clean:
        tests.append({"name": "a page without any of it stays as it is", **clean})
    return tests


def _test(cleaner: Cleaner, file_id: str, text: str) -> dict[str, Any] | None:
    for shorter in _shortened(cleaner, file_id, text):
        result = cleaner.explain(shorter, site=file_id)
        names = fired(cleaner, file_id, result)
        if names and not result.notes:
            return {"text": shorter, "output": result.kept, "fires": names}
    return None


def _shortened(cleaner: Cleaner, file_id: str, text: str) -> Iterator[str]:
    """The page with its middle taken out, if the rules do the same there; else the page, unless it
    is long.
    """
    result = cleaner.explain(text, site=file_id)
    names = fired(cleaner, file_id, result)
    taken = {
        number
        for removal in result.removals
        for number in range(removal.first_line, removal.last_line + 1)
    }
    page = Page(text)
    plain = [line for line in page.lines if line.number not in taken]
    keep = {line.number for line in (*plain[: _BODY + 1], *plain[-_BODY:])} | taken
    short = "".join(f"{_cut(line, taken)}\n" for line in page.lines if line.number in keep)
    same = fired(cleaner, file_id, cleaner.explain(short, site=file_id)) == names
    if same and len(short) <= _MOST:
        yield short
    if len(text) <= _MOST:
        yield text if text.endswith("\n") else text + "\n"


def _cut(line: Line, taken: set[int]) -> str:
    """A long paragraph without its middle."""
    text = line.text
    if len(text) <= _LONG or line.number in taken:
        return text if len(text) <= 4 * _LONG else _ends(text, 2 * _LONG)
    return _ends(text, _LONG)


def _ends(text: str, size: int) -> str:
    head = text[: size // 2].rsplit(" ", 1)[0]
    tail = text[-size // 2 :].split(" ", 1)[-1]
    return f"{head} {tail}"


def _clean(cleaner: Cleaner, file_id: str, pages: Sequence[Page]) -> dict[str, Any] | None:
    """A page from which nothing goes: one as it is, or what is left of one."""
    by_size = sorted(pages, key=lambda page: abs(len(page.text) - 600))
    for text in _candidates(cleaner, file_id, by_size):
        page = Page(text)
        lines = page.lines[:4] + [line for line in page.lines[-3:] if line.top > 4]
        short = "".join(f"{_cut(line, set())}\n" for line in lines)
        result = cleaner.explain(short, site=file_id)
        if short.strip() and not result.removals and not result.notes:
            return {"text": short, "output": short, "fires": []}
    return None


def _candidates(cleaner: Cleaner, file_id: str, pages: Sequence[Page]) -> Iterator[str]:
    results = [(page, cleaner.explain(page.text, site=file_id)) for page in pages[:60]]
    whole = [page.text for page, one in results if not one.removals and len(page.lines) > 1]
    rest = [one.kept for _, one in results if one.removals]
    # Where most pages have furniture, one without may have some that no rule knows.
    yield from (*whole, *rest) if len(whole) > len(rest) else (*rest, *whole)
    for page in pages[:60]:
        yield "\n".join(line.text for line in page.lines if line.sentence)
