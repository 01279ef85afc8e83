"""Selectors of rule files: what they select, what they refuse, what they cost."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from arclean.errors import InputError
from arclean.html.core import index_of
from arclean.html.select import Selector
from arclean.html.tree import parse_tree
from arclean.rules.css import css_selector, demands, parse_css
from arclean.rules.xpath import xpath_expression

PAGE = """
<div id=main class="a b"><h1 class=t>x</h1><p class=first>1</p><p data-x="Read More">2</p>
<ul class="share md:flex"><li>3<li class=on>4<li>5<a href=/t>6</a></ul><p lang=ar-EG></p>
<div class=a><p>7</p><span><p class=deep>8</p></span></div></div><div class="c"><p>9</p></div>
"""


def select(css: str, html: str = PAGE) -> list[str]:
    root = parse_tree(html)
    asked = {"css": [css], "xpath": []}
    selector = Selector(root, html, index_of(root))
    found = selector.all(asked)
    expected = Selector(root, html, index_of(root))
    expected.expect((css, ".not-there", "#not-there", "[href='/not-there']"))
    assert expected.all(asked) == found
    assert expected.has(asked) == bool(found)
    return ["".join(element.itertext()).strip() or element.tag for element in found]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p", "1 2 p 7 8 9"),
        (".a > p", "1 2 p 7"),
        ("#main .a p", "7 8"),
        ("h1 + p", "1"),
        ("h1 ~ p", "1 2 p"),
        ("p[data-x]", "2"),
        ("[data-x='Read More']", "2"),
        ("[data-x='read more' i]", "2"),
        ("[data-x^=Read]", "2"),
        ("[data-x$=More]", "2"),
        ("[data-x*='d M']", "2"),
        ("[data-x~=More]", "2"),
        ("[lang|=ar]", "p"),
        ("li:first-child", "3"),
        ("li:last-child", "56"),
        ("li:nth-child(2)", "4"),
        ("li:nth-child(odd)", "3 56"),
        ("li:nth-child(-n+2)", "3 4"),
        ("li:nth-last-child(2)", "4"),
        ("#main > p:nth-of-type(2)", "2"),
        ("#main > p:first-of-type", "1"),
        ("#main > p:last-of-type", "p"),
        ("p:empty", "p"),
        ("span > :only-child", "8"),
        ("li:not(.on)", "3 56"),
        ("li:not(.on, :first-child)", "56"),
        ("p:is(.first, .deep)", "1 8"),
        ("li:has(a)", "56"),
        ("div:has(> .deep), li:has(> a)", "56"),
        (".c p, h1", "x 9"),
        ("* > .on", "4"),
        (".no-such p", ""),
        (".md\\:flex > .on", "4"),
    ],
)
def test_css(css: str, expected: str) -> None:
    assert select(css) == expected.split()


def test_names_may_hold_anything_beyond_ascii() -> None:
    html = "<p class='a 😀-x'>b</p><p class=a>c</p>"
    root = parse_tree(html)
    found = Selector(root, html, index_of(root)).select("css", "p.😀-x")
    assert [element.text for element in found] == ["b"]


def test_css_means_what_cssselect_says() -> None:
    cssselect = pytest.importorskip("cssselect")
    translate = cssselect.HTMLTranslator().css_to_xpath
    chance = random.Random(5)
    tags = ["div", "p", "ul", "li", "span", "b"]

    def tree(depth: int) -> str:
        tag = chance.choice(tags[:2] + tags[4:]) if depth else "div"
        classes = " ".join(chance.sample("xyz", chance.randrange(3)))
        inner = "".join(tree(depth + 1) for _ in range(chance.randrange(4 if depth < 4 else 1)))
        tag = "div" if inner else tag
        return f"<{tag} class='{classes}'>{inner}</{tag}>"

    def compound() -> str:
        text = chance.choice(["div", "*", "p", "span", ""]) + chance.choice(
            ["", ".x", ".y", ".x.y", "[class~=z]", "[class$=z]", ":not(.x)", ":first-child",
             ":nth-child(2n+1)", ":nth-of-type(2)", ":last-child", ":nth-last-child(2)",
             ":not([class*=y])", ":nth-child(-n+2)"]
        )  # fmt: skip
        return text or "*"

    for _ in range(60):
        html = tree(0)
        root = parse_tree(html)
        for _ in range(15):
            css = compound()
            for _ in range(chance.randrange(3)):
                css += chance.choice([" ", " > ", " + ", " ~ "]) + compound()
            try:
                expected = root.xpath(translate(css))
            except cssselect.ExpressionError:
                continue  # *:nth-of-type(), which XPath cannot say
            for index in (None, index_of(root)):
                assert Selector(root, html, index).all({"css": [css]}) == expected, (css, html)
                assert Selector(root, html, index).has({"css": [css]}) == bool(expected)


@pytest.mark.parametrize(
    "css",
    ["", "a,,b", "> a", "a >", "a:hover", "a::before", "a[", "[a=b", ":not(:not(a))", ":not(a b)",
     "a{}", "a" * 3 + " b" * 9, ":nth-child(x)", ":has()", "a..b", "p.a div#", "/*", "&", ".5\n}",
     ",".join("a" * 40)],
)  # fmt: skip
def test_what_is_no_selector_is_refused(css: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        css_selector(css)


def test_literals_are_what_a_page_must_hold() -> None:
    found = demands("div.entry-content p, [data-role='share box'], #a, p")
    assert [(one.kind, one.name) for one in found] == [
        ("class", "entry-content"), ("source", "share"), ("id", "a"), ("source", ""),
    ]  # fmt: skip
    assert len(parse_css("a, b")) == 2


@pytest.mark.parametrize(
    ("xpath", "expected"),
    [
        ("//p[2]", "2"),
        ("//p[contains(., '7')]", "7"),
        ("//div[@class='c']/p", "9"),
        ("//li[a]", "56"),
        ("//li[not(@class) and position()=last()]", "56"),
        ("//p[starts-with(@data-x, 'Read')] | //h1", "x 2"),
        ("//p[text()='1']", "1"),
    ],
)
def test_xpath(xpath: str, expected: str) -> None:
    root = parse_tree(PAGE)
    found = Selector(root, PAGE, index_of(root)).all({"xpath": [xpath_expression(xpath)]})
    assert ["".join(element.itertext()) for element in found] == expected.split()


@pytest.mark.parametrize(
    "xpath",
    ["", "p", "/html/p", "//p//a", "//p/..", "//p/ancestor::div", "//p[.//a]", "//a[document('x')]",
     "//a[id('x')]", "//p[", "//p]", "//p[@a=$x]", "//p/following::a", "//p[[1]]x(", "//*[//a]",
     "//p[preceding-sibling::p]", "//p[@a='x]", "(//p)[//q]", "//a[re:test(., 'x')]",
     "//p" + "[1]" * 11, "//p" + "/a" * 11],
)  # fmt: skip
def test_what_may_cost_or_reach_too_much_is_refused(xpath: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        xpath_expression(xpath)


def test_deep_pages_cost_no_more_than_flat_ones() -> None:
    html = "<div class=x><div class=y><b>" * 600 + "</b></div></div>" * 600
    html += "<p class=x></p>" * 30_000
    root = parse_tree(html)
    selector = Selector(root, html, index_of(root))
    for css in (
        ".x .y .x .y .x .y .x .y", ".x ~ .x ~ .x ~ .x", ":not(.x):nth-child(2n)", "*:has(.y)",
        "* * * * * * * *",
    ):  # fmt: skip
        selector.all({"css": [css]})  # quadratic cost would not come back within the day


def test_elements_of_many_names_cost_no_more_than_those_of_one() -> None:
    html = "<p class=x>a<b>c</b></p>" + "".join(f"<t{n} class=x>{n}</t{n}>" for n in range(40_000))
    root = parse_tree(html)
    selector = Selector(root, html, index_of(root))
    (bold,) = selector.select("css", "b")
    (first, *_) = selector.select("css", ".x")
    selector.clear(first)  # and what it holds has no place any more
    found = selector.select("css", ".x")
    assert [one.text for one in found] == [str(n) for n in range(40_000)]
    assert selector.place(bold) < selector.place(found[0]) < selector.place(found[-1])


def test_an_xpath_that_would_take_long_is_refused_on_that_page(monkeypatch) -> None:
    html = "<div>" * 300 + "<p>x"
    monkeypatch.setattr("arclean.html.select._MAX_COST", 10_000)
    root = parse_tree(html)
    selector = Selector(root, html, index_of(root))
    with pytest.raises(InputError, match="too large"):
        selector.all({"xpath": ["//p[contains(., 'x')]"]})
    assert len(selector.all({"xpath": ["//p"]})) == 1


def test_no_rule_reaches_beyond_the_page() -> None:
    with pytest.raises(etree.XPathEvalError):
        etree.XPath("//p[unknown(.)]")(parse_tree(PAGE))


def test_a_cleared_element_has_no_attributes_any_more() -> None:
    source = "<div><p class=a lang=ar>x</p><p class=b lang=ar>y</p></div>"
    for marked in (True, False):
        root = parse_tree(source)
        selector = Selector(root, source, index_of(root) if marked else None)
        (first,) = selector.select("css", ".a")
        selector.clear(first)
        assert [one.text for one in selector.select("css", "[lang=ar]")] == ["y"]
