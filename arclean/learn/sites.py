"""Learning many sites at once, each from its own pages, on several cores."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context

from arclean.errors import UsageError
from arclean.learn.learner import Draft, Site, file_ids, learn_site
from arclean.learn.page import Page
from arclean.learn.reader import MAX_HTML, MAX_PAGE, Record
from arclean.learn.store import Store
from arclean.rules.ruleset import RuleSet
from arclean.rules.select import host_and_path

__all__ = ["Options", "gather", "ids_of", "learn_sites"]

_SITES, _EACH = 50, 5
"""How many other sites, and pages of each, fingerprints are held against."""


@dataclass(frozen=True)
class Options:
    """How to learn.

    Attributes:
        site: the only site to learn, by name; None for all that the records name.
        pages: most pages of a site that are read closely.
        unsure: take in what the learner is unsure of.
        jobs: processes.
        today: day for ``verified``; that of the run unless given.
    """

    site: str | None = None
    pages: int = 500
    unsure: bool = False
    jobs: int = 1
    today: date | None = None


@dataclass
class Gathered:
    """What became of the records.

    Attributes:
        taken: pages that belong to a site.
        nameless: pages of which nothing says the site.
        other: pages of other sites than the one asked for.
        long: pages too long to be learned from.
    """

    taken: int = 0
    nameless: int = 0
    other: int = 0
    long: int = 0


def gather(records: Iterable[Record], store: Store, options: Options) -> Gathered:
    """Sort records by site into a store.

    Raises:
        UsageError: ``options.site`` is no host.
    """
    told = Gathered()
    wanted = Site.of(options.site) if options.site else None
    known: dict[str, Site | None] = {}
    for record in records:
        name = record.site or _host(record.url)
        if name is None and wanted is None and record.html:
            name = _stated(record.text)
        if name is None:
            site = wanted
        else:
            if name not in known:
                known[name] = _site(name)
            site = known[name]
        if site is None:
            told.nameless += 1
        elif wanted and site.host != wanted.host and name is not None:
            told.other += 1
        elif len(record.text) > (MAX_HTML if record.html else MAX_PAGE):
            told.long += 1
        else:
            told.taken += 1
            store.add((wanted or site).label, record.text, record.html)
    return told


def _host(url: str | None) -> str | None:
    if not url or "." not in url or url.startswith("/"):
        return None
    host = host_and_path(url)[0]
    return host if "://" in url and "." in host else None


def _stated(source: str) -> str | None:
    """The host that an HTML page says it is of."""
    from arclean.learn.markup import stated_url

    return _host(stated_url(source))


def _site(name: str) -> Site | None:
    try:
        return Site.of(name)
    except UsageError:
        return None


def ids_of(store: Store) -> dict[str, str]:
    """The ids that the files of a store's sites get, by the sites' names."""
    found = file_ids(map(Site.of, store.sites), RuleSet.default())
    return {site.label: name for site, name in found.items()}


def learn_sites(store: Store, options: Options) -> Iterator[tuple[int, Draft]]:
    """The draft of each site, and how many of its pages came by, site by site."""
    names = store.sites
    beside = _beside(store)
    ids = ids_of(store)

    def work(name: str) -> tuple[str, str, list[str], list[str], list[str], Options]:
        others = [text for other, text in beside if other != name]
        return name, ids[name], store.pages(name), store.pages(name, html=True), others, options

    jobs = min(options.jobs, len(names))
    if jobs <= 1:
        for name in names:
            yield store.seen(name), _learn(*work(name))
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[str, Future[Draft]]] = deque()
        for name in names:
            if len(waiting) > 2 * jobs:  # so that few sites' pages are in memory at a time
                first, future = waiting.popleft()
                yield store.seen(first), future.result()
            waiting.append((name, pool.submit(_learn, *work(name))))
        for name, future in waiting:
            yield store.seen(name), future.result()


def _beside(store: Store) -> list[tuple[str, str]]:
    """Some pages of some sites, each with the name of its site."""
    names = store.sites
    chosen = names[:: max(1, len(names) // _SITES)]
    return [(name, text) for name in chosen for text in store.pages(name, _EACH)]


def _learn(
    name: str, of: str, texts: list[str], html: list[str], others: list[str], options: Options
) -> Draft:
    return learn_site(
        Site.of(name),
        [Page(text) for text in texts],
        html=html,
        others=others,
        unsure=options.unsure,
        today=options.today,
        name=of,
    )
