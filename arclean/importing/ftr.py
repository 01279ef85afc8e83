"""Site configurations of Full-Text RSS (ftr-site-config, also read by graby and wallabag).

One text file a host, ``directive: value`` a line; https://help.fivefilters.org/full-text-rss/site-patterns.html
documents them. What chooses or drops nodes comes over; what fetches, rewrites or names metadata has
no counterpart and is reported. The shared files are in the public domain (CC0 1.0).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from arclean.importing.draft import MOST_SELECTORS, Draft, Left, chunks, hosts_of, id_of, plain_css
from arclean.rules.xpath import xpath_expression

__all__ = ["import_ftr", "looks_like_ftr"]

_DIRECTIVE = re.compile(r"\s*([a-z_]+)(?:\([^)]*\))?\s*:\s*(.*)")

# Directives that format 1 has nothing for, and why. Longer names first where one begins another.
_LEFT = {
    "title": "metadata is read from the page's own statements, not by rules",
    "author": "metadata is read from the page's own statements, not by rules",
    "date": "metadata is read from the page's own statements, not by rules",
    "strip_image_src": "images are no text",
    "src_lazy_load_attr": "images are no text",
    "insert_detected_image": "images are no text",
    "strip_attr": "attributes are no text",
    "post_strip_attr": "attributes are no text",
    "find_string": "rules remove text, they never rewrite it",
    "replace_string": "rules remove text, they never rewrite it",
    "wrap_in": "rules remove text, they never rewrite it",
    "move_into": "rules remove text, they never rewrite it",
    "dissolve": "elements without text of their own need no rule",
    "unwrap": "elements without text of their own need no rule",
    "convert_double_br_tags": "two <br> are a paragraph's end anyway",
    "footnotes": "rules remove text, they never rewrite it",
    "next_page_link": "arclean fetches nothing",
    "single_page_link": "arclean fetches nothing",
    "single_page_link_in_feed": "arclean fetches nothing",
    "autodetect_next_page": "arclean fetches nothing",
    "http_header": "arclean fetches nothing",
    "requires_login": "arclean fetches nothing",
    "login_uri": "arclean fetches nothing",
    "login_username_field": "arclean fetches nothing",
    "login_password_field": "arclean fetches nothing",
    "login_extra_fields": "arclean fetches nothing",
    "not_logged_in_xpath": "arclean fetches nothing",
    "if_page_contains": "rules of one file share one match.page_has; write it by hand",
    "skip_id_or_class": "there is no rule that guards others; write it by hand",
    "native_ad_clue": "pages are cleaned, not judged",
    "test_contains": "tests hold whole pages; put one into the file",
}
# Switches of that tool's own machinery: nothing of the page is lost without them.
_SWITCHES = frozenset("tidy prune parser autodetect_on_failure skip_json_ld strip_comments".split())


class _Said(NamedTuple):
    """What a configuration says that rules can say."""

    body: list[str]
    strip: list[str]
    css: list[str]
    urls: list[str]


def looks_like_ftr(text: str) -> bool:
    """Whether a file is such a configuration: most of its lines are directives."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    known = sum(bool((m := _DIRECTIVE.match(line)) and _known(m[1])) for line in lines)
    return known > 0 and known >= 0.5 * len(lines)


def _known(name: str) -> bool:
    return name in _LEFT or name in _SWITCHES or name in _CARRIED


_CARRIED = frozenset(("body", "strip", "strip_id_or_class", "test_url"))


def import_ftr(text: str, path: str, name: str, today: date) -> tuple[Draft | None, list[Left]]:
    """A configuration as a rule file.

    Args:
        text: the configuration.
        path: its path, for the report.
        name: its file name without ``.txt``: a host; ``.host`` stands for all below it too.
        today: the day, for ``verified``: nobody has seen the rules work yet, so it is not set, but
            the comment names it.

    Returns:
        The draft, None where nothing could be carried over; and what was left out.
    """
    left: list[Left] = []
    said = _Said([], [], [], [])
    carried = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _DIRECTIVE.match(line)
        directive, value = (found[1], found[2].rstrip()) if found else ("", "")
        if why := _take(directive, value, said):
            left.append(Left(path, number, line.strip(), why))
        elif directive in _CARRIED:
            carried += 1
    if not said.body and not said.strip and not said.css:
        return None, left
    try:
        hosts = hosts_of(name.lstrip("."), below=name.startswith("."))
    except ValueError:
        left.append(Left(path, 1, name, "the file's name is no host"))
        return None, left
    table = {
        "arclean": 1,
        "id": id_of(name),
        "kind": "site",
        "title": f"{hosts[0]}, imported from a Full-Text RSS site configuration",
        "status": "experimental",
        "match": {"hosts": hosts},
        "rules": _rules(said),
        "tests": [],
    }
    notes = {
        "arclean": [
            f"Imported on {today.isoformat()} from {path.rsplit('/', 1)[-1]} of ftr-site-config "
            "(public domain, CC0 1.0). Nobody has seen these rules work: try them, put pages into "
            "tests, set verified."
        ],
        "tests": [f"A page to test with: {url}" for url in said.urls],
    }
    return Draft(table, notes, carried), left


def _take(directive: str, value: str, said: _Said) -> str:
    """Put what a line says where it belongs; why it cannot be said, else empty."""
    if directive in ("body", "strip"):
        if why := _xpath(value):
            return why
        if directive == "body" and len({*said.body, value}) > MOST_SELECTORS:
            return f"a rule has {MOST_SELECTORS} selectors at most"
        (said.body if directive == "body" else said.strip).append(value)
    elif directive == "strip_id_or_class":
        word = value.strip("\"'")
        selectors = [f'[{key}*="{word}"]' for key in ("class", "id")]
        if not (word and all(map(plain_css, selectors))):
            return "it is no part of a class or an id"
        said.css.extend(selectors)
    elif directive == "test_url":
        said.urls.append(value)
    elif directive not in _SWITCHES:
        return _LEFT.get(directive, "the directive is not known")
    return ""


def _rules(said: _Said) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    if said.body:
        rules.append(
            {
                "id": "body",
                "why": "The article, by the site configuration that this file was imported from.",
                "category": "widget",
                "keep": {"xpath": list(dict.fromkeys(said.body))},
            }
        )
    for kind, selectors in (("xpath", said.strip), ("css", said.css)):
        for place, part in enumerate(chunks(selectors)):
            rules.append(
                {
                    "id": f"strip-{kind}" + (f"-{place + 1}" if place else ""),
                    "why": "Furniture, by the site configuration that this file was imported from.",
                    "category": "widget",
                    "drop": {kind: part},
                }
            )
    return rules


def _xpath(value: str) -> str:
    """Why an expression cannot be a rule's; empty where it can."""
    try:
        xpath_expression(value)
    except ValueError as error:
        return f"beyond the XPath that rules may use: {error}"
    return ""
