"""The line engine of the compiled core, behind the interface of its twin, arclean.text.pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from arclean import _native
from arclean.text.fold import tables_json
from arclean.text.outcome import Cut, Outcome, refusal

__all__ = ["LineEngine", "Page", "Probe", "tables", "with_stand_ins"]


@lru_cache(maxsize=1)
def tables() -> _native.LineTables:
    """The fold's tables, handed to the core once."""
    return _native.LineTables(tables_json())


def with_stand_ins(text: str) -> str:
    """A str with the core's stand-ins for lone surrogates, which UTF-8 cannot say."""
    return re.sub("[\ud800-\udfff]", lambda found: chr(ord(found[0]) + 0x102000), text)


def _as_json(value: object) -> str:
    return with_stand_ins(json.dumps(value, ensure_ascii=False))


def Page(data: str | bytes) -> _native.Page:  # noqa: N802 - the twin's is a class
    """A page, split and folded once; spans come back in units of ``data``."""
    return _native.Page(tables(), data)


class LineEngine:
    """A program, ready to run. See :class:`arclean.text.pure.LineEngine`."""

    def __init__(self, program: Mapping[str, Any]) -> None:
        self._engine = _native.LineEngine(tables(), _as_json(program))

    def run(self, page: _native.Page) -> Outcome:
        """Run all rules over a page, in order, each once."""
        cuts, notes = self._engine.run(page)
        return Outcome([Cut(*cut) for cut in cuts], [refusal(*note) for note in notes])


class Probe:
    """Fingerprints. See :class:`arclean.text.pure.Probe`."""

    def __init__(self, claims: Sequence[Mapping[str, Any]]) -> None:
        self._probe = _native.Probe(tables(), _as_json(list(claims)))

    def run(self, page: _native.Page) -> list[int]:
        """For each claim the number of entries that the page meets; 0 where the claim fails."""
        strengths: list[int] = self._probe.run(page)
        return strengths
