"""Counts replay: what went and what came makes the output of the input."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.errors import UsageError
from arclean.normalize import PROFILES, STEPS, normalize
from arclean.normalize.explain import Count, Explainer, touching
from tests.normalize.material import SPECS, texts
from tests.normalize.sentences import SENTENCES

EXPLAINED = [
    *SPECS,
    "standard,+entities,+mojibake",
    "lucene:arabic",
    "datatrove:minhash",
    "camel:arclean",
    "camel:dediac,openiti:light,+alef,+digits:ascii",
]


def explained(text: str, spec: str, *, step: int = 0, script: str = "auto") -> list[Count]:
    explainer = Explainer(spec, script=script)
    for start in range(0, len(text), step or max(len(text), 1)):
        explainer.feed(text[start : start + (step or len(text))])
    return explainer.counts()


@pytest.mark.parametrize("spec", EXPLAINED)
@settings(max_examples=40)
@given(text=texts, step=st.integers(1, 9))
def test_counts_replay(spec: str, text: str, step: int) -> None:
    counts = explained(text, spec)
    characters = Counter(text)
    for count in counts:
        if count.after == "moved":
            assert count.before == ""
            continue
        characters[count.before] -= count.times
        for ch in count.after:
            characters[ch] += count.times
    del characters[""]
    assert +characters == Counter(normalize(text, spec))
    assert min(characters.values(), default=0) >= 0
    assert explained(text, spec, step=step) == counts


def test_steps_are_told_apart() -> None:
    text = "أهـــلاً, ﻷن\nكتاب  جديد\r\nب\u064e\u0651 رااااائع ١٫٥"
    found = {
        (count.step, count.before, count.after): count.times for count in explained(text, "corpus")
    }
    assert found == {
        ("forms", "ﻷ", "لأ"): 1,
        ("tatweel", "ـ", ""): 3,
        ("order", "", "moved"): 2,
        ("elongation", "ا", ""): 3,
        ("line-ends", "\r", ""): 1,
        ("blanks", " ", ""): 1,
        ("punctuation", ",", ""): 1,
        ("punctuation", "", "،"): 1,
        ("digits", "١", "1"): 1,
        ("digits", "٥", "5"): 1,
        ("digits", "٫", ""): 1,
        ("digits", "", "."): 1,
    }
    chained = explained("ﻷ", "standard")
    assert [count[:3] for count in chained] == [("forms", "ﻷ", "لأ"), ("alef", "أ", "ا")]


def test_lines_and_mojibake_are_counted() -> None:
    explainer = Explainer("standard")
    explainer.feed("این کتاب است می‌رود\nذهب الی المدرسة\n")
    explainer.feed("السلام عليكم".encode().decode("windows-1256"))
    explainer.counts()
    assert explainer.lines == {"arabic": 1, "other": 2}  # ٹ is in the mojibake
    assert explainer.mojibake == {"UTF-8 read as windows-1256": 1}
    assert explainer.characters["ی"] == 3
    forced = Explainer("standard", script="arabic")
    forced.feed("این کتاب است")
    assert ("lookalikes", "ی", "ي", 1) in [tuple(count) for count in forced.counts()]


@pytest.mark.parametrize("name", PROFILES)
def test_touching_is_what_the_profile_does(name: str) -> None:
    """What is touched changes on an Arabic line; what is not never does."""
    left, right = "المدرسة x", "x المدرسة"
    around = normalize(left, name), normalize(right, name)
    codes = {*range(0x20, 0x180), *range(0x600, 0x780), *range(0x2000, 0x2070), 10, 13}
    codes |= {*range(0xFDF0, 0xFF00)}
    for code in sorted(codes):
        ch = chr(code)
        how = touching(ch).get(name)
        stays = normalize(left + ch + right, name) == around[0] + ch + around[1]
        if how is None:
            assert stays, hex(code)
        elif how != "context":
            assert not stays, hex(code)


def test_every_step_that_a_context_belongs_to_exists() -> None:
    counts = explained("\n".join(SENTENCES), "search")
    assert {count.step for count in counts} <= set(STEPS)
    assert {"forms", "harakat", "alef", "case", "blanks"} <= {count.step for count in counts}


def test_errors() -> None:
    with pytest.raises(UsageError):
        Explainer("standrad")
