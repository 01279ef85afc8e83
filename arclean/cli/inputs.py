"""The files that a command line names: operands, folders walked, standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from stat import S_ISDIR, S_ISREG
from typing import IO, NamedTuple

from arclean._paths import inside
from arclean._streams import standard_input
from arclean.cli.messages import error, why
from arclean.errors import UsageError

__all__ = ["BLOCK", "STDIN", "SUFFIXES", "Source", "find_sources", "once"]

STDIN = "-"
BLOCK = 1 << 20
"""Bytes asked for in one read."""

SUFFIXES = (".txt",)
"""What files in folders are called; a file named on the command line may be called anything."""


class Source(NamedTuple):
    """One input.

    Attributes:
        path: as the user named it, or as it was found below a folder that the user named; ``-`` is
            standard input.
        relative: where it lands in an output folder.
    """

    path: str
    relative: str

    @property
    def title(self) -> str:
        """Its name in messages."""
        return "standard input" if self.path == STDIN else self.path

    def open(self) -> IO[bytes]:
        """The bytes of it, unbuffered."""
        if self.path == STDIN:
            return standard_input()
        return open(self.path, "rb", buffering=0)  # noqa: PTH123


def find_sources(
    operands: Sequence[str],
    fault: Callable[[str], None],
    skip: str | None = None,
    suffixes: tuple[str, ...] = SUFFIXES,
) -> tuple[list[Source], bool]:
    """The inputs behind the operands, in their order; in folders in the order of their names.

    Args:
        operands: files, folders and ``-``; none at all is standard input.
        fault: told of each folder that cannot be read.
        skip: an output folder; it is not walked where it lies inside of an input folder.
        suffixes: what files in folders are called.

    Returns:
        The inputs, and whether one of the operands is a folder.

    Raises:
        UsageError: standard input is named twice.
    """
    if operands.count(STDIN) > 1:
        raise UsageError("standard input can be read only once; write - only once")
    sources: list[Source] = []
    folders = False
    for operand in operands or [STDIN]:
        if operand != STDIN and _is_folder(operand):
            folders = True
            faults: list[str] = []
            found = list(_walk(operand, "", faults.append, _identity(skip), suffixes))
            for message in faults:
                fault(message)
            if not found and not faults:  # else nobody knows what is in it
                called = " or ".join(f"*{suffix}" for suffix in suffixes)
                error(f"{operand}: no file in this folder is called {called}; nothing to do")
            sources += found
        else:
            sources.append(Source(operand, inside(operand)))
    return sources, folders


def once(sources: Sequence[Source]) -> list[Source]:
    """The inputs without those that are another one by another name, through a link or a folder:
    what is replaced must not be cleaned twice.
    """
    kept: dict[str, Source] = {}
    for source in sources:
        try:
            real = os.path.realpath(source.path)
        except ValueError:
            real = source.path  # told when it is opened
        kept.setdefault(real, source)
    return list(kept.values())


def _is_folder(path: str) -> bool:
    try:
        return S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False  # told when it is opened


def _identity(path: str | None) -> tuple[int, int] | None:
    """Device and inode of a folder, if it exists."""
    if path is None:
        return None
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _walk(
    folder: str,
    below: str,
    fault: Callable[[str], None],
    skip: tuple[int, int] | None,
    suffixes: tuple[str, ...],
) -> Iterator[Source]:
    """Files below a folder. Links to folders are not followed, so no walk runs in circles."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as failure:
        fault(f"{folder}: {why(failure)}")
        return
    for entry in found:
        path = os.path.join(folder, entry.name)  # noqa: PTH118
        relative = os.path.join(below, entry.name)  # noqa: PTH118
        if entry.is_dir(follow_symlinks=False):
            if _identity(path) != skip:
                yield from _walk(path, relative, fault, skip, suffixes)
        elif entry.name.lower().endswith(suffixes) and not entry.is_dir():
            if _is_special(entry):
                fault(f"{path}: neither file nor folder, so it is left out")
            else:
                yield Source(path, relative)


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is a pipe, a socket or a device: opening it may never end."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return False  # told when it is opened
    return not (S_ISREG(mode) or S_ISDIR(mode))
