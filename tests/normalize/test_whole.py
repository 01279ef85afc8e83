"""Steps on whole lines: entities and mojibake; and the named alefs."""

from __future__ import annotations

import sys
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.errors import UsageError
from arclean.normalize import Normalizer, normalize
from arclean.normalize.entities import decode
from arclean.normalize.mojibake import find, repair
from tests.normalize.material import arabic_texts, valid_texts
from tests.normalize.sentences import SENTENCES

ENTITIES = [
    ("&laquo;نعم&raquo; &amp; لا", "«نعم» & لا"),
    ("&#1575;&#x627;&#X0627;", "ااا"),
    ("&amp;amp;quot;", '"'),
    ("&l&#116;;", "<"),
    ("&#38;lt&#59;", "<"),
    ("أ&nbsp;ب", "أ\u00a0ب"),
    ("أ&#10;ب&NewLine;ج&#13;د", "أ ب ج د"),
    ("&#150;&#x85;", "–…"),
    ("&NotEqualTilde;", "≂̸"),
    # left alone
    ("x.com/?a=1&copy=2&amp", "x.com/?a=1&copy=2&amp"),
    ("&bogus; &; &#; &#x; &#1575", "&bogus; &; &#; &#x; &#1575"),
    ("&#0; &#xD800; &#x110000; &#127; &#129; &#1;", "&#0; &#xD800; &#x110000; &#127; &#129; &#1;"),
    ("أولاً؛ ثانياً; A&B;", "أولاً؛ ثانياً; A&B;"),
]


@pytest.mark.parametrize(("text", "expected"), ENTITIES)
def test_entities(text: str, expected: str) -> None:
    assert decode(text) == expected
    assert normalize(text, "entities") == expected


entity_soup = st.lists(
    st.sampled_from(["&", "amp", ";", "#", "38", "x26", "lt", "59", "&amp;", "&#59;", "ب", "\n"]),
    max_size=60,
).map("".join)


@settings(max_examples=500)
@given(text=entity_soup)
def test_entities_are_decoded_for_good(text: str) -> None:
    once = decode(text)
    assert decode(once) == once
    assert "\n".join(map(decode, text.split("\n"))) == once


def test_nested_entities_take_linear_time() -> None:
    nested = "&" + "amp;" * 200_000 + "lt;"
    assert decode(nested) == "<"
    assert decode("&amp;l" * 100_000) == "&l" * 100_000


PAGES = {"windows-1256": "windows-1256", "windows-1252": "windows-1252"}


def misread(text: str, page: str) -> str:
    """UTF-8 read as a code page; bytes without a character become C1 controls, as on the web."""
    chars = []
    for byte in text.encode():
        char = bytes([byte]).decode(page, "replace")
        chars.append(chr(byte) if char == "\ufffd" and page == "windows-1252" else char)
    return "".join(chars)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_utf8_read_as_a_code_page(page: str, sentence: str) -> None:
    broken = misread(sentence, page)
    if sum("\u0600" <= ch <= "\u06ff" for ch in sentence) < 6:
        return  # no Arabic, no evidence
    assert repair(broken) == sentence
    [finding] = find(broken)
    assert finding.reading == f"UTF-8 read as {page}"
    assert (finding.line, finding.before, finding.after) == (1, broken, sentence)


@pytest.mark.parametrize(("first", "second"), [*permutations(PAGES, 2)])
def test_twice(first: str, second: str) -> None:
    assert repair(misread(misread("السلام عليكم", first), second)) == "السلام عليكم"
    assert repair(misread(misread("السلام عليكم", first), first)) == "السلام عليكم"


def test_iso_8859_6_loses_characters() -> None:
    broken = misread("السلام عليكم", "iso-8859-6")
    assert "\ufffd" in broken
    assert repair(broken) == broken
    [finding] = find(broken)
    assert finding.reading == "UTF-8 read as ISO 8859-6"
    assert finding.before == finding.after
    # Only letters of which nothing is lost: ف ق ك ل م ن ه و ى ي
    whole = misread("كل يوم", "iso-8859-6")
    assert "\ufffd" not in whole
    assert repair(whole) == "كل يوم"


ARABIC = "السلام عليكم، كيف الحال في المدرسة اليوم؟ كل شيء على ما يرام"


@pytest.mark.parametrize("page", ["windows-1256", "iso-8859-6"])
@pytest.mark.parametrize("shown", ["windows-1252", "iso-8859-1"])
def test_arabic_code_page_read_as_latin(page: str, shown: str) -> None:
    broken = ARABIC.encode(page).decode(shown)
    assert repair(broken) == ARABIC
    [finding] = find(broken)
    assert page.replace("iso-", "ISO ") in finding.reading


@pytest.mark.parametrize(
    "text", ["قُلْ هُوَ اللَّهُ أَحَدٌ", "\u200fحَدَّثَنَا\u200f أَبُو بَكْرِ بْنُ أَبِي شَيْبَةَ قَالَ", "كـــان الـــرجل"]
)
def test_marks_do_not_hide_a_word(text: str) -> None:
    assert repair(text.encode("windows-1256").decode("windows-1252")) == text


HEALTHY = [
    *SENTENCES,
    "حفظ، وبلغ؛ ربع؟ «فرع» — ط…ظ",
    "Müller, Đặng Thị Thúy, Ærøskøbing, þæð, naïve café; Ça va? ÀÉÎÕÜ",
    "Það er þýðing. Ýmsir þykkir kýrnar; ÞÝÐING",
    "çok güzel öğrenci; Łódź, žluťoučký kůň",
    "مع كلمات café وÉcole بينها",
    "Ø§ واحدة",
]


@pytest.mark.parametrize("text", HEALTHY)
def test_what_is_well_stays(text: str) -> None:
    assert repair(text) == text
    assert list(find(text)) == []


@settings(max_examples=300)
@given(text=valid_texts)
def test_repair_is_final_and_line_by_line(text: str) -> None:
    for page in PAGES:
        broken = misread(text, page)
        once = repair(broken)
        assert repair(once) == once
        assert "\n".join(map(repair, broken.split("\n"))) == once
    assert repair(text) == text


def test_a_healthy_line_next_to_a_broken_one() -> None:
    broken = misread("مرحبا بكم", "windows-1256")
    text = f"حفظ، وبلغ؛\n{broken}\nربع؟"
    assert normalize(text, "mojibake") == "حفظ، وبلغ؛\nمرحبا بكم\nربع؟"
    # In one line, the single pair «ع،» is a letter and its comma.
    assert repair(f"ربع، {broken}") == "ربع، مرحبا بكم"
    assert [finding.line for finding in find(text)] == [2]


def test_both_steps_run_before_the_others() -> None:
    normalizer = Normalizer("standard,+mojibake,+entities")
    assert normalizer.before == ("mojibake:repair", "entities")
    broken = misread("مُحمّد &quot;أ&quot;", "windows-1256")
    assert normalizer(broken) == 'محمد "ا"'
    assert normalizer(broken.encode()) == 'محمد "ا"'.encode()
    stream = normalizer.stream()
    pieces = [stream.feed(broken[i : i + 3]) for i in range(0, len(broken), 3)]
    assert "".join(pieces) + stream.finish() == 'محمد "ا"'  # type: ignore[operator]


def test_ftfy_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ftfy", None)
    with pytest.raises(UsageError, match=r"arclean\[mojibake\]"):
        Normalizer("standard,+mojibake:ftfy")


def test_with_ftfy() -> None:
    pytest.importorskip("ftfy")
    text = misread("Привет", "windows-1252") + "\n" + misread("السلام", "windows-1256")
    assert normalize(text, "mojibake:ftfy") == "Привет\nالسلام"


@settings(max_examples=300)
@given(text=arabic_texts)
def test_named_alefs_are_the_step_alef(text: str) -> None:
    names = "alef-madda,alef-hamza-above,alef-hamza-below,alef-wasla,alef-wavy"
    assert normalize(text, names) == normalize(text, "alef")
    by_line = names.replace(",", ":arabic,") + ":arabic"
    assert normalize(text, by_line) == normalize(text, "alef:arabic")


def test_hamza_alone() -> None:
    assert normalize("مسؤول بئر و\u0654", "compose,hamza-carriers:hamza") == "مسءول بءر ء"
