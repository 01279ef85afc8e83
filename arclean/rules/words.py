"""Words of a certain shape: ids, hosts, globs, dates.

Each function gives the word in the spelling that is compiled, or raises ValueError whose message
continues "'word' is not a host: …" and says what to write. The constants are the same shapes as
regular expressions without anchors, for the JSON Schema.
"""

from __future__ import annotations

import datetime
import re

__all__ = [
    "ANY_ID",
    "FULL_ID",
    "HOST",
    "IDENTIFIER",
    "PATH_GLOB",
    "SOURCE_GLOB",
    "any_id",
    "date",
    "full_id",
    "host",
    "identifier",
    "path_glob",
    "source_glob",
]

IDENTIFIER = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
FULL_ID = f"{IDENTIFIER}/{IDENTIFIER}"
ANY_ID = f"{IDENTIFIER}(?:/{IDENTIFIER})?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})+"
PATH_GLOB = r"[/*][^\s#\[\]]*"
SOURCE_GLOB = r"[^\[\]]*[^*?\[\]][^\[\]]*"

_MAX_ID = 100
_MAX_HOST = 253
_MAX_GLOB = 200
_MAX_STARS = 5


def identifier(word: str) -> str:
    """An id of a file or of a rule within its file."""
    if len(word) > _MAX_ID or not re.fullmatch(IDENTIFIER, word):
        raise ValueError(f"write a-z and 0-9, joined by - . or _, {_MAX_ID} characters at most")
    return word


def full_id(word: str) -> str:
    """The full name of a rule, ``file/rule``."""
    file, slash, rule = word.partition("/")
    if not slash:
        raise ValueError("write it in full, as file/rule")
    identifier(file)
    identifier(rule)
    return word


def any_id(word: str) -> str:
    """A rule's name, alone or in full."""
    return full_id(word) if "/" in word else identifier(word)


def date(word: str) -> str:
    """A day, ``YYYY-MM-DD``."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        raise ValueError("write it as YYYY-MM-DD")
    try:
        datetime.date.fromisoformat(word)
    except ValueError:
        raise ValueError("the calendar has no such day") from None
    return word


def host(word: str) -> str:
    """A host, or ``*.host``; comes back without ``www.``, which a page's host may have or not."""
    if "://" in word:
        raise ValueError("leave the scheme out, write only the host")
    if "/" in word:
        raise ValueError("leave the path out, write it under match.paths")
    if ":" in word or "@" in word:
        raise ValueError("leave port and user out, write only the host")
    if not word.isascii():
        raise ValueError(f"write it in its ASCII form{_ascii_form(word)}")
    if word != word.lower():
        raise ValueError("write it in small letters")
    if "*" in word.removeprefix("*."):
        raise ValueError("a * may stand only in front, as *.host")
    if len(word) > _MAX_HOST or not re.fullmatch(HOST, word):
        raise ValueError("write a host such as example.com or *.example.com")
    bare = word.removeprefix("www.")
    return bare if "." in bare else word


def _ascii_form(word: str) -> str:
    if len(word) > _MAX_HOST:  # the codec is slow on long words
        return ""
    try:
        return ", " + word.encode("idna").decode("ascii")
    except UnicodeError:
        return ", which begins with xn--"


def path_glob(word: str) -> str:
    """A glob over the path of a URL."""
    if not word.startswith(("/", "*")):
        raise ValueError("it must begin with / or *")
    if re.search(r"\s|#", word):
        raise ValueError("a path holds no blanks and no #")
    return _glob(word)


def source_glob(word: str) -> str:
    """A glob over the label of a dump."""
    if not word.strip("*? "):
        raise ValueError("it would fit every label; name at least one character")
    return _glob(word)


def _glob(word: str) -> str:
    if len(word) > _MAX_GLOB:
        raise ValueError(f"write at most {_MAX_GLOB} characters")
    if word.count("*") > _MAX_STARS:
        raise ValueError(f"use * at most {_MAX_STARS} times")
    if "[" in word or "]" in word:
        raise ValueError("only * and ? are special, brackets are not allowed")
    return word
