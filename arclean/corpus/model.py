"""The words of this package: settings, the batches that records travel in, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from os import PathLike, fspath
from sys import maxsize
from typing import Any, NamedTuple

from arclean.cleaner import DEFAULT_MAX_DOC_BYTES

__all__ = [
    "BATCH_BYTES",
    "Batch",
    "Counts",
    "Damage",
    "Done",
    "Fields",
    "Piece",
    "Row",
    "Settings",
    "Spec",
    "Task",
]

BATCH_BYTES = 2 * 2**20
"""Bytes of records that travel to a worker together: enough to make the way cheap, few enough that
memory stays small.
"""


@dataclass(frozen=True)
class Fields:
    """Which fields of a record are what; None is guessed from the first records of each
    input.

    Attributes:
        text: the text of the page; what is cleaned.
        html: its HTML, where there is no text.
        url: its address, which chooses the rules.
        site: id or host of the rule file.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Settings:
    """How documents are cleaned, as plain data: what a worker anywhere makes its cleaner from.

    Attributes:
        profile: as for :class:`arclean.Cleaner`.
        strip: False only normalises.
        keep: categories that stay; lists do as well, here and below.
        errors: bytes that are not UTF-8: ``keep``, ``strict`` or ``replace``.
        max_doc_bytes: documents above this size in bytes are normalised, not stripped.
        site: id or host of the rule file of all documents.
        source: label of the dump, for all documents.
        rules: paths of rule files, in addition to the shipped ones.
        rules_hash: what :func:`arclean.corpus.cleaning.rules_hash` says where the run was started;
            a worker whose rules say something else refuses. Empty: not compared.
        counted: count removals per rule, category and site, which takes a third of the speed of
            stripping; without it only documents and bytes are counted.
        removed: keep the texts that went, with their rules.
    """

    profile: str | tuple[str, ...] = "standard"
    strip: bool = True
    keep: tuple[str, ...] = ()
    errors: str = "keep"
    max_doc_bytes: int = DEFAULT_MAX_DOC_BYTES
    site: str | None = None
    source: str | None = None
    rules: tuple[str, ...] = ()
    rules_hash: str = ""
    counted: bool = False
    removed: bool = False

    def __post_init__(self) -> None:
        """Lists become tuples, and one path a tuple of it: settings are keys."""
        given: dict[str, Any] = vars(self)
        for name in ("keep", "rules"):
            value = given[name]
            if isinstance(value, str) and name == "keep":
                value = [part.strip() for part in value.split(",") if part.strip()]
            alone = isinstance(value, (str, PathLike))
            paths = map(fspath, [value] if alone else value)
            object.__setattr__(self, name, tuple(paths))
        if not isinstance(self.profile, str):
            object.__setattr__(self, "profile", tuple(self.profile))
        if given["max_doc_bytes"] is None:  # a Cleaner takes it for no bound
            object.__setattr__(self, "max_doc_bytes", maxsize)


@dataclass(frozen=True)
class Spec:
    """From which format to which, and how.

    Attributes:
        settings: how documents are cleaned.
        source: format that is read: ``jsonl``, ``text``, ``warc``, ``csv``, ``parquet``.
        target: format that is written.
        codec: compression of the output: empty, ``gz`` or ``zst``.
        fields: names of the fields, as far as the user gave them.
        docs: how text is cut into documents, or None for one a file.
        drop: fields that are left out of the output.
    """

    settings: Settings
    source: str
    target: str
    codec: str = ""
    fields: Fields = field(default_factory=Fields)
    docs: str | None = None
    drop: tuple[str, ...] = ()

    @property
    def limit(self) -> int:
        """Bytes of the largest record that is held in memory."""
        return max(64 * 2**20, 4 * self.settings.max_doc_bytes)


class Batch(NamedTuple):
    """Records that follow one another.

    Attributes:
        source: name of the input.
        first: number of the first record in the input, from 1.
        offset: bytes of the (decompressed) input before it.
        payload: the records, as the format likes them.
        context: what the format must know to read them, found at the start of the input.
        columns: columns of the output, where the input has none.
    """

    source: str
    first: int
    offset: int
    payload: Any
    context: Any = None
    columns: Any = None


class Damage(NamedTuple):
    """Something is wrong with an input; what can be read is read all the same.

    Attributes:
        message: one sentence that names the input and the place.
        fatal: whether it makes the input a bad one, or is only worth telling.
    """

    message: str
    fatal: bool = True


class Piece(NamedTuple):
    """A stretch of a record that cannot be cleaned: cut off, or too large to be held.

    Attributes:
        source: name of the input.
        record: number of the record in the input, from 1.
        offset: bytes of the (decompressed) input before the record.
        reason: what is wrong with it.
        data: the stretch.
        last: whether the record ends with it.
        told: whether a :class:`Damage` says so, too.
    """

    source: str
    record: int
    offset: int
    reason: str
    data: bytes
    last: bool = True
    told: bool = False


Task = Batch | Damage | Piece


class Row:
    """One record on its way.

    Attributes:
        number: of the record in its input, from 1.
        offset: bytes of the (decompressed) input before it; for Parquet and CSV of its batch.
        text: what is cleaned; None where the record is no document.
        html: whether ``text`` is HTML.
        decoded: whether it was characters, so that its bytes are UTF-8 whatever the page says.
        charset: encoding of the page by its HTTP head.
        url, site, crawled: as for :meth:`arclean.Cleaner.explain`.
        fields: all fields of the record by name, the text among them.
        name: name of the text among the fields.
        raw: the record as it came, to be put aside if it fails.
        extra: what only its own format needs, to write it again.
    """

    __slots__ = (
        "charset",
        "crawled",
        "decoded",
        "extra",
        "fields",
        "html",
        "name",
        "number",
        "offset",
        "raw",
        "site",
        "text",
        "url",
    )

    def __init__(
        self,
        number: int,
        offset: int,
        text: Any,
        fields: dict[str, Any],
        name: str,
        raw: Any,
        *,
        html: bool = False,
        decoded: bool = False,
        charset: str | None = None,
        url: str | None = None,
        site: str | None = None,
        crawled: str | None = None,
        extra: Any = None,
    ) -> None:
        self.number = number
        self.offset = offset
        self.text = text
        self.fields = fields
        self.name = name
        self.raw = raw
        self.html = html
        self.decoded = decoded
        self.charset = charset
        self.url = url
        self.site = site
        self.crawled = crawled
        self.extra = extra


@dataclass
class Counts:
    """What happened to documents; counts of parts add up to the counts of the whole.

    Attributes:
        documents: that were cleaned.
        failed: that were put aside.
        others: records that are no documents (WARC requests, images; empty cells).
        bytes_in, bytes_out: UTF-8 text of the documents before and after.
        rules, categories: name to (removals, bytes).
        sites: id of the rule file, or ``(no site)``, to (documents, bytes in, bytes out).
        notes: code to documents.
        shares: documents by tenths of their text that went.
    """

    documents: int = 0
    failed: int = 0
    others: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    rules: dict[str, list[int]] = field(default_factory=dict)
    categories: dict[str, list[int]] = field(default_factory=dict)
    sites: dict[str, list[int]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    shares: list[int] = field(default_factory=lambda: [0] * 11)

    def add(self, other: Counts) -> None:
        """Add the counts of another part."""
        for name in ("documents", "failed", "others", "bytes_in", "bytes_out"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("rules", "categories", "sites"):
            mine = getattr(self, name)
            for key, values in getattr(other, name).items():
                mine[key] = [a + b for a, b in zip(mine.get(key) or [0] * 3, values, strict=False)]
        for code, count in other.notes.items():
            self.notes[code] = self.notes.get(code, 0) + count
        self.shares = [a + b for a, b in zip(self.shares, other.shares, strict=True)]

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it; names in order."""
        values = asdict(self)
        return {
            name: dict(sorted(value.items())) if isinstance(value, dict) else value
            for name, value in values.items()
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Counts:
        """The inverse of :meth:`as_dict`."""
        return cls(**values)


class Done(NamedTuple):
    """What became of a batch.

    Attributes:
        payload: its documents, as the writer of the format takes them.
        failed: lines for the file of failed documents.
        removed: lines for the file of removals.
        counts: what happened.
        reasons: the first few failures in words, for standard error.
    """

    payload: Any
    failed: bytes
    removed: bytes
    counts: Counts
    reasons: list[str]


Tasks = Iterator[Task]
