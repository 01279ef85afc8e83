"""The progress bar: documents, MB/s, time left, share of the text that went."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from arclean.corpus.extras import need
from arclean.corpus.model import Counts

__all__ = ["Console"]


class Console:
    """Shows how a run goes. By tqdm, which is loaded only where a bar is shown.

    Args:
        error: says one sentence on standard error.
        shown: whether there is a bar.
    """

    def __init__(self, error: Callable[[str], None], *, shown: bool) -> None:
        self._error = error
        self._shown = shown
        self._bar: Any = None
        self._lock = threading.Lock()
        self._counts = [0, 0, 0]  # documents, bytes in, bytes out
        self._positions: dict[str, int] = {}

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int, done: int) -> None:
        """Bytes of all inputs, and of those that an earlier run has done."""
        if not self._shown:
            return
        self._bar = need("tqdm", "the progress bar").tqdm(
            total=total or None,
            initial=done,
            unit="B",
            unit_scale=True,
            mininterval=0.5,
            dynamic_ncols=True,
        )

    def progress(self, job: str, position: int, counts: Counts) -> None:
        """A job has come further."""
        if self._bar is None:
            return
        with self._lock:
            self._bar.update(position - self._positions.get(job, 0))
            self._positions[job] = position
            sums = self._counts
            sums[0] += counts.documents
            sums[1] += counts.bytes_in
            sums[2] += counts.bytes_out
            gone = 1 - sums[2] / sums[1] if sums[1] else 0.0
            self._bar.set_postfix_str(f"{sums[0]:,} documents, {gone:.1%} removed", refresh=False)

    def tell(self, message: str) -> None:
        """One sentence; it does not tear the bar."""
        with self._lock:
            if self._bar is None:
                self._error(message)
                return
            with self._bar.external_write_mode():
                self._error(message)
