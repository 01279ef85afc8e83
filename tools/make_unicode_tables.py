"""Writes arclean/normalize/_unicode_tables.py from one pinned version of the Unicode Character
Database.

The normaliser must give the same bytes on every interpreter, and Pythons 3.10 to 3.13 carry four
different versions of Unicode. So nothing is read from the running interpreter: the tables are made
once, here, with ``unicodedata2``, and kept in the repository.

    pip install unicodedata2==18.0.0
    python tools/make_unicode_tables.py            # rewrite the module
    python tools/make_unicode_tables.py --check    # exit 1 if the module in the tree is not what
    this script writes

Case folding is not part of ``unicodedata``: it is taken from ``CaseFolding.txt``'s rule as Python
implements it (full folding, statuses C and F), restricted to what every supported interpreter
agrees on (characters of Unicode 13.0, the version of Python 3.10), so that it does not depend on
the interpreter that runs this script either.
"""

from __future__ import annotations

import sys
from pathlib import Path

import unicodedata2 as ucd

UNICODE = "18.0.0"
TARGET = Path(__file__).resolve().parents[1] / "arclean" / "normalize" / "_unicode_tables.py"

TATWEEL = 0x0640
SHADDA = "\N{ARABIC SHADDA}"
#: Arabic Presentation Forms-A and -B. The letter-like ligatures of whole words (U+FDF0–FDFF) are a
#: table of their own.
FORMS = [*range(0xFB50, 0xFDF0), *range(0xFE70, 0xFF00)]
WORDS = range(0xFDF0, 0xFE00)
#: The basmala has no decomposition in Unicode.
WORDS_WITHOUT_DECOMPOSITION = {0xFDFD: "بسم الله الرحمن الرحيم"}
ARABIC_MARK_BLOCKS = [(0x0600, 0x06FF), (0x0870, 0x08FF), (0x10EC0, 0x10EFF)]
#: Blocks whose letters are letters of words; Arabic Mathematical Alphabetic Symbols (U+1EE00) are
#: not.
ARABIC_LETTER_BLOCKS = [
    (0x0600, 0x06FF),
    (0x0750, 0x077F),
    (0x0870, 0x08FF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFF),
    (0x10EC0, 0x10EFF),
]
ARABIC_COMPOSITES = range(0x0600, 0x0700)


def name(code: int) -> str:
    """Unicode name, empty for a code point that has none."""
    return str(ucd.name(chr(code), ""))


def expand(code: int) -> str | None:
    """The letters and marks that a presentation form stands for, or None where Unicode gives none.

    Isolated forms of marks decompose into a space and the mark; the space would split words («قﱠل»
    under NFKC), so it goes. Pairs with a shadda are written shadda first, the way people type them.
    """
    kind, _, rest = ucd.decomposition(chr(code)).partition(" ")
    if kind not in ("<isolated>", "<initial>", "<medial>", "<final>"):
        return None
    text = ucd.normalize("NFKC", chr(code))
    assert rest
    if all(ch == " " or ucd.combining(ch) or ord(ch) == TATWEEL for ch in text):
        text = text.replace(" ", "")
        marks = [ch for ch in text if ucd.combining(ch)]
        marks.sort(key=lambda ch: ch != SHADDA)
        text = text[: len(text) - len(marks)] + "".join(marks)
    return text


def ranges(codes: list[int]) -> list[tuple[int, int]]:
    """Sorted code points as closed ranges."""
    found: list[tuple[int, int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def within(code: int, blocks: list[tuple[int, int]]) -> bool:
    """Whether a code point lies in one of the blocks."""
    return any(low <= code <= high for low, high in blocks)


def forms() -> dict[int, str]:
    """Presentation forms A and B: code point -> letters and marks."""
    return {code: text for code in FORMS if (text := expand(code)) is not None}


def words() -> dict[int, str]:
    """Ligatures of whole words and phrases: code point -> text."""
    table = {code: text for code in WORDS if (text := expand(code)) is not None}
    return {**table, **WORDS_WITHOUT_DECOMPOSITION}


def combining() -> dict[int, int]:
    """Every character whose canonical combining class is not 0."""
    return {code: value for code in range(0x110000) if (value := ucd.combining(chr(code)))}


def arabic_marks() -> list[int]:
    """Nonspacing marks of the Arabic blocks."""
    return [
        code
        for low, high in ARABIC_MARK_BLOCKS
        for code in range(low, high + 1)
        if ucd.category(chr(code)) == "Mn"
    ]


def arabic_letters() -> list[int]:
    """Letters of Arabic-script words, tatweel (a letter modifier in Unicode) not among them."""
    return [
        code
        for low, high in ARABIC_LETTER_BLOCKS
        for code in range(low, high + 1)
        if ucd.category(chr(code)) in ("Lo", "Lm") and code != TATWEEL
    ]


def compositions() -> dict[int, tuple[int, int]]:
    """Letters of the Arabic block that Unicode composes from a base and U+0653–0655."""
    table = {}
    for code in ARABIC_COMPOSITES:
        parts = ucd.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            table[code] = (int(parts[0], 16), int(parts[1], 16))
    return table


def case_folding() -> dict[int, str]:
    """Full case folding of the characters that exist in Unicode 13.0."""
    import unicodedata

    table = {}
    for code in range(0x110000):
        ch = chr(code)
        if 0xD800 <= code < 0xE000 or unicodedata.category(ch) == "Cn":
            continue
        if (folded := ch.casefold()) != ch and code not in AFTER_13:
            table[code] = folded
    return table


#: Cased letters added after Unicode 13.0: Glagolitic caudate chri, additions to Latin Extended-D
#: and Cyrillic Extended-C, Vithkuqi, Garay, Beria Erfe. Full folding of older letters never
#: changes.
AFTER_13 = {
    *(0x2C2F, 0xA7C0, *range(0xA7CB, 0xA7DE), 0x1C89),
    *(*range(0x10570, 0x10596), *range(0x10D50, 0x10D66), *range(0x16EA0, 0x16EB9)),
}


def escaped(text: str) -> str:
    """Text as the inside of a string literal, ASCII only: bidi text in source misleads the eye."""
    return text.encode("unicode_escape").decode("ascii").replace('"', "\\x22")


def literal(lines: list[str]) -> str:
    """A parenthesised string constant, one piece a line."""
    return "(\n" + "".join(f'    "{line}"\n' for line in lines) + ")\n"


def mapping(table: dict[int, str]) -> str:
    """A table as lines of one character followed by its replacement."""
    entries = [escaped(chr(code) + text) + "\\n" for code, text in sorted(table.items())]
    return literal(packed(entries))


def packed(entries: list[str]) -> list[str]:
    """Entries joined into pieces of at most 90 characters."""
    pieces: list[str] = [""]
    for entry in entries:
        if pieces[-1] and len(pieces[-1]) + len(entry) > 90:
            pieces.append("")
        pieces[-1] += entry
    return pieces


def spans(codes: list[int]) -> str:
    """Code points as a string constant of pairs: first and last character of each range."""
    return literal(packed([escaped(chr(low) + chr(high)) for low, high in ranges(codes)]))


def classes(table: dict[int, int]) -> str:
    """Combining classes as a string constant of triples: first, last, chr(class)."""
    by_class: dict[int, list[int]] = {}
    for code, value in table.items():
        by_class.setdefault(value, []).append(code)
    triples = [
        (low, high, value) for value, codes in by_class.items() for low, high in ranges(codes)
    ]
    return literal(packed([escaped(chr(a) + chr(b) + chr(c)) for a, b, c in sorted(triples)]))


def module() -> str:
    """The text of the generated module."""
    assert ucd.unidata_version == UNICODE, f"need unicodedata2=={UNICODE}"
    composed = [
        escaped(chr(code) + chr(base) + chr(mark))
        for code, (base, mark) in sorted(compositions().items())
    ]
    parts = [
        '"""Tables of Unicode. Generated by tools/make_unicode_tables.py: do not edit."""\n',
        "# ruff: noqa: E501\n\nfrom __future__ import annotations\n",
        f'UNICODE = "{UNICODE}"\n',
        "#: Presentation forms A and B: lines of one character and what it stands for.",
        f"FORMS = {mapping(forms())}",
        "#: Ligatures of whole words (U+FDF0–FDFD): lines of one character and what it stands for.",
        f"WORDS = {mapping(words())}",
        "#: Characters with a canonical combining class: triples first, last, chr(class).",
        f"COMBINING = {classes(combining())}",
        "#: Nonspacing marks of the Arabic blocks: pairs first, last.",
        f"ARABIC_MARKS = {spans(arabic_marks())}",
        "#: Letters of Arabic-script words, without tatweel: pairs first, last.",
        f"ARABIC_LETTERS = {spans(arabic_letters())}",
        "#: Canonical composition in the Arabic block: triples composite, base, mark.",
        f"COMPOSITIONS = {literal(packed(composed))}",
        "#: Full case folding: lines of one character and its folding.",
        f"CASE = {mapping(case_folding())}",
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def main() -> int:
    """Write the module, or compare it."""
    text = module()
    if "--check" in sys.argv[1:]:
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if current != text:
            print(f"{TARGET} is not what this script writes; run it without --check")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {len(text):,} characters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
