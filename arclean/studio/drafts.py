"""What the editor begins with where there is no rule file yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from arclean.learn.learner import MIN_PAGES, Draft, Site, learn_site
from arclean.learn.page import Page
from arclean.learn.trial import pack_files
from arclean.learn.write import rule_file
from arclean.rules.ruleset import RuleSet

__all__ = ["draft"]


def draft(
    site: str, texts: Sequence[str], known: RuleSet, html: Sequence[str] = ()
) -> tuple[str, str]:
    """A first rule file of a site: learned from its pages, or with nothing but packs.

    Args:
        site: its host.
        texts: pages of it as text.
        html: pages of it as HTML.
        known: rule files, for their packs.

    Returns:
        The file's id, and its text.

    Raises:
        UsageError: ``site`` is no host.
    """
    where = Site.of(site)
    pages = [Page(text) for text in texts]
    learned: Draft = learn_site(where, pages, known=known, html=html)
    if max(len(pages), len(html)) >= MIN_PAGES and learned.text:
        return learned.id, learned.text
    table: dict[str, Any] = {
        "arclean": 1,
        "id": learned.id,
        "kind": "site",
        "title": f"{where.label}, rules of its pages",
        "status": "experimental",
        "verified": date.today().isoformat(),
        "match": dict(where.match),
        "use": [str(file["id"]) for file in pack_files(known, pages)],
    }
    return learned.id, rule_file(table)
