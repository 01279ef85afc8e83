"""From pages of one site to a draft of its rule file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from math import ceil
from typing import Any

from arclean.errors import UsageError
from arclean.learn.blocks import tail_blocks
from arclean.learn.bylines import glued_bylines, head_bylines
from arclean.learn.candidate import MIN_PAGES, Candidate, name_all
from arclean.learn.examples import make_tests
from arclean.learn.fingerprints import fingerprints
from arclean.learn.htmltests import make_html_tests
from arclean.learn.lines import labelled_lines, repeated, repeated_lines
from arclean.learn.page import Page
from arclean.learn.pieces import glued_pieces
from arclean.learn.repeats import repeated_headlines
from arclean.learn.titles import title_edges
from arclean.learn.trailers import trailers
from arclean.learn.tree import Tree, learn_tree
from arclean.learn.trial import compiles, mark_packs, most_removed, pack_files, try_out
from arclean.learn.write import rule_file
from arclean.rules.load import LoadedFile, load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.rules.select import by_host, host_name

__all__ = ["MIN_PAGES", "Draft", "Site", "file_ids", "learn_site"]

_PASSES = 3


@dataclass(frozen=True)
class Site:
    """What the rules are for: a host, and the path below which the site lies."""

    host: str
    path: str = ""

    @classmethod
    def of(cls, name: str) -> Site:
        """A site from how pages or users name it: ``bbc.com/arabic``, ``www.sabq.org``."""
        bare = re.sub("^[a-z]+://", "", name.strip().lower())
        host, slash, path = bare.partition("/")
        path = path.strip("/")
        host = host_name(host.split(":")[0])
        if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
            raise UsageError(f"{name!r} is no host; write one as in example.com")
        return cls(host, f"/{path}" if slash and path else "")

    @property
    def match(self) -> dict[str, Any]:
        """The keys under ``match``."""
        match: dict[str, Any] = {"hosts": [self.host]}
        if self.path:
            match["paths"] = [self.path, f"{self.path}/*"]
        return match

    @property
    def label(self) -> str:
        """Host and path."""
        return self.host + self.path


@dataclass
class Draft:
    """What was learned of one site.

    Attributes:
        site: the site.
        pages: number of pages that were read closely.
        text: the rule file, or empty where nothing was learned.
        id: the file's id.
        rules: the rules in it.
        doubtful: what was left out, each with its reason.
        packs: rules of packs that act on these pages, and on how many.
    """

    site: Site
    pages: int
    id: str
    text: str = ""
    rules: list[Candidate] = field(default_factory=list)
    doubtful: list[Candidate] = field(default_factory=list)
    packs: dict[str, int] = field(default_factory=dict)


def learn_site(
    site: Site,
    pages: Sequence[Page],
    *,
    html: Sequence[str] = (),
    known: RuleSet | None = None,
    others: Sequence[str] = (),
    unsure: bool = False,
    today: date | None = None,
    name: str | None = None,
) -> Draft:
    """Draft the rule file of a site.

    Args:
        site: the site.
        pages: pages of it as text, 5 to 500; more tell little more.
        html: pages of it as HTML; their line rules are learned from what the selectors leave.
        known: rule files, for their packs; the shipped ones unless given.
        others: pages of other sites, on which no fingerprint may stand.
        unsure: take in what the learner is unsure of.
        today: day for ``verified``.
        name: the file's id; see :func:`file_ids` unless given.
    """
    known = known or RuleSet.default()
    draft = Draft(site, len(pages) + len(html), name or file_ids([site], known)[site])
    tree = learn_tree(html, known, unsure) if html else Tree()
    pages = [page for page in (*pages, *tree.lines) if page.lines]
    if max(len(pages), len(html)) < MIN_PAGES:
        return draft
    packs = pack_files(known, pages)
    draft.packs = mark_packs(packs, pages)
    found = [one for one in _mine(pages) if compiles(one)]
    draft.doubtful = [] if unsure else [one for one in found if one.doubt]
    rules = [one for one in found if unsure or not one.doubt]
    for _ in range(_PASSES):
        rules = _tried(rules, pages)
        loaded, text = _assemble(draft, tree, rules, pages, known, packs, others, today)
        untested = _untested(loaded)
        if not untested:
            break
        rules = [one for one in rules if one.name not in untested]
        tree.rules = [one for one in tree.rules if one.name not in untested]
    draft.rules = [*tree.rules, *rules]
    draft.text = text
    if draft.doubtful:
        try_out(draft.doubtful, pages)
        draft.doubtful = [one for one in draft.doubtful if one.support.hit]
        name_all(draft.doubtful)
    draft.doubtful = [*tree.doubtful, *draft.doubtful]
    return draft


def file_ids(sites: Iterable[Site], known: RuleSet) -> dict[Site, str]:
    """The ids of the files of sites, each another one: that of the file that covers the site
    already, so that the draft replaces it; else one made of the host. Of several sites that one
    file covers (``*.example.com``) the one of the shortest name has its id.
    """
    files = [file for file in known.files.values() if file["kind"] == "site"]
    ids: dict[Site, str] = {}
    taken: set[str] = set()
    for site in sorted(sites, key=lambda site: (len(site.label), site.label)):
        own = re.sub("[^a-z0-9._-]+", "-", site.label.lower()).strip("-._")
        covering = by_host(files, site.host, site.path or "/")
        wanted = [str(covering[0]["id"])] if len(covering) == 1 else []
        numbered = (f"{own}-{number}" for number in count(2))
        ids[site] = next(one for one in chain(wanted, [own], numbered) if one not in taken)
        taken.add(ids[site])
    return ids


def _mine(pages: Sequence[Page]) -> list[Candidate]:
    """All candidates, in the order in which their rules will stand."""
    table = repeated(pages)
    behind = trailers(pages)
    labels = [one.label for one in behind]
    tails = tail_blocks(pages, table)
    glued = [
        one
        for one in glued_pieces(pages)
        if not any(label.rstrip(" :") in one.label for label in labels)
    ]
    return [
        *title_edges(pages),
        *behind,
        *glued,
        *glued_bylines(pages),
        *head_bylines(pages),
        *labelled_lines(pages),
        *repeated_lines(pages, table, tails.headings, tails.lines),
        *tails.rules,
        *repeated_headlines(pages),
    ]


def _tried(rules: Sequence[Candidate], pages: Sequence[Page]) -> list[Candidate]:
    """The rules that do something behind those before them, with the support they then have."""
    try_out(rules, pages)
    kept = [one for one in rules if one.support.hit >= min(2, len(pages))]
    if len(kept) < len(rules):
        try_out(kept, pages)
    name_all(kept)
    return kept


def _assemble(
    draft: Draft,
    tree: Tree,
    rules: Sequence[Candidate],
    pages: Sequence[Page],
    known: RuleSet,
    packs: Sequence[Mapping[str, Any]],
    others: Sequence[str],
    today: date | None,
) -> tuple[LoadedFile, str]:
    kind = "HTML" if tree.pages else "plain text"
    table: dict[str, Any] = {
        "arclean": 1,
        "id": draft.id,
        "kind": "site",
        "title": f"{draft.site.label}, {kind}; learned from {draft.pages} pages",
        "status": "experimental",
        "verified": (today or date.today()).isoformat(),
        "match": dict(draft.site.match),
        "use": sorted({*tree.packs, *(str(file["id"]) for file in packs)}),
    }
    marks = fingerprints(rules, pages, others)
    if marks:
        table["match"]["text_has"] = {"any": marks}
    if tree.rules or rules:
        table["rules"] = [one.rule() for one in (*tree.rules, *rules)]
    notes = {"use": _pack_notes(draft)}
    text = rule_file(table, notes)
    loaded = load_bytes(text.encode(), f"{draft.id}.yaml")
    if tree.rules or rules:
        files = [file for file in known.files.values() if file["kind"] == "pack"]
        program = [*loaded.compiled["rules"], *(rule for file in packs for rule in file["rules"])]
        share = most_removed(program, pages)
        # Of a short page the same furniture is more; 0.9 is what the format allows unless told.
        table["max_removed"] = min(0.9, max(0.6, ceil((share + 0.15) * 10) / 10))
        loaded = load_bytes(rule_file(table).encode(), f"{draft.id}.yaml")
        examples = {one.name: one.support.examples for one in rules}
        whole = RuleSet([*files, loaded.compiled])
        table["tests"] = [
            *make_html_tests(whole, loaded.compiled, tree.pages, tree.rules),
            *make_tests(whole, draft.id, pages, examples),
        ]
        keys = ("arclean", "id", "kind", "title", "status", "verified", "match", "use")
        order = [*keys, "max_removed", "rules", "tests"]
        text = rule_file({key: table[key] for key in order}, notes)
        loaded = load_bytes(text.encode(), f"{draft.id}.yaml")
    return loaded, text


def _pack_notes(draft: Draft) -> list[str]:
    """What packs do on these pages, as a comment."""
    acted = sorted(draft.packs.items(), key=lambda item: (-item[1], item[0]))[:8]
    if not acted:
        return ["None of the packs' rules acts on these pages."]
    told = ", ".join(f"{name} ({count})" for name, count in acted)
    return [f"Of the packs these rules act most, on so many of the pages: {told}."]


def _untested(loaded: LoadedFile) -> set[str]:
    """Rules that no test fires."""
    fires = {name for test in loaded.tests for name in test["fires"]}
    return {rule["id"] for rule in loaded.compiled["rules"]} - fires
