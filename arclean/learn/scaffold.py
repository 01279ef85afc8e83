"""A rule file to begin with: what a person goes on writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from arclean.cleaner import Cleaner
from arclean.learn.candidate import Candidate, Support
from arclean.learn.htmltests import make_html_tests
from arclean.learn.learner import Site
from arclean.learn.markup import read_markup
from arclean.learn.page import Page
from arclean.learn.selectors import propose_keep
from arclean.learn.trial import pack_files
from arclean.learn.write import rule_file
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import fired

__all__ = ["scaffold"]

_NOTES = {
    "rules": [
        "Write one rule for each piece of furniture that the packs leave: id, why, category, zone, "
        "at_most, and one of drop_line, drop_block, strip, drop_repeat, of HTML keep and drop; "
        "docs/rule-keys.md has the keys.",
    ],
    "tests": [
        "The pages as the packs leave them. Take out of each output what should go as well, and "
        "name the rules that take it under fires.",
    ],
}


def scaffold(site: Site, texts: Sequence[str], html: Sequence[str], known: RuleSet) -> str:
    """The text of a file: its packs, a proposal for ``keep`` if there are HTML pages, and tests.

    Args:
        site: what it is for.
        texts: pages of text; each becomes a test.
        html: pages of HTML; each becomes a test with little left of it but the article.
        known: rule files, for their packs.
    """
    pages = read_markup(html, known)
    keep = propose_keep(pages)
    packs = {str(file["id"]) for file in pack_files(known, [Page(text) for text in texts])}
    packs |= {
        name
        for page in pages
        for name in page.packs
        if keep is None or all(rule["verb"] != "keep" for rule in known.files[name]["rules"])
    }
    table: dict[str, Any] = {
        "arclean": 1,
        "id": site.label.replace("/", "-"),
        "kind": "site",
        "title": f"{site.label}: say which pages, and of when",
        "status": "experimental",
        "verified": date.today().isoformat(),
        "match": site.match,
        "use": sorted(packs),
        "rules": [] if keep is None else [keep.rule()],
    }
    compiled = load_bytes(rule_file(table).encode(), "new.yaml").compiled
    rest = [file for file in known.files.values() if file["kind"] == "pack"]
    rules = RuleSet([*rest, compiled])
    cleaner = Cleaner(rules, profile="none", max_doc_bytes=None)
    table["tests"] = []
    for number, text in enumerate(texts, 1):
        page = text if text.endswith("\n") else f"{text}\n"
        result = cleaner.explain(page, site=str(table["id"]))
        fires = fired(cleaner, str(table["id"]), result)
        test = {"name": f"page {number}", "text": page, "output": result.kept, "fires": fires}
        table["tests"].append(test)
    for number, markup in enumerate(pages if keep else (), 1):
        for test in make_html_tests(rules, compiled, [markup], [_alone(keep)] if keep else ()):
            table["tests"].append({**test, "name": f"HTML page {number}"})
    return rule_file(table, _NOTES)


def _alone(keep: Candidate) -> Candidate:
    """The rule as if it had been tried on one page."""
    return replace(keep, support=Support(pages=1, hit=1, examples=[0]))
