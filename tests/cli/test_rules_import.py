"""``arclean rules import`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Command


def test_files_are_written_and_what_is_left_is_listed(tmp_path: Path, arclean: Command) -> None:
    config = tmp_path / "example.com.txt"
    config.write_text("body: //article\ntitle: //h1\n", encoding="utf-8")
    filters = tmp_path / "list.txt"
    filters.write_text("! Title: L\n##.ad\n", encoding="utf-8")
    out = tmp_path / "out"
    outcome = arclean("rules", "import", str(config), str(filters), "-o", str(out))
    assert outcome.status == 0
    assert f"{config}:2: title: //h1 (metadata" in outcome.out.decode()
    assert "2 rule files; 2 lines carried over, 1 left out" in outcome.err
    assert sorted(path.name for path in out.iterdir()) == ["example-com.yaml", "list.yaml"]
    # A draft is right but for what only a person can give: tests, and the day it was seen to work.
    found = arclean("rules", "lint", str(out)).out.decode().splitlines()[:-1]
    assert found
    assert all("test" in line or "verified" in line for line in found)


def test_files_that_are_there_stay_unless_forced(tmp_path: Path, arclean: Command) -> None:
    config = tmp_path / "example.com.txt"
    config.write_text("body: //article\n", encoding="utf-8")
    target = tmp_path / "example-com.yaml"
    target.write_text("mine", encoding="utf-8")
    outcome = arclean("rules", "import", str(config), "-o", str(tmp_path))
    assert outcome.status == 2
    assert "--force" in outcome.err
    assert target.read_text(encoding="utf-8") == "mine"
    assert arclean("rules", "import", str(config), "-o", str(tmp_path), "--force").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "needs files"), (["x.txt"], "-o"), (["nowhere.txt", "-o", "out"], "nowhere.txt")],
)
def test_wrong_arguments_are_one_sentence(
    arguments: list[str], said: str, arclean: Command
) -> None:
    outcome = arclean("rules", "import", *arguments)
    assert outcome.status == 2
    assert said in outcome.err


def test_another_file_is_refused(tmp_path: Path, arclean: Command) -> None:
    page = tmp_path / "page.txt"
    page.write_text("نص عادي\n", encoding="utf-8")
    outcome = arclean("rules", "import", str(page), "-o", str(tmp_path / "out"))
    assert outcome.status == 2
    assert "neither a site configuration" in outcome.err
