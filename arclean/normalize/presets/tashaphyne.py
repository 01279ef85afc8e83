"""Tashaphyne (GPL; no line of it is here, only what it does)."""

from __future__ import annotations

from . import _letters as c
from .preset import Preset, codes

__all__ = ["PRESETS"]

PRESETS = (
    Preset(
        "tashaphyne:searchtext",
        tool="Tashaphyne",
        version="0.3.6",
        call="tashaphyne.normalize.normalize_searchtext",
        does="Deletes U+064B–0652 and tatweel; maps أ إ آ and the hamza marks to ا, ؤ ئ to ء, ة to "
        "ه, ى to ي, isolated lam-alef to لا.",
        table=lambda: codes(
            c.TASHKEEL + c.TATWEEL,
            {
                c.ALEF_MADDA
                + c.ALEF_HAMZA_ABOVE
                + c.ALEF_HAMZA_BELOW
                + c.HAMZA_ABOVE
                + c.HAMZA_BELOW: c.ALEF,
                c.WAW_HAMZA + c.YEH_HAMZA: c.HAMZA,
                c.TEH_MARBUTA: c.HEH,
                c.ALEF_MAKSURA: c.YEH,
                c.LAM_ALEF_ISOLATED: c.LAM + c.ALEF,
            },
        ),
        faults=[
            ("ﻼ", "ﻼ", "final lam-alef is left as it is"),
            ("و\N{ARABIC HAMZA ABOVE}", "وا", "a decomposed letter becomes two letters"),
        ],
    ),
)
