"""The English pages that the extractor's training makes: their gold is what they show."""

from __future__ import annotations

import pytest

from arclean.html.blocks import outline
from arclean.html.tree import parse_tree
from tests.html.tools import tool

Pages = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def made() -> Pages:
    english_pages = tool("made_english").english_pages
    pages = [tuple(page) for page in english_pages(78, 3)]
    assert pages == [tuple(page) for page in english_pages(78, 3)]
    assert pages != [tuple(page) for page in english_pages(78, 4)]
    return pages


def shown(html: str) -> list[str]:
    return "\n".join(block.text for block in outline(parse_tree(html)).blocks).split()


def test_gold_stands_on_the_page_in_order(made: Pages) -> None:
    for _, html, gold in made:
        words = iter(shown(html))
        assert [word for word in gold.split() if word not in words] == []


def test_every_page_has_content_and_furniture(made: Pages) -> None:
    for _, html, gold in made:
        assert 0 < len(gold.split()) < len(shown(html))


def test_each_page_is_a_site_of_its_own(made: Pages) -> None:
    assert len({site for site, _, _ in made}) == len(made)
    assert any(" class=" not in html for _, html, _ in made)


def test_buttons_and_menus_are_no_content(made: Pages) -> None:
    for _, _, gold in made:
        lines = set(gold.split("\n"))
        assert not lines & {"Add to cart", "Sign in", "Skip to content", "Sort by", "Subscribe"}
