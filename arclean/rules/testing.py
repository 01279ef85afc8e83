"""Running the tests that rule files carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple

from arclean.cleaner import Cleaner
from arclean.document import Result
from arclean.rules.ruleset import RuleSet

__all__ = ["Outcome", "run_test", "run_tests"]


class Outcome(NamedTuple):
    """How one embedded test went.

    Attributes:
        file: id of the rule file.
        name: the test's name.
        passed: whether it did what it should: fail, if it is a known failure.
        message: what is wrong, readable on a terminal; empty where it passed.
    """

    file: str
    name: str
    passed: bool
    message: str


def run_tests(
    rules: RuleSet, file: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]
) -> list[Outcome]:
    """Run the tests of one rule file.

    A page with ``url`` or ``source`` goes through the choice of a site like any page, and must get
    this file. A page
    without them gets this file by name; a pack's page gets that pack alone.

    Args:
        rules: all rule files, the tested one among them.
        file: the tested file, compiled.
        tests: its tests.
    """
    if file["kind"] == "pack":
        # Seen as the only generic pack, whatever page it would ask for.
        alone = {**file, "generic": True, "match": {**file["match"], "text_has": None}}
        rules = RuleSet([alone])
    cleaner = Cleaner(rules, profile="none", max_doc_bytes=None)
    return [run_test(cleaner, file, test) for test in tests]


def run_test(cleaner: Cleaner, file: Mapping[str, Any], test: Mapping[str, Any]) -> Outcome:
    """Run one test with a cleaner that holds the file; see :func:`run_tests`."""
    file_id = str(file["id"])
    url, source = test.get("url"), test.get("source")
    chosen = url is not None or source is not None or file["kind"] == "pack"
    result = cleaner.explain(
        str(test["text"]),
        site=None if chosen else file_id,
        url=url,
        source=source,
        crawled=test.get("crawled"),
    )
    faults = list(_faults(file, test, result, fired(cleaner, file_id, result)))
    known = test.get("known_failure")
    if known and not faults:
        message = f"passes, but is marked as a known failure ({known}); take the mark away"
        return Outcome(file_id, test["name"], False, message)
    return Outcome(
        file_id, test["name"], bool(known) or not faults, "" if known else "\n".join(faults)
    )


def fired(cleaner: Cleaner, file_id: str, result: Result[str]) -> list[str]:
    """Names of the rules that fired, in the order in which rules run; the file's own without its
    id.
    """
    order = {
        f"{file['id']}/{rule['id']}": (file["id"] != file_id, file["id"], place)
        for file in cleaner.rules.files.values()
        for place, rule in enumerate(file["rules"])
    }
    names = sorted({removal.rule for removal in result.removals}, key=lambda name: order[name])
    return [name.removeprefix(f"{file_id}/") for name in names]


def _faults(
    file: Mapping[str, Any], test: Mapping[str, Any], result: Result[str], names: list[str]
) -> Iterable[str]:
    if file["kind"] != "pack" and result.site != file["id"]:
        chosen = result.site or "no site"
        yield f"the page gets {chosen}, not {file['id']}"
    if result.kept != test["output"]:
        yield "the output differs:"
        yield from unified_diff(
            test["output"].splitlines(),
            result.kept.splitlines(),
            "expected",
            "got",
            lineterm="",
            n=1,
        )
    if sorted(names) != sorted(test["fires"]):
        yield f"fires {names or 'nothing'}, expected {list(test['fires']) or 'nothing'}"
    if (result.kept != test["output"] or sorted(names) != sorted(test["fires"])) and result.notes:
        yield from (f"note: {note.message}" for note in result.notes)
