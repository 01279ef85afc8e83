"""Records of what was removed, from which the input can be built again, byte for byte.

The kept text has its original spelling where the normaliser did nothing (``--profile none``); then

    restore(Path("page.clean.txt").read_bytes(), read(Path("removed.jsonl").open("rb"), "page.txt"))

is ``page.txt`` again. Spans count from the start of the file, over all of its documents, so it does
not matter how the file was cut.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from arclean.errors import InputError
from arclean.report.record import Cleaned, json_line, named, removal_record

__all__ = ["read", "restore", "saved"]


def saved(cleaned: Cleaned) -> bytes:
    """The removals of one document as JSON Lines: what ``--save-removed`` writes."""
    head = {**named(cleaned.file), "document": cleaned.document}
    return b"".join(
        json_line({**head, **removal_record(cleaned, removal)})
        for removal in cleaned.result.removals
    )


def read(lines: Iterable[bytes], file: str | None = None) -> Iterator[Mapping[str, Any]]:
    """The records of a ``--save-removed`` file, those of one input if ``file`` names it.

    Raises:
        InputError: a line is not such a record.
    """
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            name = bytes_of(record, "file").decode("utf-8", "surrogateescape")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"line {number} is not a record of a removal: {error}") from error
        if file is None or name == file:
            yield record


def bytes_of(record: Mapping[str, Any], key: str) -> bytes:
    """The bytes that :func:`arclean.report.record.texts` put under ``key``."""
    encoded = record.get(f"{key}_base64")
    return b64decode(encoded) if encoded is not None else record[key].encode("utf-8")


def restore(kept: bytes, records: Iterable[Mapping[str, Any]]) -> bytes:
    """The input of one file again: the removed spans put back into what was kept.

    Args:
        kept: the output, in its original spelling.
        records: the file's records, in the order in which they were written.

    Raises:
        InputError: the records do not belong to this output.
    """
    pieces = []
    at = taken = 0  # position in the input, position in what was kept
    for record in records:
        start, end = record["span"]
        text = bytes_of(record, "text")
        between = start - at
        if between < 0 or taken + between > len(kept) or end - start != len(text):
            raise InputError(
                f"the record of {record['rule']} at byte {start} does not fit the text"
            )
        pieces += [kept[taken : taken + between], text]
        taken += between
        at = end
    return b"".join([*pieces, kept[taken:]])
