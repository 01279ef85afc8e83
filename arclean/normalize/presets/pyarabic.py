"""PyArabic (GPL; no line of it is here, only what it does)."""

from __future__ import annotations

import re
from functools import partial

from . import _letters as c
from .preset import Preset, codes

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="PyArabic", version="0.6.15")

#: Nonspacing marks of U+0600–06FE.
_DIACRITICS = "".join(
    chr(code)
    for low, high in (
        (0x0610, 0x061A),
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x06D6, 0x06DC),
        (0x06DF, 0x06E4),
        (0x06E7, 0x06E8),
        (0x06EA, 0x06ED),
    )
    for code in range(low, high + 1)
)
_ALEFS = c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW
_HAMZA_ALEFS = _ALEFS + c.HAMZA_ABOVE + c.HAMZA_BELOW
_LAM_ALEF = {c.LAM_ALEF_ISOLATED: c.LAM + c.ALEF}
_LIGATURE_FAULT = ("ﻼ", "ﻼ", "final lam-alef is left as it is")

_UNIFORM = str.maketrans(
    dict.fromkeys(
        c.WAW_HAMZA
        + c.YEH_HAMZA
        + c.HAMZA_ABOVE
        + c.HAMZA_BELOW
        + c.ALEF_HAMZA_BELOW
        + c.ALEF_HAMZA_ABOVE,
        c.HAMZA,
    )
    | {c.ALEF_MADDA: c.HAMZA + c.HAMZA}
)
_WORD = re.compile(r"\S+")


def _uniform_word(match: re.Match[str]) -> str:
    word = match[0]
    if (
        len(word) >= 3
        and word[0] == c.ALEF_MADDA
        and word[1] not in c.HARAKAT
        and (word[2] == c.SHADDA or len(word) == 3)
    ):
        word = c.HAMZA + c.ALEF + word[1:]
    return word.translate(_UNIFORM)


def _uniform(text: str) -> str:
    return _WORD.sub(_uniform_word, text)


def _alef(text: str) -> str:
    maksura, dagger = c.ALEF_MAKSURA, c.DAGGER_ALEF
    text = text.replace(dagger + maksura, maksura).replace(maksura + dagger, maksura)
    return text.translate(_ALEF)


_ALEF = codes(mapped={_ALEFS + c.ALEF_WASLA + c.ALEF_MAKSURA + c.DAGGER_ALEF: c.ALEF})

PRESETS = (
    _preset(
        "pyarabic:strip-harakat",
        call="pyarabic.araby.strip_harakat",
        does="Deletes U+064B–0650 and U+0652; the shadda stays.",
        table=lambda: codes(c.HARAKAT),
    ),
    _preset(
        "pyarabic:strip-tashkeel",
        call="pyarabic.araby.strip_tashkeel",
        does="Deletes U+064B–0652; the dagger alef stays.",
        table=lambda: codes(c.TASHKEEL),
    ),
    _preset(
        "pyarabic:strip-diacritics",
        call="pyarabic.araby.strip_diacritics",
        does="Deletes the nonspacing marks of U+0600–06FE.",
        table=lambda: codes(_DIACRITICS),
        faults=[("ا\N{ARABIC HAMZA ABOVE}", "ا", "the hamza of a decomposed letter goes too")],
    ),
    _preset(
        "pyarabic:strip-tatweel",
        call="pyarabic.araby.strip_tatweel",
        does="Deletes tatweel.",
        table=lambda: codes(c.TATWEEL),
        faults=[
            (
                "س\u0652\u0640\u064e\u0654ل",
                "س\u0652\u064e\u0654ل",
                "the carrier of a hamza goes; its marks land on the letter before",
            ),
        ],
    ),
    _preset(
        "pyarabic:strip-small",
        call="pyarabic.araby.strip_small",
        does="Deletes the dagger alef, small waw and small yeh.",
        table=lambda: codes(c.DAGGER_ALEF + "\N{ARABIC SMALL WAW}\N{ARABIC SMALL YEH}"),
    ),
    _preset(
        "pyarabic:ligature",
        call="pyarabic.araby.normalize_ligature",
        does="Maps the four isolated lam-alef ligatures to لا.",
        table=lambda: codes(mapped=_LAM_ALEF),
        faults=[_LIGATURE_FAULT, ("ﻷ", "لا", "the hamza goes")],
    ),
    _preset(
        "pyarabic:hamza-uniform",
        call="pyarabic.araby.normalize_hamza (of each word)",
        does="Makes every hamza a ء; آ is ءا at the beginning of some words, ءء elsewhere. The "
        "tool takes a word; the preset takes each run without white space as one.",
        unit="word",
        rule=_uniform,
        faults=[("قرآن", "قرءءن", "a madda is no second hamza")],
    ),
    _preset(
        "pyarabic:hamza-tasheel",
        call='pyarabic.araby.normalize_hamza(…, method="tasheel")',
        does="Maps أ إ آ and the hamza marks to ا, ؤ to و, ئ to ي.",
        table=lambda: codes(mapped={_HAMZA_ALEFS: c.ALEF, c.WAW_HAMZA: c.WAW, c.YEH_HAMZA: c.YEH}),
        faults=[("و\N{ARABIC HAMZA ABOVE}", "وا", "a decomposed letter becomes two letters")],
    ),
    _preset(
        "pyarabic:alef",
        call="pyarabic.araby.normalize_alef",
        does="Deletes a dagger alef next to ى, then maps آ أ إ ٱ ى and the dagger alef to ا.",
        unit="line",
        rule=_alef,
        faults=[("على", "علا", "ى is no alef here"), ("هٰذا", "هاذا", "nor is the mark a letter")],
    ),
    _preset(
        "pyarabic:teh",
        call="pyarabic.araby.normalize_teh",
        does="Maps ة to ه.",
        table=lambda: codes(mapped={c.TEH_MARBUTA: c.HEH}),
    ),
    _preset(
        "pyarabic:searchtext",
        call="pyarabic.normalize.normalize_searchtext",
        does="Deletes U+064B–0652 and tatweel; maps أ إ آ ٱ ى and the dagger alef to ا, ؤ ئ and "
        "the hamza marks to ء, ة to ه, isolated lam-alef to لا.",
        table=lambda: codes(
            c.TASHKEEL + c.TATWEEL,
            {
                _ALEFS + c.ALEF_WASLA + c.ALEF_MAKSURA + c.DAGGER_ALEF: c.ALEF,
                c.WAW_HAMZA + c.YEH_HAMZA + c.HAMZA_ABOVE + c.HAMZA_BELOW: c.HAMZA,
                c.TEH_MARBUTA: c.HEH,
                **_LAM_ALEF,
            },
        ),
        faults=[("على", "علا", "ى becomes an alef before it can become ي"), _LIGATURE_FAULT],
    ),
)
