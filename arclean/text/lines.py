"""A page as the line engine sees it: its non-blank lines, where they lie, and how they fold."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from arclean.text.fold import BLANK_OR_INVISIBLE, fold_characters
from arclean.text.outcome import Cut

__all__ = ["Page"]

_LINE_END = re.compile("(\r\n|\n|\r)")


class Page:
    """One document, split at LF, CRLF and CR, and at nothing else.

    Blank lines (only blanks, format characters and NBSP) are not lines of their own here: each
    non-blank line owns the blank lines behind it. So ``starts[i]:starts[i + 1]`` are the spans that
    a removal of line ``i`` takes, and with the leading blanks they cover the text without gap or
    overlap.

    Args:
        data: the document.
        links: of lines out of an HTML page, in order: where stretches of ``data`` end, in its own
            units, and the share (0 to 1) of their characters that stands in links. A line has that
            of the stretch that it begins in, 0 behind the last one.

    Attributes:
        text: the whole text.
        starts: offset of each non-blank line.
        ends: offset behind its last character, before the line end.
        stops: offset behind its line end.
        numbers: its 1-based number among all lines of the text, blank ones too.
        folded: its folded text (see arclean.text.fold).
        size: characters of all non-blank lines, without line ends; ``share`` is a share of it.
        shares: share of each line's characters that stands in links; None for plain text.
    """

    __slots__ = ("_bytes", "ends", "folded", "numbers", "shares", "size", "starts", "stops", "text")

    def __init__(self, data: str | bytes, links: Sequence[tuple[int, float]] | None = None) -> None:
        self._bytes = isinstance(data, bytes)
        text = data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.stops: list[int] = []
        self.numbers: list[int] = []
        self.folded: list[str] = []
        if "\r" in text:
            parts = _LINE_END.split(text)
            raws, breaks = parts[::2], [*map(len, parts[1::2]), 0]
            # Joined anew: what folds away between a CR and an LF must not make them one line end.
            folds = fold_characters("\n".join(raws)).split("\n")
        else:
            raws = text.split("\n")
            breaks = [1] * (len(raws) - 1) + [0]
            folds = fold_characters(text).split("\n")
        position = 0
        size = 0
        # The fold neither adds nor removes an LF, so the three lists run side by side.
        for number, (raw, line_break, half_folded) in enumerate(
            zip(raws, breaks, folds, strict=True), 1
        ):
            end = position + len(raw)
            # Not split() and join(): a line may have millions of words.
            folded = half_folded.strip(" ")
            while "  " in folded:
                folded = folded.replace("  ", " ")
            if folded or raw.strip(BLANK_OR_INVISIBLE):
                self.starts.append(position)
                self.ends.append(end)
                self.stops.append(end + line_break)
                self.numbers.append(number)
                self.folded.append(folded)
                size += len(raw)
            position = end + line_break
        self.size = size
        self.shares = None if links is None else self._link_shares(links)

    def _link_shares(self, links: Sequence[tuple[int, float]]) -> list[float]:
        ends = [end for end, _ in links]
        shares = []
        at = offset = 0
        for start in self.starts:
            offset += self._width(at, start) if self._bytes else start - at
            at = start
            stretch = bisect_right(ends, offset)
            shares.append(links[stretch][1] if stretch < len(links) else 0.0)
        return shares

    def in_units(self, cuts: list[Cut]) -> list[Cut]:
        """Cuts of the text as cuts of the input: its own units, code points or bytes of UTF-8."""
        if not self._bytes:
            return cuts
        result = []
        at = offset = 0
        for cut in cuts:
            offset += self._width(at, cut.start)
            start = offset
            offset += self._width(cut.start, cut.end)
            at = cut.end
            result.append(cut._replace(start=start, end=offset))
        return result

    def _width(self, start: int, end: int) -> int:
        return len(self.text[start:end].encode("utf-8", "surrogateescape"))

    def __len__(self) -> int:
        return len(self.starts)

    def owned_end(self, line: int) -> int:
        """Offset at which what ``line`` owns ends: itself and the blank lines behind it."""
        return self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)

    def zone(self, zone: tuple[str, int] | None) -> range:
        """The non-blank lines that a zone covers; all of them for None."""
        count = len(self.starts)
        if zone is None:
            return range(count)
        side, size = zone
        return range(min(size, count)) if side == "head" else range(max(0, count - size), count)
