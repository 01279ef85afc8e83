"""``into`` and offsets: what is written where, and where it comes from."""

from __future__ import annotations

import pickle
from array import array
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import arclean
from arclean._seam import core_name
from arclean.errors import EncodingError, UsageError
from arclean.normalize import Normalizer, Offsets, normalize, plan_for
from arclean.normalize.pure import Machine as PureMachine
from tests.normalize.material import PROFILES, SPECS, texts

native = pytest.importorskip("arclean._native") if arclean._seam.core_name() == "native" else None

#: Without ``order``, which moves marks, origins never descend.
ASCENDING = ("none", "light,-order", "standard,-order", "corpus,-order", "search,-order", "digits")


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=60)
@given(text=texts, broken=st.binary(max_size=5))
@example(text="\ufdfa \u0644\u0654\u0627", broken=b"\xe2\x80")
def test_text_and_lengths(spec: str, text: str, broken: bytes) -> None:
    normalizer = Normalizer(spec)
    made, offsets = normalizer.with_offsets(text)
    assert made == normalizer(text)
    assert (len(offsets), offsets.input_length) == (len(made), len(text))
    raw = text.encode("utf-8", "surrogateescape" if "\ud800" not in text else "replace") + broken
    for errors in ("keep", "replace"):
        normalizer = Normalizer(spec, errors=errors)
        out, offsets = normalizer.with_offsets(raw)
        assert out == normalizer(raw)
        assert (len(offsets), offsets.input_length) == (len(out), len(raw))
        assert sum(run.length for run in offsets.runs) == len(out)


@pytest.mark.parametrize("spec", ASCENDING)
@settings(max_examples=60)
@given(text=texts)
def test_origins_ascend_and_what_is_unchanged_maps_to_itself(spec: str, text: str) -> None:
    made, offsets = normalize(text, spec, offsets=True)
    origins = [offsets.to_input(at) for at in range(len(made) + 1)]
    assert origins == sorted(origins)
    plan = plan_for(spec)
    changing = {chr(code) for code in (*plan.table, *plan.foreign)}
    composed = "\u0653\u0654\u0655آأؤإئۀۂۓ\u06c1\u06d2\u06d5"
    for ch, at in zip(made, origins, strict=False):
        origin = text[at]
        if origin not in changing and origin not in composed + "\r,;?٫٬اويى":
            assert ch == origin
    if made == text:
        assert origins == list(range(len(text) + 1))


@pytest.mark.parametrize("spec", SPECS)
@settings(max_examples=60)
@given(text=texts, broken=st.binary(max_size=4))
def test_the_cores_agree(spec: str, text: str, broken: bytes) -> None:
    if native is None:
        return
    plan = plan_for(spec)
    pure, compiled = PureMachine(plan), native.Machine(plan.to_json())
    assert pure.run_with_offsets(text) == compiled.run_with_offsets(text)
    raw = text.encode("utf-8", "replace") + broken + text[:3].encode("utf-8", "replace")
    for errors in ("keep", "replace"):
        assert pure.run_with_offsets(raw, errors) == compiled.run_with_offsets(raw, errors)


@pytest.mark.parametrize(
    ("spec", "text", "made", "origins"),
    [
        ("marks", "مُحَمَّد", "محمد", [0, 2, 4, 7]),
        ("tatweel", "كتـــاب", "كتاب", [0, 1, 5, 6]),
        ("ligatures,alef", "أﷺ", "اصلى الله عليه وسلم", [0] + [1] * 18),
        ("blanks", "  ا   ب  \n ج ", "ا ب\nج", [2, 3, 6, 9, 11]),
        ("line-ends", "ا\r\nب\rج", "ا\nب\nج", [0, 1, 3, 4, 5]),
        ("compose", "ا\u0653ب", "آب", [0, 2]),
        ("order:shadda-first", "د\u064e\u0651ه", "د\u0651\u064eه", [0, 2, 1, 3]),
        ("elongation:2", "راااائع", "راائع", [0, 1, 2, 5, 6]),
        ("digits:ascii", "١٢٫٥", "12.5", [0, 1, 2, 3]),
        ("punctuation", "نعم, لا", "نعم، لا", [0, 1, 2, 3, 4, 5, 6]),
        ("invisible", "ا\u200f\u200fب", "اب", [0, 3]),
    ],
)
def test_each_step(spec: str, text: str, made: str, origins: list[int]) -> None:
    out, offsets = normalize(text, spec, offsets=True)
    assert out == made
    assert [offsets[at] for at in range(len(out))] == origins


def test_bytes_have_byte_offsets() -> None:
    text = "«مُ» ﷲ"
    out, offsets = normalize(text.encode(), offsets=True)
    assert out.decode() == '"م" الله'
    assert offsets.span(0, 1) == (0, 2)  # the quote
    assert offsets.span(1, 3) == (2, 6)  # the letter with its mark
    assert offsets.span(5, len(out)) == (9, 12)
    assert offsets[-1] == 10  # the second byte of a character, of three of which there are four


def test_spans() -> None:
    text = "مُحَمَّدٌ  هنا"
    made, offsets = normalize(text, offsets=True)
    assert made == "محمد هنا"
    assert text[slice(*offsets.span(0, 4))] == "مُحَمَّدٌ"
    assert text[slice(*offsets[5:])] == text[slice(*offsets[-3:])] == "هنا"
    assert offsets[2:2] == offsets[3:2][:1] * 2 or offsets[2:2] == (4, 4)
    assert offsets[:] == (0, len(text))
    assert offsets.to_input(len(made)) == len(text)
    marks = "د\u064e\u0651ه"
    _, moved = normalize(marks, "order", offsets=True)
    assert moved.span(1, 2) == (2, 3)
    assert moved.span(1, 3) == (1, 3)


@given(text=texts, ends=st.tuples(st.integers(0, 80), st.integers(0, 80)))
def test_spans_of_anything(text: str, ends: tuple[int, int]) -> None:
    made, offsets = normalize(text, "search", offsets=True)
    start, end = sorted(min(end, len(made)) for end in ends)
    first, behind = offsets.span(start, end)
    assert 0 <= first <= behind <= len(text)
    for at in range(start, end):
        assert first <= offsets.to_input(at) < behind


def test_offsets_are_values() -> None:
    _, offsets = normalize("مُحَمَّدٌ", offsets=True)
    again = pickle.loads(pickle.dumps(offsets))
    assert again == offsets
    assert hash(again) == hash(offsets)
    assert offsets != normalize("محمد", offsets=True)[1]
    assert offsets != 1
    assert repr(offsets) == "<Offsets: 4 from 9 in 4 runs>"
    with pytest.raises(AttributeError, match="immutable"):
        offsets.input_length = 1  # type: ignore[misc]
    empty = normalize("", offsets=True)[1]
    assert (len(empty), empty.runs, empty[:], empty.to_input(0)) == (0, (), (0, 0), 0)


def test_places_that_there_are_not() -> None:
    _, offsets = normalize("نعم", offsets=True)
    for wrong in (lambda: offsets[3], lambda: offsets[-4], lambda: offsets.to_input(4)):
        with pytest.raises(IndexError, match="of a text of 3"):
            wrong()
    for start, end in ((-1, 2), (2, 1), (0, 4)):
        with pytest.raises(IndexError, match="of a text of 3"):
            offsets.span(start, end)
    with pytest.raises(UsageError, match="leave the step out"):
        offsets[::2]


def test_what_tells_no_origins() -> None:
    for spec in ("hf:bert", "entities"):
        with pytest.raises(UsageError, match="tells no origins"):
            normalize("نص", spec, offsets=True)
    with pytest.raises(EncodingError) as failure:
        normalize("نص".encode() + b"\xff", errors="strict", offsets=True)
    assert failure.value.offset == 4
    with pytest.raises(UsageError, match="str or bytes"):
        Normalizer().with_offsets(3)  # type: ignore[type-var]


@pytest.mark.parametrize("spec", PROFILES)
@settings(max_examples=40)
@given(text=texts, more=st.integers(0, 70))
def test_into(spec: str, text: str, more: int) -> None:
    raw = text.encode("utf-8", "replace")
    normalizer = Normalizer(spec)
    want = normalizer(raw)
    buffer = bytearray(len(want) + more)
    for source in (raw, bytearray(raw), memoryview(raw)):
        assert normalizer.into(source, buffer) == len(want)
        assert buffer[: len(want)] == want
    if want:
        with pytest.raises(UsageError, match="too small"):
            normalizer.into(raw, bytearray(len(want) - 1))


def test_into_what_cannot_be() -> None:
    normalizer = Normalizer()
    raw = "قالَ".encode()
    numbers = array("i", [0] * 10)
    assert normalizer.into(raw, numbers) == 6
    assert numbers.tobytes()[:6] == "قال".encode()
    room = bytearray(100)
    wrong: list[tuple[Any, Any, str]] = [
        (raw, bytes(100), "writable"),
        (raw, memoryview(room)[::2], "contiguous"),
        (room, room, "same object"),
        ("قال", room, "takes bytes and a buffer, not str"),
        (raw, None, "not bytes and NoneType"),
    ]
    for source, target, message in wrong:
        with pytest.raises(UsageError, match=message):
            normalizer.into(source, target)
        with pytest.raises(UsageError, match=message):
            normalizer.stream().feed_into(source, target)
    # Two parts of one object are apart where they do not overlap.
    room[:8] = raw
    assert normalizer.into(memoryview(room)[:8], memoryview(room)[8:14]) == 6
    assert room[8:14] == "قال".encode()
    stream = normalizer.stream()
    made = bytes(stream.feed_into(memoryview(room)[:8], memoryview(room)[8:]))
    assert made + bytes(stream.finish()) == "قال".encode()  # type: ignore[arg-type]
    if core_name() == "native":
        shared = memoryview(room)[:8], memoryview(room)[7:]
        for give in (normalizer.into, normalizer.stream().feed_into):
            with pytest.raises(UsageError, match="share memory"):
                give(*shared)
    # A source in pieces is put together, as in a call.
    assert normalizer.into(memoryview(b"a-b-")[::2], room) == 2
    assert room[:2] == b"ab"
    with pytest.raises(EncodingError) as failure:
        Normalizer(errors="strict").into(raw + b"\xff", room)
    assert failure.value.offset == len(raw)


@settings(max_examples=40)
@given(text=texts, sizes=st.lists(st.integers(1, 60), min_size=1), room=st.integers(0, 80))
def test_streams_into_a_buffer(text: str, sizes: list[int], room: int) -> None:
    raw = text.encode("utf-8", "replace")
    stream, buffer = Normalizer("search").stream(), bytearray(room)
    pieces = []
    at = turn = 0
    while at < len(raw):
        piece = raw[at : at + sizes[turn % len(sizes)]]
        pieces.append(bytes(stream.feed_into(piece, buffer)))
        at += len(piece)
        turn += 1
    assert b"".join([*pieces, bytes(stream.finish())]) == normalize(raw, "search")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="finished"):
        stream.feed_into(b"", buffer)


def test_a_buffer_of_other_units_is_counted_in_bytes() -> None:
    buffer = array("i", [0] * 10)
    assert bytes(Normalizer("digits:ascii").stream().feed_into(b"one two", buffer)) == b"one two"


def test_bytes_that_are_no_utf8_end_a_stream() -> None:
    room = bytearray(400)
    for feed in (
        lambda stream: stream.feed(b"a\n\xff\nb" + b"c\n" * 100),
        lambda stream: stream.feed_into(b"a\n\xff\nb" + b"c\n" * 100, room),
    ):
        stream = Normalizer("corpus", errors="strict").stream()
        with pytest.raises(EncodingError):
            feed(stream)
        with pytest.raises(UsageError, match="finished"):
            stream.feed(b"more")
        with pytest.raises(UsageError, match="finished"):
            stream.finish()


def test_offsets_type() -> None:
    assert isinstance(normalize("", offsets=True)[1], Offsets)
