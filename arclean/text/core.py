"""The line engine of the core that this process runs, whichever it is.

Two modules offer the same three names, ``Page``, ``LineEngine`` and ``Probe``: arclean.text.pure
and arclean.text.native. Their answers are equal to the byte. The compiled core also offers a
``Stripper``, which does in one call what the three do together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from arclean._seam import core_name
from arclean.text.outcome import Outcome

__all__ = ["LineCore", "LineEngine", "Page", "Probe", "Stripper", "line_core", "stripper"]


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

    def Page(  # noqa: N802
        self, data: str | bytes, links: Sequence[tuple[int, float]] | None = None
    ) -> Page:
        """Read a page; ``links`` for lines out of an HTML page: see ``arclean.text.lines``."""

    def LineEngine(  # noqa: N802
        self, program: Mapping[str, Any], probe: Any = None, *, links: bool = False
    ) -> LineEngine:
        """Make a program ready to run; ``probe`` is one that looks at the same pages. With
        ``links`` the rules that ask for the share of links run too.
        """

    def Probe(  # noqa: N802
        self, claims: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]] = ()
    ) -> Probe:
        """Make fingerprints ready; ``rules`` are those that programs made with it may share."""


class Stripper(Protocol):
    """Whole pages cleaned in one call; see ``arclean.text.native``."""

    def clean(
        self,
        data: str | bytes,
        machine: object,
        errors: str,
        engine: Any,
        barred: Sequence[int],
    ) -> str | bytes | None:
        """The page stripped and, where a machine is given, normalised."""

    def clean_all(
        self,
        pages: Sequence[bytes],
        hows: Sequence[tuple[Any, Sequence[int]] | None],
        machine: object,
        errors: str,
        *,
        quoted: bool,
    ) -> list[tuple[bytes, int, int] | None]:
        """Many pages; None where :meth:`clean` has to be asked."""


def stripper(
    probe: Any,
    sites: Sequence[bool],
    program: Callable[[Sequence[int], Sequence[int]], Any],
) -> Stripper | None:
    """One for this core's probe; None where the core has none."""
    if core_name() != "native":
        return None
    from arclean.text.native import Stripper as CompiledStripper

    return CompiledStripper(probe, sites, program)


@lru_cache(maxsize=1)
def line_core() -> LineCore:
    """The twin that this process runs."""
    if core_name() == "native":
        from arclean.text import native

        return cast("LineCore", native)
    from arclean.text import pure

    return cast("LineCore", pure)
