"""Lint: a sound file has no finding; each fault gives the finding that it should, and no other."""

from __future__ import annotations

import re
from datetime import date

import pytest

from arclean.rules import lint as lint_module
from arclean.rules.lint import Finding, lint
from arclean.rules.load import LoadedFile, load_bytes

TODAY = date(2026, 6, 1)
SITE = """\
arclean: 1
id: example-news
kind: site
title: A news site
verified: "2026-01-31"
match:
  hosts: [example.com]
use: [ar-tail]
rules:
  - id: tail
    why: The list of other articles below the text.
    category: related
    drop_block:
      start: {is: [اقرأ أيضا]}
      while: {max_words: 20}
  - id: counter
    why: The view counter at the end of a line.
    category: view-count
    strip: {regex: "[0-9]{1,9}$"}
tests:
  - name: both
    text: نص 1
    output: نص
    fires: [tail, counter, ar-tail/copyright]
  - name: nothing
    text: نص
    output: نص
    fires: []
"""
PACK = """\
arclean: 1
id: ar-tail
kind: pack
title: Tails
verified: "2026-01-31"
rules:
  - id: copyright
    renamed_from: rights
    why: The copyright line.
    category: copyright
    drop_line: {starts: جميع الحقوق محفوظة}
tests:
  - {name: a, text: نص, output: نص, fires: [ar-tail/copyright]}
  - {name: b, text: نص, output: نص, fires: []}
"""


def load(text: str, path: str = "rules/example-news.yaml") -> LoadedFile:
    return load_bytes(text.encode(), path)


def edit(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def findings(site: str = SITE, pack: str = PACK, *more: str) -> list[Finding]:
    files = [load(site), load(pack, "rules/ar-tail.yaml")]
    files += [load(text, f"rules/other-{n}.yaml") for n, text in enumerate(more)]
    return lint(files, today=TODAY)


def drop_line(condition: str) -> str:
    return edit(SITE, 'strip: {regex: "[0-9]{1,9}$"}', f"drop_line: {condition}")


def test_sound_files_have_no_finding() -> None:
    assert findings() == []


RULE = "example-news/counter"
CASES = [
    # code, site file, line, rule
    ("no-verified", edit(SITE, 'verified: "2026-01-31"\n', ""), 2, None),
    ("verified-in-future", edit(SITE, "2026-01-31", "2026-07-01"), 5, None),
    ("stale-experimental", edit(SITE, "2026-01-31", "2025-05-31"), 5, None),
    ("file-name", edit(SITE, "id: example-news", "id: example"), 2, None),
    ("untested-rule", edit(SITE, "tail, counter,", "tail,"), 16, RULE),
    ("no-clean-test", edit(SITE, "fires: []", "fires: [tail]"), 20, None),
    ("unknown-fires", edit(SITE, "ar-tail/copyright", "ar-tail/copyrite"), 24, None),
    ("test-name", edit(SITE, "name: nothing", "name: both"), 25, None),
    ("pack-twice", edit(SITE, "[ar-tail]", "[ar-tail, ar-tail]"), 8, None),
    ("unknown-disable", edit(SITE, "rules:", "disable: ar-tail/copyrigh\nrules:"), 9, None),
    ("unknown-disable", edit(SITE, "rules:", "disable: ar-tail/rights\nrules:"), 9, None),
    ("unknown-disable", edit(SITE, "rules:", "disable: ar-head/menu\nrules:"), 9, None),
    (
        "reused-id",
        edit(SITE, "  - id: counter", "  - id: counter\n    renamed_from: tail"),
        17,
        RULE,
    ),
    (
        "reused-id",
        edit(SITE, "  - id: counter", "  - id: counter\n    renamed_from: ar-tail/copyright"),
        17,
        RULE,
    ),
    (
        "same-phrase",
        edit(SITE, "[اقرأ أيضا]", "[اقرأ أيضا, «أقرأ أيضاً:»]"),
        14,
        "example-news/tail",
    ),
    (
        "covered-phrase",
        drop_line("{starts: [تابعنا على, تابعنا على تويتر], max_words: 9}"),
        19,
        RULE,
    ),
    ("covered-phrase", drop_line("{ends: [هنا, اضغط هنا], max_words: 9}"), 19, RULE),
    ("covered-phrase", drop_line("{has: [قناتنا, تابع قناتنا على], max_words: 9}"), 19, RULE),
    (
        "covered-phrase",
        edit(
            drop_line("{is: [قناتنا على تويتر]}"),
            "  - id: counter",
            "  - {id: c, why: a, category: ad, drop_line: {starts: قناتنا}}\n  - id: counter",
        ).replace("fires: [tail,", "fires: [c, tail,"),
        20,
        RULE,
    ),
    (
        "same-rule",
        edit(
            SITE,
            "  - id: counter",
            '  - {id: c, why: a, category: ad, strip: {regex: "[0-9]{1,9}$"}}\n  - id: counter',
        ).replace("fires: [tail,", "fires: [c, tail,"),
        17,
        RULE,
    ),
    ("floating-phrase", drop_line("{has: تابعنا على تويتر}"), 19, RULE),
    ("common-word", drop_line("{starts: شارك}"), 19, RULE),
    ("common-word", drop_line("{has: 'تابع :'}"), 19, RULE),
    ("common-word", edit(SITE, 'regex: "[0-9]{1,9}$"', "starts: المصدر"), 19, RULE),
    ("clean-text", drop_line("{starts: وقال}"), 19, RULE),
    ("clean-text", drop_line("{starts: على سبيل}"), 19, RULE),
    ("broad-rule", drop_line("{max_words: 3}"), 16, RULE),
]


DOCUMENTED = dict(
    re.findall(r"^([a-z-]+) +(error|warning) ", lint_module.__doc__ or "", re.MULTILINE)
)


@pytest.mark.parametrize(("code", "site", "line", "rule"), CASES)
def test_each_fault_gives_its_finding(code: str, site: str, line: int, rule: str | None) -> None:
    (found,) = findings(site)
    assert (found.code, found.file, found.line, found.rule) == (
        code,
        "rules/example-news.yaml",
        line,
        rule,
    )
    assert "\n" not in str(found)
    assert found.severity == DOCUMENTED[code]


@pytest.mark.parametrize(
    "site",
    [
        drop_line("{starts: [تابعنا على, تابعنا عليه], max_words: 9}"),  # no whole word in common
        drop_line("{starts: [على تويتر, تابعنا على تويتر], max_words: 9}"),  # not at the start
        drop_line("{is: [شارك, شارك المقال]}"),  # whole lines
        drop_line("{starts: شارك, max_words: 2}"),  # a short line
        edit(SITE, 'regex: "[0-9]{1,9}$"', "ends: [تويتر, على تويتر]"),  # a strip cuts the longest
        edit(SITE, 'verified: "2026-01-31"', 'verified: "2020-01-31"\nstatus: stable'),
        edit(SITE, "rules:", "disable: ar-tail/copyright\nrules:"),
        drop_line("{max_words: 3}").replace("drop_line", "zone: {head: 3}\n    drop_line"),
        edit(SITE, 'verified: "2026-01-31"\n', "status: retired\n"),
    ],
)
def test_what_looks_alike_is_left_alone(site: str) -> None:
    assert findings(site) == []


def test_a_phrase_of_an_earlier_rule() -> None:
    found = findings(drop_line("{is: x}").replace(
        "drop_block:\n      start: {is: [اقرأ أيضا]}\n      while: {max_words: 20}",
        "drop_line: {is: X}",
    ))  # fmt: skip
    assert [(one.code, one.rule) for one in found] == [("same-phrase", RULE)]


def test_unknown_pack_names_the_nearest() -> None:
    site = edit(SITE, "[ar-tail]", "[ar-tails]").replace(", ar-tail/copyright]", "]")
    (found,) = findings(site)
    assert found.code == "unknown-pack"
    assert "'ar-tail'" in found.message


def test_packs_may_be_known_from_elsewhere() -> None:
    pack = load(PACK, "rules/ar-tail.yaml")
    assert lint([load(SITE)], known=[pack.compiled], today=TODAY) == []
    assert {found.code for found in lint([load(SITE)])} == {"unknown-pack", "unknown-fires"}


def test_pack_findings() -> None:
    pack = edit(PACK, "starts: جميع الحقوق محفوظة", 'regex: "^[0-9]{4} [a-z]"')
    assert [(f.code, f.rule) for f in findings(SITE, pack)] == [("no-literal", "ar-tail/copyright")]
    pack = edit(
        PACK,
        "drop_line: {starts: جميع الحقوق محفوظة}",
        "drop_block: {start: {is: x}, reaches_end: true}",
    )
    assert findings(SITE, pack) == []
    pack = edit(pack, "kind: pack\n", "kind: pack\ngeneric: true\n")
    assert [found.code for found in findings(SITE, pack)] == ["no-budget"]


OTHER = edit(edit(SITE, "id: example-news", "id: other-0"), "use: [ar-tail]\n", "").replace(
    ", ar-tail/copyright]", "]"
)


@pytest.mark.parametrize(
    ("mine", "theirs", "tie"),
    [
        ("", "", True),
        ("\n  paths: [/a/*]", "\n  paths: [/a/*]", True),
        ("\n  paths: [/a/*]", "\n  paths: [/b/*]", False),
        ("", "\n  paths: [/b/*]", False),
        ('\n  crawled: {to: "2014-12-31"}', '\n  crawled: {from: "2015-01-01"}', False),
        ('\n  crawled: {to: "2014-12-31"}', '\n  crawled: {from: "2014-12-31"}', True),
        ('\n  crawled: {to: "2014-12-31"}', "", True),
    ],
)
def test_two_files_for_one_host(mine: str, theirs: str, tie: bool) -> None:
    found = findings(
        edit(SITE, "[example.com]", f"[example.com]{mine}"),
        PACK,
        edit(OTHER, "[example.com]", f"[www.example.com]{theirs}"),
    )
    assert [(one.code, one.file, one.line) for one in found] == (
        [("tie", "rules/other-0.yaml", 7)] if tie else []
    )


def test_two_files_of_one_fingerprint() -> None:
    prints = "text_has: {any: [{is: بلدي نيوز}]}"
    site, other = (edit(text, "hosts: [example.com]", prints) for text in (SITE, OTHER))
    assert [found.code for found in findings(site, PACK, other)] == ["tie"]


def test_every_code_is_documented_and_tested() -> None:
    tested = {code for code, *_ in CASES} | {"unknown-pack", "no-literal", "no-budget", "tie"}
    assert sorted(DOCUMENTED) == sorted(tested)
