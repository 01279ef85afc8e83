"""Extractors in turn over a page, and the table of what came out.

Speed is MB of HTML a second of processor time on one core, page by page, contestants in turn on
each page, so that all share whatever else the machine does; text in, text out, decoding included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time

from benchmarks.extraction.contestants import Extract

__all__ = ["Pace", "extract_all", "print_absent", "print_table"]


@dataclass
class Pace:
    """What an extractor took: bytes, seconds of processor time, and the pages that it failed on."""

    size: int = 0
    seconds: float = 0.0
    failed: int = 0

    @property
    def speed(self) -> float:
        """MB a second."""
        return self.size / 1e6 / max(self.seconds, 1e-9)


def extract_all(
    data: bytes, extractors: dict[str, Extract], paces: dict[str, Pace]
) -> Iterator[tuple[str, str]]:
    """The text that each extractor finds in a page; one that raises found nothing."""
    for name, extract in extractors.items():
        pace = paces[name]
        began = process_time()
        try:
            text = extract(data) or ""
        except Exception:
            text = ""
            pace.failed += 1
        pace.seconds += process_time() - began
        pace.size += len(data)
        yield name, text


def print_table(names: Sequence[str], rows: Mapping[str, tuple[Sequence[float], Pace]]) -> None:
    """One line an extractor: its figures by name, the last decides the order; speed; failures."""
    heads = " | ".join("F1" if name == "f1" else name for name in names)
    print(f"| extractor | {heads} | MB/s | failed |")
    print(f"| --- |{' ---: |' * (len(names) + 2)}")
    for name, (figures, pace) in sorted(rows.items(), key=lambda item: -item[1][0][-1]):
        cells = [f"{value:.4f}" for value in figures]
        cells += [f"{pace.speed:.1f}", str(pace.failed or "")]
        print(f"| {name} | {' | '.join(cells)} |")


def print_absent(names: Sequence[str]) -> None:
    """The extractors that are not installed, if any."""
    if names:
        print(f"\nnot installed: {', '.join(names)}")
