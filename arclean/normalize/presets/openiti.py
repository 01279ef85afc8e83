"""OpenITI (MIT)."""

from __future__ import annotations

import unicodedata
from functools import partial

from . import _letters as c
from .preset import Preset, codes

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="openiti", version="0.1.6")
_NOTE = " The Unicode version is that of the interpreter, as in the tool."

_ALEFS = c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW + c.ALEF_WASLA
_COMMON = {_ALEFS: c.ALEF, c.ALEF_MAKSURA: c.YEH}
_LIGHT_BEFORE = codes(mapped=_COMMON)
_LIGHT_AFTER = codes(
    mapped={
        c.WAW_HAMZA + c.YEH_HAMZA: c.HAMZA,
        c.KEHEH: c.KAF,
        c.FARSI_YEH: c.YEH,
        c.HEH_YEH: c.HEH,
    }
)
_HEAVY = codes(
    c.WAW_HAMZA + c.YEH_HAMZA + c.HAMZA,
    {
        **_COMMON,
        c.KEHEH: c.KAF,
        c.FARSI_YEH: c.YEH,
        c.TEH_MARBUTA + c.HEH_YEH: c.HEH,
    },
)


def _light(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_LIGHT_BEFORE)
    return text.replace(c.YEH + c.HAMZA, c.HAMZA).translate(_LIGHT_AFTER)


def _heavy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_HEAVY)


PRESETS = (
    _preset(
        "openiti:denoise",
        call="openiti.helper.ara.denoise",
        does="Deletes U+064B–0652, tatweel, the dagger and subscript alef, and a few signs of "
        "Quranic spelling.",
        table=lambda: codes(
            c.TASHKEEL
            + c.TATWEEL
            + c.DAGGER_ALEF
            + "\N{ARABIC SUBSCRIPT ALEF}\N{ARABIC INVERTED DAMMA}"
            + "\N{ARABIC SMALL HIGH DOTLESS HEAD OF KHAH}\N{ARABIC SMALL HIGH MADDA}"
            + "\N{ARABIC OPEN FATHATAN}\N{ARABIC OPEN DAMMATAN}\N{ARABIC OPEN KASRATAN}"
        ),
    ),
    _preset(
        "openiti:light",
        call="openiti.helper.ara.normalize_ara_light",
        does="NFKC; maps آ أ إ ٱ to ا, ى to ي, يء to ء, ؤ ئ to ء, ک ی ۀ to ك ي ه." + _NOTE,
        unit="line",
        rule=_light,
        faults=[
            ("شيء", "شء", "the letter before the hamza goes"),
            ("مجيئ", "مجيء", "one pass leaves what a second would change"),
        ],
        idempotent=False,
        canonical=True,
    ),
    _preset(
        "openiti:heavy",
        call="openiti.helper.ara.normalize_ara_heavy",
        does="NFKC; maps آ أ إ ٱ to ا, ى to ي, ة ۀ to ه, ک ی to ك ي; deletes ؤ ئ ء." + _NOTE,
        unit="line",
        rule=_heavy,
        faults=[("مسؤول", "مسول", "the carrier of the hamza goes with it")],
        idempotent=False,
        canonical=True,
    ),
)
