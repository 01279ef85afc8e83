"""Cosmetic filters of ad blockers: ``host##selector``, ``##selector`` and ``host#@#selector``.

The syntax is that of Adblock Plus, uBlock Origin and AdGuard, whose lists (EasyList and its
supplements among them) share it. Filters that name hosts become one file a host, the
others one pack; ``#@#`` takes a host's filter back. Network filters, scriptlets and procedural
filters have no counterpart in format 1 and are reported. Each list has a licence of its own, which
the result names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from arclean.importing.draft import MOST_RULES, Draft, Left, chunks, hosts_of, id_of, plain_css
from arclean.learn.write import rule_file
from arclean.rules.select import host_name
from arclean.rules.yamlread import MAX_BYTES

__all__ = ["import_filters", "looks_like_filters"]

_FILTER = re.compile(r"(?P<hosts>[^\s#/@|$]*?)(?P<mark>#@?[?$%]?\??#\+?)(?P<body>.+)$")
_HEAD = re.compile(
    r"!\s*(Title|Licen[cs]e)\s*:\s*(.+)", re.I
)  # of a line without blanks at its end
_KINDS = {
    "#?#": "a procedural filter; write a rule with `drop` and a text condition by hand",
    "#@?#": "a procedural filter; write a rule with `drop` and a text condition by hand",
    "#$#": "a script or a style, not a selector",
    "#@$#": "a script or a style, not a selector",
    "#$?#": "a script or a style, not a selector",
    "#%#": "a script or a style, not a selector",
    "#@%#": "a script or a style, not a selector",
}


def looks_like_filters(text: str) -> bool:
    """Whether a file is a list of filters: it says so, or has cosmetic filters among its lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower().startswith("[adblock"):
        return True
    return any(not line.startswith("!") and _FILTER.match(line) for line in lines)


def import_filters(text: str, path: str, name: str, today: date) -> tuple[list[Draft], list[Left]]:
    """A list as rule files: the pack of its generic filters first, then one file a host.

    Args:
        text: the list.
        path: its path, for the report.
        name: what the pack is called.
        today: the day of the import, for the comment.
    """
    left: list[Left] = []
    generic: list[str] = []
    by_host: dict[str, list[str]] = {}
    excepted: dict[str, set[str]] = {}
    said: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith(("!", "[")):
            if head := _HEAD.match(line):
                said.setdefault(head[1].lower().replace("licence", "license"), head[2])
            continue
        found = _FILTER.match(line)
        why = ""
        if found is None:
            why = "a filter of addresses; arclean fetches nothing"
        elif found["mark"] in _KINDS:
            why = _KINDS[found["mark"]]
        else:
            why = _take(found, generic, by_host, excepted)
        if why:
            left.append(Left(path, number, line, why))
    licence = said.get("license", "its licence is not stated: find it before you pass this on")
    source = f"{said.get('title', path.rsplit('/', 1)[-1])} ({licence})"
    taken: set[str] = set()  # ids: those of a-b.example and a.b.example would be one
    drafts = list(_packs(generic, name, source, today, taken))
    for host, selectors in sorted(by_host.items()):
        kept = [one for one in selectors if one not in excepted.get(host, ())]
        if not kept:
            continue
        try:
            draft, beyond = _site(host, kept, source, today, taken)
        except ValueError:
            left.append(Left(path, 0, host, "it is no host"))
            continue
        drafts.append(draft)
        left += [Left(path, 0, f"{host}##{one}", "more than a rule file holds") for one in beyond]
    for host, selectors_back in sorted(excepted.items()):
        for one in sorted(selectors_back - set(by_host.get(host, ()))):
            if one in generic:
                why = "a pack's selector cannot be taken back for one host; leave it out by hand"
                left.append(Left(path, 0, f"{host}#@#{one}", why))
    return drafts, left


def _take(
    found: re.Match[str],
    generic: list[str],
    by_host: dict[str, list[str]],
    excepted: dict[str, set[str]],
) -> str:
    """Put a filter where it belongs; why it cannot be said, else empty."""
    selector = plain_css(found["body"])
    if selector is None:
        return "beyond the CSS that rules may use"
    hosts = [
        host if host.isascii() else host_name(host)
        for host in found["hosts"].lower().split(",")
        if host
    ]
    if any(host.startswith("~") for host in hosts):
        return "a host that is left out (~); rules say for whom they are, not for whom not"
    if any(host.endswith(".*") for host in hosts):
        return "a host in every top-level domain; name the domains"
    if found["mark"] == "#@#":
        for host in hosts:
            excepted.setdefault(host, set()).add(selector)
        return "" if hosts else "an exception for all hosts; leave the filter out"
    for host in hosts:
        by_host.setdefault(host, []).append(selector)
    if not hosts:
        generic.append(selector)
    return ""


def _rules(selectors: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": "ads" + (f"-{place + 1}" if place else ""),
            "why": "Advertisements and widgets, by the filter list that this comes from.",
            "category": "ad",
            "drop": {"css": part},
        }
        for place, part in enumerate(chunks(selectors))
    ]


def _packs(
    generic: list[str], name: str, source: str, today: date, taken: set[str]
) -> Iterator[Draft]:
    """The filters for all hosts, in as many packs as they need."""
    rules = _rules(generic)
    try:
        stem = id_of(name)
    except ValueError:
        stem = "filters"  # a name in other letters, or a very long one
    while rules:
        table = {
            "arclean": 1,
            "id": _free(stem, taken),
            "kind": "pack",
            "title": f"Filters for all hosts of {source}"[:200],
            "status": "experimental",
            "rules": [],
            "tests": [],
        }
        part, rules = _fitting(table, rules, _notes(source, today))
        carried = sum(len(rule["drop"]["css"]) for rule in part)
        yield Draft({**table, "rules": part}, _notes(source, today), carried)


def _site(
    host: str, selectors: list[str], source: str, today: date, taken: set[str]
) -> tuple[Draft, list[str]]:
    """The file of a host, and the selectors that it has no room for."""
    table = {
        "arclean": 1,
        "id": id_of(host),
        "kind": "site",
        "title": f"{host}, imported from {source}"[:200],
        "status": "experimental",
        "match": {"hosts": hosts_of(host, below=True)},
        "rules": [],
        "tests": [],
    }
    table["id"] = _free(str(table["id"]), taken)
    part, rest = _fitting(table, _rules(selectors), _notes(source, today))
    beyond = [selector for rule in rest for selector in rule["drop"]["css"]]
    carried = len(selectors) - len(beyond)
    return Draft({**table, "rules": part}, _notes(source, today), carried), beyond


def _free(wanted: str, taken: set[str]) -> str:
    """An id that no other file of this import has."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _fitting(
    table: dict[str, Any], rules: list[dict[str, Any]], notes: dict[str, list[str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rules that a file has room for, one at least, and the rest."""
    size = len(rule_file(table, notes).encode("utf-8"))
    for place, rule in enumerate(rules):
        size += len(rule_file({"rules": [rule]}).encode("utf-8"))
        if place and (size > MAX_BYTES or place == MOST_RULES):
            return rules[:place], rules[place:]
    return rules, []


def _notes(source: str, today: date) -> dict[str, list[str]]:
    return {
        "arclean": [
            f"Imported on {today.isoformat()} from {source}. Nobody has seen these rules work: try "
            "them, put pages into tests, set verified."
        ]
    }
