"""Which language a line is in: prose written for these tests, in Arabic and its neighbours."""

from __future__ import annotations

from itertools import pairwise

import pytest

from arclean.normalize import normalize, script
from arclean.normalize.characters import letters

PERSIAN = """\
دیروز با دوستم به بازار بزرگ تهران رفتیم و چند کتاب قدیمی خریدیم.
آب و هوای شمال ایران در این فصل بسیار دلپذیر است و مردم به سفر می‌روند.
او گفت که نمی‌تواند تا آخر هفته کار را تمام کند، اما ما منتظر می‌مانیم.
المپیک زمستانی امسال در کدام کشور برگزار می‌شود؟
شرکت در این آزمون برای همه آزاد است.
قبه الصخره بر فراز کوه معبد ساخته شده است."""
URDU = """\
میں نے کل ایک نئی کتاب خریدی ہے جو اردو ادب کی تاریخ کے بارے میں ہے۔
لاہور پاکستان کا دوسرا بڑا شہر ہے اور اس کی آبادی بہت زیادہ ہے۔
آج موسم بہت اچھا ہے، ہم باغ میں بیٹھ کر چائے پئیں گے۔
اگر آپ کو کوئی سوال ہو تو مجھ سے پوچھ سکتے ہیں۔"""
SORANI = """\
ئەمڕۆ لەگەڵ هاوڕێکانم چووین بۆ بازاڕی سلێمانی و چەند کتێبێکمان کڕی.
هەولێر پایتەختی هەرێمی کوردستانە و شارێکی زۆر کۆنە.
ئایا دەتوانیت یارمەتیم بدەیت؟ من ناتوانم ئەم کارە بە تەنیا تەواو بکەم."""
UYGHUR = """\
بۈگۈن ھاۋا ناھايىتى ياخشى، بىز باغچىغا بېرىپ ئوينايمىز.
ئۈرۈمچى شىنجاڭ ئۇيغۇر ئاپتونوم رايونىنىڭ مەركىزى.
مەن كىتاب ئوقۇشنى ياخشى كۆرىمەن."""
PASHTO = """\
زه پرون له خپل ملګري سره بازار ته ولاړم او یو څو کتابونه مې واخیستل.
کابل د افغانستان پلازمېنه ده او ډېر خلک پکې ژوند کوي.
نن هوا ډېره ښه ده، راځئ چې باغ ته ولاړ شو."""
SINDHI = """\
مان ڪالهه پنهنجي دوست سان گڏ بازار ويس ۽ ڪجهه ڪتاب خريد ڪيا.
سنڌ پاڪستان جو هڪ صوبو آهي، جنهن جي گاديءَ جو هنڌ ڪراچي آهي."""
NEIGHBOURS = {
    "persian": PERSIAN,
    "urdu": URDU,
    "kurdish": SORANI,
    "uyghur": UYGHUR,
    "pashto": PASHTO,
    "sindhi": SINDHI,
}
LINES = [(name, line) for name, text in NEIGHBOURS.items() for line in text.split("\n")]


def letters_of(text: str) -> str:
    return "".join(ch for ch in text if ch in letters())


@pytest.mark.parametrize("profile", ["light", "standard", "corpus"])
@pytest.mark.parametrize(("language", "line"), LINES)
def test_neighbours_keep_their_letters(language: str, line: str, profile: str) -> None:
    assert letters_of(normalize(line, profile)) == letters_of(line)
    assert letters_of(normalize(line, profile, script=language)) == letters_of(line)
    assert normalize(line, profile).count("\u200c") == line.count("\u200c")


ARABIC = [
    # with letters of a Persian keyboard
    ("ذهبت الی السوق واشتریت کتابا جدیدا", "ذهبت الي السوق واشتريت كتابا جديدا"),
    ("هذا الکتاب من افضل الکتب التی قراتها", "هذا الكتاب من افضل الكتب التي قراتها"),
    ("کلیة الآداب جامعة بغداد", "كلية الاداب جامعة بغداد"),
    # with letters for foreign sounds
    ("افتتحت شركة پيجو فرعها الجديد في الرياض أمس", "افتتحت شركة پيجو فرعها الجديد في الرياض امس"),
    ("قال چاك شيراك إن ڤيينا جميلة", "قال چاك شيراك ان ڤيينا جميلة"),
    (
        "اتولدت فى القاهره وليها كتير من الأفلام مع فيلم ڤيلا",
        "اتولدت فى القاهره وليها كتير من الافلام مع فيلم ڤيلا",
    ),
    (
        "إتجوز عشان كده وسافر على أوروپا مش زى ما قال",
        "اتجوز عشان كده وسافر على اوروپا مش زى ما قال",
    ),
    # no letter that tells: taken for Arabic
    ("آدم وأحمد", "ادم واحمد"),
]


@pytest.mark.parametrize(("line", "expected"), ARABIC)
def test_arabic_is_arabic(line: str, expected: str) -> None:
    assert normalize(line, "standard") == expected


def test_no_word_of_the_lists_is_dead() -> None:
    """Words are compared by key: no runs of a letter, look-alikes replaced."""
    key = script.key_letters()
    for word in (*script.ARABIC_WORDS, *script.FOREIGN_WORDS):
        assert all(a != b for a, b in pairwise(word)), word
        assert all(key.get(ch, ch) == ch for ch in word), word
    assert not set(script.ARABIC_WORDS) & set(script.FOREIGN_WORDS)
    assert len(set(script.ARABIC_WORDS)) == len(script.ARABIC_WORDS)
    assert len(set(script.FOREIGN_WORDS)) == len(script.FOREIGN_WORDS)
