"""Questions about a page's bytes, which the compiled core answers without a copy of them."""

from __future__ import annotations

from arclean._seam import core_name

__all__ = ["holds", "is_clean", "is_utf8"]


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8."""
    if core_name() == "native":
        from arclean import _native

        return _native.is_utf8(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def holds(data: bytes, text: str) -> bool:
    """Whether text stands anywhere in UTF-8."""
    if core_name() == "native":
        from arclean import _native

        return _native.holds(data, text)
    return text.encode() in data


def is_clean(data: bytes) -> bool:
    """Whether a page in UTF-8 holds no control character but blanks and line ends, no reference to
    one and no noncharacter, so that the parser reads it as it is. False where nobody has looked.
    """
    if core_name() == "native":
        from arclean import _native

        return _native.is_clean(data)
    return False
