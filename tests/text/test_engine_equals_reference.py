"""The cores give the answers of the plain specification, on random programs and random pages."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Core, examples
from tests.reference import line_engine_reference as reference
from tests.text import strategies


@settings(max_examples=examples(600), deadline=None)
@given(case=strategies.cases())
def test_cuts_and_notes(core: Core, case: tuple[str, dict[str, Any]]) -> None:
    text, program = case
    assert core.run(text, program) == reference.run(text, program)


@settings(max_examples=examples(100), deadline=None)
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
