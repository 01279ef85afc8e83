"""HTML in corpora: what ``Cleaner.clean_html`` gives, whatever it came in."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arclean import Cleaner
from arclean.corpus.arrow import BatchCleaner
from tests.corpus.conftest import Command, records
from tests.corpus.samples import warc_record

WORDS = "افتتح الوزير صباح اليوم مؤتمر المياه في العاصمة وحضره ممثلو أربعين دولة من القارات كلها. "
PAGES = [
    f"""<!doctype html><html><head><meta charset="{charset}"><title>خبر {n}</title></head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li></ul></nav>
<article><h1>خبر {n}</h1><p>{WORDS * 3}</p><p>{n} {WORDS * 2}</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""
    for n, charset in enumerate(("utf-8", "windows-1256", "utf-8"))
]
URLS = [f"https://example{n}.com/a" for n in range(3)]


def expected() -> list[str]:
    cleaner = Cleaner()
    return [cleaner.clean_html(page, url=url) for page, url in zip(PAGES, URLS, strict=True)]


def write(folder: Path, name: str) -> Path:
    path = folder / name
    rows = [{"url": url, "html": page} for url, page in zip(URLS, PAGES, strict=True)]
    if name == "pages.jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    elif name == "pages.csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["url", "html"])
            table.writeheader()
            table.writerows(rows)
    elif name == "pages.parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        bodies = []
        for number, page in enumerate(PAGES):
            charset = "windows-1256" if number == 1 else "utf-8"
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n"
            bodies.append(
                warc_record(
                    "response", head.encode() + page.encode(charset), WARC_Target_URI=URLS[number]
                )
            )
        picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
        bodies.append(warc_record("response", picture, WARC_Target_URI="https://x.y/a.png"))
        path.write_bytes(b"".join(map(gzip.compress, bodies)))
    return path


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.csv", "pages.parquet", "pages.warc.gz"])
def test_the_same_articles_out_of_every_format(name: str, corpus: Command, tmp_path: Path) -> None:
    path = write(tmp_path, name)
    corpus(path, "-o", tmp_path / "all.jsonl", "--drop", "html", "-j", 1)
    found = [record for record in records(tmp_path / "all.jsonl") if record["text"] is not None]
    assert [record["text"] for record in found[:3]] == expected()
    assert "html" not in found[0]
    for article in expected():
        assert "دولة" in article
        assert "الرئيسية" not in article
        assert "محفوظة" not in article


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.csv", "pages.parquet"])
def test_html_stays_beside_its_text(name: str, corpus: Command, tmp_path: Path) -> None:
    corpus(write(tmp_path, name), "-o", tmp_path / "out", "-j", 1)
    corpus(tmp_path / "out" / name, "-o", tmp_path / "back.jsonl", "-p", "none", "--no-strip")
    found = records(tmp_path / "back.jsonl")
    assert [record["text"] for record in found] == expected()
    assert [record["html"] for record in found] == PAGES


@pytest.mark.parametrize("target", ["all.csv", "all.parquet"])
@pytest.mark.parametrize("name", ["pages.jsonl", "pages.parquet", "pages.warc.gz"])
def test_the_text_has_a_column(name: str, target: str, corpus: Command, tmp_path: Path) -> None:
    corpus(write(tmp_path, name), "-o", tmp_path / target, "-j", 1)
    corpus(tmp_path / target, "-o", tmp_path / "back.jsonl", "-p", "none", "--no-strip")
    found = [record for record in records(tmp_path / "back.jsonl") if record["text"]]
    assert [record["text"] for record in found[:3]] == expected()
    assert not any(record.get("_other") for record in found)


def test_record_batches() -> None:
    cleaner = BatchCleaner(errors=False)
    data = pa.record_batch({"html": pa.array(PAGES), "url": pa.array(URLS)})
    cleaned = cleaner(data)
    assert cleaned.schema.names == ["html", "url", "text"]
    assert cleaned.schema == cleaner.schema(data.schema)
    assert cleaned.column("text").to_pylist() == expected()


def test_removals_and_counts(corpus: Command, tmp_path: Path) -> None:
    path = write(tmp_path, "pages.warc.gz")
    words = ["--save-removed", tmp_path / "went", "--report", tmp_path / "r.json", "-j", 1]
    corpus(path, "-o", tmp_path / "all.jsonl", *words)
    (went,) = (tmp_path / "went").iterdir()
    removals = records(went)
    assert {"navigation"} <= {removal["category"] for removal in removals}
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["documents"] == 3
    assert report["others"] == 1
    assert report["categories"]["navigation"][0] >= 3
