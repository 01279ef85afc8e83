"""Sets of characters as sorted ranges of code points: what the regex dialect needs to reason about
classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

__all__ = ["ANY", "EMPTY", "EVERY", "CharSet"]

LAST = 0x10FFFF


@dataclass(frozen=True)
class CharSet:
    """An immutable set of characters.

    Attributes:
        ranges: inclusive ranges of code points, sorted, neither touching nor overlapping.
    """

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> CharSet:
        """The set that holds all of ``ranges``, which may come in any order and overlap."""
        merged: list[tuple[int, int]] = []
        for low, high in sorted(ranges):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return cls(tuple(merged))

    @classmethod
    def union(cls, sets: Iterable[CharSet]) -> CharSet:
        """All characters of all ``sets``."""
        return cls.of(pair for one in sets for pair in one.ranges)

    @cached_property
    def size(self) -> int:
        """How many characters the set holds."""
        return sum(high - low + 1 for low, high in self.ranges)

    def complement(self) -> CharSet:
        """Every character that is not in the set."""
        gaps: list[tuple[int, int]] = []
        next_free = 0
        for low, high in self.ranges:
            if low > next_free:
                gaps.append((next_free, low - 1))
            next_free = high + 1
        if next_free <= LAST:
            gaps.append((next_free, LAST))
        return CharSet(tuple(gaps))

    def disjoint(self, other: CharSet) -> bool:
        """Whether no character is in both sets."""
        return CharSet.union((self, other)).size == self.size + other.size

    def characters(self) -> list[str]:
        """The characters, in order of code points; for small sets."""
        return [chr(code) for low, high in self.ranges for code in range(low, high + 1)]


EMPTY = CharSet(())
EVERY = CharSet(((0, LAST),))
ANY = CharSet.of([(ord("\n"), ord("\n"))]).complement()
"""What ``.`` matches: everything but LF, which a line cannot hold."""
