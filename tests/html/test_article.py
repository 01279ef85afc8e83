"""From a page to its article: rules on the tree, rules on the lines, the extractor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import arclean
from arclean import Cleaner, InputError, NodeRemoval, Removal, RuleSet, UsageError
from arclean.rules.load import load_bytes

from .pages import ARTICLE, PARAGRAPHS, page

SITE = """
arclean: 1
id: site-example
kind: site
title: A site for tests
match: {hosts: [site.example], page_has: "div#page"}
rules:
  - {id: body, why: The article., category: navigation, keep: ["div.post", "main"]}
  - {id: share, why: Share bar., category: share, drop: ".share"}
  - id: more
    why: Links to other articles.
    category: read-also
    drop: {css: "p", text: {starts: ["اقرا ايضا"], max_words: 12}}
  - {id: links, why: Lines of links., category: related, drop_line: {link_share: 0.8}}
  - {id: source, why: Source., category: byline, drop_line: {starts: ["المصدر"]}}
"""
PLAIN = ARTICLE.replace("\n", "")
EXPECTED = "\n\n".join(PARAGRAPHS) + "\n"
BODY = (
    "<div id=page><nav><a href=/>الرئيسية</a></nav><div class=post>"
    f"<div class=share>شارك</div>{PLAIN}<p>اقـرأ أيضاً: خبر آخر</p><p><a href=/x>خبر في رابط</a></p>"
    "<p>المصدر: وكالات</p></div><footer>حقوق</footer></div>"
)


def rules_from(text: str) -> RuleSet:
    return RuleSet([load_bytes(text.encode(), "site.yaml").compiled])


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(rules_from(SITE), profile="none")


URL = "https://site.example/a"


def test_keep_then_drop_then_lines(cleaner: Cleaner) -> None:
    result = cleaner.explain_html(page(BODY), url=URL)
    assert result.kept == result.text == EXPECTED
    assert result.site == "site-example"
    rules = [removal.rule.removeprefix("site-example/") for removal in result.removals]
    assert rules == ["body", "share", "more", "body", "links", "source"]
    nav, share, more, footer, links, source = result.removals
    assert isinstance(nav, NodeRemoval)
    assert (nav.text, nav.path, nav.category) == ("الرئيسية", "div#page > nav", "navigation")
    assert isinstance(share, NodeRemoval)
    assert share.path == "div#page > div.post > div.share"
    assert more.text == "اقـرأ أيضاً: خبر آخر"
    assert footer.text == "حقوق"
    assert isinstance(links, Removal)
    assert isinstance(source, Removal)
    assert result.lines[links.start : links.end].strip() == "خبر في رابط"


def test_what_goes_and_what_stays_is_the_page(cleaner: Cleaner) -> None:
    result = cleaner.explain_html(page(BODY), url=URL)
    everything = result.kept + "".join(removal.text for removal in result.removals)
    seen = "الرئيسيةشارك" + "".join(PARAGRAPHS) + "اقـرأ أيضاً: خبر آخرخبر في رابطالمصدر: وكالاتحقوق"
    assert sorted("".join(everything.split())) == sorted("".join(seen.split()))


def test_the_pages_own_address_chooses_the_site(cleaner: Cleaner) -> None:
    html = page(BODY, f'<link rel="canonical" href="{URL}">')
    assert cleaner.explain_html(html).site == "site-example"


def test_another_layout_is_reported_and_the_extractor_runs(cleaner: Cleaner) -> None:
    for body in (BODY.replace("id=page", "id=other"), BODY.replace("class=post", "class=new")):
        result = cleaner.explain_html(page(body), url=URL)
        assert [note.code for note in result.notes] == ["layout-mismatch"]
        assert PARAGRAPHS[0] in result.text


def test_categories_stay_by_name(cleaner: Cleaner) -> None:
    kept = Cleaner(cleaner.rules, profile="none", keep="share,navigation")
    text = kept.clean_html(page(BODY), url=URL)
    assert text.startswith("شارك")  # a rule that keeps is no removal to be kept
    assert "الرئيسية" not in text


def test_a_rule_over_its_budget_does_nothing() -> None:
    limits = ["{times: 1}", "{lines: 1}", "{share: 0.1}"]
    for limit in limits:
        text = SITE.replace('drop: ".share"', f'at_most: {limit}, drop: "p"')
        rules = rules_from(text)
        result = Cleaner(rules, profile="none").explain_html(page(BODY), url=URL)
        assert PARAGRAPHS[0] in result.text
        assert [note.code for note in result.notes] == ["over-budget"]


def test_conditions_on_the_text_of_nodes() -> None:
    def dropped(condition: str) -> list[str]:
        text = SITE.replace('{starts: ["اقرا ايضا"], max_words: 12}', condition)
        rules = rules_from(text)
        result = Cleaner(rules, profile="none").explain_html(page(BODY), url=URL)
        return [one.text for one in result.removals if one.rule.endswith("more")]

    assert dropped("{link_share: 0.5}") == ["خبر في رابط"]
    assert dropped("{max_words: 5, not: {link_share: 0.5}}") == [
        "اقـرأ أيضاً: خبر آخر",
        "المصدر: وكالات",
    ]
    assert dropped("{regex: 'وكالات$'}") == ["المصدر: وكالات"]
    assert not dropped("{is: ['المصدر']}")


def test_a_dropped_element_does_not_glue_its_neighbours(cleaner: Cleaner) -> None:
    body = (
        "<div id=page><div class=post>أول<div class=share>شارك</div>ثان <b class=share>x</b> ثالث"
    )
    assert cleaner.clean_html(page(body), url=URL) == "أول\n\nثان ثالث\n"


def test_the_extractor_takes_the_article_and_says_why_the_rest_went() -> None:
    body = (
        "<nav><ul><li><a href=/>الرئيسية</a><li><a href=/s>رياضة</a></ul></nav><article>"
        f"<h1>افتتاح معرض الكتاب</h1>{ARTICLE}</article><footer>جميع الحقوق محفوظة © ٢٠٢٤</footer>"
    )
    result = Cleaner(profile="none").explain_html(page(body))
    for paragraph in PARAGRAPHS:
        assert paragraph in result.text
    assert "رياضة" not in result.text
    assert all(removal.rule and removal.category for removal in result.removals)
    assert any(removal.rule.startswith("html/") for removal in result.removals)


@pytest.mark.parametrize("html", ["", "<html></html>", "<nav><a href=/>الرئيسية</a></nav>", b"\0"])
def test_a_page_without_an_article_gives_nothing_and_says_so(html: str | bytes) -> None:
    result = Cleaner().explain_html(html)
    assert result.text == ""
    assert [note.code for note in result.notes] == ["no-article"]


def test_an_encoding_that_was_declared_wrongly_is_noted(cleaner: Cleaner) -> None:
    html = page(BODY, '<meta charset="utf-8">').encode("cp1256")
    result = cleaner.explain_html(html, url=URL)
    assert result.text == EXPECTED
    assert result.encoding == "cp1256"
    assert [note.code for note in result.notes] == ["encoding"]


def test_markdown_and_the_normaliser(cleaner: Cleaner) -> None:
    body = "<div id=page><div class=post><h2>عُنوان</h2><p>نص <a href=/b>رابط</a>"
    html = page(body)
    assert cleaner.clean_html(html, url=URL, markdown=True) == (
        "## عُنوان\n\nنص [رابط](https://site.example/b)\n"
    )
    standard = Cleaner(cleaner.rules)
    assert standard.clean_html(html, url=URL, markdown=True, links=False) == "## عنوان\n\nنص رابط\n"
    assert standard.explain_html(html, url=URL).kept == "عُنوان\n\nنص رابط\n"


def test_without_stripping_the_whole_page_is_text(cleaner: Cleaner) -> None:
    text = Cleaner(cleaner.rules, strip=False).clean_html(page(BODY), url=URL)
    assert text.startswith("الرئيسية")
    assert text.endswith("حقوق\n")


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(InputError, match="larger than 100 bytes"):
        Cleaner(max_doc_bytes=100).clean_html(page(BODY))


def test_wrong_arguments_are_refused(cleaner: Cleaner) -> None:
    with pytest.raises(UsageError, match="str or bytes"):
        cleaner.clean_html(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no rule file"):
        cleaner.clean_html("<p>", site="no-such-site")


def test_the_function_is_the_method() -> None:
    assert arclean.clean_html(page(BODY)) == Cleaner().clean_html(page(BODY))


def test_plain_text_never_loads_the_parser() -> None:
    code = "import sys, arclean; arclean.clean('نص'); sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path.cwd(), check=False).returncode == 0
