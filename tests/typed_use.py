"""What a program that uses arclean may write under mypy's strict mode; checked, never run."""

from __future__ import annotations

import io
import mmap
from array import array
from typing import TYPE_CHECKING

import arclean
from arclean import Cleaner, Normalizer

if TYPE_CHECKING:
    from typing_extensions import assert_type


def functions(page: str, raw: bytes) -> None:
    assert_type(arclean.clean(page, profile=Normalizer("light").plan), str)
    assert_type(arclean.strip(raw), bytes)
    assert_type(arclean.clean_html(raw), str)
    assert_type(arclean.explain(raw).text, bytes)
    assert_type(arclean.normalize(page), str)
    assert_type([*map(arclean.normalize, [raw])], list[bytes])
    arclean.nonsense(page)  # type: ignore[attr-defined]


def offsets(page: str) -> None:
    text, found = arclean.normalize(page, offsets=True)
    assert_type(text, str)
    assert_type(page[slice(*found[3:9])], str)
    assert_type(found[3], int)


def buffers(raw: bytes, memory: mmap.mmap, numbers: array[int]) -> None:
    normalizer = Normalizer()
    assert_type(normalizer(raw), bytes)
    assert_type(normalizer(memory), bytes)
    assert_type(normalizer.into(memory, bytearray(9)), int)
    assert_type(normalizer.into(raw, numbers), int)
    assert_type(normalizer.copy(io.BytesIO(raw), io.BytesIO()), int)
    stream = normalizer.stream()
    assert_type(stream.feed(memoryview(raw)), bytes)
    assert_type(bytes(stream.feed_into(memory, numbers)), bytes)


def cleaners(page: str) -> None:
    cleaner = Cleaner(profile=Normalizer("light").plan, keep=("byline",))
    result = cleaner.explain(page)
    assert_type(result.restore(), str)
    assert_type([one.text for one in result.removals], list[str])
    assert_type(cleaner.clean_joined(b"a\n", "line"), tuple[bytes, int] | None)
