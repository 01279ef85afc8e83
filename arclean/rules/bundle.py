"""The shipped rules: one JSON file in the wheel, the YAML tree itself in a checkout.

Reading two hundred YAML files takes over a second, one JSON file a few milliseconds. The wheel's
bundle is written when the package is built (setup.py). In a checkout, an editable install included,
the tree under ``rules/`` is the truth: its compiled form is kept beside the package and made again
whenever a rule file, or the code that compiles it, changes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from arclean.errors import InputError

__all__ = ["bundle_path", "read_tree", "shipped_files", "source_tree", "write_bundle"]

FORMAT = 1
_PACKAGE = Path(__file__).resolve().parent.parent


def bundle_path() -> Path:
    """Where the compiled rules lie."""
    return _PACKAGE / "_bundle.json"


def source_tree() -> Path | None:
    """The YAML tree of a checkout, or None in an installed package."""
    root = _PACKAGE.parent
    tree = root / "rules"
    return tree if (root / "pyproject.toml").is_file() and (tree / "packs").is_dir() else None


def shipped_files() -> Sequence[Mapping[str, Any]]:
    """The compiled rule files that ship with arclean.

    Raises:
        InputError: the package was installed without them.
        RuleError: in a checkout, a rule file is not valid.
    """
    tree = source_tree()
    stamp = _stamp(tree) if tree else None
    try:
        bundle = json.loads(bundle_path().read_bytes())
    except (OSError, ValueError):
        bundle = {}
    if bundle.get("format") == FORMAT and (tree is None or bundle.get("stamp") == stamp):
        files: Sequence[Mapping[str, Any]] = bundle["files"]
        return files
    if tree is None:
        raise InputError(f"{bundle_path()}: the shipped rules are missing; install arclean again")
    files = read_tree(tree)
    with suppress(OSError):  # a read-only checkout compiles its rules in each process
        write_bundle(bundle_path(), files, stamp)
    return files


def read_tree(tree: Path) -> list[Mapping[str, Any]]:
    """Compile every rule file under ``sites/`` and ``packs/`` of a tree."""
    from arclean.rules.load import load_tree

    return [
        loaded.compiled
        for folder in ("packs", "sites")
        if (tree / folder).is_dir()
        for loaded in load_tree(tree / folder)
    ]


def write_bundle(path: Path, files: Sequence[Mapping[str, Any]], stamp: object = None) -> None:
    """Write compiled files as one bundle, under a temporary name first."""
    content = {"format": FORMAT, "stamp": stamp, "files": list(files)}
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    temporary.replace(path)


def _stamp(tree: Path) -> list[list[Any]]:
    """Name, size and time of each rule file and of the modules that compile them."""
    stamp = []
    for folder in (tree / "packs", tree / "sites", _PACKAGE / "rules", _PACKAGE / "text"):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".yaml", ".py")):
                    status = entry.stat()
                    stamp.append(
                        [f"{folder.name}/{entry.name}", status.st_size, status.st_mtime_ns]
                    )
    return sorted(stamp)
