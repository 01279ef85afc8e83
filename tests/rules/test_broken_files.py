"""Hostile and broken rule files: each gives one RuleError, one line long, that helps its author."""

from __future__ import annotations

import pytest

from arclean.errors import RuleError
from arclean.rules.load import load_bytes
from arclean.rules.yamlread import read_yaml
from tests.rules.broken_files import CASES, VALID, Case


def test_the_file_they_are_made_from_is_valid() -> None:
    assert load_bytes(VALID.encode(), "valid.yaml").id == "example-news"


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_clear_line(case: Case) -> None:
    with pytest.raises(RuleError) as caught:
        load_bytes(case.data, "bad.yaml")
    error = caught.value
    assert case.says in error.message
    assert (error.path, error.line, error.key) == ("bad.yaml", case.line, case.key)
    assert str(error).startswith("bad.yaml:")
    assert all(char.isprintable() for char in str(error))
    assert len(str(error)) < 400


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_parsers_agree(case: Case) -> None:
    """PyYAML's own parser refuses what libyaml refuses; the words of a syntax error may differ."""
    yaml = pytest.importorskip("yaml")
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML was built without libyaml")

    def outcome(*, pure: bool) -> object:
        try:
            return read_yaml(case.data, "bad.yaml", pure=pure)
        except RuleError as error:
            known = "not valid YAML" not in error.message
            return (error.message, error.line) if known else "syntax"

    slow, fast = outcome(pure=True), outcome(pure=False)
    if case.name == "half a character":
        # libyaml refuses the escape, PyYAML's own scanner leaves it to us.
        assert isinstance(slow, tuple)
        assert fast == "syntax"
    else:
        assert slow == fast
