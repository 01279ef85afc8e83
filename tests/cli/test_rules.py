"""``arclean rules``."""

from __future__ import annotations

from pathlib import Path

import pytest

from arclean.rules.bundle import source_tree
from tests.cli.conftest import CLEAN, PAGE, RULES, Command


def test_list(arclean: Command) -> None:
    outcome = arclean("rules", "list", "--rules", arclean.rules)
    assert outcome.status == 0
    row = next(line for line in outcome.out.decode().splitlines() if line.startswith("sample-dump"))
    assert row.split()[1:6] == ["dump", "test", "2026-01-05", "2", "rules"]
    assert row.endswith("Pages for the tests of the command")
    assert len(outcome.out.splitlines()) > 1, "the shipped files are there too"


@pytest.mark.parametrize("by", ["path", "id"])
def test_show_a_file(arclean: Command, by: str) -> None:
    name = arclean.rules if by == "path" else "sample-dump"
    outcome = arclean("rules", "show", name, "--rules", arclean.rules)
    text = outcome.out.decode()
    assert outcome.status == 0
    for part in (
        "sample-dump (dump, test, verified 2026-01-05)",
        "sources: sample*",
        "sample-dump/views  view-count  strip",
        "A counter glued to the end of a line.",
        "tests: counter and list",
        "tests that nothing fires: nothing to take",
    ):
        assert part in text


@pytest.mark.skipif(source_tree() is None, reason="the installed rules carry no tests")
def test_show_a_shipped_file_with_its_tests(arclean: Command) -> None:
    text = arclean("rules", "show", "wordpress-jannah").out.decode()
    assert "    tests: a whole page" in text
    assert "  tests that nothing fires: " in text


def test_show_a_rule_with_the_pages_that_fire_it(arclean: Command) -> None:
    outcome = arclean("rules", "show", "sample-dump/related", "--rules", arclean.rules)
    text = outcome.out.decode()
    assert "The heading of the list of other pages, and the list." in text
    assert "معرض الكتاب" in text
    assert '"reaches_end": true' in text
    assert "views" not in text


def test_show_what_a_rule_selects_and_nothing_of_the_compiler(arclean: Command) -> None:
    """Selectors were not shown at all, patterns with the literals that are looked for first."""
    text = arclean("rules", "show", "html-blogger/footer", "ar-copyright/link-row").out.decode()
    assert '  selects: {"css": [".post-footer", ' in text
    assert '"regex": [" (?:اتصل بنا|' in text
    assert "literals" not in text
    assert "  HTML pages must have: {" in arclean("rules", "show", "html-mediawiki").out.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "write one of list, show, lint, test"),
        (["lst"], "'arclean rules lst' is no command"),
        (["list", "x"], "--rules PATH"),
        (["show"], "needs a rule file"),
        (["show", "no-such-file"], "no-such-file"),
        (["show", "no-such/rule"], "no-such"),
        (["show", "sample-dump/view", "--rules", "RULES"], "did you mean sample-dump/views?"),
        (["show", "missing.yaml"], "missing.yaml"),
        (["lint", "missing"], "missing"),
        (["test", "missing"], "missing"),
        (["test", "--nonsense"], "--nonsense"),
    ],
)
def test_usage(arclean: Command, arguments: list[str], message: str) -> None:
    arguments = [arclean.rules if one == "RULES" else one for one in arguments]
    outcome = arclean("rules", *arguments)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("arclean: ")


def test_help(arclean: Command) -> None:
    assert arclean("rules", "--help").out.startswith(b"usage: arclean rules COMMAND")
    for command in ((), ("list",), ("show",), ("lint",), ("test",), ("learn",), ("bundle",)):
        out = arclean("rules", *command, "--help").out
        assert out.endswith(b"\n"), command
        assert not out.endswith(b"\n\n"), command
    assert arclean("rules", "test", "-h").out.startswith(b"usage: arclean rules test")


def test_rule_tests_pass(arclean: Command) -> None:
    outcome = arclean("rules", "test", arclean.rules)
    assert outcome == (0, b"2 tests of 1 rule file: all passed\n", "")


def test_rule_tests_that_fail_show_a_difference(arclean: Command, tmp_path: Path) -> None:
    wrong = tmp_path / "sample-dump.yaml"
    wrong.write_text(
        RULES.replace(
            "معرض الكتاب\n    output",
            "معرض الكتاب.\n      ختام النص الذي كتبه الكاتب عن المعرض في ذلك اليوم.\n    output",
        ),
        "utf-8",
    )
    outcome = arclean("rules", "test", wrong, "--color=never")
    text = outcome.out.decode()
    assert outcome.status == 1
    assert "sample-dump: counter and list: the output differs" in text
    assert "    +مقالات ذات صلة\n" in text
    assert "fires ['views'], expected ['views', 'related']" in text
    assert text.endswith("2 tests of 1 rule file: 1 failed\n")


def test_lint(arclean: Command, tmp_path: Path) -> None:
    outcome = arclean("rules", "lint", arclean.rules)
    assert outcome.status == 0, outcome.out.decode()
    assert outcome.out.decode().splitlines()[-1].startswith("1 rule file: 0 errors")
    untested = tmp_path / "sample-dump.yaml"
    untested.write_text(RULES.replace("fires: [views, related]", "fires: [views]"), "utf-8")
    outcome = arclean("rules", "lint", untested)
    assert outcome.status == 1
    assert "sample-dump/related" in outcome.out.decode()
    assert f"{untested}:" in outcome.out.decode()


def test_a_bad_file_does_not_hide_the_others(arclean: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("arclean: 2\n", "utf-8")
    for command in ("lint", "test"):
        outcome = arclean("rules", command, bad, arclean.rules)
        assert outcome.status == 2
        assert str(bad) in outcome.err
        assert b"1 rule file:" in outcome.out
        assert outcome.out.endswith(b"; 1 could not be read\n")
        alone = arclean("rules", command, bad)
        assert (alone.status, alone.out) == (2, b"")  # nothing was looked at, nothing passed
    for name in ("sample-dump.yaml", "z.yaml"):
        (tmp_path / name).write_text(RULES, "utf-8")
    for command in ("lint", "test"):  # nor in a folder
        outcome = arclean("rules", command, tmp_path)
        assert outcome.status == 2
        first, second = outcome.err.splitlines()
        assert first.startswith(f"arclean: {bad}:1: ")
        assert "z.yaml:2: id: the file id 'sample-dump' is taken by " in second
        assert b"1 rule file" in outcome.out


def test_a_file_called_rules(
    arclean: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").write_bytes(PAGE)
    assert arclean("./rules").status == 0
    assert arclean.sample("rules").out == CLEAN, "rules is a command as the first word only"
    assert arclean("--", "rules").status == 0


@pytest.mark.parametrize("command", ["test", "lint"])
def test_two_files_of_one_id(arclean: Command, tmp_path: Path, command: str) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(RULES.replace("عدد المشاهدات", "عدد القراء"), encoding="utf-8")
    outcome = arclean("rules", command, arclean.rules, str(other))
    assert outcome.status == 2
    assert "the file id 'sample-dump' is taken by" in outcome.err
