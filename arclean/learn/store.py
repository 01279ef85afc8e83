"""A bounded choice of pages for each site, kept on disk while pages stream by."""

from __future__ import annotations

import tempfile
import zlib
from random import Random
from types import TracebackType

__all__ = ["Store"]


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
        self._places: dict[str, list[tuple[int, int]]] = {}
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

    def add(self, site: str, text: str) -> None:
        """Take a page of a site, or let it go by."""
        count = self._seen[site] = self._seen.get(site, 0) + 1
        places = self._places.setdefault(site, [])
        if len(places) < self._most:
            places.append(self._write(text))
            return
        dice = self._dice.setdefault(site, Random(zlib.crc32(site.encode())))
        at = dice.randrange(count)
        if at < self._most:
            places[at] = self._write(text)

    def pages(self, site: str, most: int | None = None) -> list[str]:
        """The pages of a site that were kept, or the first so many of them."""
        return [self._read(*place) for place in self._places[site][:most]]

    def _write(self, text: str) -> tuple[int, int]:
        data = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        self._file.seek(self._end)
        self._file.write(data)
        place = self._end, len(data)
        self._end += len(data)
        return place

    def _read(self, start: int, size: int) -> str:
        self._file.seek(start)
        return zlib.decompress(self._file.read(size)).decode("utf-8", "surrogatepass")
