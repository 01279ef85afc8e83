"""One table of flags: parser, help and reference agree with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from arclean.cli.corpus_flags import CORPUS
from arclean.cli.flags import CLEAN, COMMANDS, Command
from arclean.cli.parse import parse
from arclean.cli.reference import help_text, markdown
from arclean.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
ALL = [CLEAN, CORPUS, *COMMANDS.values()]


def test_the_reference_is_current() -> None:
    written = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    assert written == markdown(), "run python tools/make_command_reference.py"


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.name)
def test_every_flag_is_in_help_and_reference(command: Command) -> None:
    text, reference = help_text(command), markdown()
    for flag in command.flags:
        assert flag.shown in text
        assert f"`{flag.shown}`" in reference
    assert all(len(line) <= 79 for line in text.splitlines())


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.name)
def test_no_name_is_taken_twice(command: Command) -> None:
    names = [name for flag in command.flags for name in flag.names]
    assert len(names) == len(set(names))


def test_flags_and_files_mix() -> None:
    options = parse(CLEAN, ["a", "-p", "none", "b", "--keep=date,byline", "-", "--", "-i", "--"])
    assert options is not None
    assert options.operands == ["a", "b", "-", "-i", "--"]
    assert options.profile == "none"
    assert options.keep == [["date", "byline"]]
    assert not options.in_place


def test_explain_swallows_no_file() -> None:
    options = parse(CLEAN, ["--explain", "json", "page.txt"])
    assert options is not None
    assert options.explain == "text"
    assert options.operands == ["json", "page.txt"]
    options = parse(CLEAN, ["--explain=json", "page.txt"])
    assert options is not None
    assert options.explain == "json"


def test_behind_two_dashes_everything_is_a_file() -> None:
    options = parse(CLEAN, ["--", "--explain", "--help"])
    assert options is not None
    assert options.operands == ["--explain", "--help"]
    assert options.explain is None


@pytest.mark.parametrize("flags", [["--help"], ["-h"], ["-ih"], ["--nonsense", "--help"]])
def test_help_wins(flags: list[str]) -> None:
    assert parse(CLEAN, flags) is None


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--explian"], "there is no flag --explian; did you mean --explain?"),
        (["--explian=json"], "did you mean --explain?"),
        (["-z"], "there is no flag -z; 'arclean --help' shows all flags"),
        (["--exp"], "no flag --exp"),
        (["--docs", "word"], "'word' is none of nul, form-feed, blank-lines, line"),
        (["--docs"], "--docs"),
        (["--max-doc-bytes", "lots"], "'lots' is not a size"),
        (["--crawled", "yesterday"], "'yesterday' is not a date"),
        (["--errors=ignore"], "'ignore' is none of keep, strict, replace"),
        (["--explain=xml"], "'xml' is none of text, json"),
        (["--color", "sometimes"], "none of auto, always, never"),
        (["--stats=yes"], "--stats"),
        (["-i", "--save-removed", "", "page.txt"], "--save-removed: the name is empty"),
        (["-o", ""], "-o/--output: the name is empty"),
        (["--rules", ""], "--rules: the name is empty"),
        (["page.txt", ""], "a name on the command line is empty"),
        (["--", ""], "a name on the command line is empty"),
    ],
)
def test_wrong_flags(flags: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(CLEAN, flags)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
