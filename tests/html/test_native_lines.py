"""The compiled twin of lines and of plain text gives what the pure one gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.html import blocks, core
from arclean.html.lines import lines_of, spans_of
from arclean.html.render import left_of, markdown, plain
from arclean.html.tree import parse_tree
from tests.conftest import examples
from tests.html.test_native import soup

pytest.importorskip("arclean._native")
native = pytest.importorskip("arclean.html.native")

START = st.sampled_from(["", " start=3", " start=0", " start='-2'", " start=07", " start=123456789",
                         " start=٣", " start=' 4'", " start"])  # fmt: skip
PLACES = "ul ol dl li dt dd table tr td th blockquote pre h2 p div caption menu details a b".split()


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, start, within: f"<{name}{start}>{''.join(within)}</{name}>",
        st.sampled_from(PLACES),
        START,
        st.lists(inner, max_size=5),
    )


pages = st.recursive(
    st.sampled_from(
        ["كلمة", "a", " ", "<br>", "a\n b\n", "\n", "<a href=x>رابط</a>", "كلمة " * 61, "\x1c", "|",
         "<li>b", "<tr><td>x<td>y", "<td>z", "<p>x</p>" * 9, "<li>b<li><p>c<p>d", "\u3000", "😀 x"]
    ),
    element,
    max_leaves=25,
).map(lambda inner: f"<body>{inner}")  # fmt: skip


@given(pages | soup, st.data())
@settings(max_examples=examples(300))
def test_lines(html: str, data: st.DataObject) -> None:
    root = parse_tree(html)
    page, compiled = blocks.outline(root), native.outline(root)
    size = len(page.blocks)
    everything = [True] * size
    keep = data.draw(st.just(everything) | st.lists(st.booleans(), min_size=size, max_size=size))
    wanted, lines = lines_of(page, keep), core.lines_of(compiled, keep)
    assert list(lines) == list(wanted)
    assert len(lines) == len(wanted)
    text = lines.text()
    assert text == wanted.text()
    assert lines.links() == wanted.links()
    edges = [place for span in spans_of(wanted) for place in span]
    place = st.integers(0, len(text)) | st.sampled_from([0, *edges])
    points = sorted(data.draw(st.sets(place, max_size=9)))
    for cuts in ([], list(zip(points[::2], points[1::2], strict=False))):
        left = left_of(wanted, text, cuts)
        assert core.plain(lines, text, cuts) == core.plain(wanted, text, cuts) == plain(left)
        assert markdown(compiled, left_of(lines, text, cuts)) == markdown(page, left)


def test_keep_has_one_entry_a_block() -> None:
    with pytest.raises(ValueError, match="one entry a block"):
        native.outline(parse_tree("<p>a<p>b")).lines([True])
