"""Posts that a forum page carries as data are read as if they stood on the page."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest

from arclean import Cleaner, RuleSet
from arclean.html.blocks import outline
from arclean.html.embedded import unfold
from arclean.html.tree import parse_tree


def page_of(store: Any) -> str:
    return (
        "<html><body><p>بداية</p>"
        f'<div id="data-preloaded" data-preloaded="{escape(json.dumps(store), quote=True)}"></div>'
        "</body></html>"
    )


def topic(*posts: Any) -> dict[str, str]:
    return {"topic_7": json.dumps({"post_stream": {"posts": list(posts)}}), "site": "{}"}


def texts(html: str) -> list[str]:
    root = parse_tree(html)
    unfold(root)
    return [block.text for block in outline(root).blocks]


def test_posts_stand_behind_the_page_each_under_its_author() -> None:
    store = topic(
        {"username": "سلمى", "cooked": "<p>ما رأيكم؟</p>"},
        {"username": "هاني", "cooked": "<p>رأي <b>أول</b></p><p>وثان</p>"},
    )
    assert texts(page_of(store)) == ["بداية", "سلمى", "ما رأيكم؟", "هاني", "رأي أول", "وثان"]


def test_the_number_of_posts_is_told() -> None:
    assert unfold(parse_tree(page_of(topic({"username": "a", "cooked": "<p>x</p>"})))) == 1


@pytest.mark.parametrize(
    "store",
    [
        [],
        "x",
        None,
        {"topic_1": "not json"},
        {"topic_1": json.dumps([])},
        {"topic_1": json.dumps({"post_stream": {"posts": [1]}})},
        {"topic_1": json.dumps({"post_stream": {"posts": [{"cooked": 5}]}})},
        {"topic_1": 5},
    ],
)
def test_data_of_another_shape_changes_nothing(store: Any) -> None:
    assert texts(page_of(store)) == ["بداية"]


def test_markup_in_a_post_stays_markup_and_nothing_runs() -> None:
    store = topic({"username": "x", "cooked": "<script>alert(1)</script><p>نص</p>\u0000"})
    assert "alert(1)" not in "".join(texts(page_of(store)))


def test_a_page_without_data_is_left_alone() -> None:
    assert unfold(parse_tree("<p>نص</p>")) == 0


def test_a_page_of_posts_alone_is_cleaned() -> None:
    said = "كان السوق مزدحما منذ الصباح، ووقف الباعة أمام دكاكينهم ينادون على بضائعهم. " * 4
    store = topic({"username": "سلمى", "cooked": f"<p>{said}</p><!-- <meta name=author -->"})
    html = page_of(store).replace("<p>بداية</p>", "<title>سوق</title>")
    result = Cleaner(RuleSet([]), profile="none").explain_html(html)
    assert said.strip() in result.kept
    assert result.metadata is not None
    assert (result.metadata.title, result.metadata.author) == ("سوق", None)
