"""A batch of records through the cleaner: what a worker does, wherever it runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from arclean.cleaner import Cleaner
from arclean.corpus.formats import module_of
from arclean.corpus.formats.rows import BadRow
from arclean.corpus.model import Batch, Counts, Done, Row, Settings, Spec
from arclean.corpus.together import lines, records
from arclean.document import NodeRemoval, Note
from arclean.errors import ArcleanError, UsageError
from arclean.rules.ruleset import RuleSet
from arclean.rules.select import check_date
from arclean.text.core import Batches

__all__ = [
    "DEADLY",
    "Documents",
    "aside",
    "count",
    "documents_for",
    "process",
    "reason_of",
    "rules_hash",
]

_TOLD = 5
"""Failures of a batch that are told in words; all are written aside."""
DEADLY = "a worker process died on it, twice"
"""Why a document is put aside that no worker survives."""


@lru_cache(maxsize=4)
def _rules(paths: tuple[str, ...]) -> RuleSet:
    return RuleSet.load(*paths) if paths else RuleSet.default()


@lru_cache(maxsize=4)
def rules_hash(paths: tuple[str, ...]) -> str:
    """What rules these paths, with the shipped ones, come to: equal for equal rules alone.

    Raises:
        RuleError: a rule file is not valid.
        InputError: a path cannot be read.
    """
    files = sorted(_rules(paths).files.items())
    data = json.dumps(files, sort_keys=True, ensure_ascii=True).encode("ascii")
    return hashlib.sha256(data).hexdigest()[:16]


@lru_cache(maxsize=4)
def documents_for(settings: Settings) -> Documents:
    """The cleaner that settings describe, made once a process.

    Raises:
        UsageError: unknown names, or the rules here are not those of ``rules_hash``.
    """
    return Documents(settings)


class Cleaned(NamedTuple):
    """What became of a document.

    Attributes:
        text: in UTF-8.
        size: bytes of the document before.
        site: id of the rule file, or None.
        removals: what went; parts of the tree among them where it was HTML.
        notes: as for :class:`arclean.Result`.
    """

    text: bytes
    size: int
    site: str | None
    removals: Sequence[Any]
    notes: Sequence[Note]


Together = tuple[bytes, int, int] | None
"""What became of a document of many: its text, and its sizes in bytes before and after."""


class Documents:
    """Cleans documents one by one, and says what went.

    Args:
        settings: how.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        if settings.rules_hash and settings.strip:
            found = rules_hash(settings.rules)
            if found != settings.rules_hash:
                where = ", ".join(settings.rules) or "the shipped rules"
                raise UsageError(
                    f"the rules of this worker are not those of the run: {where} come to {found} "
                    f"here and to {settings.rules_hash} there; install one version of arclean and "
                    "of the rules everywhere"
                )
        self._cleaner = Cleaner(
            _rules(settings.rules) if settings.strip else None,
            profile=settings.profile,
            keep=settings.keep,
            strip=settings.strip,
            errors=settings.errors,
            max_doc_bytes=settings.max_doc_bytes,
        )
        if settings.site is not None and settings.strip:
            self._cleaner.rules.site(settings.site)
        self._sites: dict[str, bool] = {}

    @cached_property
    def batches(self) -> Batches | None:
        """What cleans whole batches, if the core can."""
        return self._cleaner.batches()

    def ask(
        self, url: str | None, site: str | None, crawled: str | None
    ) -> tuple[Any, Sequence[int], bool] | None:
        """What the core asks about a page of a batch."""
        site, source = self._site(site)
        return self._cleaner.addressed(site, url, source, _day(crawled))

    def clean(self, row: Row) -> Cleaned:
        """A record, whose text is bytes, cleaned.

        Raises:
            ArcleanError: the document cannot be cleaned.
        """
        data: bytes = row.text
        site, source = self._site(row.site)
        crawled = _day(row.crawled)
        if row.html:
            page = data.decode("utf-8") if row.decoded else data
            article = self._cleaner.explain_html(
                page, site=site, url=row.url, source=source, crawled=crawled, charset=row.charset
            )
            text = article.text.encode("utf-8")
            return Cleaned(text, len(data), article.site, article.removals, article.notes)
        if not self._settings.counted and len(data) <= self._settings.max_doc_bytes:
            text = self._cleaner.clean(data, site=site, url=row.url, source=source, crawled=crawled)
            return Cleaned(text, len(data), None, (), ())
        result = self._cleaner.explain(data, site=site, url=row.url, source=source, crawled=crawled)
        return Cleaned(result.text, len(data), result.site, result.removals, result.notes)

    def clean_all(self, rows: Sequence[Row | BadRow], *, quoted: bool = False) -> list[Together]:
        """Records cleaned in one call of the compiled core, which lets other threads run meanwhile.

        Args:
            rows: whose texts are bytes.
            quoted: the texts are JSON strings; so is what comes back.

        Returns:
            Of each record the clean text and its sizes in bytes before and after; None where
            :meth:`clean` has to be asked.
        """
        asked = [
            (index, row)
            for index, row in enumerate(rows)
            if isinstance(row, Row) and row.text is not None and not row.html
        ]
        pages = [row.text for _, row in asked]
        places = []
        for _, row in asked:
            site, source = self._site(row.site)
            places.append((site, row.url, source, _day(row.crawled)))
        result: list[Together] = [None] * len(rows)
        for (index, _), one in zip(
            asked, self._cleaner.clean_all(pages, places, quoted=quoted), strict=True
        ):
            result[index] = one
        return result

    def _site(self, name: str | None) -> tuple[str | None, str | None]:
        """``site`` and ``source`` of a document: a site that no rule file is for is a label."""
        if self._settings.site is not None or name is None or not self._settings.strip:
            return self._settings.site, self._settings.source
        known = self._sites.get(name)
        if known is None:
            try:
                self._cleaner.rules.site(name)
                known = True
            except UsageError:
                known = False
            if len(self._sites) < 100_000:
                self._sites[name] = known
        return (name, self._settings.source) if known else (None, self._settings.source or name)


@lru_cache(maxsize=4096)
def _day(crawled: str | None) -> str | None:
    if crawled is None:
        return None
    try:
        return check_date(crawled)
    except UsageError:  # a head with a date that is none; the page is still a page
        return None


def count(counts: Counts, cleaned: Cleaned, *, counted: bool = True) -> None:
    """Count a document, and where it was ``counted`` what went."""
    before, after = cleaned.size, len(cleaned.text)
    counts.documents += 1
    counts.bytes_in += before
    counts.bytes_out += after
    if not counted:
        for note in cleaned.notes:
            counts.notes[note.code] = counts.notes.get(note.code, 0) + 1
        return
    gone = 0
    for removal in cleaned.removals:
        text = removal.text
        size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
        gone += size
        for table, name in ((counts.rules, removal.rule), (counts.categories, removal.category)):
            entry = table.get(name)
            if entry is None:
                table[name] = [1, size]
            else:
                entry[0] += 1
                entry[1] += size
    row = counts.sites.setdefault(cleaned.site or "(no site)", [0, 0, 0])
    row[0] += 1
    row[1] += before
    row[2] += after
    for note in cleaned.notes:
        counts.notes[note.code] = counts.notes.get(note.code, 0) + 1
    # Of text; markup is not what a page says.
    counts.shares[gone * 10 // (gone + after) if gone else 0] += 1


def process(batch: Batch, spec: Spec, skip: frozenset[int] = frozenset(), at: Any = None) -> Done:
    """Clean a batch.

    Args:
        batch: the records.
        spec: from which format to which, and how.
        skip: places in the batch of records that workers died on.
        at: called with the place of each record before it is cleaned.
    """
    if spec.source == spec.target == "parquet":
        from arclean.corpus.arrow import process_columns

        return process_columns(batch, spec, skip, at)
    # Alone where it must be known which record is at work.
    together = at is None and not skip and not spec.settings.counted
    whole = {"jsonl": lines, "warc": records}.get(spec.source)
    if together and whole is not None and spec.source == spec.target:
        done = whole(batch, spec, documents_for(spec.settings), _by_rows)
        if done is not None:
            return done
    return _by_rows(batch, spec, skip, at, together=together)


def _by_rows(
    batch: Batch,
    spec: Spec,
    skip: frozenset[int] = frozenset(),
    at: Any = None,
    *,
    together: bool = True,
) -> Done:
    """Clean a batch whose records become rows; ``together`` all texts in one call."""
    documents = documents_for(spec.settings)
    source, target = module_of(spec.source), module_of(spec.target)
    encoder = (
        target.Encoder(spec, batch.source)
        if batch.columns is None
        else target.Encoder(spec, batch.source, batch.columns)
    )
    counts = Counts()
    failed: list[bytes] = []
    removed: list[bytes] = []
    reasons: list[str] = []

    def fail(number: int, offset: int, reason: str, raw: Any) -> None:
        counts.failed += 1
        failed.append(aside(batch.source, number, offset, reason, raw))
        if len(reasons) < _TOLD:
            reasons.append(f"{batch.source}: {place(number, offset)}: {reason}")

    quoted = together and spec.source == spec.target == "jsonl" and not _is_html(batch)
    rows = source.rows(batch, spec, quoted=True) if quoted else source.rows(batch, spec)
    cleaned: Sequence[Together] = ()
    if together:
        rows = list(rows)
        cleaned = documents.clean_all(rows, quoted=quoted)
    for index, row in enumerate(rows):
        if at is not None:
            at(index)
        if isinstance(row, BadRow):
            fail(*row)
            continue
        if index in skip:
            fail(row.number, row.offset, DEADLY, row.raw)
            continue
        result: Cleaned | None = None
        try:
            if cleaned and (whole := cleaned[index]) is not None:
                text, before, after = whole
                if quoted:
                    encoder.add(row, text, quoted=True)
                else:
                    encoder.add(row, text)
                counts.documents += 1
                counts.bytes_in += before
                counts.bytes_out += after
                continue
            if quoted:  # it is read once more, to be cleaned alone, or to say what is wrong
                one = batch._replace(payload=row.raw, first=row.number, offset=row.offset)
                row = next(source.rows(one, spec))
                if isinstance(row, BadRow):
                    fail(*row)
                    continue
            if row.text is not None:
                result = documents.clean(row)
            encoder.add(row, None if result is None else result.text)
        except Exception as error:  # whatever it is, it costs one document and not the run
            fail(row.number, row.offset, reason_of(error), row.raw)
            continue
        if result is None:
            counts.others += 1
            continue
        count(counts, result, counted=spec.settings.counted)
        if spec.settings.removed:
            removed += [removal_line(batch.source, row.number, one) for one in result.removals]
    return Done(encoder.finish(), b"".join(failed), b"".join(removed), counts, reasons)


def reason_of(error: Exception) -> str:
    """Why a document could not be cleaned."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start:,} of its text is not UTF-8; --errors replace puts U+FFFD there"
    if isinstance(error, (ArcleanError, ValueError, RecursionError)):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _is_html(batch: Batch) -> bool:
    return bool(batch.context and batch.context.html)


def place(number: int, offset: int) -> str:
    """Where a record is, in words."""
    return f"record {number:,} at byte {offset:,}" if offset else f"record {number:,}"


def aside(source: str, number: int, offset: int, reason: str, raw: Any) -> bytes:
    """A record that failed, as a line of the file of failed documents."""
    from arclean.corpus.formats.plain import json_of
    from arclean.report.record import named, texts

    head: dict[str, Any] = {**named(source), "record": number, "offset": offset, "reason": reason}
    if isinstance(raw, list):
        raw = b"".join(raw)
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    if isinstance(raw, (bytes, bytearray)):
        head.update(texts("data", bytes(raw)))
    else:
        head["data"] = json_of(raw)
    return json.dumps(head, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def removal_line(source: str, number: int, removal: Any) -> bytes:
    """One removal as ``--save-removed`` of the plain command writes it; spans count from the start
    of the text. A part of an HTML tree has its path and its line in the page instead.
    """
    from arclean.report.record import json_line, named, texts

    text = removal.text
    where: dict[str, Any]
    if isinstance(removal, NodeRemoval):
        where = {"path": removal.path, "line": removal.line}
    else:
        where = {
            "lines": [removal.first_line, removal.last_line],
            "span": [removal.start, removal.end],
        }
    return json_line(
        {
            **named(source),
            "document": number,
            "rule": removal.rule,
            "category": removal.category,
            **where,
            **texts("text", text if isinstance(text, bytes) else text.encode("utf-8", "replace")),
        }
    )
