"""What the compiled core offers; its twins are arclean.text.pure, arclean.normalize.pure and, for
pages, blocks, features, context and forest of arclean.html.
"""

from collections.abc import Callable, Sequence
from typing import Any, final, overload

from typing_extensions import Buffer

def count(data: bytes, byte: int) -> int:
    """How often a byte is there."""

def cut_warc(
    data: bytes, at: int, limit: int, every: bool, room: int
) -> tuple[list[tuple[int, int, int, int]], int, int]:
    """Whole records from ``at`` on, at most to the first with which they have ``room`` bytes:
    records before, start, start of the body, end, from ``at``; their number with those that are not
    asked for (``every``: none is); and where the next one begins.
    """

@final
class LineTables:
    """The fold's tables, from ``arclean.text.fold.tables_json()``."""

    def __new__(cls, json: str) -> LineTables: ...
    def fold(self, line: str) -> str: ...
    def trim(self, folded: str) -> str: ...

@final
class Page:
    """A page, split and folded once."""

    def __new__(
        cls,
        tables: LineTables,
        data: str | bytes,
        links: Sequence[tuple[int, float]] | None = None,
    ) -> Page: ...
    def __len__(self) -> int: ...

@final
class LineEngine:
    """A program of rules, from its JSON. Raises ValueError for one that the core does not know."""

    def __new__(
        cls,
        tables: LineTables,
        program: str,
        probe: Probe | None = None,
        *,
        links: bool = False,
    ) -> LineEngine: ...
    def run(
        self, page: Page
    ) -> tuple[
        list[tuple[int, int, int, int, int]], list[tuple[str, int | None, float, float]]
    ]: ...

@final
class Probe:
    """Fingerprints, from the JSON of their claims, and of rules that programs may share."""

    def __new__(cls, tables: LineTables, claims: str, rules: str = "[]") -> Probe: ...
    def run(self, page: Page) -> list[int]: ...

@final
class Stripper:
    """Whole pages cleaned in one call. ``sites``: of each claim whether it is a site's."""

    def __new__(cls, tables: LineTables, probe: Probe, sites: list[bool]) -> Stripper: ...
    def learn(self, sites: list[int], packs: list[int], engine: LineEngine) -> None: ...
    def clean(
        self,
        data: str | bytes,
        machine: object,
        errors: str,
        engine: LineEngine | None = None,
        barred: Sequence[int] = (),
    ) -> str | bytes | tuple[list[int], list[int]] | None:
        """The page, or the choice whose program must be learnt first, or None for bytes that are
        not UTF-8 under ``strict``.
        """

    def clean_all(
        self,
        pages: Sequence[bytes],
        hows: Sequence[tuple[LineEngine | None, Sequence[int]] | None],
        machine: object,
        errors: str,
        *,
        quoted: bool = False,
    ) -> tuple[list[tuple[bytes, int, int] | None], list[tuple[list[int], list[int]]]]:
        """Of each page its text and its sizes before and after, or None where ``clean`` must be
        asked; and choices whose programs must be learnt first.
        """

def clean_joined(
    stripper: Stripper,
    data: bytes,
    docs: str,
    machine: object,
    errors: str,
    engine: LineEngine | None = None,
    barred: Sequence[int] = (),
) -> tuple[tuple[bytes, int] | None, tuple[list[int], list[int]] | None]:
    """The documents of a text, and their number, or None where ``clean`` must be asked about each;
    and a choice whose program must be learnt first.
    """

_Column = tuple[bool, int, Buffer | None, Buffer, Buffer | None]
_Ask = Callable[
    [str | None, str | None, str | None], tuple[LineEngine | None, Sequence[int], bool] | None
]

@final
class Batches:
    """Batches of records, read, cleaned and written again. ``program``: the engine for a choice.
    ``most``: bytes of the largest page that is stripped.
    """

    def __new__(
        cls,
        stripper: Stripper,
        program: Callable[[Sequence[int], Sequence[int]], LineEngine],
        machine: object,
        errors: str,
        most: int | None,
    ) -> Batches: ...
    def lines(
        self, data: bytes, text: str, url: str | None, site: str | None, ask: _Ask
    ) -> tuple[bytes, list[tuple[int, int, int, int]], tuple[int, int, int]]:
        """Lines of JSON: those that were cleaned; what was not: where it belongs, lines before it,
        and where it is; documents and bytes before and after.
        """

    def column(
        self, rows: int, texts: _Column, urls: _Column | None, sites: _Column | None, ask: _Ask
    ) -> tuple[bytes, bytes, list[int], tuple[int, int, int]]:
        """A column of Arrow: offsets, data, rows that were not cleaned, documents and bytes before
        and after.
        """

    def records(
        self, data: bytes, places: list[tuple[int, int, int]], ask: _Ask
    ) -> tuple[bytes, list[int], list[tuple[int, int, int]], int, tuple[int, int, int]]:
        """WARC records at places (start, body, end): those that were written; their ends; what is
        left out: records before it, places of the first and behind the last; records that are no
        documents; documents and bytes before and after.
        """

@final
class Extractor:
    """The HTML extractor's tables, from the JSON of ``arclean.html.tables``, and its forests, from
    that of the model.
    """

    def __new__(cls, tables: str, model: bytes) -> Extractor: ...
    def outline(self, markup: bytes) -> HtmlPage:
        """The blocks of a tree that lxml has written as XML in UTF-8; ValueError for others."""

@final
class HtmlPage:
    """The outline of a page."""

    def scores(self, title: str, description: str, kind: int) -> list[float]: ...
    def choose_blocks(self, scores: list[float]) -> list[bool]: ...
    def rows(self, title: str, description: str, kind: int) -> list[list[float]]:
        """The rows of the second pass; for tests."""

    def stated(
        self,
    ) -> tuple[
        list[str],
        str | None,
        list[tuple[str, str]],
        str | None,
        list[tuple[str, str]],
        list[str],
        bool,
        bool,
    ]:
        """The fields of ``arclean.html.stated.Stated``."""

    def count(self) -> int: ...
    def tags(self) -> list[str]: ...
    def parents(self) -> list[int]: ...
    def words(self) -> list[int]: ...
    def alike(self) -> list[int]: ...
    def lines(self, keep: Sequence[bool]) -> HtmlLines: ...
    def index(self) -> HtmlIndex: ...
    def without(self, cleared: Sequence[int]) -> HtmlPage:
        """What it would be without the attributes and contents of some elements, by number and in
        order.
        """

    def text(self) -> str: ...
    def page(self, tables: LineTables) -> Page: ...
    def blocks(self) -> list[HtmlBlock]: ...
    def nodes(self, elements: Callable[[str, int], Any]) -> HtmlNodes: ...

def is_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8."""

def is_clean(raw: bytes) -> bool:
    """See ``arclean.html.raw.is_clean``."""

def holds(raw: bytes, text: str) -> bool:
    """Whether text stands anywhere in UTF-8."""

@final
class HtmlNames:
    """Names that pages are asked about: of each ``tag``, ``class``, ``id`` or ``source`` (a text
    in a tag), the name, and what the tag must show besides: one of these or ``attribute``, a name,
    and of an attribute operator and text as in CSS, and whether case counts not.
    """

    def __new__(
        cls, names: Sequence[tuple[str, str, Sequence[tuple[str, str, str, str, bool]]]]
    ) -> HtmlNames: ...
    def odd(self) -> list[int]:
        """Those that ``HtmlIndex.held`` does not tell of, by place in the list."""

@final
class HtmlIndex:
    """Where the elements of a tree stand and what they are called; see arclean.html.select."""

    def __len__(self) -> int: ...
    def depths(self) -> int: ...
    def held(self, names: HtmlNames) -> list[int]:
        """Of some names those that the page has, by place in the list."""

    def places(self, kind: str, name: str) -> list[int]: ...
    def of(self, places: Sequence[int], kind: str, name: str) -> list[int]:
        """Of some elements those of a name."""

    def attributes(self, places: Sequence[int], name: str) -> list[str | None]:
        """The value of an attribute of some elements."""

    def name(self, place: int) -> str:
        """The name of an element."""

    def inside(self, place: int) -> int:
        """How many elements an element has inside."""

    def parents(self) -> list[int]: ...
    def previous(self) -> list[int]: ...

@final
class HtmlLines:
    """See ``arclean.html.lines.Lines``."""

    def __len__(self) -> int: ...
    def text(self) -> str: ...
    def rows(
        self,
    ) -> list[tuple[str, tuple[int, ...], str, int, bool, int, int, int, float]]:
        """The fields of each ``Line``."""

    def links(self) -> list[tuple[int, float]]: ...
    def page(self, tables: LineTables, linked: bool) -> Page: ...
    def plain(self, cuts: Sequence[tuple[int, int]]) -> str: ...

@final
class HtmlBlock:
    """See ``arclean.html.blocks.Block``."""

    text: str
    node: int
    linked: int
    links: int
    bold: int
    breaks: int
    images: int
    fields: int

@final
class HtmlNodes:
    """The nodes of a page, each made when it is asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> HtmlNode: ...

@final
class HtmlNode:
    """See ``arclean.html.blocks.Node``."""

    tag: str
    names: str
    parent: int
    depth: int
    hidden: bool
    linked: bool
    element: Any
    first: int
    end: int

@final
class Machine:
    """A Plan made ready to run, from its JSON. Immutable, safe in threads.

    The twin of ``arclean.normalize.pure.Machine``. ``simd`` forces a vector path (see
    ``simd_available``); ValueError for one that this processor does not have, and for JSON that is
    no plan. ``errors`` is ``keep``, ``strict`` or ``replace``; under ``strict`` the methods that
    take bytes raise ``arclean.errors.EncodingError``.
    """

    def __new__(cls, plan: str, *, simd: str | None = None) -> Machine: ...
    def run(self, text: str) -> str: ...
    def run_bytes(self, raw: Buffer, errors: str = "keep") -> bytes: ...
    def into(self, src: Buffer, dst: Buffer, errors: str = "keep") -> int:
        """Write the result into a writable buffer; gives its length.

        BufferError: it does not fit. ValueError: the two share memory.
        """

    @overload
    def run_with_offsets(self, data: str) -> tuple[str, list[tuple[int, int]]]:
        """The result, and where it comes from.

        Pairs (position in the result, position in the input) wherever the difference changes.
        """

    @overload
    def run_with_offsets(
        self, data: Buffer, errors: str = "keep"
    ) -> tuple[bytes, list[tuple[int, int]]]: ...
    def stream(self) -> Stream: ...
    def byte_stream(self, errors: str = "keep") -> ByteStream: ...

@final
class Stream:
    """Text in pieces of any size; the memory is bounded."""

    def feed(self, text: str, *, final: bool = False) -> str: ...
    def finish(self) -> str: ...

@final
class ByteStream:
    """UTF-8 in pieces of any size, cut anywhere."""

    def feed(self, raw: Buffer, *, final: bool = False) -> bytes: ...
    def feed_into(self, raw: Buffer, dst: Buffer, *, final: bool = False) -> int | bytes:
        """Like ``feed``, into a writable buffer: how many bytes are there.

        New bytes where they do not fit. ValueError: the two share memory.
        """

    def finish(self) -> bytes: ...

def simd() -> str:
    """The vector path in use: avx512, avx2, neon or scalar (``ARCLEAN_SIMD`` forces one).

    avx2 and neon have a kernel for bytes only; a str goes the scalar path then. Processors other
    than x86-64 and aarch64 have none.
    """

def simd_available() -> list[str]:
    """The vector paths that this processor can run."""
