"""Page sets written for these tests: articles that never repeat, with what a test plants in them."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from random import Random

from arclean.learn.page import Page

SUBJECTS = (
    "مزارع من القرية,معلمة في المدرسة,فريق من الباحثين,صياد من الميناء,طبيب في المستوصف,"
    "نجار من الحي القديم,طالبة في الجامعة,حارس المتحف,قائد السفينة,بائع الزهور,مهندس الجسر,"
    "أمينة المكتبة,لاعب من الفريق,رسامة من المدينة,عازف العود,خباز الحارة,سائق الحافلة,"
    "مصورة الطيور,كاتب من الجنوب,مربي النحل"
).split(",")
VERBS = (
    "زرع,أصلح,وصف,جمع,باع,رسم,حمل,راقب,كتب عن,بحث عن,تحدث عن,صور,اشترى,أعاد,فتح,نقل,عرض,وجد,رتب,صنع"
).split(",")
OBJECTS = (
    "أشجار الزيتون على سفح الجبل,الكتب القديمة في القبو,شباك الصيد قبل العاصفة,خلايا العسل في الوادي,"
    "أبواب البيوت الطينية,خرائط الطرق البعيدة,صناديق التمر من الواحة,مفاتيح الغرف المنسية,أجنحة الطائرات الورقية,"
    "مصابيح الشارع الطويل,أوراق الامتحان الأخير,سلال الخوص من السوق,نوافذ القطار السريع,بذور القمح للموسم القادم,"
    "ألوان السجاد الصوفي,أحجار الجسر الروماني,حكايات الجدات في الشتاء,أسماك البحيرة الصغيرة,أعشاش السنونو في السقف,"
    "خطوات الراقصين في العرس"
).split(",")
ENDS = (
    "قبل طلوع الشمس,بعد صلاة العصر,في يوم ماطر,عند منتصف النهار,مع أول الخريف,في آخر الأسبوع,"
    "خلال العطلة,منذ زمن بعيد,قرب النهر,على مهل"
).split(",")


def sentence(dice: Random) -> str:
    """One sentence of some ten words."""
    parts = (dice.choice(words) for words in (SUBJECTS, VERBS, OBJECTS, ENDS))
    return " ".join(parts)


def paragraph(dice: Random) -> str:
    """Two or three sentences and a number that hardly comes twice."""
    told = "، ثم ".join(sentence(dice) for _ in range(dice.randint(2, 3)))
    return f"{told}، وبلغ العدد {dice.randint(1000, 99999)} بحسب ما قيل."


def headline(dice: Random) -> str:
    """A few words, and another number."""
    words = sentence(dice).split()
    return " ".join(words[: dice.randint(5, 8)])


def article(dice: Random) -> list[str]:
    """A headline and three to six paragraphs."""
    return [headline(dice), *(paragraph(dice) for _ in range(dice.randint(3, 6)))]


def site(
    count: int, plant: Callable[[list[str], Random, int], list[str]], seed: int = 1
) -> list[Page]:
    """So many pages, each an article with something planted in it."""
    dice = Random(seed)
    pages = []
    for number in range(count):
        lines = plant(article(dice), dice, number)
        pages.append(Page("".join(f"{line}\n" for line in lines)))
    return pages
