"""The pages that the HTML extractor's model is trained on: cut into blocks, labelled, varied."""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from grafted_pages import grafted, thinned
from made_pages import Made, Text
from rapidfuzz.distance import Indel

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from arclean.html.blocks import Node, Page, outline
from arclean.html.decode import decode
from arclean.html.embedded import unfold
from arclean.html.features import FEATURES, features
from arclean.html.metadata import read_metadata
from arclean.html.model import kind_code
from arclean.html.tree import parse_tree
from benchmarks.extraction.score import words as tokens_of

__all__ = [
    "ARABIC", "FLAT", "GRAFTED", "MADE", "SHORT", "SILVER", "SILVER_GROUP", "THINNED", "Sample",
    "gold_samples", "grafted_sample", "jobs", "made_sample", "plain_group", "silver_sample",
    "texts_of", "thinned_sample",
]  # fmt: skip

ARABIC = ("ar-src", "fa-src")
MADE, SILVER_GROUP = "made", "silver"
BARE, FLAT, SHORT = ", bare", ", flat", ", short"
"""How else a page is read: without names; without names and with every element a ``<div>``; with
the beginning of its article only."""

THINNED, GRAFTED = ", thinned", ", grafted"
"""What else is made of a general page: it without some sections; its article in another's place."""

MEANING = frozenset("article main nav aside footer header section figure".split())
FLATTENED = MEANING | frozenset("p h1 h2 h3 h4 h5 h6 ul ol li blockquote".split())

# Class of the element that holds the content, by site; and what inside it is furniture.
SILVER = {
    "almth8f": "mw-content-rtl",
    "mawdoo3.com": "mw-content-rtl",
    "psrecord": "entry-content",
    "qisasse.com": "amp-content",
    "securityguardsksa.com": "article",
}
FURNITURE = re.compile(r"toc|share|related|printfooter|widget|nav|author|breadcrumb|comment")


class _Said(NamedTuple):
    """What a page says of itself."""

    title: str
    description: str
    kind: int


class Sample(NamedTuple):
    """One page, ready for training."""

    site: str
    group: str
    page: Page
    rows: Any  # float32, blocks x FEATURES
    labels: Any  # share of each block that is content
    tokens: list[list[str]]
    gold: list[str]
    kind: str = ""  # of page, where the manifest says it
    said: _Said = _Said("", "", 0)  # what the page says of itself


Job = tuple[Path, Path, str, str, str]
"""(page, gold, site, group, kind) of a page to read."""


def plain_group(group: str) -> str:
    """A group's name without how its pages were read."""
    return group.split(",")[0]


def _read(data: bytes) -> tuple[Page, _Said]:
    """The outline of a page and what it says of itself."""
    root = parse_tree(decode(data).text)
    said = read_metadata(root)
    unfold(root)
    page = outline(root)
    for node in page.nodes:
        node.element = None  # type: ignore[assignment]  # a tree does not travel between processes
    return page, _Said(said.title or "", said.description or "", kind_code(said.kind))


def _sample(
    site: str, group: str, page: Page, said: _Said, labels: Sequence[float], gold: list[str]
) -> Sample:
    rows = np.array(features(page, *said), dtype=np.float32).reshape(-1, len(FEATURES))
    blocks = [tokens_of(block.text) for block in page.blocks]
    return Sample(
        site, group, page, rows, np.array(labels, dtype=np.float64), blocks, gold, "", said
    )


def _labels(page: Page, gold: Sequence[str]) -> list[float]:
    """The share of each block's words that the gold holds, in order."""
    blocks = [tokens_of(block.text) for block in page.blocks]
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for block in blocks for word in block]
    wanted = [numbers.setdefault(word, len(numbers)) for word in gold]
    matched = np.zeros(len(flat))
    for change in Indel.opcodes(flat, wanted):
        if change.tag == "equal":
            matched[change.src_start : change.src_end] = 1
    runs = {tuple(gold[i : i + 4]) for i in range(len(gold) - 3)}
    labels, at = [], 0
    copies = Counter(map(tuple, blocks))
    for words in blocks:
        size = len(words)
        share = float(matched[at : at + size].mean()) if size else 0.0
        at += size
        # Long enough to be told by its runs of words, wherever the gold has them; of lines that
        # stand twice (a heading and its entry in a table of contents) the order tells which.
        if size >= 8 and copies[tuple(words)] == 1:
            there = [tuple(words[i : i + 4]) in runs for i in range(size - 3)]
            known = sum(there) / len(there)
            share = max(known, share if known > 0.3 else 0.0)
        labels.append(share)
    return labels


def _renamed(page: Page, tags: frozenset[str]) -> Page:
    """A page that names no element, with some elements made ``<div>``."""
    nodes = []
    for node in page.nodes:
        tag = "div" if node.tag in tags else node.tag
        copy = Node(
            tag, "", node.parent, node.depth, node.hidden, node.linked, node.element, node.first
        )
        copy.end = node.end
        nodes.append(copy)
    return Page(page.blocks, nodes)


def _shortened(page: Page, labels: Sequence[float], most: int) -> tuple[Page, list[int]]:
    """A page with the first blocks of content only, and the numbers of the blocks left."""
    left, taken, prose = [], 0, 0
    for i, (block, label) in enumerate(zip(page.blocks, labels, strict=True)):
        if label < 0.5:
            left.append(i)
        elif prose < most and taken < 3 * most:
            left.append(i)
            taken += 1
            prose += len(block.text) >= 80
    there = set(left)
    moved = list(accumulate((i in there for i in range(len(page.blocks))), initial=0))
    nodes = []
    for node in page.nodes:
        copy = Node(
            node.tag, node.names, node.parent, node.depth, node.hidden, node.linked, node.element,
            moved[node.first],
        )  # fmt: skip
        copy.end = moved[node.end]
        nodes.append(copy)
    return Page([page.blocks[i] for i in left], nodes), left


def gold_samples(job: Job) -> list[Sample]:
    """A page labelled by its gold, and the other ways it is read.

    A third of the pages is read without names as well; Arabic ones all are, and without any
    element's meaning, and with the beginning of their article only. (Read so, the others' gold is
    of little use: on 3 folds by site, general pages lost .008 of their F1 by it.)
    """
    path, gold_path, site, group, kind = job
    page, said = _read(path.read_bytes())
    gold = tokens_of(gold_path.read_text("utf-8"))
    labels = _labels(page, gold)
    found = [_sample(site, group, page, said, labels, gold)._replace(kind=kind)]
    chance = zlib.crc32(path.stem.encode())
    arabic = group in ARABIC
    if arabic or chance % 3 == 0:
        found.append(_sample(site, group + BARE, _renamed(page, MEANING), said, labels, gold))
    if arabic:
        found.append(_sample(site, group + FLAT, _renamed(page, FLATTENED), said, labels, gold))
    if arabic and len(gold) > 200:
        short, left = _shortened(page, labels, 1 + chance % 3)
        kept = [labels[i] for i in left]
        words = [
            word
            for block, label in zip(short.blocks, kept, strict=True)
            if label >= 0.5
            for word in tokens_of(block.text)
        ]
        found.append(_sample(site, group + SHORT, short, said, kept, words))
    return found


def silver_sample(job: tuple[Path, str]) -> Sample | None:
    """A page labelled by the element that holds its content; None where that is empty."""
    path, site = job
    page, said = _read(path.read_bytes())
    places: list[int] = []  # 0 outside, 1 content, 2 furniture inside it
    for node in page.nodes:
        place = places[node.parent] if node.parent >= 0 else 0
        if place == 0 and SILVER[site] in node.names.split():
            place = 1
        elif place == 1 and FURNITURE.search(node.names):
            place = 2
        places.append(place)
    labels = [1.0 if places[block.node] == 1 else 0.0 for block in page.blocks]
    gold = [
        word
        for block, label in zip(page.blocks, labels, strict=True)
        if label
        for word in tokens_of(block.text)
    ]
    return _sample(site, SILVER_GROUP, page, said, labels, gold) if len(gold) >= 60 else None


def made_sample(made: Made) -> Sample:
    """A page made for training."""
    page, said = _read(made.html.encode())
    gold = tokens_of(made.gold)
    return _sample(made.theme, MADE, page, said, _labels(page, gold), gold)


def thinned_sample(sample: Sample, chance: Random) -> Sample:
    """A page with gold, some of its sections dropped."""
    page, labels = thinned(sample.page, sample.labels, chance)
    return _put_together(sample, THINNED, page, labels, sample.said)


def grafted_sample(sample: Sample, others: Sequence[Sample], chance: Random) -> Sample | None:
    """The article of a page with gold in one of others; None where none of a few has a place."""
    for other in (chance.choice(others) for _ in range(6)):
        found = grafted(sample.page, sample.labels, other.page, other.labels, chance)
        if found and any(label >= 0.5 for label in found[1]):
            kind = chance.choice((sample.said.kind, other.said.kind))
            return _put_together(sample, GRAFTED, *found, sample.said._replace(kind=kind))
    return None


def _put_together(
    sample: Sample, how: str, page: Page, labels: Sequence[float], said: _Said
) -> Sample:
    gold = [
        word
        for block, label in zip(page.blocks, labels, strict=True)
        if label >= 0.5
        for word in tokens_of(block.text)
    ]
    return _sample(sample.site, sample.group + how, page, said, labels, gold)


def jobs(folder: Path) -> Iterator[Job]:
    """Each entry of a manifest."""
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        host = urlsplit(entry.get("url") or "").hostname
        site = (
            host.removeprefix("www.")
            if host
            else re.sub(r"[-_](?:V?\d.*|[0-9a-f]{6})$", "", entry["id"])
        )
        html = folder / "html" / f"{entry['id']}.html"
        if html.exists():
            gold = folder / "gold" / f"{entry['id']}.txt"
            yield html, gold, site, folder.name, entry.get("page_type") or ""


def texts_of(path: Path) -> list[Text]:
    """The articles of a JSON Lines file (``title``, ``text``) that have a title and paragraphs."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        title = (entry.get("title") or "").strip()
        paragraphs = [part.strip() for part in entry["text"].split("\n") if len(part.strip()) > 40]
        if title and len(paragraphs) >= 3:
            found.append(Text(title, paragraphs))
    return found
