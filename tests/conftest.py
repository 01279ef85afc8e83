"""What all tests share: the cores that they run on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("arclean", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("arclean")


def examples(usual: int) -> int:
    """How many random examples a test tries: ``ARCLEAN_FUZZ=20`` tries twenty times as many."""
    return usual * int(os.environ.get("ARCLEAN_FUZZ", "1"))


Links = Sequence[tuple[int, float]]


class Core(Protocol):
    """One of the twins that must give the same answers. New cores are added to ``_CORES``."""

    name: str

    def fold(self, text: str) -> str: ...

    def trim(self, folded: str) -> str: ...

    def run(
        self, text: str | bytes, program: Mapping[str, Any], links: Links | None = None
    ) -> tuple[list[tuple[int, ...]], list[tuple[str, int | None, str]]]:
        """Cuts (start, end, rule, first line, last line) and notes (code, rule, detail). ``links``:
        where stretches of an HTML page's text end, and the share of each that stands in links.
        """

    def probe(self, text: str, claims: Sequence[Mapping[str, Any]]) -> list[int]:
        """Strength of each claim."""


class PureCore:
    """The twin in plain Python."""

    name = "pure"

    def fold(self, text: str) -> str:
        from arclean.text.fold import fold

        return fold(text)

    def trim(self, folded: str) -> str:
        from arclean.text.fold import trim

        return trim(folded)

    def run(
        self, text: str | bytes, program: Mapping[str, Any], links: Links | None = None
    ) -> tuple[list[tuple[int, ...]], list[tuple[str, int | None, str]]]:
        from arclean.text.lines import Page
        from arclean.text.pure import LineEngine

        outcome = LineEngine(program, links=links is not None).run(Page(text, links))
        return [tuple(cut) for cut in outcome.cuts], list(outcome.notes)

    def probe(self, text: str, claims: Sequence[Mapping[str, Any]]) -> list[int]:
        from arclean.text.lines import Page
        from arclean.text.pure import Probe

        return Probe(claims).run(Page(text))


def _by_way_of_stand_ins(function: Callable[[str], str], text: str) -> str:
    """Call the compiled core with stand-ins for surrogates, and take them out of the answer."""
    from arclean.text.native import with_stand_ins

    passed = with_stand_ins(text)
    answer = function(passed)
    if passed == text:
        return answer
    return re.sub("[\U0010f800-\U0010ffff]", lambda found: chr(ord(found[0]) - 0x102000), answer)


class NativeCore:
    """The compiled twin."""

    name = "native"

    def fold(self, text: str) -> str:
        from arclean.text import native

        return _by_way_of_stand_ins(native.tables().fold, text)

    def trim(self, folded: str) -> str:
        from arclean.text import native

        return _by_way_of_stand_ins(native.tables().trim, folded)

    def run(
        self, text: str | bytes, program: Mapping[str, Any], links: Links | None = None
    ) -> tuple[list[tuple[int, ...]], list[tuple[str, int | None, str]]]:
        from arclean.text import native

        outcome = native.LineEngine(program, links=links is not None).run(native.Page(text, links))
        return [tuple(cut) for cut in outcome.cuts], list(outcome.notes)

    def probe(self, text: str, claims: Sequence[Mapping[str, Any]]) -> list[int]:
        from arclean.text import native

        return native.Probe(claims).run(native.Page(text))


def _cores() -> list[Core]:
    """The pure core always; the compiled one where it is installed or must be."""
    cores: list[Core] = [PureCore()]
    if find_spec("arclean._native") or os.environ.get("ARCLEAN_REQUIRE_NATIVE") == "1":
        cores.append(NativeCore())
    return cores


_CORES = _cores()


@pytest.fixture(scope="session", params=_CORES, ids=lambda core: core.name)
def core(request: pytest.FixtureRequest) -> Core:
    """The core under test."""
    chosen: Core = request.param
    return chosen
