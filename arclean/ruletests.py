"""Running the tests that rule files carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple

from arclean.cleaner import Cleaner
from arclean.document import HtmlResult, Result
from arclean.rules.ruleset import RuleSet

__all__ = ["Outcome", "result_of", "rules_for", "run_test", "run_tests", "with_cleaners"]


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
    this file. A page without them gets this file by name; a pack's page gets that pack alone.

    Tests of HTML show what the rules do, whatever the generic extractor thinks of the page: where
    no rule keeps nodes, all of them are kept.

    Args:
        rules: all rule files, the tested one among them.
        file: the tested file, compiled.
        tests: its tests.
    """
    return [run_test(cleaner, file, test) for cleaner, test in with_cleaners(rules, file, tests)]


def with_cleaners(
    rules: RuleSet, file: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Cleaner, Mapping[str, Any]]]:
    """Each test of a file with the cleaner that it runs with."""
    cleaners = {
        key: Cleaner(rules_for(rules, file, key), profile="none", max_doc_bytes=None)
        for key in ("text", "html")
    }
    for test in tests:
        yield cleaners["html" if "html" in test else "text"], test


def rules_for(rules: RuleSet, file: Mapping[str, Any], key: str) -> RuleSet:
    """The rules for pages of one kind: all of them, or a pack alone."""
    if file["kind"] != "pack":
        return rules
    # Seen as the only generic pack, whatever text it would ask for; what it asks for in HTML stays.
    alone = {**file, "generic": True, "match": {**file["match"], "text_has": None}}
    return RuleSet([alone if key == "html" else {**alone, "html": None}])


def run_test(cleaner: Cleaner, file: Mapping[str, Any], test: Mapping[str, Any]) -> Outcome:
    """Run one test with a cleaner that holds the file; see :func:`run_tests`."""
    file_id = str(file["id"])
    result = result_of(cleaner, file, test)
    faults = list(_faults(file, test, result, fired(cleaner, file_id, result)))
    known = test.get("known_failure")
    if known and not faults:
        message = f"passes, but is marked as a known failure ({known}); take the mark away"
        return Outcome(file_id, test["name"], False, message)
    return Outcome(
        file_id, test["name"], bool(known) or not faults, "" if known else "\n".join(faults)
    )


def result_of(
    cleaner: Cleaner, file: Mapping[str, Any], test: Mapping[str, Any]
) -> Result[str] | HtmlResult:
    """What becomes of the page of a test, with a cleaner that holds the file."""
    url, source = test.get("url"), test.get("source")
    chosen = url is not None or source is not None or file["kind"] == "pack"
    site = None if chosen else str(file["id"])
    crawled = test.get("crawled")
    if "html" in test:
        from arclean.html.article import Wishes, clean_page

        wishes = Wishes(site, url, source, crawled, extract=False)
        return clean_page(str(test["html"]), cleaner.rules, wishes, str)
    return cleaner.explain(str(test["text"]), site=site, url=url, source=source, crawled=crawled)


def fired(cleaner: Cleaner, file_id: str, result: Result[str] | HtmlResult) -> list[str]:
    """Names of the rules that fired, in the order in which rules run; the file's own without its
    id.
    """
    order = {
        f"{file['id']}/{rule['id']}": (file["id"] != file_id, file["id"], place)
        for file in cleaner.rules.files.values()
        for place, rule in enumerate(file["rules"])
    }
    found = {removal.rule for removal in result.removals}
    if isinstance(result, HtmlResult):
        found.update(result.chosen_by)
    names = sorted(found, key=lambda name: order[name])
    return [name.removeprefix(f"{file_id}/") for name in names]


def _faults(
    file: Mapping[str, Any],
    test: Mapping[str, Any],
    result: Result[str] | HtmlResult,
    names: list[str],
) -> Iterable[str]:
    other = any(note.code == "layout-mismatch" for note in result.notes) and not test["fires"]
    if file["kind"] != "pack" and result.site != file["id"] and not other:
        chosen = result.site or "no site"
        yield f"the page gets {chosen}, not {file['id']}"
    kept, expected = result.kept, str(test["output"])
    if isinstance(result, HtmlResult):  # its last line end is no matter of the rules
        kept, expected = kept.removesuffix("\n"), expected.removesuffix("\n")
    if kept != expected:
        yield "the output differs:"
        yield from unified_diff(
            expected.splitlines(),
            kept.splitlines(),
            "expected",
            "got",
            lineterm="",
            n=1,
        )
    if sorted(names) != sorted(test["fires"]):
        yield f"fires {names or 'nothing'}, expected {list(test['fires']) or 'nothing'}"
    if (kept != expected or sorted(names) != sorted(test["fires"])) and result.notes:
        yield from (f"note: {note.message}" for note in result.notes)
