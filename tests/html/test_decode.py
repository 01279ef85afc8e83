"""Encodings of pages: declared, undeclared, declared wrongly, mixed."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean.html.decode import declared_charset, decode
from arclean.html.encodings import codec_of

from .pages import ARTICLE, PARAGRAPHS, page

CODECS = ["utf-8", "cp1256", "iso8859-6", "utf-16-le", "utf-16-be"]
DECLARATIONS = [
    "",
    '<meta charset="utf-8">',
    '<meta charset="windows-1256">',
    '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-6">',
    "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=ISO-8859-1'>",
    '<meta charset="no-such-thing">',
]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_arabic_is_read_whatever_is_declared(codec: str, declaration: str) -> None:
    text = page(ARTICLE, declaration)
    decoded = decode(text.encode(codec))
    assert decoded.encoding == codec
    assert decoded.text == text


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_one_sentence_is_evidence_enough(codec: str, paragraph: str) -> None:
    assert decode(f"<p>{paragraph}</p>".encode(codec)).encoding == codec


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("declaration", ["", '<meta charset="iso-8859-1">'])
def test_vocalised_text_is_arabic_too(codec: str, declaration: str) -> None:
    text = page("<p>افْتُتِحَ الْمَعْرِضُ مَسَاءَ أَمْسِ فِي الْعَاصِمَةِ، وَحَضَرَهُ مُمَثِّلُو أَرْبَعِينَ دَوْلَةً.</p>", declaration)
    decoded = decode(text.replace("،", "").encode(codec))
    assert decoded.encoding == codec
    assert "الْعَاصِمَةِ" in decoded.text


def test_cyrillic_without_a_declaration_is_not_taken_for_arabic() -> None:
    text = "<p>В четверг вечером министр культуры открыл в столице книжную выставку.</p>"
    for codec in ("cp1251", "koi8-r"):
        assert decode(text.encode(codec)).encoding == "cp1252"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_beats_the_declaration(mark: bytes, codec: str) -> None:
    text = page(ARTICLE, '<meta charset="windows-1256">')
    decoded = decode(mark + text.encode(codec))
    assert (decoded.text, decoded.how) == (text, "bom")


def test_latin_pages_stay_latin() -> None:
    text = page("<p>Le père Noël a déjà mangé la pâte à crêpes; où est-il allé après l'été ?</p>")
    assert decode(text.encode("cp1252")).text == text
    declared = page("<p>Größe übrig, Straße schön, Äpfel für Öl</p>", '<meta charset="latin1">')
    assert decode(declared.encode("cp1252")).text == declared


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("windows-1251", "cp1251", "Министр открыл книжную выставку в столице страны"),
        ("shift_jis", "cp932", "大臣は首都で国際図書展を開きました。"),
        ("gb2312", "gb18030", "部长在首都为国际书展揭幕,四十个国家的代表出席。"),
        ("euc-kr", "cp949", "장관이 수도에서 국제 도서전을 개막했습니다."),
    ],
)
def test_other_declared_encodings_are_taken_at_their_word(
    label: str, codec: str, words: str
) -> None:
    text = page(f"<p>{words}</p>", f'<meta charset="{label}">')
    assert decode(text.encode(codec)).text == text


def test_the_callers_label_goes_before_the_pages() -> None:
    text = page("<p>Министр открыл выставку</p>", '<meta charset="iso-8859-1">')
    assert decode(text.encode("cp1251"), "windows-1251").text == text
    assert decode(text.encode("utf-8"), "windows-1251").text == text  # but not before the evidence


def test_each_stretch_of_a_mixed_page_is_read_by_itself() -> None:
    first, second, third, fourth = PARAGRAPHS
    data = b"<p>".join(
        [first.encode("cp1256"), second.encode(), third.encode("cp1256"), fourth.encode()]
    )
    decoded = decode(b"<p>" + data)
    assert decoded.text == "<p>" + "<p>".join(PARAGRAPHS)
    assert decoded.how == "mixed"


@pytest.mark.parametrize("codec", ["cp1256", "cp1252"])
def test_text_that_was_encoded_twice_is_repaired(codec: str) -> None:
    words = PARAGRAPHS[1].replace("،", "").replace("ف", "").replace("ء", "")
    twice = words.encode().decode(codec, "ignore")
    if codec == "cp1252":  # which has no character for five bytes
        twice = "".join(
            chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode(codec)
            for b in words.encode()
        )
    data = page(f"<p>{twice}</p><p>{PARAGRAPHS[0]}</p>").encode()
    assert decode(data).text == page(f"<p>{words}</p><p>{PARAGRAPHS[0]}</p>")


def test_a_character_cut_in_two_does_not_spoil_the_page() -> None:
    data = page(ARTICLE).encode()
    cut = data.index(PARAGRAPHS[1].encode()) + 1
    decoded = decode(data[:cut] + data[cut + 1 :])
    assert decoded.encoding == "utf-8"
    assert PARAGRAPHS[0] in decoded.text
    assert PARAGRAPHS[1][1:] in decoded.text


def test_a_declaration_is_found_where_pages_put_it() -> None:
    assert (
        declared_charset(b"<?xml version='1.0' encoding='windows-1256'?><html>") == "windows-1256"
    )
    assert declared_charset(b"<!-- <meta charset=latin1> --><meta charset = utf-8 >") == "utf-8"
    assert declared_charset(b"<title>charset=utf-8</title>") is None


PIECES = [
    "<meta ",
    "<META\n",
    "charset=",
    "Charset = '",
    "utf-8",
    "latin1",
    "<!--",
    "-->",
    ">",
    "x " * 499,
]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_a_declaration_in_a_comment_is_none(pieces: list[str]) -> None:
    html = "".join(pieces)
    bare = re.sub("<!--.*?-->", "", html, flags=re.DOTALL)
    found = declared_charset(html.encode())
    if "<!--" not in bare:
        assert found == declared_charset(bare.encode())


def test_labels_never_name_what_is_no_encoding_of_text() -> None:
    for label in ("zlib", "rot13", "unicode_escape", "utf-7", "idna", "../x", "", "hex"):
        assert codec_of(label) is None
    assert codec_of(" 'Windows-1256' ") == "cp1256"


def test_the_labels_are_those_of_the_standard() -> None:
    webencodings = pytest.importorskip("webencodings")
    from webencodings.labels import LABELS

    # The standard replaces the last two since this package was made: they can hide markup.
    left_out = {
        "x-user-defined",
        "utf-16le",
        "utf-16be",
        "hz-gb-2312",
        "iso-2022-kr",
        "replacement",
    }
    for label, name in LABELS.items():
        if name in left_out:
            continue
        ours = codec_of(label)
        assert ours is not None, label
        theirs = webencodings.lookup(label).codec_info.name
        same = {codecs.lookup(ours).name, {"gb18030": "gbk"}.get(ours, ours)}
        assert codecs.lookup(theirs).name in same or theirs in ("euc_kr", "shift_jis", "big5"), (
            label
        )


@given(st.binary(max_size=400))
def test_no_bytes_fail(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x6FF), min_size=20))
def test_utf8_is_read_as_it_is(text: str) -> None:
    data = text.encode()
    assert decode(data, "windows-1256").text == text


@pytest.mark.parametrize(
    "spoilt",
    [
        "<p>خبر من المدينة</p>".encode() + b"\xff",
        ("<p>" + "المال ".encode().decode("cp1256") * 9 + "</p>").encode(),
    ],
)
def test_a_long_line_of_script_costs_no_more_than_its_length(spoilt: bytes) -> None:
    script = b"<script>" + b"a" * 2**24  # its square would not come back within the day
    text = decode(spoilt + script).text
    assert "المال" in text or "خبر" in text
    assert text.endswith("a" * 99)
