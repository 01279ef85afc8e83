"""What every document goes through: the cleaner, or the normaliser alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from arclean._seam import core_name
from arclean.cli.parse import Options
from arclean.document import HtmlResult, Result
from arclean.errors import EncodingError
from arclean.text.documents import WHOLE, documents

if TYPE_CHECKING:
    from arclean.cleaner import Cleaner, Place
    from arclean.normalize import Normalizer

__all__ = ["Joined", "Parts", "Pipeline", "Stream", "profile_of"]


_YAML = (".yaml", ".yml")


def profile_of(options: Options) -> str | list[str]:
    """The profile that the flags name: an expression, or the steps of a profile file and those
    behind it.

    Raises:
        RuleError: the file is not valid.
        InputError: it cannot be read.
    """
    spec: str = options.profile
    file, comma, steps = spec, "", ""
    if not spec.endswith(_YAML):  # a file's name may have a comma
        file, comma, steps = spec.partition(",")
    if not file.endswith(_YAML):
        return spec
    from arclean.profiles_file import load_profile

    return [*load_profile(file), *(steps.split(",") if comma else ())]


class Joined(NamedTuple):
    """Documents as they stand in an input, and how they are cut."""

    data: bytes
    docs: str


Parts = list[bytes] | Joined
"""A batch: documents and what separates them, in turn, or joined."""


class Stream(Protocol):
    """A normaliser at work on one document that comes in stretches."""

    def feed(self, data: bytes) -> bytes:
        """Take a stretch; what can be given out so far."""

    def feed_into(self, data: bytes | memoryview, buffer: bytearray) -> memoryview:
        """The same, by way of a buffer that is used again."""

    def finish(self) -> str | bytes:
        """What is left."""


class Pipeline:
    """Cleaner or normaliser behind one interface, from the flags.

    The size of documents is bounded by who reads them, so the cleaner gets no bound of its own.

    Raises:
        UsageError: an unknown profile, site or category.
        RuleError: a rule file is not valid.
        InputError: a rule file cannot be read.
    """

    def __init__(self, options: Options) -> None:
        self.strips = not options.no_strip
        self._profile = profile_of(options)
        self._script: str = getattr(options, "script", "auto")
        self._errors: str = options.errors
        self._page: dict[str, str | None] = {
            name: getattr(options, name) for name in ("site", "url", "source", "crawled")
        }
        self._markdown: bool = getattr(options, "markdown", False)
        self._normalizer: Normalizer | None = None
        self._cleaner: Cleaner | None = None
        self._articles: Cleaner | None = None  # for HTML pages
        if not self.strips:
            self._normalizer = self._make_normalizer()
            return
        from arclean.cleaner import Cleaner

        rules = None
        if options.rules:
            from arclean.rules.ruleset import RuleSet

            rules = RuleSet.load(*options.rules)
        keep = [name for names in options.keep for name in names]
        self._cleaner = Cleaner(
            rules, profile=self._profile, keep=keep, errors=self._errors, max_doc_bytes=None
        )
        if options.site is not None:
            self._cleaner.rules.site(options.site)  # an unknown site is told before any work

    def _make_normalizer(self) -> Normalizer:
        from arclean.normalize import Normalizer

        return Normalizer(self._profile, errors=self._errors, script=self._script)

    @property
    def threads(self) -> bool:
        """Whether threads can clean texts side by side: the compiled core lets the interpreter go,
        unless a preset or step runs in Python.
        """
        normalizer = self._normalizer
        if self._cleaner is not None:
            normalizer = self._make_normalizer()
        return core_name() == "native" and normalizer is not None and not normalizer.before

    @property
    def joins(self) -> bool:
        """Whether documents can stay joined: the compiled core cuts, cleans and joins them."""
        return self._cleaner is not None and self.threads

    def _joined(self, joined: Joined, offset: int) -> tuple[bytes, int]:
        data, docs = joined
        if self._errors == "strict":
            _check_encoding(data, offset)
        assert self._cleaner is not None
        together = self._cleaner.clean_joined(data, docs, self._place())
        if together is not None:
            return together
        parts = list(documents(iter([data, b""]).__next__, docs, len(data)))
        pages = [part for kind, part in parts if kind == WHOLE]
        cleaned = iter(self._clean_all(self._cleaner, pages))
        text = b"".join(next(cleaned) if kind == WHOLE else part for kind, part in parts)
        return text, len(pages)

    def batch(
        self, reasons: bool, parts: Parts, offset: int, html: bool
    ) -> bytes | tuple[bytes, int] | list[Result[bytes]] | list[HtmlResult]:
        """Clean some documents of one input.

        Args:
            reasons: give a result for each document, not only the text of all.
            parts: documents and what separates them, in turn; or joined, where nothing but the text
                of all of them and their number is asked for.
            offset: bytes of the input before them.
            html: they are HTML pages; there is a result for each of them then.

        Raises:
            InputError: a page that cannot be read.
            EncodingError: bytes that are not UTF-8, under ``--errors strict``; the offset is that
                in the input.
        """
        if isinstance(parts, Joined):
            return self._joined(parts, offset)
        if html:
            return [self._article(data, reasons) for data in parts[::2]]
        if self._errors == "strict":
            _check_encoding(b"".join(parts), offset)
        if reasons:
            return [self._explain(data) for data in parts[::2]]
        cleaned = list(parts)
        if self._cleaner is not None:
            cleaned[::2] = self._clean_all(self._cleaner, parts[::2])
        else:
            assert self._normalizer is not None
            cleaned[::2] = map(self._normalizer, parts[::2])
        return b"".join(cleaned)

    def _place(self) -> Place:
        page = self._page
        return page["site"], page["url"], page["source"], page["crawled"]

    def _clean_all(self, cleaner: Cleaner, pages: list[bytes]) -> list[bytes]:
        together = cleaner.clean_all(pages, [self._place()] * len(pages))
        return [
            cleaner.clean(data, **self._page) if one is None else one[0]
            for data, one in zip(pages, together, strict=True)
        ]

    def _article(self, data: bytes, reasons: bool) -> HtmlResult:
        if self._articles is None:
            from arclean.cleaner import Cleaner

            self._articles = self._cleaner or Cleaner(
                profile=self._profile, strip=False, max_doc_bytes=None
            )
        page = self._page
        return self._articles.explain_html(
            data,
            site=page["site"],
            url=page["url"],
            source=page["source"],
            crawled=page["crawled"],
            markdown=self._markdown,
            reasons=reasons,
        )

    def _explain(self, data: bytes) -> Result[bytes]:
        if self._cleaner is not None:
            return self._cleaner.explain(data, **self._page)
        assert self._normalizer is not None
        return Result(self._normalizer(data), data, (), None, (), ())

    def stream(self) -> Stream:
        """A normaliser for one document that comes in stretches."""
        if self._normalizer is None:
            self._normalizer = self._make_normalizer()
        return self._normalizer.stream()


def _check_encoding(data: bytes, offset: int) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = offset + error.start
        raise EncodingError(
            f"byte {at} is not UTF-8; without --errors strict it passes through", offset=at
        ) from error
