"""The four verbs, their budgets, and the cuts that they make."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Core
from tests.text.programs import left, notes, program, rule

HEADING = {"is": ["مقالات ذات صله"]}
SHORT = {"max_words": 3, "sentence_end": False}
PAGE = "متن الخبر الأول في سطر طويل.\nمقالات ذات صلة\nعنوان أول\nعنوان ثان\n"


class TestDropLine:
    def test_blank_lines_behind_a_line_go_with_it(self, core: Core) -> None:
        text = "ا\n\nحذف\n \n\u200f\nب\n"
        assert left(core, text, rule("drop_line", {"is": ["حذف"]})) == "ا\n\nب\n"

    def test_no_blank_lines_are_left_at_either_end(self, core: Core) -> None:
        text = "\ufeff\n\nحذف\n\nا\r\n\n\r\nحذف\n\nحذف"
        assert left(core, text, rule("drop_line", {"is": ["حذف"]})) == "ا\r\n"

    def test_blank_lines_that_no_removal_laid_bare_stay(self, core: Core) -> None:
        text = "\n\nا\nحذف\nب\n\n\n"
        assert left(core, text, rule("drop_line", {"is": ["حذف"]})) == "\n\nا\nب\n\n\n"

    def test_each_line_is_a_cut_of_its_own(self, core: Core) -> None:
        cuts, _ = core.run("\nحذف\n\nحذف\nا", program([rule("drop_line", {"is": ["حذف"]})]))
        assert cuts == [(0, 6, 0, 2, 2), (6, 10, 0, 4, 4)]

    def test_a_whole_page_may_go(self, core: Core) -> None:
        assert left(core, "\n ا\r\rب\n\n", rule("drop_line")) == ""

    @pytest.mark.parametrize("text", ["", "\n", " \r\n\u200f", "\ufeff"])
    def test_a_page_without_lines_comes_back(self, core: Core, text: str) -> None:
        assert core.run(text, program([rule("drop_line"), rule("drop_repeat")], 0.0)) == ([], [])

    def test_zone(self, core: Core) -> None:
        text = "س\n\nس\nس\nس\n"
        when = {"is": ["س"]}
        assert left(core, text, rule("drop_line", when, zone=["head", 1])) == "س\nس\nس\n"
        assert left(core, text, rule("drop_line", when, zone=["tail", 3])) == "س\n"

    def test_zones_count_lines_that_are_gone(self, core: Core) -> None:
        first = rule("drop_line", {"is": ["ا"]})
        second = rule("drop_line", {"is": ["ب"]}, zone=["head", 2])
        assert left(core, "ا\nا\nب\n", first, second) == "ب\n"
        assert left(core, "ا\nب\nب\n", first, second) == "ب\n"


class TestDropRepeat:
    def test_the_first_copy_stays_or_the_last(self, core: Core) -> None:
        text = "عُنــوان\nمتن\nعنوان\nعنوانٌ\n"
        assert left(core, text, rule("drop_repeat")) == "عُنــوان\nمتن\n"
        assert left(core, text, rule("drop_repeat", keep="last")) == "متن\nعنوانٌ\n"

    def test_the_first_copy_may_have_to_stand_at_the_head(self, core: Core) -> None:
        text = "عنوان\nوصف\nمتن\nعنوان\nمتن\nعنوان\n"
        near = rule("drop_repeat", first_within=2)
        assert left(core, text, near) == "عنوان\nوصف\nمتن\nمتن\n"
        last = rule("drop_repeat", first_within=2, keep="last")
        assert left(core, text, last) == "وصف\nمتن\nمتن\nعنوان\n"
        assert left(core, "ا\n" * 2 + text, near) == "ا\n" + text

    def test_copies_are_equal_with_their_edges(self, core: Core) -> None:
        text = "عنوان\nعنوان:\n«عنوان»\n"
        assert left(core, text, rule("drop_repeat")) == text

    def test_lines_that_fold_to_nothing_are_no_copies(self, core: Core) -> None:
        text = "ـــ\nـ\nـــ\n"
        assert left(core, text, rule("drop_repeat")) == text

    def test_both_copies_lie_in_the_zone_and_meet_the_condition(self, core: Core) -> None:
        text = "عنوان\nعنوان\nمتن\nعنوان\n"
        assert left(core, text, rule("drop_repeat", zone=["tail", 2])) == text
        before = {"next": {"is": ["متن"]}}
        assert left(core, text, rule("drop_repeat", before)) == text


class TestDropBlock:
    def test_while(self, core: Core) -> None:
        text = PAGE + "وجاء في متن الخبر سطر آخر طويل.\nعنوان\n"
        block = rule("drop_block", start=HEADING, **{"while": SHORT})
        assert left(core, text, block) == (
            "متن الخبر الأول في سطر طويل.\nوجاء في متن الخبر سطر آخر طويل.\nعنوان\n"
        )

    def test_until_is_not_part_of_the_block(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING, until={"is": ["عنوان ثان"]})
        assert left(core, PAGE, block) == "متن الخبر الأول في سطر طويل.\nعنوان ثان\n"

    def test_the_start_line_is_not_asked_for_while_and_until(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING, until=HEADING, **{"while": {"not": HEADING}})
        assert left(core, PAGE, block) == "متن الخبر الأول في سطر طويل.\n"

    def test_reaches_end(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING, reaches_end=True, **{"while": SHORT})
        assert left(core, PAGE + "\n \n", block) == "متن الخبر الأول في سطر طويل.\n"
        goes_on = PAGE + "وجاء في متن الخبر سطر آخر طويل.\n"
        assert left(core, goes_on, block) == goes_on

    def test_reaches_the_end_that_earlier_rules_left(self, core: Core) -> None:
        footer = rule("drop_line", {"has": ["الحقوق"]})
        block = rule("drop_block", start=HEADING, reaches_end=True, **{"while": SHORT})
        text = PAGE + "جميع الحقوق محفوظة لموقعنا.\n"
        assert left(core, text, block) == text
        assert left(core, text, footer, block) == "متن الخبر الأول في سطر طويل.\n"

    @pytest.mark.parametrize(("lines", "fires"), [(3, True), (4, False)])
    def test_min_lines_counts_the_start(self, core: Core, lines: int, fires: bool) -> None:
        block = rule("drop_block", start=HEADING, min_lines=lines, back=1)
        assert (left(core, PAGE, block) != PAGE) is fires

    def test_a_start_that_is_dismissed_does_not_hide_the_next(self, core: Core) -> None:
        text = "مقالات ذات صلة\nنص طويل فيه كلمات كثيرة\nمقالات ذات صلة\nعنوان\n"
        block = rule("drop_block", start=HEADING, min_lines=2, **{"while": SHORT})
        assert left(core, text, block) == "مقالات ذات صلة\nنص طويل فيه كلمات كثيرة\n"

    def test_starts_inside_a_block_are_passed_over(self, core: Core) -> None:
        text = PAGE + "مقالات ذات صلة\nعنوان ثالث\n"
        block = rule("drop_block", start=HEADING, at_most={"times": 1}, **{"while": SHORT})
        assert left(core, text, block) == "متن الخبر الأول في سطر طويل.\n"

    def test_back_takes_lines_that_meet_prev(self, core: Core) -> None:
        text = "متن الخبر الأول في سطر طويل.\nكاتب\nنبذة\n\nمقالات ذات صلة\nعنوان\n"
        for back, rest in ((0, text[:39]), (1, text[:34]), (2, text[:29]), (9, text[:29])):
            block = rule("drop_block", start=HEADING, back=back, prev=SHORT)
            assert left(core, text, block) == rest

    def test_back_without_prev_takes_any_lines(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING, until={"is": ["عنوان اول"]}, back=2)
        assert left(core, PAGE, block) == "عنوان أول\nعنوان ثان\n"

    def test_back_never_reaches_into_the_block_before(self, core: Core) -> None:
        text = "س\nرأس\nا\nرأس\nب\n"
        block = rule("drop_block", start={"is": ["راس"]}, back=5, until={"is": ["ا", "راس"]})
        cuts, _ = core.run(text, program([block]))
        assert cuts == [(0, 6, 0, 1, 2), (6, 14, 0, 3, 5)]

    def test_only_the_start_lies_in_the_zone(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING, zone=["head", 2], back=1)
        assert left(core, PAGE, block) == ""
        assert left(core, PAGE, rule("drop_block", start=HEADING, zone=["tail", 2])) == PAGE

    def test_a_block_is_one_cut_unless_something_went_before(self, core: Core) -> None:
        block = rule("drop_block", start=HEADING)
        assert core.run(PAGE, program([block]))[0] == [(29, len(PAGE), 0, 2, 4)]
        inner = rule("drop_line", {"is": ["عنوان اول"]})
        assert core.run(PAGE, program([inner, block]))[0] == [
            (29, 44, 1, 2, 2),
            (44, 54, 0, 3, 3),
            (54, 64, 1, 4, 4),
        ]


STRIPS: list[tuple[dict[str, Any], str, str]] = [
    # By the kinds, in their order.
    ({"starts": ["شارك :"]}, "شارك : خبر شارك : آخر", "خبر شارك : آخر"),
    ({"ends": ["- موقع", "موقع"]}, "خبر - موقع", "خبر"),
    ({"has": ["شارك"]}, "شارك خبر شارك خبر شاركت شارك", "خبر خبر شاركت"),
    ({"regex": [{"pattern": "[0-9]{1,9}"}]}, "١٢ خبر ٣ خبر ٤٥", "خبر خبر"),
    ({"starts": ["ا"], "ends": ["ب"], "has": ["ج"]}, "ا ج ب", "ج ب"),
    ({"regex": [{"pattern": "ج"}], "starts": ["ا"]}, "ا ج ب", "ا ب"),
    ({"regex": [{"pattern": "ج"}], "starts": ["ا"]}, "ج ب", "ج ب"),
    # The longest phrase; the first pattern.
    ({"starts": ["ا", "ا ب"]}, "ا ب ج", "ج"),
    ({"has": ["ب", "ب ج"]}, "ا ب ج د ب", "ا د"),
    ({"regex": [{"pattern": "ب"}, {"pattern": "ب ج"}]}, "ا ب ج د", "ا ج د"),
    # A match hidden by an earlier cut does not hide those behind it.
    ({"has": ["x a", "a b a"]}, "x a b a b a c", "b c"),
    ({"regex": [{"pattern": "x a"}, {"pattern": "a b a"}]}, "x a b a b a c", "b c"),
    # Original spelling goes and stays.
    ({"has": ["مشاركه"]}, "خَبَرٌ مُشــاركةٌ خَبَرٌ", "خَبَرٌ خَبَرٌ"),
    ({"starts": ["ا"]}, "اَّ ب", "ب"),
    ({"regex": [{"pattern": "له"}]}, "قال ﷲ تعالى", "قال تعالى"),
    ({"regex": [{"pattern": "[اه]"}]}, "قل ﷲ", "قل"),
    ({"ends": ["شارك"]}, "خبر شاركـ", "خبر ـ"),
    # Blanks: none double, none at an edge, others as they were.
    ({"has": ["x"]}, "  ا \xa0 x\u2003 ب  ", "  ا \xa0 ب  "),
    ({"has": ["x"]}, "  x  ب  ", "ب  "),
    ({"has": ["x"]}, "  ا  x  ", "  ا"),
    ({"has": ["x"]}, "ا,x ب", "ا, ب"),
    ({"has": ["x"]}, "ا x,ب", "ا ,ب"),
    ({"has": ["x", "y"]}, "ا x y  x ب", "ا ب"),
    ({"has": ["x", ":"]}, "ا x: ب", "ا ب"),
    ({"has": ["x", ":"]}, "x: ب", "ب"),
    ({"regex": [{"pattern": "س"}]}, "سس ب سس ب سس", "ب ب"),
    ({"regex": [{"pattern": " ?عدد: [0-9]{1,9}"}]}, "خبر  عدد: 12  آخر", "خبر  آخر"),
    # Nothing left but blanks and invisible characters: the line goes.
    ({"has": ["x"]}, "\u200f x \ufeff x", ""),
    ({"has": ["x"]}, "\u0640 x", "\u0640"),
]


class TestStrip:
    @pytest.mark.parametrize(("when", "line", "expected"), STRIPS)
    def test_what_is_left(self, core: Core, when: dict[str, Any], line: str, expected: str) -> None:
        assert left(core, f"{line}\nمتن\n", rule("strip", when)) == (
            f"{expected}\nمتن\n" if expected else "متن\n"
        )

    def test_guards_only_guard(self, core: Core) -> None:
        guarded = {"has": ["x"], "max_words": 2, "prev": {"is": ["راس"]}}
        assert left(core, "رأس\nx ا\nx ا\nx ا ب\n", rule("strip", guarded)) == (
            "رأس\nا\nx ا\nx ا ب\n"
        )

    def test_strips_meet(self, core: Core) -> None:
        text = "ا x y z ب\n"
        first, second = rule("strip", {"has": ["y"]}), rule("strip", {"has": ["x z"]})
        assert left(core, text, second) == text
        cuts, _ = core.run(text, program([first, second]))
        assert left(core, text, first, second) == "ا ب\n"
        assert cuts == [(2, 4, 1, 1, 1), (4, 6, 0, 1, 1), (6, 8, 1, 1, 1)]

    def test_a_line_stripped_twice_and_dropped(self, core: Core) -> None:
        text = "ا x ب y ج\nمتن\n"
        rules = [rule("strip", {"has": [word]}) for word in "xy"]
        drop = rule("drop_line", {"is": ["ا ب ج"]})
        cuts, _ = core.run(text, program([*rules, drop]))
        assert cuts == [(0, 2, 2, 1, 1), (2, 4, 0, 1, 1), (4, 6, 2, 1, 1), (6, 8, 1, 1, 1),
                        (8, 10, 2, 1, 1)]  # fmt: skip


class TestBudgets:
    TEXT = "x ا\nx ب\nxxx\nx\n"  # ten characters

    @pytest.mark.parametrize(
        ("at_most", "detail"),
        [
            ({"times": 2}, "3 times, at most 2 allowed"),
            ({"lines": 2}, "3 lines, at most 2 allowed"),
            ({"share": 0.4}, "50% of the page, at most 40% allowed"),
            ({"share": 0.4, "lines": 1, "times": 1}, "3 times, at most 1 allowed"),
            ({"times": 3, "lines": 3, "share": 0.5}, None),
        ],
    )
    def test_over_budget_a_rule_does_nothing(
        self, core: Core, at_most: dict[str, Any], detail: str | None
    ) -> None:
        strip = rule("strip", {"has": ["x"]}, at_most=at_most)
        other = rule("drop_line", {"is": ["xxx"]})
        assert (left(core, "\n" + self.TEXT, strip, other) == "\nx ا\nx ب\nx\n") is bool(detail)
        expected = [("over-budget", 0, detail)] if detail else []
        assert notes(core, self.TEXT, strip, other) == expected

    def test_times_and_lines_of_each_verb(self, core: Core) -> None:
        text = "x x\nx x x\nا\nx x\nب\n"
        for one, times, lines in (
            (rule("strip", {"has": ["x"]}), 7, 3),
            (rule("drop_line", {"has": ["x"]}), 3, 3),
            (rule("drop_repeat"), 1, 1),
            (rule("drop_block", start={"has": ["x"]}, **{"while": {"has": ["x"]}}, back=1), 2, 4),
        ):
            for key, count in (("times", times), ("lines", lines)):
                exact = {**one, "at_most": {key: count}}
                below = {**one, "at_most": {key: count - 1}}
                assert notes(core, text, exact) == []
                detail = f"{count} {key}, at most {count - 1} allowed"
                assert notes(core, text, below) == [("over-budget", 0, detail)]

    def test_share_is_of_what_is_not_blank_and_counts_what_is_left(self, core: Core) -> None:
        text = "\n \u3000\n xx ا\n\nبببب\n \n"  # nine characters: indentation counts
        drop = rule("drop_line", {"is": ["ا"]}, at_most={"share": 2 / 9})
        strip = rule("strip", {"has": ["xx"]}, at_most={"share": 4 / 9})
        assert notes(core, text, rule("drop_line", {"has": ["ا"]}, at_most={"share": 0.5})) == [
            ("over-budget", 0, "56% of the page, at most 50% allowed")
        ]
        assert notes(core, text, strip, drop) == []
        assert left(core, text, strip, drop) == "بببب\n \n"

    def test_shares_are_compared_as_doubles(self, core: Core) -> None:
        text = "x" * 29 + "\n" + "ا" * 71
        drop = rule("drop_line", {"starts": ["x" * 29]}, at_most={"share": 0.29})
        assert 0.29 * 100 < 29
        assert notes(core, text, drop) == [
            ("over-budget", 0, "29% of the page, at most 29% allowed")
        ]

    def test_a_line_stripped_to_nothing_counts_whole(self, core: Core) -> None:
        text = "\u200fx\u200f\nا\n"
        assert left(core, text, rule("strip", {"has": ["x"]}, at_most={"share": 0.75})) == "ا\n"
        assert left(core, text, rule("strip", {"has": ["x"]}, at_most={"share": 0.74})) == text

    def test_max_removed_leaves_the_page_whole(self, core: Core) -> None:
        rules = [
            rule("strip", {"has": ["x"]}),
            rule("drop_line", {"is": ["xxx"]}, at_most={"times": 0}),
            rule("drop_line", {"is": ["ا", "ب"]}),
        ]
        assert left(core, self.TEXT, *rules, max_removed=0.7) == "xxx\n"
        assert left(core, self.TEXT, *rules, max_removed=0.6) == self.TEXT
        assert notes(core, self.TEXT, *rules, max_removed=0.6) == [
            ("over-budget", 1, "1 times, at most 0 allowed"),
            ("max-removed", None, "70% of the page, at most 60% allowed"),
        ]


@pytest.mark.parametrize(
    "foreign",
    [
        {"verb": "drop", "html": {"css": ["nav"]}},
        {"verb": "keep", "html": {"css": ["article"]}},
        {"html": {"needs": ["link_share"]}, "when": {"link_share": {"min": 0.5}}},
    ],
)
def test_rules_that_need_html_are_skipped(core: Core, foreign: dict[str, Any]) -> None:
    """They keep their place: the next rule is still number 1."""
    rules = [{**rule("drop_line"), **foreign}, rule("drop_line", {"is": ["ا"]})]
    assert core.run("ا\nب\n", program(rules)) == ([(0, 2, 1, 1, 1)], [])
