"""Random pages, and random programs that fit them: their phrases come from the page itself."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from arclean.text.fold import fold, trim

_WORDS = """
شارك شاركت مقالات ذات صلة اقرأ أيضا الأخبار إلى فى كتابة ١٢٣ 2014 المزيد تابعنا a B é الله ﷲ ﷺ ﻼ ﷴ
مـــقال ذاتُ مُحَمَّد قالَ ِ ّ ٰ ـــ • - — « » : :: … ؟ . ! ( ) | * _ /
"""
WORDS = _WORDS.split()
BLANK = [*[" "] * 5, *"\t\xa0\u2028\x85\x1c\u3000\u200c", "  ", " \u200f "]
INVISIBLE = ["\u200f", "\u200e", "\u200c", "\u200b", "\ufeff", "\xad", "\u202b", "\u2069", "\ufe0f"]
ODD = ["\x00", "\ufffd", "\U0001f600", "\u0301", "\u064e", "\u0640", "\udcd8", "\udcff", "\ud800"]
SHORT_LINE = 9  # tests that lower the bound on lines for patterns lower it to this
LINE_ENDS = ["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n \n", "\r\n\r\n", "\n\u200f\xa0\n"]
BLANK_LINES = ["", " ", "\xa0", "\u200f", "\ufeff", "\u200c \t", "\u2028", "\x1c", "\r\u200b"]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """One line, most often of a few words with something odd between or around them."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
    text = words[0]
    for word in words[1:]:
        text += draw(st.sampled_from([*BLANK, ""])) + word
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from([*INVISIBLE, *ODD])) + text[at:]
    if draw(st.integers(0, 5)) == 0:
        text = draw(st.sampled_from([*BLANK, *INVISIBLE])) + text
    if draw(st.integers(0, 5)) == 0:
        text += draw(st.sampled_from([*BLANK, *INVISIBLE]))
    return text


@st.composite
def pages(draw: st.DrawFn, max_lines: int = 12) -> str:
    """A page with repeated lines, blank lines of all sorts and all line ends."""
    stock = draw(st.lists(lines(), min_size=1, max_size=6)) + BLANK_LINES
    text = "".join(
        draw(st.sampled_from(stock)) + draw(st.sampled_from(LINE_ENDS))
        for _ in range(draw(st.sampled_from([0, 1, 2, *range(3, max_lines + 1)])))
    )
    start = draw(st.sampled_from(["", "", "", "\ufeff", "\n", " \r\n", "\u200f\n"]))
    end = draw(st.sampled_from(["", "", *stock]))
    return start + text + end


def folded_lines(text: str) -> list[str]:
    """What phrases are taken from."""
    return [one for one in map(fold, text.replace("\r", "\n").split("\n")) if one]


@st.composite
def phrases(draw: st.DrawFn, page: list[str]) -> str:
    """A folded phrase: mostly some words of a line of the page, seldom one torn from within."""
    line = draw(st.sampled_from([*page, "لا يوجد"]))
    words = line.split(" ")
    start = draw(st.integers(0, len(words) - 1))
    phrase = " ".join(words[start : draw(st.integers(start + 1, len(words)))])
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(phrase) - 1))
        phrase = phrase[at : draw(st.integers(at + 1, len(phrase)))].strip()
    return phrase or "لا"


def _escaped(text: str) -> str:
    return "".join("\\" + char if char in "\\.[](){}|^$?*+" else char for char in text)


@st.composite
def patterns(draw: st.DrawFn, page: list[str]) -> dict[str, Any]:
    """A pattern of the dialect, with its required literals or without."""
    first, second = draw(phrases(page)), draw(phrases(page))
    a, b = _escaped(first), _escaped(second)
    pattern, literals = draw(
        st.sampled_from(
            [
                (a, [first]),
                (f"^{a}", [first]),
                (f"{a}$", [first]),
                (f" ?{a} ?:?", [first]),
                (f"{a} [^ ]{{1,9}}", [first]),
                (f"(?:{a}|{b})", [first, second]),
                (f"{a}.*{b}", [first]),
                (f"{a}.{{0,4}}", [first]),
                ("[0-9]{1,4}", None),
                ("[^ ]$", None),
                (" ", None),
                (". ", None),
            ]
        )
    )
    edge = "start" if pattern == f"^{a}" else "end" if pattern == f"{a}$" else None
    return {
        "pattern": pattern,
        "literals": literals if draw(st.booleans()) else None,
        "edge": edge if len(first) <= SHORT_LINE else None,
    }


@st.composite
def conditions(
    draw: st.DrawFn, page: list[str], depth: int = 2, kinds: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A condition; of ``kinds`` at least one key, where some are given."""
    result: dict[str, Any] = {}
    texts = st.lists(phrases(page), min_size=1, max_size=3)
    keys = ["is", "starts", "ends", "has", "regex", "words", "chars", "sentence_end"]
    if depth:
        keys += ["not", "prev", "next"]
    wanted = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2))
    if kinds:
        # A strip must name what it cuts; more conditions would mostly hinder it from firing.
        wanted = [draw(st.sampled_from(kinds)), *wanted[: draw(st.integers(0, 1))]]
    for key in wanted:
        if key == "is":
            result[key] = [trim(phrase) for phrase in draw(texts)]
            if page and draw(st.booleans()):
                result[key].append(trim(draw(st.sampled_from(page))))
        elif key in ("starts", "ends", "has"):
            result[key] = draw(texts)
        elif key == "regex":
            result[key] = draw(st.lists(patterns(page), min_size=1, max_size=2))
        elif key == "words":
            result[draw(st.sampled_from(["max_words", "min_words"]))] = draw(st.integers(0, 6))
        elif key == "chars":
            result[draw(st.sampled_from(["max_chars", "min_chars"]))] = draw(st.integers(0, 25))
        elif key == "sentence_end":
            result[key] = draw(st.booleans())
        else:
            result[key] = draw(conditions(page, depth - 1))
    return result


ZONES = st.one_of(
    st.none(), st.none(), st.tuples(st.sampled_from(["head", "tail"]), st.integers(1, 6)).map(list)
)


@st.composite
def rules(draw: st.DrawFn, page: list[str]) -> dict[str, Any]:
    """One rule of any verb."""
    verb = draw(st.sampled_from(["drop_line", "drop_block", "strip", "strip", "drop_repeat"]))
    most = st.sampled_from([None] * 8 + [1, 2, 3, 4])
    shares = st.sampled_from([None] * 8 + [0.1, 0.29, 1 / 3, 0.5, 0.7, 1.0])
    rule: dict[str, Any] = {
        "id": "rule",
        "category": "widget",
        "verb": verb,
        "zone": draw(ZONES),
        "at_most": {"lines": draw(most), "share": draw(shares), "times": draw(most)},
        "block": None,
        "when": {},
        "keep": draw(st.sampled_from(["first", "last"])),
    }
    if verb == "drop_repeat" and draw(st.booleans()):
        rule["first_within"] = draw(st.integers(1, 6))
    if verb == "drop_block":
        inner = st.one_of(st.none(), conditions(page, 1))
        rule["block"] = {
            "start": draw(conditions(page)),
            "while": draw(inner),
            "until": draw(inner),
            "min_lines": draw(st.sampled_from([1, 1, 1, 2, 3])),
            "reaches_end": draw(st.sampled_from([False, False, True])),
            "back": draw(st.sampled_from([0, 0, 1, 3])),
            "prev": draw(inner),
        }
    elif verb == "strip":
        rule["when"] = draw(conditions(page, kinds=("regex", "starts", "ends", "has")))
    elif verb == "drop_line" or draw(st.booleans()):
        rule["when"] = draw(conditions(page))
    return rule


@st.composite
def programs(draw: st.DrawFn, text: str, max_rules: int = 5) -> dict[str, Any]:
    """A program for one page."""
    page = folded_lines(text)
    return {
        "rules": draw(st.lists(rules(page), min_size=draw(st.integers(1, 4)), max_size=max_rules)),
        "max_removed": draw(st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.5])),
    }


@st.composite
def linked(draw: st.DrawFn, condition: dict[str, Any]) -> dict[str, Any]:
    """The condition, here and there with a share of links."""
    made = {
        key: draw(linked(value)) if key in ("not", "prev", "next") else value
        for key, value in condition.items()
    }
    if draw(st.booleans()):
        made["link_share"] = draw(st.sampled_from([0.1, 0.3, 0.5, 1.0]))
    return made


@st.composite
def linked_cases(draw: st.DrawFn) -> tuple[str, dict[str, Any], list[tuple[int, float]]]:
    """The text of an HTML page, a program for it, and where its links are."""
    text, program = draw(cases())
    for rule in program["rules"]:
        rule["when"] = draw(linked(rule["when"]))
        for name, value in (rule["block"] or {}).items():
            if isinstance(value, dict):
                rule["block"][name] = draw(linked(value))
        rule["html"] = draw(st.sampled_from([None, {"needs": ["link_share"]}]))
    ends = draw(st.lists(st.integers(0, len(text) + 3), max_size=8).map(sorted))
    shares = st.sampled_from([0.0, 0.1, 0.1 + 0.2, 0.3, 0.5, 0.99, 1.0])
    return text, program, [(end, draw(shares)) for end in ends]


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A page and a program for it."""
    text = draw(pages())
    return text, draw(programs(text))
