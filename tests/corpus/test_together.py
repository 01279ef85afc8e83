"""Many documents in one call of the core: the same as one by one."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean import Cleaner
from arclean._seam import core_name
from arclean.corpus.cleaning import process
from arclean.corpus.formats.http import Headers, made_id
from arclean.corpus.formats.rows import Roles
from arclean.corpus.model import Batch, Settings, Spec
from arclean.corpus.run import keeps_busy
from arclean.errors import ArcleanError
from tests.corpus import samples

native = pytest.mark.skipif(core_name() != "native", reason="the compiled core alone does this")

PAGES = samples.pages(30)
LINES = sorted({line for page in PAGES for line in page["text"].split("\n")})
TEXTS = st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=30).map("\n".join)
ADDRESSES = st.none() | st.sampled_from([page["url"] for page in PAGES])
DAYS = st.sampled_from([None, "2009-05-06", "2024-02-03"])


@native
@given(st.lists(st.tuples(TEXTS.map(str.encode) | st.binary(), ADDRESSES, DAYS), max_size=8))
@pytest.mark.parametrize("errors", ["keep", "replace", "strict"])
def test_bytes(errors: str, many: list[tuple[bytes, str | None, str | None]]) -> None:
    cleaner = Cleaner(errors=errors)
    places = [(None, url, None, day) for _, url, day in many]
    cleaned = cleaner.clean_all([data for data, _, _ in many], places)
    for (data, url, day), one in zip(many, cleaned, strict=True):
        if one is None:
            assert errors == "strict"
            with pytest.raises(ArcleanError):
                cleaner.clean(data, url=url, crawled=day)
            continue
        text = cleaner.clean(data, url=url, crawled=day)
        assert one == (text, len(data), len(text))


@native
@given(st.lists(TEXTS | st.text(st.characters(max_codepoint=0x80)), max_size=8), st.booleans())
def test_strings_of_json(texts: list[str], ascii_alone: bool) -> None:
    cleaner = Cleaner()
    quoted = [json.dumps(text, ensure_ascii=ascii_alone).encode() for text in texts]
    cleaned = cleaner.clean_all(quoted, [(None,) * 4] * len(texts), quoted=True)
    for text, one in zip(texts, cleaned, strict=True):
        expected = cleaner.clean(text)
        assert one is not None
        assert json.loads(one[0]) == expected
        assert one[1:] == (len(text.encode()), len(expected.encode()))


@native
@pytest.mark.parametrize("raw", [b"1", b"null", b'"\\ud800"', b'"\xff"', b'"', b"", b'"a"b"'])
def test_what_is_no_string_is_asked_alone(raw: bytes) -> None:
    assert Cleaner().clean_all([raw], [(None,) * 4], quoted=True) == [None]


def test_one_by_one_where_the_core_cannot() -> None:
    page = "نص".encode()
    for cleaner in (Cleaner(strip=False), Cleaner(max_doc_bytes=1)):
        assert cleaner.clean_all([page], [(None,) * 4]) == [None]


def test_lines_are_the_same_together_and_alone() -> None:
    """Good and bad ones; ``at`` has them cleaned one by one."""
    good = [json.dumps(page, ensure_ascii=number % 2 == 0) for number, page in enumerate(PAGES)]
    bad = [
        "",
        "{",
        "[]",
        '{"text": 5}',
        '{"text": null, "a": 1.50}',
        '{"url": "http://x.example/"}',
        '{"text": "\\ud800"}',
        '{ "a" : 1e400 , "text" : "\\u0645\\n" , "\\u0062": [ 1 , 2 ] }',
        '{"text": "first", "text": "last"}',
    ]
    lines = [line.encode() for pair in zip(good, bad * 9, strict=False) for line in pair]
    lines.append(b'{"text": "\xff"}')
    batch = Batch("in.jsonl", 1, 0, b"\n".join(lines), Roles("text", False, "url", None))
    spec = Spec(Settings(), "jsonl", "jsonl")
    together = process(batch, spec)
    alone = process(batch, spec, at=lambda _: None)
    assert together == alone
    assert together.counts.failed > 9
    assert together.counts.documents > 30


@pytest.mark.parametrize(
    ("sizes", "workers", "busy"),
    [
        ([], 2, False),
        ([5], 2, False),
        ([5, 5], 2, True),
        ([9, 5], 2, False),
        ([5, 3, 2], 2, True),
        ([4, 4, 4], 2, False),
        ([10, 1, 1, 1], 2, False),
        ([1] * 9, 2, True),
        ([1] * 63, 32, True),
        ([1] * 33, 32, False),
    ],
)
def test_whole_inputs_go_to_workers_that_stay_busy(
    sizes: list[int], workers: int, busy: bool
) -> None:
    assert keeps_busy(sizes, workers) == busy


HEAD = (
    b"WARC/1.0\r\nwarc-TYPE: response\r\nWARC-Record-ID : <urn:uuid:1>\r\nX: a\r\n  b\r\n"
    b"WARC-Payload-Digest: sha1:AA\r\nY:\r\nContent-Type: application/http\r\n"
    b"Content-Length: 12\r\n\r\n"
)


def test_heads() -> None:
    headers = Headers(HEAD)
    assert headers.get(b"warc-type") == "response"
    assert headers.get(b"warc-record-id") == "<urn:uuid:1>"
    assert (headers.get(b"x"), headers.get(b"y"), headers.get(b"z")) == ("a b", "", None)
    assert headers.rest(b"warc-type", b"content-length", b"content-type", b"warc-record-id") == {
        "X": "a b",
        "WARC-Payload-Digest": "sha1:AA",
        "Y": "",
    }
    assert headers.converted(7) == (
        b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: " + made_id("<urn:uuid:1>") + b"\r\n"
        b"WARC-Refers-To: <urn:uuid:1>\r\nX: a b\r\nY:\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 7\r\n\r\n"
    )


def test_a_conversion_record_keeps_its_head() -> None:
    head = (
        b"WARC/1.1\nWARC-Record-ID: <urn:uuid:2>\nWARC-Type: conversion\n"
        b"Content-Length: 3\nWARC-Block-Digest: sha1:BB\nz: 1\n\n"
    )
    assert Headers(head).converted(5) == (
        b"WARC/1.1\nWARC-Record-ID: <urn:uuid:2>\nWARC-Type: conversion\nz: 1"
        b"\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
    )


@given(st.text())
def test_ids_are_those_of_uuid(name: str) -> None:
    name = name.encode("utf-8", "replace").decode()
    assert made_id(name) == f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>".encode()
