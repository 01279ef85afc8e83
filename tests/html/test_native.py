"""The compiled twin: blocks, elements, rows of numbers and scores equal the pure one's."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from arclean.html import blocks, context, core, features
from arclean.html.model import shipped_model
from arclean.html.select import Selector
from arclean.html.tree import parse_tree
from tests.conftest import examples
from tests.html.pages import ARTICLE, page
from tests.html.test_blocks import trees
from tests.html.test_extract import LAYOUTS

pytest.importorskip("arclean._native")
native = pytest.importorskip("arclean.html.native")

OF_BLOCK = [name for name in blocks.Block.__slots__ if not name.startswith("_")]
OF_NODE = [name for name in blocks.Node.__slots__ if not name.startswith("_")]


def compare(root: etree._Element, title: str = "", description: str = "", kind: int = 0) -> None:
    pure, compiled = blocks.outline(root), native.outline(root)
    for fields, ours, theirs in (
        (OF_BLOCK, pure.blocks, compiled.blocks),
        (OF_NODE, pure.nodes, compiled.nodes),
    ):
        for field in fields:
            assert [getattr(one, field) for one in theirs] == [getattr(one, field) for one in ours]
    assert compiled.count() == pure.count() == len(pure.blocks)
    assert compiled.alike() == pure.alike()
    assert len(compiled.nodes) == len(pure.nodes)
    with pytest.raises(IndexError):
        compiled.nodes[len(pure.nodes)]
    rows = features.features(pure, title, description, kind)
    model = shipped_model()
    around = context.context(pure, model.first.scores(rows))
    wanted = [row + more for row, more in zip(rows, around, strict=True)]
    names = [*features.FEATURES, *context.CONTEXT]
    for row, other in zip(wanted, compiled.rows(title, description, kind), strict=True):
        assert dict(zip(names, other, strict=True)) == dict(zip(names, row, strict=True))
    scores = model.scores(pure, title, description, kind)
    assert compiled.scores(title, description, kind) == scores
    assert core.scores(compiled, title, description, kind) == scores


words = st.text(
    st.sampled_from(
        "اأبتةمنى ٣abcZÀßΣσΩİǅ09.,،؟!؛:|•\n\t\r\x0b\x0c\x1c\x85\xa0\u2003\u200f\u3000。中𐐀😀"
        "&<>\"'=/-_"
    ),
    max_size=30,
)
PHRASES = [
    "اقرأ أيضا", "تابعنا على تويتر", "Share this", "views", "منذ ٣ أيام", "12:30", "5 Mar 2020",
    "© 2024 جميع الحقوق محفوظة", "&nbsp;", "&#1;", "&#x0c", "&#xFFFE;", "&#128;", "&unknown;",
    "&lt;b&gt;", "&amp",
    "كان يا ما كان في قديم الزمان رجل يبيع الكتب، ثم سافر إلى بلاد بعيدة. " * 3, "قصة " * 120,
    "<!-- x -->", "<![CDATA[y]]>", "<?php z ?>", "ΑΣ ΟΔΟΣ", "]]>",
]  # fmt: skip
TAGS = [
    *"div p span a b strong li ul ol td tr table h1 h2 pre nav aside footer article form".split(),
    *"br img input noscript svg textarea select option iframe main section blockquote".split(),
    *"button o:p x-y center title xmp details em i font audio dl dt dd figure label".split(),
    'a"b', "a<b", "p=q",
]  # fmt: skip
names = st.sampled_from(
    "class=entry-content|class='relatedPosts navBar'|class=|id=share_buttons|id='x &quot; y'|"
    "role=main|role=navigation|class='a role=menu'|style='display: none'|style=color:red|hidden|"
    "aria-hidden=true|aria-hidden=false|href=/x|href|=x|\"y|a'b=c|x:class=z|class=دلالة|⚡|"
    "class='post-1 p2'|class='post-34 p'|class='read-more READMore adBox'|xml:lang=ar|"
    "data-x='<p>&amp;&#10;'|name=n|data-x=Add|data-x=3-4|class='x&#10;z\xa0p3'|start=3".split("|")
)
tags = st.builds(
    lambda name, attributes, close: f"<{name} {' '.join(attributes)}{close}",
    st.sampled_from(TAGS),
    st.lists(names, max_size=3),
    st.sampled_from([">", ">", ">", "/>", ""]),
)
soup = st.lists(
    words
    | st.sampled_from(PHRASES)
    | tags
    | st.sampled_from(TAGS).map(lambda name: f"</{name}>")
    | st.sampled_from(["<style>a>b{}</style>", "<script>if (a<b && c>d) '</p>'</script>"]),
    max_size=60,
).map("".join)
XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


@given(soup, words, words, st.integers(0, 3))
@example(f"{XHTML}<head><title>x</title></head><p name=a id=b>y</p><div name=c>z</div>", "", "", 0)
@example(
    "<noscript>" + "<p>كلمة وأخرى</p>" * 30 + "</noscript><noscript>قصير</noscript>", "", "", 0
)
@example("<pre>" + " " * 500 + "x</pre>", "x", "x", 1)
@example("<body><p>a<p>b", "\ud800 a", "", 0)
@example("<p>رجل</p>" * 40 + "<div class=card><a href=/>x</a></div>" * 9, "", "", 0)
@settings(max_examples=examples(150))
def test_soup(html: str, title: str, description: str, kind: int) -> None:
    compare(parse_tree(html), title, description, kind)


@given(trees())
@settings(max_examples=examples(60))
def test_trees(inner: etree._Element) -> None:
    root = etree.Element("html")
    root.append(inner)
    inner.tail = "ذيل"
    compare(root)
    ours = core.outline(inner).blocks  # whatever the root is
    assert [block.text for block in ours] == [block.text for block in blocks.outline(inner).blocks]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    compare(parse_tree(page(LAYOUTS[layout])), "معرض الكتاب", "خبر عن المعرض", 1)


CSS = (
    "p|.entry-content|.entry-content p|#x|#share_buttons|div > p|p + p|p ~ div|[data-x]|.دلالة|"
    "p:not(.adBox)|li:nth-child(2)|div:has(p)|nav a|*|.relatedPosts.navBar|script|o|body > * > p|"
    "[data-x='\u0130 add-x' i]|[data-x*=add i]|b[class][data-x]|[data-x~=Add],.adBox|.p2,.p3|p.z|"
    "p:empty|td:only-child|[class*=ad] b, .z|div:nth-of-type(2)"
).split("|")
CSS.append("[data-x|='3'], .adBox")


@given(soup)
@example("<!-- a --><p class='relatedPosts relatedPosts navBar'>a<p id=' x '>b<p id>c")
@example(
    f"<i class=z></i><script>{'.z ' * 900}</script><p class='zz entry-content&#10;z'>{'x' * 2000}"
)
@example("<i data-x='\u0130 ADD-x' class=&amp;>&<b class=دلالة data-x>class=\"entry-content\"")
@settings(max_examples=examples(60))
def test_selectors(html: str) -> None:
    root = parse_tree(html)
    root.insert(0, etree.Comment("a"))
    root.insert(0, etree.Element("p"))
    root.append(etree.Element("p"))
    pure = Selector(root, html)
    for css in CSS:
        wanted = pure.all({"css": [css]})
        assert Selector(root, html, core.index_of(root)).has({"css": [css]}) == bool(wanted)
        assert Selector(root, html, core.index_of(root)).all({"css": [css]}) == wanted
        expecting = Selector(root, html, core.index_of(root))
        expecting.expect(tuple(CSS))
        assert expecting.may_have({"css": [css]}) >= bool(wanted)
        assert expecting.has({"css": [css]}) == bool(wanted)
        assert expecting.all({"css": [css]}) == wanted


@given(soup, st.lists(st.sampled_from(CSS), max_size=4), st.booleans())
@example("<div class=entry-content>", ["*"], True)  # what is cleared has no class any more
@example("<div class=z><p class=z id=x>a</div>", [".z", ".z"], False)
@example(f"<noscript><p class=z>{'كلمة ' * 99}</p></noscript><p class=z>a<p>b", [".z"], False)
@example("<svg class=z><p>a</svg><img class=z><ol start=3 class=z><li>a</ol><p>b", [".z"], True)
@settings(max_examples=examples(60))
def test_selectors_among_clearing(html: str, cleared: list[str], last: bool) -> None:
    pairs = []
    whole = native.outline(parse_tree(html))
    for root in (parse_tree(html), parse_tree(html)):
        pairs.append((root, Selector(root, html, core.index_of(root) if pairs else None)))
    for css in [*cleared, *CSS]:
        ours, theirs = ([one.getroottree().getpath(one) for one in selector.all({"css": [css]})]
                        for _, selector in pairs)  # fmt: skip
        assert ours == theirs
        if ours and css in cleared:
            for _, selector in pairs:
                found = selector.all({"css": [css]})
                selector.clear(found[-1 if last else 0])
    assert len({etree.tostring(root) for root, _ in pairs}) == 1
    root, selector = pairs[1]
    left, wanted = core.outline_without(root, whole, selector.cleared), native.outline(root)
    for ours, theirs, fields in (
        (left.blocks, wanted.blocks, OF_BLOCK),
        (left.nodes, wanted.nodes, [name for name in OF_NODE if name != "element"]),
    ):
        assert [[getattr(one, field) for field in fields] for one in ours] == [
            [getattr(one, field) for field in fields] for one in theirs
        ]


@pytest.mark.parametrize("compiled", [True, False])
def test_what_has_been_cleared_is_not_selected_again(compiled: bool) -> None:
    html = page("<div class=a><p class=b>x</p><p>y</p></div><p class=b>z</p><p>w</p>")
    root = parse_tree(html)
    selector = Selector(root, html, core.index_of(root) if compiled else None)
    assert selector.has({"css": [".a .b"]})
    selector.clear(selector.all({"css": [".a"]})[0])
    assert not selector.all({"css": [".a .b"]})
    assert [one.text for one in selector.all({"css": [".b"]})] == ["z"]
    assert [one.text for one in selector.all({"css": ["p"]})] == ["z", "w"]


@pytest.mark.parametrize("compiled", [True, False])
def test_places_stay_while_parts_go(compiled: bool) -> None:
    html = page("<div class=a><p class=b>x</p><p>y</p></div><p class=c>z</p><i>w</i>")
    root = parse_tree(html)
    selector = Selector(root, html, core.index_of(root) if compiled else None)
    [b], [a], [c] = (selector.all({"css": [css]}) for css in (".b", ".a", ".c"))
    selector.clear(b)
    selector.clear(a)  # b goes with it
    i = next(root.iter("i"))
    assert sorted([i, c, b, a], key=selector.place) == [a, b, c, i]


def test_comments_and_instructions_in_a_tree_are_no_text() -> None:
    root = etree.fromstring("<html>a<!-- <p>b --><?c d?>e<p>f</p>g<![CDATA[<h>]]>&amp;i</html>")
    compare(root)


def test_an_element_is_found_again() -> None:
    root = parse_tree(
        page(f"<nav><a href=/>x</a></nav>{ARTICLE}<svg><p>x</p></svg><div id=it>y</div>")
    )
    found = core.outline(root).nodes[-1]
    assert found.element.get("id") == "it"


def test_deep_and_wide_pages() -> None:
    compare(parse_tree("<div>" * 3_000 + "x" + "</div>" * 3_000))
    compare(parse_tree("<noscript>" * 300 + "x"))
    compare(parse_tree("<p class=a>كلمة<br>" * 2_000))


def test_markup_that_lxml_does_not_write_is_refused() -> None:
    extractor = native.extractor()
    for markup in (b"<p", b"<p x>", b"<p x=y>", b"<!-- ", b"<svg><p>", b"\xff", b'<p x="y>'):
        with pytest.raises(ValueError, match=r"markup|utf-8"):
            extractor.outline(markup)


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        native.extractor_of(b'{"first": [[[0, 1.0], 2.0]], "second": [[1.0]]}')
    with pytest.raises(ValueError, match="number"):
        native.extractor_of(b'{"first": [[[9999, 1.0], 2.0, 3.0]], "second": [[1.0]]}')
