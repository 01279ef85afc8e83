"""The studio in a browser: open, filter, edit, see the change, mark a line, save."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from arclean.cli.output import AtomicFile
from arclean.studio.rulefile import RuleFile
from arclean.studio.server import StudioServer
from arclean.studio.session import Given
from arclean.studio.worker import Worker

PAGE = """عنوان الخبر {0}
بدأ المهرجان مساء أمس في الساحة الكُبرى، وحضره جمهور كبير من سكان المدينة رقم {0}.
<script>document.title = "stolen"</script><img src=x onerror="document.title='stolen'">
طالعوا كذلك: خبر آخر عن المدينة {0}
وقال المنظمون إن الدورة المقبلة ستقام في الخريف، وإن الدعوة عامة لمن يريد.
صفحة الجريدة على الموقع القديم
"""
RULES = """arclean: 1
id: example.com
kind: site
title: "Example"
verified: "2026-11-20"
match: {hosts: ["example.com"]}
use: ["ar-share"]
"""


@pytest.fixture
def studio(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """The studio, open and checked once; the file is ``example.com.yaml``."""
    path = tmp_path / "example.com.yaml"
    path.write_text(RULES, encoding="utf-8")
    pages = [Given(f"page{n}.txt", PAGE.format(n)) for n in (1, 2, 3)]
    pages.append(Given("h.html", f"<html><body><p>{PAGE.format(4)}</p></body></html>".encode()))
    worker = Worker(pages, str(path))
    with StudioServer(RuleFile(str(path), "", AtomicFile), worker) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            browser.set_window_size(1300, 850)
            browser.get(server.ticket_url)
            wait(browser, lambda: browser.execute_script("return innerWidth") > 1200)
            wait(browser, lambda: browser.find_elements("css selector", "section.page"))
            browser.path = path
            yield browser
        finally:
            browser.execute_script("window.onbeforeunload = null; document.body.remove()")
            browser.get("about:blank")
            server.shutdown()
            thread.join()
            worker.close()


def wait(browser: Any, condition: Any) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, 60, 0.1).until(lambda _: condition())


def row(browser: Any, page: int, line: int) -> Any:
    section = browser.find_elements("css selector", "section.page")[page]
    return section.find_element("css selector", f'.line[data-line="{line}"]')


def write(browser: Any, text: str) -> None:
    browser.execute_script(
        "const t = document.getElementById('text'); t.value = arguments[0];"
        "t.dispatchEvent(new Event('input'))",
        text,
    )


def told(browser: Any, selector: str, word: str) -> Any:
    return wait(browser, lambda: word in browser.find_element("css selector", selector).text)


def gone(browser: Any, page: int, line: int) -> bool:
    return "gone" in row(browser, page, line).get_attribute("class").split()


ADDED = """rules:
  - id: old-page
    why: "A link to the old site."
    category: navigation
    drop_line: {is: ["صفحة الجريدة على الموقع القديم"]}
"""


def test_an_edit_shows_on_every_page_at_once(studio: Any) -> None:
    assert studio.title == "arclean studio"
    assert not gone(studio, 0, 6)
    write(studio, RULES + ADDED)
    wait(studio, lambda: gone(studio, 0, 6) and gone(studio, 2, 6))
    assert "untested-rule" in studio.find_element("id", "report").text
    assert "+1" in studio.find_element("css selector", "section.page h2").text
    # the filters of the review page
    studio.find_element("id", "changed").click()
    assert visible_lines(studio) == ["6", "6", "6"]
    studio.find_element("id", "changed").click()
    studio.find_element("css selector", "#rule option[value='example.com/old-page']").click()
    assert studio.find_element("id", "count").text.startswith("3 ")


def test_an_error_has_its_line_and_leaves_the_pages(studio: Any) -> None:
    write(studio, RULES + "rules:\n  - id: x\n    nonsense: 1\n")
    told(studio, "#report", "line 10")
    assert studio.find_element("css selector", "#gutter b.error").text == "10"
    assert len(studio.find_elements("css selector", "section.page")) == 4
    studio.find_element("css selector", "#report button").click()
    at = studio.execute_script("return document.getElementById('text').selectionStart")
    assert (RULES + "rules:\n  - id: x\n    nonsense: 1\n")[:at].count("\n") == 9


def test_a_mark_becomes_a_rule_and_is_saved(studio: Any) -> None:
    row(studio, 0, 4).find_element("css selector", ".text").click()
    studio.find_element("id", "boilerplate").click()
    told(studio, "#answer", "Rule read-also-line")
    wait(studio, lambda: gone(studio, 0, 4) and gone(studio, 2, 4))
    save = studio.find_element("id", "save")
    wait(studio, save.is_enabled)
    assert studio.path.read_text(encoding="utf-8") == RULES
    save.click()
    wait(studio, lambda: "read-also-line" in studio.path.read_text(encoding="utf-8"))
    row(studio, 1, 4).find_element("css selector", ".text").click()
    wait(studio, lambda: not studio.find_element("id", "save").is_enabled())
    studio.find_element("id", "content").click()
    told(studio, "#answer", "A test keeps it")
    wait(studio, lambda: not gone(studio, 1, 4))
    assert gone(studio, 0, 4)


def test_a_file_that_changed_meanwhile_is_not_written_over(studio: Any) -> None:
    write(studio, RULES + ADDED)
    studio.path.write_text(RULES + "# by another hand\n", encoding="utf-8")
    save = studio.find_element("id", "save")
    wait(studio, save.is_enabled)
    save.click()
    told(studio, "#state", "changed on disk")
    assert studio.path.read_text(encoding="utf-8").endswith("hand\n")
    studio.find_element("id", "reload").click()
    wait(studio, lambda: "another hand" in text_of(studio))


def visible_lines(browser: Any) -> Any:
    return browser.execute_script(
        "return [...document.querySelectorAll('.line')].filter(l => l.offsetHeight)"
        ".map(l => l.dataset.line)"
    )


def text_of(browser: Any) -> str:
    return str(browser.execute_script("return document.getElementById('text').value"))


def test_a_hostile_page_stays_inert(studio: Any) -> None:
    assert studio.title == "arclean studio"
    assert not studio.find_elements("css selector", "main script, main img")
    log = [entry["message"] for entry in studio.get_log("browser")]
    assert not [line for line in log if "Content Security Policy" in line]


def test_it_fits_a_phone(studio: Any) -> None:
    studio.set_window_size(500, 800)
    wide = studio.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    assert not studio.find_element("id", "text").is_displayed()
    studio.find_element("id", "to-rules").click()
    assert studio.find_element("id", "text").is_displayed()
    studio.find_element("id", "to-pages").click()
    row(studio, 0, 2).click()
    assert studio.find_element("id", "boilerplate").is_displayed()
