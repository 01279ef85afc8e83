"""A marked line becomes a rule that does what the mark says, and harms nothing."""

from __future__ import annotations

import pytest
from hypothesis import assume, settings
from hypothesis import given as given_
from hypothesis import strategies as st

from arclean.errors import RuleError, UsageError
from arclean.studio.propose import Mark, Proposal, propose
from arclean.studio.session import Given, Session
from tests.studio.pages import RULES, given


def mark(session: Session, page: int, line: int, content: bool) -> Mark:
    data = session.pages[page].data
    assert isinstance(data, str)
    return Mark(page, line, data.split("\n")[line - 1], content)


def lost(session: Session, text: str) -> list[dict[int, bool]]:
    return [dict(one.lost()) for one in session.desk(text).seen]


def is_sound(session: Session, text: str) -> None:
    desk = session.desk(text)
    assert not [one for one in session.findings(desk.loaded) if one["severity"] == "error"]
    assert all(one.passed for one in session.tests(desk))


def test_a_label_becomes_a_rule_for_all_lines_that_bear_it() -> None:
    session = Session(given(), "example.com.yaml")
    made = propose(session, RULES, mark(session, 0, 3, False))
    assert made.text.startswith(RULES)
    assert made.text.split("\n")[made.line - 1] == "  - id: read-also-line"
    assert lost(session, made.text) == [{3: True}] * 3
    assert "3 lines on 3 pages of 3, as read-also" in made.message
    is_sound(session, made.text)
    # the next one lets the line go in the tests that showed it
    again = propose(session, made.text, mark(session, 1, 5, False))
    assert lost(session, again.text) == [{3: True, 5: True}] * 3
    is_sound(session, again.text)
    with pytest.raises(UsageError, match=r"goes already, by example\.com/read-also-line"):
        propose(session, again.text, mark(session, 0, 3, False))


def test_a_rule_comes_with_a_test_that_fires_it_whatever_the_file_tests_already() -> None:
    tested = RULES + (
        "tests:\n"
        '  - {name: "another page", text: "سطر آخر.\\n", output: "سطر آخر.\\n", fires: []}\n'
    )
    session = Session(given(), "example.com.yaml")
    made = propose(session, tested, mark(session, 0, 3, False))
    fires = [test["fires"] for test in session.desk(made.text).loaded.tests]
    assert fires == [[], ["read-also-line"]]
    is_sound(session, made.text)


def test_a_line_that_only_one_page_has() -> None:
    pages = given()
    pages[1] = Given("page2.txt", str(pages[1].data) + "***\n")
    session = Session(pages, "example.com.yaml")
    made = propose(session, RULES, mark(session, 1, 6, False))
    assert lost(session, made.text) == [{}, {6: True}, {}]
    is_sound(session, made.text)


def test_content_bars_what_would_take_it() -> None:
    session = Session(given(), "example.com.yaml")
    keep = mark(session, 2, 3, True)
    made = propose(session, RULES, mark(session, 0, 3, False), [keep])
    assert lost(session, made.text)[0] == {3: True}
    assert lost(session, made.text)[2] == {}
    is_sound(session, made.text)


WIDE = """rules:
  - id: wide
    why: "Lines with the paper."
    category: navigation
    drop_line: {has: ["الجريدة"], max_words: 40}
tests:
  - name: "old"
    text: |
      نص أول
      صفحة الجريدة على الموقع القديم
    output: |
      نص أول
    fires: ["wide"]
  - name: "clean"
    text: "نص"
    output: "نص"
    fires: []
"""


def content_page(line: str) -> list[Given]:
    pages = given()
    text = str(pages[0].data).split("\n")
    return [Given("page1.txt", "\n".join([*text[:2], line, *text[2:]])), *pages[1:]]


@pytest.mark.parametrize(
    "rules",
    [
        WIDE,
        WIDE.replace(
            '{has: ["الجريدة"], max_words: 40}', '\n      has: ["الجريدة"]\n      max_words: 40'
        ),
        WIDE.replace("    drop_line:", "    zone: {tail: 9}\n    drop_line:"),
        WIDE.replace("max_words: 40}", 'max_words: 40, not: {is: ["شيء"]}}'),
    ],
)
def test_content_narrows_the_rule(rules: str) -> None:
    session = Session(
        content_page("وقال رئيس الجريدة إنه مسرور جدا بهذا الحدث."), "example.com.yaml"
    )
    rules = RULES + rules
    assert 3 in lost(session, rules)[0]
    made = propose(session, rules, mark(session, 0, 3, True))
    assert lost(session, made.text) == [{6: True}, {5: True}, {5: True}]
    assert made.rule == "wide"
    assert "A test keeps it." in made.message
    is_sound(session, made.text)
    with pytest.raises(AssertionError):  # the test is one of the rule: without the change it fails
        is_sound(session, rules + made.text[made.text.index('  - name: "the line «') :])


def test_a_rule_of_a_pack_is_disabled() -> None:
    session = Session(content_page("شارك هذا المقال"), "example.com.yaml")
    rules = RULES + WIDE
    assert 3 in lost(session, rules)[0]
    made = propose(session, rules, mark(session, 0, 3, True))
    assert 3 not in lost(session, made.text)[0]
    assert 'disable: ["ar-share/' in made.text
    is_sound(session, made.text)


def test_where_nothing_narrower_helps_a_test_fails_until_somebody_acts() -> None:
    session = Session(
        [Given("a.txt", "نص أول طويل.\nصفحة الجريدة\nنص آخر طويل.\n")] * 2, "example.com.yaml"
    )
    made = propose(session, RULES + WIDE, mark(session, 0, 2, True))
    assert "fails until" in made.message
    failed = [one for one in session.tests(session.desk(made.text)) if not one.passed]
    assert [one.name for one in failed] == ["the line «صفحة الجريدة» stays"]


def test_nothing_is_proposed_for_what_is_not_there() -> None:
    session = Session(given(), "example.com.yaml")
    for page, line, text in ((0, 1, "غيره"), (9, 1, "عنوان"), (0, 1, "")):
        with pytest.raises(UsageError, match="not on the page"):
            propose(session, RULES, Mark(page, line, text, False))
    with pytest.raises(RuleError):
        propose(session, "arclean: 2", mark(session, 0, 3, False))


WORDS = r"""شارك مقال خبر: اقرأ أيضا تويتر 12 2024 يناير - | «نص» *** ( [ \ $ # ' " {x} كتب. في على
""".split()
line_of = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
page_of = st.lists(line_of, min_size=2, max_size=8).map(lambda lines: "\n".join(lines) + "\n")


@settings(max_examples=25)
@given_(st.lists(page_of, min_size=1, max_size=3), st.data())
def test_what_is_proposed_does_what_it_says(texts: list[str], data: st.DataObject) -> None:
    session = Session(
        [Given(f"{at}.txt", text) for at, text in enumerate(texts)], "example.com.yaml"
    )
    page = data.draw(st.integers(0, len(texts) - 1))
    count = texts[page].count("\n")
    line = data.draw(st.integers(1, count))
    other = data.draw(st.integers(1, count))
    wanted = mark(session, page, line, False)
    lines = texts[page].split("\n")
    first = lines.index(lines[other - 1]) + 1  # marks find the nearest line of their text
    keep = Mark(page, first, lines[first - 1], True)
    assume(lines[line - 1] != lines[other - 1])
    before = lost(session, RULES)
    made = attempt(session, wanted, [keep])
    assume(made is not None)
    assert made is not None
    after = lost(session, made.text)
    assert after[page][line]
    assert after[page].get(first) == before[page].get(first)
    for old, new in zip(before, after, strict=True):
        assert set(old) <= set(new)
    assert made.text.startswith(RULES)
    is_sound(session, made.text)


def attempt(session: Session, wanted: Mark, marks: list[Mark]) -> Proposal | None:
    try:
        return propose(session, RULES, wanted, marks)
    except UsageError:
        return None
