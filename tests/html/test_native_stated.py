"""The compiled twin of what elements state gives what the pure one gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arclean.html import core, stated
from arclean.html.smuggled import take_out
from arclean.html.tree import parse_tree
from tests.conftest import examples
from tests.html.test_native import soup, words

pytest.importorskip("arclean._native")

NAMES = ["og:title", " Author ", "DATE", "dc.\u0130", "og:type", "article:published_time", "x",
         ""]  # fmt: skip
values = st.sampled_from(
    [*NAMES, "canonical", "Next\u3000CANONICAL", "nofollow", "application/ld+json", "LD+JSON",
     "pubdate", "entry-Date \u212a", "2024-05-06", "/x?a=1&amp;b=2",
     "&quot;&#10;&lt;meta name=author", "position:fixed;left:-999px",
     "Po\u017fition : absolute;opacity:0", "POSITION:ABSOLUTE;&#10;Opacity:0",
     "position:fixed;top:-\u0661\u0662\u0663px"]
) | words  # fmt: skip
attributes = st.builds(
    lambda name, value: f"{name}='{value.replace(chr(39), '')}'",
    st.sampled_from(
        "content name property itemprop http-equiv rel href type datetime class pubdate lang"
        " xml:lang style style data-preloaded <meta <![CDATA[ <!-- content name content".split()
    ),
    values,
)
elements = st.builds(
    lambda name, given, text: f"<{name} {' '.join(given)}>{text}",
    st.sampled_from(
        "meta link script title time html metadata links svg noscript body div p".split()
    ),
    st.lists(attributes, max_size=4),
    st.sampled_from(
        ["", "]]>", "<b>x</b>", "</title>", "</script>", "<!-- y --></script>", "&amp;"]
    )
    | st.sampled_from([' style="', ' style="position:fixed;left:-9', "<b<title>"])
    | words,
)


def compare(html: str) -> None:
    root = parse_tree(html)
    found = stated.stated(root)
    compiled = core.stated(root, core.outline(root))
    assert compiled.carrier or not found.carrier
    assert compiled._replace(carrier=found.carrier, apart=True) == found
    if not compiled.apart:
        assert not take_out(root)


@given(st.lists(elements | soup, max_size=12).map("".join))
@example("<title/>x<title>y</title>")
@example("<div <meta name=author content=x>")
@example("<div <![CDATA[ x><meta name=author content=y>]]>")
@example("<script>']]><meta name=author content=x>'</script><meta name=author content=y>")
@example('<p>a style="')
@example("<b<title>x</b><title>y</title><p a<meta name=author content=x>")
@example("<link rel=canonical><link rel=canonical href=x>" + "<time datetime=1>" * 60)
@example("<script type=ld+json></script><script type=ld+json>{<b>}</script><title>a<b>c</title>")
@settings(max_examples=examples(300))
def test_stated(html: str) -> None:
    compare(html)
