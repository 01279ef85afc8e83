"""Pages for tests, and files of them in every format, written by plain means."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from arclean.corpus.extras import zstd

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NAMES = (
    "pages.jsonl",
    "pages.jsonl.gz",
    "pages.jsonl.zst",
    "pages.csv",
    "pages.csv.gz",
    "pages.parquet",
    "pages.warc",
    "pages.warc.gz",
    "crawl.warc.wet.gz",
    "pages.txt",
    "pages.txt.zst",
)


def pages(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Pages that differ, made from the seeds: lines of furniture, marks, quotes, odd characters."""
    choose = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*/*.txt"))]
    texts = [text for text in texts if "\f" not in text and "\0" not in text]
    made = []
    for number in range(count):
        lines = choose.choice(texts).splitlines()
        for _ in range(choose.randrange(4)):
            lines.insert(choose.randrange(len(lines) + 1), choose.choice(_ODD))
        made.append(
            {
                "id": number,
                "url": f"https://example{number % 7}.com/a?x=1,{number}",
                "text": "\n".join(lines),
                "score": number / 7,
                "big": 2**70 + number,
                "tags": ["أ", {"deep": None}],
            }
        )
    return made


_ODD = (
    'قال: "نعم"، ثمّ مضى',
    "a,b;c\td",
    "مُحَمَّــدٌ \\ رسول",
    'سطر {"text": 1}',
    "😀 🇸🇦 \u200f\u202a",
    "WARC/1.0",
    "",
)


def write_all(folder: Path, made: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in made).encode()
    _write(folder / "pages.jsonl", lines)
    _write(folder / "pages.jsonl.gz", gzip.compress(lines))
    _write(folder / "pages.jsonl.zst", zstd().compress(lines))
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["id", "url", "text"])
    rows.writerows([page["id"], page["url"], page["text"]] for page in made)
    _write(folder / "pages.csv", table.getvalue().encode())
    _write(folder / "pages.csv.gz", gzip.compress(table.getvalue().encode()))
    columns = {name: [page[name] for page in made] for name in ("id", "url", "text", "score")}
    pq.write_table(pa.table(columns), folder / "pages.parquet", row_group_size=37)
    _write(folder / "pages.warc", b"".join(warc_records(made)))
    _write(folder / "pages.warc.gz", b"".join(map(gzip.compress, warc_records(made))))
    _write(folder / "crawl.warc.wet.gz", b"".join(map(gzip.compress, wet_records(made))))
    text = "".join(page["text"] + "\f" for page in made).encode()
    _write(folder / "pages.txt", text)
    _write(folder / "pages.txt.zst", zstd().compress(text))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def warc_record(kind: str, body: bytes, **headers: str) -> bytes:
    head = [f"WARC-Type: {kind}"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(["WARC/1.0", *head, "", ""]).encode() + body + b"\r\n\r\n"


def warc_records(made: list[dict[str, Any]]) -> list[bytes]:
    """Requests and responses of plain text, behind a warcinfo."""
    records = [warc_record("warcinfo", b"software: tests\r\n", WARC_Date="2024-01-01T00:00:00Z")]
    for page in made:
        same = {"WARC_Target_URI": page["url"], "WARC_Date": "2024-02-03T04:05:06Z"}
        number = f"<urn:uuid:00000000-0000-0000-0000-{page['id']:012}>"
        records.append(
            warc_record(
                "request", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", **same, WARC_Record_ID="<r>"
            )
        )
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        body += page["text"].encode()
        records.append(warc_record("response", body, **same, WARC_Record_ID=number))
    return records


def wet_records(made: list[dict[str, Any]]) -> list[bytes]:
    """As Common Crawl's WET files are."""
    records = [warc_record("warcinfo", b"software: tests\r\n", WARC_Date="2024-01-01T00:00:00Z")]
    records += [
        warc_record(
            "conversion",
            page["text"].encode(),
            WARC_Target_URI=page["url"],
            WARC_Date="2024-02-03T04:05:06Z",
            WARC_Record_ID=f"<urn:uuid:00000000-0000-0000-0000-{page['id']:012}>",
            Content_Type="text/plain",
        )
        for page in made
    ]
    return records
