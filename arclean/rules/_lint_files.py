"""Lint: what concerns a file as a whole, its tests, and its place among other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from arclean.rules._finding import Finding, finding
from arclean.rules._text import nearest
from arclean.rules.load import LoadedFile

__all__ = ["check_file", "check_tree"]

STALE = timedelta(days=365)
"""An experimental file that nobody has seen at work for so long is to be tested or retired."""

Compiled = Mapping[str, Any]


def check_file(
    file: LoadedFile, packs: Mapping[str, Compiled], today: date | None
) -> Iterator[Finding]:
    """Findings on one file, given all packs by id."""
    yield from _status(file, today)
    yield from _tests(file, packs)
    yield from _packs(file, packs)
    yield from _renamed(file)
    stem = PurePath(file.path).stem
    if stem != file.id:
        message = f"the file's id is '{file.id}'; name the file {file.id}.yaml"
        yield finding(file, "file-name", message, "id")


def _status(file: LoadedFile, today: date | None) -> Iterator[Finding]:
    verified = file.compiled["verified"]
    status = file.compiled["status"]
    if status == "retired":
        return
    if verified is None:
        message = "'verified' is missing; write the day on which somebody saw the rules work"
        yield finding(file, "no-verified", message, "id")
        return
    if today is None:
        return
    age = today - date.fromisoformat(verified)
    if age < timedelta(0):
        message = f"{verified} is still to come; write the day on which the rules were seen to work"
        yield finding(file, "verified-in-future", message, "verified", error=True)
    elif status == "experimental" and age > STALE:
        message = f"experimental since {verified}; test it and raise its status, or retire it"
        yield finding(file, "stale-experimental", message, "verified")


def _tests(file: LoadedFile, packs: Mapping[str, Compiled]) -> Iterator[Finding]:
    rules = file.compiled["rules"]
    fired = {name for test in file.tests for name in test["fires"]}
    own = {rule["id"] for rule in rules}
    for index, rule in enumerate(rules):
        if rule["id"] not in fired and f"{file.id}/{rule['id']}" not in fired:
            message = "no test fires this rule; add a page on which it must"
            key = f"rules[{index}]"
            yield finding(file, "untested-rule", message, key, rule=index, error=True)
    # A page on which only nodes are chosen is one from which no rule takes anything out.
    keeps = {rule["id"] for rule in rules if rule["verb"] == "keep"}
    if rules and not any(keeps.issuperset(test["fires"]) for test in file.tests):
        message = "no test has 'fires: []'; add a page from which nothing may be removed"
        yield finding(file, "no-clean-test", message, "tests" if file.tests else "id", error=True)
    known = own | {f"{file.id}/{name}" for name in own}
    for pack in file.compiled["use"]:
        known |= {f"{pack}/{rule['id']}" for rule in packs.get(pack, {}).get("rules", ())}
    names: dict[str, int] = {}
    for index, test in enumerate(file.tests):
        for name in test["fires"]:
            if name not in known:
                message = f"no rule here or in a pack in use is called '{name}'{_hint(name, known)}"
                yield finding(file, "unknown-fires", message, f"tests[{index}].fires", error=True)
        first = names.setdefault(test["name"], index)
        if first != index:
            message = (
                f"the test on line {file.lines[f'tests[{first}]']} has the same name; rename one"
            )
            yield finding(file, "test-name", message, f"tests[{index}].name")


def _packs(file: LoadedFile, packs: Mapping[str, Compiled]) -> Iterator[Finding]:
    use = file.compiled["use"]
    for index, name in enumerate(use):
        if name not in packs:
            message = f"no pack is called '{name}'{_hint(name, packs)}"
            yield finding(file, "unknown-pack", message, f"use[{index}]", error=True)
        elif name in use[:index]:
            yield finding(file, "pack-twice", f"the pack '{name}' stands twice", f"use[{index}]")
    for index, full in enumerate(file.compiled["disable"]):
        pack, _, rule = full.partition("/")
        rules = packs.get(pack, {}).get("rules", ())
        ids = {item["id"] for item in rules}
        renamed = {old: item["id"] for item in rules for old in item["renamed_from"]}
        if pack not in use:
            message = f"the pack '{pack}' is not in use, so '{full}' switches nothing off"
        elif rule in ids or pack not in packs:
            continue
        elif rule in renamed or full in renamed:
            now = renamed.get(rule) or renamed[full]
            message = f"'{full}' is now called '{pack}/{now}'; write that"
        else:
            message = f"the pack '{pack}' has no rule '{rule}'{_hint(rule, ids)}"
        yield finding(file, "unknown-disable", message, f"disable[{index}]", error=True)


def _renamed(file: LoadedFile) -> Iterator[Finding]:
    rules = file.compiled["rules"]
    ids = {rule["id"] for rule in rules}
    claimed: dict[str, int] = {}
    for index, rule in enumerate(rules):
        key = f"rules[{index}].renamed_from"
        for old in rule["renamed_from"]:
            short = old.removeprefix(f"{file.id}/")
            if short in ids:
                message = f"the old name '{old}' is the name of a rule again; ids are never reused"
                yield finding(file, "reused-id", message, key, rule=index, error=True)
            first = claimed.setdefault(short, index)
            if first != index:
                message = f"the old name '{old}' is claimed by '{rules[first]['id']}' too; keep one"
                yield finding(file, "reused-id", message, key, rule=index, error=True)


def check_tree(files: Sequence[LoadedFile]) -> Iterator[Finding]:
    """Findings on files side by side: claims that tie, names that moved."""
    yield from _ties(files)
    ids = {
        f"{file.id}/{rule['id']}": file.path for file in files for rule in file.compiled["rules"]
    }
    for file in files:
        for index, rule in enumerate(file.compiled["rules"]):
            for old in rule["renamed_from"]:
                if old in ids and not old.startswith(f"{file.id}/"):
                    message = f"the old name '{old}' is a rule of {ids[old]}; ids are never reused"
                    key = f"rules[{index}].renamed_from"
                    yield finding(file, "reused-id", message, key, rule=index, error=True)


def _ties(files: Sequence[LoadedFile]) -> Iterator[Finding]:
    """Two files that claim one host, label or fingerprint equally: neither would get the page."""
    claims: dict[tuple[str, str], list[LoadedFile]] = {}
    for file in files:
        match = file.compiled["match"]
        if file.compiled["status"] == "retired" or file.compiled["kind"] == "pack":
            continue
        mine = [("hosts", host) for host in match["hosts"]]
        mine += [("sources", glob) for glob in match["sources"]]
        if match["text_has"]:
            mine.append(("text_has", repr(match["text_has"])))
        for claim in mine:
            for other in claims.setdefault(claim, []):
                if _overlap(match, other.compiled["match"], claim[0]):
                    what = "these fingerprints" if claim[0] == "text_has" else f"'{claim[1]}'"
                    message = f"{other.path} claims {what} too, so neither file gets a page by it"
                    yield finding(file, "tie", message, f"match.{claim[0]}", error=True)
            claims[claim].append(file)


def _overlap(one: Compiled, other: Compiled, claim: str) -> bool:
    paths = set(one["paths"]), set(other["paths"])
    if claim == "hosts" and any(paths) and paths[0].isdisjoint(paths[1]):
        return False  # one file has no paths, or they differ: the choice is clear
    (from_1, to_1), (from_2, to_2) = (match["crawled"] or (None, None) for match in (one, other))
    apart = (to_1 and from_2 and to_1 < from_2) or (to_2 and from_1 and to_2 < from_1)
    return claim == "text_has" or not apart


def _hint(word: str, valid: object) -> str:
    names = [str(name) for name in valid] if isinstance(valid, (set, Mapping)) else []
    close = nearest(word, names)
    return f"; did you mean '{close}'?" if close else ""
