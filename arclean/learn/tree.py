"""What is learned from HTML pages before their lines are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from arclean.cleaner import Cleaner
from arclean.errors import InputError
from arclean.learn.candidate import Candidate, name_all
from arclean.learn.markup import Markup, read_markup
from arclean.learn.page import Page
from arclean.learn.selectors import learn_selectors
from arclean.learn.write import rule_file
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet

__all__ = ["Tree", "learn_tree"]

_ACT_ON = 0.2
"""Share of the pages on which a pack for HTML must take something to stand in the file."""


@dataclass
class Tree:
    """What was learned from HTML pages.

    Attributes:
        pages: the pages.
        rules: rules with selectors.
        doubtful: those that were left out.
        packs: ids of packs for HTML that belong in the file.
        lines: what the rules and the packs leave of each page (of a page without an article
            nothing), as text that no line rule has seen.
    """

    pages: list[Markup] = field(default_factory=list)
    rules: list[Candidate] = field(default_factory=list)
    doubtful: list[Candidate] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    lines: list[Page] = field(default_factory=list)


def learn_tree(sources: Sequence[str], known: RuleSet, unsure: bool) -> Tree:
    """The selectors of a site, and the lines of its pages.

    Args:
        sources: HTML pages of one site.
        known: rule files, for their packs.
        unsure: take in what is doubtful.
    """
    tree = Tree(read_markup(sources, known))
    found = learn_selectors(tree.pages)
    name_all(found)
    tree.doubtful = [] if unsure else [one for one in found if one.doubt]
    tree.rules = [one for one in found if unsure or not one.doubt]
    tree.packs = _packs(tree.pages, known, any(one.verb == "keep" for one in tree.rules))
    tree.lines = _lines(tree, known)
    return tree


def _packs(pages: Sequence[Markup], known: RuleSet, keeping: bool) -> list[str]:
    """The packs for HTML that act on these pages; beside a ``keep`` none that has one, too: the
    choices would add up.
    """
    acted = Counter(name for page in pages for name in page.packs)
    return sorted(
        name
        for name, count in acted.items()
        if count >= max(2, _ACT_ON * len(pages))
        and not (keeping and any(rule["verb"] == "keep" for rule in known.files[name]["rules"]))
    )


def _lines(tree: Tree, known: RuleSet) -> list[Page]:
    files = [file for file in known.files.values() if file["kind"] == "pack"]
    site = None
    if tree.rules:
        site = "learned"
        table: dict[str, Any] = {
            "arclean": 1,
            "id": site,
            "kind": "site",
            "title": "Rules on trial",
            "match": {"hosts": ["learned.example"]},
            **({"use": tree.packs} if tree.packs else {}),
            "rules": [one.rule() for one in tree.rules],
        }
        files.append(load_bytes(rule_file(table).encode(), "learned.yaml").compiled)
    cleaner = Cleaner(RuleSet(files), profile="none", max_doc_bytes=None)
    found = []
    for page in tree.pages:
        try:
            result = cleaner.explain_html(page.source, site=site, reasons=False)
        except InputError:
            continue
        found.append(Page(result.lines))
    return found
