"""The formats: each module reads one (``tasks`` cuts an input into batches, ``rows`` makes records
of a batch) and writes it (``Encoder`` makes bytes of records).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["FORMATS", "module_of"]

FORMATS = ("text", "jsonl", "warc", "csv", "parquet")


def module_of(name: str) -> Any:
    """The module of a format; imported when it is used, with the libraries that it needs."""
    return import_module(f"arclean.corpus.formats.{name}")
