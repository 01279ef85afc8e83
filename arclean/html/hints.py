"""What names and short phrases tell: a class that says «related», a line that says «شارك».

The words are facts of page furniture, gathered from the class names of common themes and from the
phrases of the rule packs; none of them decides alone, the model weighs them.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "NAME_BITS",
    "NAME_HINTS",
    "PHRASE_BITS",
    "PHRASE_HINTS",
    "name_hints",
    "phrase_hints",
]

# Kinds of hints in class names and ids, in the order of the bits of `name_hints`.
NAME_HINTS: dict[str, str] = {
    "body": (
        "article-?_?(?:body|content|text|inner)"
        "|(?:post|entry|story|page|main|single|node|blog|news|content)"
        "-?_?(?:body|content|text|inner|main)"
        "|articlebody|postbody|entry-content|body-?text|rich-?text|prose|markdown|wysiwyg"
        r"|\bfield-name-body|the-?content|maincontent|post_message|\bmessage-(?:body|content)"
    ),
    "content": (
        r"article|content|\bpost\b|entry|story|\btext\b|\bmain\b|paragraph|\bpage\b|\bbody\b"
        "|detail|descri"
    ),
    "nav": (
        r"nav\b|\bnav|navbar|navig|menu|breadcrumb|crumb|pagination|pager|\bskip\b|toolbar"
        r"|tabs?\b|dropdown|offcanvas|drawer|mega"
    ),
    "footer": r"footer|copyright|\bfoot\b|bottom|colophon|legal",
    "header": r"header|masthead|\bhead\b|\btop-?bar|logo|banner|\bhero",
    "side": r"sidebar|\baside|side-?bar|widget|\brail\b|\bcolumn-?(?:right|left)|secondary",
    "related": (
        "relat|recommend|read-?more|more-?(?:news|stories|posts|articles|from)|also|popular"
        "|trending|latest|most-?read|suggest|similar|you-?may|next-?(?:post|article)|prev"
        r"|teaser|\bcards?\b|carousel|slider|grid-?item|\bfeed\b|promo-?(?:list|item)|outbrain"
        "|taboola|upsell|cross-?sell"
    ),
    "share": (
        "share|sharing|social|follow|facebook|twitter|whatsapp|addtoany|addthis|print-?friendly"
    ),
    "comment": "comment|respond|disqus|discuss|reply|replies|review",
    "meta": (
        r"meta\b|\bmeta|byline|author|\bdate|time|publish|posted|\btags?\b|categor|label"
        r"|kicker|eyebrow|\binfo\b|reading-?time|views|count|rating|bio\b|avatar|credit"
    ),
    "form": (
        "form|login|signin|sign-?up|subscribe|newsletter|search|register|contact|input|filter|sort"
    ),
    "notice": (
        "cookie|consent|gdpr|popup|pop-?up|modal|overlay|lightbox|banner|alert|notice"
        "|notification|toast|paywall|premium"
    ),
    "ad": (
        r"\bads?\b|\bad-|-ad\b|advert|sponsor|promo|dfp|gpt-|adsense|affiliate|\bcta\b"
        "|call-to-action"
    ),
    "media": r"caption|gallery|video|player|photo|image|\bimg|figure|media|slideshow|embed",
    "toc": r"\btoc\b|table-?of-?content|ez-toc|contents?-?list|anchor|jump",
    "product": (
        r"product|price|cart|sku|variant|\bspec|feature|faq|accordion|collapse|question|answer"
    ),
    "hidden": (
        r"sr-only|screen-?reader|visually-?hidden|hidden|\bhide|invisible|d-none|print-?only"
        "|no-?print"
    ),
}
# ASCII: what \b means is the same in the compiled core.
_NAMES = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in NAME_HINTS.items()), re.ASCII
)
NAME_BITS = {kind: 1 << bit for bit, kind in enumerate(NAME_HINTS)}
MOST_NAMES, LONGEST_NAME = 24, 48  # names of an element and characters of a name that are read
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def name_hints(names: str) -> int:
    """The kinds of hints in a ``class``/``id`` string, as a bit set in the order of NAME_HINTS."""
    bits = 0
    for name in names.split()[:MOST_NAMES]:
        bits |= _name_hint(name[:LONGEST_NAME])
    return bits


@lru_cache(maxsize=65536)
def _name_hint(name: str) -> int:
    bits = 0
    for match in _NAMES.finditer(_CAMEL.sub("-", name).lower().replace("_", "-")):
        bits |= NAME_BITS[match.lastgroup]  # type: ignore[index]
    return bits


PHRASE_HINTS: dict[str, str] = {
    "read-also": (
        "اقر[أا] ?(?:أيضا|ايضا|المزيد|كذلك)|[إا]قر[أا] ?[أا]يض[اً]|شاهد ?[أا]يضا|قد يهمك|طالع"
        "|مواضيع ذات|مقالات ذات|[أا]خبار ذات|ذات صلة|مقالات مشابهة|قد يعجبك"
        "|read (?:more|also|next)|see also|related|you (?:may|might)"
        "|more (?:from|stories|news|on|in)|recommended|up next|trending|most (?:read|popular)"
        "|latest (?:news|posts|stories)|lire aussi|lesen sie auch|mehr zum"
        "|mehr (?:lesen|dazu|von)|también|leia"
    ),
    "share": (
        "شارك|مشاركة|تابعنا|تابعونا|انشر|facebook|twitter|whatsapp|instagram|linkedin"
        r"|pinterest|telegram|فيسبوك|تويتر|واتساب|تيليجرام|share|follow us|\btweet|email this"
        r"|copy link|print\b|teilen|partager|compartir|نسخ الرابط|طباعة"
    ),
    "comment": (
        "تعليق|التعليقات|اترك رد|أضف تعليق|comment|leave a reply|your email address"
        "|البريد ال[اإ]لكتروني|reply|log in|sign in|sign up|register|تسجيل الدخول|إنشاء حساب"
        r"|kommentar|responses?\b"
    ),
    "newsletter": (
        "اشترك|النشرة|subscribe|newsletter|sign up|join (?:our|us|the)|get (?:the|our)|abonn"
        "|download (?:our|the) app|حمل التطبيق|free trial|get started|contact us|اتصل بنا"
        "|تواصل معنا|book (?:a|your)|request a|add to cart|buy now|اطلب"
    ),
    "legal": (
        r"©|\(c\) ?[12]|copyright|جميع الحقوق|حقوق (?:النشر|الطبع)|سياسة الخصوصية|الشروط"
        "|privacy policy|terms (?:of|and|&)|cookie|ملفات تعريف|كوكيز|all rights|disclaimer"
        "|datenschutz|impressum|mentions légales"
    ),
    "meta": (
        "بواسطة|كتب(?:ه|ت|ها)? ?:|بقلم|تحرير ?:|المصدر ?:|نشر (?:في|بتاريخ)|آخر تحديث"
        r"|تاريخ النشر|^by\b|posted|published|updated|written by|min(?:ute)?s? read|دقيقة"
        r"|دقائق|مدة القراءة|زمن القراءة|وقت القراءة|views?\b|مشاهدة|مشاهدات|الكاتب|عن الكاتب"
        "|about the author|photo(?:graph)?:|credit|getty|reuters|image|source:|صورة|تصوير"
        "|tags?:|filed under|categor|الوسوم|وسوم|كلمات دلالية|تصنيف|الأقسام|القسم"
    ),
    "toc": (
        "فهرس|محتويات|المحتويات|جدول المحتوى|محتوى (?:ال)?مقال|table of contents|contents"
        "|on this page|in this article|jump to|inhalt|sommaire"
    ),
    "nav": (
        "الرئيسية|القائمة|بحث|home|menu|search|skip to|السابق|التالي|previous|next|back to"
        "|older|newer|عودة|المزيد|view all|see all|show (?:more|less)|load more|expand|close"
        "|إغلاق|click here|اضغط هنا|learn more|continue reading|أكمل القراءة|advertisement"
        "|إعلان|sponsored|english|العربية|français"
    ),
}
_PHRASES = re.compile(
    "|".join(f"(?P<p{i}>{p})" for i, p in enumerate(PHRASE_HINTS.values())), re.ASCII
)
_GROUP_BITS = {f"p{i}": 1 << i for i in range(len(PHRASE_HINTS))}
PHRASE_BITS = {kind: 1 << bit for bit, kind in enumerate(PHRASE_HINTS)}


def phrase_hints(text: str) -> int:
    """The kinds of phrases in a short text, as a bit set in the order of PHRASE_HINTS."""
    bits = 0
    for match in _PHRASES.finditer(text.lower()):
        bits |= _GROUP_BITS[match.lastgroup]  # type: ignore[index]
    return bits
