"""The fold: what it makes equal, what it keeps apart, and that it is what its table says."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.text import fold as module
from arclean.text.fold import BLANKS, MARKS, fold_characters, is_folded, is_word, table, unfold
from tests.conftest import Core, examples
from tests.reference import line_engine_reference as reference
from tests.text import strategies

FOLDED = "".join(table())
LINES = st.one_of(
    strategies.lines(),
    st.text(st.one_of(st.sampled_from(FOLDED), st.sampled_from(" \u200f\u0651اب:"))),
    st.text(st.characters(exclude_characters="\n\r")),
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("مُحَمَّــــــدٌ", "محمد"),
        ("أإآٱا ىيی ةه ؤو ئ كک", "ااااا ييي هه وو ي كك"),
        ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"),
        ("«أ» ‹ب› “ج” ‘د’", '"ا" "ب" "ج" \'د\''),
        ("أ، ب؛ ج؟ د… ٪ ٭ ۔", "ا, ب; ج? د... % * ."),
        ("ﷲ ﷺ ﻼ ﷴ", "الله صلي الله عليه وسلم لا محمد"),
        ("CAFÉ Straße Ⅻ ﬁ", "cafe strasse xii fi"),
        ("\ufeff \u200f\xa0 a \t\u2028 b \x85", "a b"),
        ("a\u200fb\u200cج", "abج"),
        ("A`B\x1cC", "a'b c"),
        ("\x00\x01\udcff\U0001f600", "\x00\x01\udcff\U0001f600"),
    ],
)
def test_fold(core: Core, text: str, folded: str) -> None:
    assert core.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("", ""),
        ('" مقالات ذات صله : "', "مقالات ذات صله"),
        ("• - 12 ♥", "12"),
        ("a - b", "a - b"),
        ("* * *", "* * *"),
        ("-•-", "-•-"),
        ("_x_", "x"),
        ("\udcffx\x00", "x"),
    ],
)
def test_trim(core: Core, text: str, trimmed: str) -> None:
    assert core.trim(text) == trimmed


def test_the_table_is_a_fixpoint_that_never_touches_line_ends() -> None:
    outputs = set("".join(table().values()))
    assert outputs & set(table()) == set()
    assert not outputs & set("\n\r")
    assert not set("\n\r") & set(table())
    # An expansion with a blank at its edge would break the offsets of runs of blanks.
    assert all(to.strip(" ") == to for to in table().values() if to != " ")
    assert all(to == " " for char, to in table().items() if char in BLANKS)
    assert all(table()[char] == "" for char in MARKS)


def test_what_is_left_of_white_space_is_the_space_and_the_line_ends() -> None:
    """So ``str.split`` on folded text finds no other blank, on any interpreter."""
    spaces = {chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()}
    assert spaces - BLANKS == set("\n\r")


def test_word_characters_are_letters_numbers_and_marks() -> None:
    """Against the interpreter's own, older tables, where those know the character."""
    for code in range(0x3000):
        category = unicodedata.category(chr(code))
        if category != "Cn":
            assert is_word(chr(code)) == (category[0] in "LNM"), hex(code)
    assert is_word("\U0001ee00")
    assert not is_word("\U0001f600")
    assert not is_word("\udcff")
    assert not is_word("\U0010ffff")


@settings(max_examples=examples(300))
@given(text=LINES)
def test_fold_equals_reference(core: Core, text: str) -> None:
    folded = core.fold(text)
    assert folded == reference.fold(text)
    assert core.fold(folded) == folded
    assert all(map(is_folded, folded.replace(" ", "")))
    assert folded == " ".join(folded.split(" ")).strip(" ")
    trimmed = core.trim(folded)
    assert trimmed == reference.trim(folded)
    assert core.trim(trimmed) == trimmed
    assert trimmed in folded


@settings(max_examples=examples(200))
@given(text=st.one_of(LINES, strategies.pages()))
def test_characters_fold_one_by_one(text: str) -> None:
    assert fold_characters(text) == "".join(table().get(char, char) for char in text)


def test_many_different_characters_fold_as_well_as_few() -> None:
    """Beyond some number of different characters the fold takes another way."""
    for count in (1, 50, 500, len(FOLDED)):
        text = "\n".join(f"ا{char}ب" for char in FOLDED[:count])
        assert fold_characters(text) == "\n".join(f"ا{table()[char]}ب" for char in FOLDED[:count])


@settings(max_examples=examples(300))
@given(text=LINES, data=st.data())
def test_unfold(text: str, data: st.DataObject) -> None:
    folded = module.fold(text)
    each = list(unfold(text, [(at, at + 1) for at in range(len(folded))]))
    assert each == [(start, end) for _, start, end in reference.fold_stretches(text)]
    for char, (start, end) in zip(folded, each, strict=True):
        again = fold_characters(text[start:end])
        assert char in again
        assert len(again.split(" ")) > 1 or char != " "
    # What belongs to no stretch folds away, or is a blank at the edge of the line.
    outside = set(range(len(text))) - {at for start, end in each for at in range(start, end)}
    assert {table().get(text[at], text[at]) for at in outside} <= {"", " "}
    edges = data.draw(st.lists(st.integers(0, len(folded)), unique=True).map(sorted))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    assert list(unfold(text, spans)) == [(each[a][0], each[b - 1][1]) for a, b in spans]
    for (start, end), (a, b) in zip(unfold(text, spans), spans, strict=True):
        assert folded[a:b].strip(" ") in module.fold(text[start:end])


def test_the_tables_of_the_compiled_core_s_fuzzer_are_these() -> None:
    kept = Path(__file__).resolve().parents[2] / "core" / "tests" / "plans" / "fold.json"
    assert kept.read_text(encoding="utf-8") == module.tables_json() + "\n"
