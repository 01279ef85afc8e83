"""Pages: what a line is, what a blank line is, and what each line owns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.text.lines import Page
from tests.conftest import examples
from tests.reference import line_engine_reference as reference
from tests.text import strategies


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n\rb", ["a", "b"]),
        ("a\u2028b\x85c\x0bd\x0ce\x1cf\n", ["a\u2028b\x85c\x0bd\x0ce\x1cf"]),
        (" \n\xa0\n\u200f\n\ufeff\n\u200c\u200d\t\n\u3000\x1f", []),
        ("\x00\n\u0640\n\u064e\n\udcff", ["\x00", "\u0640", "\u064e", "\udcff"]),
    ],
    ids=["empty", "no line end", "all line ends", "LF CR", "not line ends", "blank", "not blank"],
)
def test_what_a_line_is(text: str, lines: list[str]) -> None:
    page = Page(text)
    assert [text[a:b] for a, b in zip(page.starts, page.ends, strict=True)] == lines


def test_blank_lines_count_in_numbers_but_not_in_size() -> None:
    page = Page("\n\xa0\nخبر\r\n \r\nآخر\n")
    assert page.numbers == [3, 5]
    assert page.size == 6
    assert len(page) == 2


@pytest.mark.parametrize("between", ["\u200b", "\u064e", "\u0640", "\xad", "\ufeff"])
def test_what_folds_away_between_cr_and_lf_does_not_join_them(between: str) -> None:
    page = Page(f"نص\r{between}\nنص")
    assert page.numbers[-1] == 3
    assert page.folded[0] == page.folded[-1] == "نص"


@pytest.mark.parametrize(
    ("zone", "covered"),
    [
        (None, [0, 1, 2]),
        (("head", 2), [0, 1]),
        (("tail", 2), [1, 2]),
        (("head", 9), [0, 1, 2]),
        (("tail", 9), [0, 1, 2]),
    ],
)
def test_zones_count_lines_that_are_not_blank(
    zone: tuple[str, int] | None, covered: list[int]
) -> None:
    assert list(Page("\n1\n\n\n2\n \n3\n\n").zone(zone)) == covered


@settings(max_examples=examples(200))
@given(text=st.one_of(strategies.pages(), st.text()))
def test_page_equals_reference(text: str) -> None:
    page, lines = Page(text), reference.split(text)
    assert page.starts == [line.start for line in lines]
    assert page.ends == [line.end for line in lines]
    assert page.stops == [line.stop for line in lines]
    assert page.numbers == [line.number for line in lines]
    assert page.folded == [reference.fold(text[line.start : line.end]) for line in lines]
    assert [page.owned_end(index) for index in range(len(page))] == [
        line.owned_end for line in lines
    ]
