"""Cutting: whatever the blocks, the same documents, and together they are the input."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.text.documents import CUTS, LAST, PART, SEPARATOR, WHOLE, documents, runs
from tests.conftest import examples

PIECES = st.sampled_from(
    [
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\f",
        b" ",
        b"\t",
        b"a",
        "نص".encode(),
        "\N{NO-BREAK SPACE}".encode(),
        "\N{RIGHT-TO-LEFT MARK}".encode(),
        "\N{ZERO WIDTH NO-BREAK SPACE}".encode(),
        "\N{IDEOGRAPHIC SPACE}".encode(),
        b"\xff",
        b"\xe2",
        b"\xc2",
    ]
)
INPUTS = st.lists(PIECES, max_size=30).map(b"".join)


def cut(data: bytes, how: str | None, limit: int, sizes: list[int]) -> list[tuple[int, bytes]]:
    """The events for ``data`` read in blocks of the given sizes, over and over."""
    blocks = []
    at = turn = 0
    while at < len(data):
        size = sizes[turn % len(sizes)] if sizes else len(data)
        blocks.append(data[at : at + size])
        at += size
        turn += 1
    blocks.append(b"")
    return list(documents(iter(blocks).__next__, how, limit))


def whole(data: bytes, how: str) -> tuple[list[bytes], bytes]:
    """The documents and all separators, by a plain definition over the whole input."""
    if how != "blank-lines":
        pattern = {"nul": b"\0", "form-feed": b"\f", "line": b"\r\n|\n|\r"}[how]
        parts = re.split(b"(" + pattern + b")", data)
        found = parts[::2]
        if not found[-1]:
            found.pop()
        return found, b"".join(parts[1::2])
    found = []
    between = b""
    open_document = False
    for line in re.findall(b"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\\Z", data):
        ended = line.endswith((b"\n", b"\r"))
        text = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
        blank = not text.strip(
            " \t\f\N{NO-BREAK SPACE}\N{RIGHT-TO-LEFT MARK}"
            "\N{ZERO WIDTH NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
        )
        if blank and (ended or not open_document):
            between += line
            open_document = False
        elif open_document:
            found[-1] += line
        else:
            found.append(line)
            open_document = True
    return found, between


@settings(max_examples=examples(400))
@given(data=INPUTS, how=st.sampled_from(CUTS), sizes=st.lists(st.integers(1, 7), max_size=4))
def test_documents_do_not_depend_on_blocks(data: bytes, how: str, sizes: list[int]) -> None:
    events = cut(data, how, 10**6, sizes)
    found, between = whole(data, how)
    assert [text for kind, text in events if kind == WHOLE] == found
    assert b"".join(text for kind, text in events if kind == SEPARATOR) == between
    assert b"".join(text for _, text in events) == data


@settings(max_examples=examples(200))
@given(
    data=INPUTS,
    how=st.sampled_from([None, *CUTS]),
    sizes=st.lists(st.integers(1, 7), max_size=4),
    limit=st.integers(0, 12),
)
def test_large_documents_come_in_parts(
    data: bytes, how: str | None, sizes: list[int], limit: int
) -> None:
    events = cut(data, how, limit, sizes)
    assert b"".join(text for _, text in events) == data
    joined: list[bytes] = []
    parts = b""
    for kind, text in events:
        if kind == PART:
            parts += text
        elif kind == LAST:
            assert len(parts) > limit
            joined.append(parts)
            parts = b""
        elif kind == WHOLE:
            assert len(text) <= limit
            assert not parts
            joined.append(text)
        else:
            assert not parts, "a separator inside a document"
    assert joined == (whole(data, how)[0] if how else [data])


def test_an_input_without_cuts_is_one_document_even_if_empty() -> None:
    assert cut(b"", None, 10, []) == [(WHOLE, b"")]
    assert cut(b"a\0b\n\nc", None, 10, []) == [(WHOLE, b"a\0b\n\nc")]


@pytest.mark.parametrize("how", CUTS)
def test_an_empty_input_has_no_documents(how: str) -> None:
    assert cut(b"", how, 10, []) == []


def test_two_separators_have_an_empty_document_between_them() -> None:
    kinds = [(WHOLE, b"a"), (SEPARATOR, b"\0"), (WHOLE, b""), (SEPARATOR, b"\0"), (WHOLE, b"b")]
    assert cut(b"a\0\0b", "nul", 10, []) == kinds


@pytest.mark.parametrize("how", [*CUTS, None])
def test_memory_is_bounded(how: str | None) -> None:
    """No event is larger than the limit and two blocks, whatever a hostile input is made of."""
    block, limit = 4096, 10_000
    for unit in (b" ", b"\n", b"a", b"\r", "\N{NO-BREAK SPACE}".encode()):
        blocks = iter([b"a\n", *[unit * (block // len(unit))] * 100, b""])
        largest = max(len(text) for _, text in documents(blocks.__next__, how, limit))
        assert largest <= limit + 65536 + 2 * block


@settings(max_examples=examples(300))
@given(
    data=INPUTS,
    how=st.sampled_from(CUTS),
    sizes=st.lists(st.integers(1, 8), max_size=5),
    most=st.integers(0, 12),
)
def test_runs_of_whole_documents(data: bytes, how: str, sizes: list[int], most: int) -> None:
    blocks = [data]
    for size in sizes:
        blocks += [blocks[-1][:size], blocks.pop()[size:]]
    given_out: list[bytes] = []
    read = iter([block for block in blocks if block] + [b""]).__next__
    left = runs(read, how, most, given_out.append)
    rest = b"".join(iter(read, b"")) if left else b""
    assert b"".join(given_out) + left + rest == data
    assert all(given_out)
    # A piece ends where a document does, or between documents.
    parts = [*given_out, left + rest]
    found = [one for part in parts for one in cut(part, how, len(data), []) if one[0] == WHOLE]
    assert found == [one for one in cut(data, how, len(data), []) if one[0] == WHOLE]
    if left:
        assert len(left) > most
        if how in ("nul", "form-feed"):
            assert {"nul": b"\0", "form-feed": b"\f"}[how] not in left
