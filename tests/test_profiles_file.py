"""Profile files: what they say, and each way in which they can be wrong, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from arclean.errors import InputError, RuleError
from arclean.normalize import Normalizer, normalize
from arclean.profiles_file import load_profile, parse_profile


def test_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(
        'profile: 1\ntitle: "Keys of our catalogue"\nbase: search\n'
        "add:\n  - digits:persian\n  - elongation:3\nremove: [case]\n",
        encoding="utf-8",
    )
    steps = load_profile(str(path))
    assert steps == ["search", "+digits:persian", "+elongation:3", "-case"]
    assert normalize("كتابٌ ABC 12", steps) == "كتاب ABC ۱۲"


def test_presets_and_steps_alone() -> None:
    steps = parse_profile(b"profile: 1\nbase: [camel:dediac, camel:alef]\nadd: digits:ascii\n")
    assert Normalizer(steps).before == ("camel:dediac", "camel:alef")
    assert parse_profile(b"profile: 1\nadd: [marks, alef]\n") == ["+marks", "+alef"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty; write 'profile: 1'"),
        ("# ours\n\n", 1, "the file is empty; write 'profile: 1'"),
        ("- a\n", 1, "a profile file is a mapping"),
        ("base: standard\n", 1, "write 'profile: 1'"),
        ("profile: 2\nbase: standard\n", 1, "write 'profile: 1'"),
        ("profile: 1\n", 1, "needs base or add"),
        ("profile: 1\nremove: marks\n", 1, "needs base or add"),
        ("profile: 1\nbass: standard\n", 2, "unknown key 'bass'; did you mean 'base'"),
        ("profile: 1\nbase: standrad\n", 2, "did you mean 'standard'"),
        ("profile: 1\nbase: standard\nadd:\n  - marks\n  - digts\n", 5, "did you mean 'digits'"),
        ("profile: 1\nbase: standard\nadd: [+marks]\n", 3, "without sign or comma"),
        ("profile: 1\nbase: 'standard,-marks'\n", 2, "without sign or comma"),
        ("profile: 1\nbase: standard\nadd: {a: b}\n", 3, "one value must stand here"),
        ("profile: 1\nbase: standard\nadd: [lucene:arabic]\n", 3, "unknown step 'lucene'"),
        ("profile: 1\nbase: standard\nremove: digits:ascii\n", 3, "turned off by its name alone"),
        ("profile: 1\nbase: &a standard\n", 2, "anchor"),
        ("profile: 1\nbase: standard\nbase: light\n", 3, "base"),
        ("profile: 1\ntitle: [a]\nbase: light\n", 2, "one value must stand here"),
    ],
)
def test_wrong_files(text: str, line: int, message: str) -> None:
    with pytest.raises(RuleError, match=r"^p\.yaml:") as caught:
        parse_profile(text.encode(), "p.yaml")
    assert message in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"p.yaml:{line}: ")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_profile(str(tmp_path / "none.yaml"))
