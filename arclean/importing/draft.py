"""A rule file in the making, and what of its source could not be carried over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from arclean.learn.write import rule_file
from arclean.rules.css import css_selector
from arclean.rules.load import load_bytes
from arclean.rules.words import host, identifier

__all__ = ["Draft", "Left", "chunks", "hosts_of", "id_of", "plain_css"]

MOST_SELECTORS = 50
"""Selectors of one rule (format 1)."""

MOST_RULES = 200
"""Rules of one file (format 1)."""


class Left(NamedTuple):
    """Something that was left out.

    Attributes:
        path: file that it stands in.
        line: 1-based line.
        text: the line.
        why: one clause.
    """

    path: str
    line: int
    text: str
    why: str


class Draft(NamedTuple):
    """An imported rule file.

    Attributes:
        table: its keys in order.
        notes: comments before top-level keys; the licence of the source among them.
        carried: number of the source's lines that it says.
    """

    table: dict[str, Any]
    notes: Mapping[str, Sequence[str]]
    carried: int

    @property
    def id(self) -> str:
        """The id of the file."""
        return str(self.table["id"])

    def text(self) -> str:
        """The file as YAML, read back once.

        Raises:
            RuleError: it is not valid; a fault of the importer.
        """
        text = rule_file(self.table, self.notes)
        load_bytes(text.encode("utf-8"), f"{self.id}.yaml")
        return text


def id_of(name: str) -> str:
    """A file's id made of a host or another name.

    Raises:
        ValueError: nothing of it can stand in an id.
    """
    return identifier(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))


def hosts_of(name: str, *, below: bool) -> list[str]:
    """A host, and all hosts below it if wanted, as ``match.hosts`` has them.

    Raises:
        ValueError: it is no host.
    """
    own = host(name)
    return [own, host(f"*.{own}")] if below else [own]


def plain_css(selector: str) -> str | None:
    """The selector, or None where rules cannot say it."""
    try:
        return css_selector(selector)
    except ValueError:
        return None


def chunks(selectors: Iterable[str], size: int = MOST_SELECTORS) -> list[list[str]]:
    """Selectors, each once, in order, cut into rules."""
    unique = list(dict.fromkeys(selectors))
    return [unique[at : at + size] for at in range(0, len(unique), size)]
