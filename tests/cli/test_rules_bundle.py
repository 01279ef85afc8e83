"""``arclean rules bundle`` and the bundles that ``--rules`` reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from arclean.cleaner import Cleaner
from arclean.errors import RuleError
from arclean.rules.ruleset import RuleSet

from .conftest import Command

FILE = """\
# Licence: CC0, from the lists of a friend.
arclean: 1
id: {id}
kind: site
title: "Shore"
match: {{hosts: ["{id}"]}}
# a remark
rules:
  - id: views
    why: "A counter."
    category: view-count
    zone: {{tail: 1}}
    drop_line: {{regex: "^شوهد [0-9]{{1,9}} مره$"}}
tests:
  - {{name: gone, text: "متن.\\nشوهد ٣ مرة\\n", output: "متن.\\n", fires: [views]}}
  - {{name: stays, text: "متن.\\n", output: "متن.\\n", fires: []}}
"""
PAGE = "متن.\nشوهد 12 مرة\n"


def written(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.yaml").write_text(FILE.format(id=name), encoding="utf-8")
    return folder


def made(tmp_path: Path, arclean: Command) -> Path:
    folder = written(tmp_path / "mine", "one.example.com", "two.example.com")
    target = tmp_path / "mine.json"
    outcome = arclean("rules", "bundle", folder, "-o", target)
    assert outcome.status == 0
    assert "2 rule files" in outcome.err
    assert json.loads(target.read_bytes())["sha256"] in outcome.err
    return target


def test_a_bundle_cleans_as_its_files_do(tmp_path: Path, arclean: Command) -> None:
    target = made(tmp_path, arclean)
    rules = RuleSet.load(target, shipped=False)
    assert sorted(rules.files) == ["one.example.com", "two.example.com"]
    assert Cleaner(rules).clean(PAGE, url="https://two.example.com/a") == "متن.\n"
    (tmp_path / "p.txt").write_text(PAGE, encoding="utf-8")
    outcome = arclean("--rules", target, "--site", "one.example.com", tmp_path / "p.txt")
    assert outcome.out.decode() == "متن.\n"


def test_sources_comments_and_tests_travel_along(tmp_path: Path, arclean: Command) -> None:
    target = made(tmp_path, arclean)
    (one, _) = json.loads(target.read_bytes())["files"]
    assert one["text"] == FILE.format(id="one.example.com")
    assert one["origin"] == ["Licence: CC0, from the lists of a friend."]
    assert arclean("rules", "lint", target).status == 0
    assert arclean("rules", "test", target).out.startswith(b"4 tests of 2 rule files: all passed")
    shown = arclean("rules", "show", "two.example.com/views", "--rules", target)
    assert "A counter." in shown.out.decode()


def test_bundles_go_into_bundles_and_are_the_same_each_time(
    tmp_path: Path, arclean: Command
) -> None:
    target = made(tmp_path, arclean)
    again = tmp_path / "again.json"
    assert arclean("rules", "bundle", target, "-o", again).status == 0
    assert again.read_bytes() == target.read_bytes()
    assert arclean("rules", "bundle", target, "-o", again).status == 2
    assert arclean("rules", "bundle", target, "-o", again, "--force").status == 0


def test_shipped_files_by_id_and_by_host(tmp_path: Path, arclean: Command) -> None:
    target = tmp_path / "b.json"
    assert arclean("rules", "bundle", "ar-tail", "www.okaz.com.sa", "-o", target).status == 0
    ids = [one["id"] for one in json.loads(target.read_bytes())["files"]]
    assert ids == ["ar-tail", "okaz.com.sa"]


def test_what_was_changed_is_refused(tmp_path: Path, arclean: Command) -> None:
    target = made(tmp_path, arclean)
    target.write_bytes(target.read_bytes().replace("شوهد".encode(), "شاهد".encode()))
    with pytest.raises(RuleError, match="changed since it was made"):
        RuleSet.load(target)


def test_a_file_that_the_format_forbids_is_refused_inside_of_a_bundle(
    tmp_path: Path, arclean: Command
) -> None:
    from arclean.rules.packing import digest

    target = made(tmp_path, arclean)
    content = json.loads(target.read_bytes())
    for one in content["files"]:
        one["text"] = one["text"].replace("[0-9]{1,9}", "(?:ا+)+")
    content["sha256"] = digest((one["id"], one["text"]) for one in content["files"])
    target.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.json/one\.example\.com\.yaml:13"):
        RuleSet.load(target)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "no bundle of rule files"),
        ("[" * 99_999, "no bundle of rule files"),
        ('{"arclean_bundle": 2}', "a bundle of version 2"),
        ('{"arclean_bundle": 1, "files": [1]}', "not as they should be"),
        ('{"arclean_bundle": 1, "files": []}', "changed since it was made"),
        (
            '{"arclean_bundle": 1, "files": [{"id": "\\ud800", "name": "a", "text": "b"}]}',
            "changed since",
        ),
    ],
)
def test_what_is_no_bundle(content: str, message: str, tmp_path: Path, arclean: Command) -> None:
    target = tmp_path / "b.json"
    target.write_text(content, encoding="utf-8")
    outcome = arclean("rules", "list", "--rules", target)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "b.json"], "needs rule files"),
        (["ar-tail"], "name the bundle with -o"),
        (["ar-tail", "-o", "b.yaml"], "is called *.json"),
        (["nothing.example.com", "-o", "b.json"], "no rule file is called"),
        (["missing.yaml", "-o", "b.json"], "cannot be read"),
    ],
)
def test_what_is_missing_is_said(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    arclean: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = arclean("rules", "bundle", *arguments)
    assert outcome.status == 2
    assert message in outcome.err
    assert not (tmp_path / "b.json").exists()


def test_files_whose_tests_fail_are_not_bundled(tmp_path: Path, arclean: Command) -> None:
    folder = written(tmp_path / "mine", "one.example.com")
    path = folder / "one.example.com.yaml"
    path.write_text(path.read_text("utf-8").replace("شوهد ٣", "شوهدت ٣"), encoding="utf-8")
    outcome = arclean("rules", "bundle", folder, "-o", tmp_path / "b.json")
    assert outcome.status == 1
    assert "one.example.com: the test 'gone' fails" in outcome.err
    assert not (tmp_path / "b.json").exists()


def test_two_different_files_of_one_id(tmp_path: Path, arclean: Command) -> None:
    first = written(tmp_path / "a", "one.example.com") / "one.example.com.yaml"
    second = written(tmp_path / "b", "one.example.com") / "one.example.com.yaml"
    second.write_text(second.read_text("utf-8").replace("A counter", "Views"), encoding="utf-8")
    outcome = arclean("rules", "bundle", first, second, "-o", tmp_path / "b.json")
    assert outcome.status == 2
    assert "have the id 'one.example.com' both" in outcome.err
