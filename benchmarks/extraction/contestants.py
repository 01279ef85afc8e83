"""The extractors, each as a function from the bytes of a page to its text.

One that is not installed is left out, and named. Whoever cannot decode bytes gets UTF-8 text with
what is not UTF-8 replaced, as a caller without arclean's decoder would do it.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["Extract", "contestants"]

Extract = Callable[[bytes], "str | None"]


def contestants(page: bytes) -> tuple[dict[str, Extract], list[str]]:
    """The extractors that are here, by name and version; and the names of those that are not.

    Each has read ``page`` already: nobody pays for imports and models on the first page.
    """
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    here: dict[str, Extract] = {}
    absent: list[str] = []
    for package, make in _MAKERS:
        try:
            number = version(package)
            for mode, extract in make():
                here[f"{package} {number}{', ' if mode else ''}{mode}"] = extract
        except (ImportError, PackageNotFoundError, AttributeError) as error:
            absent.append(f"{package} ({type(error).__name__})")
    for name, extract in list(here.items()):
        try:
            extract(page)
        except ImportError as error:
            del here[name]
            absent.append(f"{name} ({error})")
        except Exception:  # is counted where pages are
            pass
    return here, absent


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _arclean() -> Iterator[tuple[str, Extract]]:
    from arclean import Cleaner, RuleSet

    full = Cleaner(profile="none", max_doc_bytes=None)
    alone = Cleaner(RuleSet([]), profile="none", max_doc_bytes=None)
    yield "no rule files", alone.clean_html
    yield "shipped rules", full.clean_html


def _trafilatura() -> Iterator[tuple[str, Extract]]:
    from trafilatura import extract

    modes: dict[str, dict[str, Any]] = {
        "default": {},
        "precision": {"favor_precision": True},
        "recall": {"favor_recall": True},
        "fast": {"fast": True},
    }
    for mode, options in modes.items():
        yield mode, lambda data, options=options: extract(data, include_comments=False, **options)


def _readability() -> Iterator[tuple[str, Extract]]:
    from lxml.html import fromstring
    from readability import Document

    yield "", lambda data: fromstring(Document(_text(data)).summary()).text_content()


def _resiliparse() -> Iterator[tuple[str, Extract]]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding

    def extract(data: bytes) -> str:
        text = data.decode(detect_encoding(data) or "utf-8", "replace")
        return str(extract_plain_text(text, main_content=True))

    yield "main content", extract


def _justext() -> Iterator[tuple[str, Extract]]:
    import justext

    words = justext.get_stoplist("Arabic") | justext.get_stoplist("English")

    def extract(data: bytes) -> str:
        paragraphs = justext.justext(data, words)
        return "\n".join(one.text for one in paragraphs if not one.is_boilerplate)

    yield "Arabic and English", extract


def _boilerpy3() -> Iterator[tuple[str, Extract]]:
    from boilerpy3 import extractors

    article = extractors.ArticleExtractor(raise_on_failure=False)
    yield "article", lambda data: article.get_content(_text(data))


def _newspaper4k() -> Iterator[tuple[str, Extract]]:
    from importlib.util import find_spec

    from newspaper import Article

    language = "ar" if find_spec("nltk") else "en"  # it splits Arabic by nltk's rules

    def extract(data: bytes) -> str:
        article = Article("https://site.example/", language=language, fetch_images=False)
        article.download(input_html=_text(data))
        article.parse()
        return str(article.text)

    yield language, extract


def _goose3() -> Iterator[tuple[str, Extract]]:
    from importlib.util import find_spec

    from goose3 import Goose
    from goose3.text import StopWordsArabic

    settings: dict[str, Any] = {"enable_image_fetching": False}
    if find_spec("nltk"):  # without it goose3 finds no Arabic word at all
        settings["stopwords_class"] = StopWordsArabic
    goose = Goose(settings)
    mode = "ar" if "stopwords_class" in settings else "default"
    yield mode, lambda data: goose.extract(raw_html=_text(data)).cleaned_text


def _inscriptis() -> Iterator[tuple[str, Extract]]:
    from inscriptis import get_text

    yield "all text", lambda data: get_text(_text(data))


def _magic_html() -> Iterator[tuple[str, Extract]]:
    from lxml.html import fromstring
    from magic_html import GeneralExtractor

    general = GeneralExtractor()

    def extract(data: bytes) -> str:
        found = general.extract(_text(data), base_url="https://site.example/")
        return str(fromstring(found["html"]).text_content())

    yield "", extract


def _turbohtml() -> Iterator[tuple[str, Extract]]:
    from turbohtml import parse

    def extract(data: bytes) -> str:
        found = parse(data).main_text
        return str(found() if callable(found) else found)

    yield "main text", extract


_MAKERS: tuple[tuple[str, Callable[[], Iterator[tuple[str, Extract]]]], ...] = (
    ("arclean", _arclean),
    ("trafilatura", _trafilatura),
    ("magic-html", _magic_html),
    ("resiliparse", _resiliparse),
    ("readability-lxml", _readability),
    ("newspaper4k", _newspaper4k),
    ("goose3", _goose3),
    ("boilerpy3", _boilerpy3),
    ("jusText", _justext),
    ("turbohtml", _turbohtml),
    ("inscriptis", _inscriptis),
)
