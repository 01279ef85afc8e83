"""The sample pages in seeds/: recognised without being told, cleaned to the letter, restored.

Each page ``<layout>/<nn>.txt`` has ``<nn>.expected.txt``, what must be left of it with profile
``none``, and ``<nn>.json``: the rule file that must be chosen (null for none) and the rules that
must fire.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from arclean.cleaner import Cleaner
from arclean.document import Result

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
PAGES = sorted(
    path.relative_to(SEEDS).with_suffix("").as_posix()
    for path in SEEDS.glob("*/*.txt")
    if not path.name.endswith(".expected.txt")
)


def read(page: str, suffix: str) -> str:
    return (SEEDS / f"{page}{suffix}").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(profile="none")


def explain(cleaner: Cleaner, page: str) -> Result[str]:
    return cleaner.explain(read(page, ".txt"))


def test_every_layout_has_pages_and_every_page_its_two_files() -> None:
    layouts = {page.split("/")[0] for page in PAGES}
    assert {"almayadeen", "baladi-news", "plain", "syria-news", "wordpress-jannah"} <= layouts
    for page in PAGES:
        for suffix in (".expected.txt", ".json"):
            assert (SEEDS / f"{page}{suffix}").is_file(), f"seeds/{page}{suffix} is missing"


@pytest.mark.parametrize("page", PAGES)
def test_the_layout_is_recognised(cleaner: Cleaner, page: str) -> None:
    assert explain(cleaner, page).site == json.loads(read(page, ".json"))["site"]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_left(cleaner: Cleaner, page: str) -> None:
    result = explain(cleaner, page)
    assert result.kept.splitlines() == read(page, ".expected.txt").splitlines()
    assert not result.notes


@pytest.mark.parametrize("page", PAGES)
def test_what_went_and_why(cleaner: Cleaner, page: str) -> None:
    fired = list(dict.fromkeys(removal.rule for removal in explain(cleaner, page).removals))
    assert fired == json.loads(read(page, ".json"))["removals"]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_lost(cleaner: Cleaner, page: str) -> None:
    assert explain(cleaner, page).restore() == read(page, ".txt")


@pytest.mark.parametrize("page", PAGES)
def test_bytes_fare_like_text(cleaner: Cleaner, page: str) -> None:
    data = read(page, ".txt").encode()
    result = cleaner.explain(data)
    assert result.kept == explain(cleaner, page).kept.encode()
    assert result.restore() == data


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("plain/")])
def test_windows_line_ends_change_nothing(cleaner: Cleaner, page: str) -> None:
    result = cleaner.explain(read(page, ".txt").replace("\n", "\r\n"))
    assert result.kept.replace("\r\n", "\n") == explain(cleaner, page).kept


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("plain/")])
def test_cleaning_twice_is_cleaning_once(cleaner: Cleaner, page: str) -> None:
    kept = explain(cleaner, page).kept
    assert cleaner.explain(kept).kept == kept
