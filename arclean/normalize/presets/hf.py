"""Hugging Face tokenizers (Apache 2.0): the normaliser of BERT, uncased."""

from __future__ import annotations

import re
from functools import cache

from arclean.normalize.characters import combining

from . import _tables
from .preset import Preset, mapping, ranges

__all__ = ["PRESETS"]

_HANGUL = 0xAC00
_HANGUL_COUNT = 11172


class _Bert(dict[int, str]):
    """The measured table; Hangul syllables are decomposed by rule (Unicode Standard, 3.12)."""

    def __missing__(self, code: int) -> str:
        index = code - _HANGUL
        if not 0 <= index < _HANGUL_COUNT:
            raise LookupError(code)
        tail = index % 28
        text = chr(0x1100 + index // 588) + chr(0x1161 + index % 588 // 28)
        return text + (chr(0x11A7 + tail) if tail else "")


@cache
def _table() -> _Bert:
    table = _Bert(mapping(_tables.BERT_MAPPED))
    table[0x0A] = " "
    table.update(dict.fromkeys(ranges(_tables.BERT_DELETED), ""))
    table.update({code: f" {chr(code)} " for code in ranges(_tables.BERT_PADDED)})
    return table


# Canonical order among the marks that the tool does not delete: Hangul tone marks and the stems,
# flags and dots of musical notes. What it deletes stands between them or not.
_KEPT_MARKS = "\u302e\u302f\U0001d165\U0001d166\U0001d16d-\U0001d172"
_KEPT = re.compile(f"[{_KEPT_MARKS}]")


@cache
def _to_sort() -> tuple[_Bert, re.Pattern[str], dict[int, str]]:
    """The table without deleting marks; runs of marks to sort; the marks to delete after that."""
    marks = {
        code: ""
        for code in ranges(_tables.BERT_DELETED)
        if (chr(code) in combining() and code < 0x16000) or 0x1D000 <= code < 0x1E000
        if chr(code) in combining()
    }
    table = _Bert(_table())
    for code in marks:
        del table[code]
    between = "".join(map(chr, marks))
    pattern = re.compile(f"[{_KEPT_MARKS}](?:[{re.escape(between)}]*[{_KEPT_MARKS}])+")
    return table, pattern, marks


def _sorted(match: re.Match[str]) -> str:
    return "".join(sorted(match[0], key=combining().__getitem__))


def _bert(text: str) -> str:
    table = _table()
    plain = text.translate(table)
    if len(_KEPT.findall(plain)) < 2:
        return plain
    partial, pattern, marks = _to_sort()
    return pattern.sub(_sorted, text.translate(partial)).translate(marks)


PRESETS = (
    Preset(
        "hf:bert",
        tool="tokenizers",
        version="0.23.3",
        call="tokenizers.normalizers.BertNormalizer()",
        does="Deletes controls and format characters, turns white space into spaces, sets Chinese "
        "characters between spaces, deletes nonspacing marks of NFD, lowercases. The tables are "
        "those of the tool (Unicode 8 and 9), measured.",
        unit="line",
        rule=_bert,
        faults=[
            ("مسؤول بئر آدم", "مسوول بير ادم", "hamza and madda go with the vowels"),
            ("می\N{ZERO WIDTH NON-JOINER}روم", "میروم", "the ZWNJ of a Persian word goes"),
        ],
        idempotent=False,
        canonical=True,
    ),
)
