"""Blocks to text and to Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arclean.html.blocks import Page, outline
from arclean.html.lines import lines_of, spans_of
from arclean.html.render import left_of, markdown, plain
from arclean.html.tree import parse_tree


def read(html: str) -> Page:
    return outline(parse_tree(html))


def text(html: str) -> str:
    page = read(html)
    lines = lines_of(page, [True] * len(page.blocks))
    return plain(left_of(lines, lines.text(), []))


def as_markdown(html: str, **options) -> str:
    page = read(html)
    lines = lines_of(page, [True] * len(page.blocks))
    return markdown(page, left_of(lines, lines.text(), []), **options)


TABLE = "<table><tr><th>اسم<th>عدد<tr><td>تفاح<td>3<tr><td><td>4|5</table>"
LISTS = "<ul><li>أول<ul><li>داخلي</ul><li><p>ثان<p>تابع</ul><ol start=3><li>ثالث<li>رابع</ol>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>أول<p>ثان", "أول\n\nثان\n"),
        ("<h1>عنوان</h1><div>نص<br>سطر<br><br>فقرة</div>", "عنوان\n\nنص\nسطر\n\nفقرة\n"),
        (LISTS, "- أول\n  - داخلي\n- ثان\n  تابع\n\n3. ثالث\n4. رابع\n"),
        (TABLE, "اسم | عدد\nتفاح | 3\n4|5\n"),
        ("<ul><li>أ<ul><li>ب</ul>ج<li>د</ul>", "- أ\n  - ب\n  ج\n- د\n"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c\n"),
        ("<dl><dt>مصطلح<dd>شرح</dl>", "مصطلح\nشرح\n"),
        # a table that only lays out a page
        (f"<table><tr><td><p>{'كلمة ' * 90}</p></td><td>جانب</td></tr></table>",
         f"{('كلمة ' * 90).strip()}\nجانب\n"),
    ],
)  # fmt: skip
def test_plain_text(html: str, expected: str) -> None:
    assert text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<h2>عنوان</h2><p>نص", "## عنوان\n\nنص\n"),
        (LISTS, "- أول\n  - داخلي\n- ثان\\\n  تابع\n\n3. ثالث\n4. رابع\n"),
        (TABLE, "| اسم | عدد |\n| --- | --- |\n| تفاح | 3 |\n|  | 4\\|5 |\n"),
        ("<pre>a\n ``` b</pre>", "````\na\n ``` b\n````\n"),
        ("<blockquote><p>قال</blockquote>", "> قال\n"),
        ("<p># ليس عنوانا<p>1. ليس قائمة", "\\# ليس عنوانا\n\n1\\. ليس قائمة\n"),
        ("<p>نص <a href='/b c'>رابط <b>غليظ</b> </a>ثم",
         "نص [رابط **غليظ**](https://site.example/b%20c) ثم\n"),
        ("<p><a href='javascript:x()'>زر</a> <a href='#top'>أعلى</a>", "زر أعلى\n"),
        ("<p>سطر<br>سطر", "سطر\\\nسطر\n"),
        ("<p><b> </b>كلمة <i><br>أخرى</i>", "كلمة\\\n*أخرى*\n"),
        ("<p>snake_case _not_ *this* <code>x*y`</code>",
         "snake_case \\_not\\_ \\*this\\* `` x*y` ``\n"),
        ("<p><b>السؤال:</b>نص <b>«قول</b>»", "**السؤال**:نص **«قول**»\n"),
        ("<p>و<b>«قول»</b>ثم", "و«**قول**»ثم\n"),
        ("<p><b>أ</b><b>ب</b><i>ج</i>", "**أب***ج*\n"),
        ("<p>مهم!<a href=/x>رابط</a>", "مهم\\![رابط](https://site.example/x)\n"),
        ("<p><code><a href=/x>x</a></code>", "`x`\n"),
        ("<ol><li>أ<ul><li>ب</ul><p>ج</ol>", "1. أ\n   - ب\n\n   ج\n"),
        ("<ol start=9><li>أ<ol><li>ب</ol><li>ج<ol start=4><li>د</ol></ol>",
         "9. أ\n   1. ب\n10. ج\n\n    4. د\n"),
        ("<table><tr><th>أ<th><tr><td>ب<td>ج</table>", "| أ |  |\n| --- | --- |\n| ب | ج |\n"),
        ("<ul><ul><ul><li>أ</ul></ul></ul>", "- أ\n"),
        ("<blockquote><p>أ<p>ب<pre>ج\nد</pre></blockquote>",
         "> أ\n>\n> ب\n>\n> ```\n> ج\n> د\n> ```\n"),
        ("<p>---<p>===<p>~~~ x<p>#<p>2015.<p>&gt;x<p>&amp;copy; AT&amp;T",
         "\\---\n\n\\===\n\n\\~~~ x\n\n\\#\n\n2015\\.\n\n\\>x\n\n\\&copy; AT&T\n"),
        ("<h2>لغة #</h2>", "## لغة \\#\n"),
        ("<p>قبل <img src=a.png alt='صورة'> بعد",
         "قبل ![صورة](https://site.example/a/a.png) بعد\n"),
    ],
)  # fmt: skip
def test_markdown(html: str, expected: str) -> None:
    assert as_markdown(html, base="https://site.example/a/") == expected


def test_links_only_by_choice() -> None:
    assert as_markdown("<p><a href=/x>رابط</a>", links=False) == "رابط\n"


def test_rules_read_words_and_not_bullets() -> None:
    page = read("<ul><li>اقرأ أيضا<li>نص</ul>")
    assert lines_of(page, [True, True]).text() == "اقرأ أيضا\nنص"


def test_the_share_of_links() -> None:
    page = read("<p>نص <a href=/x>رابط</a><p><a href=/y>رابط</a>")
    shares = [line.link_share for line in lines_of(page, [True, True])]
    assert 0.5 < shares[0] < 1
    assert shares[1] == 1


INLINE = st.recursive(
    st.sampled_from(["كلمة", " ", "*", "_x_", "<br>", "a|b", "<img src=x alt=y>", "`"]),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["a href=/x", "b", "i", "code", "span", "em"]),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)
PIECES = st.recursive(
    INLINE,
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["p", "div", "ul", "ol", "li", "table", "tr", "td", "h2", "blockquote",
                         "pre", "a href=/x", "b", "dl", "dd"]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=20,
)  # fmt: skip


def letters(value: str) -> str:
    return "".join(re.findall(r"[^\W_]+", value))


@given(PIECES)
def test_no_word_is_lost_or_added(html: str) -> None:
    page = read(html)
    seen = letters(" ".join(block.text for block in page.blocks))
    numbers = re.compile(r"\d+\. ")  # of ordered lists: the text itself has no digits
    assert letters(numbers.sub("", text(html))) == seen
    marked = re.sub(r"!?\[y\]\(x\)", "", as_markdown(html, links=False))
    assert letters(numbers.sub("", marked)) == seen


@given(PIECES, st.data())
def test_spans_and_cuts_agree(html: str, data: st.DataObject) -> None:
    page = read(html)
    keep = data.draw(st.lists(st.booleans(), min_size=len(page.blocks), max_size=len(page.blocks)))
    lines = lines_of(page, keep)
    whole = lines.text()
    assert [whole[a:b] for a, b in spans_of(lines)] == [line.text for line in lines]
    assert sorted(block for line in lines for block in line.blocks) == [
        index for index, wanted in enumerate(keep) if wanted
    ]
    points = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)))
    cuts = list(zip(points[::2], points[1::2], strict=False))
    left = left_of(lines, whole, cuts)
    kept = "".join(c for i, c in enumerate(whole) if not any(a <= i < b for a, b in cuts))
    assert "".join("".join(one.text for one in left).split()) == "".join(kept.split())
