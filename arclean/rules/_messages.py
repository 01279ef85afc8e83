"""Words for messages about rule files: what stands there, what should, which key was meant."""

from __future__ import annotations

from collections.abc import Iterable

from arclean.rules._text import nearest, quote
from arclean.rules.kinds import Key, Kind, Many, Section, Sub
from arclean.rules.model import SECTIONS
from arclean.rules.nodes import List, Map, Node

__all__ = ["either", "join", "name_node", "plural", "some", "unknown_key", "with_article"]


def join(key: str, name: str) -> str:
    """A dotted path with one more key."""
    return f"{key}.{name}" if key else name


def name_node(node: Node) -> str:
    """What stands there: its text, or what sort of collection."""
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, List):
        return "a list"
    return quote(node.text) if node.text else "nothing"


def with_article(noun: str) -> str:
    """A noun behind its indefinite article."""
    if noun == "true or false":
        return noun
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def plural(kind: Kind) -> str:
    """What several values of a kind are called."""
    if isinstance(kind, Sub):
        return f"{kind.section}s"
    noun = getattr(kind, "noun", "item")
    return f"{noun}s"


def either(names: Iterable[str]) -> str:
    """``a, b or c``."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def some(names: list[str]) -> str:
    """The first few names."""
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")


def unknown_key(written: str, section: Section) -> str:
    """What to say about an unknown key: the nearest valid one, or where it belongs."""
    names = [key.name for key in section.keys]
    message = f"unknown key {quote(written)}"
    close = nearest(written, names)
    if close and close != written:
        return f"{message}; did you mean {quote(close)}?"
    homes = _homes(written)
    if homes:
        return f"{message} here; it belongs under {either(homes)}"
    return f"{message}; the keys here are {', '.join(names)}"


def _homes(written: str) -> list[str]:
    """Keys whose section knows a key that is unknown here."""
    holders = {name for name, section in SECTIONS.items() if section.key(written)}
    homes: dict[str, None] = {}
    for section in SECTIONS.values():
        for key in section.keys:
            target = _target(key)
            if target in holders:
                homes[key.name] = None
    return [name for name in homes if name not in ("not", "prev", "next")][:4] or list(homes)[:4]


def _target(key: Key) -> str | None:
    kind = key.kind.item if isinstance(key.kind, Many) else key.kind
    return kind.section if isinstance(kind, Sub) else None
