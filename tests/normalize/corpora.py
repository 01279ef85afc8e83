"""Real text for tests: the files of the folder ``ARCLEAN_CORPORA``, plain or .xz."""

from __future__ import annotations

import lzma
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

__all__ = ["FOLDER", "pieces", "quran"]

FOLDER = os.environ.get("ARCLEAN_CORPORA")


def _files(pattern: str) -> list[Path]:
    folder = Path(FOLDER or os.devnull)
    return sorted([*folder.glob(f"{pattern}.txt"), *folder.glob(f"{pattern}.txt.xz")])


#: Characters that are read of a file: the slowest of other tools takes minutes for so many.
MOST = 2_000_000


def pieces() -> Iterator[str]:
    """The beginning of every file, cut at line ends into pieces of about 64 KiB."""
    for path in _files("*"):
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8", newline="\n") as file:
            length = 0
            while length < MOST and (piece := str(file.read(1 << 16)) + str(file.readline())):
                length += len(piece)
                yield piece


@cache
def quran() -> str:
    """The Uthmani text; the test is skipped where there is none."""
    for path in _files("quran*"):
        data = path.read_bytes()
        return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    pytest.skip("no quran*.txt in ARCLEAN_CORPORA")
