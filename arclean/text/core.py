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


Column = tuple[bool, int, Any, Any, Any]
"""Text as Arrow has it: whether offsets have eight bytes, rows before the first one, and the
buffers: which rows there are, offsets, data.
"""

Ask = Callable[[str | None, str | None, str | None], tuple[Any, Sequence[int], bool] | None]
"""What the url, site and day of a page say about its rules: as :meth:`RuleSet.addressed`, and
whether the host of the url is all of it that matters; None where they cannot be chosen.
"""


class Batches(Protocol):
    """Batches of records cleaned in one call, without the interpreter."""

    def lines(
        self, data: bytes, text: str, url: str | None, site: str | None, ask: Ask
    ) -> tuple[bytes, list[tuple[int, int, int, int]], tuple[int, int, int]]:
        """Lines of JSON, with the text of each cleaned.

        Returns:
            The lines; what is left to the caller: where it belongs among them, lines before it,
            where it begins and ends in ``data``; documents and their bytes before and after.
        """

    def column(
        self, rows: int, texts: Column, urls: Column | None, sites: Column | None, ask: Ask
    ) -> tuple[bytes, bytes, list[int], tuple[int, int, int]]:
        """A column of text.

        Returns:
            Offsets and data; rows that are left to the caller, which are empty; documents and
            their bytes before and after.
        """

    def records(
        self, data: bytes, places: list[tuple[int, int, int]], ask: Ask
    ) -> tuple[bytes, list[int], list[tuple[int, int, int]], int, tuple[int, int, int]]:
        """WARC records, by start, start of the body and end of each.

        Returns:
            The records that were written, and where each ends; what is left to the caller:
            records written before it, places of the first and behind the last; records that are no
            documents; documents and their bytes before and after.
        """


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

    def ready(self, machine: object, errors: str) -> Callable[[bytes], object]:
        """:meth:`clean` for bytes that choose their rules; anything but bytes comes back where
        :meth:`clean` has to be asked.
        """

    def clean_joined(
        self,
        data: bytes,
        docs: str,
        machine: object,
        errors: str,
        engine: Any,
        barred: Sequence[int],
    ) -> tuple[bytes, int] | None:
        """The documents of a text; None where :meth:`clean` has to be asked."""

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

    def batches(self, machine: object, errors: str, most: int | None) -> Batches:
        """What cleans whole batches of records."""


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
