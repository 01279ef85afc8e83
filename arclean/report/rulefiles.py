"""Rule files for people: lists, descriptions, test failures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from arclean.report.colour import Painter
from arclean.report.escape import visible

__all__ = ["described_file", "described_rule", "failure", "listed"]

_TITLES = {"html": "selects"}

File = Mapping[str, Any]
Test = Mapping[str, Any]


def listed(files: Iterable[File]) -> Iterator[str]:
    """One line a file: id, kind, status, day of the last check, number of rules, and what it
    covers.
    """
    rows = []
    for file in sorted(files, key=lambda file: (file["kind"] == "pack", str(file["id"]))):
        count = len(file["rules"])
        rows.append(
            (
                str(file["id"]),
                "generic pack" if file.get("generic") else str(file["kind"]),
                str(file["status"]),
                str(file.get("verified") or "-"),
                f"{count} rule" + ("" if count == 1 else "s"),
                visible(", ".join(file["match"].get("hosts") or ()) or str(file["title"])),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)] if rows else []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[5]])


def described_file(file: File, tests: Sequence[Test] | None, paint: Painter) -> Iterator[str]:
    """A file: what it covers, and each of its rules with category, reason and tests.

    Args:
        file: the compiled file.
        tests: its tests; None where they are not at hand.
        paint: colours.
    """
    verified = f", verified {file['verified']}" if file.get("verified") else ""
    kind = "generic pack" if file.get("generic") else file["kind"]
    yield f"{paint(str(file['id']), 'bold')} ({kind}, {file['status']}{verified})"
    yield f"  {visible(str(file['title']))}"
    match = file["match"]
    for key in ("hosts", "paths", "sources"):
        if match.get(key):
            yield f"  {key}: {', '.join(match[key])}"
    if match.get("crawled"):
        first, last = match["crawled"]
        yield f"  crawled: {first or '…'} to {last or '…'}"
    if match.get("text_has"):
        yield f"  known by its text: {_json(match['text_has'])}"
    if file.get("html"):
        yield f"  HTML pages must have: {_json(file['html']['page_has'])}"
    for key in ("use", "disable"):
        if file.get(key):
            yield f"  {key}: {', '.join(file[key])}"
    for rule in file["rules"]:
        yield ""
        yield from (f"  {line}" for line in _rule(file, rule, tests, paint))
    if tests is not None:
        clean = [str(test["name"]) for test in tests if not test["fires"]]
        yield ""
        yield f"  tests that nothing fires: {visible('; '.join(clean)) or 'none'}"


def _rule(
    file: File, rule: Mapping[str, Any], tests: Sequence[Test] | None, paint: Painter
) -> Iterator[str]:
    zone = rule.get("zone")
    where = f", {zone[0]} {zone[1]} lines" if zone else ""
    name = f"{file['id']}/{rule['id']}"
    yield f"{paint(name, 'bold')}  {paint(str(rule['category']), 'cyan')}  {rule['verb']}{where}"
    yield f"  {visible(str(rule['why']))}"
    if tests is not None:
        names = [str(test["name"]) for test in _firing(file, rule, tests)]
        yield f"  tests: {visible('; '.join(names)) or 'none'}"


def described_rule(
    file: File, rule: Mapping[str, Any], tests: Sequence[Test] | None, paint: Painter
) -> Iterator[str]:
    """One rule: category, reason, what it looks for, and the pages of the tests that fire it."""
    yield from _rule(file, rule, None, paint)
    limits = {key: value for key, value in rule["at_most"].items() if value is not None}
    if limits:
        yield f"  at most: {', '.join(f'{value} {key}' for key, value in limits.items())}"
    for key in ("html", "when", "block"):
        if _set(rule.get(key)):
            yield f"  {_TITLES.get(key, key)}: {_json(rule[key])}"
    if tests is None:
        yield "  tests: in the source tree only; name the rule file by its path"
        return
    for test in _firing(file, rule, tests):
        yield f"  test: {visible(str(test['name']))}"
        for title, key in (("page", "text"), ("page", "html"), ("output", "output")):
            if key in test:
                yield f"    {title}:"
                yield from (f"      {visible(line)}" for line in str(test[key]).split("\n"))


def _firing(file: File, rule: Mapping[str, Any], tests: Sequence[Test]) -> Iterator[Test]:
    names = {rule["id"], f"{file['id']}/{rule['id']}"}
    return (test for test in tests if names & set(test["fires"]))


def _json(value: object) -> str:
    """A condition in one line, without what is not set and what the compiler added."""
    return visible(json.dumps(_set(value), ensure_ascii=False))


def _set(value: object) -> object:
    if isinstance(value, Mapping):
        if "pattern" in value:
            return value["pattern"]
        kept = {key: one for key, one in value.items() if key != "needs"}
        return {key: _set(one) for key, one in kept.items() if one is not None and one != []}
    if isinstance(value, (list, tuple)):
        return [_set(one) for one in value]
    return value


def failure(where: str, name: str, message: str, paint: Painter) -> Iterator[str]:
    """A test that failed: one line that says where and what, then the differences.

    Args:
        where: path and line of the test.
        name: its name.
        message: what is wrong, as :class:`arclean.ruletests.Outcome` has it.
        paint: colours.
    """
    told: list[str] = []
    differences: list[str] = []
    for line in message.split("\n"):
        (differences if line[:1] in ("-", "+", "@", " ") else told).append(line)
    what = "; ".join(line.removesuffix(":") for line in told)
    yield f"{paint('FAIL', 'bold', 'red')} {visible(where)}: {visible(name)}: {visible(what)}"
    for line in differences:
        style = {"-": "red", "+": "green"}.get(line[:1])
        text = visible(line)
        yield f"    {paint(text, style) if style else text}"
