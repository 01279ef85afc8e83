"""arclean: strips boilerplate from scraped Arabic pages and normalises the Arabic that is left.

    >>> import arclean
    >>> arclean.normalize("مُحَمَّــدٌ")
    'محمد'

Every function takes str or bytes and gives back the same kind; of HTML pages comes str.
"""

from __future__ import annotations

from arclean._version import __version__

TYPE_CHECKING = False  # typing's own costs an import of some milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    from arclean.cleaner import Cleaner
    from arclean.document import CATEGORIES, HtmlResult, NodeRemoval, Note, Removal, Result
    from arclean.errors import ArcleanError, EncodingError, InputError, RuleError, UsageError
    from arclean.normalize import Normalizer, Plan, normalize
    from arclean.rules.ruleset import RuleSet

    _T = TypeVar("_T", str, bytes)

__all__ = [
    "CATEGORIES",
    "ArcleanError",
    "Cleaner",
    "EncodingError",
    "HtmlResult",
    "InputError",
    "NodeRemoval",
    "Normalizer",
    "Note",
    "Removal",
    "Result",
    "RuleError",
    "RuleSet",
    "UsageError",
    "__version__",
    "clean",
    "clean_html",
    "explain",
    "normalize",
    "strip",
]

# Names load with the first use: a pipe that only normalises pays for no rule engine.
_HOMES = {
    "CATEGORIES": "arclean.document",
    "ArcleanError": "arclean.errors",
    "Cleaner": "arclean.cleaner",
    "EncodingError": "arclean.errors",
    "HtmlResult": "arclean.document",
    "InputError": "arclean.errors",
    "NodeRemoval": "arclean.document",
    "Normalizer": "arclean.normalize",
    "Note": "arclean.document",
    "Removal": "arclean.document",
    "Result": "arclean.document",
    "RuleError": "arclean.errors",
    "RuleSet": "arclean.rules.ruleset",
    "UsageError": "arclean.errors",
}


if not TYPE_CHECKING:  # for a type checker every name would be one of ours

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name == "normalize":
            return import_module("arclean.normalize")  # a module that can be called like a function
        if name in _HOMES:
            value = getattr(import_module(_HOMES[name]), name)
            globals()[name] = value
            return value
        raise AttributeError(f"module 'arclean' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def clean(
    text: _T,
    *,
    site: str | None = None,
    url: str | None = None,
    source: str | None = None,
    crawled: str | None = None,
    profile: str | Iterable[str] | Plan = "standard",
    keep: Iterable[str] = (),
) -> _T:
    """Strip boilerplate from a page and normalise what is left.

    Args:
        text: the page as str, or as bytes of UTF-8.
        site: id or host of the rule file to use.
        url: address of the page; its host chooses the rule file.
        source: label of the dump that the page comes from.
        crawled: ISO date of the crawl, for sites whose layout changed.
        profile: what to normalise; see :class:`arclean.Normalizer`.
        keep: categories of boilerplate that stay.

    Returns:
        The article, of the same kind as ``text``.

    Raises:
        UsageError: an unknown profile, site or category, or a ``crawled`` that is no date.
    """
    cleaner = _cleaner(profile, keep)
    return cleaner.clean(text, site=site, url=url, source=source, crawled=crawled)


def clean_html(
    data: str | bytes,
    *,
    site: str | None = None,
    url: str | None = None,
    source: str | None = None,
    crawled: str | None = None,
    charset: str | None = None,
    profile: str | Iterable[str] | Plan = "standard",
    keep: Iterable[str] = (),
    markdown: bool = False,
) -> str:
    """The article of an HTML page, normalised; empty where the page has none.

    Args:
        data: the page; bytes may be in any encoding.
        site: id or host of the rule file to use.
        url: address of the page; its host chooses the rule file.
        source: label of the dump that the page comes from.
        crawled: ISO date of the crawl, for sites whose layout changed.
        charset: label of the encoding from outside (the HTTP header).
        profile: what to normalise; see :class:`arclean.Normalizer`.
        keep: categories of boilerplate that stay.
        markdown: Markdown instead of plain text.

    Raises:
        UsageError: an unknown profile, site or category, or a ``crawled`` that is no date.
        InputError: the page is larger than 16 MiB, or cannot be read as HTML.
    """
    cleaner = _cleaner(profile, keep)
    return cleaner.clean_html(
        data,
        site=site,
        url=url,
        source=source,
        crawled=crawled,
        charset=charset,
        markdown=markdown,
    )


def strip(
    text: _T,
    *,
    site: str | None = None,
    url: str | None = None,
    source: str | None = None,
    crawled: str | None = None,
    keep: Iterable[str] = (),
) -> _T:
    """Strip boilerplate from a page; what is left keeps its spelling. Arguments as for
    :func:`clean`.
    """
    cleaner = _cleaner("none", keep)
    return cleaner.clean(text, site=site, url=url, source=source, crawled=crawled)


def explain(
    text: _T,
    *,
    site: str | None = None,
    url: str | None = None,
    source: str | None = None,
    crawled: str | None = None,
    profile: str | Iterable[str] | Plan = "standard",
    keep: Iterable[str] = (),
) -> Result[_T]:
    """Like :func:`clean`, but with the reason for everything that went. Arguments as for
    :func:`clean`.
    """
    cleaner = _cleaner(profile, keep)
    return cleaner.explain(text, site=site, url=url, source=source, crawled=crawled)


_cleaners: dict[tuple[Any, ...], Cleaner] = {}


def _cleaner(profile: str | Iterable[str] | Plan, keep: Iterable[str]) -> Cleaner:
    """One Cleaner for each set of arguments that this process has used."""
    from arclean.cleaner import Cleaner

    key = (_fixed(profile), _fixed(keep))
    try:
        cleaner = _cleaners.get(key)
    except TypeError:  # no names: the Cleaner says so
        cleaner = None
    if cleaner is None:
        if len(_cleaners) >= 64:  # arguments that change with each call must not pile up
            _cleaners.clear()
        cleaner = _cleaners[key] = Cleaner(profile=key[0], keep=key[1])
    return cleaner


def _fixed(value: Any) -> Any:
    """An argument as part of a key: what may be read once only as a tuple."""
    return tuple(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value
