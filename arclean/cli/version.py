"""``arclean --version``: what a bug report needs, without loading any rule file."""

from __future__ import annotations

import sys
import unicodedata

from arclean import __version__
from arclean._seam import core_name, why_pure
from arclean.errors import InputError
from arclean.rules.bundle import shipped_files, source_tree
from arclean.text import _fold_table

__all__ = ["version_text"]


def version_text() -> str:
    """Version, core, Unicode and number of rule files, a line each."""
    why = why_pure()
    return (
        f"arclean {__version__}\n"
        f"core: {core_name()}" + (f" ({why})" if why else "") + "\n"
        f"Unicode: {_fold_table.UNICODE} (Python's: {unicodedata.unidata_version})\n"
        f"rule files: {_rule_files()}\n"
        f"Python: {'.'.join(map(str, sys.version_info[:3]))}\n"
    )


def _rule_files() -> str:
    """How many rule files ship, counted and not read."""
    tree = source_tree()
    if tree is None:
        try:
            return str(len(shipped_files()))
        except InputError:
            return "none; install arclean again"
    from pathlib import Path

    count = sum(
        name.suffix in (".yaml", ".yml")
        for folder in ("packs", "sites")
        if (Path(tree) / folder).is_dir()
        for name in (Path(tree) / folder).rglob("*")
    )
    return f"{count} (in {tree})"
