"""The line engine of the core that this process runs, whichever it is.

Two modules offer the same three names, ``Page``, ``LineEngine`` and ``Probe``: arclean.text.pure
and arclean.text.native. Their answers are equal to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from arclean._seam import core_name
from arclean.text.outcome import Outcome

__all__ = ["LineCore", "LineEngine", "Page", "Probe", "line_core"]


class Page(Protocol):
    """A page, split and folded once for all that look at it."""


class LineEngine(Protocol):
    """A program of rules, ready to run; see ``arclean.text.pure``."""

    def run(self, page: Any) -> Outcome:
        """Run over a page of the same core; cuts come in the units of the page's input."""


class Probe(Protocol):
    """Fingerprints, ready to be looked for; see ``arclean.text.pure``."""

    def run(self, page: Any) -> list[int]:
        """How strongly each claim holds for a page of the same core."""


class LineCore(Protocol):
    """What both twins of the line engine offer."""

    def Page(self, data: str | bytes) -> Page:  # noqa: N802
        """Read a page."""

    def LineEngine(self, program: Mapping[str, Any]) -> LineEngine:  # noqa: N802
        """Make a program ready to run."""

    def Probe(self, claims: Sequence[Mapping[str, Any]]) -> Probe:  # noqa: N802
        """Make fingerprints ready."""


@lru_cache(maxsize=1)
def line_core() -> LineCore:
    """The twin that this process runs."""
    if core_name() == "native":
        from arclean.text import native

        return cast("LineCore", native)
    from arclean.text import pure

    return cast("LineCore", pure)
