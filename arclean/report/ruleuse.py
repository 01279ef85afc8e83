"""How rule files fare on a corpus: hits by site, rule and time, and what looks like rot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from arclean.document import HtmlResult, Result

__all__ = ["RuleUse"]

_ENOUGH = 30
"""Pages of a site from which on a rule without a hit is called dead."""
_PERIOD = 20
"""Pages of a period that say something about it."""
_USED, _FALL = 0.1, 0.2
"""A rule on a tenth of the pages that falls to a fifth of that has lost its layout."""
_MONTHS = 36
"""Months beyond which years are told apart instead."""


_TOLD = {
    "max-removed": "the rules wanted more than max_removed; pages left whole",
    "layout-mismatch": "pages without the nodes that the file keeps or asks for: another layout",
    "no-article": "pages on which nothing looks like an article",
    "encoding": "pages in another encoding than they say",
    "too-large": "pages larger than the bound, not stripped",
    "ambiguous-site": "pages that several files claim equally",
}
"""What notes about a page say; other names are those of rules that were over budget."""


class RuleUse:
    """Counts results as they pass.

    Args:
        files: the compiled rule files, by id.
    """

    def __init__(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        self._files = files
        self._pages: dict[str, Counter[str]] = defaultdict(Counter)
        self._hits: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._over: dict[str, Counter[str]] = defaultdict(Counter)
        self._html: set[str] = set()  # sites of which there were HTML pages
        self._unclaimed = 0

    def add(self, result: Result[str] | HtmlResult, day: str | None) -> None:
        """Count one page.

        Args:
            result: what the cleaner did.
            day: when the page was fetched, ``YYYY-MM-DD`` or a beginning of that; None if unknown.
        """
        if result.site is None:
            self._unclaimed += 1
        site = result.site or ""
        month = (day or "")[:7]
        self._pages[site][month] += 1
        acted = {removal.rule for removal in result.removals}
        if isinstance(result, HtmlResult):
            self._html.add(site)
            acted.update(result.chosen_by)
            acted = {rule for rule in acted if not rule.startswith("html/")}  # the extractor
        for rule in acted:
            self._hits[site, rule][month] += 1
        for note in result.notes:
            self._over[site][note.rule or note.code] += 1

    def lines(self) -> Iterator[str]:
        """The counts as text, the site with the most pages first."""
        sites = sorted(self._pages, key=lambda site: (-sum(self._pages[site].values()), site))
        for site in sites:
            yield from self._site(site)
        yield f"{self._unclaimed:,} pages were claimed by no site; the generic packs ran on them"

    def _site(self, site: str) -> Iterator[str]:
        periods = _periods(self._pages[site])
        pages = _folded(self._pages[site], periods)
        total = sum(pages.values())
        names = self._names(site)
        falls = {name: fall for name in names if (fall := self._fall(site, name, periods))}
        dead = [
            name
            for name in self._own(site)
            if total >= _ENOUGH and not self._hits.get((site, name))
        ]
        label = site or "(no site)"
        span = f", {periods[0]} to {periods[-1]}" if len(periods) > 1 else ""
        yield f"{label}: {total:,} pages{span}"
        at = Counter(period for period, _ in falls.values())
        used = [name for name in names if self._hits.get((site, name))]
        for period, count in at.items():
            if count >= max(2, len(used) / 2):
                rules = f"{count} of {len(used)} rules"
                yield f"  layout change in {period}: {rules} stopped; learn anew"
        for name in names:
            hits = _folded(self._hits[site, name], periods)
            share = sum(hits.values()) / total
            told = [f"{sum(hits.values()):>7,}  {share:>6.1%}  {name}"]
            if len(periods) > 1:
                told.append(_course(hits, pages, periods))
            if name in falls:
                period, (before, after) = falls[name]
                told.append(f"fell in {period} from {before:.0%} to {after:.0%} of the pages")
            if name in dead:
                told.append("dead: no page of this site has it; mend or retire it")
            if over := self._over[site].get(name):
                told.append(f"over budget on {over:,} pages; narrow it or raise at_most")
            yield "  " + "; ".join(told)
        for name, count in sorted(self._over[site].items()):
            if name not in names:
                yield f"  {count:>7,}          {name}: {_TOLD.get(name, 'over budget')}"

    def _own(self, site: str) -> list[str]:
        """The rules of a site's file, by full name; those with selectors if it has HTML pages."""
        rules = self._files[site]["rules"] if site else ()
        return [
            f"{site}/{rule['id']}" for rule in rules if rule["html"] is None or site in self._html
        ]

    def _names(self, site: str) -> list[str]:
        own = self._own(site)
        others = sorted(
            (rule for one, rule in self._hits if one == site and rule not in own),
            key=lambda rule: (-sum(self._hits[site, rule].values()), rule),
        )
        return [*own, *others]

    def _fall(
        self, site: str, name: str, periods: list[str]
    ) -> tuple[str, tuple[float, float]] | None:
        """The period from which on a rule hardly acts any more, and its shares before and since."""
        pages = _folded(self._pages[site], periods)
        hits = _folded(self._hits.get((site, name), Counter()), periods)
        for at in range(1, len(periods)):
            early, late = periods[:at], periods[at:]
            seen = [sum(pages[period] for period in part) for part in (early, late)]
            if min(seen) < _PERIOD:
                continue
            before, after = (
                sum(hits[period] for period in part) / count
                for part, count in zip((early, late), seen, strict=True)
            )
            last = hits[periods[at - 1]] / max(1, pages[periods[at - 1]])
            if before >= _USED and after <= _FALL * before and last > _FALL * before:
                return periods[at], (before, after)
        return None


def _periods(pages: Counter[str]) -> list[str]:
    """The months of the pages in order, or their years where there are many."""
    months = sorted(month for month in pages if month)
    return months if len(months) <= _MONTHS else sorted({month[:4] for month in months})


def _folded(counts: Counter[str], periods: list[str]) -> Counter[str]:
    """Counts by month as counts by period; those without a date under ""."""
    years = bool(periods) and len(periods[0]) == 4
    told: Counter[str] = Counter()
    for month, count in counts.items():
        told[month[:4] if years else month] += count
    return told


def _course(hits: Counter[str], pages: Counter[str], periods: list[str]) -> str:
    """The share of the pages in each period, the last twelve of them."""
    shares = [f"{period} {hits[period] / max(1, pages[period]):.0%}" for period in periods[-12:]]
    return " ".join(shares)
