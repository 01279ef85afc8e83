"""Broken inputs: each one clear message, and the good documents intact, its own and those of the
other inputs of the run.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import random
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arclean.corpus.extras import zstd
from tests.corpus import samples
from tests.corpus.conftest import Command, records

PAGES = samples.pages(40, seed=7)
TEXTS = [page["text"] for page in PAGES]
LINES = [json.dumps(page, ensure_ascii=False).encode() + b"\n" for page in PAGES]
WARC = samples.warc_records(PAGES)
WET = samples.wet_records(PAGES)
_RANDOM = random.Random(5)
LONG = [b'{"text": "%d %s"}\n' % (n, _RANDOM.randbytes(3000).hex().encode()) for n in range(300)]


class Broken(NamedTuple):
    """A broken input.

    Attributes:
        name: of the file.
        make: writes it.
        says: what the message has, as a regular expression.
        good: documents that come out, by place; None where there is no output.
        aside: documents that are put aside.
    """

    name: str
    make: Callable[[], bytes]
    says: str
    good: list[int] | None
    aside: int = 0
    code: int = 2


ALL = list(range(40))


def without(*places: int) -> list[int]:
    return [place for place in ALL if place not in places]


def jsonl(place: int, line: bytes) -> Callable[[], bytes]:
    return lambda: b"".join([*LINES[:place], line, *LINES[place + 1 :]])


def members(records: list[bytes], place: int, record: bytes) -> Callable[[], bytes]:
    changed = [*records[:place], record, *records[place + 1 :]]
    return lambda: b"".join(map(gzip.compress, changed))


def damaged(data: bytes, at: float, count: int = 40) -> bytes:
    begin = int(len(data) * at)
    return (
        data[:begin]
        + bytes(byte ^ 0x5A for byte in data[begin : begin + count])
        + data[begin + count :]
    )


def parquet(table: Any, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return sink.getvalue().to_pybytes()


def table(**columns: Any) -> Any:
    return pa.table({"id": ALL, "text": TEXTS, **columns})


def damaged_row_group() -> bytes:
    data = parquet(table(), row_group_size=10, compression="none", use_dictionary=False)
    about = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(1).column(1)
    at = about.data_page_offset
    return data[:at] + b"\xff" * 30 + data[at + 30 :]


def lying_length(place: int, change: int) -> bytes:
    length = re.search(rb"Content-Length: (\d+)", WET[place])
    assert length
    return WET[place].replace(length[0], b"Content-Length: %d" % (int(length[1]) + change))


def mid(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


CSV_HEAD = b"id,text\n"
CSV_ROWS = [f'{n},"{n} نص, طويل"\n'.encode() for n in ALL]
ONE_FRAME = zstd().compress(b"".join(LONG))
ONE_MEMBER = gzip.compress(b"".join(LONG))

# 50 of them, and more.
CASES = [
    Broken("list.json", lambda: json.dumps(PAGES).encode(), "holds a JSON list.*jq", None),
    Broken("lines.json", lambda: json.dumps(PAGES, indent=1).encode(), "JSON list", None),
    Broken(
        "nans.jsonl",
        jsonl(3, b'{"text": "x", "n": NaN}\n'),
        "NaN is no JSON value",
        without(3),
        1,
        0,
    ),
    Broken("cut.jsonl.xz", lambda: lzma.compress(b"".join(LINES))[:-9], "ends in the middle", ALL),
    Broken(
        "wrong.jsonl.bz2",
        lambda: bz2.compress(b"".join(LINES[:20])) + b"BZh9" + bz2.compress(b"".join(LINES[20:])),
        "this is no bzip2 data; reading went on",
        ALL,
    ),
    # JSON Lines: the record is put aside, the run goes on and ends well.
    Broken(
        "half.jsonl",
        jsonl(3, LINES[3][:50] + b"\n"),
        "record 4 at byte .*not JSON",
        without(3),
        1,
        0,
    ),
    Broken("first.jsonl", jsonl(0, b"nonsense\n"), "record 1: not JSON", without(0), 1, 0),
    Broken(
        "bytes.jsonl",
        jsonl(5, LINES[5].replace(b'"text": "', b'"text": "\xff\xfe')),
        "record 6 at byte .*not UTF-8",
        without(5),
        1,
        0,
    ),
    Broken(
        "badkey.jsonl",
        jsonl(5, b'{"\xff": 1, "text": "x"}\n'),
        "record 6 at byte .*UTF-8",
        without(5),
        1,
        0,
    ),
    Broken(
        "number.jsonl",
        jsonl(7, b'{"text": 12}\n'),
        "record 8 at byte .*'text' is no string",
        without(7),
        1,
        0,
    ),
    Broken(
        "list.jsonl",
        jsonl(7, b'["text"]\n'),
        "record 8 at byte .*a JSON list, not an object",
        without(7),
        1,
        0,
    ),
    Broken(
        "nofield.jsonl",
        jsonl(7, b'{"body": "x"}\n'),
        "record 8 at byte .*no field 'text'",
        without(7),
        1,
        0,
    ),
    Broken(
        "surrogate.jsonl",
        jsonl(9, b'{"text": "a\\ud800b"}\n'),
        "record 10 at byte .*surrogate",
        without(9),
        1,
        0,
    ),
    Broken(
        "deep.jsonl",
        # Python 3.14 counts the stack, not calls, and carries 100,000 through.
        jsonl(9, b'{"text": "x", "a": ' + b"[" * 2_000_000 + b"]" * 2_000_000 + b"}\n"),
        "record 10 at byte .*(nested|recursion)",
        without(9),
        1,
        0,
    ),
    Broken(
        "nan.jsonl", jsonl(9, b'{"text": "x", "a": NaN}\n'), "record 10 at byte", without(9), 1, 0
    ),
    Broken(
        "two.jsonl",
        jsonl(9, LINES[9].rstrip() + LINES[10]),
        "record 10 at byte .*not JSON",
        without(9),
        1,
        0,
    ),
    Broken(
        "nul.jsonl", jsonl(9, b"\0" * 500 + b"\n"), "record 10 at byte .*not JSON", without(9), 1, 0
    ),
    Broken(
        "cut.jsonl",
        lambda: b"".join(LINES)[:-30],
        "record 40 at byte .*not JSON",
        without(39),
        1,
        0,
    ),
    Broken(
        "other.jsonl",
        lambda: b'{"a": 1}\n{"a": 2}\n',
        "no field looks like the text.*--text-field.*its fields: a",
        None,
    ),
    Broken("empty.jsonl", lambda: b"", "is empty", None),
    Broken("utf16.jsonl", lambda: b"".join(LINES).decode().encode("utf-16"), "UTF-16", None),
    Broken(
        "lying.jsonl",
        lambda: b"".join(WARC),
        "read as jsonl but holds warc; write --from warc",
        None,
    ),
    Broken("lying2.jsonl", lambda: parquet(table()), "holds parquet", None),
    Broken("junk.jsonl", lambda: bytes(range(256)) * 20, "record 1", None, 21, 0),
    # compressed
    Broken("empty.jsonl.gz", lambda: b"", "is empty", None),
    Broken("nothing.jsonl.gz", lambda: gzip.compress(b""), "is empty", None),
    Broken(
        "cut.jsonl.gz",
        lambda: mid(ONE_MEMBER),
        "ends in the middle of its gzip data, at byte .*cut off.*behind 200 records",
        [],
        1,
    ),
    Broken(
        "cut.jsonl.zst",
        lambda: mid(ONE_FRAME),
        "ends in the middle of its zstd data, at byte .*cut off",
        [],
        1,
    ),
    Broken(
        "cut4.jsonl.gz",
        lambda: b"\x1f\x8b\x08\x00",
        "ends in the middle of its gzip data, at byte 4",
        None,
    ),
    Broken("last8.jsonl.gz", lambda: ONE_MEMBER[:-4], "ends in the middle", []),
    Broken(
        "damaged.jsonl.gz",
        lambda: damaged(ONE_MEMBER, 0.5),
        "byte 0: the (checksum of the )?gzip data is (damaged|wrong).*nothing behind it",
        [],
        -1,
    ),
    Broken(
        "damaged.jsonl.zst",
        lambda: damaged(ONE_FRAME, 0.5),
        "byte 0: the zstd data is damaged.*nothing behind it",
        [],
        1,
    ),
    Broken(
        "checksum.jsonl.gz",
        lambda: ONE_MEMBER[:-8] + b"\0\0\0\0" + ONE_MEMBER[-4:],
        "checksum of the gzip data is wrong",
        [],
        1,
    ),
    Broken(
        "member.jsonl.gz",
        lambda: b"".join(
            [
                *map(gzip.compress, LINES[:10]),
                damaged(gzip.compress(LINES[10]), 0.4),
                *map(gzip.compress, LINES[11:]),
            ]
        ),
        "gzip data is damaged.*went on at byte",
        without(10),
    ),
    Broken(
        "frame.jsonl.zst",
        lambda: b"".join(
            [
                *map(zstd().compress, LINES[:10]),
                damaged(zstd().compress(LINES[10]), 0.05),
                *map(zstd().compress, LINES[11:]),
            ]
        ),
        "zstd data is damaged.*went on at byte",
        without(10),
    ),
    Broken(
        "tail.jsonl.gz",
        lambda: gzip.compress(b"".join(LINES)) + b"trailing garbage",
        "this is no gzip data",
        ALL,
    ),
    Broken(
        "tail.jsonl.zst",
        lambda: zstd().compress(b"".join(LINES)) + b"trailing garbage",
        "this is no zstd data",
        ALL,
    ),
    # WARC and WET
    Broken("empty.warc.gz", lambda: b"", "is empty", None),
    Broken("html.warc", lambda: b"<html></html>", "does not begin like a WARC file", None),
    Broken(
        "cut.warc",
        lambda: b"".join(WET)[: len(b"".join(WET[:21])) - 60],
        "record 21 at byte .*its body has .* of .* bytes",
        ALL[:19],
        1,
    ),
    Broken(
        "cut.warc.gz",
        lambda: b"".join(map(gzip.compress, WET[:21])) + gzip.compress(WET[21])[:-40],
        "ends in the middle of its gzip data",
        ALL[:20],
        1,
    ),
    Broken(
        "short.warc",
        lambda: b"".join([*WET[:5], lying_length(5, 200), *WET[6:]]),
        "record 6 at byte .*Content-Length",
        without(4),
        1,
    ),
    Broken(
        "over.warc",
        lambda: b"".join([*WET[:5], lying_length(5, -50), *WET[6:]]),
        "record 6 at byte .*Content-Length",
        without(4),
        1,
    ),
    Broken(
        "huge.warc.gz",
        members(WET, 5, lying_length(5, 10**6)),
        "record 6 at byte .*Content-Length of .* reaches over the next record",
        without(4),
        1,
    ),
    Broken(
        "nolength.warc.gz",
        members(WET, 5, WET[5].replace(b"Content-Length", b"Content-Size")),
        "record 6 at byte .*without a Content-Length",
        without(4),
        1,
    ),
    Broken(
        "nohead.warc.gz", members(WET, 5, WET[5][40:]), "no WARC record begins here", without(4), 1
    ),
    Broken(
        "member.warc.gz",
        lambda: b"".join(
            [
                *map(gzip.compress, WET[:5]),
                damaged(gzip.compress(WET[5]), 0.5),
                *map(gzip.compress, WET[6:]),
            ]
        ),
        "gzip data is (damaged|wrong).*went on at byte",
        without(4),
        0,
    ),
    Broken(
        "nohttp.warc.gz",
        members(WARC, 2, WARC[2].replace(b"HTTP/1.1 200 OK", b"XTTP/1.1 200 OK")),
        "record 3 at byte .*no HTTP head",
        without(0),
        1,
        0,
    ),
    # Parquet
    Broken("cut.parquet", lambda: mid(parquet(table())), "not Parquet, or cut off", None),
    Broken("empty.parquet", lambda: b"", "is empty", None),
    Broken(
        "column.parquet",
        lambda: parquet(pa.table({"a": [1]})),
        "no field looks like the text.*its fields: a",
        None,
    ),
    Broken(
        "type.parquet",
        lambda: parquet(pa.table({"text": [1]})),
        "column 'text' holds int64, not text",
        None,
    ),
    Broken("group.parquet", damaged_row_group, "row group 2 is damaged", [*ALL[:10], *ALL[20:]]),
    Broken(
        "packed.parquet.gz", lambda: gzip.compress(parquet(table())), "compressed as a whole", None
    ),
    # CSV
    Broken(
        "cells.csv",
        lambda: CSV_HEAD + b"".join([*CSV_ROWS[:9], b"9,a,b\n", *CSV_ROWS[10:]]),
        "record 10 at byte .*3 cells, the header has 2",
        without(9),
        1,
        0,
    ),
    Broken(
        "quote.csv",
        lambda: CSV_HEAD + b"".join(CSV_ROWS[:-1]) + b'39,"open\n',
        "record 40 at byte .*not CSV",
        without(39),
        1,
        0,
    ),
    Broken("twice.csv", lambda: b"text,text\na,b\n", "two columns of its header", None),
    Broken("legacy.csv", lambda: "معرف,text\n".encode("cp1256"), "header is not UTF-8", None),
    Broken("cr.csv", lambda: b"id,te\rxt\n1,2\n", "its first row is no header of CSV", None),
    Broken("column.csv", lambda: b"a,b\n1,2\n", "no field looks like the text", None),
]


def test_there_are_enough() -> None:
    assert len(CASES) >= 50
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("workers", [1])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken(case: Broken, workers: int, corpus: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / case.name).write_bytes(case.make())
    (folder / "zz-good.jsonl").write_bytes(b"".join(LINES))
    flags = ["-p", "none", "--no-strip", "-j", workers]
    said = corpus(folder, "-o", tmp_path / "out", *flags, code=case.code)
    lines = [line for line in said.splitlines() if case.name in line]
    assert any(re.search(case.says, line) for line in lines), said
    if case.name not in ("junk.jsonl", "damaged.jsonl.gz"):  # garbage before the damage shows
        assert len(lines) == 1, said
    assert len(lines) <= 8
    good = [record["text"] for record in records(tmp_path / "out" / "zz-good.jsonl")]
    assert good == TEXTS
    aside = list((tmp_path / "out" / "_arclean").glob("failed/**/*.jsonl"))
    put_aside = sum(len(records(path)) for path in aside)
    assert put_aside == case.aside or (case.aside < 0 and put_aside), said
    outputs = [p for p in (tmp_path / "out").glob("*") if p.is_file() and "zz" not in p.name]
    if case.good is None:
        assert case.aside or not outputs
        return
    (output,) = outputs
    if case.good:
        assert _texts(output, corpus, tmp_path) == [
            (f"{n} نص, طويل" if case.name.endswith("csv") else TEXTS[n]) for n in case.good
        ]
    else:  # cut somewhere in the middle: whole lines before it
        found = [record["text"] for record in records(output)]
        assert found == [json.loads(line)["text"] for line in LONG[: len(found)]]
        assert len(found) > 99
    again = corpus(folder, "-o", tmp_path / "out", *flags, code=case.code)
    assert case.code == 0 or case.name in again  # a rerun that skips it still says what is wrong


def _texts(path: Path, corpus: Command, folder: Path) -> list[str]:
    corpus(path, "-o", folder / "again.jsonl", "-p", "none", "--no-strip", "-j", 1)
    return [record["text"] for record in records(folder / "again.jsonl")]


def test_a_folder_without_files(corpus: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.pdf").write_bytes(b"x")
    said = corpus(tmp_path / "in", "-o", tmp_path / "out", code=2)
    assert "no file in this folder is a corpus file" in said
    assert not (tmp_path / "out").exists()


def test_a_folder_that_may_not_be_read(
    corpus: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    said = corpus(tmp_path, "-o", tmp_path / "out", code=2)
    assert said.startswith(f"arclean: {tmp_path}: Permission denied\narclean: 0 documents")


@pytest.mark.parametrize("name", ["missing.jsonl", "no-*.jsonl", "folder.jsonl"])
def test_files_that_are_none(name: str, corpus: Command, tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "good.jsonl").write_bytes(b"".join(LINES))
    said = corpus(tmp_path / name, tmp_path / "good.jsonl", "-o", tmp_path / "out", code=2)
    assert name in said
    assert len(records(tmp_path / "out" / "good.jsonl")) == 40


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(corpus: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, nothing half-written, and a rerun that does the rest."""
    (tmp_path / "in.jsonl").write_bytes(b"".join(LONG))
    from arclean.corpus import output

    real = output._File.write

    def full(self: Any, data: bytes) -> None:
        with output.writing(self.final):
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(output._File, "write", full)
    said = corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out", "-j", 1, code=2)
    assert "in.jsonl cannot be written: No space left on device" in said
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == [
        "_arclean",
        "ledger.jsonl",
    ]
    monkeypatch.setattr(output._File, "write", real)
    corpus(tmp_path / "in.jsonl", "-o", tmp_path / "out", "-j", 1)
    assert len(records(tmp_path / "out" / "in.jsonl")) == 300


def test_a_large_record_is_put_aside(corpus: Command, tmp_path: Path) -> None:
    """In pieces: a line of any length takes no more memory than the limit."""
    large = b'{"text": "' + b"x" * (70 * 2**20) + b'"}\n'
    (tmp_path / "in.jsonl").write_bytes(LINES[0] + large + LINES[1])
    said = corpus(
        tmp_path / "in.jsonl", "-o", tmp_path / "out", "-p", "none", "--no-strip", "-j", 1
    )
    assert f"record 2 at byte {len(LINES[0]):,} is put aside" in said
    assert "too large to be held" in said
    found = [record["text"] for record in records(tmp_path / "out" / "in.jsonl")]
    assert found == [TEXTS[0], TEXTS[1]]
    (aside,) = records(tmp_path / "out" / "_arclean" / "failed" / "in.jsonl.jsonl")
    from base64 import b64decode

    assert b"".join(map(b64decode, aside["data_base64_parts"])) == large


def test_a_page_whose_payload_lies_about_its_compression() -> None:
    from arclean.corpus.formats.http import payload_of

    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert payload_of(chunked) == (b"abc", False, None)
    stored = head + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\nabc def"
    assert payload_of(stored) == (b"abc def", False, None)
    packed = head + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"abc")
    assert payload_of(packed) == (b"abc", False, None)
    assert payload_of(packed + gzip.compress(b"def") + gzip.compress(b"")) == (
        b"abcdef", False, None,
    )  # fmt: skip
    assert payload_of(packed + b"\r\n") == (b"abc", False, None)
    assert payload_of(packed[:-8]) == (b"abc", False, None)  # without its checksum
    assert payload_of(packed[:-3]) == (b"abc", False, None)
    for size in range(1, len(packed) - len(head) - 35):
        with pytest.raises(ValueError, match="cut off"):
            payload_of(packed[: -8 - size])
    with pytest.raises(ValueError, match="damaged or cut off"):
        payload_of(packed + gzip.compress(b"def")[:-9])
    for bare in (zlib.compress(b"abc"), zlib.compress(b"abc")[2:-4]):
        assert payload_of(head + b"Content-Encoding: deflate\r\n\r\n" + bare) == (
            b"abc", False, None,
        )  # fmt: skip
    with pytest.raises(ValueError, match="compressed with br"):
        payload_of(head + b"Content-Encoding: br\r\n\r\nabc")
    page = head.replace(b"plain", b"html") + b"Content-Encoding: br\r\n\r\n <!doctype html><p>abc"
    assert payload_of(page) == (b" <!doctype html><p>abc", True, None)
    with pytest.raises(ValueError, match="cut off"):
        payload_of(head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\nab")


def test_struct_is_what_gzip_says() -> None:
    assert struct.unpack("<I", ONE_MEMBER[-4:])[0] == sum(map(len, LONG))
