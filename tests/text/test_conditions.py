"""Each condition, on lines where it is easily got wrong. Phrases are written folded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Core
from tests.text.programs import left, meets, rule

CASES: list[tuple[dict[str, Any], str, bool]] = [
    # is: the whole line, edges trimmed
    ({"is": ["مقالات ذات صله"]}, "« مقــالات ذاتُ صِلة : »", True),
    ({"is": ["مقالات ذات صله"]}, "\u200fمقالات\xa0ذات \u200cصلة\ufeff", True),
    ({"is": ["مقالات ذات صله"]}, "مقالات ذات صلة بالموضوع", False),
    ({"is": ["الله"]}, "ﷲ", True),
    ({"is": ["صلي الله عليه وسلم"]}, "ﷺ", True),
    ({"is": ["لا"]}, "ﻻ", True),
    ({"is": ["* * *"]}, "٭ ٭ ٭", True),
    ({"is": ["* * *"]}, "* *", False),
    ({"is": ["2014"]}, "• ٢٠١٤ •", True),
    ({"is": ["كتاب", "قلم"]}, "قلم", True),
    # The known collision: nothing in the fold tells "I also read" from "read also".
    ({"is": ["اقرا ايضا"]}, "أقرأ أيضاً", True),
    ({"starts": ["اقرا ايضا"]}, "أقرأ أيضاً", True),
    ({"starts": ["اقرا ايضا :"]}, "أقرأ أيضاً", False),
    # starts, ends, has: whole words
    ({"starts": ["شارك"]}, "شارك الخبر", True),
    ({"starts": ["شارك"]}, "شاركت الفرق", False),
    ({"starts": ["شارك"]}, "شارك", True),
    ({"starts": ["شارك"]}, "شارك: فيسبوك", True),
    ({"starts": ["شارك"]}, "شارَكَ الوفدُ", True),
    ({"starts": ["شارك"]}, "« شارك", False),
    ({"starts": ["شارك :"]}, "شارك :فيسبوك", True),
    ({"starts": [": "]}, ":  فيسبوك", True),
    ({"ends": ["المزيد"]}, "اقرأ المزيــــد", True),
    ({"ends": ["المزيد"]}, "والمزيد", False),
    ({"ends": ["المزيد"]}, "المزيد.", False),
    ({"ends": ["..."]}, "اقرأ المزيد…", True),
    ({"has": ["تابع"]}, "وقد تابع المؤتمر", True),
    ({"has": ["تابع"]}, "وقد تابعت المؤتمر", False),
    ({"has": ["تابع"]}, "تابعنا ثم تابع", True),
    ({"has": ["تابع"]}, "(تابع)", True),
    ({"has": ["b"]}, "a_B_c", True),
    ({"has": ["2014"]}, "12014", False),
    ({"has": ["2014"]}, "عام٢٠١٤", False),
    ({"has": ["2014"]}, "عام ٢٠١٤م", False),
    ({"has": ["2014"]}, "في/٢٠١٤/عام", True),
    # regex
    ({"regex": [{"pattern": "^[0-9]{1,9} مشاهده$", "literals": None}]}, "١٢٣  مشاهدة", True),
    ({"regex": [{"pattern": "^[0-9]{1,9} مشاهده$", "literals": [" مشاهده"]}]}, "x 1 مشاهدة", False),
    ({"regex": [{"pattern": "ا.{0,3}ب", "literals": None}]}, "ا\u2028\x00ب", True),
    ({"regex": [{"pattern": "ا$", "literals": None}, {"pattern": "^ب"}]}, "باب", True),
    # lengths count the fold
    ({"max_words": 2}, "a b", True),
    ({"max_words": 2}, "  a \u3000 \u200f b\x1c", True),
    ({"max_words": 2}, "a b c", False),
    ({"min_words": 3}, "a - b", True),
    ({"min_words": 5}, "ﷺ a", True),
    ({"min_words": 1}, "ـــ", False),
    ({"max_words": 0}, "ـــ", True),
    ({"max_chars": 4}, "مُــحَــمَّــدٌ", True),
    ({"max_chars": 3}, "محمد", False),
    ({"min_chars": 4}, "ﷲ", True),
    ({"min_chars": 5}, "ﷲ", False),
    # sentence_end
    ({"sentence_end": True}, "انتهى.", True),
    ({"sentence_end": True}, "قال: «انتهى».", True),
    ({"sentence_end": True}, "قال: «هل انتهى؟»", True),
    ({"sentence_end": True}, "(انتهى !) ", True),
    ({"sentence_end": True}, "ثم…", True),
    ({"sentence_end": True}, "ختم۔", True),
    ({"sentence_end": True}, "انتهى،", False),
    ({"sentence_end": True}, "انتهى.\u200f", True),
    ({"sentence_end": True}, "»)", False),
    ({"sentence_end": False}, "عنوان", True),
    ({"sentence_end": False}, "ـــ", True),
    ({"sentence_end": False}, "جملة.", False),
    # all keys must hold
    ({"starts": ["شارك"], "max_words": 2}, "شارك الخبر", True),
    ({"starts": ["شارك"], "max_words": 2}, "شارك في المؤتمر", False),
    ({"starts": ["شارك"], "not": {"has": ["في"]}}, "شارك في المؤتمر", False),
    ({"not": {"not": {"is": ["ا"]}}}, "ا", True),
    ({}, "ا", True),
    # no neighbours
    ({"prev": {}}, "ا", False),
    ({"next": {}}, "ا", False),
    ({"not": {"prev": {}}, "max_words": 1}, "ا", True),
]


@pytest.mark.parametrize(("when", "line", "expected"), CASES)
def test_condition(core: Core, when: dict[str, Any], line: str, expected: bool) -> None:
    assert meets(core, line, when) is expected


@pytest.mark.parametrize(("length", "expected"), [(2000, True), (2001, False)])
def test_a_pattern_is_not_tried_on_long_lines(core: Core, length: int, expected: bool) -> None:
    pattern = {"regex": [{"pattern": "^ا", "literals": None}]}
    line = "ا" * length
    assert meets(core, line, pattern) is expected
    assert meets(core, line, {"not": pattern}) is not expected
    # It is the folded line that counts.
    assert meets(core, line + "ـ" * 100, pattern) is expected
    assert left(core, line, rule("strip", pattern)) == line[1 if expected else 0 :]


@pytest.mark.parametrize("length", [1990, 2000, 2001, 2002, 9000])
def test_patterns_of_an_edge_see_it_on_lines_of_any_length(core: Core, length: int) -> None:
    first = {"regex": [{"pattern": "^سبق ?- ?", "literals": None, "edge": "start"}]}
    last = {"regex": [{"pattern": " سمات [^.]{1,40}$", "literals": [" سمات "], "edge": "end"}]}
    body = "خبر " * (length // 4) + "تم."
    assert left(core, f"سبق- {body} سمات قطر", rule("strip", first)) == f"{body} سمات قطر"
    assert left(core, f"سبق- {body} سمات قطر", rule("strip", last)) == f"سبق- {body}"
    # The cut in front of the end, or behind the start, is no edge.
    inside = {"regex": [{"pattern": "^خبر [^.]{1,200}تم$", "literals": None, "edge": "start"}]}
    assert not meets(core, body[1:] + body, inside)


def test_neighbours_are_the_visible_lines_that_are_not_blank(core: Core) -> None:
    text = "عنوان\n \n\xa0\nمتن\n"
    drop_body = rule("drop_line", {"is": ["متن"], "prev": {"is": ["عنوان"]}})
    assert left(core, text, drop_body) == "عنوان\n"
    # After the heading has gone, the body has no neighbour before it.
    drop_heading = rule("drop_line", {"is": ["عنوان"]})
    assert left(core, text, drop_heading, drop_body) == "متن\n"


def test_neighbours_may_be_asked_of_neighbours(core: Core) -> None:
    when = {"next": {"next": {"is": ["ج"], "prev": {"is": ["ب"]}}}}
    assert left(core, "ا\nب\nج\nد\n", rule("drop_line", when)) == "ب\nج\nد\n"


def test_a_rule_does_not_see_its_own_removals(core: Core) -> None:
    when = {"prev": {"is": ["سطر"]}, "is": ["سطر"]}
    assert left(core, "سطر\nسطر\nسطر\n", rule("drop_line", when)) == "سطر\n"


def test_a_stripped_line_is_seen_stripped(core: Core) -> None:
    text = "عنوان الخبر - موقع\nعنوان الخبر\n"
    strip = rule("strip", {"ends": ["- موقع"]})
    repeat = rule("drop_repeat", keep="last")
    assert left(core, text, repeat) == text
    assert left(core, text, strip, repeat) == "عنوان الخبر\n"
    same = rule("drop_line", {"is": ["عنوان الخبر"], "next": {"is": ["عنوان الخبر"]}})
    assert left(core, text, strip, same) == "عنوان الخبر\n"


@pytest.mark.parametrize("lines", [1, 40, 400])
def test_stripped_lines_are_found_however_the_page_is_searched(core: Core, lines: int) -> None:
    """What a strip brings about stands nowhere in the untouched page that a prefilter reads."""
    text = "نص عادي\n" * lines + "مشاه- قطع -دات 12\n"
    strip = rule("strip", {"has": ["- قطع -"]})
    for when in (
        {"is": ["مشاهدات 12"]},
        {"starts": ["مشاهدات"]},
        {"has": ["مشاهدات"]},
        {"regex": [{"pattern": "مشاهدات [0-9]{1,9}", "literals": ["مشاهدات "]}]},
    ):
        assert left(core, text, strip, rule("drop_line", when)) == "نص عادي\n" * lines
        assert left(core, text, rule("drop_line", when)) == text
