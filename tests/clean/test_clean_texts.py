"""Texts without boilerplate, written for this project: no pack may take anything from them.

They hold what is easily taken for furniture: «شارك» and «تابع» as verbs, refrains, lists, tables,
greetings, addresses, a notice with date and telephone, a verse that is quoted twice.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from arclean.cleaner import Cleaner
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import rules_for

TEXTS = sorted(Path(__file__).parent.glob("*.txt"))
PACKS = sorted(name for name, file in RuleSet.default().files.items() if file["kind"] == "pack")


def test_there_are_texts_of_many_kinds() -> None:
    assert len(TEXTS) >= 14


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_generic_packs_leave_it_whole(path: Path) -> None:
    text = path.read_text("utf-8")
    result = Cleaner(profile="none").explain(text)
    assert list(result.removals) == []
    assert result.kept == text


@pytest.mark.parametrize("pack", PACKS)
def test_each_pack_leaves_all_of_them_whole(pack: str) -> None:
    rules = RuleSet.default()
    alone = Cleaner(rules_for(rules, rules.files[pack], "text"), profile="none")
    for path in TEXTS:
        text = path.read_text("utf-8")
        assert [one.rule for one in alone.explain(text).removals] == [], path.stem


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_as_html_the_lines_stay_too(path: Path) -> None:
    """Selectors of packs and line rules; the extractor, which judges layout, is not asked."""
    from arclean.html.article import Wishes, clean_page

    lines = path.read_text("utf-8").splitlines()
    page = "<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>"
    result = clean_page(page, RuleSet.default(), Wishes(extract=False), str)
    assert list(result.removals) == []
