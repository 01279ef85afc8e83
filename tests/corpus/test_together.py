"""Many documents in one call of the core: the same as one by one."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean import Cleaner
from arclean._seam import core_name
from arclean.corpus.cleaning import process
from arclean.corpus.compression import Input
from arclean.corpus.formats import warc
from arclean.corpus.formats.http import _OF_THE_BODY as OF_THE_BODY
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


FIELDS = st.sampled_from(["text", "url", "id", "meta", "ع", "a b", "site"])
BLANKS = st.sampled_from(["", " ", "\t ", "\r"])
RAW = st.sampled_from(
    ['"\\u0645\\n"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\x"', "1e400", "01", "-0.5"]
)


@st.composite
def json_lines(draw: st.DrawFn) -> bytes:
    """A line that is an object, or nearly."""
    values = (
        st.sampled_from([*(page["url"] for page in PAGES), *LINES]).map(json.dumps)
        | TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False))
        | st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
            max_leaves=5,
        ).map(json.dumps)
        | RAW
    )
    pairs = draw(st.lists(st.tuples(FIELDS, values), max_size=5))
    if draw(st.booleans()):
        pairs.append(("text", json.dumps(draw(TEXTS), ensure_ascii=draw(st.booleans()))))
    gap = draw(BLANKS)
    fields = f"{gap},{gap}".join(f'{gap}"{name}"{gap}:{gap}{value}' for name, value in pairs)
    line = f"{gap}{{{fields}{gap}}}{gap}".encode()
    cut = draw(st.integers(0, len(line)) | st.just(len(line)))
    return line[:cut] if draw(st.integers(0, 9)) == 0 else line.replace(b"\n", b"")


@given(st.lists(json_lines() | st.sampled_from([b"", b" ", b"\xff", b"[]"]), max_size=8), st.data())
def test_any_lines_are_the_same_together_and_alone(lines: list[bytes], data: st.DataObject) -> None:
    names = st.none() | st.sampled_from(["url", "site", "meta.url", "meta.text"])
    roles = Roles("text", False, data.draw(names), data.draw(names))
    settings = Settings(errors=data.draw(st.sampled_from(["keep", "strict", "replace"])))
    spec = Spec(settings, "jsonl", "jsonl", codec=data.draw(st.sampled_from(["", "gz"])))
    batch = Batch("in.jsonl", 5, 100, b"\n".join(lines) + b"\n", roles)
    assert process(batch, spec) == process(batch, spec, at=lambda _: None)


ROWS = st.lists(
    st.tuples(st.none() | TEXTS, ADDRESSES, st.none() | st.sampled_from(["elaph.com", "x", ""])),
    max_size=8,
)


@given(ROWS, st.sampled_from(["string", "large_string"]), st.integers(0, 3))
def test_columns_are_the_same_together_and_alone(
    rows: list[tuple[str | None, str | None, str | None]], kind: str, skipped: int
) -> None:
    """Rows of a slice, too, whose buffers begin before it."""
    pa = pytest.importorskip("pyarrow")
    texts = pa.array([text for text, _, _ in rows], getattr(pa, kind)())
    urls = pa.array([url for _, url, _ in rows], pa.string()).dictionary_encode()
    sites = pa.array([site for _, _, site in rows], pa.string())
    table = pa.RecordBatch.from_arrays([texts, urls, sites], ["text", "url", "site"])[skipped:]
    spec = Spec(Settings(), "parquet", "parquet")
    batch = Batch("in.parquet", 1, 0, table, Roles("text", False, "url", "site"))
    together, alone = process(batch, spec), process(batch, spec, at=lambda _: None)
    together.payload.validate(full=True)
    assert together == alone


@native
def test_a_column_that_is_not_utf8_is_put_aside() -> None:
    """Parquet's strings are checked by nobody before us."""
    pa = pytest.importorskip("pyarrow")
    data = pa.py_buffer(b"ab\xffcd")
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 2, 3, 5)))
    texts = pa.Array.from_buffers(pa.string(), 3, [None, offsets, data])
    batch = pa.RecordBatch.from_arrays([texts], ["text"])
    spec = Spec(Settings(), "parquet", "parquet")
    done = process(Batch("in.parquet", 1, 0, batch, Roles("text", False, None, None)), spec)
    assert done.payload.to_pydict() == {"text": ["ab", "cd"]}
    assert (done.counts.documents, done.counts.failed) == (2, 1)
    assert b'"record": 2' in done.failed


HEADS = st.sampled_from(
    [
        b"Content-Type: text/plain",
        b"content-type: text/html; charset=utf-8",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Type: image/png",
        b"WARC-Target-URI: <http://www.elaph.com/a>",
        b"WARC-Target-URI: " + PAGES[0]["url"].encode(),
        b"WARC-Target-URI: \xff",
        b"WARC-Date: 2009-05-06T07:08:09Z",
        b"WARC-Date: yesterday",
        b"WARC-Record-ID: <urn:uuid:1>",
        b"WARC-Record-ID : <urn:uuid:2>",
        b"WARC-Refers-To: <urn:uuid:3>",
        b"WARC-Payload-Digest: sha1:A",
        b"warc-block-digest:sha1:B",
        b"WARC-Identified-Payload-Type: text/html",
        b"WARC-Truncated: length",
        b"Folded: a\r\n b",
        b"No colon",
        b":",
    ]
)
KINDS = st.sampled_from([b"conversion", b"response", b"resource", b"request", b"Conversion", b"x1"])
CODINGS = st.sampled_from(
    [
        b"",
        b"Content-Type: text/plain\r\n",
        b"Content-Type: text/plain; charset=UTF-8\r\n",
        b"Content-Type: text/plain; charset=windows-1256\r\n",
        b"Content-Type: text/html\r\n",
        b"Content-Type: image/png\r\n",
        b"Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
        b"Content-Type: text/plain\r\nContent-Encoding: br\r\n",
        b"Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
    ]
)


@st.composite
def warc_records(draw: st.DrawFn) -> bytes:
    """A record as it is written, or nearly."""
    kind, body = draw(KINDS), draw(TEXTS).encode()
    if kind == b"response" and draw(st.integers(0, 9)):
        body = b"HTTP/1.1 200 OK\r\n" + draw(CODINGS) + b"\r\n" + body
    if not draw(st.integers(0, 9)):
        body += b"\xff"
    length = len(body) + draw(st.sampled_from([0] * 12 + [1, -1, 400]))
    lines = [
        *draw(st.lists(HEADS, max_size=6)),
        b"WARC-Type: " + kind,
        draw(st.sampled_from([b"Content-Length: ", b"content-length:"])) + b"%d" % max(0, length),
    ]
    order = draw(st.permutations(lines))
    end = draw(st.sampled_from([b"\r\n"] * 6 + [b"\n"]))
    head = end.join([b"WARC/1.0", *order]) + 2 * end
    return head + body + draw(st.sampled_from([b"\r\n\r\n"] * 6 + [b"\n\n", b"", b"\r\n\r\n\r\n"]))


def flat(task: object) -> object:
    """A batch of WARC with its records one by one."""
    if not isinstance(task, Batch):
        return task
    return task._replace(payload=list(warc.records_of(task.payload)))


@given(
    st.lists(warc_records(), max_size=6),
    st.sampled_from(["keep", "strict"]),
    st.sampled_from(["", "gz"]),
    st.sampled_from(["warc", "jsonl"]),
)
def test_any_records_are_the_same_together_and_alone(
    records: list[bytes], errors: str, codec: str, target: str
) -> None:
    """Cut by the core or not, cleaned in one call or one by one."""
    spec = Spec(Settings(errors=errors), "warc", target, codec)
    data = b"".join(records)

    def tasks(*, core: bool) -> list[Any]:
        stream = Input(BytesIO(data), "in.warc")
        cutter = warc.Cutter(stream, spec)
        if not core:
            cutter.cut = None
        return list(cutter.tasks())

    cut = tasks(core=True)
    assert list(map(flat, cut)) == list(map(flat, tasks(core=False)))
    for task in cut:
        if isinstance(task, Batch):
            assert process(task, spec) == process(task, spec, at=lambda _: None)


# The named fields of WARC 1.1, section 5.
NAMED = (
    "WARC-Record-ID Content-Length WARC-Date WARC-Type Content-Type WARC-Concurrent-To "
    "WARC-Block-Digest WARC-Payload-Digest WARC-IP-Address WARC-Refers-To "
    "WARC-Refers-To-Target-URI WARC-Refers-To-Date WARC-Target-URI WARC-Truncated WARC-Warcinfo-ID "
    "WARC-Filename WARC-Profile WARC-Identified-Payload-Type WARC-Segment-Number "
    "WARC-Segment-Origin-ID WARC-Segment-Total-Length"
).split()


@native
@pytest.mark.parametrize("kind", ["conversion", "response"])
def test_the_core_drops_the_fields_that_the_package_drops(kind: str) -> None:
    """Both have a list of those that are about the body alone."""
    body = (
        b"abc"
        if kind == "conversion"
        else b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nabc"
    )
    own = {"WARC-Type", "Content-Length", "Content-Type"}
    head = "".join(f"{name}: x\r\n" for name in NAMED if name not in own)
    head += "Content-Type: text/plain\r\n" if kind == "conversion" else ""
    data = b"WARC/1.1\r\nWARC-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s\r\n\r\n" % (
        kind.encode(), len(body), head.encode(), body,
    )  # fmt: skip
    spec = Spec(Settings(), "warc", "warc")
    (batch,) = warc.Cutter(Input(BytesIO(data), "in.warc"), spec).tasks()
    assert isinstance(batch, Batch)
    (run,) = batch.payload
    assert isinstance(run, warc.Run)  # the core has cut it, and writes it
    done = process(batch, spec)
    assert done.counts.documents == 1
    assert done == process(batch, spec, at=lambda _: None)
    names = {line.partition(b":")[0].lower() for line in done.payload.split(b"\r\n")}
    assert {name.lower().encode() for name in NAMED} - names == set(OF_THE_BODY) - {
        b"content-type", b"content-length",
    }  # fmt: skip


def test_batches_are_the_same_whatever_cuts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rerun with the other core goes on where the first one was."""
    monkeypatch.setattr(warc, "BATCH_BYTES", 900)
    monkeypatch.setattr(warc, "_READ", 500)
    record = (
        b"WARC/1.0\r\nWARC-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"  # as nearly all do it
    )
    kinds = (b"conversion", b"request", b"resource")
    data = b"".join(
        record.replace(b"\r\n", b"\n") % (kinds[size % 3], size, b"a" * size)
        if size % 7 == 0
        else record % (kinds[size % 3], size, b"a" * size)
        for size in range(0, 400, 3)
    )
    for target in ("warc", "jsonl"):
        spec = Spec(Settings(), "warc", target)
        cutters = [warc.Cutter(Input(BytesIO(data), "in.warc"), spec) for _ in range(2)]
        cutters[1].cut = None
        first, second = ([flat(task) for task in cutter.tasks()] for cutter in cutters)
        assert first == second
        assert len(first) > 10
