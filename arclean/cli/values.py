"""Values of flags, from text. Each function raises ValueError with what is wrong and what to
write.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

__all__ = [
    "categories",
    "crawl_date",
    "jobs",
    "name",
    "number",
    "one_of",
    "port",
    "shown_size",
    "size",
    "url",
    "utf8",
]

# Compiled where they are used: few runs need them, and all pay for what is compiled here.
_SIZE = r"(?i)([0-9]{1,15})\s*(?:([kmgt])(i?b)?|b)?"
_NO_HOST = r"[\x00-\x20\x7f\s#%/:<>?@\\^`{|}\"]|^[^\w\[]*$"
_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"


def one_of(*names: str) -> Callable[[str], str]:
    """A function that lets only these names through."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(f"{text!r} is none of {', '.join(names)}")
        return text

    return parse


def utf8(text: str) -> str:
    """An argument as the shell passed it, read as UTF-8 whatever the locale."""
    return os.fsencode(text).decode("utf-8", "surrogateescape")


def name(text: str) -> str:
    """The name of a file or folder, as the shell passed it."""
    if not text:
        raise ValueError("the name is empty; is a variable of the shell not set?")
    return text


def url(text: str) -> str:
    """An address as people write it: with its scheme or from the host on; empty where none is
    known, as lists of pages have it.
    """
    from arclean.rules.select import host_of

    text = utf8(text)
    if not text.strip():
        return ""
    host = host_of(text)
    # What no host can hold (WHATWG URL, forbidden domain code points); a scheme with one slash.
    if not host or re.search(_NO_HOST, host) or host in ("http", "https"):
        raise ValueError(f"{text!r} is no address of a page; write https://example.com/page")
    return text


def crawl_date(text: str) -> str:
    """An ISO date."""
    if not re.fullmatch(_DATE, text):
        raise ValueError(f"{text!r} is not a date; write 2016-08-29")
    return text


def categories(text: str) -> list[str]:
    """Names between commas; whether they are categories is checked where they are used."""
    return [name.strip() for name in text.split(",") if name.strip()]


def jobs(text: str) -> int:
    """How much to do at once; 0 is as much as there are cores."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise ValueError(f"{text!r} is no number of jobs; write 1 to 999, or 0 for all cores")
    return int(text)


def number(text: str) -> int:
    """A whole number from 1 to 100 millions."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= 10**8):
        raise ValueError("write a whole number from 1 to 100000000")
    return int(text)


def port(text: str) -> int:
    """A port; 0 is any that is free."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) < 65536):
        raise ValueError(f"{text!r} is no port; write 1024 to 65535, or 0 for a free one")
    return int(text)


def size(text: str) -> int:
    """A number of bytes, with a unit or without: ``500k``, ``10M`` and ``16MiB`` are powers of
    1024, ``10MB`` of 1000.
    """
    match = re.fullmatch(_SIZE, text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a size; write 500k, 10M or 16MiB")
    number, unit, rest = match.groups()
    base = 1000 if rest is not None and len(rest) == 1 else 1024
    power = " kmgt".index(unit.lower()) if unit else 0
    result: int = int(number) * base**power
    if result < 1:
        raise ValueError("the size must be above 0")
    return result


def shown_size(number: int) -> str:
    """A number of bytes for people, exact: ``16 MiB``, ``500 KiB``, ``1,000 bytes``."""
    for power, unit in ((3, "GiB"), (2, "MiB"), (1, "KiB")):
        if number % 1024**power == 0:
            return f"{number // 1024**power:,} {unit}"
    return f"{number:,} bytes"
