"""The compiled normaliser equals the reference: random plans and text, every vector path."""

from __future__ import annotations

import json
import random

import pytest

from arclean.errors import EncodingError
from arclean.normalize.program import plan_for
from tests.core.pairs import compare, some_plan
from tests.reference.normalize_reference import Sets, normalize

native = pytest.importorskip("arclean._native")


@pytest.mark.parametrize("simd", native.simd_available())
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_reference(simd: str, seed: int) -> None:
    assert compare(seed, 250, [simd]) >= 250


@pytest.mark.parametrize("simd", native.simd_available())
def test_strings_of_each_storage(simd: str) -> None:
    """Long texts in Python's one-, two- and four-byte storage, which have ways of their own."""
    rng = random.Random(simd)
    latin = [*"  \n\n\r\t,;?.ab1", *"éÀ«»\xa0\xad²", "word " * 9, "été\n", "\r\n", "\x00"]
    alphabets = (latin[:13], latin, [*latin, "قال ", "آَ", "ووو", "\u201c", "\u200f", "ک"])
    for _ in range(25):
        data = some_plan(rng)
        machine = native.Machine(json.dumps(data), simd=simd)
        sets = Sets(data)
        for alphabet in alphabets:
            text = "".join(rng.choices(alphabet, k=rng.choice([2, 20, 120])))
            for astral in ("", "\U0001f600"):
                assert machine.run(text + astral) == normalize(text + astral, sets), (
                    ascii(text + astral),
                    data["contexts"],
                )


@pytest.mark.parametrize("simd", native.simd_available())
def test_a_lead_twice_is_no_prefix(simd: str) -> None:
    """Found by the fuzzer: the pair EA EA was looked up as EA AA, across a block's start too."""
    data = plan_for("search").to_data()
    machine = native.Machine(json.dumps(data), simd=simd)
    for lead in range(0xE0, 0xF0):
        twice = bytes([lead, lead, 0x99, 0x99])
        for gap in (5, 15, 40):
            raw = b"\n" + twice + b"abc" * gap + twice + b"abc" * 40
            kept = normalize(raw.decode("utf-8", "surrogateescape"), data)
            assert machine.run_bytes(raw) == kept.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("simd", native.simd_available())
def test_marks_around_a_tatweel_that_goes(simd: str) -> None:
    """Found by ``tests.core.pairs``: marks in front of a tatweel were done before it had gone."""
    for spec in ("tatweel:hamza,order:nfc", "tatweel:hamza,compose:drop,order", "corpus"):
        data = plan_for(spec).to_data()
        machine = native.Machine(json.dumps(data), simd=simd)
        for before in ("\u0653", "\u064e", "\u0651", "\u064e\u0651", "\u0654"):
            for behind in ("\u0651", "\u064e", "\u0655", "\u0654\u0651"):
                for base in ("ة", "ا", "ب\u0640", " "):
                    text = f"{base}{before}\u0640{behind}" * 2 + "x" * 80
                    assert machine.run(text) == normalize(text, data), ascii(text)


@pytest.mark.parametrize("simd", native.simd_available())
def test_letters_are_counted_up_to_a_broken_byte(simd: str) -> None:
    """Found by the fuzzer: a stray continuation byte was taken for the end of the letter before."""
    data = plan_for("search").to_data()
    machine = native.Machine(json.dumps(data), simd=simd)
    for letter in ("م", "\u075f", "\ufb9f"):
        for stray in (b"\x9f", b"\x85\x85", b"\xff"):
            for gap in (b"", b"x" * 80):
                raw = gap + letter.encode() * 2 + stray + letter.encode() * 3 + b"(" + gap
                kept = normalize(raw.decode("utf-8", "surrogateescape"), data)
                want = kept.encode("utf-8", "surrogateescape")
                stream = machine.byte_stream()
                assert machine.run_bytes(raw) == stream.feed(raw) + stream.finish() == want


@pytest.mark.parametrize("simd", native.simd_available())
def test_what_a_tatweel_stands_between(simd: str) -> None:
    """Found by the fuzzer and by ``tests.core.pairs``: a digit and its separator, and a letter that
    is a mark on Arabic lines only.
    """
    for spec in ("corpus", "search", "tatweel:mark,digits"):
        data = plan_for(spec).to_data()
        machine = native.Machine(json.dumps(data), simd=simd)
        for text in ("9ـ٫9", "٩ــ٫ـ٩", "9َـ٬9", "٩ـ٫٩ـ٫٩"):
            assert machine.run(text) == normalize(text, data), text
    data = plan_for("search").to_data()
    for gone in ("\u064e", ""):
        data["table"] = sorted([*([c, t] for c, t in data["table"] if c != 0x6D5), [0x6D5, gone]])
        machine = native.Machine(json.dumps(data), simd=simd)
        for text in ("لـەا", "لَّەا", "لـَەـا", "ل, ەا"):
            assert machine.run(text) == normalize(text, data), text


@pytest.mark.parametrize("simd", native.simd_available())
@pytest.mark.parametrize("mark", ["\u0670", "\u06d6", "\u06e1"])
def test_two_marks_in_the_wrong_order_in_front_of_a_long_run(simd: str, mark: str) -> None:
    """A run that is too long stays as it is, on whatever page the marks behind the two are."""
    plan = plan_for("light").to_json()
    machine, plain = native.Machine(plan, simd=simd), native.Machine(plan, simd="scalar")
    for before in range(70):
        for count in (0, 1, 2, 20, 28, 29, 30, 31, 60):
            text = "a" * before + "ب\u064e\u0651" + mark * count + "، كلمة\r\n" * 9
            raw = text.encode()
            assert machine.run_bytes(raw) == plain.run_bytes(raw), (before, count)


@pytest.mark.parametrize("simd", native.simd_available())
@pytest.mark.parametrize("blank", [" ", "ee"])
def test_what_stands_alone_in_plain_text(simd: str, blank: str) -> None:
    """A kernel goes past it: by what is around a comma or a tatweel, and what a blank becomes."""
    before, behind = ("ب", "ي\u064e", "1", "a", " ", ")", "\u0640"), ("ب", " ب", " 1", "  ب", " ")
    odd = [",", ";", "«", "ڤ", "é", "–", "\u200f", "ﻻ", "\U0001f600", "\x00", "\u064e\u0651"]
    odd += [
        "\u0640" + marks for marks in ("", "\u0640", "\u0670", "\u0653", "\u0654", "\u0653\u0670")
    ]
    plain = "قال في هذا " * 3
    for spec in ("standard", "corpus", "search", "tatweel:mark,compose:drop,order:nfc"):
        data = plan_for(spec).to_data()
        data["table"] = [*data["table"], [32, blank]] if blank != " " else data["table"]
        machine, sets = native.Machine(json.dumps(data), simd=simd), Sets(data)
        for c in odd:
            text = "".join(f"{plain}{a}{c}{b}" for a in before for b in behind) + plain * 3
            assert machine.run_bytes(text.encode()) == normalize(text, sets).encode(), (spec, c)


def test_strict_tells_the_offset() -> None:
    machine = native.Machine(plan_for("standard").to_json())
    for raw in (b"ab\xff", b"\xd8\xa7\xe2\x80", b"x" * 200 + b"\xed\xa0\x80"):
        with pytest.raises(UnicodeDecodeError) as python:
            raw.decode()
        with pytest.raises(EncodingError) as ours:
            machine.run_bytes(raw, "strict")
        assert ours.value.offset == python.value.start


def test_into_refuses_what_cannot_be() -> None:
    machine = native.Machine(plan_for("standard").to_json())
    buffer = bytearray("قال".encode() * 30)
    with pytest.raises(ValueError, match="share memory"):
        machine.into(buffer, buffer)
    with pytest.raises(BufferError):
        machine.into(buffer, bytearray(10))
    with pytest.raises(BufferError):
        machine.into(buffer, bytes(300))


def test_offsets_point_to_origins() -> None:
    machine = native.Machine(plan_for("standard").to_json())
    text = "قالَ  «نعم» ﷺ"
    out, breaks = machine.run_with_offsets(text)
    origin, last = {}, (0, 0)
    starts = dict(breaks)
    for q in range(len(out)):
        last = (q, starts[q]) if q in starts else last
        origin[q] = last[1] + q - last[0]
    assert out.startswith('قال "نعم" صلى')
    assert [text[origin[q]] for q in range(4)] == list("قال ")
    assert text[origin[out.index('"')]] == "«"
    assert all(text[origin[q]] == "ﷺ" for q in range(out.index("ص"), len(out)))
