"""What every profile promises: idempotent, blind to chunks and to NFC or NFD, the same on bytes
and str.
"""

from __future__ import annotations

import io
import pickle
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.errors import EncodingError, UsageError
from arclean.normalize import Normalizer, NormalizerStream, Plan, normalize, plan_for
from tests.normalize.material import PROFILES, SPECS, arabic_texts, texts, valid_texts

SAMPLE = "قالَ: «نَعَمْ», ثمّ\u200f مضـٔى\r\n  ﷺ ۱۲٫۵ \u00a0کتاب\u0300 المدرسة ی😀 رااائع?\r"


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=80)
@given(text=texts)
def test_idempotent(spec: str, text: str) -> None:
    once = normalize(text, spec)
    assert normalize(once, spec) == once


@pytest.mark.parametrize("spec", [name for name in PROFILES if name != "none"])
@pytest.mark.parametrize("order", ["", ",order:nfc"])
@settings(max_examples=80)
@given(text=arabic_texts)
def test_nfc_and_nfd_give_the_same(spec: str, order: str, text: str) -> None:
    # Runs of more than 30 marks are left as they are, so their spelling shows.
    longest = max(map(len, "".join(_mark_or_space(ch) for ch in text).split()), default=0)
    if longest > 28:
        return
    result = normalize(text, spec + order)
    assert normalize(unicodedata.normalize("NFC", text), spec + order) == result
    assert normalize(unicodedata.normalize("NFD", text), spec + order) == result


def _mark_or_space(ch: str) -> str:
    # A presentation form of a mark, or what is deleted between marks, makes a run longer.
    transparent = unicodedata.combining(ch) or ch in "\u200c\u200d\u200f\ufeffـ\ufc60\ufe77"
    return "m" if transparent else " "


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=80)
@given(text=valid_texts)
def test_no_words_are_joined_or_split(spec: str, text: str) -> None:
    """As many as each becomes by itself: one, none where all of it is deleted, or a phrase."""
    by_themselves = [normalize(word, spec).split() for word in text.split()]
    for word, became in zip(text.split(), by_themselves, strict=True):
        assert len(became) <= 1 or "\ufdfa" in word
    assert len(normalize(text, spec).split()) == sum(map(len, by_themselves))


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=60)
@given(text=valid_texts, step=st.integers(1, 9))
def test_bytes_and_str_agree(spec: str, text: str, step: int) -> None:
    raw = text.encode()
    expected = normalize(text, spec).encode()
    assert normalize(raw, spec) == expected
    stream = Normalizer(spec).stream()
    parts = [stream.feed(raw[i : i + step]) for i in range(0, len(raw), step)]
    assert b"".join(parts) + stream.finish() == expected  # type: ignore[operator]


@pytest.mark.parametrize("spec", PROFILES)
def test_every_cut_into_two(spec: str) -> None:
    raw = SAMPLE.encode() + b"\xff\xd9 \xe2\x80"
    whole = normalize(raw, spec)
    for cut in range(len(raw) + 1):
        stream = Normalizer(spec).stream()
        parts = stream.feed(raw[:cut]) + stream.feed(raw[cut:])
        assert parts + stream.finish() == whole  # type: ignore[operator]


@pytest.mark.parametrize("spec", PROFILES)
@settings(max_examples=60)
@given(raw=st.binary(max_size=60))
def test_invalid_bytes_pass_through(spec: str, raw: bytes) -> None:
    bad = [byte for byte in raw.decode("utf-8", "surrogateescape") if "\udc80" <= byte <= "\udcff"]
    result = normalize(raw, spec).decode("utf-8", "surrogateescape")
    kept = [byte for byte in result if "\udc80" <= byte <= "\udcff"]
    # Two invalid bytes may only meet, where what stood between them was deleted, to make a valid
    # character.
    assert kept == bad or len(kept) < len(bad)
    if len(kept) == len(bad):
        assert kept == bad


def test_invalid_bytes_stay_in_place() -> None:
    assert normalize(b"\xff\xd9\x8e\xfe", "standard") == b"\xff\xfe"
    assert normalize("مُحَمَّد".encode() + b"\x80", "standard") == "محمد".encode() + b"\x80"
    assert normalize(b"\xed\xa0\x80", "standard") == b"\xed\xa0\x80"


def test_replace_is_what_python_does() -> None:
    raw = b"\xd9\x85\xff\xe2\x80 \xf0\x9f\x98 \xed\xa0\x80\xd9"
    expected = raw.decode("utf-8", "replace").encode()
    assert normalize(raw, "none", errors="replace") == expected
    stream = Normalizer("none", errors="replace").stream()
    parts = [stream.feed(raw[i : i + 1]) for i in range(len(raw))]
    assert b"".join(parts) + stream.finish() == expected  # type: ignore[operator]


def _feed_and_finish(stream: NormalizerStream, raw: bytes) -> None:
    stream.feed(raw)
    stream.finish()


@pytest.mark.parametrize("spec", ["none", "standard"])
def test_strict_names_the_offset_in_the_stream(spec: str) -> None:
    raw = "بيت ".encode() * 3 + b"\xff" + b"x"
    with pytest.raises(EncodingError) as error:
        normalize(raw, spec, errors="strict")
    assert error.value.offset == len(raw) - 2
    stream = Normalizer(spec, errors="strict").stream()
    for i in range(len(raw) - 2):
        stream.feed(raw[i : i + 1])
    with pytest.raises(EncodingError) as error:
        # A core may hold a short line back, and with it what is wrong.
        _feed_and_finish(stream, raw[-2:])
    assert error.value.offset == len(raw) - 2
    stream = Normalizer(spec, errors="strict").stream()
    stream.feed(b"ab\xd9")
    with pytest.raises(EncodingError) as error:
        stream.finish()
    assert error.value.offset == 2
    assert normalize("بيت".encode(), spec, errors="strict") == "بيت".encode()


def test_kinds_of_input() -> None:
    normalizer = Normalizer("standard")
    assert normalizer("مُد") == "مد"
    assert normalizer(bytearray("مُد".encode())) == "مد".encode()
    assert normalizer(memoryview("مُد".encode())) == "مد".encode()
    assert (normalizer(""), normalizer(b"")) == ("", b"")
    with pytest.raises(UsageError, match="not int"):
        normalizer(3)  # type: ignore[call-overload]
    stream = normalizer.stream()
    assert stream.feed("مُد ") + stream.feed("") + str(stream.finish()) == "مد"
    with pytest.raises(UsageError, match="finished"):
        stream.feed("x")
    mixed = normalizer.stream()
    mixed.feed("x")
    with pytest.raises(UsageError, match="fed str"):
        mixed.feed(b"x")


@pytest.mark.parametrize("block_size", [1, 7, 1 << 20])
def test_copy(block_size: int) -> None:
    source, target = io.BytesIO(SAMPLE.encode()), io.BytesIO()
    written = Normalizer("corpus").copy(source, target, block_size)
    assert target.getvalue() == normalize(SAMPLE.encode(), "corpus")
    assert written == len(target.getvalue())


class Sink(io.RawIOBase):
    """An unbuffered file that takes a few bytes at a time, as a socket may."""

    def __init__(self, most: int | None) -> None:
        self.most, self.taken = most, b""

    def write(self, data: Any) -> int | None:
        piece = bytes(data[: self.most or 0])
        self.taken += piece
        return len(piece) if self.most else None


def test_copy_to_what_takes_a_part() -> None:
    raw = SAMPLE.encode()
    sink = Sink(7)
    written = Normalizer("corpus").copy(io.BytesIO(raw), sink, 100)
    assert sink.taken == normalize(raw, "corpus")
    assert written == len(sink.taken)
    with pytest.raises(UsageError, match="does not block"):
        Normalizer("corpus").copy(io.BytesIO(raw), Sink(None))


class Counts:
    """A writer that counts what it has made of the bytes, as compressors may."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: bytes) -> int:
        self.taken += data
        return 1


def test_copy_to_what_counts_otherwise() -> None:
    counts = Counts()
    Normalizer("corpus").copy(io.BytesIO(SAMPLE.encode()), counts)
    assert counts.taken == normalize(SAMPLE.encode(), "corpus")


class Slow(io.RawIOBase):
    """A file with nothing to read yet."""

    def read(self, size: int = -1) -> bytes | None:
        return None


@pytest.mark.parametrize(
    ("reader", "writer", "message"),
    [
        (io.StringIO("نص"), io.BytesIO(), "mode 'rb'"),
        (io.BytesIO(b"text\n" * 9), io.StringIO(), "mode 'wb'"),
        (Slow(), io.BytesIO(), "does not block"),
    ],
)
def test_copy_of_what_is_no_binary_file(reader: Any, writer: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Normalizer("digits:ascii").copy(reader, writer)


def test_pickle_hash_and_threads() -> None:
    normalizer = Normalizer("standard,+digits:ascii", errors="strict")
    expected = normalizer(SAMPLE)
    again = pickle.loads(pickle.dumps(normalizer))
    assert again == normalizer
    assert hash(again) == hash(normalizer)
    assert again(SAMPLE) == expected
    assert again != Normalizer("standard,+digits:ascii")
    with pytest.raises(AttributeError):
        normalizer.errors = "keep"  # type: ignore[misc]
    fresh = Normalizer("search")
    alone = Normalizer("search")(SAMPLE)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(fresh, [SAMPLE] * 64)) == {alone}


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("script", ["auto", "arabic", "persian"])
def test_the_table_is_a_fixpoint(spec: str, script: str) -> None:
    plan = plan_for(spec, script=script)
    arabic = dict(plan.table)
    other = {code: text for code, text in {**arabic, **plan.foreign}.items() if text != chr(code)}
    for table in (arabic, other):
        assert not {code for code, text in table.items() for ch in text if ord(ch) in table}
    assert Plan(plan.table, plan.contexts, plan.foreign) == plan


def test_a_table_that_is_no_fixpoint_is_refused() -> None:
    with pytest.raises(UsageError, match="U\\+0061"):
        Plan({ord("a"): "b", ord("b"): "c"})
