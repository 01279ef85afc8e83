"""The pure core does what the reference machine says, whole and in pieces, for every profile."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.normalize import Normalizer, plan_for, script
from arclean.normalize.pure import Machine
from tests.normalize.material import PROFILES, SPECS, texts
from tests.reference import normalize_reference as reference


@cache
def machine(spec: str) -> Machine:
    return Machine(plan_for(spec))


@cache
def data(spec: str) -> dict[str, Any]:
    return plan_for(spec).to_data()


def in_pieces(spec: str, text: str, cuts: list[int]) -> str:
    stream = machine(spec).stream()
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return "".join(stream.feed(text[a:b]) for a, b in pairwise(edges)) + stream.finish()


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=80)
@given(text=texts, cuts=st.lists(st.integers(0, 400), max_size=20))
def test_pure_equals_reference(spec: str, text: str, cuts: list[int]) -> None:
    expected = reference.normalize(text, data(spec))
    assert machine(spec).run(text) == expected
    assert in_pieces(spec, text, cuts) == expected


@pytest.mark.parametrize("spec", ["standard", "corpus", "search", "blanks,lookalikes"])
@pytest.mark.parametrize(("window", "reach"), [(5, 65536), (13, 17), (4096, 9)])
def test_bounds_of_the_judgement(
    spec: str, window: int, reach: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "WINDOW", window)
    monkeypatch.setattr(script, "REACH", reach)
    plan = plan_for(spec)
    bounded = plan.to_data()
    assert bounded["script"]["window"] == window  # type: ignore[index]
    tight = Machine(plan)

    @settings(max_examples=60)
    @given(text=texts, step=st.integers(1, 7))
    def check(text: str, step: int) -> None:
        expected = reference.normalize(text, bounded)
        assert tight.run(text) == expected
        stream = tight.stream()
        parts = [stream.feed(text[i : i + step]) for i in range(0, len(text), step)]
        assert "".join(parts) + stream.finish() == expected

    check()


@pytest.mark.parametrize("spec", PROFILES)
def test_long_lines_and_blocks(spec: str) -> None:
    """More than one block, lines longer than the window, evidence before and after it."""
    arabic = "ذهب الرجل الی المدرسة, ثمّ عاد "
    persian = "این مرد به مدرسه می‌رود که آن را ببیند "
    text = "\n".join(
        [arabic * 200, persian * 200, "بيت " * 1500 + persian * 10, arabic * 200 + persian * 400]
    )
    assert machine(spec).run(text) == reference.normalize(text, data(spec))
    text = (arabic * 8 + "\n" + persian * 3 + "\r\n") * 800
    pieces = reference.normalize(arabic * 8 + "\n" + persian * 3 + "\r\n", data(spec)) * 800
    assert machine(spec).run(text) == pieces
    assert machine(spec).run_bytes(text.encode()) == pieces.encode()


def scalars() -> list[str]:
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


@pytest.mark.parametrize("spec", PROFILES)
def test_every_scalar_value(spec: str) -> None:
    """Those that a plan speaks of against the reference, alone and between neighbours; all others
    are left alone.
    """
    sets = reference.Sets(data(spec))
    spoken_of = {
        *sets.table,
        *sets.foreign_table,
        *sets.classes,
        *sets.letters,
        *sets.transparent,
    } | {*sets.separators, *sets.between_words, *" \n\r", "ـ"}
    active = sorted(spoken_of)
    for frame in ("{}\n", "ب{}ا\u064e\u0654\n", "ـ{}\u0654 1٫{},\n", "المدرسة ی{} ?\n"):
        text = "".join(frame.replace("{}", ch) for ch in active)
        assert machine(spec).run(text) == reference.normalize(text, data(spec))
    inert = [ch for ch in scalars() if ch not in spoken_of]
    assert len(inert) > 1_000_000
    for text in ("\n".join(inert), "ب" + "ب".join(inert) + "ب"):
        assert machine(spec).run(text) == text
    text = "\n".join(inert)
    assert Normalizer(spec)(text.encode()) == text.encode()
