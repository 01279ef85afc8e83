"""Blocks that stand alike: the short ones are raised to what the long ones score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean.html.alike import ALIKE, evened
from arclean.html.blocks import outline
from arclean.html.tree import parse_tree

LONG = "وصل القطار إلى المحطة متأخرا نصف ساعة بسبب الأمطار التي هطلت على المدينة منذ الفجر."
SHORT = "شكرا لكم"


def post(number: int, text: str) -> str:
    return f"<article id=post-{number}><p class=name>{number}</p><div class=text>{text}</div>"


def scored(parts: list[str], scores: list[float]) -> list[float]:
    outlined = outline(parse_tree("<body><main>" + "</article>".join(parts)))
    assert len(outlined.blocks) == len(scores)
    return evened(outlined, scores)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<p>{}</p>", "<p class=a>{}</p>", "<div>{}</div>", "<ul><li>{}</ul>"]),
            st.sampled_from([LONG, SHORT]),
            st.floats(0.0, 1.0),
        ),
        max_size=20,
    )
)
def test_scores_rise_to_those_of_others_at_most(parts: list[tuple[str, str, float]]) -> None:
    outlined = outline(parse_tree("<body>" + "".join(tag.format(text) for tag, text, _ in parts)))
    scores = [score for _, _, score in parts]
    for before, after in zip(scores, evened(outlined, scores), strict=True):
        assert before <= after <= max(scores) + 1e-9
        assert after == before or 0.1 <= before < 0.5


def test_a_short_reply_is_raised_and_names_and_numbers_are_not() -> None:
    thread = [post(7, LONG), post(81, LONG), post(9, SHORT), post(10, LONG)]
    scores = [0.2, 0.9, 0.2, 0.9, 0.2, 0.3, 0.2, 0.9]
    found = scored(thread, scores)
    assert 0.5 < found[5] < 0.9
    assert [*found[:5], *found[6:]] == pytest.approx([*scores[:5], *scores[6:]])


def test_a_long_text_among_short_ones_is_not_lowered() -> None:
    thread = [post(1, SHORT), post(2, SHORT), post(3, LONG)]
    assert scored(thread, [0.0, 0.0, 0.0, 0.0, 0.0, 0.9]) == [0.0, 0.0, 0.0, 0.0, 0.0, 0.9]


def test_links_are_not_raised() -> None:
    thread = [post(1, LONG), post(2, LONG), post(3, f"<a href=/7>{SHORT}</a>")]
    scores = [0.0, 0.9, 0.0, 0.9, 0.0, 0.2]
    assert scored(thread, scores) == scores


def test_few_blocks_and_boxes_without_a_name_tell_nothing() -> None:
    few = [post(number, LONG) for number in range(ALIKE - 1)]
    scores = [0.0, 0.9, 0.0, 0.2]
    assert scored(few, scores) == scores
    for box in (f"<div>{LONG}</div>", f"<table><tr><td>{LONG}</table>"):
        assert scored([box] * 4, [0.9, 0.9, 0.9, 0.2]) == [0.9, 0.9, 0.9, 0.2]
