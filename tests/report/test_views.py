"""HTML pages on the review page: the article's lines, and below them what went with elements."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from arclean.cleaner import Cleaner
from arclean.cli.main import run
from arclean.report.views import html_layout

PAGE = (
    "<html><body><nav><a href=/>الرئيسية</a> <a href=/x>اتصل بنا</a></nav>"
    + "<article><h1>عنوان الخبر</h1>"
    + "<p>بدأ المهرجان مساء أمس في الساحة الكبرى، وحضره جمهور كبير من سكان المدينة.</p>" * 3
    + "<p>شارك هذا المقال</p></article></body></html>"
)


def test_offsets_count_in_the_text() -> None:
    result = Cleaner().explain_html(PAGE)
    text, gone, article = html_layout(result)
    assert text[:article] == result.lines
    shown = [text[one.start : one.end].strip() for one in gone]
    assert sorted(shown) == sorted(one.text.strip() for one in result.removals if one.text.strip())
    assert all(a.end <= b.start for a, b in pairwise(gone))


def test_the_review_page_of_an_html_page_shows_no_source(tmp_path: Path) -> None:
    page, report = tmp_path / "page.html", tmp_path / "report.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run(["explain", str(page), "--format", "html", "--html", str(report)]) == 0
    shown = report.read_text(encoding="utf-8")
    assert "&lt;article" not in shown
    assert "بدأ المهرجان" in shown
    assert "stands below the article" in shown
