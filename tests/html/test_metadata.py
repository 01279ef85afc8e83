"""What pages state about themselves, well and badly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean.html.metadata import Metadata, read_metadata
from arclean.html.tree import parse_tree

from .pages import page


def read(head: str, body: str = "") -> Metadata:
    return read_metadata(parse_tree(page(body, head)))


def ld(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "الصحيفة", "url": "https://example.com/"},
        {"@type": "WebPage", "name": "افتتاح المعرض - الصحيفة", "datePublished": "2020-01-01"},
        {
            "@type": ["NewsArticle"],
            "headline": "افتتاح  المعرض",
            "author": [{"@type": "Person", "name": "ليلى"}, {"name": "سمير"}],
            "datePublished": "2024-05-06T07:08:09+03:00",
            "inLanguage": "ar",
        },
    ],
}


def test_the_article_goes_before_the_page_and_the_site() -> None:
    found = read(ld(ARTICLE) + "<title>افتتاح المعرض - الصحيفة</title>")
    assert found.title == "افتتاح المعرض"
    assert found.author == "ليلى, سمير"
    assert found.date == "2024-05-06T07:08:09+03:00"
    assert (found.site_name, found.kind, found.language) == ("الصحيفة", "article", "ar")


@pytest.mark.parametrize(
    "broken",
    [
        '<!-- {"@type": "Article", "headline": "عنوان"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "عنوان"}\n//]]>',
        '{"@type": "Article", "headline": "عنوان",}',
        '{"@type": "Article", "headline": "عنوان"};',
        '{"@type": "Article", "description": "سطر\nوسطر", "headline": "عنوان"}',
        '[{"@type": "https://schema.org/Article", "name": "عنوان"}]',
    ],
)
def test_json_ld_is_read_as_pages_write_it(broken: str) -> None:
    assert read(ld(broken)).title == "عنوان"


@pytest.mark.parametrize("hostile", ["{", "[" * 100_000, '{"@graph":' * 900, "null", "1e999", "{}"])
def test_hostile_json_ld_is_passed_over(hostile: str) -> None:
    assert read(ld(hostile) + "<title>عنوان</title>").title == "عنوان"


def test_open_graph() -> None:
    found = read(
        '<meta property="og:title" content="عنوان &amp; آخر"><meta property="og:type" content='
        '"article"><meta property="og:site_name" content="موقع"><meta property="og:locale" content='
        '"ar_SA"><meta property="og:url" content="https://example.com/a">'
        '<meta property="article:published_time" content="2023/4/5"><meta name="author" '
        'content="كاتبة"><meta name="description" content="وصف">'
    )
    assert found == Metadata(
        "عنوان & آخر", "كاتبة", "2023-04-05", "ar", "وصف", "موقع", "https://example.com/a",
        "article",
    )  # fmt: skip


def test_plain_html() -> None:
    found = read(
        '<title> عنوان\n الصفحة </title><link rel="Canonical" href="https://example.com/b">',
        '<time datetime="2022-01-02">أمس</time>',
    )
    assert found.title == "عنوان الصفحة"
    assert (found.date, found.language) == ("2022-01-02", "ar")
    assert found.url == "https://example.com/b"


def test_of_several_times_none_is_guessed() -> None:
    times = '<time datetime="2022-01-02"></time><time datetime="2023-01-02"></time>'
    assert read("", times).date is None
    marked = '<time class="entry-date" datetime="2021-03-04"></time>'
    assert read("", times + marked).date == "2021-03-04"


def test_og_website_does_not_hide_an_article() -> None:
    assert read('<meta property="og:type" content="website">' + ld(ARTICLE)).kind == "article"


def test_an_empty_page_states_nothing() -> None:
    assert read_metadata(parse_tree("")) == Metadata()


def test_what_is_no_address_is_none() -> None:
    assert read('<link rel=canonical href="javascript:alert(1)">').url is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.sampled_from(
        ["Article", "Person", "2020-01-01"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["@type", "@graph", "headline", "name", "author", "url", "datePublished",
                         "mainEntity", "publisher", "inLanguage"]),
        inner, max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON)
def test_no_json_ld_fails(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    found = read(ld(text.replace("</", "<\\/")))
    assert all(field is None or isinstance(field, str) for field in found)
    root = parse_tree(page("", ld(text.replace("</", "<\\/"))))
    asked = found._replace(author=None, date=None, language=None, site_name=None)
    assert read_metadata(root, whole=False) == asked
