"""``arclean normalize``: as --no-strip, and explanations of characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Shell

TEXT = "أهـــلاً, قال: «نعم»\nآن است این کتاب\n".encode()


def test_it_is_no_strip(arclean: Command) -> None:
    for flags in ([], ["-p", "search"], ["-p", "corpus", "--stats"]):
        ours, theirs = (
            arclean("normalize", *flags, stdin=TEXT),
            arclean("--no-strip", *flags, stdin=TEXT),
        )
        assert ours.status == 0
        assert ours.out == theirs.out
    assert arclean("normalize", stdin=TEXT).out == ('اهلا، قال: "نعم"\nآن است این کتاب\n'.encode())


def test_presets_and_script(arclean: Command) -> None:
    assert arclean("normalize", "-p", "lucene:arabic", stdin="مدرسةٌ\n".encode()).out.decode() == (
        "مدرسه\n"
    )
    text = "علی".encode()
    assert arclean("normalize", stdin=text).out == text
    assert arclean("normalize", "--script", "arabic", stdin=text).out.decode() == "علي"


def test_in_place_check_and_diff(arclean: Command, tmp_path: Path) -> None:
    page = tmp_path / "normalize.txt"
    page.write_bytes(TEXT)
    assert arclean("normalize", "--check", page).status == 1
    assert b"+\xd8\xa7\xd9\x87\xd9\x84\xd8\xa7" in arclean("normalize", "--diff", page).out
    assert arclean("normalize", "-i", page).status == 0
    assert arclean("normalize", "--check", page).status == 0


def test_explain(arclean: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(TEXT + b"\xff\x1b\n")
    outcome = arclean("normalize", "--explain", page)
    assert outcome.status == 0
    text = outcome.out.decode()
    assert "lines taken for Arabic: 2, for other languages: 1; profile standard" in text
    for part in (
        "tatweel  3",
        "3  U+0640 ـ ARABIC TATWEEL → nothing",
        "1  U+064B ◌ً ARABIC FATHATAN → nothing",
        "U+0623 أ ARABIC LETTER ALEF WITH HAMZA ABOVE → ا (U+0627)",
        "0xFF · <byte that is not UTF-8>",
        "U+001B · <control>",
        "[standard* search match]",
        "[light~ standard~ corpus~ search match]",
    ):
        assert part in text, part
    assert "\x1b" not in text


def test_explain_json(arclean: Command, tmp_path: Path) -> None:
    pages = [tmp_path / "a.txt", tmp_path / "b.txt"]
    pages[0].write_bytes(TEXT)
    pages[1].write_bytes("السلام عليكم".encode().decode("windows-1256").encode() + b"\xff")
    outcome = arclean("normalize", "--explain=json", "-p", "light", *pages)
    first, second = map(json.loads, outcome.out.splitlines())
    assert first["file"] == str(pages[0])
    assert first["profile"] == "light"
    assert first["lines"] == {"arabic": 1, "other": 1}
    assert {"step": "tatweel", "before": "ـ", "after": "", "count": 3} in first["steps"]
    characters = {entry["code"]: entry for entry in first["characters"]}
    assert characters["U+0640"]["count"] == 3
    assert characters["U+0640"]["profiles"]["search"] == "always"
    assert second["mojibake"] == {"UTF-8 read as windows-1256": 1}
    assert second["characters"][-1]["code"] == "0xFF"
    assert second["characters"][-1]["character"] is None


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--explain", "-i", "x"], "--explain prints instead of writing text; leave -i out"),
        (["--explain", "--check"], "--explain and --check contradict each other"),
        (["--explain", "-p", "standrad"], "did you mean 'standard'"),
        (["-p", "lucene:arabik"], "did you mean 'lucene:arabic'"),
        (["--script", "french"], "'french' is none of auto"),
        (["--no-strip"], "there is no flag --no-strip"),
    ],
)
def test_wrong_flags(arclean: Command, flags: list[str], message: str) -> None:
    outcome = arclean("normalize", *flags)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.out == b""


def test_inputs_that_fail(arclean: Command, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_bytes(TEXT)
    bad = tmp_path / "bad.txt"
    bad.write_bytes("أ".encode() * 700_000 + b"\xff")
    outcome = arclean(
        "normalize", "--explain=json", "--errors", "strict", tmp_path / "none.txt", bad, good
    )
    assert outcome.status == 2
    assert "No such file" in outcome.err
    assert "byte 1400000 is not UTF-8" in outcome.err
    assert json.loads(outcome.out)["file"] == str(good)


def test_a_profile_file(arclean: Command, tmp_path: Path) -> None:
    profile = tmp_path / "ours.yaml"
    profile.write_text("profile: 1\nbase: standard\nadd: [digits:ascii]\nremove: punctuation\n")
    text = "«عامُ ١٢»".encode()
    for command in (["normalize"], ["--no-strip"], []):
        assert arclean(*command, "-p", profile, stdin=text).out.decode() == "«عام 12»"
    assert "digits  2" in arclean("normalize", "--explain", "-p", profile, stdin=text).out.decode()
    behind = arclean("normalize", "-p", f"{profile},-marks,+digits:persian", stdin=text)
    assert behind.out.decode() == "«عامُ ۱۲»"
    outcome = arclean("normalize", "-p", f"{profile},+digts", stdin=text)
    assert outcome.status == 2
    assert "unknown step 'digts'; did you mean 'digits'" in outcome.err
    profile.write_text("profile: 1\nbase: standrad\n")
    outcome = arclean("-p", profile, stdin=text)
    assert outcome.status == 2
    assert f"{profile}:2: base: unknown profile or step 'standrad'" in outcome.err


def test_help_and_a_process(arclean: Command, shell: Shell) -> None:
    assert b"usage: arclean normalize [flags] [FILE" in arclean("normalize", "--help").out
    done = shell("printf 'a\\xff' | arclean normalize --explain=json - | head -c 10")
    assert done.stdout == b'{"file": "'
