"""Writes arclean/text/_fold_table.py, the per-character part of the fold that rules match on.

Run it with the Unicode version pinned below, never with the interpreter's own tables:

    pip install unicodedata2==18.0.0 && python tools/make_fold_table.py

The fold is looser than any normalisation profile, on purpose: it only ever decides what matches,
the page itself is
cut in its original spelling.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import unicodedata2 as ucd

UNICODE = "18.0.0"
OUT = Path(__file__).resolve().parent.parent / "arclean" / "text" / "_fold_table.py"

TATWEEL = "\u0640"
# What str.isspace() is true for, less LF and CR, which end lines. Spelled out, so that no
# interpreter changes it.
BLANKS = (
    "\t\v\f\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000"
)

# Characters that show nothing: soft hyphen, joiners, direction marks, variation selectors, BOM …
INVISIBLE = (
    {0xAD, 0x61C, 0x180E, 0xFEFF}
    | set(range(0x200B, 0x2010))
    | set(range(0x202A, 0x202F))
    | set(range(0x2060, 0x2070))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xFFF9, 0xFFFC))
)

# Letter variants that Arabic pages use for one another, by keyboard, by habit or by mistake.
LETTERS = {
    # alef with madda, hamza above, hamza below, wasla, wavy hamza above and below, high hamza
    "ا": "\u0622\u0623\u0625\u0671\u0672\u0673\u0675",
    # waw with hamza, with high hamza
    "و": "\u0624\u0676",
    # yeh with hamza, alef maksura, high hamza yeh, Farsi yeh, yeh barree
    "ي": "\u0626\u0649\u0678\u06cc\u06d2\u06d3",
    # teh marbuta, heh doachashmee, heh with yeh above, heh goal, teh marbuta goal, ae
    "ه": "\u0629\u06be\u06c0\u06c1\u06c2\u06c3\u06d5",
    # keheh, swash kaf
    "ك": "\u06a9\u06aa",
}
PUNCTUATION = {
    '"': "«»‹›“”„‟″〃",
    "'": "‘’‚‛′`´ʼ",
    "-": "‐‑‒–—―−⁃",
    ",": "،٬",
    ".": "٫۔",
    ";": "؛",
    "?": "؟⸮",
    "%": "٪",
    "*": "٭",
    "/": "⁄∕",
    "...": "…",
    "..": "‥",
}
# Blocks whose compatibility decomposition is a spelling of the same text.
DECOMPOSED = (
    (0x00A0, 0x024F), (0x0370, 0x052F), (0x1E00, 0x1FFF), (0x2070, 0x209F), (0x2100, 0x218F),
    (0xFB00, 0xFB06),
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0xFF00, 0xFFEF), (0x1EE00, 0x1EEFF),
)  # fmt: skip
MARK_BLOCKS = ((0x0300, 0x036F), (0x0600, 0x08FF), (0xFB50, 0xFEFF), (0x10EC0, 0x10EFF))


def has_case(char: str) -> bool:
    """Whether the fold takes the case of a letter off.

    unicodedata2 folds no case, so the interpreter does; only for letters that Unicode 3.2 had,
    whose folding has been the same in every version since.
    """
    return unicodedata.ucd_3_2_0.category(char) in ("Lu", "Lt", "Ll") and char.casefold() != char


def is_mark(code: int) -> bool:
    """Whether the fold takes a combining mark off: an Arabic one, or a Latin accent."""
    combining = ucd.category(chr(code)) in ("Mn", "Me")
    return combining and any(low <= code <= high for low, high in MARK_BLOCKS)


def base_map() -> dict[str, str]:
    """The hand-made part: blanks, invisibles, marks, letters, punctuation, digits, case."""
    table: dict[str, str] = {}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        category = ucd.category(char)
        if char in BLANKS:
            table[char] = " "
        elif code in INVISIBLE or char == TATWEEL or is_mark(code):
            table[char] = ""
        elif category == "Nd" and not char.isascii():
            table[char] = str(ucd.decimal(char))
        elif has_case(char):
            table[char] = char.casefold()
    for target, sources in {**LETTERS, **PUNCTUATION}.items():
        table.update(dict.fromkeys(sources, target))
    return table


def resolve(text: str, table: dict[str, str]) -> str:
    """Apply the table until nothing changes, so that no output character is an input character."""
    for _ in range(8):
        folded = "".join(table.get(char, char) for char in text)
        if folded == text:
            return text
        text = folded
    raise AssertionError(text)


def build() -> dict[str, str]:
    """Character -> replacement for every character that the fold changes."""
    table = base_map()
    for low, high in DECOMPOSED:
        for code in range(low, high + 1):
            char = chr(code)
            plain = ucd.normalize("NFKD", char)
            if char in table and table[char] in ("", " "):
                continue
            if plain == char:
                continue
            if plain.startswith(" "):
                # A spacing form of a mark: Arabic ones are marks that lost their letter; others (´
                # ¨) stay.
                if 0xFB50 <= code <= 0xFEFF:
                    table[char] = ""
                continue
            table[char] = "".join(part for part in plain if ucd.category(part) not in ("Mn", "Me"))
    # A letter with a mark that has no block above (Cyrillic short i …) loses the mark with its
    # decomposition.
    return {
        char: resolve(target, table)
        for char, target in table.items()
        if resolve(target, table) != char
    }


def ranges(wanted: set[int]) -> list[int]:
    """Sorted boundaries: even entries open a range, odd ones close it (exclusive)."""
    edges: list[int] = []
    for code in sorted(wanted):
        if edges and edges[-1] == code:
            edges[-1] = code + 1
        else:
            edges += [code, code + 1]
    return edges


def literal(text: str) -> str:
    """A Python string literal in ASCII."""
    return ascii(text)


def main() -> None:
    """Write the module."""
    if ucd.unidata_version != UNICODE:
        sys.exit(f"make_fold_table: needs unicodedata2=={UNICODE}, found {ucd.unidata_version}")
    table = build()
    single = {a: b for a, b in table.items() if len(b) == 1}
    deleted = [a for a, b in table.items() if not b]
    longer = {a: b for a, b in table.items() if len(b) > 1}
    outputs = set("".join(table.values()))
    assert not (outputs - {" "}) & set(table), sorted(outputs & set(table))
    marks = [a for a in deleted if ucd.category(a) in ("Mn", "Me")]
    word = {c for c in range(0x110000) if ucd.category(chr(c))[0] in "LNM"}
    edges = ranges(word)
    lines = [
        '"""Generated by tools/make_fold_table.py from Unicode ' + UNICODE + '; do not edit."""',
        "",
        "# fmt: off",
        "# ruff: noqa: E501",
        "",
        f"UNICODE = {UNICODE!r}",
        f"BLANKS = {literal(BLANKS)}",
        f"INVISIBLE = {literal(''.join(map(chr, sorted(INVISIBLE))))}",
        f"MARKS = {literal(''.join(marks))}",
        f"DELETED = {literal(''.join(deleted))}",
        f"SINGLE_FROM = {literal(''.join(single))}",
        f"SINGLE_TO = {literal(''.join(single.values()))}",
        f"LONGER_FROM = {literal(''.join(longer))}",
        f"LONGER_TO = {literal(chr(10).join(longer.values()))}",
        f"WORD_EDGES = {literal(''.join(map(chr, edges[:-1])))}",
        f"WORD_LAST_EDGE = {edges[-1]}",
        "",
    ]
    made = "\n".join(lines)
    if "--check" in sys.argv[1:]:
        if OUT.read_text(encoding="utf-8") != made:
            sys.exit(f"{OUT}: stale; run python tools/make_fold_table.py")
        return
    OUT.write_text(made, encoding="utf-8")
    counts = f"{len(single)} mapped, {len(deleted)} deleted, {len(longer)} expanded"
    print(f"{OUT.name}: {counts}, {len(edges) // 2} ranges of word characters")


if __name__ == "__main__":
    main()
