"""Train the HTML extractor's model on pages with gold and write ``arclean/html/model.json``.

    python tools/train_extractor.py PAGES... --silver SITES --texts FILE [-o MODEL]

Each PAGES is a folder with ``manifest.jsonl`` (``id``, ``url``), ``html/<id>.html`` and
``gold/<id>.txt``. ``--silver`` names a folder with one folder of pages a site, for the sites below
whose content stands in one element; their labels come from that element. ``--texts`` is a JSON
Lines file of articles (``title``, ``text``) that ``--made`` pages are made of (made_pages.py).

A block's label is the share of its words that the gold holds, in order. With ``--grafts``
two more are put together of each general page (grafted_pages.py), of pages of its fold alone, and B
learns from them, too. The weights that are shipped are made without. Two trainings (RECIPES)
read the same folds; the model is the mean of both. Pages of one site are never divided between
training and test: the figures printed, of each training and of the mean, are of pages whose sites
the model that read them had not seen. The model that is written is then trained on all of them.
Same pages, same versions of numpy and lightgbm (4.x), same seed: same file.

Needs lightgbm, numpy, rapidfuzz (none of them at run time).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from extractor_pages import (
    ARABIC,
    FLAT,
    GRAFTED,
    MADE,
    SHORT,
    SILVER,
    SILVER_GROUP,
    THINNED,
    Sample,
    gold_samples,
    grafted_sample,
    jobs,
    made_sample,
    plain_group,
    silver_sample,
    texts_of,
    thinned_sample,
)
from made_pages import made_pages
from site_folds import fold_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from arclean.html.choice import choose_blocks
from arclean.html.context import CONTEXT, context
from arclean.html.features import FEATURES
from arclean.html.model import TITLE_OF, without_furniture
from benchmarks.extraction.score import Score, score_of

PARAMETERS = {
    "objective": "cross_entropy",
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "max_bin": 63,
    "seed": 7,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}


class Recipe(NamedTuple):
    """One of the trainings that the model is the mean of."""

    name: str
    rate: float  # of learning
    trees: tuple[int, int]  # of the first pass and the second
    limit: int  # blocks of a page that are learnt from
    but: tuple[str, ...]  # readings and groups that it does not learn from


RECIPES = (
    Recipe("A", 0.05, (200, 160), 100_000, (FLAT, SHORT, MADE, THINNED, GRAFTED)),
    Recipe("B", 0.1, (100, 80), 80, ()),
)
TIMES = {"ar-src": 3.0, "fa-src": 2.0, SILVER_GROUP: 2.0, MADE: 0.5}  # weight of a group's pages
VARIED = 0.5  # and of a page read in another way
DIGITS = 6  # significant digits of the weights in the file


def weights(sample: Sample) -> Any:
    """Words count by their root; every page counts alike, Arabic ones threefold."""
    sizes = np.sqrt(np.array([max(1, len(words)) for words in sample.tokens], dtype=np.float64))
    times = TIMES.get(plain_group(sample.group), 1.0)
    if sample.group != plain_group(sample.group) and not sample.group.endswith((THINNED, GRAFTED)):
        times *= VARIED
    return sizes / sizes.sum() * min(len(sizes), 200) ** 0.5 * times if len(sizes) else sizes


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


def mean(forests: Sequence[list[list[Any]]]) -> list[list[Any]]:
    """The trees of forests as one: the mean of their sums."""
    return [
        [
            float(f"{node / len(forests):.{DIGITS}g}") if isinstance(node, float) else node
            for node in tree
        ]
        for forest in forests
        for tree in forest
    ]


def measure(sample: Sample, keep: Sequence[bool]) -> Score:
    """What the blocks that are kept of a page score."""
    kept = Counter(
        word for words, yes in zip(sample.tokens, keep, strict=True) if yes for word in words
    )
    return score_of(kept, Counter(sample.gold))


def report(samples: Sequence[Sample], scores: Sequence[Any], title: str) -> None:
    """Print the macro averages a group, decided as the extractor decides."""
    groups: dict[str, list[Score]] = {}
    for sample, score in zip(samples, scores, strict=True):
        keep = choose_blocks(
            sample.page, without_furniture(sample.page, sample.rows[:, TITLE_OF], score.tolist())
        )
        result = measure(sample, keep)
        groups.setdefault(sample.group, []).append(result)
        plain = plain_group(sample.group)
        if plain not in (*ARABIC, SILVER_GROUP, MADE):
            name = "general" + sample.group.removeprefix(plain)
            groups.setdefault(name, []).append(result)
            if sample.kind and sample.group == plain:
                groups.setdefault(f"  {sample.kind}", []).append(result)
    print(title)
    for group, results in groups.items():
        p, r, f = np.mean(results, axis=0)
        print(f"  {group:22} {len(results):4} pages  p={p:.4f} r={r:.4f} f1={f:.4f}", flush=True)


GRAFT_BLOCKS = range(5, 1001)  # of pages that others are put together from


def put_together(samples: Sequence[Sample], folds: int, seed: int, processes: int) -> list[Sample]:
    """Of each general page with gold one without some sections and one in another page's frame.

    A page and its frame are of one fold: what is put together of pages that a model is measured on
    it has not seen either.
    """
    global _general, _frames
    _general = [
        s
        for s in samples
        if s.group not in (*ARABIC, SILVER_GROUP, MADE)
        and s.group == plain_group(s.group)
        and s.gold
        and len(s.page.blocks) in GRAFT_BLOCKS
    ]
    parts = [fold_of(s.site, folds, seed) for s in _general]
    _frames = [[j for j, other in enumerate(parts) if other == part] for part in parts]
    with Pool(processes) as pool:  # forked: they have the pages
        found = pool.map(_together, range(len(_general)), chunksize=16)
    return [sample for many in found for sample in many]


_general: list[Sample]  # that pages are put together from
_frames: list[list[int]]  # the pages that are in the fold of each


def _together(index: int) -> list[Sample]:
    sample = _general[index]
    chance = Random(PARAMETERS["seed"] * 1_000_003 + index)
    others = [_general[i] for i in _frames[index] if i != index]
    found = [thinned_sample(sample, chance)]
    if others and (graft := grafted_sample(sample, others, chance)):
        found.append(graft)
    return found


class Data:
    """All pages below one another."""

    def __init__(self, samples: list[Sample], folds: int, seed: int) -> None:
        self.samples = samples
        self.ends = np.cumsum([0, *[len(s.labels) for s in samples]])
        self.rows = np.concatenate([s.rows for s in samples])
        self.labels = np.concatenate([s.labels for s in samples])
        self.weight = np.concatenate([weights(s) for s in samples])
        fold = [fold_of(s.site, folds, seed) for s in samples]
        self.fold = np.repeat(fold, np.diff(self.ends))
        self.folds = folds

    def split(self, scores: Any) -> list[Any]:
        """The scores of each page."""
        return [scores[a:b] for a, b in pairwise(self.ends)]

    def around(self, sums: Any, processes: int) -> Any:
        """The rows of the second pass, by the sums of the first one's trees."""
        global _pages
        _pages = (self.samples, self.split(squashed(sums)))
        with Pool(processes) as pool:  # forked: they have the pages
            parts = pool.map(_context, range(len(self.samples)), chunksize=16)
        return np.concatenate([self.rows, np.concatenate(parts)], axis=1)


_pages: tuple[list[Sample], list[Any]]  # whose contexts the processes work out


def _context(index: int) -> Any:
    samples, scores = _pages
    rows = context(samples[index].page, scores[index].tolist())
    return np.array(rows, dtype=np.float32).reshape(-1, len(CONTEXT))


class Training:
    """One recipe at work."""

    def __init__(self, data: Data, recipe: Recipe, processes: int) -> None:
        self.data = data
        self.recipe = recipe
        self.processes = processes
        self.weight = data.weight.copy()
        # Of long pages a part is learnt from, for the time that it takes; it counts for the whole.
        chance = np.random.default_rng(PARAMETERS["seed"])
        self.taken = np.zeros(len(data.labels), dtype=bool)
        for sample, (start, end) in zip(data.samples, pairwise(data.ends), strict=True):
            size, limit = end - start, recipe.limit
            if sample.group.endswith(recipe.but):
                continue
            if size > limit:
                self.taken[start + chance.choice(size, limit, replace=False)] = True
                self.weight[start:end] *= size / limit
            else:
                self.taken[start:end] = True

    def forests(
        self, rows: Any, number: int, asked: Sequence[Any], *, whole: bool
    ) -> tuple[list[Any], str]:
        """Forests on all pages but those of a fold, and what they say of that fold's blocks.

        Args:
            rows: what they learn from.
            number: of the pass, 0 or 1.
            asked: rows of the same blocks that they are asked about.
            whole: train a forest on all pages, too.

        Returns:
            For each of ``asked`` the sums of the trees by block; the forest of all pages, if one is
            wanted, as LightGBM writes it down: where this process has run LightGBM itself, those
            forked from it later would wait for its threads for ever.
        """
        global _work
        _work = (self, rows, number, asked)
        sums = [np.zeros(len(self.data.labels)) for _ in asked]
        written = ""
        folds = range(self.data.folds + whole)
        with Pool(self.processes) as pool:  # forked: they have the rows
            for fold, found, text in pool.imap_unordered(_train_fold, folds):
                if fold == self.data.folds:
                    written = text
                for one, part in zip(sums, found, strict=True):
                    one[self.data.fold == fold] = part
        return sums, written

    def train(self, rows: Any, number: int, fold: int) -> lightgbm.Booster:
        """A forest that has seen all pages but those of a fold; all of them if it is none's."""
        use = self.taken & (self.data.fold != fold)
        weight = self.weight[use]
        data = lightgbm.Dataset(rows[use], self.data.labels[use], weight=weight / weight.mean())
        parameters = {**PARAMETERS, "learning_rate": self.recipe.rate}
        return lightgbm.train(parameters, data, self.recipe.trees[number])


_work: tuple[Training, Any, int, Sequence[Any]]  # what the processes train on


def _train_fold(fold: int) -> tuple[int, list[Any], str]:
    training, rows, number, asked = _work
    booster = training.train(rows, number, fold)
    here = training.data.fold == fold
    found = [booster.predict(one[here], num_threads=1, raw_score=True) for one in asked]
    return fold, found, booster.model_to_string()


def squashed(sums: Any) -> Any:
    """Scores from 0 to 1 of the sums of trees."""
    return 1.0 / (1.0 + np.exp(-sums))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--silver", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--made", type=int, default=600)
    parser.add_argument(
        "--grafts", action="store_true", help="B learns from pages put together, too (see above)"
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="which sites fall into which fold")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help="print the figures, write nothing")
    parser.add_argument("-o", "--output", type=Path, default=Path("arclean/html/model.json"))
    args = parser.parse_args()
    with Pool(args.processes) as pool:
        todo = [job for folder in args.pages for job in jobs(folder)]
        samples = [one for many in pool.imap(gold_samples, todo, chunksize=8) for one in many]
        more = [
            (path, site) for site in SILVER for path in sorted(args.silver.glob(f"{site}/*.html"))
        ]
        samples += [one for one in pool.imap(silver_sample, more) if one]
        made = made_pages(texts_of(args.texts), args.made, PARAMETERS["seed"])
        samples += pool.imap(made_sample, made, chunksize=8)
    if args.grafts:
        samples += put_together(samples, args.folds, args.seed, args.processes)
    data = Data(samples, args.folds, args.seed)
    print(
        f"{len(samples)} pages, {len(data.labels)} blocks, {len({s.site for s in samples})} sites"
    )
    report(samples, data.split(np.round(data.labels)), "labels themselves (the ceiling)")
    trainings = [Training(data, recipe, args.processes) for recipe in RECIPES]
    firsts, written = [], []
    for training in trainings:
        (sums,), text = training.forests(data.rows, 0, [data.rows], whole=not args.measure)
        firsts.append(sums)
        written.append(text)
    # Each second pass learns from its own first one, and is asked with both ones' mean.
    around = data.around(np.mean(firsts, axis=0), args.processes)
    seconds, rewritten = [], []
    for training, first in zip(trainings, firsts, strict=True):
        own = data.around(first, args.processes)
        (alone, together), text = training.forests(own, 1, [own, around], whole=not args.measure)
        title = f"{training.recipe.name}, sites unseen"
        report(samples, data.split(squashed(alone)), title)
        seconds.append(together)
        rewritten.append(text)
    report(samples, data.split(squashed(np.mean(seconds, axis=0))), "mean, sites unseen")
    if args.measure:
        return
    forests = [
        [lightgbm.Booster(model_str=text) for text in texts] for texts in (written, rewritten)
    ]

    def asked(boosters: Sequence[lightgbm.Booster], rows: Any) -> Any:
        sums = [one.predict(rows, raw_score=True, num_threads=1) for one in boosters]
        return np.mean(sums, axis=0)

    sums = asked(forests[1], data.around(asked(forests[0], data.rows), args.processes))
    report(samples, data.split(squashed(sums)), "as written, same pages")
    model = {
        "about": "Weights of arclean's HTML extractor; written by tools/train_extractor.py.",
        "pages": dict(Counter(s.group for s in samples)),
        "lightgbm": lightgbm.__version__,
        "features": FEATURES,
        "context": CONTEXT,
        "first": mean([preorder(one) for one in forests[0]]),
        "second": mean([preorder(one) for one in forests[1]]),
    }
    args.output.write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
