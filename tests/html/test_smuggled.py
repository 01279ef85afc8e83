"""Text out of sight: taken out of the tree before anything is told by it."""

from __future__ import annotations

import pytest
from lxml import etree

from arclean import Cleaner
from arclean.html.smuggled import take_out
from arclean.html.tree import parse_tree
from tests.html.pages import ARTICLE, PARAGRAPHS, page

CLEANER = Cleaner(profile="none")
ADVICE = ["غسل يديك بانتظام", "تجنب التجمعات", "ابق في دارك", "راقب الأعراض", "البس قناعا"]
LINKS = "".join(f"<a href=https://casino.example/{n}>Casino slots {n}</a> " for n in range(40))
STYLES = [
    "position:absolute; filter:alpha(opacity=0);opacity:0.003;z-index:8;",
    "position: absolute; left: -9999px",
    "POSITION:fixed;top:-5000em;",
    "opacity:0;position:absolute",
]


def left_of(body: str) -> str:
    root = parse_tree(page(body))
    take_out(root)
    return " ".join("".join(root.itertext()).split())


@pytest.mark.parametrize("style", STYLES)
def test_prose_out_of_sight_goes_where_prose_is_in_sight(style: str) -> None:
    smuggled = f'<div style="{style}"><h3>ألعاب</h3><p>{" ".join(PARAGRAPHS) * 2}</p></div>'
    for body in (f"{smuggled}<div>{ARTICLE}</div>", f"<div>{ARTICLE}{smuggled}</div>"):
        assert left_of(body) == left_of(ARTICLE)


@pytest.mark.parametrize("style", STYLES)
def test_links_out_of_sight_go_where_only_short_lines_are_in_sight(style: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in ADVICE)
    body = f'<div style="{style}">{LINKS}</div><main>{lines}</main>'
    assert left_of(body) == left_of(lines)
    assert "Casino" not in CLEANER.explain_html(page(body)).kept


def test_a_page_that_a_script_brings_into_sight_stays() -> None:
    for rest in ("", "<footer><p>جميع الحقوق محفوظة</p></footer>"):
        body = f'<div style="position:fixed;opacity:0">{ARTICLE}</div>{rest}'
        assert left_of(body) == left_of(ARTICLE + rest)


@pytest.mark.parametrize(
    "style", ["opacity:0", "opacity:0.5;position:absolute", "position:absolute;left:-40px", ""]
)
def test_what_fades_in_or_is_only_placed_stays(style: str) -> None:
    body = f'<div style="{style}"><p>{LINKS}</p></div><div>{ARTICLE}</div>'
    assert left_of(body) == left_of(f"<p>{LINKS}</p>{ARTICLE}")


def test_what_was_taken_is_told_in_its_place_and_what_stands_behind_it_stays() -> None:
    hidden = f'<div id=ads style="position:fixed;left:-999px">{LINKS}</div>'
    root = parse_tree(page(f"<nav>القائمة</nav>{hidden} بعد ذلك {ARTICLE}"))
    [(element, removal)] = take_out(root)
    assert (removal.rule, removal.category, removal.path) == ("html/hidden", "widget", "div#ads")
    assert removal.text.startswith("Casino slots 0")
    assert (element.tag, len(element)) == ("div", 0)
    assert "بعد ذلك" in element.tail
    assert take_out(root) == []
    told = CLEANER.explain_html(page(f"<nav>القائمة</nav>{hidden}{ARTICLE}")).removals
    assert [one.rule for one in told][:2] == ["html/navigation", "html/hidden"]


def test_rules_do_not_select_what_was_taken() -> None:
    body = f'<div class=entry-content style="position:fixed;left:-999px">{LINKS}</div>'
    result = CLEANER.explain_html(page(f"{body}<div class=entry-content>{ARTICLE}</div>"))
    assert "Casino" not in result.kept
    assert PARAGRAPHS[0] in result.kept


def test_a_tree_without_a_body_is_left_alone() -> None:
    root = etree.fromstring("<html><head/></html>", etree.HTMLParser())
    assert take_out(root) == []
