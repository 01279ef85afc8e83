"""What the normaliser changed in a line, for the eye: the new form, cut into same and changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["changed_parts"]

_PIECES = re.compile(r"\s+|\S+")
_MOST_WORDS = 2_000
"""Words of a line up to which it is compared; difflib's time grows with their square."""
_LONGEST_WORD = 60


def changed_parts(before: str, after: str) -> Iterator[tuple[bool, str]]:
    """``after`` in parts, each with whether it differs from ``before``.

    A deletion shows as a changed part without text. Lines of more than 2,000 words are one part.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > 4 * _MOST_WORDS:
        yield before != after, after
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield False, "".join(new[c:d])
        elif b - a == d - c and max(map(len, old[a:b] + new[c:d])) <= _LONGEST_WORD:
            for word, form in zip(old[a:b], new[c:d], strict=True):
                yield from _letters(word, form)
        else:
            yield True, "".join(new[c:d])


def _letters(before: str, after: str) -> Iterator[tuple[bool, str]]:
    for kind, _, _, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield kind != "equal", after[c:d]
