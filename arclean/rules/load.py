"""Loading rule files: a path to compiled files, with their tests and what lint needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from arclean._paths import below
from arclean.errors import ArcleanError, InputError, RuleError, UsageError
from arclean.rules.compile import compile_file, compile_tests, read_file
from arclean.rules.validate import PatternUse, PhraseUse, Reader
from arclean.rules.yamlread import MAX_BYTES, read_yaml

__all__ = [
    "LoadedFile",
    "check_ids",
    "load_bytes",
    "load_file",
    "load_pack",
    "load_tree",
    "load_trees",
]

SUFFIXES = (".yaml", ".yml")
PACKED = ".json"


@dataclass(frozen=True)
class LoadedFile:
    """One valid rule file.

    Attributes:
        path: its name, as errors and findings print it.
        compiled: the compiled form (JSON-able).
        tests: its tests: name, text or html, output, fires, and optional url, source, crawled,
            known_failure.
        lines: 1-based line of every key and item, by dotted path (``rules[2].drop_line.is[0]``).
        phrases: every phrase, as written and folded.
        patterns: every regular expression, with what was proved about it.
    """

    path: str
    compiled: Mapping[str, Any]
    tests: tuple[Mapping[str, Any], ...]
    lines: Mapping[str, int]
    phrases: tuple[PhraseUse, ...]
    patterns: tuple[PatternUse, ...]

    @property
    def id(self) -> str:
        """The file's id."""
        return str(self.compiled["id"])


def load_bytes(data: bytes, path: str) -> LoadedFile:
    """Read one rule file that is already in memory.

    Raises:
        RuleError: it is not valid.
    """
    reader = Reader(path)
    table = read_file(reader, read_yaml(data, path))
    compiled = compile_file(reader, table)
    tests = tuple(compile_tests(table))
    return LoadedFile(
        path, compiled, tests, reader.lines, tuple(reader.phrases), tuple(reader.patterns)
    )


def load_file(path: str | Path) -> LoadedFile:
    """Read one rule file.

    Raises:
        RuleError: it is not a valid rule file.
        InputError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # a larger file is refused, however large
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: the rule file cannot be read ({reason})") from error
    return load_bytes(data, str(path))


def load_pack(path: str | Path) -> list[LoadedFile]:
    """Read the rule files of a bundle; see :mod:`arclean.rules.packing`.

    Raises:
        RuleError: it is no bundle, was changed, or holds a file that is not valid.
        InputError: it cannot be read.
    """
    from arclean.rules.packing import unpack

    return [load_bytes(one.text.encode("utf-8"), f"{path}/{one.name}") for one in unpack(str(path))]


def load_tree(
    path: str | Path, fault: Callable[[ArcleanError], None] | None = None
) -> list[LoadedFile]:
    """Read a rule file, all of those in a bundle (``.json``), or all in a folder and the folders
    below, in the order of their names.

    Names that begin with a dot are left out, and in folders bundles.

    Args:
        path: of a file or folder.
        fault: told of each file in a folder that cannot be had, instead of an error for the first.

    Raises:
        RuleError: a file is not valid, or two have one id.
        InputError: the path, a file or a folder cannot be read, or there is no rule file.
    """
    root = str(Path(path))
    if not os.path.isdir(root):  # noqa: PTH112 - Path's raises where the path cannot be looked at
        return load_pack(path) if root.endswith(PACKED) else [load_file(path)]
    names = below(root, lambda name: name.endswith(SUFFIXES))
    if not names:  # a folder that is misspelt would pass for rules that are all right
        raise InputError(f"{path}: no rule file in this folder is called *.yaml or *.yml")
    files: dict[str, LoadedFile] = {}
    for name in map(Path, names):
        try:
            loaded = load_file(name)
            first = files.setdefault(loaded.id, loaded)
            if first is not loaded:
                raise RuleError(
                    f"the file id '{loaded.id}' is taken by {first.path}; rename one",
                    path=loaded.path,
                    line=loaded.lines["id"],
                    key="id",
                )
        except (RuleError, InputError) as error:
            if fault is None:
                raise
            fault(error)
    return list(files.values())


def load_trees(paths: Iterable[str | Path]) -> list[LoadedFile]:
    """Read several paths, each as :func:`load_tree` does.

    Raises:
        RuleError: a file is not valid, or two that differ have one id.
        InputError: a path cannot be read.
        UsageError: it is none.
    """
    paths = list(paths)
    if odd := [path for path in paths if not isinstance(path, (str, PathLike))]:
        kind = type(odd[0]).__name__
        raise UsageError(f"rule files are named by paths, one by one, not by {kind}")
    loaded = [file for path in paths for file in load_tree(path)]
    check_ids(loaded)
    return loaded


def check_ids(files: Iterable[LoadedFile]) -> None:
    """Refuse files that differ and have one id: nobody can say which of them is meant.

    Raises:
        RuleError: two do.
    """
    first: dict[str, LoadedFile] = {}
    for file in files:
        other = first.setdefault(file.id, file)
        if other.compiled != file.compiled:
            raise RuleError(
                f"the file id '{file.id}' is taken by {other.path}; leave one out, or rename it",
                path=file.path,
                line=file.lines["id"],
                key="id",
            )
