"""The cores give the answers of the plain specification, on random programs and random pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.text import matching, pure
from arclean.text.lines import Page
from tests.conftest import Core, examples
from tests.reference import line_engine_reference as reference
from tests.text import strategies


@settings(max_examples=examples(600))
@given(case=strategies.cases())
def test_cuts_and_notes(core: Core, case: tuple[str, dict[str, Any]]) -> None:
    text, program = case
    assert core.run(text, program) == reference.run(text, program)


@settings(max_examples=examples(300))
@given(case=strategies.linked_cases())
def test_share_of_links(
    core: Core, case: tuple[str, dict[str, Any], list[tuple[int, float]]]
) -> None:
    text, program, links = case
    assert core.run(text, program, links) == reference.run(text, program, links)
    # The same in bytes, which count otherwise.
    sizes = [len(char.encode("utf-8", "surrogateescape")) for char in text if not _is_torn(char)]
    if len(sizes) == len(text):
        at = [0, *accumulate(sizes)]
        raw = [(at[end] if end < len(at) else at[-1] + 1, share) for end, share in links]
        cuts, notes = core.run(text.encode("utf-8", "surrogateescape"), program, raw)
        wanted, same_notes = reference.run(text, program, links)
        assert cuts == [(at[start], at[end], *more) for start, end, *more in wanted]
        assert notes == same_notes


def _is_torn(char: str) -> bool:
    """Whether no byte becomes this surrogate."""
    return "\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff"


@settings(max_examples=examples(100))
@given(data=st.data())
def test_fingerprints(core: Core, data: st.DataObject) -> None:
    text = data.draw(strategies.pages())
    page = strategies.folded_lines(text)
    entry = st.fixed_dictionaries(
        {
            "zone": strategies.ZONES,
            "when": strategies.conditions(page),
        }
    )
    entries = st.lists(entry, min_size=1, max_size=3)
    claims = data.draw(
        st.lists(
            st.one_of(
                st.fixed_dictionaries({"all": entries}), st.fixed_dictionaries({"any": entries})
            ),
            max_size=3,
        )
    )
    assert core.probe(text, claims) == reference.probe(text, claims)


@settings(max_examples=examples(200))
@given(case=strategies.cases())
def test_prefilters_never_change_an_answer(case: tuple[str, dict[str, Any]]) -> None:
    """Of the pure core: pages this small are otherwise looked through line by line."""
    text, program = case
    page = Page(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pure, "_FEW_LINES", 0)
        filtered = pure.LineEngine(program).run(page)
        patch.setattr(pure, "Gates", _NoGates)
        assert pure.LineEngine(_without_literals(program)).run(page) == filtered


@settings(max_examples=examples(150))
@given(case=strategies.cases())
def test_lines_too_long_for_patterns(case: tuple[str, dict[str, Any]]) -> None:
    """Of the pure core, with the bound so low that most lines are above it."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (matching, reference):
            patch.setattr(module, "MAX_REGEX_LINE", strategies.SHORT_LINE)
        text, program = case
        outcome = pure.LineEngine(program).run(Page(text))
        assert (outcome.cuts, outcome.notes) == reference.run(text, program)


class _NoGates:
    """Any line may meet any condition."""

    def __init__(self, conditions: Sequence[Any]) -> None:
        self.filed = [False] * len(conditions)
        self.literals = [None] * len(conditions)

    def owners(self, view: object, line: int) -> set[int]:
        return set()


def _without_literals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_literals(item) for key, item in value.items() if key != "literals"}
    return [_without_literals(item) for item in value] if isinstance(value, list) else value
