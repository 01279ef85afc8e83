"""Short tables of the steps, written by hand; the long ones are generated (``characters``)."""

from __future__ import annotations

from functools import cache

from .characters import (
    COMPOSING,
    SHADDA,
    TATWEEL,
    ZWJ,
    ZWNJ,
    arabic_marks,
    case_folding,
    presentation_forms,
    word_ligatures,
)

__all__ = [
    "ALEF",
    "ALEF_VARIANTS",
    "HAMZA_CARRIERS",
    "HEH",
    "INVISIBLE",
    "LOOKALIKES",
    "PUNCTUATION_ARABIC",
    "PUNCTUATION_ASCII",
    "SPACES",
    "TATWEEL",
    "YEH",
    "ZWJ",
    "ZWNJ",
    "carriers",
    "case_folding",
    "digits",
    "mark_kinds",
    "presentation_forms",
    "word_ligatures",
]

ALEF = "\N{ARABIC LETTER ALEF}"
YEH = "\N{ARABIC LETTER YEH}"
HEH = "\N{ARABIC LETTER HEH}"
KAF = "\N{ARABIC LETTER KAF}"
TEH_MARBUTA = "\N{ARABIC LETTER TEH MARBUTA}"

ALEF_VARIANTS = (
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
    "\N{ARABIC LETTER ALEF WASLA}"
    "\N{ARABIC LETTER ALEF WITH WAVY HAMZA ABOVE}"
    "\N{ARABIC LETTER ALEF WITH WAVY HAMZA BELOW}"
)

HAMZA_CARRIERS = {
    "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "\N{ARABIC LETTER WAW}",
    "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}": YEH,
}


def carriers(*, hamza: bool) -> dict[str, str]:
    """ؤ and ئ to the letters that carry the hamza, or to the hamza alone."""
    if hamza:
        return dict.fromkeys(HAMZA_CARRIERS, "\N{ARABIC LETTER HAMZA}")
    return HAMZA_CARRIERS


# A letter with a hamza or a yeh above goes to the plain letter and the mark, as its decomposed
# spelling does: NFC and NFD input must give the same.
LOOKALIKES = {
    "\N{ARABIC LETTER KEHEH}": KAF,
    "\N{ARABIC LETTER SWASH KAF}": KAF,
    "\N{ARABIC LETTER FARSI YEH}": YEH,
    "\N{ARABIC LETTER YEH BARREE}": YEH,
    "\N{ARABIC LETTER YEH BARREE WITH HAMZA ABOVE}": "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}",
    "\N{ARABIC LETTER HEH GOAL}": HEH,
    "\N{ARABIC LETTER HEH GOAL WITH HAMZA ABOVE}": HEH + "\N{ARABIC HAMZA ABOVE}",
    "\N{ARABIC LETTER HEH DOACHASHMEE}": HEH,
    "\N{ARABIC LETTER AE}": HEH,
    "\N{ARABIC LETTER HEH WITH YEH ABOVE}": HEH + "\N{ARABIC HAMZA ABOVE}",
    "\N{ARABIC LETTER TEH MARBUTA GOAL}": TEH_MARBUTA,
}

INVISIBLE = (
    "\N{SOFT HYPHEN}"
    "\N{ARABIC LETTER MARK}"
    "\N{ZERO WIDTH SPACE}"
    "\N{LEFT-TO-RIGHT MARK}"
    "\N{RIGHT-TO-LEFT MARK}"
    "\N{LEFT-TO-RIGHT EMBEDDING}"
    "\N{RIGHT-TO-LEFT EMBEDDING}"
    "\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}"
    "\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}"
    "\N{LEFT-TO-RIGHT ISOLATE}"
    "\N{RIGHT-TO-LEFT ISOLATE}"
    "\N{FIRST STRONG ISOLATE}"
    "\N{POP DIRECTIONAL ISOLATE}"
    "\N{INHIBIT SYMMETRIC SWAPPING}"
    "\N{ACTIVATE SYMMETRIC SWAPPING}"
    "\N{INHIBIT ARABIC FORM SHAPING}"
    "\N{ACTIVATE ARABIC FORM SHAPING}"
    "\N{NATIONAL DIGIT SHAPES}"
    "\N{NOMINAL DIGIT SHAPES}"
    "\N{ZERO WIDTH NO-BREAK SPACE}"
)

#: White_Space of Unicode, without the space itself, LF and CR. (U+2028 and U+2029 are line and
#: paragraph separators.)
SPACES = (
    "\t\v\f\x85\N{NO-BREAK SPACE}\N{OGHAM SPACE MARK}"
    "\N{EN QUAD}\N{EM QUAD}\N{EN SPACE}\N{EM SPACE}\N{THREE-PER-EM SPACE}\N{FOUR-PER-EM SPACE}"
    "\N{SIX-PER-EM SPACE}\N{FIGURE SPACE}\N{PUNCTUATION SPACE}\N{THIN SPACE}\N{HAIR SPACE}"
    "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\N{NARROW NO-BREAK SPACE}"
    "\N{MEDIUM MATHEMATICAL SPACE}"
    "\N{IDEOGRAPHIC SPACE}"
)

_SHARED_PUNCTUATION = {
    **dict.fromkeys(
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
        "\N{LEFT DOUBLE QUOTATION MARK}"
        "\N{RIGHT DOUBLE QUOTATION MARK}"
        "\N{DOUBLE LOW-9 QUOTATION MARK}"
        "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}",
        '"',
    ),
    **dict.fromkeys(
        "\N{LEFT SINGLE QUOTATION MARK}"
        "\N{RIGHT SINGLE QUOTATION MARK}"
        "\N{SINGLE LOW-9 QUOTATION MARK}"
        "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}",
        "'",
    ),
    "\N{HORIZONTAL ELLIPSIS}": "...",
    **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}", "-"),
    **dict.fromkeys("\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}", "-"),
    "\N{ARABIC PERCENT SIGN}": "%",
}

PUNCTUATION_ARABIC = {
    **_SHARED_PUNCTUATION,
    "\N{REVERSED COMMA}": "\N{ARABIC COMMA}",
    "\N{REVERSED SEMICOLON}": "\N{ARABIC SEMICOLON}",
    "\N{REVERSED QUESTION MARK}": "\N{ARABIC QUESTION MARK}",
}

PUNCTUATION_ASCII = {
    **_SHARED_PUNCTUATION,
    **dict.fromkeys("\N{ARABIC COMMA}\N{REVERSED COMMA}", ","),
    **dict.fromkeys("\N{ARABIC SEMICOLON}\N{REVERSED SEMICOLON}", ";"),
    **dict.fromkeys("\N{ARABIC QUESTION MARK}\N{REVERSED QUESTION MARK}", "?"),
    "\N{ARABIC FULL STOP}": ".",
    "\N{ARABIC FIVE POINTED STAR}": "*",
    # The ornate right parenthesis opens a Quranic quotation: these two are not mirrored in
    # right-to-left text.
    "\N{ORNATE RIGHT PARENTHESIS}": "(",
    "\N{ORNATE LEFT PARENTHESIS}": ")",
}

_DIGITS = {
    "ascii": "0123456789",
    "arabic": "".join(map(chr, range(0x0660, 0x066A))),
    "persian": "".join(map(chr, range(0x06F0, 0x06FA))),
}


def digits(kind: str) -> dict[str, str]:
    """Decimal digits of the other two kinds -> digits of this kind."""
    return {
        digit: target
        for other, string in _DIGITS.items()
        if other != kind
        for digit, target in zip(string, _DIGITS[kind], strict=True)
    }


@cache
def mark_kinds() -> dict[str, str]:
    """Marks that steps delete, by step; U+0653–0655 are in none of them."""
    kinds = {
        "harakat": "\N{ARABIC FATHA}\N{ARABIC DAMMA}\N{ARABIC KASRA}\N{ARABIC SUKUN}",
        "tanwin": "\N{ARABIC FATHATAN}\N{ARABIC DAMMATAN}\N{ARABIC KASRATAN}"
        "\N{ARABIC OPEN FATHATAN}\N{ARABIC OPEN DAMMATAN}\N{ARABIC OPEN KASRATAN}",
        "shadda": SHADDA,
        "dagger-alef": "\N{ARABIC LETTER SUPERSCRIPT ALEF}",
    }
    named = set("".join(kinds.values()) + COMPOSING)
    return {**kinds, "quranic": "".join(ch for ch in arabic_marks() if ch not in named)}
