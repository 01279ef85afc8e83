"""Counts over a run: documents, bytes, removals per category, rule and site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from arclean.report.record import Cleaned

__all__ = ["Statistics"]


class Statistics:
    """Counts documents as they pass."""

    def __init__(self) -> None:
        self.files = 0
        self.documents = 0
        self.bytes_in = 0
        self.bytes_out = 0
        self._removals: dict[str, Counter[str]] = {"category": Counter(), "rule": Counter()}
        self._bytes: dict[str, Counter[str]] = {"category": Counter(), "rule": Counter()}
        self._sites: Counter[str] = Counter()
        self._notes: Counter[str] = Counter()

    def add(self, cleaned: Cleaned) -> None:
        """Count one document."""
        self.documents += 1
        result = cleaned.result
        self._sites[result.site or "(no site)"] += 1
        self._notes.update(note.code for note in result.notes)
        for removal in result.removals:
            for kind, name in (("category", removal.category), ("rule", removal.rule)):
                self._removals[kind][name] += 1
                self._bytes[kind][name] += len(removal.text)

    def lines(self, seconds: float) -> Iterator[str]:
        """The counts as text.

        Args:
            seconds: how long the run took, for the throughput of the input.
        """
        change = f" ({self.bytes_out / self.bytes_in - 1:+.1%})" if self.bytes_in else ""
        speed = self.bytes_in / 1e6 / seconds if seconds > 0 else 0.0
        yield (
            f"{_count(self.files, 'file')}, {_count(self.documents, 'document')}; "
            f"{self.bytes_in:,} bytes in, {self.bytes_out:,} bytes out{change}; "
            f"{seconds:.3f} s, {speed:,.1f} MB/s"
        )
        for kind, counts in self._removals.items():
            yield from _table(kind, counts, self._bytes[kind])
        yield from _table("site", self._sites, None, "documents")
        yield from _table("note", self._notes, None, "documents")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _table(
    kind: str, counts: Counter[str], sizes: Counter[str] | None, unit: str = "removals"
) -> Iterator[str]:
    """Name, count and bytes, the most frequent first, names in order where counts are equal."""
    if not counts:
        return
    width = max(len(kind), *(len(name) for name in counts))
    yield f"{kind:<{width}}  {unit:>9}" + (f"  {'bytes':>12}" if sizes is not None else "")
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        size = f"  {sizes[name]:>12,}" if sizes is not None else ""
        yield f"{name:<{width}}  {count:>9,}{size}"
