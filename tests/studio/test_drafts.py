"""What the studio's editor begins with."""

from __future__ import annotations

from arclean.rules.ruleset import RuleSet
from arclean.studio.drafts import draft
from tests.learn.htmlsite import pages


def test_html_pages_give_a_draft_with_selectors() -> None:
    name, text = draft("shore.example.com", [], RuleSet.default(), pages(6))
    assert name == "shore.example.com"
    assert 'keep: [".story-body"]' in text


def test_few_pages_give_packs_alone() -> None:
    _, text = draft("shore.example.com", [], RuleSet.default(), pages(2))
    assert "rules:" not in text
    assert '- "ar-tail"' in text
