"""Pages put together for the extractor's training: labels stay with their texts."""

from __future__ import annotations

from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.html.blocks import Page, outline
from arclean.html.tree import parse_tree
from tests.html.tools import tool

FRAME = (
    '<body><header><p>top {n}</p></header><div class="wrap{n}"><nav><ul><li>menu {n} one two'
    '</ul></nav><div><main class="m{n}">{text}</main><aside><img src=a><p>side {n} one two</p>'
    "</aside></div></div><footer><p>foot {n}</p></footer>"
)


@pytest.fixture(scope="module")
def grafts() -> ModuleType:
    return tool("grafted_pages")


def page_of(number: int, paragraphs: int) -> tuple[Page, list[float]]:
    text = "".join(f"<p>text {number} of {i} words <img src=b></p>" for i in range(paragraphs))
    page = outline(parse_tree(FRAME.format(n=number, text=text)))
    return page, [float(block.text.startswith("text")) for block in page.blocks]


def check(page: Page, labels: list[float]) -> None:
    """An outline like one that was read: each element's blocks are those inside it."""
    inside = [0] * len(page.nodes)
    for i, block in enumerate(page.blocks):
        at = block.node
        while at >= 0:
            assert page.nodes[at].first <= i < page.nodes[at].end
            inside[at] += 1
            at = page.nodes[at].parent
    for i, node in enumerate(page.nodes):
        assert node.end - node.first == inside[i]
        assert node.parent < i
        assert node.depth == (page.nodes[node.parent].depth + 1 if i else 0)
    for one, other in zip(page.blocks, page.blocks[1:], strict=False):
        assert one.images <= other.images
    assert labels == [float(block.text.startswith("text")) for block in page.blocks]


def test_an_article_in_the_frame_of_another(grafts: ModuleType) -> None:
    one, other = page_of(1, 4), page_of(2, 6)
    for seed in range(20):
        page, labels = grafts.grafted(*one, *other, Random(seed))
        check(page, labels)
        texts = [block.text for block in page.blocks]
        assert [text for text in texts if text.startswith("text")] == [
            block.text for block, label in zip(one[0].blocks, one[1], strict=True) if label
        ]
        assert not any(" 1" in text for text in texts if not text.startswith("text"))
        assert "wrap2" in [node.names for node in page.nodes]
        assert "m1" in [node.names for node in page.nodes]
        assert "m2" not in [node.names for node in page.nodes]


def test_some_sections_go_and_no_content(grafts: ModuleType) -> None:
    page, labels = page_of(1, 4)
    sizes = set()
    for seed in range(40):
        thin, left = grafts.thinned(page, labels, Random(seed))
        check(thin, left)
        assert sum(left) == sum(labels)
        sizes.add(len(thin.blocks))
    assert min(sizes) < len(page.blocks) == max(sizes)


def test_a_page_that_is_all_content_has_no_frame(grafts: ModuleType) -> None:
    page = outline(parse_tree("<body><p>text one<p>text two"))
    assert grafts.grafted(page, [1.0, 1.0], *page_of(1, 3), Random(1)) is None
    assert grafts.grafted(*page_of(1, 3), page, [1.0, 1.0], Random(1)) is None


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(st.sampled_from(["text x", "y", ""]), lambda inner: st.lists(inner, max_size=4))
)
def test_pages_taken_apart_are_put_together_again(grafts: ModuleType, shape: object) -> None:
    def html(of: object) -> str:
        return of if isinstance(of, str) else f"<div>{'<br>'.join(map(html, of))}</div>"

    page = outline(parse_tree(f"<body><p>text</p>{html(shape)}"))
    labels = [float(block.text.startswith("text")) for block in page.blocks]
    again, left = grafts._flat(grafts._tree(page, labels))
    assert left == labels
    assert [(b.text, b.node) for b in again.blocks] == [(b.text, b.node) for b in page.blocks]
    assert [(n.tag, n.parent, n.first, n.end) for n in again.nodes] == [
        (n.tag, n.parent, n.first, n.end) for n in page.nodes
    ]
