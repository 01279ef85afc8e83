"""Loading rule files: what comes out of valid ones."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from arclean.errors import InputError, RuleError, UsageError
from arclean.learn.reader import Fields, read_pages
from arclean.rules.load import LoadedFile, load_bytes, load_file, load_tree
from arclean.rules.ruleset import RuleSet
from tests.rules.broken_files import VALID

DATA = Path(__file__).parent / "data"


def load(text: str) -> LoadedFile:
    return load_bytes(text.encode(), "x.yaml")


def rule(body: str) -> dict[str, Any]:
    """The one rule of a pack, compiled; ``body`` is its verb."""
    loaded = load(
        "arclean: 1\nid: p\nkind: pack\ntitle: t\nrules:\n- id: r\n  why: w\n  category: ad\n"
        + "".join(f"  {line}\n" for line in body.splitlines())
    )
    compiled: dict[str, Any] = loaded.compiled["rules"][0]
    return compiled


def test_worked_example() -> None:
    loaded = load_file(DATA / "worked-example.yaml")
    assert loaded.id == "akhbar-dump-2014"
    assert loaded.compiled["match"]["sources"] == ["akhbar-2014*"]
    tail, counter = loaded.compiled["rules"]
    assert tail["zone"] == ["tail", 80]
    assert tail["block"]["start"] == {"is": ["مقالات ذات صله"]}
    assert counter["when"]["regex"][0]["literals"] == ["عدد المشاهدات"]
    assert [test["fires"] for test in loaded.tests] == [["related-tail", "views-counter"], []]
    assert loaded.lines["rules[1]"] == 21
    assert loaded.lines["tests[1].fires"] == 48


def test_compiled_form_is_complete_and_plain() -> None:
    loaded = load(VALID)
    assert json.loads(json.dumps(loaded.compiled)) == loaded.compiled
    assert loaded.compiled == {
        "arclean": 1,
        "id": "example-news",
        "kind": "site",
        "title": "A news site",
        "status": "test",
        "verified": "2026-01-31",
        "generic": False,
        "match": {
            "hosts": ["example.com"],
            "paths": [],
            "sources": [],
            "crawled": None,
            "text_has": None,
        },
        "html": None,
        "use": [],
        "disable": [],
        "max_removed": 0.8,
        "rules": [
            {
                "id": "tail",
                "renamed_from": [],
                "why": "The list of other articles below the text.",
                "category": "related",
                "zone": ["tail", 40],
                "at_most": {"lines": 30, "share": 0.5, "times": None},
                "verb": "drop_block",
                "when": {},
                "block": {
                    "start": {"is": ["اقرا ايضا"]},
                    "while": {"max_words": 20},
                    "until": None,
                    "min_lines": 1,
                    "reaches_end": False,
                    "back": 0,
                    "prev": None,
                },
                "keep": "first",
                "html": None,
            },
            {
                "id": "counter",
                "renamed_from": [],
                "why": "The view counter at the end of a line.",
                "category": "view-count",
                "zone": None,
                "at_most": {"lines": None, "share": None, "times": None},
                "verb": "strip",
                "when": {
                    "regex": [
                        {
                            "pattern": "[0-9]{1,9} مشاهده$",
                            "literals": [" مشاهده"],
                            "edge": "end",
                        }
                    ],
                },
                "block": None,
                "keep": "first",
                "html": None,
            },
        ],
    }


@pytest.mark.parametrize(
    ("body", "when"),
    [
        ("drop_line: {is: [«اقرأ أيضاً:», اقرا ايضا]}", {"is": ["اقرا ايضا"]}),
        ("drop_line: {is: '***'}", {"is": ["***"]}),
        ("drop_line: {starts: 'تابعونا على :'}", {"starts": ["تابعونا علي :"]}),
        # YAML 1.1 reads these as truth values, numbers and dates; they are phrases here.
        ("drop_line: {is: [no, on, 12:30, 1_000, 2014-01-01, 0x1F, 1e3, .inf]}",
         {"is": ["no", "on", "12:30", "1_000", "2014-01-01", "0x1f", "1e3", "inf"]}),
        ("drop_line:\n  has: |\n    شارك المقال\n", {"has": ["شارك المقال"]}),
        ("drop_line: {has: x, not: {prev: {ends: y, next: {max_words: 3}}}}",
         {"has": ["x"], "not": {"prev": {"ends": ["y"], "next": {"max_words": 3}}}}),
        ("drop_repeat: {}", {}),
        ("drop_repeat: {keep: last, min_words: 3}", {"min_words": 3}),
        ("drop_line: {has: x, sentence_end: false}", {"has": ["x"], "sentence_end": False}),
    ],
)  # fmt: skip
def test_conditions(body: str, when: dict[str, Any]) -> None:
    assert rule(body)["when"] == when


def test_drop_repeat_keeps_the_copy_that_it_names() -> None:
    assert rule("drop_repeat: {keep: last}")["keep"] == "last"
    assert rule("drop_repeat: {}")["keep"] == "first"
    assert "first_within" not in rule("drop_repeat: {}")
    assert rule("drop_repeat: {first_within: 3, min_words: 4}")["first_within"] == 3


def test_block_in_full() -> None:
    body = (
        "drop_block: {start: {is: x}, until: {is: y}, min_lines: 3, back: 2, prev: {max_words: 4}}"
    )
    assert rule(body)["block"] == {
        "start": {"is": ["x"]},
        "while": None,
        "until": {"is": ["y"]},
        "min_lines": 3,
        "reaches_end": False,
        "back": 2,
        "prev": {"max_words": 4},
    }


@pytest.mark.parametrize(
    ("body", "verb", "html"),
    [
        ("keep: article", "keep", {"css": ["article"], "xpath": []}),
        ("keep: {xpath: //article, min_chars: 200}", "keep",
         {"css": [], "xpath": ["//article"], "min_chars": 200}),
        ("drop: [.share, '#comments']", "drop", {"css": [".share", "#comments"], "xpath": []}),
        ("drop: {css: p, text: {starts: x}}", "drop",
         {"css": ["p"], "xpath": [], "text": {"starts": ["x"]}}),
        # No link is seen in plain text: the line engine must leave such a rule alone.
        ("drop_line: {not: {link_share: 0.5}}", "drop_line", {"needs": ["link_share"]}),
        ("drop_block: {start: {is: x}, while: {link_share: 1}}", "drop_block",
         {"needs": ["link_share"]}),
        ("drop_line: {is: x}", "drop_line", None),
    ],
)  # fmt: skip
def test_html_is_marked_as_such(body: str, verb: str, html: dict[str, Any] | None) -> None:
    compiled = rule(body)
    assert (compiled["verb"], compiled["html"]) == (verb, html)


def test_page_has() -> None:
    text = VALID.replace("  hosts:", "  page_has: body.single\n  hosts:")
    assert load(text).compiled["html"] == {"page_has": {"css": ["body.single"], "xpath": []}}


def test_fingerprints() -> None:
    text = VALID.replace(
        "hosts: [example.com]",
        "text_has: {all: [{zone: {head: 2}, ends: '- It’s Over 9000!'}, {is: [بلدي نيوز]}]}",
    )
    assert load(text).compiled["match"]["text_has"] == {
        "all": [
            {"zone": ["head", 2], "when": {"ends": ["- it's over 9000!"]}},
            {"zone": None, "when": {"is": ["بلدي نيوز"]}},
        ]
    }


def test_hosts_lose_www_and_layouts_have_days() -> None:
    text = VALID.replace(
        "[example.com]", '[www.example.com, "*.example.com"]\n  crawled: {to: "2014-12-31"}'
    )
    match = load(text).compiled["match"]
    assert match["hosts"] == ["example.com", "*.example.com"]
    assert match["crawled"] == [None, "2014-12-31"]


def test_a_site_may_live_on_packs_alone() -> None:
    text = VALID.split("rules:")[0] + "use: ar-tails\ndisable: ar-tails/share\n"
    compiled = load(text).compiled
    assert (compiled["use"], compiled["disable"]) == (["ar-tails"], ["ar-tails/share"])
    assert compiled["rules"] == []


@pytest.mark.parametrize(
    "data",
    [
        VALID.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + VALID.encode(),
        VALID.encode().rstrip(b"\n"),
        b"---\n" + VALID.encode() + b"...\n",
    ],
    ids=["CRLF", "byte order mark", "no last line end", "document marks"],
)
def test_harmless_differences(data: bytes) -> None:
    assert load_bytes(data, "x.yaml").compiled == load(VALID).compiled


def test_tree(tmp_path: Path) -> None:
    for name, file_id in (("b/one.yaml", "one"), ("a.yml", "two"), (".hidden.yaml", "three")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(VALID.replace("example-news", file_id), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no rule file")
    assert [loaded.id for loaded in load_tree(tmp_path)] == ["two", "one"]
    assert [loaded.id for loaded in load_tree(tmp_path / "a.yml")] == ["two"]
    (tmp_path / "c.yaml").write_text(VALID.replace("example-news", "one"), encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"c\.yaml:2: id: the file id 'one' is taken by .*one\.yaml"
    ):
        load_tree(tmp_path)


def test_two_paths_with_one_id(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "b" / "second.yaml"
    second.parent.mkdir()
    first.write_text(VALID, encoding="utf-8")
    second.write_text(VALID + "# the same\n", encoding="utf-8")
    assert RuleSet.load(first, second.parent, shipped=False).files == {
        "example-news": load_file(first).compiled
    }
    second.write_text(VALID.replace("title: ", "title: another "), encoding="utf-8")
    said = (
        r"second\.yaml:2: id: the file id 'example-news' is taken by .*first\.yaml; leave one out"
    )
    with pytest.raises(RuleError, match=said):
        RuleSet.load(first, second.parent)


@pytest.mark.parametrize("path", [None, 3, ["a.yaml"]])
def test_what_is_no_path(path: Any) -> None:
    with pytest.raises(UsageError, match=f"by paths, one by one, not by {type(path).__name__}"):
        RuleSet.load(path)


def test_a_folder_without_rule_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no rule file")
    with pytest.raises(InputError, match="no rule file in this folder"):
        load_tree(tmp_path)


def test_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_tree(tmp_path / "missing.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load_file(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        load_file("a\0b")
    with pytest.raises(InputError, match=r"^a+: the rule file cannot be read"):
        load_tree("a" * 300)  # a name that is too long, as one that may not be looked at


def test_what_stands_beside_rule_files_in_a_folder(tmp_path: Path) -> None:
    for name in (".git", "below"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(VALID, encoding="utf-8")
    (tmp_path / ".b.yaml").write_text(VALID, encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yaml")
    assert [Path(file.path).parent.name for file in load_tree(tmp_path)] == ["below"]
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    with pytest.raises(InputError, match=r"gone\.yaml: the rule file cannot be read"):
        load_tree(tmp_path)


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules, or pages, would be missing without a word."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.yaml").write_text(VALID, encoding="utf-8")
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    real = os.scandir

    def scandir(path: Any) -> Any:  # root may read all folders
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(InputError, match=r"locked: cannot be read \(Permission denied\)"):
        load_tree(tmp_path)
    with pytest.raises(InputError, match=r"locked: cannot be read \(Permission denied\)"):
        list(read_pages([str(tmp_path)], Fields()))


def test_yaml_is_imported_only_to_read_yaml() -> None:
    code = (
        "import sys, arclean.rules, arclean.rules.load; assert 'yaml' not in sys.modules;"
        "arclean.rules.load.load_bytes(sys.stdin.buffer.read(), 'x'); assert 'yaml' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], input=VALID.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
