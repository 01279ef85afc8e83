"""A checked rule file as the plain data that the engine runs: the last checks, and the compiled
form.

The compiled form is JSON-able, complete (defaults filled in) and knows nothing of YAML. A file:
``arclean id kind title status verified generic match html use disable max_removed rules``, where

* ``match`` holds ``hosts paths sources`` (lists), ``crawled`` ([from, to] or null) and ``text_has``
  ({"all" or "any": [{"zone", "when"}]} or null);
* ``html`` is null or {"page_has": selectors};
* a zone is null or ["head" or "tail", n];
* a rule holds ``id renamed_from why category zone at_most verb when block keep html``. ``when`` is
  the condition of drop_line, strip and drop_repeat; ``block`` that of drop_block (``start while
  until min_lines reaches_end back prev``), else null; ``keep`` the copy that drop_repeat leaves,
  ``first_within`` (or no such key) where its first one stands;
* a rule's ``html`` is null where it can run on plain text; else it holds the selectors of ``keep``
  and ``drop``, or {"needs": ["link_share"]}, and the line engine leaves the rule out on plain text;
* a condition is what stands in the file, with its phrases folded (those of ``is`` trimmed too) and
  each regular expression as {"pattern", "literals", "edge"}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arclean.rules.model import FORMAT, HTML_VERBS, PATTERN_KEYS, VERBS
from arclean.rules.nodes import Map, Node, Scalar
from arclean.rules.validate import Reader, Table

__all__ = ["DEFAULT_MAX_REMOVED", "compile_file", "compile_tests", "read_file"]

DEFAULT_MAX_REMOVED = 0.9
_BOUNDS = (("min_words", "max_words"), ("min_chars", "max_chars"))


def read_file(reader: Reader, root: Node) -> Table:
    """The file as a table, its version looked at before all else."""
    if not isinstance(root, Map):
        raise reader.error("a rule file is a mapping that begins with 'arclean: 1'", root.line, "")
    version = root.entries.get("arclean")
    if version is None:
        raise reader.error(
            "the key 'arclean' is missing; a rule file begins with 'arclean: 1'", root.line, ""
        )
    value = version.value
    if isinstance(value, Scalar) and value.text.isdigit() and value.text != str(FORMAT):
        raise reader.error(
            f"format {value.text[:20]} is unknown here; this arclean reads format {FORMAT}",
            value.line,
            "arclean",
        )
    return reader.section("file", root, "")


def compile_file(reader: Reader, table: Table) -> dict[str, Any]:
    """The compiled form of a file that the tables let through.

    Raises:
        RuleError: keys that contradict each other.
    """
    kind = table.get("kind")
    if kind != "pack" and "generic" in table:
        raise reader.fault(table, "generic", "only a pack can be generic; take the key out")
    if kind == "pack":
        for name in ("use", "disable"):
            if name in table:
                raise reader.fault(table, name, "a pack uses no packs; take the key out")
    if not table.get("rules") and not table.get("use"):
        raise reader.error(
            "the file has neither rules nor packs to use; write rules", table.line, "rules"
        )
    rules = [_Rule(reader, rule).compile() for rule in table.get("rules", ())]
    _unique_ids(reader, table.get("rules", ()))
    match = table.get("match")
    if match is None:
        match = Table(table.line, "match", {}, {})
    return {
        "arclean": FORMAT,
        "id": table.get("id"),
        "kind": kind,
        "title": table.get("title"),
        "status": table.get("status", "experimental"),
        "verified": table.get("verified"),
        "generic": table.get("generic", False),
        "match": _match(reader, match, kind),
        "html": {"page_has": _selector(match.get("page_has"))} if "page_has" in match else None,
        "use": table.get("use", []),
        "disable": table.get("disable", []),
        "max_removed": table.get("max_removed", DEFAULT_MAX_REMOVED),
        "rules": rules,
    }


def compile_tests(table: Table) -> list[dict[str, Any]]:
    """The tests of a file, as plain data."""
    return [dict(test.values) for test in table.get("tests", ())]


def _unique_ids(reader: Reader, rules: list[Table]) -> None:
    first: dict[str, int] = {}
    for rule in rules:
        name = rule.get("id")
        if name in first:
            raise reader.fault(
                rule,
                "id",
                f"the rule id '{name}' is taken by the rule on line {first[name]}; rename one",
            )
        first[name] = rule.lines["id"]


def _match(reader: Reader, match: Table, kind: str) -> dict[str, Any]:
    allowed = {
        "site": ("hosts", "paths", "sources", "crawled", "text_has", "page_has"),
        "dump": ("sources", "crawled", "text_has", "page_has"),
        "pack": ("text_has", "page_has"),
    }[kind]
    for name in match.values:
        if name not in allowed:
            raise reader.fault(
                match, name, f"a {kind} is not chosen by {name}; it knows {', '.join(allowed)}"
            )
    needed = {"site": ("hosts", "text_has"), "dump": ("sources", "text_has"), "pack": ()}[kind]
    if needed and not any(name in match for name in needed):
        raise reader.error(
            f"a {kind} needs match.{' or match.'.join(needed)}, or no page will ever get it",
            match.line,
            match.key,
        )
    if "paths" in match and "hosts" not in match:
        raise reader.fault(match, "paths", "paths need hosts beside them")
    for name in ("hosts", "paths", "sources"):
        _no_doubles(reader, match, name)
    crawled = match.get("crawled")
    span = None
    if crawled is not None:
        span = [crawled.get("from"), crawled.get("to")]
        if span[0] and span[1] and span[0] > span[1]:
            raise reader.fault(crawled, "to", f"the layout ends before it begins on {span[0]}")
    text_has = match.get("text_has")
    prints = None
    if text_has is not None:
        ((mode, entries),) = text_has.values.items()
        prints = {
            mode: [
                {
                    "zone": _zone(entry.get("zone")),
                    "when": _condition(reader, entry, without=("zone",)),
                }
                for entry in entries
            ]
        }
        _no_links(reader, text_has)
    return {
        "hosts": match.get("hosts", []),
        "paths": match.get("paths", []),
        "sources": match.get("sources", []),
        "crawled": span,
        "text_has": prints,
    }


def _no_doubles(reader: Reader, table: Table, name: str) -> None:
    seen = set()
    for item in table.get(name, ()):
        if item in seen:
            raise reader.fault(table, name, f"'{item}' stands twice in the list; keep one")
        seen.add(item)


def _no_links(reader: Reader, table: Table) -> None:
    """Refuse ``link_share`` where text is read that has no links."""
    for value in table.values.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Table):
                if "link_share" in item:
                    raise reader.fault(
                        item,
                        "link_share",
                        "fingerprints are read in plain text, which has no links",
                    )
                _no_links(reader, item)


def _zone(zone: Table | None) -> list[Any] | None:
    if zone is None:
        return None
    ((side, count),) = zone.values.items()
    return [side, count]


def _selector(selector: Table | None) -> dict[str, Any] | None:
    return None if selector is None else {"css": [], "xpath": [], **selector.values}


def _condition(reader: Reader, table: Table, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """The compiled form of a condition; ``link_share`` is kept (see ``_Rule.html``)."""
    for low, high in _BOUNDS:
        if table.get(low, 0) > table.get(high, float("inf")):
            raise reader.fault(table, low, f"{low} is above {high}, so no line can meet both")
    result: dict[str, Any] = {}
    for name, value in table.values.items():
        if name in without:
            continue
        if isinstance(value, Table):
            result[name] = _condition(reader, value)
        elif name in PATTERN_KEYS and name != "regex":
            result[name] = list(dict.fromkeys(value))  # variants that fold alike are one phrase
        else:
            result[name] = value
    return result


def _has_links(condition: Mapping[str, Any]) -> bool:
    return "link_share" in condition or any(
        _has_links(value) for value in condition.values() if isinstance(value, Mapping)
    )


class _Rule:
    """Compiles one rule."""

    def __init__(self, reader: Reader, table: Table) -> None:
        self.reader = reader
        self.table = table
        self.verb = next(name for name in VERBS if name in table)
        self.body: Table = table.get(self.verb)

    def compile(self) -> dict[str, Any]:
        table = self.table
        at_most = table.get("at_most")
        html = self.html()
        when: dict[str, Any] = {}
        block = None
        if self.verb == "drop_block":
            block = self.block()
        elif html is None:
            when = _condition(self.reader, self.body, without=("keep", "first_within"))
        if html is None and (_has_links(when) or (block and _has_links(block))):
            # Plain text has no links: the engine skips a rule that carries "html".
            html = {"needs": ["link_share"]}
        return {
            "id": table.get("id"),
            "renamed_from": table.get("renamed_from", []),
            "why": table.get("why"),
            "category": table.get("category"),
            "zone": _zone(table.get("zone")),
            "at_most": {
                name: None if at_most is None else at_most.get(name)
                for name in ("lines", "share", "times")
            },
            "verb": self.verb,
            "when": when,
            "block": block,
            "keep": self.body.get("keep", "first") if self.verb == "drop_repeat" else "first",
            **self.first_within(),
            "html": html,
        }

    def first_within(self) -> dict[str, int]:
        """Where the first of several copies must stand, if the rule says so."""
        if self.verb != "drop_repeat" or "first_within" not in self.body:
            return {}
        return {"first_within": self.body.get("first_within")}

    def html(self) -> dict[str, Any] | None:
        """What an HTML verb holds; None for a line verb."""
        if self.verb not in HTML_VERBS:
            return None
        for name in ("zone", "at_most"):
            if name in self.table and not (name == "at_most" and self.verb == "drop"):
                raise self.reader.fault(
                    self.table, name, f"'{self.verb}' chooses nodes of a page and takes no {name}"
                )
        compiled: dict[str, Any] = {"css": [], "xpath": []}
        for name, value in self.body.values.items():
            compiled[name] = _condition(self.reader, value) if isinstance(value, Table) else value
        return compiled

    def block(self) -> dict[str, Any]:
        body = self.body
        reaches_end = body.get("reaches_end", False)
        if not reaches_end and "while" not in body and "until" not in body:
            raise self.reader.fault(
                body,
                "reaches_end",
                "nothing says where the block ends; write while or until, or reaches_end: true",
            )
        if ("back" in body) != ("prev" in body):
            here, missing = ("back", "prev") if "back" in body else ("prev", "back")
            advice = (
                "; a guard on the line before the start stands under start"
                if missing == "back"
                else ""
            )
            raise self.reader.fault(body, here, f"'{here}' needs '{missing}' beside it{advice}")

        def part(name: str) -> dict[str, Any] | None:
            return _condition(self.reader, body.get(name)) if name in body else None

        return {
            "start": part("start"),
            "while": part("while"),
            "until": part("until"),
            "min_lines": body.get("min_lines", 1),
            "reaches_end": reaches_end,
            "back": body.get("back", 0),
            "prev": part("prev"),
        }
