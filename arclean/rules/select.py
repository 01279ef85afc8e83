"""Which rule file a page gets: by name, by URL, by the label of its dump, or by what only one site
prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

__all__ = ["by_host", "by_source", "host_and_path", "matches_host"]

File = Mapping[str, Any]


def host_and_path(url: str) -> tuple[str, str]:
    """Host (lower case, no port, no ``www.``) and decoded path of a URL.

    Of an archived page (``https://web.archive.org/web/2016/http://host/path``) the page's own. A
    URL without a scheme is taken to start with its host.
    """
    at = max(url.rfind("http://"), url.rfind("https://"))
    rest = url[at:].split("://", 1)[1] if at >= 0 else url.split("://", 1)[-1].removeprefix("//")
    for end in "#?":
        rest = rest.split(end, 1)[0]
    host, slash, path = rest.partition("/")
    host = host.rsplit("@", 1)[-1].split(":", 1)[0].rstrip(".").lower().removeprefix("www.")
    return host, unquote(slash + path) or "/"


def matches_host(pattern: str, host: str) -> bool:
    """Whether a host of a rule file covers a host: equal (with or without www) or below a ``*.``."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return pattern.removeprefix("www.") == host


def by_host(files: Iterable[File], url: str, crawled: str | None = None) -> list[File]:
    """The files that claim a URL most precisely: longest host, then one with a path, then by date.

    Args:
        files: compiled rule files.
        url: the page's address.
        crawled: day on which the page was fetched, ``YYYY-MM-DD``; without it the newest layout is
            preferred.

    Returns:
        No file, one, or all that tie.
    """
    host, path = host_and_path(url)
    ranked: list[tuple[tuple[int, int, int], File]] = []
    for file in files:
        match = file["match"]
        lengths = [len(name) for name in match.get("hosts") or () if matches_host(name, host)]
        if not lengths or not _covers(match.get("crawled"), crawled):
            continue
        paths = match.get("paths") or ()
        sizes = [len(glob) for glob in paths if fnmatchcase(path, glob)]
        if paths and not sizes:
            continue
        span = match.get("crawled")
        current = int(span is None or span[1] is None) if crawled is None else int(span is not None)
        ranked.append(((max(lengths), max(sizes, default=0), current), file))
    best = max((rank for rank, _ in ranked), default=None)
    return [file for rank, file in ranked if rank == best]


def by_source(files: Iterable[File], source: str, crawled: str | None = None) -> list[File]:
    """The files of kind ``dump`` whose label globs match; all that do."""
    return [
        file
        for file in files
        if any(fnmatchcase(source, glob) for glob in file["match"].get("sources") or ())
        and _covers(file["match"].get("crawled"), crawled)
    ]


def _covers(span: Sequence[str | None] | None, day: str | None) -> bool:
    """Whether a from–to pair of ISO dates (either may be open) holds a day; an unknown day is held
    by all.
    """
    if span is None or day is None:
        return True
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)
