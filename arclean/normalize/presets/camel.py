"""camel-tools (MIT)."""

from __future__ import annotations

import unicodedata
from functools import partial

from . import _letters as c
from . import _tables
from .preset import Preset, codes, mapping, ranges

__all__ = ["PRESETS"]

_preset = partial(Preset, tool="camel-tools", version="1.6.0")


class _Arclean(dict[int, str]):
    """The character map ``arclean``: a character that it neither keeps nor replaces goes."""

    def __missing__(self, code: int) -> str:
        return ""


def _arclean() -> _Arclean:
    kept = {code: chr(code) for code in ranges(_tables.CAMEL_KEPT)}
    return _Arclean({**kept, **mapping(_tables.CAMEL_MAPPED)})


#: Two ligatures to which Unicode gives another text than camel-tools, or none.
_SPELLED = {
    ord("\N{RIAL SIGN}"): "ريال",
    ord("\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}"): "بسم الله الرحمن الرحيم",
}


def _unicode(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_SPELLED))


PRESETS = (
    _preset(
        "camel:dediac",
        call="camel_tools.utils.dediac.dediac_ar",
        does="Deletes U+064B–0652 and the dagger alef.",
        table=lambda: codes(c.TASHKEEL + c.DAGGER_ALEF),
    ),
    _preset(
        "camel:alef",
        call="camel_tools.utils.normalize.normalize_alef_ar",
        does="Maps آ أ إ ٱ to ا.",
        table=lambda: codes(
            mapped={c.ALEF_MADDA + c.ALEF_HAMZA_ABOVE + c.ALEF_HAMZA_BELOW + c.ALEF_WASLA: c.ALEF}
        ),
    ),
    _preset(
        "camel:alef-maksura",
        call="camel_tools.utils.normalize.normalize_alef_maksura_ar",
        does="Maps ى to ي.",
        table=lambda: codes(mapped={c.ALEF_MAKSURA: c.YEH}),
    ),
    _preset(
        "camel:teh-marbuta",
        call="camel_tools.utils.normalize.normalize_teh_marbuta_ar",
        does="Maps ة to ه.",
        table=lambda: codes(mapped={c.TEH_MARBUTA: c.HEH}),
    ),
    _preset(
        "camel:unicode",
        call="camel_tools.utils.normalize.normalize_unicode",
        does="Spells out ﷼ and ﷽, then NFKC. The Unicode version is that of the interpreter, as "
        "in the tool.",
        unit="line",
        rule=_unicode,
        canonical=True,
        faults=[("قﱠل", "ق \u064e\u0651ل", "NFKC puts a space into the word")],
    ),
    _preset(
        "camel:arclean",
        call='camel_tools.utils.charmap.CharMapper.builtin_mapper("arclean")',
        does="Keeps Arabic letters, ASCII and Latin-1 letters; folds forms, foreign letters, "
        "digits and punctuation; deletes marks, tatweel and everything else.",
        table=_arclean,
        faults=[
            ("کتابی", "كتابى", "the Farsi yeh becomes an alef maksura"),
            ("پێنج", "بىنج", "letters of Kurdish become other letters"),
            ("٢٬٥", "2'5", "the thousands separator becomes an apostrophe"),
            ("ﱠ😀ŁЖ", "", "what it does not know is deleted"),
            ("⁋", "¶", "which a second pass would delete"),
        ],
        idempotent=False,
    ),
)
