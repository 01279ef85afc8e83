"""JSON Lines: one object a line.

The text is replaced where it stands; all other values go from the input to the output byte for
byte, so that no number loses digits and no string its escapes.
"""

# The formats have one interface; not each needs all of it.
# ruff: noqa: ARG002

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from types import GenericAlias
from typing import Any

from arclean._seam import core_name
from arclean.corpus.compression import Input, compress_member
from arclean.corpus.extras import need
from arclean.corpus.formats.rows import BadRow, Cutter, Roles, as_text, guess
from arclean.corpus.model import Batch, Row, Spec, Task
from arclean.errors import InputError

__all__ = ["Encoder", "rows", "tasks"]

_BOM = b"\xef\xbb\xbf"
_GUESSED_FROM = 100
"""Records of an input that say which fields there are."""


def tasks(stream: Input, spec: Spec) -> Iterator[Task]:
    """Cut an input into batches of whole lines."""
    need("msgspec", "JSON Lines")
    head = stream.read()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{stream.title}: is UTF-16; JSON Lines are UTF-8, convert it with iconv")
    skipped = len(_BOM) if head.startswith(_BOM) else 0
    if head[skipped:].lstrip().startswith(b"["):
        raise InputError(
            f"{stream.title}: holds a JSON list; JSON Lines have an object a line, make them with "
            "jq -c '.[]'"
        )
    end = lambda data: data.rfind(b"\n") + 1  # noqa: E731
    cutter = Cutter(stream, spec.limit, end, _count, anywhere=True)
    roles = None
    for task in cutter.tasks(None, head[skipped:], skipped):
        if isinstance(task, Batch):
            roles = roles or _roles(task, spec)
            task = task._replace(context=roles)
        yield task


def _count(data: bytes) -> int:
    """The number of line ends."""
    if core_name() == "native":
        from arclean._native import count

        return count(data, 10)
    return data.count(b"\n")


def _roles(batch: Batch, spec: Spec) -> Roles | None:
    """The fields that the first records have, together: many writers leave out what is null. None
    where none is a record.
    """
    names_of = _codec().record  # values stay JSON: one beyond what Python takes costs no names
    names: dict[str, None] = {}
    seen = 0
    for line in batch.payload.split(b"\n"):
        try:
            record = names_of(line)
            nested = [
                f"{name}.{inner}"
                for name, value in record.items()
                if bytes(value).startswith(b"{")
                for inner in names_of(value)
            ]
        except Exception:
            continue
        names.update(dict.fromkeys([*record, *nested]))
        seen += 1
        if seen == _GUESSED_FROM:
            break
    return guess(spec.fields, names, batch.source) if seen else None


class _Codec:
    """msgspec's decoders and encoder, made once."""

    def __init__(self) -> None:
        self.msgspec = msgspec = need("msgspec", "JSON Lines")
        self.record = msgspec.json.Decoder(GenericAlias(dict, (str, msgspec.Raw))).decode
        self.string = msgspec.json.Decoder(str).decode
        self.value = msgspec.json.Decoder().decode
        self.encode = msgspec.json.Encoder(enc_hook=_odd).encode


_codec_made: _Codec | None = None


def _codec() -> _Codec:
    global _codec_made
    if _codec_made is None:
        _codec_made = _Codec()
    return _codec_made


def rows(batch: Batch, spec: Spec, *, quoted: bool = False) -> Iterator[Row | BadRow]:
    """The records of a batch; ``quoted`` leaves their texts JSON strings, not checked yet."""
    codec = _codec()
    number, offset = batch.first - 1, batch.offset
    roles: Roles | None = batch.context
    for line in batch.payload.split(b"\n"):
        number += 1
        at, offset = offset, offset + len(line) + 1
        if not line or line.isspace():
            continue
        if spec.settings.errors == "replace":
            line = line.decode("utf-8", "replace").encode("utf-8")
        try:
            fields = codec.record(line)
            yield _row(fields, roles, number, at, line, quoted)
        except Exception as error:  # ValueError of many kinds, and RecursionError
            yield BadRow(number, at, _reason(line, error), line)


def _row(
    fields: dict[str, Any],
    roles: Roles | None,
    number: int,
    offset: int,
    line: bytes,
    quoted: bool,
) -> Row:
    codec = _codec()
    if roles is None or roles.text not in fields:
        raise ValueError(f"it has no field {roles.text!r}" if roles else "it has no text")
    raw = fields[roles.text]
    text: bytes | None = bytes(raw)
    if text == b"null":
        text = None
    elif not quoted:
        try:
            text = codec.string(raw).encode("utf-8")
        except codec.msgspec.ValidationError as error:
            raise ValueError(f"its field {roles.text!r} is no string") from error
    return Row(
        number,
        offset,
        text,
        fields,
        "text" if roles.html else roles.text,
        line,
        html=roles.html,
        decoded=True,
        url=_role(fields, roles.url),
        site=_role(fields, roles.site),
    )


def _role(fields: dict[str, Any], name: str | None) -> str | None:
    if name is None:
        return None
    codec = _codec()
    raw = fields.get(name)
    if raw is None and "." in name:
        first, _, rest = name.partition(".")
        outer = fields.get(first)
        if outer is not None and bytes(outer).startswith(b"{"):
            raw = codec.record(outer).get(rest)
    return None if raw is None else as_text(codec.value(raw))


def _reason(line: bytes, error: Exception) -> str:
    """What is wrong with a line, in words."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return f"byte {wrong.start:,} of the line is not UTF-8; --errors replace puts U+FFFD there"
    text = str(error)
    if not text.startswith("it"):
        try:
            value = json.loads(line, parse_constant=_constant)
        except ValueError as wrong:
            return f"not JSON: {wrong}"
        except RecursionError:
            return "nested too deeply"
        if not isinstance(value, dict):
            return f"a JSON {type(value).__name__}, not an object"
        if "surrogate" in text or "\\ud" in line.decode("utf-8").lower():
            return "a string has half of a surrogate pair, which no UTF-8 can hold"
    return text


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value; null is")


def _odd(value: Any) -> Any:
    """Values that JSON has no word for, from other formats."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


class Encoder:
    """Makes lines of records."""

    def __init__(self, spec: Spec, source: str) -> None:
        self._spec = spec
        self._encode = _codec().encode
        self._raw = _codec().msgspec.Raw
        self._lines: list[bytes] = []

    def add(self, row: Row, text: bytes | None, *, quoted: bool = False) -> None:
        """Add a record with its clean text, which may be a JSON string already.

        Raises:
            ValueError: it cannot be said in this format.
        """
        fields = row.fields
        for name in self._spec.drop:
            fields.pop(name, None)
        if text is not None:
            fields[row.name] = self._raw(text) if quoted else text.decode("utf-8")
        self._lines.append(self._encode(fields))

    def finish(self) -> bytes:
        """The lines, compressed if they are gzip members."""
        if not self._lines:
            return b""
        data = b"\n".join(self._lines) + b"\n"
        return compress_member(data, "gz") if self._spec.codec == "gz" else data
