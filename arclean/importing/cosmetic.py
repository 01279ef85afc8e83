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

__all__ = ["import_filters", "looks_like_filters"]

_FILTER = re.compile(r"(?P<hosts>[^\s#/@|$]*?)(?P<mark>#@?[?$%]?\??#\+?)(?P<body>.+)$")
_HEAD = re.compile(r"!\s*(Title|Licen[cs]e)\s*:\s*(.+?)\s*$", re.I)
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
    drafts = list(_packs(generic, name, source, today))
    for host, selectors in sorted(by_host.items()):
        kept = [one for one in selectors if one not in excepted.get(host, ())]
        try:
            if kept:
                drafts.append(_site(host, kept, source, today))
        except ValueError:
            left.append(Left(path, 0, host, "it is no host"))
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
    hosts = [host for host in found["hosts"].lower().split(",") if host]
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


def _packs(generic: list[str], name: str, source: str, today: date) -> Iterator[Draft]:
    rules = _rules(generic)
    for place in range(0, len(rules), MOST_RULES):
        part = rules[place : place + MOST_RULES]
        number = f"-{place // MOST_RULES + 1}" if place else ""
        carried = sum(len(rule["drop"]["css"]) for rule in part)
        table = {
            "arclean": 1,
            "id": id_of(name) + number,
            "kind": "pack",
            "title": f"Filters for all hosts of {source}"[:200],
            "status": "experimental",
            "rules": part,
            "tests": [],
        }
        yield Draft(table, _notes(source, today), carried)


def _site(host: str, selectors: list[str], source: str, today: date) -> Draft:
    table = {
        "arclean": 1,
        "id": id_of(host),
        "kind": "site",
        "title": f"{host}, imported from {source}"[:200],
        "status": "experimental",
        "match": {"hosts": hosts_of(host, below=True)},
        "rules": _rules(selectors)[:MOST_RULES],
        "tests": [],
    }
    return Draft(table, _notes(source, today), len(selectors))


def _notes(source: str, today: date) -> dict[str, list[str]]:
    return {
        "arclean": [
            f"Imported on {today.isoformat()} from {source}. Nobody has seen these rules work: try "
            "them, put pages into tests, set verified."
        ]
    }
