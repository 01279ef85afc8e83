"""The review page: every character of the page once, as text; the rules behind what goes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from arclean.report.changes import changed_parts
from arclean.report.escape import visible
from arclean.report.webpage import Gone, View, head_html, tail_html, view_html


class _Reader(HTMLParser):
    """Collects the text of the rows and what tags and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.gone: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside.append(dict(attrs).get("class") or tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "text" in self._inside:
            self.text.append(data)
            if self._inside[-1] == "del":
                self.gone.append(data)


def read(view: View) -> _Reader:
    reader = _Reader()
    reader.feed("".join(view_html(view)))
    return reader


def view_of(text: str, gone: list[Gone]) -> View:
    return View("صفحة.txt", "site x", text, gone, [], str)


texts = st.text(alphabet="اب <>&\"'\n\r\u202e\x00é", max_size=60)


@given(texts, st.data())
def test_all_text_is_shown_once_and_what_goes_is_marked(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(places[::2], places[1::2], strict=False) if a < b]
    gone = [Gone(a, b, "x/rule", "share") for a, b in spans]
    found = read(view_of(text, gone))
    shown = re.sub("\r\n|\r|\n", "", text)
    assert "".join(found.text) == visible(shown)
    marked = "".join(re.sub("\r\n|\r|\n", "", text[a:b]) for a, b in spans)
    assert "".join(found.gone) == visible(marked)


@given(texts, texts)
def test_nothing_of_a_page_becomes_markup(text: str, name: str) -> None:
    hostile = f"<script>alert(1)</script>{text}<img src=x onerror=alert(1)>"
    view = View(
        name + hostile, hostile, hostile, [Gone(0, 8, hostile, hostile, hostile)], [hostile], str
    )
    reader = read(view)
    assert {tag for tag, _ in reader.tags} <= {"section", "h2", "p", "div", "span", "del", "ins"}
    known = {"class", "dir", "data-line", "data-rule", "data-category", "title", "tabindex"}
    assert set().union(*(attributes for _, attributes in reader.tags)) <= known


def test_the_policy_lets_only_the_own_script_and_style_run() -> None:
    head, tail = head_html(), tail_html()
    policy = re.search('Content-Security-Policy" content="([^"]*)"', head)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "http" not in head.replace("http-equiv", "") + tail


def test_the_new_form_stands_under_a_line_that_the_normaliser_changes() -> None:
    def plain(text: str) -> str:
        return text.replace("ـ", "")

    view = View("a", "", "قـال\nنعم", [], [], plain)
    html = "".join(view_html(view))
    assert html.count('class="after"') == 1
    assert 'class="after" dir="auto">ق<ins></ins>ال</span>' in html


@given(st.text(alphabet="ابت ـ", max_size=30), st.text(alphabet="ابت ـ", max_size=30))
def test_parts_join_to_the_new_form_and_equal_forms_have_no_change(before: str, after: str) -> None:
    parts = list(changed_parts(before, after))
    assert "".join(text for _, text in parts) == after
    assert any(changed for changed, _ in parts) == (before != after)
