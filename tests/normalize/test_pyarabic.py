"""PyArabic as an oracle where it is right. (GPL: in the test environment only.)"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.normalize import normalize

araby = pytest.importorskip("pyarabic.araby")

arabic = st.text(alphabet=[chr(c) for c in range(0x0621, 0x0653)] + [" "], max_size=80)


@settings(max_examples=500)
@given(text=arabic)
def test_strip_tatweel(text: str) -> None:
    assert normalize(text, "tatweel:off") == araby.strip_tatweel(text)


@settings(max_examples=500)
@given(text=arabic)
def test_strip_tashkeel(text: str) -> None:
    assert normalize(text, "harakat,tanwin,shadda") == araby.strip_tashkeel(text)
