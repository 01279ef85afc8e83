"""Values of flags."""

from __future__ import annotations

import pytest

from arclean.cli.values import crawl_date, shown_size, size, url


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("500k", 500 * 1024),
        ("500K", 500 * 1024),
        ("10M", 10 * 2**20),
        ("16MiB", 2**24),
        ("16 mib", 2**24),
        ("2G", 2**31),
        ("10kB", 10_000),
        ("10MB", 10_000_000),
        ("7b", 7),
    ],
)
def test_sizes(text: str, number: int) -> None:
    assert size(text) == number


@pytest.mark.parametrize("text", ["", "0", "0M", "-1", "1.5M", "M", "10 X", "1e3", "١٢", "1" * 30])
def test_no_sizes(text: str) -> None:
    with pytest.raises(ValueError, match="size"):
        size(text)


def test_sizes_are_shown_exactly() -> None:
    assert shown_size(2**24) == "16 MiB"
    assert shown_size(512000) == "500 KiB"
    assert shown_size(1000) == "1,000 bytes"
    assert shown_size(2**24 + 1) == "16,777,217 bytes"


def test_dates() -> None:
    assert crawl_date("2016-08-29") == "2016-08-29"
    for wrong in ("2016", "29.8.2016", "2016-13-01", "2016-08-32", "٢٠١٦-٠٨-٢٩"):
        with pytest.raises(ValueError, match="date"):
            crawl_date(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.sabq.org/a?next=https://x y.example/",
        "sabq.org",
        "//sabq.org/a b",
        "localhost:8000",
        "http://user@[::1]:80/x",
        "http://a_b.example",
        "http://web.archive.org/web/2016/http://sabq.org/x",
        "موقع.السعودية/مقال",
        "ftp://sabq.org/x",
        "mailto:someone@sabq.org",
        "",
    ],
)
def test_addresses_stay_as_they_are(text: str) -> None:
    assert url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "not a url",
        "http://",
        "https:/sabq.org/x",
        "file:///x.html",
        "...",
        "?x",
        "a<b",
        "%20",
        "a\\b",
    ],
)
def test_no_addresses(text: str) -> None:
    with pytest.raises(ValueError, match="is no address of a page"):
        url(text)
