"""The tree of a page: nothing lost, nothing fetched, whatever the page is."""

from __future__ import annotations

import pytest

from arclean.html.tree import parse_tree

from .pages import ARTICLE, PARAGRAPHS, page


def text_of(html: str) -> str:
    return " ".join("".join(parse_tree(html).itertext()).split())


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "a", "p", "li", "font", "x-y", "ul"])
@pytest.mark.parametrize("depth", [300, 3_000, 30_000])
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_loses_no_text(tag: str, depth: int, closed: bool) -> None:
    close = f"</{tag}>" * depth if closed else ""
    html = page(f"<p>قبل</p>{f'<{tag} class=x>' * depth}داخل{close}<p>بعد</p>")
    assert text_of(html).replace(" ", "") == "قبلداخلبعد"


def test_mixed_deep_nesting_keeps_words_apart() -> None:
    html = "<div><span>" * 5_000 + "أول</span></div><div>ثان" + "</div></span>" * 5_000
    assert "أولثان" not in "".join(
        (" " if element.tag == "br" else "") + (element.text or "") + (element.tail or "")
        for element in parse_tree(html).iter()
    )


@pytest.mark.parametrize(
    "html", ["", "   \n", "<!-- -->", "<?php ?>", "<", "</", "<>", "\0", "<!DOCTYPE html>"]
)
def test_a_page_of_nothing_is_an_empty_tree(html: str) -> None:
    assert text_of(html) in ("", "<", "</", "<>")


def test_text_without_tags_is_text() -> None:
    assert text_of(PARAGRAPHS[0]) == PARAGRAPHS[0]


def test_nul_and_control_characters_lose_nothing() -> None:
    noisy = "\0".join(ARTICLE) + "\x01\x0b\x1b\ud800\uffff"
    assert text_of(noisy) == " ".join(PARAGRAPHS)


def test_an_xml_prolog_that_lies_is_ignored() -> None:
    html = '<?xml version="1.0" encoding="windows-1256"?>' + page(
        ARTICLE, '<meta http-equiv="Content-Type" content="text/html; charset=utf-16">'
    )
    assert text_of(html) == " ".join(PARAGRAPHS)


def test_entities_are_never_expanded_nor_fetched(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    lol = "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "lol">' for i in range(10)
    )
    html = (
        f'<!DOCTYPE html [{lol}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        f'<link href="{secret.as_uri()}"><p>&l9;&x; {PARAGRAPHS[0]}</p>'
    )
    text = text_of(html)
    assert "secret words" not in text
    assert PARAGRAPHS[0] in text
    assert len(text) < 3000


def test_a_huge_text_and_a_huge_attribute_are_read() -> None:
    html = f"<p title='{'x' * 11_000_000}'>{'كلمة ' * 2_200_000}</p>"
    assert len("".join(parse_tree(html).itertext())) == 11_000_000
