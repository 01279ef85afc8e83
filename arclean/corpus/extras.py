"""Libraries that only corpora need: imported where they are used, and missed in one sentence."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from arclean.errors import UsageError

__all__ = ["built_in", "need", "zstd"]


def need(module: str, what: str, extra: str = "corpus") -> Any:
    """A module of an optional dependency.

    Args:
        module: its name.
        what: what needs it, for the message: ``"Parquet"``.
        extra: the extra of arclean that installs it.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = (error.name or module).split(".")[0]
        raise UsageError(
            f"{what} needs the package {package}, which is not installed; "
            f"run: pip install 'arclean[{extra}]'"
        ) from error


def built_in(module: str, what: str) -> Any:
    """A module of Python's own that not every build of it has.

    Raises:
        UsageError: this one does not.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"this Python was built without {module}, which {what} needs; unpack the input first"
        ) from error


def zstd() -> Any:
    """The module of zstd: Python's own from 3.14 on, before that its backport."""
    if sys.version_info >= (3, 14):
        return import_module("compression.zstd")
    return need("backports.zstd", "zstd")
