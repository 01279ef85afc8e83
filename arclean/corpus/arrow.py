"""One function, ``RecordBatch -> RecordBatch``; every engine is a thin adapter over it.

    clean = BatchCleaner(Settings(profile="corpus"))
    table = pyarrow.Table.from_batches([clean(batch) for batch in table.to_batches()])

The text is replaced, all other columns stay as they are. A document that cannot be cleaned keeps
its text, and the column ``arclean_error`` says why; of the others it is null. A cleaner pickles as
its settings: each process compiles the rules once, from their paths, and refuses to work if they do
not come to the hash that the run was started with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from arclean.corpus.cleaning import (
    DEADLY,
    aside,
    count,
    documents_for,
    place,
    reason_of,
    removal_line,
    rules_hash,
)
from arclean.corpus.extras import need
from arclean.corpus.formats.arrowvalues import python_values
from arclean.corpus.formats.parquet import is_text, roles_of
from arclean.corpus.formats.rows import Roles, as_text
from arclean.corpus.model import Batch, Counts, Done, Fields, Row, Settings, Spec
from arclean.corpus.together import column, values_of
from arclean.errors import ArcleanError
from arclean.html.raw import is_utf8

__all__ = ["ERROR", "BatchCleaner", "pinned", "process_columns"]

ERROR = "arclean_error"
"""Column with the reason why a document could not be cleaned."""


def pinned(settings: Settings) -> Settings:
    """The settings with the hash of the rules as they are here: what workers must have, too."""
    if not settings.strip:
        return settings
    return replace(settings, rules_hash=rules_hash(settings.rules))


class BatchCleaner:
    """Cleans record batches. Pickles as plain data.

    Args:
        settings: how documents are cleaned.
        fields: names of the columns; what is not named is guessed from the schema.
        errors: whether the output has the column ``arclean_error``; without it a document that
            cannot be cleaned is an error.

    Raises:
        UsageError: an unknown name.
        RuleError: a rule file is not valid.
    """

    def __init__(
        self, settings: Settings | None = None, fields: Fields | None = None, *, errors: bool = True
    ) -> None:
        settings = settings or Settings()
        self.settings = settings if settings.rules_hash else pinned(settings)
        self.fields = fields or Fields()
        self.errors = errors
        documents_for(self.settings)  # wrong settings show where the run is started

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self.settings, self.fields, self.errors)

    def schema(self, schema: Any) -> Any:
        """The schema of the output for that of an input."""
        pa = need("pyarrow", "record batches")
        roles = self._roles(schema)
        if roles.html and "text" not in schema.names:
            schema = schema.append(pa.field("text", pa.string()))
        elif roles.html and _is_null(schema.field("text").type):
            schema = schema.set(schema.get_field_index("text"), pa.field("text", pa.string()))
        if self.errors and ERROR not in schema.names:
            schema = schema.append(pa.field(ERROR, pa.string()))
        return schema

    def __call__(self, batch: Any) -> Any:
        """Clean one batch.

        Raises:
            UsageError: no column can be the text, or the rules here are others.
            ArcleanError: with ``errors=False``, a document that cannot be cleaned.
        """
        pa = need("pyarrow", "record batches")
        roles = self._roles(batch.schema)
        reasons: list[str | None] = [None] * batch.num_rows

        def fail(place: int, reason: str) -> None:
            if not self.errors:
                raise ArcleanError(f"row {place + 1}: {reason}")
            reasons[place] = reason

        texts = _cleaned(batch, roles, self.settings, Counts(), fail)
        batch = _with_text(batch, roles, texts)
        if self.errors:
            column = pa.array(reasons, pa.string())
            if ERROR in batch.schema.names:
                at = batch.schema.get_field_index(ERROR)
                return batch.set_column(at, batch.schema.field(at), column)
            return batch.append_column(pa.field(ERROR, pa.string()), column)
        return batch

    def table(self, table: Any) -> Any:
        """Clean a table; as for a batch."""
        pa = need("pyarrow", "record batches")
        return pa.Table.from_batches(map(self, table.to_batches()), self.schema(table.schema))

    def batches(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Clean a stream of batches, as ``mapInArrow`` wants it."""
        return map(self, batches)

    def _roles(self, schema: Any) -> Roles:
        return roles_of(
            schema, Spec(self.settings, "parquet", "parquet", fields=self.fields), "the table"
        )


def _unpickled(settings: Settings, fields: Fields, errors: bool) -> BatchCleaner:
    cleaner = object.__new__(BatchCleaner)
    cleaner.settings, cleaner.fields, cleaner.errors = settings, fields, errors
    return cleaner


def _column(batch: Any, name: str | None) -> list[Any]:
    """The values of a column, or of a field of a column of structs; text as bytes."""
    pa = need("pyarrow", "record batches")
    if name is None:
        return [None] * batch.num_rows
    array = values_of(batch, name)
    if not is_text(array.type):
        return [None] * batch.num_rows
    values: list[Any] = array.cast(pa.large_binary()).to_pylist()
    return values


def _value_type(kind: Any) -> Any:
    types = need("pyarrow.types", "record batches")
    return kind.value_type if types.is_dictionary(kind) else kind


def _is_null(kind: Any) -> bool:
    """Whether a column of this type can hold nothing."""
    return bool(need("pyarrow.types", "record batches").is_null(kind))


def _cleaned(
    batch: Any,
    roles: Roles,
    settings: Settings,
    counts: Counts,
    fail: Any,
    *,
    number: int = 1,
    removed: Any = None,
    skip: frozenset[int] = frozenset(),
    at: Any = None,
) -> Any:
    """The clean texts of a batch as Arrow has them; that of a document that fails is as it was."""
    pa = need("pyarrow", "record batches")
    # Alone where it must be known which record is at work.
    together = at is None and not skip and not settings.counted
    done = column(batch, roles, documents_for(settings), counts) if together else None
    if done is None:
        how: dict[str, Any] = {"number": number, "removed": removed, "skip": skip, "at": at}
        texts = _clean_texts(batch, roles, settings, counts, fail, together=together, **how)
        return pa.array(texts, pa.large_binary())
    array, left = done
    if left:
        rows = batch.take(pa.array(left, pa.int64()))
        texts = _clean_texts(
            rows, roles, settings, counts, lambda place, reason: fail(left[place], reason)
        )
        values = array.cast(pa.large_binary()).to_pylist()
        for place, text in zip(left, texts, strict=True):
            values[place] = text
        array = pa.array(values, pa.large_binary())
    return array


def _clean_texts(
    batch: Any,
    roles: Roles,
    settings: Settings,
    counts: Counts,
    fail: Any,
    *,
    number: int = 1,
    removed: Any = None,
    skip: frozenset[int] = frozenset(),
    at: Any = None,
    together: bool = True,
) -> list[bytes | None]:
    """The clean texts of a batch, row by row, or all ``together`` as far as that is possible."""
    documents = documents_for(settings)
    texts = _column(batch, roles.text)
    kind = batch.schema.field(roles.text).type
    urls, sites = _column(batch, roles.url), _column(batch, roles.site)
    rows = [
        Row(
            number + index,
            0,
            text,
            {},
            roles.text,
            None,
            html=roles.html,
            decoded="binary" not in str(kind),
            url=as_text(url),
            site=as_text(site),
        )
        for index, (text, url, site) in enumerate(zip(texts, urls, sites, strict=True))
    ]
    cleaned = documents.clean_all(rows) if together else [None] * len(rows)
    for index, (row, whole) in enumerate(zip(rows, cleaned, strict=True)):
        if whole is not None and (settings.errors != "keep" or is_utf8(whole[0])):
            texts[index], before, after = whole
            counts.documents += 1
            counts.bytes_in += before
            counts.bytes_out += after
            continue
        if at is not None:
            at(index)
        if row.text is None:
            counts.others += 1
            continue
        if index in skip:
            fail(index, DEADLY)
            continue
        try:
            result = documents.clean(row)
            result.text.decode("utf-8")
        except Exception as error:  # whatever it is, it costs one document and not the run
            fail(index, reason_of(error))
        else:
            texts[index] = result.text
            count(counts, result, counted=settings.counted)
            if removed is not None:
                for removal in result.removals:
                    removed(row.number, removal)
    return texts


def _with_text(batch: Any, roles: Roles, array: Any) -> Any:
    """The batch with other texts, in the type that the column has."""
    pa = need("pyarrow", "record batches")
    if roles.html and "text" not in batch.schema.names:
        return batch.append_column(pa.field("text", pa.string()), array.cast(pa.string()))
    name = "text" if roles.html else roles.text
    at = batch.schema.get_field_index(name)
    field = batch.schema.field(at)
    kind = _value_type(field.type)
    if _is_null(kind):
        if not roles.html:
            return batch  # no row has a text
        kind, field = pa.string(), pa.field(name, pa.string())
    # Clean texts are UTF-8, and one that could not be cleaned is as it came.
    array = array.cast(kind, safe=False) if array.type != kind else array
    if kind != field.type:
        array = array.dictionary_encode().cast(field.type)
    return batch.set_column(at, field, array)


def _row(batch: Any) -> dict[str, Any]:
    """The one row of a batch."""
    return {
        name: python_values(values)[0]
        for name, values in zip(batch.schema.names, batch.columns, strict=True)
    }


def process_columns(batch: Batch, spec: Spec, skip: frozenset[int], at: Any) -> Done:
    """Clean a batch of Parquet for Parquet. Documents that fail leave it."""
    pa = need("pyarrow", "Parquet")
    data, roles = batch.payload, batch.context
    counts = Counts()
    failures: dict[int, str] = {}
    removed: list[bytes] = []

    def took(number: int, removal: Any) -> None:
        removed.append(removal_line(batch.source, number, removal))

    texts = _cleaned(
        data,
        roles,
        spec.settings,
        counts,
        failures.__setitem__,
        number=batch.first,
        removed=took if spec.settings.removed else None,
        skip=skip,
        at=at,
    )
    failed = []
    reasons = []
    for index, reason in sorted(failures.items()):
        counts.failed += 1
        number = batch.first + index
        failed.append(aside(batch.source, number, 0, reason, _row(data.slice(index, 1))))
        reasons.append(f"{batch.source}: {place(number, 0)}: {reason}")
    if failures:
        kept = pa.array(
            [index for index in range(data.num_rows) if index not in failures], pa.int64()
        )
        data, texts = data.take(kept), texts.take(kept)
    result = _with_text(data, roles, texts)
    names = [name for name in result.schema.names if name not in spec.drop]
    if len(names) < len(result.schema.names):
        result = result.select(names)
    return Done(result, b"".join(failed), b"".join(removed), counts, reasons[:5])
