"""Apache Lucene's normalisers (Apache 2.0).

They run on a Java virtual machine, whose Unicode decides what a digit and a format character is:
here that of Java 17, Unicode 13.
"""

from __future__ import annotations

import re
from functools import partial

from . import _letters as c
from .preset import Preset, codes

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="Apache Lucene", version="8.8.1")

#: The zero of each run of ten decimal digits but ASCII's own (Unicode 13).
_ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0"
    "\u0f20\u1040\u1090\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50\ua620\ua8d0"
    "\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10\U000104a0\U00010d30\U00011066\U000110f0\U00011136"
    "\U000111d0\U000112f0\U00011450\U000114d0\U00011650\U000116c0\U00011730\U000118e0\U00011950"
    "\U00011c50\U00011d50\U00011da0\U00016a60\U00016b50\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec"
    "\U0001d7f6\U0001e140\U0001e2f0\U0001e950\U0001fbf0"
)


def _decimal_digits() -> dict[int, str]:
    return {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}


_RREH = "\N{ARABIC LETTER REH WITH SMALL V BELOW}"
#: What the Sorani filter deletes: marks and tatweel, ZWNJ, and what Java calls a format character.
_DELETED = (
    c.TASHKEEL
    + c.TATWEEL
    + "\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b\u200c\u200d"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068"
    "\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)
_SORANI = codes(
    _DELETED,
    {
        c.YEH + c.ALEF_MAKSURA: c.FARSI_YEH,
        c.KAF: c.KEHEH,
        c.TEH_MARBUTA: c.AE,
        c.HEH_DOACHASHMEE: c.HEH,
        "\N{ARABIC LETTER REH WITH SMALL V}": _RREH,
    },
)
_WORD = re.compile(r"\S+")
_OTHERS = f"[{_DELETED.replace(c.ZWNJ, '')}]*"
#: A heh (plain by now or from heh doachashmee) that a ZWNJ follows; nothing kept stands between.
_HEH_ZWNJ = re.compile(f"[{c.HEH}{c.HEH_DOACHASHMEE}](?={_OTHERS}{c.ZWNJ})")


def _sorani_word(match: re.Match[str]) -> str:
    word = _HEH_ZWNJ.sub(c.AE, match[0])
    if word[-1] == c.HEH:
        word = word[:-1] + c.AE
    word = word.translate(_SORANI)
    return _RREH + word[1:] if word[:1] == c.REH else word


def _sorani(text: str) -> str:
    return _WORD.sub(_sorani_word, text)


PRESETS = (
    _preset(
        "lucene:arabic",
        call="org.apache.lucene.analysis.ar.ArabicNormalizer",
        does="Deletes U+064B–0652 and tatweel; maps أ إ آ to ا, ى to ي, ة to ه.",
        table=lambda: codes(
            c.TASHKEEL + c.TATWEEL,
            {
                c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW: c.ALEF,
                c.ALEF_MAKSURA: c.YEH,
                c.TEH_MARBUTA: c.HEH,
            },
        ),
        faults=[("ٱلله", "ٱلله", "alef wasla, the dagger alef and presentation forms stay")],
    ),
    _preset(
        "lucene:persian",
        call="org.apache.lucene.analysis.fa.PersianNormalizer",
        does="Maps ک to ك, ی ے to ي, ۀ ہ to ه; deletes the hamza above.",
        table=lambda: codes(
            c.HAMZA_ABOVE,
            {
                c.KEHEH: c.KAF,
                c.FARSI_YEH + "\N{ARABIC LETTER YEH BARREE}": c.YEH,
                c.HEH_YEH + c.HEH_GOAL: c.HEH,
            },
        ),
        faults=[("ا\N{ARABIC HAMZA ABOVE}", "ا", "the hamza of a decomposed letter goes too")],
    ),
    _preset(
        "lucene:sorani",
        call="org.apache.lucene.analysis.ckb.SoraniNormalizer (of each token)",
        does="Maps ي ى to ی, ك to ک, ة to ە, ھ to ه, ڒ to ڕ, ه with ZWNJ or at the end of a word "
        "to ە, ر at its beginning to ڕ; deletes marks, tatweel and format characters. A token is a "
        "run without white space.",
        unit="word",
        rule=_sorani,
        idempotent=False,
        faults=[("لهھ", "لهه", "a second pass would make the last letter ە")],
    ),
    _preset(
        "lucene:decimal-digit",
        call="org.apache.lucene.analysis.core.DecimalDigitFilter",
        does="Maps decimal digits of all scripts to 0-9 (Unicode 13, as in Java 17).",
        table=_decimal_digits,
    ),
)
