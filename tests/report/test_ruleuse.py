"""Counts of rules over a corpus: dead rules, layouts that changed, budgets."""

from __future__ import annotations

from arclean.cleaner import Cleaner
from arclean.report.ruleuse import RuleUse
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet

FILE = """\
arclean: 1
id: shore
kind: site
title: "A paper on the shore"
match: {hosts: ["shore.example.com"]}
rules:
  - id: byline
    why: "The line above the text."
    category: byline
    drop_line: {is: ["جريدة الشاطئ"]}
  - id: tags
    why: "Tags below the text."
    category: tags
    at_most: {lines: 1}
    drop_line: {starts: ["وسوم الشاطئ"]}
  - id: never
    why: "A menu that is gone."
    category: navigation
    drop_line: {is: ["قائمة الشاطئ"]}
"""
OLD = "عنوان\nجريدة الشاطئ\nنص الخبر\nوسوم الشاطئ بحر\n"
NEW = "عنوان\nنص الخبر\n"
GREEDY = OLD + "وسوم الشاطئ بر\n"


def lines(pages: list[tuple[str, str | None]]) -> list[str]:
    """What is told of pages, each with its day."""
    rules = RuleSet([load_bytes(FILE.encode(), "shore.yaml").compiled])
    cleaner = Cleaner(rules, profile="none")
    use = RuleUse(rules.files)
    for text, day in pages:
        use.add(cleaner.explain(text, url="https://shore.example.com/1"), day)
    return list(use.lines())


def of(told: list[str], rule: str) -> str:
    return next(line for line in told if f"shore/{rule}" in line)


def test_hits_and_a_dead_rule() -> None:
    told = lines([(OLD, None)] * 30)
    assert told[0] == "shore: 30 pages"
    assert of(told, "byline").split() == ["30", "100.0%", "shore/byline"]
    assert "dead" in of(told, "never")
    assert told[-1].startswith("0 pages were claimed by no site")


def test_few_pages_call_nothing_dead() -> None:
    assert not any("dead" in line for line in lines([(NEW, None)] * 29))


def test_a_layout_that_changed() -> None:
    told = lines(
        [(OLD, "2015-03-01")] * 25 + [(OLD, "2015-04-01")] * 25 + [(NEW, "2015-05-09")] * 25
    )
    assert told[0] == "shore: 75 pages, 2015-03 to 2015-05"
    assert told[1] == "  layout change in 2015-05: 2 of 2 rules stopped; learn anew"
    assert "2015-03 100% 2015-04 100% 2015-05 0%" in of(told, "tags")
    assert "fell in 2015-05 from 100% to 0% of the pages" in of(told, "tags")


def test_a_rule_that_is_rare_all_along_has_not_fallen() -> None:
    pages = [(OLD if number % 30 == 0 else NEW, "2015-03") for number in range(60)]
    told = lines([*pages, *[(NEW, "2015-04")] * 60])
    assert not any("fell" in line or "layout" in line for line in told)


def test_many_months_are_told_by_year() -> None:
    days = [f"{year}-{month:02}-01" for year in range(2010, 2015) for month in range(1, 13)]
    told = lines([(OLD, day) for day in days])
    assert told[0] == "shore: 60 pages, 2010 to 2014"
    assert "2010 100% 2011 100%" in of(told, "byline")


def test_over_budget_is_counted() -> None:
    told = lines([(OLD, None)] * 5 + [(GREEDY, None)] * 3)
    assert "over budget on 3 pages" in of(told, "tags")
