"""Markdown as a reader of Markdown takes it: every character of the page, and no mark beside it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from arclean.html.emphasis import BOLD, settle
from tests.html.test_render import as_markdown, read

markdown_it = pytest.importorskip("markdown_it")

WORDS = st.text("ab م١«».:!*_`#-+=~<>&|[]()\\; 12", min_size=1, max_size=6)
INLINE = st.recursive(
    WORDS.map(lambda text: re.sub("[<>&]", lambda found: f"&#{ord(found[0])};", text)),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["b", "i", "code", "span"]),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)
BLOCKS = st.lists(
    st.builds(
        "<{0}>{1}</{0}>".format, st.sampled_from(["p", "h2", "ul", "blockquote", "td"]), INLINE
    ),
    max_size=4,
).map("".join)


def shown(markdown: str) -> str:
    """What a reader sees, blanks left out."""
    reader = markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table")
    written = reader.render(markdown)
    return _bare(lxml_html.fromstring(f"<div>{written}</div>").text_content())


def _bare(text: str) -> str:
    return "".join(text.split())


# Of bold and italics that touch inside one another CommonMark reads some in another way.
@given(BLOCKS.filter(lambda html: not re.search(r"<[bi]>(?:(?!</[bi]>).)*<[bi]>", html)))
def test_each_character_is_shown_and_no_mark(html: str) -> None:
    said = _bare("".join(block.text for block in read(html).blocks))
    assert shown(as_markdown(html, links=False)) == said


@pytest.mark.parametrize("text", ["", "نص", "a!b", "\\[x\\]"])
def test_text_without_marks_stays(text: str) -> None:
    assert settle(text) == text


def test_many_marks_that_nobody_sees_take_no_longer_than_others() -> None:
    # Looked for anew after each one, they took hours.
    run = f"word{BOLD[0]}.{BOLD[1]}word"
    assert settle(run * 100_000) == "word.word" * 100_000
