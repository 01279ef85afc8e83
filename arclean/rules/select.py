"""Which rule files claim a page, by its address or by the label of its dump."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from arclean.errors import UsageError

__all__ = [
    "by_host",
    "by_source",
    "check_date",
    "covers_date",
    "covers_host",
    "host_and_path",
    "host_name",
    "host_of",
]

File = Mapping[str, Any]

_SCHEME = re.compile("https?://", re.IGNORECASE)


def host_and_path(url: str) -> tuple[str, str]:
    """Host, as :func:`host_name` writes it, and decoded path of a URL.

    Of an archived page (``https://web.archive.org/web/2016/http://host/path``) the page's own. A
    URL without a scheme is taken to start with its host.
    """
    authority, path = _split(url)
    return _host(authority), _decoded(path) or "/"


def host_of(url: str) -> str:
    """The host of a URL, as :func:`host_and_path` gives it."""
    return _host(_split(url)[0])


def _split(url: str) -> tuple[str, str]:
    """Authority and path, as they are written."""
    if not isinstance(url, str):  # tables have NaN where there is none
        raise UsageError(f"a url is a str or None, not {type(url).__name__}")
    # The query first: an address that it hands on (?next=https://…) is not where the page lies.
    rest = url.strip().partition("?")[0].partition("#")[0]
    if rest.startswith(("https://", "http://")) and rest.find("://", 8) < 0:
        rest = rest.partition("://")[2]
    else:
        schemes = list(_SCHEME.finditer(rest))
        rest = rest[schemes[-1].end() :] if schemes else rest.split("://")[-1].removeprefix("//")
    authority, slash, path = rest.partition("/")
    return authority, slash + path


@lru_cache(maxsize=4096)
def _host(authority: str) -> str:
    """The host of an authority: pages of a site come together."""
    return host_name(authority.rsplit("@", 1)[-1].split(":", 1)[0])


def _decoded(part: str) -> str:
    if "%" not in part:
        return part
    from urllib.parse import unquote  # here: it would cost every start of the command 3 ms

    return unquote(part)


def host_name(host: str) -> str:
    """A host as rule files name it: small letters, ASCII (``xn--…``), no ``www.``, no dot behind.

    >>> host_name("WWW.Example.com."), host_name("موقع.السعودية")
    ('example.com', 'xn--4gbrim.xn--mgberp4a5d4ar')
    """
    host = _decoded(host).rstrip(".").lower()
    if not host.isascii():
        host = _punycode(host)
        if not host.isascii():
            return host
    bare = host.removeprefix("www.")
    return bare if "." in bare else host


@lru_cache(maxsize=4096)
def _punycode(host: str) -> str:
    """A host in ASCII; as it is where no server can be called so: no rule file fits it either.

    The codec takes a third of a millisecond, and pages of a site come together.
    """
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def covers_host(pattern: str, host: str) -> bool:
    """Whether a host of a rule file is this host, or with ``*.`` above it; both without www."""
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else pattern == host


def by_host(
    files: Iterable[File], host: str, path: str | None = None, crawled: str | None = None
) -> list[File]:
    """The files that claim an address most precisely.

    The longest host wins, a whole one before a ``*.`` one; then the longest path glob, any before
    none; then the layout: the dated file that covers the day of the crawl before an undated one,
    without a day the newest.

    Args:
        files: compiled rule files.
        host: as :func:`host_name` writes it.
        path: decoded path; None where only the host counts.
        crawled: day on which the page was fetched, ``YYYY-MM-DD``.

    Returns:
        No file, one, or all that tie.
    """
    ranked: list[tuple[tuple[int, bool, int, str, str], File]] = []
    for file in files:
        match = file["match"]
        hosts = [
            (len(name.removeprefix("*.")), not name.startswith("*."))
            for name in match.get("hosts") or ()
            if covers_host(name, host)
        ]
        span = match.get("crawled")
        if not hosts or not covers_date(span, crawled):
            continue
        globs = match.get("paths") or () if path is not None else ()
        lengths = [len(glob) for glob in globs if fnmatchcase(path or "", glob)]
        if globs and not lengths:
            continue
        ranked.append(((*max(hosts), max(lengths, default=0), *_layout(span, crawled)), file))
    best = max((rank for rank, _ in ranked), default=None)
    return [file for rank, file in ranked if rank == best]


def by_source(files: Iterable[File], source: str, crawled: str | None = None) -> list[File]:
    """The files whose label globs fit a dump; all that do.

    Raises:
        UsageError: the label is no str.
    """
    if not isinstance(source, str):
        raise UsageError(f"a source is a str or None, not {type(source).__name__}")
    return [
        file
        for file in files
        if any(fnmatchcase(source, glob) for glob in file["match"].get("sources") or ())
        and covers_date(file["match"].get("crawled"), crawled)
    ]


def check_date(day: str) -> str:
    """An ISO date as ``YYYY-MM-DD``; a time behind it is cut off.

    Raises:
        UsageError: it is none, or the calendar has no such day.
    """
    from datetime import date  # here: few runs name a day

    if not isinstance(day, str):
        raise UsageError(f"crawled is a str such as '2016-08-29' or None, not {type(day).__name__}")
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ].*)?", day, re.ASCII | re.DOTALL):
            return date.fromisoformat(day[:10]).isoformat()
    except ValueError:
        pass
    raise UsageError(f"{day!r} is no date; write the day of the crawl as YYYY-MM-DD")


def covers_date(span: Sequence[str | None] | None, day: str | None) -> bool:
    """Whether a pair of ISO dates, either of them open, holds a day; all hold an unknown day."""
    first, last = span or (None, None)
    return day is None or ((first is None or first <= day) and (last is None or day <= last))


def _layout(span: Sequence[str | None] | None, day: str | None) -> tuple[str, str]:
    """What ranks files whose dates cover a page."""
    first, last = span or (None, None)
    if day is not None:
        return ("dated", "") if first or last else ("", "")
    return last or "9999-99-99", first or ""
