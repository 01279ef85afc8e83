"""The outline: every character that a reader sees, once, in order, under its element."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from arclean.html.blocks import SKIPPED, Page, outline
from arclean.html.tree import parse_tree

INLINE = ["span", "b", "strong", "a", "em", "i"]
BLOCKS = ["div", "p", "section", "li", "ul", "h2", "td", "blockquote", "article", "pre"]
words = st.text(alphabet="ابتثجحخدabc0 \n", min_size=1, max_size=12)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> etree._Element:
    element = etree.Element(draw(st.sampled_from([*BLOCKS, *INLINE, "br", "script", "img"])))
    if element.tag == "a" and draw(st.booleans()):
        element.set("href", "/x")
    element.text = draw(st.none() | words)
    if depth and element.tag not in ("br", "img"):
        for child in draw(st.lists(trees(depth - 1), max_size=3)):
            child.tail = draw(st.none() | words)
            element.append(child)
    if element.tag in ("br", "img"):
        element.text = None
    return element


def outlined(html: str) -> Page:
    return outline(parse_tree(html))


def texts(html: str) -> list[str]:
    return [block.text for block in outlined(html).blocks]


def seen(element: etree._Element) -> str:
    """The text of a tree without what is never shown, by plain recursion."""
    inner = ""
    if element.tag not in SKIPPED:
        inner = (element.text or "") + "".join(
            seen(child) + (child.tail or "") for child in element
        )
    return inner


@given(trees())
def test_every_letter_stands_in_one_block_in_order(root: etree._Element) -> None:
    wanted = "".join(seen(root).split())
    assert "".join("".join(block.text.split()) for block in outline(root).blocks) == wanted


@given(trees())
def test_counts_fit_and_elements_hold_their_blocks(root: etree._Element) -> None:
    page = outline(root)
    for index, block in enumerate(page.blocks):
        assert block.text.strip()
        assert 0 <= block.linked <= len(block.text)
        assert 0 <= block.bold <= len(block.text)
        at = block.node
        while at >= 0:
            assert page.nodes[at].first <= index < page.nodes[at].end
            assert page.nodes[at].parent < at
            at = page.nodes[at].parent


@given(trees())
def test_sections_tile_the_page(root: etree._Element) -> None:
    page = outline(root)
    heads, ends = page.sections()
    for index in range(len(page.blocks)):
        assert heads[index] <= index < ends[index]
        if ends[index] < len(page.blocks):
            assert heads[ends[index]] == ends[index]


def test_a_break_begins_a_block_and_two_are_told_from_one() -> None:
    page = outlined("<body><div>أ<br>ب<br><br>ج</div><p>د</p>")
    assert [(block.text, block.breaks) for block in page.blocks] == [
        ("أ", 0),
        ("ب", 1),
        ("ج", 2),
        ("د", 0),
    ]


def test_text_between_child_elements_is_kept_apart() -> None:
    assert texts("<div>قبل<p>وسط</p>بعد</div>") == ["قبل", "وسط", "بعد"]


def test_code_keeps_its_lines() -> None:
    assert texts("<pre>a\n  b\n\nc</pre>") == ["a\n  b\n\nc"]


def test_a_question_in_a_button_is_text() -> None:
    assert texts("<button>ما هي الطاقة؟</button><p>هي القدرة.</p>") == [
        "ما هي الطاقة؟",
        "هي القدرة.",
    ]


def test_links_are_counted_by_characters() -> None:
    (block,) = outlined('<p>اقرأ <a href="/x">هذا الخبر</a> و<a>ذاك</a></p>').blocks
    assert (block.linked, block.links) == (len("هذا الخبر"), 1)


def test_an_element_inside_a_link_knows_it() -> None:
    page = outlined('<a href="/x"><div>بطاقة</div></a><div>نص</div>')
    assert [page.nodes[block.node].linked for block in page.blocks] == [True, False]


@pytest.mark.parametrize("mark", ['style="display: none"', "hidden", 'aria-hidden="true"'])
def test_hidden_elements_are_marked_with_all_inside(mark: str) -> None:
    page = outlined(f"<div {mark}><p>سر</p></div><p>علن</p>")
    assert [page.nodes[block.node].hidden for block in page.blocks] == [True, False]


def test_a_short_noscript_is_a_request_a_long_one_is_the_page() -> None:
    assert texts("<p>نص</p><noscript>شغّل الجافاسكربت</noscript>") == ["نص"]
    thread = "كلام طويل من الموضوع نفسه. " * 20
    assert texts(f"<p>نص</p><noscript><div>{thread}</div></noscript>") == ["نص", thread.strip()]


def test_images_and_fields_are_counted_up_to_each_block() -> None:
    page = outlined("<img src=x><p>أ</p><input><input><p>ب</p>")
    assert [(block.images, block.fields) for block in page.blocks] == [(1, 0), (1, 2)]


def test_deep_pages_need_no_recursion() -> None:
    root = etree.Element("div")
    at = root
    for _ in range(5_000):
        at = etree.SubElement(at, "div")
    at.text = "قاع"
    assert [block.text for block in outline(root).blocks] == ["قاع"]
