"""The steps: every single thing that the normaliser can do, each with its own documentation.

A step is either per character (a table: character -> replacement, the empty string deletes) or a
context (a small state machine, see ``plan``), or both. All tables of a profile are folded into one,
so the time does not depend on how many steps are on.

Two, in ``whole``, work on whole lines before all others.

A step is named, with a value after a colon where it has several: ``marks``, ``digits:ascii``,
``elongation:2``.
"""

from __future__ import annotations

from arclean.errors import UsageError

from . import tables as t
from .step import Step, nearest
from .whole import WHOLE_STEPS

__all__ = ["GROUPS", "STEPS", "Step", "find", "nearest"]

UNICODE_SOURCE = "Unicode Character Database, NamesList and PropList"


def _marks(name: str, does: str, why: str, spares: str, example: tuple[str, str]) -> Step:
    """A step that deletes one kind of mark."""
    return Step(
        name,
        does=does,
        why=why,
        spares=spares,
        example=example,
        source=UNICODE_SOURCE,
        table=lambda _value: dict.fromkeys(t.mark_kinds()[name], ""),
    )


def _one_alef(name: str, letters: str, example: tuple[str, str], code: str) -> Step:
    """A step that maps one kind of alef to the plain one."""
    shown = " ".join(letters)
    return Step(
        name,
        does=f"Maps {shown} to ا: `always`, or only on lines written in Arabic (`arabic`).",
        why="As alef, for those who want some of its letters and not others.",
        spares="All other alefs.",
        example=example,
        source=code,
        values=("always", "arabic"),
        table=lambda _value: dict.fromkeys(letters, t.ALEF),
        by_line=("arabic",),
    )


_ALL = (
    *WHOLE_STEPS,
    Step(
        "forms",
        does="Maps Arabic Presentation Forms-A and -B (U+FB50–FDEF, U+FE70–FEFC) to the letters "
        "and marks they stand for.",
        why="Text copied from PDFs and old typesetting stores shapes instead of letters; no "
        "search finds them.",
        spares="Word ligatures (ﷲ ﷺ: see ligatures), forms without a decomposition, everything "
        "outside the two blocks. "
        "Not NFKC: that rewrites the rest of Unicode and puts a space before the mark in «قﱠل». "
        "Files for Quran fonts that number their glyphs from U+FB50 are no text: leave it out.",
        example=("\N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM}", "لا"),
        source="UnicodeData.txt, decompositions tagged isolated, initial, medial, final",
        table=lambda _value: t.presentation_forms(),
    ),
    Step(
        "ligatures",
        does="Expands the ligatures of whole words and phrases, U+FDF0–FDFD, among them ﷲ ﷺ ﷻ ﷽.",
        why="One code point for a phrase matches no spelled-out text.",
        spares="The honorifics added since Unicode 14 (U+FD40–FD4F, U+FDC8–FDCF …): Unicode gives "
        "them no decomposition.",
        example=("\N{ARABIC LIGATURE ALLAH ISOLATED FORM}", "الله"),
        source="UnicodeData.txt; the basmala has no decomposition there and is spelled out",
        table=lambda _value: t.word_ligatures(),
    ),
    Step(
        "tatweel",
        does="Deletes tatweel (kashida). `off`: every one; `hamza`: not where it carries a hamza "
        "mark; "
        "`mark`: not where any combining mark follows it.",
        why="Tatweel stretches a word for the eye. In vocalised Quranic text it also carries a "
        "hamza or a dagger alef.",
        spares="With `hamza` and `mark`, «يَسْـَٔلُونَكَ» keeps its carrier. The tatweel of the "
        "Hijri sign «1432هـ» is "
        "deleted by every value: both spellings occur, and unifying them is what the step is for.",
        example=("مقــــالات", "مقالات"),
        source="U+0640 ARABIC TATWEEL; the Uthmani text of tanzil.net for its use as a carrier",
        values=("off", "hamza", "mark"),
        table=lambda value: {t.TATWEEL: ""} if value == "off" else {},
        context=lambda value: None if value == "off" else ("tatweel", value),
    ),
    Step(
        "compose",
        does="Joins U+0653–0655 (madda, hamza above, hamza below) with their letter, across the "
        "marks between. Those left "
        "over are kept (`keep`) or deleted (`drop`), but never from a tatweel that carries them.",
        why="NFD text, Quranic text and some keyboards write «آ» as alef and madda; deleting the "
        "marks would lose the hamza.",
        spares="Letters that Unicode composes with none of them; runs of more than 30 marks.",
        example=("ا\N{ARABIC FATHA}\N{ARABIC MADDAH ABOVE}", "آ\N{ARABIC FATHA}"),
        source="UnicodeData.txt, canonical decompositions of the Arabic block",
        values=("keep", "drop"),
        context=lambda value: ("compose", value),
    ),
    Step(
        "order",
        does="Sorts each run of combining marks: `shadda-first`, or `nfc` (canonical order); "
        "`keep` leaves them as they are.",
        why="People type the shadda first (99.7 % of the pairs in real vocalised text); NFC puts "
        "it last. One order for "
        "both makes equal words equal.",
        spares="Runs of more than 30 marks.",
        example=(
            "\N{ARABIC LETTER BEH}\N{ARABIC FATHA}\N{ARABIC SHADDA}",
            "\N{ARABIC LETTER BEH}\N{ARABIC SHADDA}\N{ARABIC FATHA}",
        ),
        source="Unicode Standard Annex 15; UTR 53, Arabic Mark Rendering, for shadda first",
        values=("shadda-first", "nfc", "keep"),
        context=lambda value: None if value == "keep" else ("order", value),
    ),
    Step(
        "invisible",
        does="Deletes bidi controls, byte order marks, soft hyphens, word joiners, zero-width "
        "spaces and the deprecated "
        "format characters U+206A–206F.",
        why="Pages are full of direction marks; they split words that look the same.",
        spares="ZWNJ and ZWJ (see joiners), variation selectors, U+0600–0605 and U+06DD, which "
        "are visible.",
        example=("\N{RIGHT-TO-LEFT MARK}السلام\N{ZERO WIDTH NO-BREAK SPACE}", "السلام"),
        source=UNICODE_SOURCE + " (Bidi_Control; general category Cf)",
        table=lambda _value: dict.fromkeys(t.INVISIBLE, ""),
    ),
    Step(
        "joiners",
        does="Deletes ZWNJ and ZWJ.",
        why="For matching only: some pages put them between any two letters.",
        spares="Off in every profile but match: without its ZWNJ a Persian word changes («می‌روم»).",
        example=("نمی\N{ZERO WIDTH NON-JOINER}دانم", "نمیدانم"),
        source="U+200C, U+200D",
        table=lambda _value: dict.fromkeys(t.ZWNJ + t.ZWJ, ""),
    ),
    Step(
        "spaces",
        does="Maps tab, vertical tab, form feed, NBSP, line and paragraph separators and all "
        "other blanks to a space.",
        why="NBSP and its kin split and join words differently in every tool.",
        spares="LF and CR. U+2028, U+2029 and U+0085 become spaces, not line ends: in a file with "
        "one document a line, a new "
        "line would cut a document in two.",
        example=("عام\N{NO-BREAK SPACE}2024", "عام 2024"),
        source=UNICODE_SOURCE + " (White_Space)",
        table=lambda _value: dict.fromkeys(t.SPACES, " "),
    ),
    Step(
        "blanks",
        does="Does what spaces does, then collapses runs of spaces to one and deletes those at "
        "the edges of lines.",
        why="Layout leaves runs of blanks that mean nothing.",
        spares="Line ends, blank lines (an empty line stays an empty line), a last line without a "
        "line end.",
        example=("  السلام \N{NO-BREAK SPACE} عليكم \n", "السلام عليكم\n"),
        source=UNICODE_SOURCE + " (White_Space)",
        table=lambda _value: dict.fromkeys(t.SPACES, " "),
        context=lambda _value: ("blanks", "trim"),
    ),
    Step(
        "line-ends",
        does="Turns CRLF and lone CR into LF.",
        why="Pages from three operating systems end lines in three ways.",
        spares="The number of lines; it adds no LF after a last line that has none.",
        example=("أول\r\nثان\r", "أول\nثان\n"),
        source="Unicode Standard, section 5.8",
        context=lambda _value: ("line_ends", "lf"),
    ),
    _marks(
        "harakat",
        "Deletes fatha, damma, kasra and sukun.",
        "Short vowels are written or left out at will; most tools expect them gone.",
        "Tanwin, shadda, hamza and madda above or below; letters.",
        ("كَتَبَ", "كتب"),
    ),
    _marks(
        "tanwin",
        "Deletes fathatan, dammatan, kasratan and their open forms.",
        "As harakat.",
        "The alef that often carries fathatan stays: «كتاباً» becomes «كتابا».",
        ("كتاباً", "كتابا"),
    ),
    _marks(
        "shadda",
        "Deletes the shadda.",
        "As harakat.",
        "The letter under it is not doubled, and none of two letters goes: «اللّه» becomes "
        "«الله», not «اله».",
        ("اللّه", "الله"),
    ),
    _marks(
        "dagger-alef",
        "Deletes the superscript (dagger) alef, U+0670.",
        "As harakat: «هٰذا» is written «هذا».",
        "Alef wasla and the full alef.",
        ("هٰذا", "هذا"),
    ),
    _marks(
        "quranic",
        "Deletes all other nonspacing marks of the Arabic blocks: honorifics, Quranic annotation, "
        "extended vowel signs.",
        "Recitation marks are no part of the word.",
        "U+06E5, U+06E6 (small waw and yeh: letters), U+06DD, U+06DE, U+06E9 (signs with a "
        "width), and U+0653–0655.",
        ("قُلۡۗ", "قُل"),
    ),
    Step(
        "alef",
        does="Maps أ إ آ ٱ ٲ ٳ to ا: `always`, or only on lines written in Arabic (`arabic`).",
        why="Hamza on alef is left out so often that أ and ا must count as one letter.",
        spares="ى, ء, ؤ, ئ, and ا itself; with `arabic`, the آ of a Persian or Urdu line.",
        example=("أحمد إلى الآن", "احمد الى الان"),
        source="U+0622, 0623, 0625, 0671, 0672, 0673",
        values=("always", "arabic"),
        table=lambda _value: dict.fromkeys(t.ALEF_VARIANTS, t.ALEF),
        by_line=("arabic",),
    ),
    _one_alef("alef-madda", t.ALEF_VARIANTS[0], ("الآن أو", "الان أو"), "U+0622"),
    _one_alef("alef-hamza-above", t.ALEF_VARIANTS[1], ("أحمد إلى", "احمد إلى"), "U+0623"),
    _one_alef("alef-hamza-below", t.ALEF_VARIANTS[2], ("أحمد إلى", "أحمد الى"), "U+0625"),
    _one_alef("alef-wasla", t.ALEF_VARIANTS[3], ("ٱلله أكبر", "الله أكبر"), "U+0671"),
    _one_alef(
        "alef-wavy",
        t.ALEF_VARIANTS[4:],
        ("\N{ARABIC LETTER ALEF WITH WAVY HAMZA ABOVE}حمد", "احمد"),
        "U+0672, 0673",
    ),
    Step(
        "alef-maksura",
        does="Maps ى to ي.",
        why="Egypt writes both alike at the end of a word; search must not care.",
        spares="Nothing becomes ا: «على» is «علي», never «علا».",
        example=("على", "علي"),
        source="U+0649",
        values=("always", "arabic"),
        table=lambda _value: {"\N{ARABIC LETTER ALEF MAKSURA}": t.YEH},
        by_line=("arabic",),
    ),
    Step(
        "teh-marbuta",
        does="Maps ة to ه.",
        why="The dots are left out so often that search must not care.",
        spares="ت.",
        example=("مدرسة", "مدرسه"),
        source="U+0629",
        values=("always", "arabic"),
        table=lambda _value: {"\N{ARABIC LETTER TEH MARBUTA}": t.HEH},
        by_line=("arabic",),
    ),
    Step(
        "hamza-carriers",
        does="Maps ؤ to و and ئ to ي; with `hamza`, both to ء.",
        why="For search: the hamza is written, moved or left out by habit.",
        spares="ء alone. The carrier stays a letter: «مسؤول» becomes «مسوول», not «مسول».",
        example=("مسؤول بئر", "مسوول بير"),
        source="U+0624, 0626",
        values=("always", "arabic", "hamza"),
        table=lambda value: t.carriers(hamza=value == "hamza"),
        by_line=("arabic",),
    ),
    Step(
        "lookalikes",
        does="Maps Persian and Urdu letters that stand for an Arabic one (ک ڪ ی ے ہ ھ ە ۀ ۂ ۃ ۓ) "
        "to it, on lines written in "
        "Arabic (`arabic`) or `always`.",
        why="Arabic typed on a Persian or Urdu keyboard looks right and matches nothing.",
        spares="Lines in Persian, Urdu, Kurdish, Uyghur …; پ چ ژ گ ڤ, which write foreign sounds "
        "in Arabic too. "
        "A final ی may stand for ي or ى; it becomes ي.",
        example=("کان فی المدرسة", "كان في المدرسة"),
        source="Unicode code charts; Arabic and Persian keyboard layouts (ISIRI 9147)",
        values=("arabic", "always"),
        table=lambda _value: t.LOOKALIKES,
        by_line=("arabic",),
    ),
    Step(
        "punctuation",
        does="Unifies quotes, ellipsis, dashes and the percent sign to ASCII. `arabic`: then , ; "
        "? between Arabic words "
        "become ، ؛ ؟. `ascii`: ، ؛ ؟ and the other Arabic marks become ASCII as well.",
        why="Each keyboard, editor and site has its own quotes and commas.",
        spares="A comma, semicolon or question mark next to a number, a Latin word or an address.",
        example=("قال: «نعم», ثم مضى", 'قال: "نعم"، ثم مضى'),
        source="Unicode code charts: General Punctuation, Arabic",
        values=("arabic", "ascii"),
        table=lambda value: t.PUNCTUATION_ASCII if value == "ascii" else t.PUNCTUATION_ARABIC,
        context=lambda value: ("punctuation", "arabic") if value == "arabic" else None,
    ),
    Step(
        "digits",
        does="Writes all decimal digits alike: `ascii` 0-9, `arabic` ٠-٩, `persian` ۰-۹. With "
        "`ascii`, ٫ and ٬ between two "
        "digits become . and ,.",
        why="One number, three spellings.",
        spares="Digits of other scripts, superscripts, and ٫ ٬ that stand between no digits. "
        "`arabic` and `persian` leave "
        ". and , alone: they may be a date, a version or an address.",
        example=("عام ٢٠٢٤", "عام 2024"),
        source="U+0660–0669, U+06F0–06F9, U+066B, U+066C",
        values=("ascii", "arabic", "persian"),
        table=lambda value: t.digits(value),
        context=lambda value: ("separators", "ascii") if value == "ascii" else None,
    ),
    Step(
        "elongation",
        does="Cuts a run of one Arabic letter to at most N.",
        why="«رااااائع» is «رائع» with feeling.",
        spares="Digits (2000 stays 2000), Latin letters, letters with marks between; and three ت "
        "or three و in a row, "
        "which real words have: «تتتابع», «وووجه».",
        example=("رااااائع", "راائع"),
        source="camel-tools, farasa and tweet-normalisation practice: 2",
        values=("2",),
        numbers=(1, 9),
        context=lambda value: ("elongation", int(value)),
    ),
    Step(
        "case",
        does="Folds case (full Unicode case folding).",
        why="Latin words inside Arabic text are searched without regard to case.",
        spares="Accents.",
        example=("موقع YouTube", "موقع youtube"),
        source="CaseFolding.txt, statuses C and F",
        table=lambda _value: t.case_folding(),
    ),
)

STEPS: dict[str, Step] = {step.name: step for step in _ALL}

#: Names for several steps at once.
GROUPS: dict[str, tuple[str, ...]] = {
    "marks": ("harakat", "tanwin", "shadda", "dagger-alef", "quranic"),
    "tashkeel": ("harakat", "tanwin", "shadda", "dagger-alef"),
}


def find(token: str) -> list[tuple[str, str]]:
    """The steps, with their values, that a token such as ``digits:ascii`` or ``marks`` names.

    Raises:
        UsageError: no such step, or the step takes no such value.
    """
    name, colon, value = token.partition(":")
    if name in GROUPS:
        if colon:
            raise UsageError(f"{name} is a group of steps and takes no value")
        return [(member, STEPS[member].check(None)) for member in GROUPS[name]]
    if name not in STEPS:
        raise UsageError(f"unknown step {name!r}{nearest(name, [*STEPS, *GROUPS])}")
    return [(name, STEPS[name].check(value if colon else None))]
