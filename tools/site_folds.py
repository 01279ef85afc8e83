"""Which fold of a training's pages a site is in: pages of one site are never divided."""

from __future__ import annotations

import zlib

__all__ = ["fold_of"]


def fold_of(site: str, folds: int, seed: int) -> int:
    """Where all pages of a site are.

    Args:
        site: its name.
        folds: how many there are.
        seed: from 0; each draws the folds anew. It is written behind the name as often as it says:
            CRC-32 is linear, so that names which differ in one last character alone (``1``, ``2``)
            would fall into the same two folds.
    """
    return zlib.crc32((site + str(seed) * seed).encode()) % folds
