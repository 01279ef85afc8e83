"""Cases with names: what each profile and step does, must not touch, and what other tools get
wrong.
"""

from __future__ import annotations

import unicodedata

import pytest

from arclean.normalize import GROUPS, PROFILES, STEPS, normalize

# (profile, input, output, why)
CASES = [
    ("standard", "مُحَمَّــدٌ", "محمد", "marks and tatweel go"),
    ("standard", "أحمد إلى الآن ٱلله", "احمد الى الان الله", "alef is one letter"),
    ("standard", "مسؤول بئر على مدرسة", "مسؤول بئر على مدرسة", "hamza carriers, ى, ة stay"),
    ("standard", "عام ٢٠٢٤ و۲۰۲۴", "عام ٢٠٢٤ و۲۰۲۴", "digits stay"),
    ("standard", "يَسْـَٔلُونَكَ", "يسـٔلونك", "tatweel stays under a hamza"),
    ("light", "يَسْـَٔلُونَكَ", "يَسْـَٔلُونَكَ", "light keeps all of it"),
    ("search", "يَسْـَٔلُونَكَ", "يسلونك", "search has no marks at all"),
    ("light", "هَـٰذَا كِتَـاب", "هَـٰذَا كِتَاب", "tatweel stays under a mark"),
    ("standard", "1432هـ", "1432ه", "the Hijri sign loses its tatweel, on purpose"),
    ("light", "1432هـ", "1432ه", "in every profile"),
    ("none", "1432هـ", "1432هـ", "but none"),
    ("light", "ا\u064e\u0653", "آ\u064e", "madda composes across a fatha"),
    ("standard", "و\u0654 ي\u0654 ا\u0655", "ؤ ئ ا", "decomposed letters"),
    ("standard", "س\u0654", "س", "a hamza that fits no letter goes with the marks"),
    ("light", "ب\u064e\u0651", "ب\u0651\u064e", "shadda first"),
    ("light,order:nfc", "ب\u0651\u064e", "ب\u064e\u0651", "NFC's order on request"),
    ("light,order:keep", "ب\u064e\u0651", "ب\u064e\u0651", "or none"),
    ("standard", "\u200f\ufeffال\u00adسلام\u202b", "السلام", "controls go"),
    (
        "standard",
        "  a \u00a0\t b \r\n\r\n c \r",
        "a b\n\nc\n",
        "blanks and line ends; the empty line stays",
    ),
    ("light", "ﻻ ﻷ ﷲ", "لا لأ ﷲ", "forms, but no ligatures of words"),
    ("standard", "ﷲ ﷺ", "الله صلى الله عليه وسلم", "ligatures"),
    ("standard", "قال: «نعم», ثم مضى? أجل; هكذا", 'قال: "نعم"، ثم مضى؟ اجل؛ هكذا', "punctuation"),
    ("standard", "كيف?", "كيف؟", "a question mark at the end of the line"),
    ("standard", "1,5 و a, b? x.com/?q", "1,5 و a, b? x.com/?q", "numbers, Latin, addresses"),
    ("standard", "كلمة, word", "كلمة, word", "between an Arabic and a Latin word"),
    ("corpus", "١٢٬٣٤٥٫٦٧ ٪", "12,345.67 %", "separators between digits"),
    ("corpus", "٫٥ و٬", "٫5 و٬", "but only between digits"),
    ("corpus", "رااااائع جدااا", "راائع جداا", "elongation"),
    ("corpus", "تتتابع تتتتت ووووجه", "تتتابع تتت وووجه", "three teh, three waw are words"),
    ("corpus", "2000 www.aaa", "2000 www.aaa", "no digit and no Latin letter is cut"),
    ("corpus", "أَحْمَد مدرسة", "أَحْمَد مدرسة", "spelling as written"),
    ("search", "عَلَى مدرسة مسؤول بئر", "علي مدرسه مسوول بير", "all that people confuse"),
    ("search", "YouTube؟ نعم، ٥٪", "youtube? نعم, 5%", "case, ASCII punctuation, digits"),
    ("search", "می‌روم", "می‌روم", "ZWNJ stays in search"),
    ("match", "مي\u200cروم", "ميروم", "and goes in match"),
    # script
    ("standard", "ذهب الرجل الی المدرسة", "ذهب الرجل الي المدرسة", "Arabic with Farsi yeh"),
    ("standard", "کان فی المدرسة أمس", "كان في المدرسة امس", "and keheh"),
    ("standard", "این مرد آن کتاب را می‌خواند", "این مرد آن کتاب را می‌خواند", "Persian"),
    ("corpus", "یہ کتاب اردو میں لکھی گئی ہے", "یہ کتاب اردو میں لکھی گئی ہے", "Urdu"),
    (
        "standard",
        "ئەم کتێبە بە زمانی کوردی نووسراوە",
        "ئەم کتێبە بە زمانی کوردی نووسراوە",
        "Kurdish",
    ),
    ("standard", "بۇ كىتاب ئۇيغۇر تىلىدا يېزىلغان", "بۇ كىتاب ئۇيغۇر تىلىدا يېزىلغان", "Uyghur"),
    ("standard", "علی", "علی", "nothing tells: it stays"),
    ("standard", "آن است می\nأحمد", "آن است می\nاحمد", "each line by itself"),
    # bugs of others
    ("corpus", "عام ٢٠٢٤", "عام 2024", "tnkeeh: ٠ becomes a full stop"),
    ("search", "على", "علي", "PyArabic: علا"),
    ("light", "ﻼ", "لا", "PyArabic: untouched"),
    ("standard", "نعم، \u3000 لا", "نعم، لا", "anltk: folding blanks eats the comma"),
    ("standard", "ٱلرَّحْمَٰنِ", "الرحمن", "AraBERT: ٱ لرحم ن"),
    ("standard", "ﻻ", "لا", "AraBERT: nothing; piraye: ل"),
    ("standard", "گوگل", "گوگل", "AraBERT: و ل"),
    ("standard", "۱۲۳", "۱۲۳", "AraBERT: nothing"),
    ("standard", "مسؤول بئر", "مسؤول بئر", "HF Bert, datatrove: مسوول بير"),
    ("search", "مسؤول", "مسوول", "OpenITI: مسول"),
    ("search", "2000", "2000", "ruqia: 20"),
    ("search", "اللّه", "الله", "ruqia: اله"),
    ("standard", "نمی‌دانم", "نمی‌دانم", "trafilatura: the ZWNJ is gone"),
    ("light", "قﱠل", "ق\u0651\u064eل", "NFKC: a space in the word"),
]


@pytest.mark.parametrize(("profile", "text", "expected", "why"), CASES)
def test_case(profile: str, text: str, expected: str, why: str) -> None:
    assert normalize(text, profile) == expected, why
    assert normalize(text.encode(), profile) == expected.encode(), why


def test_one_invalid_byte_costs_one_byte() -> None:
    """camel_arclean's command prints nothing at all."""
    assert normalize("مُد\n".encode() * 3 + b"\xff", "standard") == "مد\n".encode() * 3 + b"\xff"


def test_script_can_be_forced() -> None:
    assert normalize("علی أحمد", "standard", script="arabic") == "علي احمد"
    assert normalize("ذهب الرجل الی المدرسة أمس", "standard", script="persian") == (
        "ذهب الرجل الی المدرسة أمس"
    )


@pytest.mark.parametrize("name", sorted(STEPS))
def test_the_example_of_each_step(name: str) -> None:
    step = STEPS[name]
    before, after = step.example
    assert normalize(before, name, script="arabic") == after
    assert before != after
    assert all((step.does, step.why, step.spares, step.source))


def test_quranic_signs_that_are_letters_or_have_a_width_stay() -> None:
    kept = "\u06e5\u06e6\u06dd\u06de\u06e9\u0653\u0654\u0655"
    assert normalize(kept, "marks") == kept
    for name in GROUPS["marks"]:
        assert not set(STEPS[name].table("")) & set(kept)  # type: ignore[misc]


@pytest.mark.parametrize(
    "text", ["يَسْـَٔلُونَكَ عَنِ", "ٱلصَّلَوٰةَ", "ءَامَنُوا۟", "هَـٰٓؤُلَآءِ", "إِسْرَٰٓءِيلَ", "فَـَٔامِنُوا۟", "إِبْرَٰهِـۧمَ"]
)
def test_uthmani_text_is_whole_under_light(text: str) -> None:
    """Every letter, mark and carrier stays; only the order of marks is made one."""
    result = normalize(text, "light")
    assert unicodedata.normalize("NFC", result) == unicodedata.normalize("NFC", text)


def test_profiles_of_the_table() -> None:
    """The steps of each profile are those of the design's table, row by row."""
    has = {name: {entry.partition(":")[0] for entry in steps} for name, steps in PROFILES.items()}
    everywhere = {"light", "standard", "corpus", "search", "match"}
    rows = {
        "compose": everywhere,
        "order": everywhere,
        "forms": everywhere,
        "tatweel": everywhere,
        "invisible": everywhere,
        "blanks": everywhere,
        "line-ends": everywhere,
        "marks": {"standard", "search", "match"},
        "alef": {"standard", "search", "match"},
        "alef-maksura": {"search", "match"},
        "teh-marbuta": {"search", "match"},
        "hamza-carriers": {"search", "match"},
        "lookalikes": {"standard", "corpus", "search", "match"},
        "punctuation": {"standard", "corpus", "search", "match"},
        "digits": {"corpus", "search", "match"},
        "ligatures": {"standard", "corpus", "search", "match"},
        "elongation": {"corpus", "search", "match"},
        "case": {"search", "match"},
        "joiners": {"match"},
    }
    for row, profiles in rows.items():
        assert {name for name in PROFILES if row in has[name]} == profiles, row
    assert has["none"] == set()
