"""What became of one document of a file, and its removals as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from arclean.document import Removal, Result
from arclean.report.escape import escape_json
from arclean.report.page import PageRemoval

__all__ = ["Cleaned", "json_line", "named", "removal_record", "texts"]


class Cleaned(NamedTuple):
    """One document of a file, cleaned.

    Attributes:
        file: name of the file as the user gave it; ``-`` is standard input.
        document: 1-based number of the document in its file.
        offset: bytes of the file before the document.
        line: line ends of the file before the document.
        size: bytes of the document.
        written: bytes of what it became.
        result: removals and notes; without text where the document was too large to be held.
    """

    file: str
    document: int
    offset: int
    line: int
    size: int
    written: int
    result: Result[bytes]

    def lines(self, removal: Removal[bytes]) -> tuple[int, int]:
        """First and last line of a removal, 1-based, counted from the start of the file."""
        return self.line + removal.first_line, self.line + removal.last_line

    def span(self, removal: Removal[bytes]) -> tuple[int, int]:
        """Bytes that a removal took, counted from the start of the file."""
        return self.offset + removal.start, self.offset + removal.end


def texts(key: str, data: bytes) -> dict[str, str]:
    """Bytes as JSON can hold them: ``key``, and ``key_base64`` beside it where they are not valid
    UTF-8.
    """
    try:
        return {key: data.decode("utf-8")}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {key: data.decode("utf-8", "replace"), f"{key}_base64": b64encode(data).decode()}


def named(file: str) -> dict[str, str]:
    """The name of a file under the key ``file``; its bytes beside it where they are not valid
    UTF-8.
    """
    return texts("file", file.encode("utf-8", "surrogateescape"))


def removal_record(cleaned: Cleaned, removal: Removal[bytes]) -> dict[str, Any]:
    """One removal: ``rule``, ``category``, ``lines``, ``span`` and ``text``. Of an HTML page a part
    of the tree has ``path`` and ``line`` (of the source) instead of ``lines`` and ``span``, what a
    line rule took only ``lines`` (of the article).
    """
    if isinstance(removal, PageRemoval):
        where: dict[str, Any] = {"lines": [removal.first_line, removal.last_line]}
        if removal.path:
            where = {"path": removal.path, "line": cleaned.line + removal.first_line}
        head = {"rule": removal.rule, "category": removal.category}
        return {**head, **where, **texts("text", removal.text)}
    return {
        "rule": removal.rule,
        "category": removal.category,
        "lines": list(cleaned.lines(removal)),
        "span": list(cleaned.span(removal)),
        **texts("text", removal.text),
    }


def json_line(record: Mapping[str, Any]) -> bytes:
    """One record as a line of JSON Lines: UTF-8, control and bidi characters escaped."""
    import json  # a run that only writes text does not pay for it

    text = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    return escape_json(text).encode("utf-8") + b"\n"
