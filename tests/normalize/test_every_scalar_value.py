"""What every profile promises, over every scalar value in company that steps act on.

All of them in the tox environment ``oracles`` (``ARCLEAN_ORACLES=all``); elsewhere those that a
plan names, the Arabic blocks, and every 31st of the others.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytest

from arclean.normalize import Normalizer
from arclean.normalize.characters import combining, presentation_forms, word_ligatures
from arclean.normalize.tables import SPACES
from tests.normalize.material import PROFILES

ALL = os.environ.get("ARCLEAN_ORACLES") == "all"
_NAMED = {*Normalizer("match").plan.table, *map(ord, combining())}


def _taken(code: int) -> bool:
    if 0xD800 <= code < 0xE000 or code in (0x0A, 0x0D):
        return False
    arabic = code < 0x900 or 0xFB50 <= code < 0xFF00 or 0x10E60 <= code < 0x10F00
    return ALL or arabic or code in _NAMED or code % 31 == 0


SCALARS = [chr(code) for code in range(0x110000) if _taken(code)]
PLANE_0 = [ch for ch in SCALARS if ch <= "\uffff"]
#: Between letters; by itself; between marks; by digits, blanks and joiners.
FRAMES = ("ب{}ب", "{}", "ا\u064e{}\u0654ي", "1{}٢, {} ,\u200cا{}{}{}")


def chars_of(frame: str) -> list[str]:
    """Every scalar value in the first frame, plane 0 in all."""
    return SCALARS if frame == FRAMES[0] else PLANE_0


@cache
def text(frame: str) -> str:
    """A line for each scalar value."""
    return "\n".join([frame.replace("{}", ch) for ch in chars_of(frame)])


@pytest.mark.parametrize("profile", PROFILES)
def test_idempotent_on_bytes_and_in_pieces(profile: str) -> None:
    normalizer = Normalizer(profile)
    for frame in FRAMES:
        given = text(frame)
        once = normalizer(given)
        assert normalizer(once) == once
        raw, expected = given.encode(), once.encode()
        assert normalizer(raw) == expected
        stream = normalizer.stream()
        parts = [stream.feed(raw[i : i + 9973]) for i in range(0, len(raw), 9973)]
        assert b"".join(parts) + stream.finish() == expected  # type: ignore[operator]


@pytest.mark.parametrize("profile", [name for name in PROFILES if name != "none"])
@pytest.mark.parametrize("order", ["", ",order:nfc"])
def test_nfc_and_nfd_give_the_same(profile: str, order: str) -> None:
    """Lines whose NFC or NFD differs in characters outside the Arabic block are left out."""
    normalizer = Normalizer(profile + order)
    for frame in FRAMES:
        kept = [ch for ch in chars_of(frame) if _arabic_alone(ch)]
        lines = "\n".join([frame.replace("{}", ch) for ch in kept])
        expected = normalizer(lines)
        for form in ("NFC", "NFD"):
            assert normalizer(unicodedata.normalize(form, lines)) == expected


@cache
def _arabic_alone(ch: str) -> bool:
    if "\u0600" <= ch <= "\u06ff":
        return True
    return all(unicodedata.normalize(form, ch) == ch for form in ("NFC", "NFD"))


def _lines(normalizer: Normalizer, frame: str) -> Iterator[tuple[str, str]]:
    """Each scalar value with what becomes of its line."""
    return zip(SCALARS, normalizer(text(frame)).split("\n"), strict=True)


@pytest.mark.parametrize("profile", PROFILES)
def test_no_word_is_joined_or_split(profile: str) -> None:
    """Between two letters: blanks stay blanks, and nothing else becomes one."""
    phrases = {ch for ch, words in word_ligatures().items() if " " in words}
    for ch, line in _lines(Normalizer(profile), FRAMES[0]):
        words = line.split()
        assert words[0][0] == words[-1][-1] == "ب"
        if ch in SPACES or ch == " ":
            assert words == ["ب", "ب"]
        elif ch not in phrases:
            assert len(words) == 1 + ch.isspace(), ch  # U+001C–001F: blanks to Python alone


def test_light_changes_what_it_says_and_nothing_else() -> None:
    """Per character: forms, invisible characters and blanks."""
    changed = {ch for ch, line in _lines(Normalizer("light"), FRAMES[0]) if line != f"ب{ch}ب"}
    light = {chr(code) for code in Normalizer("light").plan.table}
    assert changed == light | {"\N{ARABIC TATWEEL}"}
    assert light >= {*presentation_forms(), *SPACES}
    assert not {ch for ch in light if "\u0620" <= ch <= "\u06ff"}
