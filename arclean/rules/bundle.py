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
from typing import TYPE_CHECKING, Any

from arclean.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bundle_path", "read_tree", "shipped_files", "source_tree", "write_bundle"]

FORMAT = 1
# os.path and not pathlib: each start of the command passes here, and pathlib costs it 5 ms.
_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120


def bundle_path() -> str:
    """Where the compiled rules lie."""
    return os.path.join(_PACKAGE, "_bundle.json")  # noqa: PTH118


def source_tree() -> str | None:
    """The YAML tree of a checkout, or None in an installed package."""
    root = os.path.dirname(_PACKAGE)  # noqa: PTH120
    tree = os.path.join(root, "rules")  # noqa: PTH118
    if not os.path.isfile(os.path.join(root, "pyproject.toml")):  # noqa: PTH113, PTH118
        return None
    return tree if os.path.isdir(os.path.join(tree, "packs")) else None  # noqa: PTH112, PTH118


def shipped_files() -> Sequence[Mapping[str, Any]]:
    """The compiled rule files that ship with arclean.

    Raises:
        InputError: the package was installed without them.
        RuleError: in a checkout, a rule file is not valid.
    """
    tree = source_tree()
    stamp = _stamp(tree) if tree else None
    try:
        bundle = json.loads(_read())
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


def _read() -> bytes:
    """The bundle as it lies on the disk, or in the zip archive that the package runs from."""
    try:
        with open(bundle_path(), "rb") as stream:  # noqa: PTH123
            return stream.read()
    except OSError:  # Spark's --py-files ships such archives
        from importlib.resources import files

        return files("arclean").joinpath("_bundle.json").read_bytes()


def read_tree(tree: str | Path) -> list[Mapping[str, Any]]:
    """Compile every rule file under ``sites/`` and ``packs/`` of a tree."""
    from pathlib import Path

    from arclean.rules.load import load_tree

    return [
        loaded.compiled
        for folder in ("packs", "sites")
        if (Path(tree) / folder).is_dir()
        for loaded in load_tree(Path(tree) / folder)
    ]


def write_bundle(
    path: str | Path, files: Sequence[Mapping[str, Any]], stamp: object = None
) -> None:
    """Write compiled files as one bundle, under a temporary name first."""
    from pathlib import Path

    path = Path(path)
    content = {"format": FORMAT, "stamp": stamp, "files": list(files)}
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    temporary.replace(path)


def _stamp(tree: str) -> list[list[Any]]:
    """Name, size and time of each rule file and of the modules that compile them."""
    stamp = []
    for parent, name in ((tree, "packs"), (tree, "sites"), (_PACKAGE, "rules"), (_PACKAGE, "text")):
        folder = os.path.join(parent, name)  # noqa: PTH118
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".yaml", ".py")):
                    status = entry.stat()
                    stamp.append([f"{name}/{entry.name}", status.st_size, status.st_mtime_ns])
    return sorted(stamp)
