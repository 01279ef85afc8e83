"""What a repeated line is about: the words that name furniture, and formulas that are content.

A line that repeats is not yet furniture: greetings, prayers, headings of recipes and rows of tables
repeat as well. So the learner trusts a line when its words say which kind of furniture it is.
"""

# ruff: noqa: E501

from __future__ import annotations

import re

from arclean.learn.tokens import DAY, HANDLE, MAIL, MONTH, NUMBER, SLOTS, URL, tokens_of

__all__ = ["category_of", "is_formula", "strong_cue"]

# Folded. Each pattern is tried on a short line; the first that fits names the category.
_CUES: tuple[tuple[str, str], ...] = (
    (
        "copyright",
        r"حقوق (?:النشر|الطبع|الملكيه|الموقع)|الحقوق محفوظه|©|copyright|all rights reserved",
    ),
    (
        "author-bio",
        r"للتواصل مع الكاتب|للتواصل ارسل|رساله sms|نبذه عن الكاتب|عن الكاتب|مقالات (?:اخري )?للكاتب"
        r"|about the author|author archives",
    ),
    (
        "comment-form",
        r"^(?:اترك|اكتب|اضف|علق|شارك) ?(?:لنا )?(?:تعليق|ردا?|رايك|برايك)|لن يتم نشر (?:عنوان )?بريدك"
        r"|بريدك الالكتروني|الحقول الالزاميه|leave a (?:comment|reply)|post comment|ارسال التعليق",
    ),
    (
        "comment",
        r"^(?:التعليقات|تعليقات|تعليقات القراء|تعليقات الزوار|عدد التعليقات|comments?)(?:$|[ :(\[0-9])"
        r"|^(?:[0-9]+ )?(?:تعليق|تعليقا|تعليقات|comments?)$|لا توجد تعليقات|لا يوجد تعليق",
    ),
    (
        "newsletter",
        r"النشره (?:البريديه|الاخباريه|الالكترونيه)|^اشترك (?:في|معنا|الان)|^subscribe|newsletter"
        r"|اشترك في (?:القناه|قناتنا|خدمه)",
    ),
    (
        "app-promo",
        r"^حملوا? (?:تطبيق|التطبيق)|تحميل (?:تطبيق|التطبيق)|google play|app store|تطبيقنا",
    ),
    ("cookie", r"ملفات (?:تعريف )?الارتباط|\bcookies?\b"),
    (
        "related",
        r"(?:مقالات|مواضيع|موضوعات|اخبار|مواد|روابط|قصص|محتوي|فيديوهات) (?:ذات صله|ذات علاقه|مشابهه|متعلقه|مرتبطه"
        r"|منوعه|قد تهمك|قد تعجبك|اخري|من تصنيف|مقترحه|مختاره)|^المزيد (?:من|حول|في|عن)|قد (?:يعجبك|يهمك|تعجبك)(?: ايضا)?"
        r"|^(?:الاكثر|الاخبار الاكثر|المواضيع الاكثر) (?:قراءه|مشاهده|تداولا|شعبيه|تعليقا)|^(?:احدث|اخر|اهم) (?:الاخبار"
        r"|المقالات|المواضيع|المواد|الاضافات)$|^مقالات$|^(?:related|you may also like|more from|recent posts|popular posts"
        r"|recommended|latest)\b|^المواضيع ذات الصله|^ذات صله",
    ),
    (
        "read-also",
        r"^(?:اقرا|اقراوا|اقري|شاهد|شاهدوا|طالع|طالعوا|انظر|راجع|تابع) (?:ايضا|المزيد|كذلك|المقال|القراءه|الموضوع)"
        r"|^(?:للمزيد|لقراءه المزيد|مواضيع ذات|اقرا عن|read (?:also|more)|see also)",
    ),
    (
        "share",
        r"^(?:شارك|شاركها|شاركه|شاركنا|انشر|مشاركه)(?: (?:هذا|هذه|المقال|المقاله|الخبر|الموضوع|الصفحه|الان|عبر|علي"
        r"|من خلال|مع اصدقايك)\b.*| ?:)?$|^(?:(?:انسخ|نسخ) الرابط\b.*|رابط (?:الخبر|المقال|الموضوع|مختصر)|ارسال الي صديق|ارسل الي"
        r" صديق|اطبع|طباعه|نسخه للطباعه|share(?: (?:this|on|via)\b.*)?|tweet|pin it|print|click to share.*)(?:$| ?:)"
        r"|^(?:(?:فيسبوك|فيس بوك|تويتر|واتساب|واتس اب|تلغرام|تيليجرام|تيلقرام|لينكدان|لينكد ان|بينتريست|انستغرام|انستقرام"
        r"|يوتيوب|جوجل بلس|سناب شات|ماسنجر|facebook|twitter|whatsapp|telegram|linkedin|pinterest|instagram|youtube"
        r"|messenger|reddit|tumblr|viber|email)[ ,|/+-]*)+$|^(?:تابعنا|تابعونا|تابع(?:وا)?) (?:علي|عبر|.{2,30} (?:علي|عبر))\b",
    ),
    (
        "tags",
        r"^(?:الوسوم|وسوم|سمات|السمات|الكلمات (?:المفتاحيه|الدلاليه)|كلمات (?:مفتاحيه|دلاليه|البحث)|العلامات|tags?"
        r"|keywords|labels)(?:$| ?[:|])",
    ),
    (
        "view-count",
        r"^(?:عدد )?(?:المشاهدات|القراءات|الزيارات|مشاهدات|قراءات|مرات (?:القراءه|المشاهده))(?:$|[ :(])"
        r"|^<n> (?:مشاهده|مشاهدات|قراءه|قراءات|زياره|views?|reads?)$|^(?:views?|hits) ?:",
    ),
    (
        "date",
        r"^(?:اخر تحديث|تاريخ (?:النشر|التحديث|الاضافه|الخبر)|نشر(?:ت)? (?:في|بتاريخ|يوم|:)|تم (?:النشر|التحديث)|حدث"
        r" في|updated|last (?:updated|modified)|published|posted on)\b|اخر تحديث",
    ),
    (
        "byline",
        r"^(?:بقلم|كتب|كتبت|كتبه|كتبها|الكاتب|اعداد|تحرير|المحرر|ترجمه|تصوير|المراسل|بواسطه|نشر بواسطه|posted by"
        r"|written by|by) ?[:/|-]|^(?:بقلم|بواسطه|نشر بواسطه|posted by|written by|by) [^ ]+ [^ ]+$",
    ),
    ("sign-off", r"^/*[ (*-]*(?:انتهي|يتبع|nnnn)[ )*-]*/*$"),
    (
        "ad",
        r"^(?:اعلان|اعلانات|مساحه اعلانيه|advertisements?|sponsored(?: content)?|محتوي اعلاني)$",
    ),
    ("image-caption", r"^(?:صوره ارشيفيه|ارشيفيه|(?:ال)?صور(?:ه)? ?:|شرح الصور|مصدر الصوره)"),
    (
        "navigation",
        r"^(?:الرييسيه|الصفحه الرييسيه|التالي|السابق|المقال (?:التالي|السابق)|الموضوع (?:التالي|السابق)|من نحن"
        r"|اتصل بنا|تواصل معنا|سياسه الخصوصيه|شروط الاستخدام|اتفاقيه الاستخدام|خريطه الموقع|القايمه|القايمه الرييسيه|التصنيفات"
        r"|الاقسام|الاقسام الرييسيه|بحث|ابحث|البحث|تسجيل(?: ال)?دخول|تسجيل الدخول|انشاء حساب|محتويات(?: المقال| الموضوع)?"
        r"|جدول المحتويات|تصفح المزيد|تصفح المواضيع|عوده|الي الاعلي|العوده (?:الي|للاعلي).*|home|next|previous|menu|search"
        r"|log ?in|register|contact us|about us|skip to content|next previous|sitemap)$|^الرييسيه [/>|-]",
    ),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _CUES)

# Content that repeats: greetings, praise, quotation formulas, headings of an article's own parts.
_FORMULA = re.compile(
    r"^(?:و?السلام عليكم|وعليكم السلام|بسم الله|الحمد لله|والحمد لله|والله (?:اعلم|الموفق|ولي|من وراء|المستعان)|و?الله اعلم|اما بعد"
    r"|وبعد|تحيه (?:طيبه|وبعد|و)|عزيز[يت]|اعزا[يء]|اخ[يت]ي?\b|اصدقاي|ايها|قال (?:تعالي|الله|رسول|النبي)|قوله تعالي"
    r"|صلي الله|رضي الله|رحمه الله|حدثنا|اخبرنا|عن ابي|سبحان|اللهم|يا رب|مع (?:خالص )?(?:تحيات|التحيه)|وشكرا|شكرا"
    r"|دمتم|وللحديث بقيه|مقدمه|المقدمه|خاتمه|الخاتمه|تمهيد|المراجع|مراجع|المصادر|المكونات|المقادير|مقادير|طريقه|خطوات"
    r"|التحضير|القيمه الغذاييه|السعرات|س ?[:/]|ج ?[:/]|السوال|الجواب|سوال|جواب|الاجابه)"
)
_STRONG = re.compile(
    r"شارك (?:من خلال|برايك|عبر|علي)|اكتب رايك|اخر تحديث|رابط الخبر|رابط المقال|للتواصل مع الكاتب|رساله sms|ارسل sms"
    r"|الحقوق محفوظه|الرييسيه|فيسبوك|تويتر|facebook|twitter|whatsapp|اقرا ايضا|مقالات ذات صله|مقالات اخري للكاتب|gmt"
    r"|اترك تعليق|اضف تعليق|تابعنا علي|تابعونا علي|عدد المشاهدات|عدد القراءات|google play|next previous"
)


def category_of(folded: str) -> str | None:
    """The category that a short folded line names by its own words; None where it names none.

    >>> category_of("مقالات ذات صله"), category_of("طريقه التحضير")
    ('related', None)
    """
    text = folded.strip(" -*•·»«:|/،.…↓↑→←#>\"'()[]")
    if not text:
        text = folded
    if is_formula(text):
        return None
    counted = re.sub("[0-9]+", "<n>", text) if text[:1].isdigit() else text
    for name, pattern in _COMPILED:
        if pattern.search(text) or (counted is not text and pattern.search(counted)):
            return name
    return _by_slots(text)


def _by_slots(text: str) -> str | None:
    """A line of little but a date, or an address."""
    keys = [token.key for token in tokens_of(text)]
    if keys in ([MAIL], [HANDLE]):
        return "author-bio"
    if keys == [URL]:
        return "widget"
    words = [key for key in keys if key not in SLOTS and key[0].isalpha()]
    dated = MONTH in keys or DAY in keys or _clock(keys)
    numbers = keys.count(NUMBER)
    if dated and numbers and len(words) <= max(5, numbers + 2) and len(keys) <= 30:
        return "date"
    return None


def _clock(keys: list[str]) -> bool:
    """#:#, #/#/# or #-#-#: an hour or a day in figures."""
    text = "".join("#" if key == NUMBER else key if len(key) == 1 else "x" for key in keys)
    return bool(re.search(r"#:#|#([/.-])#\1#", text))


def is_formula(folded: str) -> bool:
    """Whether a line is a formula that authors themselves write, page after page."""
    return bool(_FORMULA.match(folded.strip(" -*•·»«:|/،.…#>\"'()[]")))


def strong_cue(folded: str) -> bool:
    """Whether a stretch inside of a line holds words that only furniture has together."""
    return bool(_STRONG.search(folded))
