"""Is a line written in Arabic, or in Persian, Urdu, Kurdish, Uyghur …? The evidence, as data.

Some steps change letters that are wrong in Arabic and right in another language written in the
Arabic script (ک ی ہ آ). They hold only on lines written in Arabic. A line is judged by its words,
from its beginning: up to ``WINDOW`` characters that count, or ``REACH`` characters of any kind. The
judgement is a comparison of two counts, exactly as the reference machine in
``tests/reference/normalize_reference.py`` states it:

- evidence of Arabic: a word with ة counts 2; a word of ``ARABIC_WORDS``, or one that begins with ال
  (after one of و ف ب ك, or none) and goes on for two letters or more, counts 1;
- evidence against it: a word with a letter that Arabic does not have (``foreign_ranges``), or a
  word of ``FOREIGN_WORDS``, counts 1 and is never evidence of Arabic.

A line without any such letter and without any of ``AMBIGUOUS`` is Arabic: nothing that depends on
the judgement speaks against it. Any other line is Arabic if the evidence of Arabic is greater. So
Arabic typed with Farsi yeh is Arabic («ذهب الرجل الی المدرسة»), and where nothing tells («علی») the
letters stay.
"""

from __future__ import annotations

from functools import cache

from .characters import _spans, compositions, letters, members
from .tables import ALEF_VARIANTS, LOOKALIKES, YEH

__all__ = [
    "AMBIGUOUS",
    "ARABIC_WORDS",
    "FOREIGN_WORDS",
    "REACH",
    "SCRIPTS",
    "WINDOW",
    "foreign_ranges",
    "key_letters",
]

#: What ``script=`` accepts. All but ``auto`` and ``arabic`` do the same: the letters stay.
SCRIPTS = ("auto", "arabic", "persian", "urdu", "kurdish", "uyghur", "pashto", "sindhi")

#: Characters that count (see the reference) from which a line is judged.
WINDOW = 4096
#: Characters of any kind from which a line is judged at the latest: bounds the memory of a stream.
REACH = 65536

#: Letters of other languages that Arabic text has too, from the wrong keyboard or for foreign
#: sounds.
AMBIGUOUS = (
    "\N{ARABIC LETTER KEHEH}"
    "\N{ARABIC LETTER SWASH KAF}"
    "\N{ARABIC LETTER FARSI YEH}"
    "\N{ARABIC LETTER HEH DOACHASHMEE}"
    "\N{ARABIC LETTER VEH}"
)

# Words as keys: composites and look-alikes replaced by their plain letters, runs of a letter as
# one. Words that both languages have (علی, او, بین, بعد, حتی) are no evidence.
ARABIC_WORDS = [
    "في",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "الي",
    "عن",
    "كان",
    "كانت",
    "لم",
    "لن",
    "قد",
    "قال",
    "مع",
    "التي",
    "الذي",
    "منذ",
    "ثم",
    "عند",
    "فيه",
    "فيها",
    "منه",
    "منها",
    "عليه",
    "عليها",
    "ليس",
    "نحن",
    # Egyptian
    "ليها",
    "بتاع",
    "بتاعت",
    "بتاعته",
    "بتاعتها",
    "عشان",
    "علشان",
    "كتير",
    "اكتر",
    "اتولد",
    "اتولدت",
    "جمهوريه",
    "واحده",
    "كمان",
    "مش",
]
FOREIGN_WORDS = [
    "كه",
    "از",
    "را",
    "است",
    "مي",
    "هاي",
    "براي",
    "در",
    "شد",
    "شده",
    "شود",
    "يك",
    "بود",
    "اند",
    "كند",
    "كرد",
    "خود",
    "اگر",
    "نيز",
    "باشد",
    "بر",
    "با",
    "تا",
    "هر",
    "دارد",
    "كردند",
    "شدند",
    "بودند",
    "هستند",
    "ديگر",
    "اور",
    "هي",
    "ير",
]

_ARABIC_LETTERS = (
    "\u0621\u063a"  # hamza to ghain
    "\u0641\u064a"  # feh to yeh (tatweel is no letter here)
    "\u0671\u0673"  # alef wasla, alefs with wavy hamza
    "\u06e5\u06e6"  # small waw, small yeh of the Quran
)


@cache
def foreign_ranges() -> tuple[tuple[int, int], ...]:
    """Letters of the Arabic script that Arabic does not have; presentation forms and ``AMBIGUOUS``
    are not among them.
    """
    own = {*members(_spans(_ARABIC_LETTERS)), *AMBIGUOUS}
    found: list[tuple[int, int]] = []
    for code in sorted(map(ord, letters() - own)):
        if 0xFB50 <= code <= 0xFEFF:
            continue
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return tuple(found)


@cache
def key_letters() -> dict[str, str]:
    """Letters that the key of a word replaces: composites by their bases, look-alikes by Arabic
    letters, ى by ي.
    """
    table = dict.fromkeys(ALEF_VARIANTS, "\N{ARABIC LETTER ALEF}")
    table |= {composite: base for (base, _mark), composite in compositions().items()}
    table |= {ch: text[0] for ch, text in LOOKALIKES.items()}
    table["\N{ARABIC LETTER YEH BARREE WITH HAMZA ABOVE}"] = YEH
    table["\N{ARABIC LETTER ALEF MAKSURA}"] = YEH
    return {ch: table.get(text, text) for ch, text in table.items()}
