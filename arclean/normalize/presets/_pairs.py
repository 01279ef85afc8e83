"""Deleting what stands between brackets, in linear time."""

from __future__ import annotations

import re

__all__ = ["replaced"]


def replaced(pattern: re.Pattern[str], closing: str, token: str, text: str) -> str:
    """``pattern.sub(token, text)`` for a pattern that goes from an opening to the next closing
    bracket. Behind the last of ``closing`` each opening one would be tried to the end of the text.
    """
    end = max(map(text.rfind, closing)) + 1
    return pattern.sub(token, text[:end]) + text[end:]
