"""A bounded choice of pages for each site, kept on disk while pages stream by."""

from __future__ import annotations

import tempfile
import zlib
from random import Random
from types import TracebackType
from typing import NamedTuple

__all__ = ["Store"]


class _Place(NamedTuple):
    """Where a page lies in the file, and whether it is HTML."""

    start: int
    size: int
    html: bool


class Store:
    """At most so many pages of each site, each page of it with the same chance (a reservoir).

    What is held in memory is an offset a page; the pages are in a temporary file. The choice
    depends only on the sites' names and the order of their pages.

    Args:
        most: pages of a site.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._end = 0
        self._places: dict[str, list[_Place]] = {}
        self._seen: dict[str, int] = {}
        self._dice: dict[str, Random] = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def sites(self) -> list[str]:
        """Names of the sites, in the order of the alphabet."""
        return sorted(self._places)

    def seen(self, site: str) -> int:
        """How many pages of a site came by."""
        return self._seen.get(site, 0)

    def add(self, site: str, text: str, html: bool = False) -> None:
        """Take a page of a site, or let it go by."""
        count = self._seen[site] = self._seen.get(site, 0) + 1
        places = self._places.setdefault(site, [])
        if len(places) < self._most:
            places.append(self._write(text, html))
            return
        dice = self._dice.setdefault(site, Random(zlib.crc32(site.encode())))
        at = dice.randrange(count)
        if at < self._most:
            places[at] = self._write(text, html)

    def pages(self, site: str, most: int | None = None, *, html: bool = False) -> list[str]:
        """The pages of a site that were kept, text or HTML, or the first so many of them."""
        places = [place for place in self._places[site] if place.html == html]
        return [self._read(place) for place in places[:most]]

    def _write(self, text: str, html: bool) -> _Place:
        data = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        self._file.seek(self._end)
        self._file.write(data)
        place = _Place(self._end, len(data), html)
        self._end += len(data)
        return place

    def _read(self, place: _Place) -> str:
        self._file.seek(place.start)
        return zlib.decompress(self._file.read(place.size)).decode("utf-8", "surrogatepass")
