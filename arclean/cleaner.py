"""Cleaner: rules and a normaliser, put together once and used on any number of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from arclean.document import HtmlResult, Note, Removal, Result, cut
from arclean.errors import EncodingError, InputError, UsageError
from arclean.normalize import Normalizer, Plan
from arclean.rules.ruleset import RuleSet, Selection, check_categories
from arclean.text.core import Batches, LineEngine, Stripper, line_core
from arclean.text.documents import CUTS
from arclean.text.outcome import Cut, Outcome

__all__ = ["DEFAULT_MAX_DOC_BYTES", "Cleaner"]

T = TypeVar("T", str, bytes)

Place = tuple[str | None, str | None, str | None, str | None]
"""Where a page comes from: ``site``, ``url``, ``source`` and ``crawled``."""

DEFAULT_MAX_DOC_BYTES = 16 * 2**20
"""Documents above this size (16 MiB of UTF-8) are normalised, not stripped."""

_STATE = ("_keep", "_max_doc_bytes", "_normalizer", "_rules", "_strip")
"""The slots that make a cleaner."""


class Cleaner:
    """Strips and normalises pages. Immutable, safe in threads, picklable.

    Args:
        rules: the rule files to choose from; the shipped ones by default.
        profile: what the normaliser does: a profile (``none``, ``light``, ``standard``, ``corpus``,
            ``search``), with steps added or taken off (``"standard,+digits:ascii,-punctuation"``);
            or whatever else :class:`arclean.Normalizer` takes.
        keep: categories of boilerplate that stay, such as ``("byline", "date")``.
        strip: False leaves the page whole and only normalises it.
        errors: what happens to bytes that are not UTF-8: ``keep``, ``strict`` or ``replace``.
        max_doc_bytes: size in bytes of UTF-8 above which a page is normalised, not stripped; None
            for no bound.

    Raises:
        UsageError: an unknown profile, step or category; rules that are no RuleSet, a size that is
            no number.
    """

    __slots__ = ("_core", *_STATE)

    # The compiled core's call for a page that nothing but its text tells about, once it was asked.
    _core: Callable[[bytes], object] | None

    _keep: frozenset[str]
    _max_doc_bytes: int | None
    _normalizer: Normalizer
    _rules: RuleSet | None
    _strip: bool

    def __init__(
        self,
        rules: RuleSet | None = None,
        *,
        profile: str | Iterable[str] | Plan = "standard",
        keep: Iterable[str] = (),
        strip: bool = True,
        errors: str = "keep",
        max_doc_bytes: int | None = DEFAULT_MAX_DOC_BYTES,
    ) -> None:
        given: object = rules
        if not (given is None or isinstance(given, RuleSet)):
            kind = type(rules).__name__
            raise UsageError(f"rules is a RuleSet, such as RuleSet.load(path) gives, not {kind}")
        limit: object = max_doc_bytes
        if not (limit is None or isinstance(limit, int)):
            kind = type(limit).__name__
            raise UsageError(f"max_doc_bytes is a number of bytes or None, not {kind}")
        if isinstance(keep, str):
            keep = [name.strip() for name in keep.split(",") if name.strip()]
        values = {
            "_core": None,
            "_rules": rules,
            "_normalizer": Normalizer(profile, errors=errors),
            "_keep": check_categories(keep),
            "_strip": strip,
            "_max_doc_bytes": max_doc_bytes,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Cleaner is immutable; make another one")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, tuple(getattr(self, name) for name in _STATE)

    @property
    def rules(self) -> RuleSet:
        """The rule files that this cleaner chooses from."""
        return RuleSet.default() if self._rules is None else self._rules

    def clean(
        self,
        data: T,
        *,
        site: str | None = None,
        url: str | None = None,
        source: str | None = None,
        crawled: str | None = None,
    ) -> T:
        """The page stripped and normalised; of the same kind as ``data``. See :meth:`explain` for
        the arguments.
        """
        told = site is not None or url or source is not None or crawled is not None
        if self._core is not None and not told and type(data) is bytes:
            limit = self._max_doc_bytes
            if limit is None or len(data) <= limit:
                cleaned = self._core(data)
                if type(cleaned) is bytes:
                    return cleaned
        if not self._is_stripped(data):
            return self._normalizer(data)
        rules = self.rules
        stripper = rules.stripper(self._keep)
        if stripper is not None:
            engine: LineEngine | None = None
            barred: Sequence[int] = ()
            if told:
                engine, barred = rules.addressed(site, url, source, crawled, self._keep)
            machine = self._normalizer.machine
            if machine is not None and self._core is None:
                core = stripper.ready(machine, self._normalizer.errors)
                object.__setattr__(self, "_core", core)
            cleaned = stripper.clean(data, machine, self._normalizer.errors, engine, barred)
            if cleaned is not None:
                return cast(T, cleaned if machine is not None else self._normalizer(cleaned))
        return self._normalizer(self._strip_page(data, site, url, source, crawled)[0])

    def clean_all(
        self, pages: Sequence[bytes], places: Iterable[Place], *, quoted: bool = False
    ) -> list[tuple[bytes, int, int] | None]:
        """Many pages stripped and normalised in one call of the compiled core, which lets other
        threads run from the first page to the last.

        Args:
            pages: bytes each.
            places: of each ``site``, ``url``, ``source`` and ``crawled`` as for :meth:`explain`.
            quoted: the pages are JSON strings, quotation marks included; so is what comes back.

        Returns:
            Of each page what :meth:`clean` gives and its sizes in bytes before and after, or None
            where :meth:`clean` has to be asked: always with the pure core, without stripping, and
            under a profile that has a step in Python; for a page that is too large, or fails.

        Raises:
            UsageError: not as many places as pages, or a page that is not bytes.
        """
        places = list(places)
        if len(places) != len(pages):
            raise UsageError(f"{len(pages)} pages, but {len(places)} places")
        if odd := [page for page in pages if not isinstance(page, bytes)]:
            raise UsageError(f"clean_all takes pages of bytes, not {type(odd[0]).__name__}")
        result: list[tuple[bytes, int, int] | None] = [None] * len(pages)
        core = self._at_once()
        if core is None:
            return result
        stripper, machine = core
        rules, limit = self.rules, self._max_doc_bytes
        asked: list[int] = []
        hows: list[tuple[LineEngine | None, Sequence[int]] | None] = []
        for index, (page, place) in enumerate(zip(pages, places, strict=True)):
            if limit is not None and len(page) - 2 * quoted > limit:
                continue
            try:
                how = rules.addressed(*place, self._keep) if any(place) else None
            except UsageError:
                continue
            asked.append(index)
            hows.append(how)
        errors = self._normalizer.errors
        chosen = pages if len(asked) == len(pages) else [pages[index] for index in asked]
        cleaned = stripper.clean_all(chosen, hows, machine, errors, quoted=quoted)
        for index, one in zip(asked, cleaned, strict=True):
            result[index] = one
        return result

    def clean_joined(
        self, data: bytes, docs: str, place: Place = (None, None, None, None)
    ) -> tuple[bytes, int] | None:
        """The documents of one text stripped and normalised in one call of the compiled core.

        Args:
            data: the text.
            docs: how it is cut into documents, as ``--docs`` takes it: at each ``nul``,
                ``form-feed`` or ``line`` end, or at ``blank-lines``.
            place: ``site``, ``url``, ``source`` and ``crawled`` of all of them, as for
                :meth:`explain`.

        Returns:
            The text, what separates documents as it was, and their number; None where :meth:`clean`
            has to be asked about each: always with the pure core, without stripping, and under a
            profile that has a step in Python; for a text larger than ``max_doc_bytes``; where one
            of them fails.

        Raises:
            UsageError: as for :meth:`explain`; text that is no bytes, another way of cutting.
        """
        if not isinstance(data, bytes):
            raise UsageError(f"clean_joined takes bytes, not {type(data).__name__}")
        if docs not in CUTS:
            raise UsageError(f"unknown docs {docs!r}; known: {', '.join(CUTS)}")
        core, limit = self._at_once(), self._max_doc_bytes
        if core is None or (limit is not None and len(data) > limit):
            return None
        stripper, machine = core
        engine, barred = self.rules.addressed(*place, self._keep) if any(place) else (None, ())
        errors = self._normalizer.errors
        return stripper.clean_joined(data, docs, machine, errors, engine, barred)

    def batches(self) -> Batches | None:
        """What cleans batches of records with this cleaner, without the interpreter; None where
        :meth:`clean_all` would leave everything to :meth:`clean`. It asks :meth:`addressed`.
        """
        core = self._at_once()
        if core is None:
            return None
        stripper, machine = core
        return stripper.batches(machine, self._normalizer.errors, self._max_doc_bytes)

    def _at_once(self) -> tuple[Stripper, object] | None:
        """What strips and what normalises many pages in one call of the compiled core; None where
        it does not do both.
        """
        stripper, machine = self.rules.stripper(self._keep), self._normalizer.machine
        return (
            None if stripper is None or machine is None or not self._strip else (stripper, machine)
        )

    def addressed(
        self, site: str | None, url: str | None, source: str | None, crawled: str | None
    ) -> tuple[Any, Sequence[int], bool] | None:
        """What all but its text says about a page's rules: the engine of the compiled core, if the
        choice is made, the claims of sites that the text cannot choose, and whether pages with
        another path would be told the same; None where that is an error.
        """
        rules = self.rules
        try:
            engine, barred = rules.addressed(site, url, source, crawled, self._keep)
        except UsageError:
            return None
        core = None if engine is None else cast(Any, engine).core
        return core, barred, not (url and rules.looks_at_paths(url))

    def explain(
        self,
        data: T,
        *,
        site: str | None = None,
        url: str | None = None,
        source: str | None = None,
        crawled: str | None = None,
    ) -> Result[T]:
        """The page stripped and normalised, with a reason for everything that went.

        Args:
            data: the page, as str or as bytes of UTF-8; spans come back in its own units.
            site: id or host of the rule file to use, whatever the page says.
            url: address of the page; its host chooses the rule file.
            source: label of the dump that the page comes from.
            crawled: ISO date of the crawl (``2016-08-29``), for sites whose layout changed.

        Raises:
            UsageError: ``site`` names no rule file, ``crawled`` is no date, or ``data`` is neither
                str nor bytes.
            EncodingError: bytes that are not UTF-8, anywhere in the page, under
                ``errors="strict"``.
        """
        if not self._is_stripped(data):
            notes = self._too_large() if self._strip else ()
            return Result(self._normalizer(data), data, (), None, (), notes)
        kept, selection, outcome = self._strip_page(data, site, url, source, crawled)
        return Result(
            self._normalizer(kept),
            kept,
            _removals(data, outcome.cuts, selection),
            selection.site,
            selection.program.packs,
            _notes(selection, outcome),
        )

    def clean_html(
        self,
        data: str | bytes,
        *,
        site: str | None = None,
        url: str | None = None,
        source: str | None = None,
        crawled: str | None = None,
        charset: str | None = None,
        markdown: bool = False,
        links: bool = True,
    ) -> str:
        """The article of an HTML page as text, normalised; empty where the page has none. See
        :meth:`explain_html` for the arguments.
        """
        wishes = {"charset": charset, "markdown": markdown, "links": links}
        wishes |= {"explain": False, "metadata": False}
        return self._html(data, site, url, source, crawled, wishes).text

    def explain_html(
        self,
        data: str | bytes,
        *,
        site: str | None = None,
        url: str | None = None,
        source: str | None = None,
        crawled: str | None = None,
        charset: str | None = None,
        markdown: bool = False,
        links: bool = True,
        reasons: bool = True,
    ) -> HtmlResult:
        """The article of an HTML page, what the page states about itself, and why the rest went.

        Where a rule file with ``keep`` or ``drop`` covers the page, its selectors choose; else the
        generic extractor does. The line rules run over the lines that are left. A cleaner made with
        ``strip=False`` renders the whole page.

        Args:
            data: the page; bytes may be in any encoding.
            site: id or host of the rule file to use, whatever the page says.
            url: address of the page; its host chooses the rule file. Without it the address that
                the page states (``<link rel="canonical">``) does.
            source: label of the dump that the page comes from.
            crawled: ISO date of the crawl.
            charset: label of the encoding from outside (the HTTP header); believed where the bytes
                do not speak against it.
            markdown: Markdown instead of plain text.
            links: whether Markdown has links and images; without them their words stay.
            reasons: whether ``removals`` are worked out.

        Raises:
            UsageError: ``site`` names no rule file, ``crawled`` is no date, ``data`` is neither
                str nor bytes, or ``charset`` is no str.
            InputError: the page is larger than ``max_doc_bytes``, or cannot be read as HTML.
        """
        wishes = {"charset": charset, "markdown": markdown, "links": links, "explain": reasons}
        return self._html(data, site, url, source, crawled, wishes)

    def _html(
        self,
        data: str | bytes,
        site: str | None,
        url: str | None,
        source: str | None,
        crawled: str | None,
        wishes: dict[str, Any],
    ) -> HtmlResult:
        from arclean.html.article import Wishes, clean_page  # lxml loads with the first page

        if not isinstance(data, (str, bytes)):
            raise UsageError(f"a page is str or bytes, not {type(data).__name__}")
        charset = wishes["charset"]
        if not isinstance(charset, (str, type(None))):
            raise UsageError(f"a charset is a str or None, not {type(charset).__name__}")
        limit = self._max_doc_bytes
        if limit is not None and _size(data, limit) > limit:
            raise InputError(
                f"the page is larger than {limit} bytes; raise --max-doc-bytes (max_doc_bytes) to "
                "read it: its tree takes about twenty times as much memory"
            )
        wish = Wishes(site, url, source, crawled, keep=self._keep, strip=self._strip, **wishes)
        return clean_page(data, self.rules, wish, self._normalizer)

    def _is_stripped(self, data: T) -> bool:
        """Whether a page is stripped at all.

        Raises:
            UsageError: it is no page.
        """
        if not isinstance(data, (str, bytes)):
            raise UsageError(f"a page is str or bytes, not {type(data).__name__}")
        limit = self._max_doc_bytes
        return self._strip and (limit is None or _size(data, limit) <= limit)

    def _strip_page(
        self,
        data: T,
        site: str | None,
        url: str | None,
        source: str | None,
        crawled: str | None,
    ) -> tuple[T, Selection, Outcome]:
        """What is left of a page, by which rules, and what they did."""
        if self._normalizer.errors == "strict":
            _check_utf8(data)
        page = line_core().Page(data)
        selection = self.rules.select(
            page, site=site, url=url, source=source, crawled=crawled, keep=self._keep
        )
        outcome = selection.program.engine.run(page)
        kept = cut(data, [(one.start, one.end) for one in outcome.cuts])
        return kept, selection, outcome

    def _too_large(self) -> tuple[Note]:
        message = (
            f"larger than {self._max_doc_bytes} bytes: normalised, not stripped; "
            "raise --max-doc-bytes (max_doc_bytes) to strip it"
        )
        return (Note("too-large", None, message),)


def _rebuild(*state: object) -> Cleaner:
    """A cleaner from the values of its slots, in their order."""
    cleaner = object.__new__(Cleaner)
    for name, value in zip(_STATE, state, strict=True):
        object.__setattr__(cleaner, name, value)
    object.__setattr__(cleaner, "_core", None)
    return cleaner


def _check_utf8(data: str | bytes) -> None:
    """Refuse bytes that are not UTF-8, those too that will be stripped.

    Not left to the normaliser: it never sees what is stripped, and counts from what is left.
    """
    if isinstance(data, bytes):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise EncodingError(
                f"byte {error.start} is not UTF-8 ({error.reason})", offset=error.start
            ) from None


def _size(data: str | bytes, limit: int) -> int:
    """Size in bytes of UTF-8; a str is only encoded where its length does not settle the matter."""
    if isinstance(data, bytes) or len(data) > limit or len(data) * 4 <= limit:
        return len(data)
    return len(data.encode("utf-8", "surrogatepass"))


def _removals(data: T, cuts: list[Cut], selection: Selection) -> list[Removal[T]]:
    rules = selection.program.rules
    removals = []
    for one in cuts:
        rule = rules[one.rule]
        removals.append(
            Removal(
                rule["id"],
                rule["category"],
                one.first,
                one.last,
                one.start,
                one.end,
                data[one.start : one.end],
            )
        )
    return removals


def _notes(selection: Selection, outcome: Outcome) -> list[Note]:
    """What the choice of the rules and their run have to say, in words."""
    notes = list(selection.notes)
    for code, index, detail in outcome.notes:
        if index is None:
            message = f"the rules wanted {detail}; the page was left whole"
            notes.append(Note(code, None, message))
        else:
            name = selection.program.rules[index]["id"]
            notes.append(Note(code, name, f"{name} wanted {detail}; it did nothing"))
    return notes
