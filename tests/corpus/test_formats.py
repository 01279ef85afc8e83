"""The same documents come out of every format, into every format."""

from __future__ import annotations

import bz2
import csv
import io
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arclean import Cleaner
from arclean.corpus.extras import zstd
from tests.corpus.conftest import Command, content, records
from tests.corpus.samples import NAMES

FLAGS = {"pages.txt": ["--docs", "form-feed"], "pages.txt.zst": ["--docs", "form-feed"]}


@pytest.fixture(scope="module")
def expected(pages: list[dict[str, Any]]) -> list[str]:
    cleaner = Cleaner()
    return [cleaner.clean(page["text"], url=page["url"]) for page in pages]


@pytest.fixture(scope="module")
def expected_without_url(pages: list[dict[str, Any]]) -> list[str]:
    cleaner = Cleaner()
    return [cleaner.clean(page["text"]) for page in pages]


@pytest.mark.parametrize("name", NAMES)
def test_from_every_format(
    name: str,
    corpora: Path,
    corpus: Command,
    tmp_path: Path,
    expected: list[str],
    expected_without_url: list[str],
) -> None:
    corpus(corpora / name, "-o", tmp_path / "all.jsonl", "-j", 1, *FLAGS.get(name, ()))
    texts = [record["text"] for record in records(tmp_path / "all.jsonl")]
    assert texts == (expected_without_url if name in FLAGS else expected)


def xz_streams(data: bytes) -> bytes:
    """Two streams, with padding behind each, as pxz and tar leave them."""
    half = len(data) // 2
    return lzma.compress(data[:half]) + bytes(4) + lzma.compress(data[half:]) + bytes(8)


def bzip2_streams(data: bytes) -> bytes:
    """Many small streams and an empty one, as lbzip2 makes them."""
    pieces = [data[at : at + 5000] for at in range(0, len(data), 5000)]
    return b"".join([bz2.compress(b""), *map(bz2.compress, pieces)])


def long_window(data: bytes) -> bytes:
    """What zstd --long=31 makes of a stream."""
    module = zstd()
    window = module.CompressionParameter.window_log
    compressor = module.ZstdCompressor(options={window: 31})
    return bytes(compressor.compress(data) + compressor.flush())


@pytest.mark.parametrize(
    ("suffix", "compress"), [("xz", xz_streams), ("bz2", bzip2_streams), ("zst", long_window)]
)
def test_compressed_as_others_do(
    suffix: str,
    compress: Callable[[bytes], bytes],
    corpora: Path,
    corpus: Command,
    tmp_path: Path,
    expected: list[str],
) -> None:
    packed = tmp_path / f"pages.jsonl.{suffix}"
    packed.write_bytes(compress((corpora / "pages.jsonl").read_bytes()))
    corpus(packed, "-o", tmp_path / "out/", "-j", 1)
    texts = [record["text"] for record in records(tmp_path / "out" / "pages.jsonl.zst")]
    assert texts == expected


@pytest.mark.parametrize("suffix", ["xz", "bz2"])
def test_codecs_that_are_only_read(
    suffix: str, corpora: Path, corpus: Command, tmp_path: Path
) -> None:
    said = corpus(corpora / "pages.jsonl", "-o", tmp_path / f"all.jsonl.{suffix}", code=2)
    assert f".{suffix} is only read" in said
    assert not list(tmp_path.iterdir())


def test_text_that_begins_like_bzip2(corpus: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("BZh9 is no magic\n")
    corpus(tmp_path / "a.txt", "-o", tmp_path / "out/", "-j", 1)
    assert (tmp_path / "out" / "a.txt").read_text() == "BZh9 is no magic\n"


@pytest.mark.parametrize(
    "target",
    [
        "jsonl",
        "jsonl.gz",
        "jsonl.zst",
        "csv",
        "csv.gz",
        "csv.zst",
        "parquet",
        "warc",
        "warc.gz",
        "warc.zst",
        "text",
        "text.gz",
        "text.zst",
    ],
)
@pytest.mark.parametrize(
    "name", ["pages.jsonl", "pages.csv", "pages.parquet", "pages.warc.gz", "pages.txt"]
)
def test_into_every_format_and_back(
    name: str,
    target: str,
    corpora: Path,
    corpus: Command,
    tmp_path: Path,
    expected: list[str],
    expected_without_url: list[str],
) -> None:
    flags = ["-j", 1, *FLAGS.get(name, ())]
    corpus(corpora / name, "-o", tmp_path / "out/", "--to", target, *flags)
    (made,) = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    back = ["--docs", "form-feed"] if target.startswith("text") else []
    corpus(made, "-o", tmp_path / "back.jsonl", "-p", "none", "--no-strip", "-j", 1, *back)
    texts = [record["text"] for record in records(tmp_path / "back.jsonl")]
    assert texts == (expected_without_url if name in FLAGS else expected)


def test_other_fields_are_untouched(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    """Byte for byte: numbers beyond 64 bits, floats, nested values, the order of the keys."""
    corpus(corpora / "pages.jsonl", "-o", tmp_path / "all.jsonl", "-p", "none", "--no-strip")
    before = content(corpora / "pages.jsonl").decode()
    after = content(tmp_path / "all.jsonl").decode()
    strip = [json.dumps(json.loads(line), ensure_ascii=False) for line in before.splitlines()]
    assert [
        json.dumps(json.loads(line), ensure_ascii=False) for line in after.splitlines()
    ] == strip
    odd = '{"n":1.10E+2,"text":"نص","m":123456789012345678901234567890,"s":"\\u0041\\/"}\n'
    (tmp_path / "odd.jsonl").write_text(odd, encoding="utf-8")
    corpus(tmp_path / "odd.jsonl", "-o", tmp_path / "odd.out.jsonl")
    assert (tmp_path / "odd.out.jsonl").read_text(encoding="utf-8") == odd


def test_columns_are_untouched(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    corpus(corpora / "pages.parquet", "-o", tmp_path / "all.parquet")
    before, after = (
        pq.read_table(corpora / "pages.parquet"),
        pq.read_table(tmp_path / "all.parquet"),
    )
    assert before.schema == after.schema
    assert before.drop_columns("text") == after.drop_columns("text")
    assert before["text"] != after["text"]


def test_cells_are_untouched(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    corpus(corpora / "pages.csv", "-o", tmp_path / "all.csv")
    before, after = (
        list(csv.DictReader(io.StringIO(content(path).decode(), newline="")))
        for path in (corpora / "pages.csv", tmp_path / "all.csv")
    )
    assert [(row["id"], row["url"]) for row in before] == [(row["id"], row["url"]) for row in after]
    assert list(before[0]) == list(after[0])


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_empty_documents_of_a_single_column(
    corpus: Command, tmp_path: Path, end: str, workers: int
) -> None:
    """A record whose only cell is empty: a blank line, or between quotation marks."""
    rows = ["text", "a", "", '""', '"b', "", 'c"', '""', ""]
    (tmp_path / "in.csv").write_bytes(end.join(rows).encode() + end.encode())
    told = corpus(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "-j", workers, "--no-strip")
    assert "6 documents" in told
    texts = [f"b{end}{end}c".replace("\r\n", "\n"), "", ""]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["text"], ["a"], [""], [""], *([text] for text in texts)]
    again = tmp_path / "again.csv"
    corpus(tmp_path / "out.csv", "-o", again, "-j", workers, "--no-strip")
    assert again.read_bytes() == (tmp_path / "out.csv").read_bytes()


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz"])
@pytest.mark.parametrize("header", [b"text,id", b"text\r\n"])
def test_a_header_without_rows(corpus: Command, tmp_path: Path, header: bytes, name: str) -> None:
    (tmp_path / "in.csv").write_bytes(header)
    assert "0 documents" in corpus(tmp_path / "in.csv", "-o", tmp_path / name, "-j", 1)
    assert content(tmp_path / name).splitlines() == header.splitlines()
    assert "0 documents" in corpus(tmp_path / name, "-o", tmp_path / "again.csv", "-j", 1)


def test_the_schema_of_parquet_gives_the_columns(corpus: Command, tmp_path: Path) -> None:
    """Not its first rows, of which there may be none, or none with a value."""
    day = datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    table = pa.table(
        {
            "text": ["نص", "آخر"],
            "writer": pa.array([None, "سالم"], pa.dictionary(pa.int8(), pa.string())),
            "views": [None, 7],
            "share": [None, 0.5],
            "open": [None, True],
            "day": [None, day],
            "hour": [None, day.time()],
            "price": [None, Decimal("1.50")],
            "ratio": [None, float("inf")],
            "tags": [None, ["ماء"]],
        }
    )
    pq.write_table(table, tmp_path / "b.parquet", row_group_size=1)
    pq.write_table(table.slice(0, 0), tmp_path / "a.parquet")
    corpus(tmp_path / "a.parquet", "-o", tmp_path / "a.csv", "-p", "none", "-j", 1)
    header = [*table.schema.names, "_other"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == ",".join(header) + "\n"
    both = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    corpus(*both, "-o", tmp_path / "b.csv", "-p", "none", "--drop", "share", "-j", 1)
    with (tmp_path / "b.csv").open(encoding="utf-8", newline="") as file:
        names, first, second = csv.reader(file)
    assert names == [name for name in header if name != "share"]
    assert first == ["نص", *[""] * 9]
    day_cells = [day.isoformat(), "03:04:05", "1.50", "inf"]
    assert second == ["آخر", "سالم", "7", "true", *day_cells, json.dumps(["ماء"]), ""]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.warc", "out.parquet"])
def test_values_that_python_has_none_for(corpus: Command, tmp_path: Path, name: str) -> None:
    """pandas writes nanoseconds; readers of Parquet do not check that strings are UTF-8."""
    odd = pa.array([b"a", b"\xff"]).buffers()
    times = pa.array([1, None], pa.timestamp("ns"))
    table = pa.table(
        {
            "text": ["x", "y"],
            "time": times,
            "zoned": times.cast(pa.timestamp("ns", "UTC")),
            "far": pa.array([None, 2**30], pa.date32()),
            "span": pa.array([1, None], pa.duration("ns")),
            "within": pa.array(
                [{"at": [1], "n": 5}, None],
                pa.struct({"at": pa.list_(pa.timestamp("ns")), "n": pa.int8()}),
            ),
            "note": pa.StringArray.from_buffers(2, odd[1], odd[2]),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    told = corpus(tmp_path / "in.parquet", "-o", tmp_path / name, "-p", "none", "-j", 1)
    assert "2 documents" in told
    if name == "out.jsonl":
        moment = "1970-01-01T00:00:00.000000001"
        first, second = records(tmp_path / name)
        assert (first["time"], first["zoned"]) == (moment, f"{moment}Z")
        assert first["within"] == {"at": [moment], "n": 5}
        assert (first["note"], second["note"]) == ("a", "/w==")
        assert second["far"] == 2**30


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet"])
def test_text_of_parquet_that_is_not_utf_8(corpus: Command, tmp_path: Path, name: str) -> None:
    odd = pa.array([b"a", b"\xff", b"b"]).buffers()
    table = pa.table({"text": pa.StringArray.from_buffers(3, odd[1], odd[2])})
    table = table.append_column("time", pa.array([1, 2, 3], pa.timestamp("ns")))
    pq.write_table(table, tmp_path / "in.parquet")
    told = corpus(tmp_path / "in.parquet", "-o", tmp_path / name, "-p", "none", "-j", 1)
    assert "record 2: byte 0 of its text is not UTF-8; --errors replace puts U+FFFD there" in told
    assert "2 documents" in told


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.warc"])
def test_cells_that_are_not_utf_8(corpus: Command, tmp_path: Path, name: str) -> None:
    """They ended a run into Parquet."""
    (tmp_path / "in.csv").write_bytes(b"text,note\na,\xff\nb,c\n")
    told = corpus(tmp_path / "in.csv", "-o", tmp_path / name, "-p", "none", "-j", 1)
    assert "record 1 at byte 10: byte 2 of the row is not UTF-8; --errors replace puts" in told
    assert "1 documents" in told
    words = ["-p", "none", "-j", 1, "--errors", "replace", "--overwrite"]
    assert "2 documents" in corpus(tmp_path / "in.csv", "-o", tmp_path / name, *words)
    kept = ["-p", "none", "-j", 1]
    assert "2 documents" in corpus(tmp_path / "in.csv", "-o", tmp_path / "kept.csv", *kept)
    assert (tmp_path / "kept.csv").read_bytes() == b"text,note\na,\xff\nb,c\n"


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_addresses_of_warc_that_are_not_utf_8(corpus: Command, tmp_path: Path, name: str) -> None:
    """The document was put aside, or ended the run."""
    (tmp_path / "in.warc").write_bytes(
        b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a.example/\xce\xe1\r\n"
        b"X-Note: \xce\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"
    )
    corpus(tmp_path / "in.warc", "-o", tmp_path / name, "-p", "none", "-j", 1)
    corpus(tmp_path / name, "-o", tmp_path / "back.jsonl", "-p", "none", "-j", 1)
    (record,) = records(tmp_path / "back.jsonl")
    assert record["url"] == "http://a.example/%CE%E1"
    headers = record["headers"]
    headers = json.loads(headers) if isinstance(headers, str) else headers
    assert headers["X-Note"] == "\ufffd"


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_field_that_is_not_utf_8(corpus: Command, tmp_path: Path, name: str) -> None:
    """It ended the run."""
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "a", "n": "\xff"}\n{"text": "b", "n": "c"}\n')
    told = corpus(tmp_path / "in.jsonl", "-o", tmp_path / name, "-p", "none", "-j", 1)
    assert "record 1: " in told
    assert "1 documents" in told
    assert "1 put aside" in told


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_number_beyond_a_double_stays_as_it_is_written(
    corpus: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a", "n": 1e999}\n{"text": "b", "n": [1e999]}\n')
    corpus(tmp_path / "in.jsonl", "-o", tmp_path / name, "-p", "none", "-j", 1)
    corpus(tmp_path / name, "-o", tmp_path / "back.jsonl", "-p", "none", "-j", 1)
    assert [one["n"] for one in records(tmp_path / "back.jsonl")] == ["1e999", "[1e999]"]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_record_without_text_has_none_in_its_column(
    corpus: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a", "n": 1}\n{"text": null, "n": 2}\n')
    corpus(tmp_path / "in.jsonl", "-o", tmp_path / name, "-j", 1)
    corpus(tmp_path / name, "-o", tmp_path / "back.jsonl", "-j", 1)
    none = None if name.endswith("parquet") else ""
    assert [one["text"] for one in records(tmp_path / "back.jsonl")] == ["a", none]
    assert not any(one["_other"] for one in records(tmp_path / "back.jsonl"))


def test_a_blank_line_between_several_columns_is_no_record(corpus: Command, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"text,id\n\na,1\n\n,2\n")
    assert "2 documents" in corpus(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "-j", 1)
    assert (tmp_path / "out.csv").read_bytes() == b"text,id\na,1\n,2\n"


def test_other_records_of_a_warc_pass_through(
    corpora: Path, corpus: Command, tmp_path: Path, pages: list[dict[str, Any]]
) -> None:
    pytest.importorskip("warcio")
    from warcio.archiveiterator import ArchiveIterator

    corpus(corpora / "pages.warc.gz", "-o", tmp_path / "out/", "-p", "none", "--no-strip")
    with (tmp_path / "out" / "pages.warc.wet.gz").open("rb") as file:
        found = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in found] == ["warcinfo", *["request", "conversion"] * len(pages)]
    assert [(url, body.decode()) for kind, url, body in found if kind == "conversion"] == [
        (page["url"], page["text"]) for page in pages
    ]


def test_what_a_name_server_said_passes_through(corpus: Command, tmp_path: Path) -> None:
    said = b"20260101000000\nexample.com.\t300\tIN\tA\t192.0.2.1\n"
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: dns:example.com\r\n"
    record = head + b"Content-Type: text/dns\r\nContent-Length: %d\r\n\r\n" % len(said) + said
    (tmp_path / "a.warc").write_bytes(record + b"\r\n\r\n")
    told = corpus(tmp_path / "a.warc", "-o", tmp_path / "out/", "-j", 1)
    assert "put aside" not in told
    assert (tmp_path / "out" / "a.warc.wet").read_bytes() == record + b"\r\n\r\n"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_writes_the_same_bytes(
    workers: int, corpora: Path, corpus: Command, tmp_path: Path
) -> None:
    outputs = []
    for count in (1, workers):
        folder = tmp_path / str(count) / f"{workers}"
        corpus(
            *(corpora / name for name in NAMES if "txt" not in name and name != "pages.warc"),
            "-o",
            folder,
            "-j",
            count,
        )
        outputs.append(
            {
                p.name: p.read_bytes()
                for p in folder.rglob("*")
                if p.is_file() and p.name != "ledger.jsonl"
            }
        )
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 8


def test_every_process_compresses_alike() -> None:
    """One process in forty did not, at ISA-L's level 1."""
    made = (
        "import hashlib, arclean.corpus.compression as c; member = c.member_compressor('gz'); "
        "texts = [b'WARC/1.0\\r\\nWARC-Type: ' + b'x y' * n for n in range(100)]; "
        "print(hashlib.md5(b''.join(map(member, texts))).hexdigest())"
    )
    told = {subprocess.check_output([sys.executable, "-c", made]) for _ in range(60)}
    assert len(told) == 1


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_what_separates_texts_is_no_record(corpus: Command, tmp_path: Path, name: str) -> None:
    """Blank lines before the first document, after a large one, and where a batch ends."""
    texts = ["كلمة " * 200 + f"{number}\n" for number in range(6000)]
    texts[1:1] = ["سطر طويل جدا\n" * 600]
    (tmp_path / "in.txt").write_text("\n\n\n" + "\n\n\n".join(texts), encoding="utf-8")
    flags = ["--docs", "blank-lines", "-p", "none", "-j", 1, "--max-doc-bytes", "12k"]
    said = corpus(tmp_path / "in.txt", "-o", tmp_path / name, *flags)
    assert f"record 2 at byte {len(texts[0].encode()) + 6:,} is put aside" in said
    corpus(tmp_path / name, "-o", tmp_path / "again.jsonl", "--no-strip", "-p", "none", "-j", 1)
    found = records(tmp_path / "again.jsonl")
    assert [record["text"] for record in found] == texts[:1] + texts[2:]
    numbers = [1, *range(3, 6002)]
    assert [int(record["document"]) for record in found] == numbers
    corpus(tmp_path / "in.txt", "-o", tmp_path / "out.txt", *flags, "--no-strip")
    assert (tmp_path / "out.txt").read_bytes() == (tmp_path / "in.txt").read_bytes()


@pytest.mark.parametrize("first", [{}, {"html": "<p>x"}, {"url": None}, {"text": "x"}])
@pytest.mark.parametrize("flags", [[], ["--url-field", "url"]])
def test_the_first_record_lacks_fields(
    corpus: Command, tmp_path: Path, first: dict[str, Any], flags: list[str]
) -> None:
    """Writers that leave out what is null: the rest must not go by its fields."""
    page = {"text": "نص\nالمزيد", "url": "https://site.example/1"}
    rules = (
        "arclean: 1\nid: site\nkind: site\ntitle: t\nmatch: {hosts: [site.example]}\nrules:\n"
        "- {id: more, why: w, category: related, drop_line: {is: المزيد}}\n"
    )
    (tmp_path / "site.yaml").write_text(rules, encoding="utf-8")
    lines = [json.dumps(record) for record in (first, page, page)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rules_flag = ["--rules", tmp_path / "site.yaml", "-j", 1]
    said = corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", *rules_flag, *flags)
    assert ("record 1: it has no field 'text'" in said) is ("text" not in first)
    assert [one["text"] for one in records(tmp_path / "out.jsonl")[-2:]] == ["نص\n", "نص\n"]
