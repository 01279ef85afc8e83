"""Bytes of a page to text: by byte order mark, by declaration, and by evidence against both.

Declarations lie, most of all on Arabic pages: windows-1256 under a template that says UTF-8,
ISO 8859-6 that says iso-8859-1, UTF-8 that says windows-1256. So the text itself is asked first:

1. A byte order mark decides.
2. UTF-16 without one is known by its NUL bytes.
3. Bytes that are UTF-8 are UTF-8: Arabic in a code page of one byte practically never is. (Text
   in them that was encoded twice is repaired.)
4. Bytes that are UTF-8 for a good part are a mixture (a template in UTF-8, articles pasted in
   another encoding; a character cut in two): each stretch of text is decoded by itself.
5. Else a declared encoding is taken at its word, unless it is one of those that Arabic pages
   declare wrongly. Between windows-1256, ISO 8859-6 and windows-1252 the letters decide.

All of it takes time linear in the size of the page.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from arclean.html import raw
from arclean.html.encodings import codec_of

__all__ = ["Decoded", "declared_charset", "decode"]

_HEAD = 8192
"""Bytes in which a declaration is looked for; browsers look at 1024, old Arabic pages put it later.
"""
_SAMPLE = 1 << 18
"""Bytes of text that are weighed; the letters of a page do not change behind them."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta\b[^>]{0,1000}?\bcharset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.I)
_PROLOG = re.compile(rb"\s*<\?xml\b[^>]{0,1000}?\bencoding\s*=\s*[\"']([\w.:+-]{1,40})", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# With what must be in them in the pattern, runs without it would take the square of their length.
_RUN = re.compile(rb"[^<>\n]+")
_STRETCH = re.compile("[^<>\n]+")
# The article «ال» in UTF-8, read as windows-1256 and as windows-1252, and written as UTF-8 again.
_TELLTALES = ("\u0637\u00a7\u0638\u201e", "\u00d8\u00a7\u00d9\u201e")
_IN_TELLTALES = "\u00a7"  # in each of them
_FEW = 3
_LOW = bytes(range(0x80))
_HIGH_LETTERS = re.compile(rb"[\xc0-\xff]{2,}")
_HIGH_ALONE = re.compile(rb"[A-Za-z][\xc0-\xff](?![\xc0-\xff])|(?<![\xc0-\xff])[\xc0-\xff][A-Za-z]")

# What Arabic pages declare although they are windows-1256 or ISO 8859-6.
_DOUBTED = frozenset(("utf-8", "cp1252", "iso8859-15", "cp1254", "cp1256", "iso8859-6"))


class Decoded(NamedTuple):
    """A page as text.

    Attributes:
        source: the page; as it came where its bytes are nothing but UTF-8.
        encoding: the codec that read it, as Python calls it.
        declared: the label that the page or the caller gave; None without one.
        how: what decided: ``bom``, ``declared``, ``evidence`` or ``mixed``.
    """

    source: str | bytes
    encoding: str
    declared: str | None
    how: str

    @property
    def text(self) -> str:
        """The page as text."""
        return self.source if isinstance(self.source, str) else self.source.decode("utf-8")


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Decode a page. Never fails: what no encoding explains becomes U+FFFD.

    Args:
        data: the page.
        charset: label of the encoding from outside (the HTTP header); goes before the page's own.
    """
    label = charset if charset and codec_of(charset) else declared_charset(data)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(codec, "replace"), codec, label, "bom")
    if codec16 := _utf16(data):
        return Decoded(data.decode(codec16, "replace"), codec16, label, "evidence")
    declared = codec_of(label) if label else None
    if declared == "iso2022_jp" and data.isascii():
        return Decoded(data.decode(declared, "replace"), declared, label, "declared")
    if raw.is_utf8(data):
        how = "declared" if declared == "utf-8" or data.isascii() else "evidence"
        return Decoded(_undoubled(data), "utf-8", label, how)
    return _not_utf8(data, label, declared)


def _undoubled(data: bytes) -> str | bytes:
    """A page in UTF-8, with stretches repaired that were encoded twice on their way to it."""
    if not raw.holds(data, _IN_TELLTALES):
        return data
    told = [mark for mark in _TELLTALES if raw.holds(data, mark)]
    if sum([data.count(mark.encode()) for mark in told]) < _FEW:
        return data
    from arclean.normalize.mojibake import repair  # few pages need it

    def repaired(match: re.Match[str]) -> str:
        return match[0] if match[0].isascii() else repair(match[0])

    return _STRETCH.sub(repaired, data.decode("utf-8"))


def declared_charset(data: bytes) -> str | None:
    """The label of the encoding that the page states: in an XML prolog or in a ``<meta>``."""
    found = _PROLOG.match(data, 0, _HEAD)
    if found is None:
        found = _META.search(data, 0, _HEAD)
        # Up to the first comment the page reads as it does without any.
        if data.find(b"<!--", 0, _HEAD if found is None else found.end()) >= 0:
            found = _META.search(_COMMENT.sub(b"", data[:_HEAD]))
    if found is None:
        return None
    label = found[1].decode("ascii", "replace")
    return label if codec_of(label) else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every other byte of it is NUL."""
    zeros = data.count(0, 0, _HEAD)
    if zeros * 8 < min(len(data), _HEAD):
        return None
    odd = data[1:_HEAD:2].count(0)
    if odd >= zeros * 0.95:
        return "utf-16-le"
    return "utf-16-be" if odd <= zeros * 0.05 else None


def _not_utf8(data: bytes, label: str | None, declared: str | None) -> Decoded:
    outside = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    valid = data.decode("utf-8", "ignore").encode("utf-8")
    valid_outside = len(valid.translate(None, _LOW))
    broken = outside - valid_outside
    if declared is not None and declared not in _DOUBTED and broken * 10 > outside:
        text = data.decode(declared, "replace")
        if text.count("\ufffd") * 50 <= outside:
            return Decoded(text, declared, label, "declared")
    legacy, sure = _one_byte(data, declared)
    if valid_outside * 5 >= outside:
        return Decoded(_mixed(data, legacy), "utf-8", label, "mixed")
    how = "declared" if legacy == declared or not sure else "evidence"
    return Decoded(data.decode(legacy, "replace"), legacy, label, how)


def _mixed(data: bytes, legacy: str) -> str:
    """Each stretch between tags and line ends by itself: UTF-8 where most of it is."""

    def decoded(match: re.Match[bytes]) -> bytes:
        run = match[0]
        if run.isascii():
            return run
        try:
            run.decode("utf-8")
        except UnicodeDecodeError:
            kept = run.decode("utf-8", "ignore").encode("utf-8")
            outside = len(run.translate(None, _LOW))
            if len(kept.translate(None, _LOW)) * 2 >= outside:
                return run.decode("utf-8", "replace").encode("utf-8")
            return run.decode(legacy, "replace").encode("utf-8")
        return run

    return _RUN.sub(decoded, data).decode("utf-8", "replace")


def _one_byte(data: bytes, declared: str | None) -> tuple[str, bool]:
    """The encoding of one byte a character that fits the letters best, and whether the letters say
    so clearly.
    """
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE and len(sample.translate(None, _LOW)) < 1000:
        sample = data  # the text comes late; still linear
    fallback = declared if declared in _DOUBTED and declared != "utf-8" else "cp1252"
    # Latin text has its letters above ASCII one by one, among ASCII letters.
    runs = _HIGH_LETTERS.findall(sample)
    together = sum(map(len, runs))
    alone = len(_HIGH_ALONE.findall(sample))
    if together <= alone * 2:
        return (
            fallback if fallback not in ("cp1256", "iso8859-6") or together else "cp1252"
        ), False
    counts = Counter(b"".join(runs))
    scores = {codec: _likelihood(counts, codec) for codec in ("cp1256", "iso8859-6")}
    best = max(scores, key=lambda codec: scores[codec])
    gap = abs(scores["cp1256"] - scores["iso8859-6"])
    if fallback in scores and gap < 0.2 * together:
        return fallback, False
    if scores[best] < _LEAST * together:  # letters, but not those of Arabic
        return fallback, False
    return best, True


# Letters of Arabic per thousand letters, rounded; counted over the phrases and pages of news that
# the project works with. Only the order of magnitude matters here.
_LETTERS = {
    "ا": 165, "ل": 120, "ي": 78, "م": 64, "و": 60, "ن": 58, "ر": 50, "ت": 47, "ب": 38, "ة": 35,
    "ع": 34, "د": 34, "ه": 32, "س": 30, "ف": 27, "ق": 26, "أ": 24, "ح": 22, "ك": 21, "ش": 14,
    "ج": 14, "ص": 11, "ط": 11, "ى": 10, "إ": 9, "خ": 10, "ض": 8, "ذ": 8, "ث": 7, "ز": 7, "ئ": 5,
    "غ": 5, "ء": 5, "ظ": 3, "آ": 2, "ؤ": 2, "ـ": 2, "ک": 1, "ی": 1, "گ": 1, "پ": 1, "چ": 1,
}  # fmt: skip
# Harakat of vocalised text: there is more of them than this, but in most pages there are none, and
# Cyrillic in windows-1251 has letters in their places.
_LETTERS |= {
    "\N{ARABIC FATHA}": 10, "\N{ARABIC KASRA}": 5, "\N{ARABIC DAMMA}": 4, "\N{ARABIC SUKUN}": 4,
    "\N{ARABIC SHADDA}": 3, "\N{ARABIC FATHATAN}": 1, "\N{ARABIC DAMMATAN}": 1,
    "\N{ARABIC KASRATAN}": 1,
}  # fmt: skip
_RARE = math.log(0.0002)
_LEAST = math.log(0.015)
"""Mean log likelihood a letter below which a text is no Arabic (Arabic reaches log 0.05,
vocalised log 0.02)."""


@lru_cache(maxsize=4)
def _weights(codec: str) -> list[float]:
    weights = [_RARE] * 256
    for letter, share in _LETTERS.items():
        code = letter.encode(codec, "ignore")
        if code:
            weights[code[0]] = math.log(share / 1000)
    return weights


def _likelihood(counts: Counter[int], codec: str) -> float:
    weights = _weights(codec)
    return sum(count * weights[byte] for byte, count in counts.items())
