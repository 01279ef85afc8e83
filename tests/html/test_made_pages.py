"""The pages that the extractor's training makes: their gold is what they show."""

from __future__ import annotations

import pytest

from arclean.html.blocks import outline
from arclean.html.tree import parse_tree
from tests.html.pages import PARAGRAPHS
from tests.html.tools import tool


@pytest.fixture(scope="module")
def made() -> list[tuple[str, str, str]]:
    module = tool("made_pages")
    Text, made_pages = module.Text, module.made_pages
    texts = [Text(f"عنوان الخبر رقم {i}", PARAGRAPHS[i:] + PARAGRAPHS[:i]) for i in range(4)]
    pages = [tuple(page) for page in made_pages(texts, 150, 3)]
    assert pages == [tuple(page) for page in made_pages(texts, 150, 3)]
    assert pages != [tuple(page) for page in made_pages(texts, 150, 4)]
    return pages


def words(text: str) -> list[str]:
    return text.split()


def test_gold_stands_on_the_page_in_order(made: list[tuple[str, str, str]]) -> None:
    for _, html, gold in made:
        shown = iter(words("\n".join(block.text for block in outline(parse_tree(html)).blocks)))
        missing = [word for word in words(gold) if word not in shown]  # `in` moves the iterator on
        assert missing == []


def test_some_pages_have_no_article(made: list[tuple[str, str, str]]) -> None:
    assert 0.04 < sum(not gold for _, _, gold in made) / len(made) < 0.25


def test_themes_differ(made: list[tuple[str, str, str]]) -> None:
    themes = {theme for theme, _, _ in made}
    assert len(themes) >= 10
    for theme, html, _ in made:
        if theme == "made-none":
            assert " class=" not in html
