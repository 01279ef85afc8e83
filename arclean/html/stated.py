"""What elements of a page state about it, as it stands there; see arclean.html.metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

__all__ = ["META", "MOST_TIMES", "NAMES", "Stated", "stated"]

# Names of <meta name= or property= or itemprop=>, the most trusted first.
META: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "headline"),
    "author": (
        "author", "article:author", "dc.creator", "dcterms.creator", "citation_author",
        "twitter:creator", "parsely-author", "sailthru.author",
    ),
    "date": (
        "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
        "dc.date.issued", "dcterms.created", "citation_publication_date", "parsely-pub-date",
        "publishdate", "publish-date", "pubdate", "sailthru.date",
    ),
    "language": ("og:locale", "content-language", "dc.language", "language"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "site_name": ("og:site_name", "application-name"),
    "url": ("og:url", "twitter:url"),
    "kind": ("og:type",),
}  # fmt: skip
NAMES = frozenset(name for names in META.values() for name in names)

MOST_TIMES = 50
"""Elements ``<time>`` that are looked at."""

_CARRIES = etree.XPath("boolean(descendant-or-self::*[@data-preloaded])")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Stated(NamedTuple):
    """What elements of a page state, in document order.

    Attributes:
        languages: those of the root.
        title: text of the first ``<title>``.
        metas: name (one of :data:`NAMES`) and content of each ``<meta>``.
        canonical: address of the first link that is canonical.
        times: date, and what marks it, of each ``<time>``.
        scripts: text of each script of JSON-LD.
        carrier: an element may carry text as data (arclean.html.embedded); False is sure.
        apart: one may lie where no reader sees it (arclean.html.smuggled); False is sure.
    """

    languages: list[str]
    title: str | None
    metas: list[tuple[str, str]]
    canonical: str | None
    times: list[tuple[str, str]]
    scripts: list[str]
    carrier: bool
    apart: bool = True


def stated(root: etree._Element) -> Stated:
    """What the page with this tree states, found in one walk."""
    found: dict[str, list[etree._Element]] = {
        tag: [] for tag in ("title", "meta", "link", "script", "time")
    }
    for element in root.iter(*found):
        found[element.tag].append(element)
    languages = [root.get(name) for name in ("lang", _XML_LANG, "xml:lang")]
    canonical = (link.get("href") for link in found["link"] if _is(link, "rel", "canonical"))
    scripts = [one for one in found["script"] if "ld+json" in (one.get("type") or "").lower()]
    return Stated(
        [language for language in languages if language],
        found["title"][0].text if found["title"] else None,
        [pair for meta in found["meta"] for pair in _meta(meta)],
        next(canonical, None),
        [
            (time.get("datetime") or "", _marks(time))
            for time in found["time"][:MOST_TIMES]
            if time.get("datetime")
        ],
        [script.text or "" for script in scripts],
        bool(_CARRIES(root)),
    )


def _meta(meta: etree._Element) -> Iterator[tuple[str, str]]:
    content = meta.get("content")
    if content:
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name in NAMES:
                yield name, content


def _is(element: etree._Element, attribute: str, word: str) -> bool:
    return word in (element.get(attribute) or "").lower().split()


def _marks(time: etree._Element) -> str:
    return " ".join([time.get(name) or "" for name in ("itemprop", "class", "pubdate")]).lower()
