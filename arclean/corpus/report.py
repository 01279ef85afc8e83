"""The report of a run: counts as JSON, or as an HTML page with plots that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from arclean import __version__
from arclean.corpus.model import Counts, Settings
from arclean.corpus.output import writing
from arclean.corpus.run import Outcome

__all__ = ["as_html", "as_json", "write_report"]

_ROWS = 40
"""Rows of a plot; the table under it has all of them."""


def write_report(path: str, outcome: Outcome, settings: Settings) -> None:
    """Write a report; its name says in which form.

    Raises:
        OutputError: it cannot be written.
    """
    text = as_html(outcome, settings) if path.endswith(".html") else as_json(outcome, settings)
    with writing(path):
        temporary = Path(f"{path}.tmp")
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def as_json(outcome: Outcome, settings: Settings) -> str:
    """All counts, with what they were made with."""
    report = {
        "arclean": __version__,
        "profile": settings.profile,
        "rules": settings.rules_hash,
        "outputs": outcome.jobs,
        "damage": outcome.damage,
        **outcome.counts.as_dict(),
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def as_html(outcome: Outcome, settings: Settings) -> str:
    """One page: what went, by category, rule and site, as plots and tables."""
    counts = outcome.counts
    parts = [
        _HEAD,
        f"<h1>What arclean {__version__} did</h1>",
        _numbers(counts, outcome, settings),
        _damage(outcome.damage),
        "<h2>Documents by the share of their text that went</h2>",
        _shares(counts.shares),
    ]
    rows: list[Row]
    for title, table in (("Categories", counts.categories), ("Rules", counts.rules)):
        rows = [
            (name, values[1], (f"{values[0]:,}", f"{values[1]:,}"))
            for name, values in sorted(table.items(), key=lambda item: (-item[1][1], item[0]))
        ]
        parts += [f"<h2>{title}: bytes removed</h2>", _bars(rows)]
        parts.append(_table(("", "removals", "bytes"), rows))
    rows = [
        (name, values[0], (f"{values[0]:,}", f"{values[1]:,}", _change(values[1], values[2])))
        for name, values in sorted(counts.sites.items(), key=lambda item: (-item[1][0], item[0]))
    ]
    parts += ["<h2>Sites: documents</h2>", _bars(rows)]
    parts.append(_table(("rule file", "documents", "bytes in", "change"), rows))
    if counts.notes:
        notes = [(name, count, (f"{count:,}",)) for name, count in sorted(counts.notes.items())]
        parts += ["<h2>Notes</h2>", _table(("note", "documents"), notes)]
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


Row = tuple[str, int, tuple[str, ...]]

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>arclean: report of a corpus</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --bar: #2a6f97; --soft: #8883; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2.5rem }
table { border-collapse: collapse; width: 100% } summary { cursor: pointer }
th, td { text-align: right; padding: .15rem .6rem; border-bottom: 1px solid var(--soft) }
th:first-child, td:first-child { text-align: left }
svg { width: 100%; height: auto } svg rect { fill: var(--bar) }
svg text { font: 12px system-ui, sans-serif; fill: currentColor }
.bad { border-left: .3rem solid #b3261e; padding-left: .8rem }
</style></head><body><main>"""


def _change(before: int, after: int) -> str:
    return f"{after / before - 1:+.1%}" if before else ""


def _numbers(counts: Counts, outcome: Outcome, settings: Settings) -> str:
    profile = settings.profile
    rows: list[Row] = [
        (name, 0, (value,))
        for name, value in (
            ("outputs", f"{outcome.jobs:,}"),
            ("documents", f"{counts.documents:,}"),
            ("put aside", f"{counts.failed:,}"),
            ("records that are no documents", f"{counts.others:,}"),
            ("bytes of text in", f"{counts.bytes_in:,}"),
            ("bytes of text out", f"{counts.bytes_out:,}"),
            ("change", _change(counts.bytes_in, counts.bytes_out)),
            ("profile", profile if isinstance(profile, str) else ",".join(profile)),
            ("rules", settings.rules_hash or "none"),
        )
    ]
    return _plain_table(("", ""), rows)


def _damage(messages: Sequence[str]) -> str:
    if not messages:
        return ""
    shown = "".join(f"<li>{escape(message)}</li>" for message in messages[:200])
    return f'<h2>Damaged inputs</h2><ul class="bad">{shown}</ul>'


def _plain_table(head: tuple[str, ...], rows: Sequence[Row]) -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for name, _, cells in rows
    )
    head_row = f"<tr>{titles}</tr>" if any(head) else ""
    return f"<table>{head_row}{body}</table>"


def _table(head: tuple[str, ...], rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>None.</p>"
    return f"<details><summary>All {len(rows):,}</summary>{_plain_table(head, rows)}</details>"


def _bars(rows: Sequence[Row]) -> str:
    """Bars that lie, one a row, the largest as wide as the plot."""
    rows = rows[:_ROWS]
    largest = max((value for _, value, _ in rows), default=0)
    if not largest:
        return ""
    height = 22 * len(rows)
    parts: list[Any] = [f'<svg viewBox="0 0 900 {height}" role="img">']
    for place, (name, value, cells) in enumerate(rows):
        y = 22 * place
        width = max(1.0, 500 * value / largest)
        shown = name if len(name) <= 40 else f"{name[:39]}…"
        parts.append(
            f'<text x="290" y="{y + 15}" text-anchor="end">{escape(shown)}</text>'
            f'<rect x="300" y="{y + 3}" width="{width:.1f}" height="15">'
            f"<title>{escape(name)}: {escape(', '.join(cells))}</title></rect>"
            f'<text x="{306 + width:.1f}" y="{y + 15}">{value:,}</text>'
        )
    return "".join([*parts, "</svg>"])


def _shares(shares: Sequence[int]) -> str:
    """Bars that stand: documents of which 0–10 %, 10–20 % … went."""
    largest = max(shares, default=0)
    if not largest:
        return "<p>No documents.</p>"
    parts = ['<svg viewBox="0 0 900 220" role="img">']
    values = [*shares[:9], shares[9] + shares[10]]
    largest = max(values)
    for place, value in enumerate(values):
        height = 160 * value / largest
        x = 20 + 86 * place
        parts.append(
            f'<rect x="{x}" y="{185 - height:.1f}" width="70" height="{height:.1f}"></rect>'
            f'<text x="{x + 35}" y="{178 - height:.1f}" text-anchor="middle">{value:,}</text>'
            f'<text x="{x + 35}" y="205" text-anchor="middle">'
            f"{10 * place}–{10 * place + 10} %</text>"
        )
    return "".join([*parts, "</svg>"])
