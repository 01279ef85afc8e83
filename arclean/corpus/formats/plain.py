"""Values of one format as plain ones, for formats that know fewer kinds."""

from __future__ import annotations

from typing import Any

from arclean.corpus.extras import need

__all__ = ["json_of", "plain"]


def plain(value: Any) -> Any:
    """A value that came from JSON Lines as raw JSON, decoded; any other as it is."""
    msgspec = need("msgspec", "JSON")
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


def json_of(value: Any) -> str:
    """A value as JSON in ASCII, on one line."""
    import json

    msgspec = need("msgspec", "JSON")
    return json.dumps(json.loads(msgspec.json.encode(value, enc_hook=str)), ensure_ascii=True)
