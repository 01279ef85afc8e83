"""Explanations, records to restore from, statistics and colours."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.document import Note, Removal, Result, cut
from arclean.errors import InputError
from arclean.report.colour import Painter, wanted
from arclean.report.explain import as_json, as_text, shortened
from arclean.report.record import Cleaned
from arclean.report.removed import read, restore, saved
from arclean.report.statistics import Statistics
from tests.conftest import examples


def cleaned(
    data: bytes,
    spans: list[tuple[int, int]],
    *,
    file: str = "page.txt",
    offset: int = 0,
    line: int = 0,
) -> Cleaned:
    """A document with these spans removed by rules in turn."""
    removals = [
        Removal(
            f"site/rule-{number % 2}", "share", number + 1, number + 3, start, end, data[start:end]
        )
        for number, (start, end) in enumerate(spans)
    ]
    kept = cut(data, spans)
    notes = [Note("over-budget", "site/rule-1", "site/rule-1 wanted more; it did nothing")]
    result = Result(kept, kept, removals, "site", ("pack",), notes)
    return Cleaned(file, 2, offset, line, len(data), len(kept), result)


@settings(max_examples=examples(200))
@given(
    st.lists(
        st.tuples(st.binary(max_size=40), st.sets(st.integers(0, 40), max_size=6)), max_size=4
    ),
    st.sampled_from(["page.txt", "-", "a\nb", b"\xff\xfe".decode("utf-8", "surrogateescape")]),
)
def test_kept_and_removed_are_the_input(parts: list[tuple[bytes, set[int]]], name: str) -> None:
    """Over any bytes and spans, with several documents and another file in the records."""
    offset = 0
    records = saved(cleaned(b"another", [(0, 3)], file="another.txt"))
    whole = kept = b""
    for data, points in parts:
        edges = sorted(point for point in points if point <= len(data))
        spans = list(zip(edges[::2], edges[1::2], strict=False))
        document = cleaned(data, spans, file=name, offset=offset)
        records += saved(document)
        whole += data + b"\0"
        kept += document.result.kept + b"\0"
        offset = len(whole)
    lines = records.split(b"\n")[:-1]
    assert restore(kept, read(lines, name)) == whole


def test_records_that_do_not_fit_are_refused() -> None:
    records = list(read(saved(cleaned(b"0123456789", [(8, 10)])).splitlines()))
    with pytest.raises(InputError, match="does not fit"):
        restore(b"0123", records)
    with pytest.raises(InputError, match="line 1 is not a record"):
        list(read([b"[" * 10_000]))
    with pytest.raises(InputError, match="line 1 is not a record"):
        list(read([b"{}"]))
    with pytest.raises(InputError, match="line 1 is not a record"):
        list(read([b"\xff"]))


def test_json_has_the_documented_keys() -> None:
    data = "واحد اثنان\n".encode() + b"\xff\n"
    record = json.loads(
        as_json(cleaned(data, [(0, 8), (len(data) - 2, len(data))], offset=10, line=5))
    )
    assert record == {
        "file": "page.txt",
        "document": 2,
        "site": "site",
        "packs": ["pack"],
        "span": [10, 10 + len(data)],
        "bytes_out": len(data) - 10,
        "removals": [
            {
                "rule": "site/rule-0",
                "category": "share",
                "lines": [6, 8],
                "span": [10, 18],
                "text": "واحد",
            },
            {
                "rule": "site/rule-1",
                "category": "share",
                "lines": [7, 9],
                "span": [10 + len(data) - 2, 10 + len(data)],
                "text": "\ufffd\n",
                "text_base64": "/wo=",
            },
        ],
        "notes": [
            {
                "code": "over-budget",
                "rule": "site/rule-1",
                "message": "site/rule-1 wanted more; it did nothing",
            }
        ],
    }


def test_text_has_a_line_for_the_document_each_removal_and_each_note() -> None:
    document = cleaned(b"head\nbody\n\ntail\n", [(0, 5), (11, 16)], line=100)
    lines = list(as_text(document, 80, Painter(False), alone=False))
    assert lines == [
        "page.txt, document 2: 10 of 16 bytes removed (site site)",
        "  101-103  share  site/rule-0  head",
        "  102-104  share  site/rule-1  tail",
        "  note over-budget: site/rule-1 wanted more; it did nothing",
    ]


def width(text: str) -> int:
    return sum(not unicodedata.combining(char) for char in text)


@given(st.text(max_size=200), st.integers(5, 60))
def test_shortened_text_fits(text: str, columns: int) -> None:
    short = shortened(text.encode("utf-8", "replace"), columns)
    assert width(short) <= columns + 2
    assert short
    assert len(short.splitlines()) == 1


def test_shortened_text_says_that_there_is_more() -> None:
    assert shortened(b"  one  \n\n two\r\n", 40) == "one ⏎ two"
    assert shortened(b"word " * 30, 12) == "word word w…"
    assert shortened(b"\n" * 5000, 40).startswith("⏎")
    assert shortened(b"a\n" * 10**6, 40).endswith("…")


def test_statistics() -> None:
    statistics = Statistics()
    document = cleaned(b"0123456789", [(0, 3), (4, 6), (8, 9)])
    statistics.add(document)
    statistics.add(document)
    statistics.files, statistics.bytes_in, statistics.bytes_out = 1, 2_000_000, 1_000_000
    lines = list(statistics.lines(0.5))
    assert lines[0] == (
        "1 file, 2 documents; 2,000,000 bytes in, 1,000,000 bytes out (-50.0%); 0.500 s, 4.0 MB/s"
    )
    rows = [line.split() for line in lines[1:]]
    assert ["share", "6", "12"] in rows
    assert ["site/rule-0", "4", "8"] in rows
    assert ["site/rule-1", "2", "4"] in rows
    assert ["site", "2"] in rows
    assert ["over-budget", "2"] in rows


def test_statistics_of_nothing() -> None:
    assert list(Statistics().lines(0.0)) == [
        "0 files, 0 documents; 0 bytes in, 0 bytes out; 0.000 s, 0.0 MB/s"
    ]


@pytest.mark.parametrize(
    ("setting", "terminal", "environ", "answer"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "0"}, False),
        ("auto", True, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_colour(setting: str, terminal: bool, environ: dict[str, str], answer: bool) -> None:
    assert wanted(setting, terminal, environ) is answer


def test_painting() -> None:
    assert Painter(True)("x", "bold", "red") == "\x1b[1;31mx\x1b[0m"
    assert Painter(True)("", "bold") == ""
    assert Painter(False)("x", "bold") == "x"
