"""Pages that carry their text as data for a script: it is put into the tree, where it is read.

Discourse forums send the posts of a topic as JSON in an attribute; a reader with scripts sees them,
a crawler that keeps the HTML has nothing else.
"""

from __future__ import annotations

import json
from typing import Any

from lxml import etree, html

__all__ = ["unfold"]

_CARRIER = "data-preloaded"
"""The attribute that carries posts."""


def unfold(root: etree._Element) -> int:
    """Put the posts that a page carries as data behind its body's content.

    Args:
        root: the page's tree; changed in place.

    Returns:
        the number of posts put in.
    """
    count = 0
    for carrier in root.findall(f".//*[@{_CARRIER}]"):
        posts = _discourse(carrier.get(_CARRIER) or "")
        if not posts:
            continue
        body = root.find("body")
        topic = etree.SubElement(root if body is None else body, "main", {"class": "topic-body"})
        for name, cooked in posts:
            post = etree.SubElement(topic, "article", {"class": "topic-post"})
            if name:
                author = etree.SubElement(post, "div", {"class": "username"})
                author.text = name
            try:
                content = html.fragment_fromstring(cooked, create_parent="div")
            except (etree.LxmlError, ValueError):
                continue  # an empty post, or control characters: nothing to read
            content.set("class", "post-body")
            post.append(content)
            count += 1
        carrier.attrib.pop(_CARRIER)
    return count


def _discourse(data: str) -> list[tuple[str, str]]:
    """(user name, HTML) of each post in Discourse's preloaded store: JSON strings inside JSON."""
    try:
        store: Any = json.loads(data)
        topics = [
            json.loads(value)
            for name, value in store.items()
            if name.startswith("topic_") and isinstance(value, str)
        ]
    except (ValueError, AttributeError, RecursionError):
        return []
    found = []
    for topic in topics:
        try:
            for post in topic["post_stream"]["posts"]:
                cooked = post["cooked"]
                if isinstance(cooked, str):
                    found.append((str(post.get("username") or ""), cooked))
        except (KeyError, TypeError, AttributeError):
            continue
    return found
