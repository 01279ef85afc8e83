"""Names of files in folders that are written."""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH117, PTH119

from __future__ import annotations

import os

__all__ = ["inside"]


def inside(path: str) -> str:
    """Path of an input below an output folder: as written, or the name alone where that would lead
    out of the folder.
    """
    path = os.path.normpath(path)
    if os.path.isabs(path) or path.split(os.sep, 1)[0] == os.pardir:
        return os.path.basename(path)
    return path
