"""Values of one format as plain ones, for formats that know fewer kinds."""

from __future__ import annotations

from typing import Any

from arclean.corpus.extras import need

__all__ = ["json_of", "plain"]


def plain(value: Any) -> Any:
    """A value that came from JSON Lines as raw JSON, decoded; any other as it is.

    JSON with a number that is beyond a double (``1e999``) stays text.
    """
    msgspec = need("msgspec", "JSON")
    if not isinstance(value, msgspec.Raw):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.ValidationError:
        return bytes(value).decode("utf-8")


def json_of(value: Any) -> str:
    """A value as JSON in ASCII, on one line."""
    import json

    msgspec = need("msgspec", "JSON")
    return json.dumps(json.loads(msgspec.json.encode(value, enc_hook=str)), ensure_ascii=True)
