"""Where a normalised text comes from: for each of its positions one of the input, by runs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple, overload

from arclean.errors import UsageError

__all__ = ["Offsets", "Run"]


class Run(NamedTuple):
    """A stretch of the output that corresponds to the input position by position.

    Attributes:
        output: where it begins in the output.
        input: where it begins in the input.
        length: of both.
    """

    output: int
    input: int
    length: int


class Offsets:
    """The origin of each position of a normalised text. Immutable, hashable, picklable.

    Positions are code points for str and bytes for bytes, in both texts. Memory: one run for each
    place where something was deleted, added or replaced by more or less, not one number a position.

        >>> text, offsets = Normalizer("standard").with_offsets("مُحَمَّدٌ هنا")
        >>> text, offsets.span(0, 4)
        ('محمد هنا', (0, 9))

    What one character of the input becomes has that character's position; of its bytes each has
    that of the byte of the same rank, or of the last one. So the origins of str never descend but
    where marks are put in order (step ``order``), and those of bytes also go back to a character's
    first byte where it becomes several.

    Args:
        breaks: (output, input) positions at which the difference between the two changes, ascending
            by the first; the first one is at output position 0, unless the output is empty.
        length: of the output.
        input_length: of the input.
    """

    __slots__ = ("_input", "_input_length", "_length", "_output")

    _output: tuple[int, ...]
    _input: tuple[int, ...]
    _length: int
    _input_length: int

    def __init__(self, breaks: Iterable[tuple[int, int]], length: int, input_length: int) -> None:
        pairs = list(breaks)
        values = {
            "_output": tuple(output for output, _ in pairs),
            "_input": tuple(origin for _, origin in pairs),
            "_length": length,
            "_input_length": input_length,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Offsets are immutable")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def _key(self) -> tuple[object, ...]:
        return self._output, self._input, self._length, self._input_length

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Offsets) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        count = len(self._output)
        return f"<Offsets: {self._length} from {self._input_length} in {count} runs>"

    def __reduce__(self) -> tuple[object, ...]:
        breaks = list(zip(self._output, self._input, strict=True))
        return Offsets, (breaks, self._length, self._input_length)

    def __len__(self) -> int:
        """Length of the output."""
        return self._length

    @property
    def input_length(self) -> int:
        """Length of the input."""
        return self._input_length

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, in the order of the output."""
        ends = (*self._output[1:], self._length)[: len(self._output)]
        return tuple(
            Run(output, origin, end - output)
            for output, origin, end in zip(self._output, self._input, ends, strict=True)
        )

    def to_input(self, position: int) -> int:
        """Where in the input a position of the output comes from; the end of the output comes from
        the end of the input.

        Raises:
            IndexError: it lies outside of the output.
        """
        if not 0 <= position <= self._length:
            raise IndexError(f"position {position} of a text of {self._length}")
        if position == self._length:
            return self._input_length
        run = bisect_right(self._output, position) - 1
        return self._input[run] + position - self._output[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the input that a stretch of the output was made of, with what disappeared
        in it and right behind it: a letter's marks belong to the letter.

        Args:
            start: first position of the stretch in the output.
            end: position behind it; an empty stretch has an empty origin.

        Raises:
            IndexError: it lies outside of the output, or ends before it starts.
        """
        if not 0 <= start <= end <= self._length:
            raise IndexError(f"stretch {start}:{end} of a text of {self._length}")
        first, behind = self.to_input(start), self.to_input(end)
        if start == end:
            return first, first
        # Within a run origins ascend; between runs they may not, where marks were put in order.
        low = bisect_right(self._output, start) - 1
        high = bisect_right(self._output, end - 1)
        for run in range(low, high):
            stop = min(self._output[run + 1] if run + 1 < len(self._output) else end, end)
            begin = max(self._output[run], start)
            origin = self._input[run] - self._output[run]
            first = min(first, origin + begin)
            behind = max(behind, origin + stop)
        return first, behind

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[int, int]: ...
    def __getitem__(self, place: int | slice) -> int | tuple[int, int]:
        """``to_input`` of a position, ``span`` of a slice; negative positions count from the end.

        Raises:
            IndexError: a position outside of the output.
            UsageError: a slice with a step.
        """
        if isinstance(place, slice):
            start, end, step = place.indices(self._length)
            if step != 1:
                raise UsageError("offsets of a slice with a step; leave the step out")
            return self.span(start, max(start, end))
        at = place + self._length if place < 0 else place
        if not 0 <= at < self._length:
            raise IndexError(f"position {place} of a text of {self._length}")
        return self.to_input(at)
