"""The review page in a browser: what is seen, filtered, tapped; and a hostile page stays inert."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from arclean.cli.main import run

PAGE = """عنوان المقال - It's Over 9000!
عنوان المقال
بدأ المهرجان مساء أمس في الساحة الكُبرى، وحضره جمهور كبير من سكان المدينة.
<script>document.title = "stolen"</script><img src=x onerror="document.title='stolen'">
وقال المنظمون إن الدورة المقبلة ستقام في الخريف.
اقرأ أيضا: افتتاح معرض الكتاب
شارك هذا المقال
مقالات ذات صلة
"""


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    source = tmp_path / "page.txt"
    source.write_text(PAGE, encoding="utf-8")
    report = tmp_path / "report.html"
    assert run(["explain", str(source), "--html", str(report), "-p", "standard"]) == 0
    browser.get(report.as_uri())
    return browser


def find(browser: Any, selector: str) -> list[Any]:
    """What can be seen: selenium takes the children of a hidden body for displayed."""
    found = browser.find_elements("css selector", selector)
    return [one for one in found if one.is_displayed() and one.rect["height"] > 0]


def test_removed_lines_are_marked_and_told_on_a_tap(page: Any) -> None:
    gone = find(page, "del")
    assert any("اقرأ أيضا" in piece.text for piece in gone)
    piece = next(one for one in gone if "اقرأ أيضا" in one.text)
    assert piece.get_attribute("data-category") == "read-also"
    assert not find(page, "#told")
    piece.click()
    (told,) = find(page, "#told")
    assert piece.get_attribute("data-rule") in told.text
    assert "line 6" in told.text


def test_filters_hide_and_show(page: Any) -> None:
    everything = len(find(page, ".line"))
    page.find_element("id", "gone").click()
    assert len(find(page, ".line")) < everything
    assert not find(page, ".line.gone")
    page.find_element("id", "gone").click()
    assert len(find(page, ".line")) == everything
    page.find_element("css selector", "#category option[value=read-also]").click()
    assert {one.get_attribute("data-category") for one in find(page, "del")} == {"read-also"}


def test_the_normalised_form_is_shown_on_request(page: Any) -> None:
    assert not find(page, ".line .after")
    page.find_element("id", "after").click()
    assert any("الكبرى" in line.get_attribute("textContent") for line in find(page, ".line .after"))


def test_a_hostile_page_stays_inert(page: Any) -> None:
    assert page.title == "arclean"
    assert not page.find_elements("css selector", "main script, main img")
    assert any('onerror="' in line.text for line in find(page, ".text"))
    blocked = [entry["message"] for entry in page.get_log("browser")]
    assert not [message for message in blocked if "Content Security Policy" in message]


def test_it_is_right_to_left_and_fits_a_phone(page: Any) -> None:
    page.set_window_size(420, 800)
    root = page.find_element("css selector", "html")
    assert root.get_attribute("dir") == "rtl"
    assert page.execute_script(
        "return document.documentElement.scrollWidth"
    ) <= page.execute_script("return window.innerWidth")
