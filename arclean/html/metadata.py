"""What a page states about itself: title, author, date, language, address, kind.

Read from JSON-LD, from OpenGraph and other ``<meta>``, and from ``<title>``, ``<time>``, ``<link>``
and ``<html lang>``; in that order of trust, except where noted. Nothing is guessed from the text.
The values are the page's own words, blanks collapsed; a date stays as it is written, unless it
begins like an ISO date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple

from lxml import etree

from arclean.html.stated import META, Stated
from arclean.html.stated import stated as stated_by

__all__ = ["Metadata", "read_metadata"]

_MOST = 2_000
"""Characters of a value; the rest is cut off."""
_MAX_JSON = 1 << 20
_MAX_SCRIPTS = 50
_MAX_ITEMS = 2_000
_MAX_DEPTH = 12
_CONTROL = re.compile(r"[\x00-\x1f]")
_JSON = json.JSONDecoder(strict=False)
_KIND = re.compile("[a-z_-]{1,30}")
_ADDRESS = re.compile(r"https?://[^\s/]+", re.IGNORECASE)

# Kinds of schema.org that hold an article, as og:type would call them.
_KINDS = {
    "article": "article newsarticle blogposting techarticle report reportagenewsarticle"
    " opinionnewsarticle analysisnewsarticle backgroundnewsarticle reviewnewsarticle"
    " scholarlyarticle liveblogposting socialmediaposting medicalwebpage advertisercontentarticle"
    " satiricalarticle discussionforumposting review recipe howto question faqpage qapage",
    "product": "product productgroup individualproduct offer vehicle",
    "profile": "profilepage person",
    "listing": "collectionpage itemlist searchresultspage",
    "video": "videoobject",
    "website": "website webpage aboutpage contactpage",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}


class Metadata(NamedTuple):
    """What a page states about itself; None where it says nothing.

    Attributes:
        title: headline of the article; of the page where no headline is named.
        author: names, joined by commas.
        date: day of publication, with the time where it is given (ISO 8601 where the page does so).
        language: BCP 47 tag (``ar``, ``ar-EG``).
        description: the page's own summary.
        site_name: name of the site.
        url: the page's own address (canonical).
        kind: ``article``, ``product``, ``website``, ``profile``, ``listing``, ``video``, or
            another value of og:type.
    """

    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    description: str | None = None
    site_name: str | None = None
    url: str | None = None
    kind: str | None = None


def read_metadata(
    root: etree._Element, page: Stated | None = None, *, whole: bool = True
) -> Metadata:
    """What the page with this tree states about itself.

    Args:
        root: the tree.
        page: what its elements state, if that is at hand.
        whole: False leaves out what cleaning does not ask for: author, date, language and name of
            the site.
    """
    if page is None:
        page = stated_by(root)
    stated: dict[str, list[str]] = {}
    for name, content in page.metas:
        stated.setdefault(name, []).append(content)
    ld = _json_ld(page.scripts, whole)
    title = _first(ld.get("title"), *_values(stated, "title"), page.title)
    kind = _first(*_values(stated, "kind"))
    if kind is not None:
        kind = kind.lower()
        kind = _KIND_OF.get(kind, kind.split(":")[-1].split(".")[0])
        if not _KIND.fullmatch(kind):
            kind = None
    if kind in (None, "website", "object", "blog") and ld.get("kind") is not None:
        kind = ld["kind"]  # og:type is "website" on every page of many a site
    description = _first(*_values(stated, "description"), ld.get("description"))
    url = _address(_first(page.canonical, *_values(stated, "url"), ld.get("url")))
    if not whole:
        return Metadata(title, description=description, url=url, kind=kind)
    authors = [name for name in _values(stated, "author") if not name.startswith(("http", "@"))]
    return Metadata(
        title,
        _first(ld.get("author"), *authors),
        _date(_first(ld.get("date"), *_values(stated, "date"), _time(page.times))),
        _language(_first(*page.languages, *_values(stated, "language"), ld.get("language"))),
        description,
        _first(*_values(stated, "site_name"), ld.get("site_name")),
        url,
        kind,
    )  # fmt: skip


def _clean(value: object) -> str | None:
    """A value in one line; None where there is none."""
    if not isinstance(value, str):
        return None
    return " ".join(unescape(value[: 4 * _MOST]).split())[:_MOST] or None


def _first(*values: str | None) -> str | None:
    return next((value for value in map(_clean, values) if value), None)


def _values(stated: Mapping[str, list[str]], field: str) -> list[str]:
    return [value for name in META[field] for value in stated.get(name, ())]


def _time(times: Sequence[tuple[str, str]]) -> str | None:
    """The first <time> that is marked as the day of publication, else the only one there is."""
    for time, marks in times:
        if "published" in marks or "pubdate" in marks or "entry-date" in marks:
            return time
    return times[0][0] if len(times) == 1 else None


def _date(value: str | None) -> str | None:
    """A date; a time of midnight without a zone, which pages write for want of one, is left out."""
    if value is None:
        return None
    found = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)(.*)", value)
    if found is None:
        return value
    year, month, day, rest = found.groups()
    rest = rest.strip()
    return f"{year}-{int(month):02}-{int(day):02}{'T' + rest if rest[:1].isdigit() else rest}"


def _language(value: str | None) -> str | None:
    if value is None:
        return None
    tag = value.replace("_", "-").split(",")[0].strip()
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag):
        return None
    parts = tag.lower().split("-")
    return "-".join([parts[0], *(part.upper() if len(part) == 2 else part for part in parts[1:])])


def _address(value: str | None) -> str | None:
    return value if value and _ADDRESS.match(value) else None


# --- JSON-LD ---


def _json_ld(scripts: Sequence[str], whole: bool) -> dict[str, str]:
    """The fields of the item that the page is about: an article before a web page before others."""
    best: tuple[int, dict[str, str]] | None = None
    site: str | None = None
    for item in _items(scripts):
        kinds = [_KIND_OF.get(name) for name in _names(item.get("@type"))]
        known = [kind for kind in kinds if kind]
        if whole and ("WebSite" in _names(item.get("@type"), lower=False) or _organisation(item)):
            site = site or _clean(item.get("name"))
        if not known:
            continue
        kind = min(known, key=lambda one: _RANK[one])
        if best is None or _RANK[kind] < best[0]:
            best = (_RANK[kind], _fields(item, kind, whole))
    fields = best[1] if best else {}
    if site and "site_name" not in fields:
        fields["site_name"] = site
    return fields


def _fields(item: Mapping[str, Any], kind: str, whole: bool) -> dict[str, str]:
    article = kind in ("article", "product", "video")
    fields = {
        "kind": kind,
        "title": _clean(item.get("headline") or item.get("name")) if article else None,
        "description": _clean(item.get("description")),
        "url": _clean(item.get("url") or item.get("@id")),
    }
    if whole:
        fields |= {
            "author": _people(item.get("author") or item.get("creator")) if article else None,
            "date": _clean(item.get("datePublished") or item.get("dateCreated")),
            "language": _clean(item.get("inLanguage")),
            "site_name": _people(item.get("publisher")) if article else None,
        }
    return {name: value for name, value in fields.items() if value}


def _organisation(item: Mapping[str, Any]) -> bool:
    names = _names(item.get("@type"))
    return any(name in ("organization", "newsmediaorganization") for name in names)


def _names(value: object, *, lower: bool = True) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = [name.rsplit("/", 1)[-1] for name in values[:10] if isinstance(name, str)]
    return [name.lower() for name in names] if lower else names


def _people(value: object, depth: int = 0) -> str | None:
    """Names of persons or organisations, joined."""
    if isinstance(value, Mapping):
        return _people(value.get("name"), depth + 1) if depth < 3 else None
    if isinstance(value, list):
        names = [_people(one, depth + 1) for one in value[:10]] if depth < 3 else []
        return ", ".join(dict.fromkeys(name for name in names if name)) or None
    name = (_clean(value) or "").strip(" ,") or None
    return None if name is None or name.startswith("http") else name


def _items(scripts: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The items of all JSON-LD scripts, those under @graph and mainEntity too; broken scripts are
    passed over.
    """
    left = _MAX_ITEMS
    for text in scripts[:_MAX_SCRIPTS]:
        if len(text) > _MAX_JSON:
            continue
        stack: list[tuple[object, int]] = [(_loads(text), 0)]
        while stack and left:
            left -= 1
            value, depth = stack.pop()
            if isinstance(value, list):
                stack += [(one, depth + 1) for one in reversed(value[:200])]
            elif isinstance(value, Mapping) and depth < _MAX_DEPTH:
                yield value
                for key in ("mainEntity", "mainEntityOfPage", "@graph"):
                    if isinstance(value.get(key), (list, Mapping)):
                        stack.append((value[key], depth + 1))


def _loads(text: str) -> object:
    """JSON as pages write it: with raw line ends inside strings, in CDATA, in a comment, with a
    semicolon or a comma too many. None for what cannot be read.
    """
    text = text.strip().removeprefix("//").strip()
    text = text.removeprefix("<!--").removeprefix("<![CDATA[").strip()
    text = text.removesuffix("-->").removesuffix("]]>").rstrip().removesuffix("//").rstrip("; \n\t")
    for repair in (False, True):
        if repair:
            text = re.sub(r",(\s*[}\]])", r"\1", _CONTROL.sub(" ", text))
        try:
            return _JSON.decode(text)
        except (ValueError, RecursionError):
            continue
    return None
