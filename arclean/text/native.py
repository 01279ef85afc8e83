"""The line engine of the compiled core, behind the interface of its twin, arclean.text.pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from arclean import _native
from arclean.text.fold import tables_json
from arclean.text.outcome import Cut, Outcome, refusal

__all__ = ["LineEngine", "Page", "Probe", "Stripper", "tables", "with_stand_ins"]


@lru_cache(maxsize=1)
def tables() -> _native.LineTables:
    """The fold's tables, handed to the core once."""
    return _native.LineTables(tables_json())


def with_stand_ins(text: str) -> str:
    """A str with the core's stand-ins for lone surrogates, which UTF-8 cannot say."""
    return re.sub("[\ud800-\udfff]", lambda found: chr(ord(found[0]) + 0x102000), text)


def _as_json(value: object) -> str:
    return with_stand_ins(json.dumps(value, ensure_ascii=False))


def Page(  # noqa: N802 - the twin's is a class
    data: str | bytes, links: Sequence[tuple[int, float]] | None = None
) -> _native.Page:
    """A page, split and folded once; spans come back in units of ``data``. See
    :class:`arclean.text.lines.Page`.
    """
    return _native.Page(tables(), data, links)


class Probe:
    """Fingerprints. See :class:`arclean.text.pure.Probe`.

    What engines made with it share with ``rules`` is looked for along with the claims, so that a
    page is gone through once.
    """

    def __init__(
        self, claims: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self.core = _native.Probe(tables(), _as_json(list(claims)), _as_json(list(rules)))

    def run(self, page: _native.Page) -> list[int]:
        """For each claim the number of entries that the page meets; 0 where the claim fails."""
        return self.core.run(page)


class LineEngine:
    """A program, ready to run. See :class:`arclean.text.pure.LineEngine`."""

    def __init__(
        self, program: Mapping[str, Any], probe: Probe | None = None, *, links: bool = False
    ) -> None:
        known = None if probe is None else probe.core
        self.core = _native.LineEngine(tables(), _as_json(program), known, links=links)

    def run(self, page: _native.Page) -> Outcome:
        """Run all rules over a page, in order, each once."""
        cuts, notes = self.core.run(page)
        return Outcome([Cut(*cut) for cut in cuts], [refusal(*note) for note in notes])


class Stripper:
    """Whole pages cleaned in one call, for callers who need no reasons.

    Args:
        probe: goes through every page.
        sites: of each of its claims whether it is a site's; the others are packs'.
        program: the engine, made with that probe, for a choice: the one site or the packs whose
            claims hold, by their places among the claims.
    """

    def __init__(
        self,
        probe: Probe,
        sites: Sequence[bool],
        program: Callable[[Sequence[int], Sequence[int]], LineEngine],
    ) -> None:
        self._core = _native.Stripper(tables(), probe.core, list(sites))
        self._program = program

    def clean(
        self,
        data: str | bytes,
        machine: object,
        errors: str,
        engine: LineEngine | None,
        barred: Sequence[int],
    ) -> str | bytes | None:
        """The page stripped and, where a machine is given, normalised.

        Args:
            data: the page.
            machine: a normaliser's, of this core, or None.
            errors: the normaliser's, for bytes.
            engine: the program; None lets the page choose.
            barred: claims of sites that it cannot choose.

        Returns:
            None for bytes that are not UTF-8 under ``errors="strict"``.
        """
        core = None if engine is None else engine.core
        while True:
            cleaned = self._core.clean(data, machine, errors, core, barred)
            if not isinstance(cleaned, tuple):
                return cleaned
            sites, packs = cleaned
            self._core.learn(sites, packs, self._program(sites, packs).core)

    def ready(self, machine: object, errors: str) -> Callable[[bytes], object]:
        """:meth:`clean` for bytes that choose their rules, without a step in Python; anything but
        bytes comes back where :meth:`clean` has to be asked.
        """
        return partial(self._core.clean, machine=machine, errors=errors)

    def clean_joined(
        self,
        data: bytes,
        docs: str,
        machine: object,
        errors: str,
        engine: LineEngine | None,
        barred: Sequence[int],
    ) -> tuple[bytes, int] | None:
        """The documents of a text stripped and normalised; other threads run from the first to the
        last.

        Args:
            data: the text.
            docs: how it is cut into documents: one of :data:`arclean.text.documents.CUTS`.
            machine: a normaliser's, of this core.
            errors: the normaliser's.
            engine: the program for all of them; None lets each choose.
            barred: claims of sites that they cannot choose.

        Returns:
            The text and their number, or None where :meth:`clean` has to be asked about each.
        """
        core = None if engine is None else engine.core
        asked = (data, docs, machine, errors, core, barred)
        while True:
            cleaned, unknown = _native.clean_joined(self._core, *asked)
            if unknown is None:
                return cleaned
            self._core.learn(*unknown, self._program(*unknown).core)

    def clean_all(
        self,
        pages: Sequence[bytes],
        hows: Sequence[tuple[LineEngine | None, Sequence[int]] | None],
        machine: object,
        errors: str,
        *,
        quoted: bool,
    ) -> list[tuple[bytes, int, int] | None]:
        """Many pages stripped and normalised; other threads run from the first to the last.

        Args:
            pages: bytes each.
            hows: of each what :meth:`clean` takes as ``engine`` and ``barred``, or None.
            machine: a normaliser's, of this core.
            errors: the normaliser's.
            quoted: the pages are strings of JSON, and stay such.

        Returns:
            Of each its text, and its sizes in bytes before and after, without quoting; None
            where :meth:`clean` has to be asked.
        """
        cores = [
            None if how is None else (None if how[0] is None else how[0].core, how[1])
            for how in hows
        ]
        while True:
            cleaned, unknown = self._core.clean_all(pages, cores, machine, errors, quoted=quoted)
            if not unknown:
                return cleaned
            for sites, packs in unknown:
                self._core.learn(sites, packs, self._program(sites, packs).core)

    def batches(self, machine: object, errors: str, most: int | None) -> _native.Batches:
        """What cleans whole batches of records with this.

        Args:
            machine: a normaliser's, of this core.
            errors: the normaliser's.
            most: bytes of the largest page that is stripped; None for no bound.
        """

        def program(sites: Sequence[int], packs: Sequence[int]) -> _native.LineEngine:
            return self._program(sites, packs).core

        return _native.Batches(self._core, program, machine, errors, most)
