"""Faults planted in a rule file: each is found by lint, test or stats, and named in one line that
says where, what, and what to do.
"""

# ruff: noqa: E501

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from .conftest import Command

NAME = "example-news"
TEXT = "متن الخبر كله هنا في سطر.\\nاقرأ أيضا\\nخبر أول\\nخبر ثان\\n"
FILE = f"""\
arclean: 1
id: example-news
kind: site
title: A news site
status: test
verified: "2026-01-31"
match:
  hosts: [example.com]
rules:
  - id: body
    why: The text of the article.
    category: navigation
    keep: ["div.story"]
  - id: share
    why: The share bar inside of it.
    category: share
    drop: [".share"]
  - id: tail
    why: The list of other articles below the text.
    category: related
    zone: {{tail: 40}}
    at_most: {{lines: 30, share: 0.9}}
    drop_block:
      start: {{is: [اقرأ أيضا]}}
      while: {{max_words: 20}}
  - id: counter
    why: The view counter at the end of a line.
    category: view-count
    strip: {{regex: " ?[0-9]{{1,9}} مشاهده$"}}
tests:
  - {{name: page, html: "<div class=story><p>متن.</p><p class=share>x</p></div>", output: "متن.", fires: [body, share]}}
  - {{name: tail, text: "{TEXT}", output: "متن الخبر كله هنا في سطر.\\n", fires: [tail]}}
  - {{name: counter, text: "متن. 12 مشاهدة\\n", output: "متن.\\n", fires: [counter]}}
  - {{name: nothing, text: "متن.\\n", output: "متن.\\n", fires: []}}
"""


class Fault(NamedTuple):
    """A passage of the file and what stands there instead, who finds it, on which line of the file,
    and words of the line that names it.
    """

    name: str
    old: str
    new: str
    by: str
    line: int
    says: str


def _drop(condition: str) -> str:
    return f"drop_line: {condition}"


STRIP = 'strip: {regex: " ?[0-9]{1,9} مشاهده$"}'
TAIL_START = "start: {is: [اقرأ أيضا]}"
OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
COPY = """\
  - id: again
    why: The same once more.
    category: view-count
    strip: {regex: " ?[0-9]{1,9} مشاهده$"}
tests:
"""
SHADOWED = """\
  - id: head
    why: Links.
    category: read-also
    drop_line: {starts: طالع أيضا}
  - id: more
    why: A link.
    category: read-also
    drop_line: {is: طالع أيضا هذا الخبر}
tests:
"""
AGAIN = """\
  - id: bar
    why: The bar.
    category: share
    drop: [".share", ".bar"]
tests:
"""
FAULTS = [
    # The file as such
    Fault("typo in a key", "category: share", "categori: share", "lint", 16, "'category'"),
    Fault("typo in a verb", STRIP, STRIP.replace("strip", "stripp"), "lint", 29, "'strip'"),
    Fault("unknown field", "status: test", "colour: red", "lint", 5, "colour"),
    Fault("unknown category", "category: share", "category: sharing", "lint", 16, "share"),
    Fault("no reason", "    why: The share bar inside of it.\n", "", "lint", 14, "why"),
    Fault("wrong version", "arclean: 1", "arclean: 2", "lint", 1, "arclean"),
    Fault("duplicate key", "status: test", "id: other", "lint", 5, "stands twice"),
    Fault("an alias", "status: test", "status: *other", "lint", 5, "aliases"),
    Fault("two rules of one id", "- id: counter", "- id: tail", "lint", 26, "tail"),
    Fault("a host that is none", "[example.com]", '["https://example.com/x"]', "lint", 8, "host"),
    Fault("a day that is none", "2026-01-31", "2026-02-31", "lint", 6, "2026-02-31"),
    Fault("a day to come", "2026-01-31", "2031-01-31", "lint", 6, "still to come"),
    Fault("stale", 'test\nverified: "2026-01-31"', 'experimental\nverified: "2019-01-31"', "lint", 6, "retire it"),
    Fault("never verified", 'verified: "2026-01-31"\n', "", "lint", 2, "'verified' is missing"),
    Fault("missing pack", "rules:", "use: [ar-tial]\nrules:", "lint", 9, "ar-tail"),
    Fault("a pack's rule that is none", "rules:", "use: ar-tail\ndisable: ar-tail/app-\nrules:", "lint", 10, "ar-tail/app"),
    # Characters
    Fault("bidi trick in a phrase", "[اقرأ أيضا]", f"[{OVERRIDE}اقرأ أيضا]", "lint", 24, "U+202E"),
    Fault("bidi trick in a comment", "rules:", f"# {OVERRIDE}x\nrules:", "lint", 9, "U+202E"),
    Fault("invisible character", "[اقرأ أيضا]", "[اقرأ\N{ZERO WIDTH SPACE} أيضا]", "lint", 24, "U+200B"),
    # Patterns
    Fault("ReDoS", " ?[0-9]{1,9} مشاهده$", "^(?:ا+)+$", "lint", 29, "repeat"),
    Fault("look-around", " ?[0-9]{1,9} مشاهده$", "(?=ا)مشاهده", "lint", 29, "regex"),
    Fault("a class of the other dialect", "[0-9]{1,9}", r"\\d+", "lint", 29, "[0-9]"),
    Fault("a pattern that is not folded", "مشاهده$", "مشاهدة$", "lint", 29, "write 'ه'"),
    Fault("a pattern that does not close", "مشاهده$", "(مشاهده$", "lint", 29, "regex"),
    Fault("a pattern that matches nothing", " ?[0-9]{1,9} مشاهده$", "[0-9]*", "lint", 29, "empty"),
    # Phrases
    Fault("same phrase in another spelling", "[اقرأ أيضا]", "[اقرأ أيضا, إقرا ايضاً]", "lint", 24, "folds like"),
    Fault("shadowed phrase", STRIP, _drop("{starts: [مشاهدات, مشاهدات اليوم], max_words: 4}"), "lint", 29, "covered"),
    Fault("near-duplicate rule", "tests:\n", COPY, "lint", 30, "does what the rule 'counter' does"),
    Fault("shadowed rule", "tests:\n", SHADOWED, "lint", 37, "of the rule 'head', which runs first"),
    Fault("the same selector twice", "tests:\n", AGAIN, "lint", 30, "drops '.share' already"),
    Fault("common word", STRIP, _drop("{starts: شارك}"), "lint", 29, "a word that articles use"),
    Fault("phrase found in clean text", STRIP, _drop("{starts: وقال}"), "lint", 29, "without boilerplate"),
    Fault("floating phrase", STRIP, _drop("{has: عدد مشاهدات الخبر}"), "lint", 29, "floats"),
    Fault("greedy rule", STRIP, _drop("{max_words: 9}"), "lint", 26, "add a phrase or a zone"),
    Fault("no line can meet it", STRIP, _drop("{min_words: 9, max_words: 3}"), "lint", 29, "no line can meet both"),
    # Selectors
    Fault("broken selector", '".share"', '".share["', "lint", 17, "share["),
    Fault("a selector of scripts", '".share"', '".share:visible"', "lint", 17, ":visible"),
    Fault("XPath that is not allowed", '[".share"]', "{xpath: \"//p[document('x')]\"}", "lint", 17, "document"),
    # Tests
    Fault("untested rule", "fires: [counter]", "fires: []", "lint", 26, "no test fires this rule"),
    Fault("no clean test", "output: \"متن.\\n\", fires: []", "output: \"متن.\\n\", fires: [tail]", "lint", 30, "fires: []"),
    Fault("a test of no rule", "fires: [counter]", "fires: [counter, count]", "lint", 33, "count"),
    Fault("wrong zone", "zone: {tail: 40}", "zone: {head: 1}", "test", 32, "fires nothing, expected ['tail']"),
    Fault("budget too small", "lines: 30,", "lines: 2,", "test", 32, "tail wanted 3 lines"),
    Fault("greedy block", "is: [اقرأ أيضا]", "min_words: 1", "test", 32, "wanted 100% of the page"),
    Fault("dead phrase", "is: [اقرأ أيضا]", "is: [اقرأ كثيرا]", "test", 32, "fires nothing"),
    Fault("selector that selects nothing", '"div.story"', '"div.stroy"', "test", 31, "nodes that the page does not have"),
    Fault("drop that reaches too far", '".share"', '"p"', "test", 31, "the output differs"),
    Fault("pattern that takes too little", " ?[0-9]{1,9} م", "[0-9] م", "test", 33, "the output differs"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_fault_is_named_in_one_line(fault: Fault, tmp_path: Path, arclean: Command) -> None:
    assert FILE.count(fault.old) >= 1, fault.old
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(FILE.replace(fault.old, fault.new, 1), encoding="utf-8")
    outcome = arclean("rules", fault.by, path)
    told = outcome.out.decode() + outcome.err
    named = [line for line in told.splitlines() if f"{path}:{fault.line}" in line]
    assert any(fault.says in line for line in named), told


def test_there_are_enough_of_them_and_the_sound_file_has_none(
    tmp_path: Path, arclean: Command
) -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(FILE, encoding="utf-8")
    told = arclean("rules", "lint", path)
    assert told.out == b"1 rule file: 0 errors, 0 warnings\n"
    assert arclean("rules", "test", path).status == 0


PACK = """\
arclean: 1
id: my-pack
kind: pack
title: A pack
generic: true
verified: "2026-01-31"
rules:
  - id: counter
    why: A counter.
    category: view-count
    strip: {regex: " ?[0-9]{1,9}$"}
  - id: tail
    why: A list.
    category: related
    drop_block:
      start: {is: [اقرأ أيضا]}
      while: {max_words: 9}
tests:
  - {name: all, text: "متن 1\\nاقرأ أيضا\\n", output: "متن\\n", fires: [counter, tail]}
  - {name: none, text: "متن\\n", output: "متن\\n", fires: []}
"""


def test_faults_that_only_packs_can_have(tmp_path: Path, arclean: Command) -> None:
    path = tmp_path / "my-pack.yaml"
    path.write_text(PACK, encoding="utf-8")
    told = arclean("rules", "lint", path).out.decode().splitlines()
    assert told[0].startswith(f"{path}:11: my-pack/counter: error: a pattern in a pack needs")
    assert told[1].startswith(f"{path}:12: my-pack/tail: warning: a block of a generic pack has no")


ARTICLE = "متن الخبر كله هنا في سطر واحد طويل.\n"
HTML = "<html><body><div class={}><p>" + "متن الخبر كله هنا في سطر واحد طويل. " * 9 + "</p></div>"


def _stats(path: Path, arclean: Command, pages: list[dict[str, str]]) -> list[str]:
    corpus = path.with_name("pages.jsonl")
    corpus.write_text(
        "".join(json.dumps({"site": "example.com", **page}) + "\n" for page in pages),
        encoding="utf-8",
    )
    return arclean("rules", "stats", corpus, "--rules", path).out.decode().splitlines()


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_stats_names_a_dead_rule(sound: Path, arclean: Command) -> None:
    pages = [{"text": f"{ARTICLE}اقرأ أيضا\nخبر {n}\n"} for n in range(40)]
    (line,) = [line for line in _stats(sound, arclean, pages) if "dead" in line]
    assert "example-news/counter" in line
    assert "mend or retire" in line


def test_stats_names_the_month_of_a_new_layout(sound: Path, arclean: Command) -> None:
    before = [
        {"text": f"{ARTICLE[:-1]} 12 مشاهدة\nاقرأ أيضا\nخبر {n}\n", "date": "2020-01-01"}
        for n in range(40)
    ]
    after = [{"text": ARTICLE, "date": "2020-02-01"}] * 40
    told = _stats(sound, arclean, before + after)
    assert any("layout change in 2020-02: 2 of 2 rules stopped" in line for line in told)
    assert any("example-news/tail" in line and "fell in 2020-02" in line for line in told)


def test_stats_names_a_rule_over_its_budget(sound: Path, arclean: Command) -> None:
    text = ARTICLE * 20 + "اقرأ أيضا\n" + "خبر\n" * 35
    (line,) = [
        line for line in _stats(sound, arclean, [{"text": text}] * 40) if "over budget" in line
    ]
    assert "example-news/tail" in line
    assert "40 pages; narrow it or raise at_most" in line


def test_stats_names_html_of_another_layout(sound: Path, arclean: Command) -> None:
    pages = [{"html": HTML.format("story")}] * 3 + [{"html": HTML.format("post")}] * 5
    told = _stats(sound, arclean, pages)
    assert any("layout-mismatch" in line and " 5 " in line for line in told)
