"""The choice of blocks: the compiled core keeps what the pure one keeps, whatever the scores."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.html import blocks, choice
from arclean.html.tree import parse_tree
from tests.conftest import examples
from tests.html.pages import ARTICLE, PARAGRAPHS, page

pytest.importorskip("arclean._native")
native = pytest.importorskip("arclean.html.native")

NAMES = (
    "modal|signature|post_signature|wp-caption-text|figure_caption|comments-area|CommentList"
    "|comment depth-2|Comment even|depth-3|related-posts|sidebar|no-sidebar|post-has-sidebar"
    "|Sidebar|sidebar-x|c_sidebar|most-read|MostRead|latest-news|footnote|callout|tips|share"
    "|nav menu|toc|post-1|post-22|post-3|entry|İsidebar|ad|role=dialog|hidden|K-modal|"
).split("|")
TEXTS = [
    *PARAGRAPHS,
    "اقرأ أيضا", "مقالات ذات صلة", "عن الكاتب", "عن الكاتبة", "Related Posts", "RELATED stories:",
    "قد يعجبك أيضًا", "نبذة عن المؤلف…", "الآراء المنشورة تعبر عن رأي أصحابها ولا تمثل الموقع.",
    "لن ينشر أي تعليق يخالف شروط النشر. حذف التعليقات وفق قواعد الاستخدام", "https://a.example/x",
    "http://b.example", "هل يفتح المعرض يوم الجمعة؟", "متى ينتهي؟ ", "الخطوات:", "وهذه هي:",
    "12 مارس", "منذ يومين", "3:30", "المزيد", "اقرأ المزيد", "Read more about it", "read moreover",
    "قراءة الخبر كاملا", "عنوان طويل للخبر الأول اقرأ المزيد", "التفاصيل / المزيد", "المزيد »",
    "وقال المدير إن المعرض...", "وأضاف أن العدد … المزيد", "ويضم المعرض [...] (المزيد)", "1\n2\n3",
    "9\n10\n11\n12", "007\n008", "١\n٢", "1", "7", "قال", "نعم", "Yes, of course it does.", "a b",
    "The fair opened last night in the capital, and the minister said that reading matters.",
    "Item 17, EUR 20", "awk", "Python 2", "شارك", "facebook", "© 2020", "مختصر مفيد",
]  # fmt: skip
BOXES = (
    "div div div section aside main article ul ol li li h1 h2 h3 h4 p p p table tr td th pre button"
    " form figcaption nav blockquote header span b"
).split()
leaves = st.builds(
    lambda text, href: f"<a href=/x>{text}</a>" if href else text,
    st.sampled_from(TEXTS),
    st.sampled_from([False, False, True]),
)


def element(tag: str, names: str, item: str, inside: list[str]) -> str:
    return f'<{tag} class="{names}"{item}>{"".join(inside)}</{tag}>'


def elements(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around some parts, and lists: of one element many times, texts in it changing."""
    tag, names = st.sampled_from(BOXES), st.sampled_from(NAMES)
    items = st.sampled_from(["", "", " itemprop=url", " itemprop"])
    one = st.builds(element, tag, names, items, st.lists(inside, max_size=4))
    many = st.builds(
        lambda tag, names, parts: "".join(
            element(tag, f"{names} n-{number}", "", [part]) for number, part in enumerate(parts)
        ),
        tag,
        names,
        st.lists(inside, min_size=2, max_size=7),
    )
    return one | many


texts = st.sampled_from(TEXTS)
cards = st.builds(
    lambda text, linked, more, day, times: "".join(
        f"<div class=card><h2>{'<a href=/x>' * linked}العنوان رقم {number}{'</a>' * linked}</h2>"
        f"<p>{text} {number}{'...' * bool(more)}</p><a href=/y>{more}</a><span>{day}</span></div>"
        for number in range(times)
    ),
    texts,
    st.booleans(),
    st.sampled_from(["", "المزيد", "اقرأ المزيد عن الخبر"]),
    st.sampled_from(["12 مارس", "أمس"]),
    st.integers(1, 6),
)
lists = st.builds(
    lambda tag, line, items, href: (
        f"<section><{tag}>{line}</{tag}><ul class=l>"
        + "".join(f"<li><a {href}=/x>{item}</a></li>" for item in items)
        + "</ul></section>"
    ),
    st.sampled_from(["p", "h3", "div"]),
    texts,
    st.lists(texts, min_size=1, max_size=9),
    st.sampled_from(["href", "name"]),
)
codes = st.builds(
    lambda tag, first, size, code: (
        f"<p>{PARAGRAPHS[0]}</p><table><tr><td><{tag}>"
        + "\n".join(str(first + step) for step in range(size))
        + f"</{tag}></td><td><pre>{code}</pre></td></tr></table><p>{PARAGRAPHS[1]}</p>"
    ),
    st.sampled_from(["pre", "div"]),
    st.sampled_from([1, 9, 999999]),
    st.integers(1, 4),
    texts,
)
entries = st.integers(1, 14).map(
    lambda times: "".join(f"<div><p>Item {n}, in stock, EUR {n}</p></div>" for n in range(times))
)
pages = st.lists(
    st.recursive(leaves, elements, max_leaves=12)
    | st.just(f"<div>{ARTICLE}</div>")
    | st.just(f"<div>{ARTICLE}<div itemprop=url>http://b.example</div></div>")
    | cards
    | lists
    | codes
    | entries,
    max_size=6,
).map("".join)


@given(pages, st.randoms(use_true_random=False))
@settings(max_examples=examples(400))
def test_both_cores_keep_the_same(html: str, random: Random) -> None:
    root = parse_tree(page(html))
    outlined, pure = native.outline(root), blocks.outline(root)
    steps = [0.0, 0.04, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.5, 0.6, 0.9, 1.0]
    for low, high in ((0.0, 1.0), (0.1, 0.5), (0.5, 1.0), (0.04, 0.3)):
        some = [step for step in steps if low <= step <= high]
        scores = [random.choice(some) for _ in pure.blocks]
        assert outlined.choose_blocks(scores) == choice.choose_blocks(pure, scores)
        assert choice.choose_blocks(outlined, scores) == choice.choose_blocks(pure, scores)


def test_sections_in_sections_count_once() -> None:
    inner = "<section><h3>مقالات ذات صلة</h3><p>عنوان خبر آخر من أخبار المعرض الجديد</p></section>"
    root = parse_tree(page(f"{ARTICLE}<div><h2>اقرأ أيضا</h2>{inner * 2}</div>"))
    outlined, pure = native.outline(root), blocks.outline(root)
    scores = [0.9] * len(pure.blocks)
    assert outlined.choose_blocks(scores) == choice.choose_blocks(pure, scores)
    assert sum(outlined.choose_blocks(scores)) == len(PARAGRAPHS)


def test_scores_of_another_page_are_refused() -> None:
    outlined = native.outline(parse_tree(page(ARTICLE)))
    with pytest.raises(ValueError, match="as many scores as blocks"):
        outlined.choose_blocks([0.5])
