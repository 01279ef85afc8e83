"""What the studio says of a rule file: errors with their lines, findings, tests, pages."""

from __future__ import annotations

import html

from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from arclean.report.views import BELOW
from arclean.report.webpage import Gone
from arclean.studio.session import Given, Seen, Session
from tests.studio.pages import PAGE, RULES, given

RULE = """rules:
  - id: old
    why: "A link."
    category: navigation
    drop_line: {is: ["صفحة الجريدة على الموقع القديم"]}
"""
TESTS = """tests:
  - name: "wrong"
    text: "سطر"
    output: "سطر آخر"
    fires: []
"""


def session(pages: list[Given] | None = None) -> Session:
    return Session(given() if pages is None else pages, "example.com.yaml")


def test_a_file_is_told_with_tests_findings_and_pages() -> None:
    told = session().check(RULES + RULE + TESTS, RULES)
    assert told["error"] is None
    assert [one["code"] for one in told["findings"]] == ["untested-rule"]
    assert told["findings"][0]["line"] == 9
    (test,) = told["tests"]
    assert (test["line"], test["passed"]) == (14, False)
    assert "-سطر آخر" in test["message"]
    assert [(page["lost"], page["more"], page["less"]) for page in told["pages"]] == [
        (1, [5], [])
    ] * 3


def test_an_error_names_its_line() -> None:
    told = session().check(RULES + "rules: [{id: x, bad: 1}]\n")
    assert told["error"]["line"] == 8
    assert "unknown key 'bad'" in told["error"]["message"]
    told = session().check(RULES.replace("ar-share", "ar-shaer"))
    assert told["error"]["line"] == 7
    assert session().check("a: [\ud800]")["error"]["message"]


def test_views_that_the_reader_has_are_not_sent_again() -> None:
    desk = session()
    first = desk.check(RULES)["pages"]
    again = desk.check(RULES, "", [page["view"] for page in first])["pages"]
    assert all("html" in page for page in first)
    assert not any("html" in page for page in again)
    assert "<del" in desk.check(RULES + RULE)["pages"][0]["html"]


def test_a_pack_and_a_retired_file_are_seen_at_work() -> None:
    pack = RULES.replace("kind: site", "kind: pack").replace('use: ["ar-share"]\n', "")
    pack = pack.replace('match: {hosts: ["example.com"]}\n', "")
    assert session().check(pack + RULE)["pages"][0]["lost"] == 1
    retired = RULES.replace("kind: site", "kind: site\nstatus: retired")
    assert session().check(retired + RULE)["pages"][0]["lost"] == 1


def test_html_pages_show_the_article_and_what_went_with_elements() -> None:
    body = "".join(f"<p>{line}</p>" for line in PAGE.format(1).splitlines())
    page = (
        f"<html><body><article>{body}<div class=share>شارك</div></article></body></html>".encode()
    )
    rules = (
        RULES
        + RULE
        + (
            '  - {id: bar, why: "Buttons.", category: share, drop: {css: ".share"}}\n'
            '  - {id: text, why: "Text.", category: widget, keep: {css: "article"}}\n'
        )
    )
    (told,) = session([Given("a.html", page)]).check(rules)["pages"]
    assert 'data-rule="example.com/old"' in told["html"]
    assert 'data-rule="example.com/bar"' in told["html"]
    assert BELOW in html.unescape(told["html"])
    bare = page.replace("<div class=share>شارك</div>".encode(), b"")
    (told,) = session([Given("a.html", bare)]).check(rules.replace('"article"', '"body"'))["pages"]
    assert BELOW not in html.unescape(told["html"])
    (broken,) = session([Given("a.html", b"")]).check(RULES)["pages"]
    assert broken["lost"] == 0


@settings(max_examples=60)
@given_(st.text(alphabet="اب \n\r.", max_size=30), st.data())
def test_lines_are_lost_in_part_or_whole(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    gone = [
        Gone(a, b, "x/y", "share") for a, b in zip(places[::2], places[1::2], strict=False) if a < b
    ]
    seen = Seen(text, len(text), gone, "", [])
    assert "".join(seen.raw_lines) == text
    taken = {at for one in gone for at in range(one.start, one.end)}
    expected = {}
    for number, _ in enumerate(seen.raw_lines, 1):
        start, end = seen.span(number)
        said = [at for at in range(start, end) if text[at].strip()]
        if any(at in taken for at in said):
            expected[number] = all(at in taken for at in said)
    assert dict(seen.lost()) == expected
