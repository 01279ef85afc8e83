"""The learner's parts: templates, the store, titles before texts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.cleaner import Cleaner
from arclean.learn.learner import Site, learn_site
from arclean.learn.page import Page, with_title
from arclean.learn.reader import Record
from arclean.learn.sites import Options, gather
from arclean.learn.store import Store
from arclean.learn.tokens import pattern_of, template, tokens_of
from arclean.learn.write import rule_file
from arclean.rules.dialect import check
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.text.fold import fold
from tests.conftest import examples

WORDS = st.text("ابتثج دسع:/-().12٣٤a@ـًnpm", min_size=1, max_size=30)


@given(WORDS)
@settings(max_examples=examples(200))
def test_a_pattern_fits_the_line_it_was_made_of(text: str) -> None:
    folded = fold(text)
    tokens = tokens_of(folded)
    if tokens:
        assert "".join(token.text for token in tokens) == folded.replace(" ", "")
        pattern = f"^{pattern_of([tokens])}$"
        assert re.search(check(pattern).pattern, folded)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الرياض 25 شوال 1436 هـ", "الرياض 3 رمضان 1440 هـ"),
        ("الجمعة, 18 ديسمبر/ كانون الأول, 2009", "الاحد, 16 أغسطس/ آب, 2009"),
        ("Fri, 11 Aug 2017 15:21:54 GMT", "Mon, 01 May 2017 05:00:01 GMT"),
        ("راسلونا على a.b@example.com", "راسلونا على someone@example.org"),
    ],
)
def test_lines_that_differ_in_slots_share_a_template(one: str, other: str) -> None:
    first, second = tokens_of(fold(one)), tokens_of(fold(other))
    assert template(first) == template(second)
    pattern = check(f"^{pattern_of([first])}$").pattern
    assert re.search(pattern, fold(other))


def test_the_store_keeps_a_bounded_choice() -> None:
    with Store(10) as store:
        for number in range(1000):
            store.add("a", f"صفحة {number}")
            store.add("b", "قصيرة")
        pages = store.pages("a")
        assert len(pages) == len(set(pages)) == 10
        assert store.seen("a") == 1000
        late = sum(int(page.split()[1]) >= 500 for page in pages)
        assert 1 <= late <= 9
        assert store.sites == ["a", "b"]
        assert store.pages("b", 2) == ["قصيرة"] * 2


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=examples(100))
def test_a_title_comes_first_and_once(text: str, title: str) -> None:
    page = with_title(text, title)
    assert page.endswith(text)
    assert with_title(page, title) == page or not fold(title)


def test_pages_are_sorted_by_site() -> None:
    records = [
        Record("أ", "one.example.com", None),
        Record("ب", None, "https://www.one.example.com/x"),
        Record("ج", None, "bad"),
        Record("د", "two.example.com/ar", None),
    ]
    with Store(10) as store:
        told = gather(records, store, Options())
        assert store.sites == ["one.example.com", "two.example.com/ar"]
        assert (told.taken, told.nameless) == (3, 1)


@pytest.mark.parametrize("name", ["nohost", "", "a b.com", "http://"])
def test_a_site_is_a_host(name: str) -> None:
    with pytest.raises(ValueError, match="is no host"):
        Site.of(name)


LINES = st.text("ابتثجحخ دذرزسشصض.:؟-123«»ـ\u202b\u0301", min_size=1, max_size=60)
PAGES = st.lists(st.lists(LINES, min_size=1, max_size=8), min_size=3, max_size=9)


@given(PAGES)
@settings(max_examples=examples(25))
def test_whatever_the_pages_the_draft_loads(pages: list[list[str]]) -> None:
    draft = learn_site(
        Site.of("example.com"),
        [Page("\n".join(lines)) for lines in pages],
        unsure=True,
        today=date(2026, 1, 1),
    )
    if draft.text:
        load_bytes(draft.text.encode(), "x.yaml")


UNIQUE = st.lists(st.text("ابتثجحخدذرزسش", min_size=3, max_size=9), min_size=4, max_size=9)


@given(st.lists(UNIQUE, min_size=5, max_size=9), st.integers(0, 3))
@settings(max_examples=examples(25))
def test_a_line_that_stands_on_one_page_only_stays(pages: list[list[str]], where: int) -> None:
    furniture = "مواضيع ذات صلة بهذا الخبر"
    seen: set[str] = set()
    texts = []
    for words in pages:
        lines = [f"{word} {'م' * len(texts)}ن{'م' * at}" for at, word in enumerate(words)]
        seen.update(lines)
        lines.insert(where, furniture)
        texts.append("\n".join(lines))
    draft = learn_site(Site.of("example.com"), [Page(text) for text in texts])
    compiled = {**load_bytes(draft.text.encode(), "x.yaml").compiled, "use": []}
    cleaner = Cleaner(RuleSet([compiled]), profile="none")
    left = {
        line for text in texts for line in cleaner.explain(text, site=draft.id).kept.split("\n")
    }
    assert seen <= left


@given(st.text(max_size=30))
@settings(max_examples=examples(200))
def test_any_text_can_stand_in_a_file(text: str) -> None:
    table = {
        "arclean": 1,
        "id": "a",
        "kind": "pack",
        "title": "Text",
        "rules": [
            {"id": "r", "why": "x", "category": "ad", "drop_line": {"is": ["كلمة"]}},
        ],
        "tests": [{"name": "t", "text": text, "output": text, "fires": []}],
    }
    clean = text.encode("utf-8", "replace").decode()
    table["tests"] = [{"name": "t", "text": clean, "output": clean, "fires": []}]
    loaded = load_bytes(rule_file(table).encode(), "a.yaml")
    assert loaded.tests[0]["text"] == clean
