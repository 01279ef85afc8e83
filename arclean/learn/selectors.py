"""Selectors for a site's main content (``keep``) and for furniture inside of it (``drop``)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from arclean.learn.candidate import MIN_PAGES, Candidate, Support, least
from arclean.learn.markup import Markup, bears, furniture_name, styling

__all__ = ["learn_selectors", "propose_keep"]

_ARTICLES = 0.2
"""Share of the pages on which the extractor must find an article to be a witness."""
_HOLDS = 0.9
"""Share of the text that the extractor keeps of a page, from which a selector holds it."""
_HOLD_ON = 0.9
"""On at least this share of the pages with an article, or all but one, a ``keep`` must hold it."""
_RECALL = 0.97
"""Share of what the extractor keeps of all pages that a ``keep`` must hold."""
_NAMED_LEFT, _NAMED_ON = 0.1, 0.2
"""Share of what stays of a page that is named as furniture, and share of the pages on which that
much may be; pages without an article of their own are among them.
"""
_UNSURE = 0.3
"""Share of what stays beyond the extractor's choice from which a person should look."""
_SPARED = 0.01
"""Share of what a ``drop`` selects that the extractor may keep."""
_WITNESSED = 0.8
"""Share of what a ``drop`` selects that must be furniture by something else than the extractor."""
_MOST_KEEPS = 3
_NO_CONTAINER = tuple(
    f" > {tag}" for tag in "p ul ol dl li h1 h2 h3 h4 h5 h6 blockquote pre".split()
)
"""An article may hold other elements besides: on a page to come, where not on these."""

Spans = Sequence[Mapping[str, list[tuple[int, int]]]]


@dataclass
class _Sums:
    """Running sums over the blocks of a page."""

    size: list[int]
    kept: list[int]
    named: list[int]  # not kept, and furniture by the page itself or by the other pages

    @classmethod
    def of(cls, page: Markup, *, varied: bool = False) -> _Sums:
        """The sums of a page; ``varied`` takes what varies for what the extractor keeps."""
        chosen = page.kept
        if varied:
            chosen = [
                not named and not again
                for named, again in zip(page.named, page.repeated, strict=True)
            ]

        def running(which: Iterable[bool]) -> list[int]:
            sizes = zip(page.sizes, which, strict=True)
            return list(accumulate((size * yes for size, yes in sizes), initial=0))

        blocks = list(zip(chosen, page.named, page.repeated, strict=True))
        return cls(
            running([True] * len(blocks)),
            running(chosen),
            running([not kept and (named or again) for kept, named, again in blocks]),
        )


def _sum(sums: Sequence[int], spans: Iterable[tuple[int, int]]) -> int:
    return sum(sums[end] - sums[first] for first, end in spans)


def learn_selectors(pages: Sequence[Markup]) -> list[Candidate]:
    """A ``keep`` and the ``drop`` rules that go with it; a doubt in each where that is the case.

    Where the pages share no selector for their articles, or a pack's chooses them, there is no
    rule: then the extractor goes on choosing on each page by itself.
    """
    if sum(page.chosen for page in pages) > 0.5 * len(pages):
        return []
    spans = [page.spans() for page in pages]
    sums = [_Sums.of(page) for page in pages]
    doubt = ""
    articles = [index for index, one in enumerate(sums) if one.kept[-1]]
    if len(articles) < _ARTICLES * len(pages):
        doubt = "the extractor finds no article on these pages; this only holds what varies on them"
        sums = [_Sums.of(page, varied=True) for page in pages]
        articles = [index for index, one in enumerate(sums) if one.kept[-1]]
    if len(articles) < MIN_PAGES:
        return []
    keeps = _keeps(spans, sums, articles)
    if not keeps:
        return []
    inside = [_first(page, keeps) for page in spans]
    drops = _drops(pages, spans, sums, inside)
    rule = _keep_rule(keeps, pages, sums, inside, articles)
    rule.doubt = doubt or _doubt(drops, spans, sums, inside, articles)
    if rule.doubt:
        for one in drops:
            one.doubt = "it goes with the selector of the article"
    return [rule, *drops]


def propose_keep(pages: Sequence[Markup]) -> Candidate | None:
    """The ``keep`` that fits a page or a few of them best, for a person to look at; None where the
    extractor finds no article.
    """
    spans = [page.spans() for page in pages]
    sums = [_Sums.of(page) for page in pages]
    articles = [index for index, one in enumerate(sums) if one.kept[-1]]
    best = _best(spans, sums, articles) if articles else None
    if best is None:
        return None
    rule = _keep_rule([best], pages, sums, [page.get(best, []) for page in spans], articles)
    rule.name = rule.stem
    return rule


def _first(
    page: Mapping[str, list[tuple[int, int]]], keeps: Sequence[str]
) -> list[tuple[int, int]]:
    """What a ``keep`` with these selectors chooses: all that the first one of them selects."""
    return next((page[one] for one in keeps if one in page), [])


# --- what to keep ---


def _keeps(spans: Spans, sums: Sequence[_Sums], articles: Sequence[int]) -> list[str]:
    """Selectors in the order in which they are tried; none where they hold too few articles."""
    keeps: list[str] = []
    left = list(articles)
    enough = max(3, ceil((1 - _HOLD_ON) * len(articles)))
    while left and len(keeps) < _MOST_KEEPS and (not keeps or len(left) >= enough):
        best = _best(spans, sums, left)
        if best is None:
            break
        trial = [*keeps, best]
        held = _held(trial, spans, sums, articles)
        if len(held) <= len(articles) - len(left):
            break
        keeps = trial
        left = [index for index in articles if index not in held]
    # One page may be of another kind, a list of entries say, however few there are.
    needed = max(MIN_PAGES, min(_HOLD_ON * len(articles), len(articles) - 1))
    if len(articles) - len(left) < needed:
        return []
    held_of_all = sum(_sum(sums[index].kept, _first(spans[index], keeps)) for index in articles)
    return keeps if held_of_all >= _RECALL * sum(sums[index].kept[-1] for index in articles) else []


def _held(
    keeps: Sequence[str], spans: Spans, sums: Sequence[_Sums], articles: Sequence[int]
) -> set[int]:
    """The pages whose article these selectors hold."""
    return {
        index
        for index in articles
        if _sum(sums[index].kept, _first(spans[index], keeps)) >= _HOLDS * sums[index].kept[-1]
    }


def _best(spans: Spans, sums: Sequence[_Sums], articles: Sequence[int]) -> str | None:
    """The selector that holds the articles best, and the least beside them."""
    found: dict[str, float] = defaultdict(float)
    held: Counter[str] = Counter()
    for index in articles:
        total = sums[index].kept[-1]
        for selector, inside in spans[index].items():
            kept = _sum(sums[index].kept, inside)
            if 2 * kept < total:
                continue
            named = _sum(sums[index].named, inside)
            rest = _sum(sums[index].size, inside) - kept - named
            # What is named will be dropped, and of the rest much may be the article's: both count
            # for less than what is lost.
            found[selector] += 2 * kept / (kept + total + 0.5 * named + 0.25 * rest)
            held[selector] += kept >= _HOLDS * total
    ranked = [
        (
            round(score / len(articles) - 0.01 * styling(selector), 3),
            bears(selector),
            -len(selector),
            selector,
        )
        for selector, score in found.items()
        if held[selector] >= max(min(2, len(articles)), 0.5 * len(articles))
        and not furniture_name(selector)
        and not selector.endswith(_NO_CONTAINER)
    ]
    return max(ranked)[-1] if ranked else None


def _keep_rule(
    keeps: Sequence[str],
    pages: Sequence[Markup],
    sums: Sequence[_Sums],
    inside: Sequence[Sequence[tuple[int, int]]],
    articles: Sequence[int],
) -> Candidate:
    hit = [index for index, spans in enumerate(inside) if _sum(sums[index].size, spans)]
    held = sum(
        _sum(sums[index].kept, inside[index]) >= _HOLDS * sums[index].kept[-1] for index in articles
    )
    what = f"The article; it holds {held} of the {len(articles)} that were found"
    rule = Candidate("html-body", "navigation", "keep", list(keeps), what, most={})
    rule.support = Support(pages=len(pages), hit=len(hit), examples=hit[:40])
    return rule


def _doubt(
    drops: Sequence[Candidate],
    spans: Spans,
    sums: Sequence[_Sums],
    inside: Sequence[Sequence[tuple[int, int]]],
    articles: Sequence[int],
) -> str:
    """Why a person should look at the choice first; empty where nothing speaks against it."""
    named = 0
    beyond = worst = 0.0
    for index in articles:
        if not _sum(sums[index].size, inside[index]):
            continue  # another kind of page; the extractor will choose there
        gone: list[tuple[int, int]] = []
        for one in drops:
            for selector in one.body:
                gone += _within(spans[index].get(selector, ()), inside[index])
        gone = _outermost(gone)
        total = _sum(sums[index].size, inside[index]) - _sum(sums[index].size, gone)
        if total <= 0:
            return "the rules that go with it would leave nothing of a page"
        kept = _sum(sums[index].kept, inside[index]) - _sum(sums[index].kept, gone)
        bad = _sum(sums[index].named, inside[index]) - _sum(sums[index].named, gone)
        named += bad > _NAMED_LEFT * total
        worst = max(worst, bad / total)
        beyond += (total - kept - bad) / total
    if named > _NAMED_ON * len(articles):
        return f"up to {worst:.0%} of what it holds looks like furniture that no selector tells"
    if beyond > _UNSURE * len(articles):
        return f"the extractor would leave {beyond / len(articles):.0%} of what it holds"
    return ""


# --- what to drop ---


def _within(
    spans: Iterable[tuple[int, int]], inside: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The spans that lie inside of one of others, and are not all of it."""
    return [
        (first, end)
        for first, end in spans
        if any(low <= first and end <= high and end - first < high - low for low, high in inside)
    ]


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or first >= found[-1][1]:
            found.append((first, end))
    return found


@dataclass
class _Drop:
    """What a selector takes of what is kept, on the pages that have it."""

    size: int = 0
    kept: int = 0
    named: int = 0


def _drops(
    pages: Sequence[Markup],
    spans: Spans,
    sums: Sequence[_Sums],
    inside: Sequence[Sequence[tuple[int, int]]],
) -> list[Candidate]:
    taken: dict[str, _Drop] = defaultdict(_Drop)
    places: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(dict)
    for index, page in enumerate(spans):
        for selector, found in page.items():
            within = _within(found, inside[index])
            if not within:
                continue
            places[selector][index] = within
            drop = taken[selector]
            drop.size += _sum(sums[index].size, within)
            drop.kept += _sum(sums[index].kept, within)
            drop.named += _sum(sums[index].named, within)
    many = max(2, least(len(pages)))
    wanted = [
        selector
        for selector, drop in taken.items()
        if len(places[selector]) >= many
        and not styling(selector)
        and drop.kept <= _SPARED * drop.size
        and (drop.named >= _WITNESSED * drop.size or furniture_name(selector))
        and not _swallows(places[selector], sums, inside)
    ]
    # The most text first; of selectors for the same the one whose name tells, then the shortest.
    wanted.sort(key=lambda one: (-taken[one].size, not furniture_name(one), len(one), one))
    gone: dict[int, list[tuple[int, int]]] = defaultdict(list)
    chosen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for selector in wanted:
        new = _new(places[selector], gone)
        if len(new) < many:
            continue
        for index, found in new.items():
            gone[index] += found
        category = _category(pages, places[selector])
        # An element without a name of its own may be anything on the next page: alone in its rule
        # it has a budget of its own.
        chosen[category, selector if " " in selector else ""].append(selector)
    return [
        _drop_rule(category, selectors, pages, sums, places)
        for (category, _), selectors in chosen.items()
    ]


def _swallows(
    places: Mapping[int, list[tuple[int, int]]],
    sums: Sequence[_Sums],
    inside: Sequence[Sequence[tuple[int, int]]],
) -> bool:
    """Whether a page on which the extractor finds nothing would be left without text."""
    return any(
        not sums[index].kept[-1]
        and 2 * _sum(sums[index].size, found) > _sum(sums[index].size, inside[index])
        for index, found in places.items()
    )


def _new(
    places: Mapping[int, list[tuple[int, int]]], gone: Mapping[int, list[tuple[int, int]]]
) -> dict[int, list[tuple[int, int]]]:
    """What of it is not gone already."""
    left = {
        index: [
            (first, end)
            for first, end in found
            if not any(low <= first and end <= high for low, high in gone.get(index, ()))
        ]
        for index, found in places.items()
    }
    return {index: found for index, found in left.items() if found}


def _category(pages: Sequence[Markup], places: Mapping[int, list[tuple[int, int]]]) -> str:
    """What most of the text is taken for."""
    votes: Counter[str] = Counter()
    for index, found in places.items():
        page = pages[index]
        for first, end in found:
            for block in range(first, end):
                votes[page.categories[block] or "widget"] += page.sizes[block]
    return max(sorted(votes), key=lambda name: votes[name])


def _drop_rule(
    category: str,
    selectors: Sequence[str],
    pages: Sequence[Markup],
    sums: Sequence[_Sums],
    places: Mapping[str, Mapping[int, list[tuple[int, int]]]],
) -> Candidate:
    support = Support(pages=len(pages))
    for index in sorted({index for selector in selectors for index in places[selector]}):
        found = _outermost(span for one in selectors for span in places[one].get(index, ()))
        support.hit += 1
        support.times = max(support.times, len(found))
        support.lines = max(support.lines, sum(end - first for first, end in found))
        support.share = max(
            support.share, _sum(sums[index].size, found) / max(1, sums[index].size[-1])
        )
        support.examples.append(index)
    shown = next(
        pages[index].folds[block]
        for one in selectors
        for index, found in places[one].items()
        for block in range(*found[0])
    )
    what = f"Inside the article: «{shown if len(shown) <= 50 else shown[:49] + '…'}»"
    times = support.times if " " in selectors[0] else _roomy(support.times)
    most = {"lines": _roomy(support.lines), "times": times}
    body = list(selectors)
    return Candidate(f"html-{category}", category, "drop", body, what, most=most, support=support)


def _roomy(most: int) -> int:
    return 2 * most + 2
