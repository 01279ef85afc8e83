"""What a terminal must not see."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from arclean.report.escape import escape_json, visible

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def hostile(char: str) -> bool:
    """By Unicode's own properties: controls but the tab, lone surrogates, bidi controls and
    marks.
    """
    category, bidi = unicodedata.category(char), unicodedata.bidirectional(char)
    marks = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
    return (category in ("Cc", "Cs", "Zl", "Zp") and char != "\t") or bidi in BIDI or char in marks


def test_every_hostile_character_is_escaped() -> None:
    bad = [chr(code) for code in range(0x110000) if hostile(chr(code))]
    assert len(bad) > 2000
    for char in bad:
        assert visible(char).isascii(), f"U+{ord(char):04X}"
        assert visible(char).startswith("\\")


def test_what_arabic_text_is_made_of_is_left_alone() -> None:
    text = "مُحَمَّــد\tو«لا»، ١٢٣ \N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}é😀\\n"
    assert visible(text) == text
    assert visible(text.encode()) == text


def test_escapes() -> None:
    assert visible("a\N{RIGHT-TO-LEFT OVERRIDE}b\x1b[2J\r\n") == "a\\u202eb\\x1b[2J\\r\\n"
    assert visible(b"a\xff\xd8") == "a\\xff\\xd8"
    assert visible("\U000e0041\ud800") == "\\U000e0041\\ud800"
    assert visible("خبر".encode().decode("ascii", "surrogateescape")) == "خبر"


@given(st.text(st.characters(exclude_categories=())))
def test_json_keeps_its_value(text: str) -> None:
    escaped = escape_json(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(escaped) == {"text": text}
    assert not any(hostile(char) for char in escaped)
    assert len(escaped.splitlines()) == 1
