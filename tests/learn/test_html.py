"""Selectors learned from HTML pages."""

from __future__ import annotations

from datetime import date

import pytest

from arclean.cleaner import Cleaner
from arclean.learn.learner import Draft, Site, learn_site
from arclean.learn.markup import furniture_name, read_markup, stated_url, styling
from arclean.learn.selectors import learn_selectors, propose_keep
from arclean.rules.lint import lint
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import run_tests

from .htmlsite import pages, paragraphs_of
from .pagesets import site
from .test_learner import views

TODAY = date(2026, 11, 22)
HOST = Site.of("shore.example.com")
SHARE = "<div class='share-bar'><a href='/f'>فيسبوك</a> <a href='/t'>تويتر</a></div>"
BOX = (
    "<div class='in-box'><b>المرفأ جريدة يومية تصدر من الميناء منذ سنين، ولها قراء كثيرون</b></div>"
)


def drafted(sources: list[str], **options: bool) -> Draft:
    """A draft that loads, lints clean and passes its own tests."""
    draft = learn_site(HOST, [], html=sources, today=TODAY, **options)
    loaded = load_bytes(draft.text.encode(), f"{draft.id}.yaml")
    known = RuleSet.default().files.values()
    assert [str(found) for found in lint([loaded], known=known, today=TODAY)] == []
    packs = [file for file in known if file["kind"] == "pack"]
    outcomes = run_tests(RuleSet([*packs, loaded.compiled]), loaded.compiled, loaded.tests)
    assert outcomes or not draft.rules
    assert [outcome.message for outcome in outcomes if not outcome.passed] == []
    return draft


def selectors(draft: Draft, verb: str) -> list[str]:
    return [one for rule in draft.rules if rule.verb == verb for one in rule.body]


def article_of(draft: Draft, source: str) -> list[str]:
    """The paragraphs that a draft leaves of a page."""
    compiled = load_bytes(draft.text.encode(), "x.yaml").compiled
    packs = [file for file in RuleSet.default().files.values() if file["kind"] == "pack"]
    result = Cleaner(RuleSet([*packs, compiled]), profile="none").explain_html(source)
    assert result.site == draft.id
    return [line for line in result.kept.splitlines() if line]


def test_the_element_of_the_article_is_found_and_holds_on_other_pages() -> None:
    draft = drafted(pages(10))
    assert selectors(draft, "keep") == [".story-body"]
    assert selectors(draft, "drop") == []
    assert [article_of(draft, page) for page in pages(20)[10:]] == paragraphs_of(20)[10:]


def test_furniture_inside_of_the_article_is_dropped_by_selector() -> None:
    more = "<section class='see-also-list'><h4>مواضيع ذات صلة</h4><ul>{more}</ul></section>"
    draft = drafted(pages(10, inside=SHARE + more))
    assert selectors(draft, "keep") == [".story-body"]
    assert set(selectors(draft, "drop")) == {".share-bar", ".see-also-list"}
    assert {rule.category for rule in draft.rules} >= {"share", "related"}
    held_back = pages(20, inside=SHARE + more)[10:]
    assert [article_of(draft, page) for page in held_back] == paragraphs_of(20)[10:]


def test_each_rule_carries_its_support_and_a_budget() -> None:
    draft = drafted(pages(10, inside=SHARE))
    keep, drop = draft.rules[:2]
    assert "10 of 10 pages" in keep.why()
    assert "10 of 10 pages" in drop.why()
    assert drop.rule()["at_most"]["times"] >= 1


def test_a_class_that_only_styles_is_no_selector_of_furniture() -> None:
    draft = drafted(pages(10, inside="<div class='mb-4 flex'><a href='/f'>فيسبوك</a></div>"))
    assert not {".mb-4", ".flex", "div.flex", "div.mb-4"} & set(selectors(draft, "drop"))
    assert [styling(name) for name in (".col-md-8", "#container", ".article-text")] == [1, 1, 0]


def test_names_of_one_page_are_no_selectors() -> None:
    sources = pages(8, container="<div id='post-{}' class='k9f8e7d6c5b4a3 story-body'>")
    assert selectors(drafted(sources), "keep") == [".story-body"]


def test_two_layouts_need_two_selectors() -> None:
    other = pages(8, seed=5, container="<section class='entry-text'>")
    draft = drafted([*pages(10), *other])
    assert sorted(selectors(draft, "keep")) == [".entry-text", ".story-body"]
    told = [article_of(draft, page) for page in (pages(12)[11], other[0])]
    assert told == [paragraphs_of(12)[11], paragraphs_of(8, seed=5)[0]]


def test_a_heading_that_repeats_inside_of_the_text_stays() -> None:
    draft = drafted(pages(10, before="<h2 class='step'>طريقة التحضير</h2>"))
    assert ".step" not in selectors(draft, "drop")
    assert "طريقة التحضير" in article_of(draft, pages(11, before="<h2>طريقة التحضير</h2>")[10])


def test_an_element_without_a_name_is_dropped_at_most_as_often_as_it_was_seen() -> None:
    inside = "<ul><li><a href='/en'>اقرأ بلغة أخرى</a></li><li><a href='/x'>{link}</a></li></ul>"
    draft = drafted(pages(10, inside=inside))
    (rule,) = [rule for rule in draft.rules if rule.verb == "drop"]
    assert rule.body == [".story-body > ul"]
    assert rule.rule()["at_most"]["times"] == 1
    two = pages(11, inside=inside, before="<ul><li>أول خطوة في العمل</li></ul>")[10]
    assert "- أول خطوة في العمل" in article_of(draft, two)


def test_line_rules_are_learned_from_what_the_selectors_leave() -> None:
    line = "<p>عدد المشاهدات حتى الآن {number} مشاهدة</p>"
    draft = drafted(pages(12, inside=line))
    held_back = pages(13, inside=line)[12]
    assert any(rule.verb == "drop_line" for rule in draft.rules)
    assert article_of(draft, held_back) == paragraphs_of(13)[12]


def test_where_nothing_is_shared_the_extractor_goes_on_choosing() -> None:
    sources = [pages(1, seed=n, container=f"<div class='lay{chr(97 + n)}'>")[0] for n in range(8)]
    draft = drafted(sources)
    assert selectors(draft, "keep") == []


def test_pages_without_an_article_give_a_doubtful_selector_at_most() -> None:
    shop = [
        "<html><body><nav>الرئيسية سلة</nav><div class='product-name'>صنف رقم "
        f"{'أبجد'[n % 4]}{n} من {'هوز'[n % 3]}</div><footer>كل الحقوق</footer></body></html>"
        for n in range(9)
    ]
    draft = drafted(shop)
    assert selectors(draft, "keep") == []
    assert all("no article" in one.doubt for one in draft.doubtful if one.verb == "keep")


def test_html_and_text_pages_of_a_site_are_learned_together() -> None:
    draft = learn_site(HOST, site(8, views), html=pages(8), today=TODAY)
    assert draft.pages == 16
    assert {rule.verb for rule in draft.rules} >= {"keep", "drop_line"}


def test_a_pack_that_keeps_leaves_no_room_for_another_keep() -> None:
    wiki = pages(8, container="<div id='mw-content-text' class='mw-parser-output'>")
    wiki = [page.replace("<body>", "<body class='mediawiki'>") for page in wiki]
    draft = learn_site(HOST, [], html=wiki)
    assert selectors(draft, "keep") == []
    assert '- "html-mediawiki"' in draft.text
    assert article_of(draft, wiki[0]) == paragraphs_of(1)[0]


def test_broken_pages_are_passed_over() -> None:
    sources = ["", "<", "\x00", "<html><body></body></html>", *pages(6)]
    assert selectors(drafted(sources), "keep") == [".story-body"]


def test_a_keep_is_proposed_from_one_page() -> None:
    rule = propose_keep(read_markup(pages(1), RuleSet.default()))
    assert rule is not None
    assert rule.body == [".story-body"]
    assert propose_keep(read_markup(["<p>a</p>"], RuleSet.default())) is None


def test_what_is_learned_depends_on_the_pages_alone() -> None:
    read = [read_markup(pages(9, inside=SHARE), RuleSet.default()) for _ in range(2)]
    first, again = map(learn_selectors, read)
    assert [one.rule() for one in first] == [one.rule() for one in again]


@pytest.mark.parametrize(
    ("selector", "furniture"),
    [
        (".related-posts", True),
        ("#comments", True),
        ("nav", True),
        (".story-body", False),
        ("article", False),
        (".related > p", False),
    ],
)
def test_names_of_furniture(selector: str, furniture: bool) -> None:
    assert furniture_name(selector) == furniture


def test_the_address_that_a_page_states() -> None:
    assert stated_url(pages(1)[0]) == "https://shore.example.com/a/0"
    assert stated_url("") is None
