"""The compiled normaliser equals the reference: random plans and text, every vector path."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from arclean.errors import EncodingError
from arclean.normalize.program import plan_for
from tests.reference.normalize_reference import normalize

native = pytest.importorskip("arclean._native")

PROFILES = ("none", "light", "standard", "corpus", "search", "match")
CONTEXTS: dict[str, list[Any]] = {
    "tatweel": ["mark", "hamza"],
    "compose": ["keep", "drop"],
    "order": ["shadda-first", "nfc"],
    "elongation": [1, 2, 3],
    "separators": ["ascii"],
    "line_ends": ["lf"],
    "blanks": ["trim"],
    "punctuation": ["arabic"],
}
CHARACTERS = (
    "ابتويهةىأإآؤئءلمنسال\u0640\u0640\u0653\u0654\u0655\u064b\u064e\u0651\u0650\u0670\u06e1"
    "کیگچھہەےۀۂۓ   \n\n\r\t,;?.!،؛؟'\"-0123٠٢۵٫٬abAéß\u200f\u200c\u00a0«»\u2026\u2013\u201c"
    "\ufefb\ufef7\ufdfa\ufe80\ufb50\u0301\u20d0\U0001f600\U00010ec2\u4e2d\u00ad\ufeff\x00\x85\u2028"
)
WORDS = (
    "قال",
    "في",
    "هذا",
    "المدرسة",
    "است",
    "را",
    "هي",
    "گوگل",
    "علی",
    "الله",
    "رااااائع",
    "  ",
    "\r\n",
    " \n",
    "ــ",
    "ـٔ",
    "َّ",
    "َٓ",
    "، ",
    ", ",
    "١٫٢",
    "\u200f \u200f",
    " \u200f \u200f",
    "تتتت",
    "ووو",
    "x" * 70,
    " " * 70,
    "\u064e" * 31,
    "\u0653" * 31,
    "\u0653" * 40,
)


def some_text(rng: random.Random) -> str:
    size = rng.choice([0, 1, 3, 8, 20, 40, 80, 200])
    few = rng.sample(CHARACTERS, 4) if rng.random() < 0.2 else CHARACTERS
    return "".join(rng.choice(WORDS if rng.random() < 0.25 else few) for _ in range(size))


def some_plan(rng: random.Random) -> dict[str, Any]:
    data = plan_for(rng.choice(PROFILES)).to_data()
    if rng.random() < 0.4:
        return data
    table = {code: text for code, text in data["table"] if rng.random() < 0.8}
    for ch in rng.sample(CHARACTERS, rng.choice([0, 3, 10])):
        if ch not in "\r\n":
            table[ord(ch)] = rng.choice(
                ["", " ", "a", "ا", "ـ", "\u0653", "\u064e", "ee", "a b", "\U0001f600"]
            )
    data["table"] = sorted(map(list, table.items()))
    chosen: list[list[Any]] = [["script", "auto"]] if rng.random() < 0.5 else []
    chosen += [[k, rng.choice(v)] for k, v in CONTEXTS.items() if rng.random() < 0.6]
    data["contexts"] = chosen
    if rng.random() < 0.3:
        data["script"] |= {"window": rng.choice([1, 5, 20]), "reach": rng.choice([3, 30, 100])}
    data["mark_run"] = rng.choice([30, 30, 30, 1, 5])
    data["look_ahead"] = rng.choice([8, 8, 2])
    return data


@pytest.mark.parametrize("simd", native.simd_available())
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_reference(simd: str, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        data = some_plan(rng)
        machine = native.Machine(json.dumps(data), simd=simd)
        for _ in range(12):
            text = some_text(rng)
            want = normalize(text, data)
            assert machine.run(text) == want, (ascii(text), data["contexts"])
            raw = bytearray(text.encode())
            for _ in range(rng.choice([0, 0, 1, 3]) if raw else 0):
                raw[rng.randrange(len(raw))] = rng.choice(
                    [0x80, 0xC0, 0xD8, 0xD9, 0xE2, 0xF0, 0xFF]
                )
            kept = normalize(raw.decode("utf-8", "surrogateescape"), data)
            expected = kept.encode("utf-8", "surrogateescape")
            assert machine.run_bytes(raw) == expected, (raw, data["contexts"])
            replaced = normalize(raw.decode("utf-8", "replace"), data).encode()
            assert machine.run_bytes(raw, "replace") == replaced, (raw, data["contexts"])
            buffer = bytearray(len(expected))  # exactly as much room as is needed
            assert machine.into(raw, buffer) == len(expected)
            assert buffer == expected
            stream, pieces, i = machine.byte_stream(), [], 0
            while i < len(raw):
                n = rng.choice([1, 2, 7, 100])
                pieces.append(stream.feed(bytes(raw[i : i + n])))
                i += n
            assert b"".join([*pieces, stream.finish()]) == expected
            assert machine.run_with_offsets(text)[0] == want


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
