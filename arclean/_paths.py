"""Paths: of files below folders that are read, and in folders that are written."""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH110, PTH113, PTH117, PTH118, PTH119

from __future__ import annotations

import os
from collections.abc import Callable

from arclean.errors import InputError

__all__ = ["below", "inside"]


def below(folder: str, fits: Callable[[str], bool]) -> list[str]:
    """Files in a folder and the folders below, in the order of their paths.

    Names that begin with a dot are left out, and pipes: opening one may never end. Links to folders
    are not followed. A link to nothing is a file; opening it tells so.

    Args:
        folder: where.
        fits: told the name of each file, says whether it is looked for.

    Raises:
        InputError: a folder cannot be read: what is in it would be missed without a word.
    """

    def fail(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror})") from error

    found: list[str] = []
    for at, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = [os.path.join(at, name) for name in names if name[0] != "." and fits(name)]
        found += [file for file in files if os.path.isfile(file) or not os.path.exists(file)]
    return sorted(found)


def inside(path: str) -> str:
    """Path of an input below an output folder: as written, or the name alone where that would lead
    out of the folder.
    """
    path = os.path.normpath(path)
    if os.path.isabs(path) or path.split(os.sep, 1)[0] == os.pardir:
        return os.path.basename(path)
    return path
