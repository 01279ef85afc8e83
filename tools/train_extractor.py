"""Train the HTML extractor's model on pages with gold and write ``arclean/html/model.json``.

    python tools/train_extractor.py PAGES... [--silver SITES] [--folds 5] [-o MODEL]

Each PAGES is a folder with ``manifest.jsonl`` (``id``, ``url``), ``html/<id>.html`` and
``gold/<id>.txt``. ``--silver`` names a folder with one folder of pages a site, for the sites below
whose content stands in one element; their labels come from that element.

A block's label is the share of its words that the gold holds, in order. Pages of one site are never
divided between training and test: the figures printed are of pages whose sites the model that read
them had not seen. The model that is written is then trained on all of them. Same pages, same
versions of numpy and lightgbm (4.x), same seed: same file.

Needs lightgbm, numpy, rapidfuzz (none of them at run time).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from rapidfuzz.distance import Indel

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from arclean.html.blocks import Page, outline
from arclean.html.context import CONTEXT, context
from arclean.html.decode import decode
from arclean.html.embedded import unfold
from arclean.html.extract import choose_blocks
from arclean.html.features import FEATURES, features
from arclean.html.metadata import read_metadata
from arclean.html.model import kind_code
from arclean.html.tree import parse_tree

PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "max_bin": 63,
    "seed": 7,
    "deterministic": True,
    "verbose": -1,
}
TREES = (200, 160)
DIGITS = 6  # significant digits of the weights in the file

# Folders all of whose pages are read a second time without names; of others every third is.
ARABIC = ("ar-src", "fa-src")
BARE = ", bare"
MEANING = frozenset("article main nav aside footer header section figure".split())

# Class of the element that holds the content, by site; and what inside it is furniture.
SILVER = {
    "almth8f": "mw-content-rtl",
    "mawdoo3.com": "mw-content-rtl",
    "psrecord": "entry-content",
    "qisasse.com": "amp-content",
    "securityguardsksa.com": "article",
}
FURNITURE = re.compile(r"toc|share|related|printfooter|widget|nav|author|breadcrumb|comment")

_INVISIBLE = re.compile(
    "[\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed\\u00ad\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u2069\\ufeff]"
)
_CJK = "\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u0e00-\\u0e7f"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")


class Sample(NamedTuple):
    """One page, ready for training."""

    site: str
    group: str
    page: Page
    rows: Any  # float64, blocks x FEATURES
    labels: Any  # share of each block that is content
    tokens: list[list[str]]
    gold: list[str]


def tokens_of(text: str) -> list[str]:
    """Words as the figures count them: lower case, without marks; a character each in CJK."""
    return _TOKEN.findall(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).lower())


def read(path: Path, bare: bool) -> tuple[Page, Any]:
    """The outline of a page and its rows of features.

    With ``bare``, as if the page named none of its elements: pages of old generators and page
    builders do not, and a model that leans on names alone fails there.
    """
    root = parse_tree(decode(path.read_bytes()).text)
    said = read_metadata(root)
    unfold(root)
    page = outline(root)
    for node in page.nodes:
        node.element = None  # type: ignore[assignment]  # a tree does not travel between processes
        if bare:
            node.names = ""
            if node.tag in MEANING:
                node.tag = "div"
    rows = features(page, said.title or "", said.description or "", kind_code(said.kind))
    return page, np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))


def gold_sample(job: tuple[Path, Path, str, str]) -> Sample:
    """A page labelled by its gold."""
    path, gold_path, site, group = job
    page, rows = read(path, group.endswith(BARE))
    gold = tokens_of(gold_path.read_text("utf-8"))
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
    return Sample(site, group, page, rows, np.array(labels), blocks, gold)


def silver_sample(job: tuple[Path, str]) -> Sample | None:
    """A page labelled by the element that holds its content; None where that is empty."""
    path, site = job
    page, rows = read(path, bare=False)
    places: list[int] = []  # 0 outside, 1 content, 2 furniture inside it
    for node in page.nodes:
        place = places[node.parent] if node.parent >= 0 else 0
        if place == 0 and SILVER[site] in node.names.split():
            place = 1
        elif place == 1 and FURNITURE.search(node.names):
            place = 2
        places.append(place)
    labels = np.array([1.0 if places[block.node] == 1 else 0.0 for block in page.blocks])
    blocks = [tokens_of(block.text) for block in page.blocks]
    gold = [word for words, label in zip(blocks, labels, strict=True) if label for word in words]
    return Sample(site, "silver", page, rows, labels, blocks, gold) if len(gold) >= 60 else None


def jobs(folder: Path) -> Iterator[tuple[Path, Path, str, str]]:
    """(page, gold, site, group) of each entry of a manifest."""
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
            yield html, gold, site, folder.name
            if folder.name in ARABIC or zlib.crc32(entry["id"].encode()) % 3 == 0:
                yield html, gold, site, folder.name + BARE


def weights(sample: Sample) -> Any:
    """Words count by their root; every page counts alike, Arabic ones threefold."""
    sizes = np.sqrt(np.array([max(1, len(words)) for words in sample.tokens], dtype=np.float64))
    times = {"ar-src": 3.0, "fa-src": 2.0, "silver": 2.0}.get(sample.group.removesuffix(BARE), 1.0)
    if sample.group.endswith(BARE):
        times *= 0.5
    return sizes / sizes.sum() * min(len(sizes), 200) ** 0.5 * times if len(sizes) else sizes


def train(rows: Any, labels: Any, weight: Any, trees: int, threads: int) -> lightgbm.Booster:
    """One forest."""
    data = lightgbm.Dataset(rows, labels, weight=weight / weight.mean())
    return lightgbm.train({**PARAMETERS, "num_threads": threads}, data, trees)


def preorder(booster: lightgbm.Booster) -> list[list[Any]]:
    """The trees as arclean.html.forest reads them."""
    found = []
    for tree in booster.dump_model()["tree_info"]:
        nodes: list[Any] = []
        stack = [tree["tree_structure"]]
        while stack:
            node = stack.pop()
            if "leaf_value" in node:
                nodes.append(float(f"{node['leaf_value']:.{DIGITS}g}"))
            else:
                assert node["decision_type"] == "<="
                nodes.append([node["split_feature"], float(f"{node['threshold']:.{DIGITS}g}")])
                stack += [node["right_child"], node["left_child"]]
        found.append(nodes)
    return found


def measure(sample: Sample, keep: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the tokens, as multisets; an empty gold wants an empty answer."""
    kept = Counter(
        word for words, yes in zip(sample.tokens, keep, strict=True) if yes for word in words
    )
    gold = Counter(sample.gold)
    if not gold:
        return (1.0,) * 3 if not kept else (0.0,) * 3
    both = (kept & gold).total()
    precision = both / kept.total() if kept else 0.0
    recall = both / gold.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def report(samples: Sequence[Sample], scores: Sequence[Any], title: str) -> None:
    """Print the macro averages a group, decided as the extractor decides."""
    groups: dict[str, list[tuple[float, float, float]]] = {}
    for sample, score in zip(samples, scores, strict=True):
        keep = choose_blocks(sample.page, [float(one) for one in score])
        result = measure(sample, keep)
        groups.setdefault(sample.group, []).append(result)
        if sample.group not in (*ARABIC, "silver") and not sample.group.endswith(BARE):
            groups.setdefault("general", []).append(result)
    print(title)
    for group, results in groups.items():
        p, r, f = np.mean(results, axis=0)
        print(f"  {group:22} {len(results):4} pages  p={p:.4f} r={r:.4f} f1={f:.4f}", flush=True)


class Data:
    """All pages below one another."""

    def __init__(self, samples: list[Sample], folds: int) -> None:
        self.samples = samples
        self.ends = np.cumsum([0, *[len(s.labels) for s in samples]])
        self.rows = np.concatenate([s.rows for s in samples])
        self.labels = np.concatenate([s.labels for s in samples])
        self.weight = np.concatenate([weights(s) for s in samples])
        fold = [zlib.crc32(s.site.encode()) % folds for s in samples]
        self.fold = np.concatenate(
            [np.full(len(s.labels), f) for s, f in zip(samples, fold, strict=True)]
        )
        self.folds = folds

    def split(self, scores: Any) -> list[Any]:
        """The scores of each page."""
        return [scores[a:b] for a, b in pairwise(self.ends)]

    def unseen(self, rows: Any, trees: int, threads: int) -> Any:
        """Scores of every block by a model that has seen no page of its site."""
        scores = np.zeros(len(self.labels))
        for fold in range(self.folds):
            rest, here = self.fold != fold, self.fold == fold
            booster = train(rows[rest], self.labels[rest], self.weight[rest], trees, threads)
            scores[here] = booster.predict(rows[here])
        return scores

    def around(self, scores: Any) -> Any:
        """The rows of the second pass."""
        parts = [
            np.array(context(s.page, part.tolist()), dtype=np.float64).reshape(-1, len(CONTEXT))
            for s, part in zip(self.samples, self.split(scores), strict=True)
        ]
        return np.concatenate([self.rows, np.concatenate(parts)], axis=1)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help="print the figures, write nothing")
    parser.add_argument("-o", "--output", type=Path, default=Path("arclean/html/model.json"))
    args = parser.parse_args()
    with Pool(args.threads) as pool:
        todo = [job for folder in args.pages for job in jobs(folder)]
        samples = list(pool.imap(gold_sample, todo, chunksize=8))
        if args.silver:
            more = [
                (path, site)
                for site in SILVER
                for path in sorted(args.silver.glob(f"{site}/*.html"))
            ]
            samples += [one for one in pool.imap(silver_sample, more) if one]
    data = Data(samples, args.folds)
    print(
        f"{len(samples)} pages, {len(data.labels)} blocks, {len({s.site for s in samples})} sites"
    )
    report(samples, data.split(np.round(data.labels)), "labels themselves (the ceiling)")
    first = data.unseen(data.rows, TREES[0], args.threads)
    report(samples, data.split(first), "first pass, sites unseen")
    rows = data.around(first)
    report(
        samples, data.split(data.unseen(rows, TREES[1], args.threads)), "both passes, sites unseen"
    )
    if args.measure:
        return
    one = train(data.rows, data.labels, data.weight, TREES[0], args.threads)
    two = train(rows, data.labels, data.weight, TREES[1], args.threads)
    report(
        samples,
        data.split(two.predict(data.around(one.predict(data.rows)))),
        "as written, same pages",
    )
    model = {
        "about": "Weights of arclean's HTML extractor; written by tools/train_extractor.py.",
        "pages": dict(Counter(s.group for s in samples)),
        "lightgbm": lightgbm.__version__,
        "features": FEATURES,
        "context": CONTEXT,
        "first": preorder(one),
        "second": preorder(two),
    }
    args.output.write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
