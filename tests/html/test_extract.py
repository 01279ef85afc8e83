"""The generic extractor on pages written for it: layouts as they occur, texts of our own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.document import CATEGORIES
from arclean.html import core, furniture
from arclean.html.alike import evened
from arclean.html.blocks import outline
from arclean.html.core import choose_blocks
from arclean.html.extract import choose
from arclean.html.metadata import read_metadata
from arclean.html.model import without_furniture
from arclean.html.tree import parse_tree
from tests.html.pages import ARTICLE, PARAGRAPHS, page

MENU = (
    "<nav><ul>"
    + "".join(
        f'<li><a href="/{n}">{name}</a></li>'
        for n, name in enumerate(["الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "منوعات"])
    )
    + "</ul></nav>"
)
RELATED = (
    '<div class="related-posts"><h3>مقالات ذات صلة</h3><ul>'
    + "".join(
        f'<li><a href="/n{n}">{title}</a></li>'
        for n, title in enumerate(
            ["انطلاق معرض الزهور", "ارتفاع أسعار القمح", "فوز المنتخب بالكأس", "افتتاح جسر جديد"]
        )
    )
    + "</ul></div>"
)
FOOTER = '<footer><p>جميع الحقوق محفوظة © 2024</p><a href="/privacy">سياسة الخصوصية</a></footer>'
COMMENTS = (
    '<div id="respond"><h3>اترك تعليقا</h3><p>لن يتم نشر عنوان بريدك الإلكتروني.</p>'
    "<form><label>الاسم</label><input><label>البريد الإلكتروني</label><input></form></div>"
)
COOKIES = (
    '<div class="cookie-notice">يستخدم هذا الموقع ملفات تعريف الارتباط. '
    '<a href="/c">موافق</a></div>'
)
LAYOUTS = {
    "theme": f"{MENU}<main><article><h1>معرض الكتاب</h1>"
    f'<div class="entry-content">{ARTICLE}</div></article>'
    f"{RELATED}{COMMENTS}</main>{FOOTER}",
    "plain divs": f"<div id=top>{MENU}</div><div id=mid>{ARTICLE}</div>"
    f"<div id=low>{RELATED}</div>{FOOTER}",
    "one form": f"<form action=/x method=post>{MENU}<div>{ARTICLE}</div>{RELATED}{FOOTER}</form>",
    "line breaks": f"{MENU}<div class=post>{'<br><br>'.join(PARAGRAPHS)}</div>{COOKIES}{FOOTER}",
    "table": f"<table><tr><td>{MENU}</td><td>{ARTICLE}</td></tr></table>{FOOTER}",
    "boxes": MENU
    + "".join(
        f'<div class="elementor-widget"><div><p>{text}</p></div></div>' for text in PARAGRAPHS
    )
    + COOKIES
    + FOOTER,
}


def kept(html: str) -> list[str]:
    root = parse_tree(html)
    outlined = outline(root)
    choice = choose(outlined, read_metadata(root))
    return [block.text for block, keep in zip(outlined.blocks, choice.keep, strict=True) if keep]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_paragraphs_and_no_furniture(layout: str) -> None:
    found = kept(page(LAYOUTS[layout], "<title>معرض الكتاب - صحيفة المثال</title>"))
    assert [text for text in found if text in PARAGRAPHS] == PARAGRAPHS
    assert not [text for text in found if "الحقوق" in text or "الارتباط" in text]
    assert not set(found) & {"الرئيسية", "مقالات ذات صلة", "انطلاق معرض الزهور", "الاسم"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        MENU,
        MENU + RELATED + FOOTER,
        "<ul>" + "".join(f'<li><a href="/{n}">موقع رقم {n}</a></li>' for n in range(80)) + "</ul>",
        COOKIES,
    ],
)
def test_a_page_without_an_article_gives_nothing(body: str) -> None:
    assert kept(page(body, "<title>صحيفة المثال</title>")) == []


def test_what_goes_has_a_reason_and_a_category_what_stays_has_none() -> None:
    root = parse_tree(page(LAYOUTS["theme"]))
    outlined = outline(root)
    choice = choose(outlined, read_metadata(root))
    reasons = {}
    for block, keep, reason, category, score in zip(
        outlined.blocks, choice.keep, choice.reasons, choice.categories, choice.scores, strict=True
    ):
        assert 0.0 <= score <= 1.0
        assert keep == (reason == "") == (category == "")
        assert keep or (reason.startswith("html/") and category in CATEGORIES)
        reasons[block.text] = reason
    assert reasons["الرئيسية"] == "html/navigation"
    assert reasons["انطلاق معرض الزهور"] == "html/related"
    assert reasons["معرض الكتاب"] == "html/title"


@settings(max_examples=40)
@given(st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=1, max_size=12))
def test_the_choice_follows_the_scores(scores: list[float]) -> None:
    """What is kept never scores less than what goes, and the page is empty or has a sure block."""
    # Of different elements, so that nothing is filled in.
    parts = "".join(f"<div><div><p>فقرة {n}</p></div></div>" for n in range(len(scores)))
    outlined = outline(parse_tree(f"<body>{parts}"))
    keep = choose_blocks(outlined, scores)
    left = [score for score, yes in zip(scores, keep, strict=True) if yes]
    gone = [score for score, yes in zip(scores, keep, strict=True) if not yes]
    assert not left or max(left) >= 0.5
    assert not left or not gone or min(left) > max(gone)


def test_short_lines_in_the_midst_of_an_article_stay_with_it() -> None:
    between = "<h2>المقادير</h2><ul><li>كوب من العدس</li><li>بصلة</li></ul><pre>ls</pre>"
    html = page(f"{MENU}<article>{ARTICLE}{between}{ARTICLE}</article>{RELATED}{FOOTER}")
    found = kept(html)
    assert {"المقادير", "كوب من العدس", "بصلة", "ls"} <= set(found)
    assert not set(found) & {"الرئيسية", "مقالات ذات صلة", "انطلاق معرض الزهور"}


@given(st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=3, max_size=12))
def test_filling_only_adds_blocks_without_signs_of_furniture(scores: list[float]) -> None:
    parts = ["<p>فقرة</p>", "<p>شارك هذا</p>", "<p><a href=x>رابط</a></p>", "<nav>قائمة</nav>"]
    html = "<body><div>" + "".join(parts[n % 4] for n in range(len(scores)))
    outlined = outline(parse_tree(html))
    for block, keep, score in zip(
        outlined.blocks, choose_blocks(outlined, scores), evened(outlined, scores), strict=True
    ):
        assert not keep or score >= 0.3 or block.text == "فقرة"


def test_captions_are_no_article() -> None:
    figure = "<figure><img src=a.jpg><figcaption><p>{}</p></figcaption></figure>"
    pieces = [f"<p>{text}</p>{figure.format('صورة من المعرض ' + text)}" for text in PARAGRAPHS]
    found = kept(page(f"{MENU}<article>{''.join(pieces)}</article>{FOOTER}"))
    assert found == PARAGRAPHS


def test_a_heading_that_repeats_the_title_above_the_text_goes() -> None:
    body = f"<div><h1>معرض الكتاب في العاصمة</h1>{ARTICLE}<h1>معرض الكتاب</h1>{ARTICLE}</div>"
    outlined = outline(parse_tree(page(body)))
    titles = [1.0 if outlined.nodes[block.node].tag == "h1" else 0.0 for block in outlined.blocks]
    scores = without_furniture(outlined, titles, [0.9] * len(titles))
    assert scores == [0.0] + [0.9] * (len(titles) - 1)


@given(st.lists(st.tuples(st.sampled_from(["long", "short", "link"]), st.floats(0.0, 0.49))))
def test_where_no_score_is_sure_only_prose_makes_an_article(parts: list[tuple[str, float]]) -> None:
    kinds = {"long": PARAGRAPHS[0], "short": "وسم", "link": f"<a href=x>{PARAGRAPHS[1]}</a>"}
    body = "".join(f"<section><div><p>{kinds[kind]}</p></div></section>" for kind, _ in parts)
    keep = choose_blocks(outline(parse_tree(page(body))), [score for _, score in parts])
    stays = [kind for (kind, _), yes in zip(parts, keep, strict=True) if yes]
    assert not stays or "long" in stays
    best = max(parts, key=lambda part: part[1], default=("", 0.0))
    assert stays or best[0] != "long" or best[1] < 0.3


def test_the_notice_at_the_foot_of_a_front_page_is_no_article() -> None:
    notice = "الموقع مرخص بموجب أحكام القانون، والآراء والتعليقات المنشورة تعبر عن رأي أصحابها فقط."
    items = "".join(f"<li><a href=/{n}>عنوان خبر رقم {n}</a></li>" for n in range(20))
    root = parse_tree(page(f"<ul>{items}</ul><p>{notice}</p>"))
    outlined = outline(root)
    scores = [0.45 if block.text == notice else 0.2 for block in outlined.blocks]
    assert not any(choose_blocks(outlined, scores))


def test_a_page_that_is_one_long_paragraph_is_kept() -> None:
    text = " ".join(PARAGRAPHS * 12)
    body = f"<header>{MENU}</header><div><div class=artic1><h3>خطبة</h3><p>{text}</p></div></div>"
    assert text in kept(page(body + FOOTER))


TAGS = "awk code data django docker git k8s Linux python أدب أمان برمجة ترجمة تشفير جوال".split()


def test_a_page_of_tags_gives_nothing() -> None:
    tags = "".join(f'<li><a href="/tags/{tag}">{tag} <sup>2</sup></a></li>' for tag in TAGS)
    body = f"{MENU}<main><h1>الوسوم</h1><ul class=terms>{tags}</ul></main>{FOOTER}"
    assert kept(page(body)) == []


def test_numbers_of_lines_beside_code_go_with_a_reason() -> None:
    lines = ["def main():", "    return 0", "", "main()"]
    numbers = "\n".join(f"<a href=#l{n}>{n:2}</a>" for n in range(9, 9 + len(lines)))
    code = (
        f"<table><tr><td><pre><code>{numbers}</code></pre></td>"
        f"<td><pre><code>{chr(10).join(lines)}</code></pre></td></tr></table>"
    )
    grades = "<table><tr><td>90</td><td>80</td></tr></table>"
    root = parse_tree(page(f"{MENU}<article>{ARTICLE}{code}{ARTICLE}{grades}</article>{FOOTER}"))
    outlined = outline(root)
    choice = choose(outlined, read_metadata(root))
    reasons = {
        block.text.strip(): reason
        for block, reason in zip(outlined.blocks, choice.reasons, strict=True)
    }
    assert reasons["9\n10\n11\n12"] == "html/line-numbers"
    assert reasons["\n".join(lines)] == ""
    assert "html/line-numbers" not in (reasons["90"], reasons["80"])


NOTE = "سجل الدخول إلى حسابك لتتابع القراءة من حيث توقفت، أو أنشئ حسابا جديدا مجانا."


def chosen(body: str, scores: dict[str, float], otherwise: float = 0.0) -> list[str]:
    """What is kept of a page whose blocks have these scores."""
    outlined = outline(parse_tree(page(body)))
    keep = choose_blocks(outlined, [scores.get(b.text, otherwise) for b in outlined.blocks])
    return [block.text for block, yes in zip(outlined.blocks, keep, strict=True) if yes]


OVERLAYS = ['class="modal fade"', "role=dialog", "id=onetrust-banner-sdk", 'class="signature"']
OVERLAYS += [
    "class=ipsEntry__signature",
    "class=thumbcaption",
    'class="wp-caption-text gallery-caption"',
]


@pytest.mark.parametrize("names", OVERLAYS)
def test_windows_and_signatures_go_however_sure_the_model_is(names: str) -> None:
    window = f"<div {names}><div><p>{NOTE}</p></div></div>"
    body = f"<div>{ARTICLE}</div>{window}"
    assert chosen(body, {}, 0.9) == PARAGRAPHS
    assert chosen(f"<div>{window}</div>", {}, 0.9) == [NOTE]  # the page is the window


@pytest.mark.parametrize(
    "names", ["class=comments-area", "class=post-comment_body", "id=commentlist"]
)
def test_comments_and_asides_go_however_sure_the_model_is(names: str) -> None:
    comment = f"<div {names}><div><p>{NOTE}</p></div></div>"
    assert chosen(f"<div>{ARTICLE}</div>{comment}", {}, 0.9) == PARAGRAPHS
    # A thread's posts are named so, too.
    thread = "".join(f"<div {names}><p>{text}</p></div>" for text in PARAGRAPHS[1:])
    assert chosen(f"<p>{PARAGRAPHS[0]}</p>{thread}", {}, 0.9) == PARAGRAPHS


def test_an_aside_goes_and_a_remark_in_one_stays() -> None:
    aside = f"<aside><p>{NOTE}</p></aside>"
    assert chosen(f"<div>{ARTICLE}{aside}</div>", {}, 0.9) == PARAGRAPHS
    assert chosen(f"<div>{aside}</div>", {}, 0.9) == [NOTE]  # the page is the aside
    for names in ("class=footnote", "class='callout callout--tip'", "role=doc-footnote"):
        remark = f"<aside {names}><p>{NOTE}</p></aside>"
        assert chosen(f"<div>{ARTICLE}{remark}</div>", {}, 0.9) == [*PARAGRAPHS, NOTE]


@pytest.mark.parametrize("names", ["class=related-posts", "id=c-entry-sidebar", "class=MostRead"])
def test_boxes_of_other_texts_go_however_sure_the_model_is(names: str) -> None:
    box = f"<div {names}><div><h3>خبر آخر</h3><p>{NOTE}</p></div></div>"
    assert chosen(f"<div>{ARTICLE}</div>{box}", {}, 0.9) == PARAGRAPHS
    assert chosen(f"<div>{box}</div>", {}, 0.9) == ["خبر آخر", NOTE]  # the page is the box


@pytest.mark.parametrize("names", ["class=has-sidebar", "class=sidebar-enabled--false"])
def test_a_layout_named_after_its_sidebar_stays(names: str) -> None:
    assert chosen(f"<p>{NOTE * 9}</p><div {names}><p>{NOTE}</p></div>", {}, 0.9)[1:] == [NOTE]


def test_a_heading_named_related_stays_with_its_section() -> None:
    body = f"<div>{ARTICLE}<h2 id=related>ملفات مرفقة</h2><p>{NOTE}</p></div>"
    assert chosen(body, {}, 0.9) == [*PARAGRAPHS, "ملفات مرفقة", NOTE]


@pytest.mark.parametrize(
    "part", ["<div id=onetrust-banner-sdk>{}</div>", "<aside>{}</aside>"], ids=["window", "aside"]
)
def test_what_leaves_a_text_goes_though_it_is_longer(part: str) -> None:
    def notes(count: int) -> str:
        return part.format("".join(f"<p>{place} {NOTE}</p>" for place in range(count)))

    assert chosen(f"<div>{ARTICLE}</div>{notes(12)}", {}, 0.9) == PARAGRAPHS
    # The page is the part; so it is where hardly anything else is kept.
    assert len(chosen(f"<p>عنوان الصفحة</p>{notes(12)}", {}, 0.9)) == 13
    assert len(chosen(f"<div>{ARTICLE}</div>{notes(300)}", {}, 0.9)) == 300 + len(PARAGRAPHS)


def test_the_comments_of_a_blog_go_however_long_they_are() -> None:
    def comments(post: str, names: str) -> str:
        texts = [f"{NOTE} {place} {text}" for place in range(9) for text in PARAGRAPHS]
        items = "".join(f"<li class='{names}'><p>{text}</p></li>" for text in texts)
        return f"<div>{post}</div><ol>{items}</ol>"

    blog = "comment byuser even thread-even depth-1"
    assert chosen(comments(ARTICLE, blog), {}, 0.9) == PARAGRAPHS
    assert len(chosen(comments(ARTICLE, "comment even"), {}, 0.9)) == 10 * len(PARAGRAPHS)
    assert len(chosen(comments("<p>سؤال</p>", blog), {}, 0.9)) == 1 + 9 * len(PARAGRAPHS)


def test_what_went_as_a_window_or_a_copy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = f"<div><div><p>{PARAGRAPHS[0]}</p></div></div>"
    window = f"<div role=dialog><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p></div>"
    root = parse_tree(page(f"<article>{ARTICLE}</article>{copy}{window}"))
    outlined = outline(root)
    monkeypatch.setattr(core, "scores", lambda page, *said: [0.9] * len(page.blocks))
    choice = choose(outlined, read_metadata(root))
    assert choice.reasons == [""] * len(PARAGRAPHS) + ["html/repeated", "html/overlay"]


def test_what_went_as_a_comment_or_an_aside_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["أول ما كتب القراء تحت هذا النص كله", "وثاني ما كتبوا تحته قبل يومين"]
    below = f"<div class=comment-list><p>{texts[0]}</p></div><aside><p>{texts[1]}</p></aside>"
    root = parse_tree(page(f"<article>{ARTICLE}</article>{below}"))
    monkeypatch.setattr(core, "scores", lambda page, *said: [0.9] * len(page.blocks))
    choice = choose(outline(root), read_metadata(root))
    assert choice.reasons == [""] * len(PARAGRAPHS) + ["html/comments", "html/sidebar"]


@pytest.mark.parametrize("heading", ["مقالات أخرى", "اقرأ أيضًا:", "عن الكاتب", "Related posts"])
def test_a_section_that_says_it_is_of_others_goes_however_sure_the_model_is(heading: str) -> None:
    teaser = f"<div><h3>خبر آخر</h3><p>{NOTE}</p></div>"
    bare = f"<div>{ARTICLE}<h2>{heading}</h2>{teaser * 2}</div>"
    boxed = f"<div>{ARTICLE}<div><h4>{heading}</h4><p>{NOTE}</p></div></div>"
    for body in (bare, boxed, f"{boxed}<div><h2>خاتمة</h2></div>"):
        assert chosen(body, {"خاتمة": 0.2}, 0.9) == PARAGRAPHS


def test_the_article_goes_on_behind_a_teaser_in_its_midst() -> None:
    teaser = "<h3>اقرأ أيضا</h3><ul><li>خبر آخر</li></ul>"
    assert chosen(f"<div>{ARTICLE}{teaser}<p>{NOTE}</p></div>", {}, 0.9) == [*PARAGRAPHS, NOTE]
    words = f"<div>{ARTICLE}<h3>مقالات أخرى في الفلسفة</h3><p>{NOTE}</p></div>"
    assert NOTE in chosen(words, {}, 0.9)
    whole = f"<div><h3>عن الكاتب</h3>{ARTICLE}</div>"
    assert chosen(whole, {}, 0.9) == ["عن الكاتب", *PARAGRAPHS]


def test_a_text_that_stands_twice_for_two_screens_stays_once() -> None:
    wide, narrow = (
        f"<div class={name}><h2>عن المعرض</h2><p>{PARAGRAPHS[0]}</p></div>"
        for name in ("wide", "narrow")
    )
    found = chosen(f"{wide}{narrow}<div>{ARTICLE}</div>", {}, 0.9)
    assert found.count(PARAGRAPHS[0]) == 1
    assert found[:2] == ["عن المعرض", PARAGRAPHS[0]]


def test_of_a_heading_and_its_line_in_a_table_of_contents_the_heading_stays() -> None:
    title = "كيف تزور معرض الكتاب هذا العام"
    contents = f"<div class=box><ul><li>{title}</li></ul></div>"
    part = f"<h2>{title}</h2><p>{PARAGRAPHS[1]}</p>"
    expected = [PARAGRAPHS[0], title, PARAGRAPHS[1]]
    for body in (contents + part, part + contents):
        assert chosen(f"<p>{PARAGRAPHS[0]}</p>{body}", {}, 0.9) == expected
    # What is shorter may be said twice.
    assert chosen(contents.replace(title, "الزيارة") + part, {}, 0.9)[0] == "الزيارة"


@pytest.mark.parametrize("text", [PARAGRAPHS[0], "نعم، هذا صحيح تماما عندي"])
def test_what_stands_again_at_the_same_place_of_another_card_stays(text: str) -> None:
    posts = "".join(f"<div class=post-{n}><p>{text}</p></div>" for n in range(3))
    assert chosen(posts, {}, 0.9) == [text] * 3
    assert chosen(posts.replace("post-2", "summary"), {}, 0.9) == [text] * 2


def test_a_refrain_and_the_cells_of_a_table_stay() -> None:
    refrain = f"<div><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[0]}</p></div>"
    assert chosen(refrain, {}, 0.9).count(PARAGRAPHS[0]) == 2
    row = f"<tr><td><div><p>{PARAGRAPHS[0]}</p></div></td></tr>"
    assert chosen(f"<table>{row * 3}</table>", {}, 0.9).count(PARAGRAPHS[0]) == 3


def test_a_listing_that_is_not_arabic_is_an_answer_if_it_is_long() -> None:
    def listing(title: str, count: int) -> str:
        return "".join(f"<section><h2>{title} {n}</h2></section>" for n in range(count))

    assert len(chosen(listing("Solid oak table for six people", 20), {}, 0.4)) == 20
    assert chosen(listing("Solid oak table for six people", 3), {}, 0.4) == []
    assert chosen(listing("طاولة من خشب البلوط لستة أشخاص", 20), {}, 0.4) == []
    assert chosen(listing("Linux لينكس Docker", 20), {}, 0.4) == []
    # All of them may score low, if they are many.
    assert len(chosen(listing("Solid oak table for six people", 10), {}, 0.25)) == 10
    assert chosen(listing("Solid oak table for six people", 9), {}, 0.25) == []
    assert chosen(listing("طاولة من خشب البلوط لستة أشخاص", 20), {}, 0.25) == []


TEASER = "يقام المعرض هذا العام في العاصمة بمشاركة دور نشر من عشرين بلدا وتستمر فعالياته ..."


def listing(entry: str, count: int) -> str:
    return "".join(f"<div class=card>{entry}</div>" for _ in range(count))


@pytest.mark.parametrize(
    "entry",
    [
        f"<h2><a href=/1>معرض الكتاب</a></h2><p>{TEASER}</p>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>اقرأ المزيد »</a>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><div><a href=/1>Read more</a> &gt;&gt;</div>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>تفاصيل الخبر ←</a>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>قراءة المقال كاملا</a>",
        f"<h2><a href=/1>معرض الكتاب</a></h2><p>{TEASER} <a href=/1>أكمل القراءة »</a></p>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>\u200bالمزيد</a>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>Read More اقرأ المزيد</a>",
        f"<h2>معرض الكتاب</h2><p>{NOTE}</p><a href=/1>معرض الكتاب في العاصمة قراءة المزيد »</a>",
        f"<h2><a href=/1>معرض الكتاب</a></h2><p>{NOTE}</p><p>11 مايو 2024</p>",
    ],
)
def test_an_arabic_page_of_teasers_has_no_article(entry: str) -> None:
    assert chosen(listing(entry, 4), {}, 0.9) == []
    assert chosen(listing(entry, 3), {}, 0.9)
    assert chosen(listing(entry, 4) + f"<div>{ARTICLE * 3}</div>", {}, 0.9)


def test_what_is_no_list_of_teasers_stays() -> None:
    named = f"<h2><a href=/1>معرض الكتاب</a></h2><p>{NOTE}</p>"
    assert chosen(listing(named, 6), {}, 0.9).count(NOTE) == 6
    other = "<h2><a href=/1>The fair</a></h2><p>The fair opens in spring with many guests ...</p>"
    assert chosen(listing(other, 6), {}, 0.9)
    poem = "".join(f"<p>{TEASER}</p>" for _ in range(6))
    assert len(chosen(f"<div>{poem}<a href=/>الرئيسية</a></div>", {}, 0.9)) > 5


def test_two_teasers_that_are_cut_and_offer_the_rest_are_enough() -> None:
    entry = f"<h2>معرض الكتاب</h2><p>{TEASER}</p><p><a href=/1>معرض الكتاب قراءة المزيد »</a></p>"
    assert chosen(listing(entry, 2), {}, 0.9) == []
    assert chosen(listing(entry, 1), {}, 0.9)
    other = entry.replace("قراءة المزيد »", "تفاصيل جديدة")  # a title, no more
    assert chosen(listing(other, 2), {}, 0.9)


def test_titles_beside_teasers_make_no_article() -> None:
    entry = f"<h2><a href=/1>معرض الكتاب</a></h2><p>{TEASER}</p>"
    titles = "".join(
        f"<li><h3><a href=/{n}>ارتفاع أسعار القمح {n}</a></h3></li>" for n in range(20)
    )
    assert chosen(f"{listing(entry, 4)}<ul>{titles}</ul>", {}, 0.9) == []


NOTICES = [
    "الآراء الواردة أدناه لا تعبر عن رأي الموقع، بل تعكس وجهات نظر أصحابها فقط.",
    "جميع المقالات المنشورة تعبر عن آراء أصحابها ولا تمثل بالضرورة رأي الصحيفة.",
    "يحق للموقع حذف أي تعليق لا يراعي آداب الحوار، ونرجو قراءة قواعد النشر قبل إرسال رأيك إلينا.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_behind_the_article_go_however_sure_the_model_is(notice: str) -> None:
    assert chosen(f"<div>{ARTICLE}<p>{notice}</p><p>شارك</p></div>", {}, 0.9)[:-1] == PARAGRAPHS
    before = chosen(f"<div><p>{notice}</p>{ARTICLE}</div>", {}, 0.9)
    assert before == [notice, *PARAGRAPHS]  # an article on comments says such things
    assert chosen(f"<div><p>{notice}</p></div>", {}, 0.9) == [notice]  # the page is the notice


def test_addresses_that_a_page_states_as_text_for_machines_go() -> None:
    stated = "<div itemprop=publisher><div itemprop=url>https://example.com/logo.png</div></div>"
    body = f"<div>{stated}{ARTICLE}<p>https://example.com/book</p></div>"
    assert chosen(body, {}, 0.9) == [*PARAGRAPHS, "https://example.com/book"]
    linked = "<p itemprop=url><a href=/book>https://example.com/book</a></p>"
    assert chosen(linked + ARTICLE, {}, 0.9)[0] == "https://example.com/book"


def parts(count: int) -> str:
    names = [f"الجزء {n} من السلسلة" for n in range(count)]
    return "".join(f"<li><a href=/{n}>{name}</a></li>" for n, name in enumerate(names))


def test_scraps_of_a_list_of_links_go() -> None:
    body = f"<div><ul>{parts(5)}</ul>{ARTICLE}</div>"
    low = {f"الجزء {n} من السلسلة": 0.1 for n in range(3)}
    assert chosen(body, low, 0.9) == PARAGRAPHS
    del low["الجزء 2 من السلسلة"]
    assert len(chosen(body, low, 0.9)) == len(PARAGRAPHS) + 3  # more than half stays: all of it
    short = f"<div><ul>{parts(4)}</ul>{ARTICLE}</div>"
    assert len(chosen(short, low, 0.9)) == len(PARAGRAPHS) + 2


def test_an_arabic_heading_stays_with_the_text_of_its_card() -> None:
    def card(heading: str, text: str) -> str:
        return f"<div class=card><h3>{heading}</h3><p>{text}</p></div>"

    low = dict.fromkeys(["قاعات المعرض", "The halls", "شارك"], 0.1)
    cards = card("قاعات المعرض", PARAGRAPHS[1]) + card("The halls", PARAGRAPHS[2])
    body = f"<main><p>{PARAGRAPHS[0]}</p>{cards}{card('شارك', PARAGRAPHS[3])}</main>"
    found = chosen(body, low, 0.9)
    assert found == [PARAGRAPHS[0], "قاعات المعرض", *PARAGRAPHS[1:]]
    low[PARAGRAPHS[1]] = 0.05
    assert "قاعات المعرض" not in chosen(body, low, 0.9)
    aside = f"<p>{PARAGRAPHS[0]}</p><aside>{cards}</aside>"
    assert "قاعات المعرض" not in chosen(aside, {"قاعات المعرض": 0.1}, 0.9)


def test_a_list_that_an_arabic_line_announces_stays() -> None:
    def announced(line: str) -> str:
        return f"<main>{ARTICLE}<p>{line}</p><ul>{parts(3)}</ul></main>"

    low = {f"الجزء {n} من السلسلة": 0.1 for n in range(3)}
    assert chosen(announced("روابط مهمة:"), low, 0.9) == [*PARAGRAPHS, "روابط مهمة:", *low]
    for other in ("روابط مهمة", "اقرأ أيضا:", "محتويات المقال:", "Important links:"):
        assert chosen(announced(other), low, 0.9) == [*PARAGRAPHS, other]
    apart = f"<main>{ARTICLE}<p>روابط مهمة:</p></main><ul>{parts(3)}</ul>"
    assert chosen(apart, low, 0.9) == [*PARAGRAPHS, "روابط مهمة:"]


def test_a_heading_in_the_wrappers_of_a_page_builder_stays_with_its_text() -> None:
    def box(heading: str, text: str) -> str:
        wrapped = f"<div><div><h3>{heading}</h3></div></div>"
        return f"<div class=card>{wrapped}<div><p>{text}</p></div></div>"

    body = f"<main>{box('قاعات المعرض', PARAGRAPHS[0])}{box('الزوار', PARAGRAPHS[1])}</main>"
    found = chosen(body, {"قاعات المعرض": 0.1, "الزوار": 0.01}, 0.9)
    assert found == ["قاعات المعرض", *PARAGRAPHS[:2]]


def test_a_list_under_an_arabic_heading_that_stays_stays() -> None:
    def listed(heading: str, items: str) -> str:
        return f"<main>{ARTICLE}<h2>{heading}</h2><ul>{items}</ul></main>"

    short = ["يخفف الغثيان", "يسهل الهضم"]
    items = "".join(f"<li>{item}</li>" for item in short)
    low = dict.fromkeys(short, 0.2)
    assert chosen(listed("فوائد القراءة", items), low, 0.9) == [
        *PARAGRAPHS,
        "فوائد القراءة",
        *short,
    ]
    assert chosen(listed("Why read", items), low, 0.9) == [*PARAGRAPHS, "Why read"]
    low = {f"الجزء {n} من السلسلة": 0.2 for n in range(3)}
    assert chosen(listed("أجزاء السلسلة", parts(3)), low, 0.9) == [*PARAGRAPHS, "أجزاء السلسلة"]


def test_the_only_arabic_h1_at_the_head_of_the_text_is_its_title() -> None:
    body = f"<main><h1>افتتاح معرض الكتاب</h1>{ARTICLE}</main>"
    assert chosen(body, {}, 0.9) == PARAGRAPHS
    assert chosen(f"{body}<h1>قاعات المعرض</h1>", {}, 0.9)[0] == "افتتاح معرض الكتاب"
    assert chosen(f"<p>{NOTE}</p>{body}", {}, 0.9)[:2] == [NOTE, "افتتاح معرض الكتاب"]
    english = body.replace("افتتاح معرض الكتاب", "The fair opens")
    assert chosen(english, {}, 0.9) == ["The fair opens", *PARAGRAPHS]


def test_nothing_in_a_window_is_filled_in() -> None:
    first, between, last, _ = PARAGRAPHS
    plain = f"<main><p>{first}</p><div id=lead><p>{between}</p></div><p>{last}</p></main>"
    assert chosen(plain, {between: 0.2}, 0.9) == [first, between, last]
    assert chosen(plain.replace("lead", "onetrust"), {between: 0.2}, 0.9) == [first, last]


def test_an_arabic_question_on_a_button_stays_with_its_answer() -> None:
    def asked(question: str, answer: str) -> str:
        return f"<div><h2><button>{question}</button></h2><div><p>{answer}</p></div></div>"

    body = asked("هل يفتح المعرض مساء؟", PARAGRAPHS[0]) + asked("إظهار", PARAGRAPHS[1])
    low = {"هل يفتح المعرض مساء؟": 0.3, "إظهار": 0.2}
    found = chosen(f"<main>{body}</main>", low, 0.9)
    assert found == ["هل يفتح المعرض مساء؟", *PARAGRAPHS[:2]]
    low[PARAGRAPHS[0]] = 0.1
    assert "هل يفتح المعرض مساء؟" not in chosen(f"<main>{body}</main>", low, 0.9)


def test_an_outline_without_its_tree_is_chosen_from() -> None:
    # As tools/train_extractor.py has them: a tree does not travel between processes.
    outlined = outline(parse_tree(page(ARTICLE)))
    scores = [0.9] * len(outlined.blocks)
    keep = choose_blocks(outlined, scores)
    for node in outlined.nodes:
        node.element = None  # type: ignore[assignment]
    assert choose_blocks(outlined, scores) == keep


NAMES = (
    "role=dialog|role=alertdialog|modal|x-modal|onetrust|ot-sdk|Optanon|cookie|consent|GDPR|didomi|"
    "usercentrics|truste|qc-cmp|cmplz|signature|thumbcaption|wp-caption-text|photo_caption|"
    "img-caption|comments-list|comment_body|comment|depth-1|related|Recommended|sidebar|no-sidebar|"
    "trending|most-read|mostpopular|popular-posts|latestnews|latest-posts|entry|\u212aookie"
).split("|")


@given(st.lists(st.sampled_from([*NAMES, "-", "_", " ", "x"]), max_size=6))
def test_names_are_told_as_their_patterns_tell_them(parts: list[str]) -> None:
    names = "".join(parts).lower()
    layouts = "|".join(furniture.LAYOUTS)
    told = {
        furniture._WINDOW: furniture.OVERLAY.search(names),
        furniture._OTHER: furniture.OTHER_TEXTS.search(re.sub(layouts, "", names)),
        furniture._COMMENT: furniture.COMMENTS.search(names),
        furniture._REPLY: all(one.search(names) for one in furniture.BLOG_COMMENT),
    }
    assert furniture._kinds("".join(parts)) == sum(bit for bit, found in told.items() if found)
