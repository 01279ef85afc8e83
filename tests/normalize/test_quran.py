"""The whole Uthmani text, where ``ARCLEAN_CORPORA`` has it: nothing that is read is lost."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from arclean.normalize import normalize
from arclean.normalize.characters import COMPOSING, arabic_marks
from tests.normalize.corpora import quran

MARKS = arabic_marks()
CARRIER = re.compile(f"ـ(?=[{MARKS}])")
HAMZA_CARRIER = re.compile(f"ـ(?=[{MARKS}]*[\u0654\u0655])")


def test_none_is_the_text() -> None:
    assert normalize(quran(), "none") == quran()
    assert normalize(quran().encode(), "none") == quran().encode()


@pytest.mark.parametrize("profile", ["light", "corpus", "light,order:nfc", "light,order:keep"])
def test_every_letter_mark_and_sign_stays(profile: str) -> None:
    before, after = quran(), normalize(quran(), profile)
    gone = Counter(unicodedata.normalize("NFD", before))
    gone.subtract(Counter(unicodedata.normalize("NFD", after)))
    # One tatweel that carries nothing, one thin space.
    assert {ch: count for ch, count in gone.items() if count} == {"ـ": 1, "\u2009": 1, " ": -1}
    assert len(CARRIER.findall(after)) == len(CARRIER.findall(before)) == 1651
    for one, other in zip(before.split("\n"), after.split("\n"), strict=True):
        spaced = re.sub(f"ـ(?![{MARKS}])", "", one.replace("\u2009", " "))
        assert unicodedata.normalize("NFC", other) == unicodedata.normalize("NFC", spaced)


def test_standard_keeps_the_carriers_of_hamza_and_leaves_no_stray_mark() -> None:
    after = normalize(quran(), "standard")
    assert after.count("ـ") == len(HAMZA_CARRIER.findall(quran())) == 495
    assert not Counter(after).keys() & (set(MARKS) - set(COMPOSING))
    # What is left of those three is the hamza that a tatweel carries.
    assert len(re.findall(f"[{COMPOSING}]", after)) == len(re.findall("ـ\u0654", after)) == 495


def test_search_leaves_no_mark_and_no_tatweel() -> None:
    after = normalize(quran(), "search")
    assert not [ch for ch in set(after) if ch in MARKS or ch == "ـ"]


@pytest.mark.parametrize("profile", ["light", "standard", "corpus", "search", "match"])
def test_nfc_nfd_and_again(profile: str) -> None:
    once = normalize(quran(), profile)
    assert normalize(once, profile) == once
    for form in ("NFC", "NFD"):
        assert normalize(unicodedata.normalize(form, quran()), profile) == once
