"""Where results go: standard output, one file, a folder, or back into the input; files as a whole
or not at all.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from arclean._streams import blocking
from arclean.cli.inputs import STDIN, Source
from arclean.cli.messages import why
from arclean.cli.sniff import HTML_SUFFIXES
from arclean.errors import InputError, UsageError

__all__ = [
    "AtomicFile",
    "check_target",
    "discard_unfinished",
    "flush_standard_output",
    "is_folder_target",
    "open_for_writing",
    "plan_targets",
    "standard_output",
    "write_whole",
]

# os functions instead of pathlib: names may hold bytes that are not valid in any encoding, and the
# import costs as much as the rest of this module.
# ruff: noqa: PTH101, PTH105, PTH108, PTH110, PTH112, PTH116, PTH118, PTH120, PTH123, PTH202


_buffered: IO[bytes] | None = None


def standard_output() -> IO[bytes]:
    """Standard output as bytes: UTF-8 whatever the locale, and buffered whatever the environment.

    Raises:
        InputError: it is closed.
    """
    global _buffered
    if sys.stdout is None:
        raise InputError("standard output is closed; write to a file with -o")
    sys.stdout.flush()
    stream: IO[bytes] = blocking(sys.stdout.buffer)
    if not isinstance(stream, io.RawIOBase):
        return stream
    # PYTHONUNBUFFERED: a raw stream may take only a part of what is written to it.
    if _buffered is None:
        _buffered = io.BufferedWriter(stream)
    return _buffered


def flush_standard_output() -> None:
    """Bring out what is buffered, so that a full disk or a closed pipe shows before we are gone."""
    if _buffered is not None:
        _buffered.flush()
    if sys.stdout is not None:
        sys.stdout.flush()


def is_folder_target(target: str, sources: Sequence[Source], folders: bool) -> bool:
    """Whether ``-o TARGET`` is a folder: it is one already, ends in a slash, or must hold several
    files.
    """
    return os.path.isdir(target) or target.endswith(os.sep) or folders or len(sources) > 1


def plan_targets(
    sources: Sequence[Source], target: str, folders: bool, page_suffix: str | None = None
) -> list[str]:
    """The file that each input lands in. Nothing is written yet.

    Args:
        sources: the inputs.
        target: a file or a folder.
        folders: whether an input is a folder.
        page_suffix: what files in the folder are called whose inputs are called like HTML pages;
            None leaves them their names.

    Raises:
        UsageError: two inputs would land on one name, or an output on an input.
    """
    if not is_folder_target(target, sources, folders):
        targets = [target]
    else:
        if os.path.exists(target.rstrip(os.sep)) and not os.path.isdir(target):
            what = "several inputs need" if len(sources) > 1 else "this names"
            raise UsageError(f"-o {target}: {what} a folder, and there is a file of that name")
        if any(source.path == STDIN for source in sources):
            raise UsageError("standard input has no name for a folder; write -o FILE")
        targets = [
            os.path.join(target, _renamed(source.relative, page_suffix)) for source in sources
        ]
    landed: dict[str, Source] = {}
    inputs = {_identity(source.path): source for source in sources if source.path != STDIN}
    inputs.pop(None, None)
    for source, name in zip(sources, targets, strict=True):
        real = os.path.realpath(name)
        first = landed.setdefault(real, source)
        if first is not source:
            raise UsageError(
                f"{first.path} and {source.path} would both be written to {name}; nothing was "
                f"written"
            )
        same = inputs.get(_identity(name))
        if same is not None and _is_regular(name):
            raise UsageError(
                f"{name} is the input {same.path}; write -i to replace files by their clean text"
            )
    return targets


def _renamed(name: str, page_suffix: str | None) -> str:
    if page_suffix is None or not name.lower().endswith(HTML_SUFFIXES):
        return name
    return name[: name.rindex(".")] + page_suffix


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


_unfinished: set[str] = set()
"""Temporary files that are there, or may be: a signal can come between any two steps."""


def discard_unfinished() -> None:
    """Delete the temporary files that nobody abandoned."""
    while _unfinished:
        with suppress(OSError):
            os.unlink(_unfinished.pop())


class AtomicFile:
    """A file that appears under its name only when it is complete: written beside it, then moved
    over it.

    Links are written through. A file that was there keeps its mode and, as far as we may give files
    away, its owner and group. A name that is no regular file (a device, a pipe) is written to as it
    is.

    Args:
        path: the name.
        in_place: the file must be there already, and be a regular one.

    Raises:
        InputError: ``in_place``, and it is no regular file.
        OSError: it cannot be written there.
    """

    def __init__(self, path: str, *, in_place: bool = False) -> None:
        self._target = os.path.realpath(path)
        self._temporary: str | None = None
        try:
            before: os.stat_result | None = os.stat(self._target)
        except FileNotFoundError:
            before = None
        if before is not None and stat.S_ISDIR(before.st_mode):
            raise InputError(f"{path} is a folder")
        if before is not None and not stat.S_ISREG(before.st_mode):
            if in_place:
                raise InputError(f"{path} is not a regular file; -i cannot replace it")
            self._file: IO[bytes] = open(self._target, "wb")  # noqa: SIM115
            return
        self._file = self._create(before)

    def _create(self, before: os.stat_result | None) -> IO[bytes]:
        folder = os.path.dirname(self._target)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        for number in range(10_000):
            name = os.path.join(folder, f".arclean-{os.getpid()}-{number}.tmp")
            if name in _unfinished:
                continue
            _unfinished.add(name)
            try:
                # Of a file that others may not read no copy is ever readable to them.
                descriptor = os.open(name, flags, 0o666 if before is None else 0o600)
            except OSError as error:
                _unfinished.discard(name)
                if isinstance(error, FileExistsError):
                    continue
                raise
            self._temporary = name
            if before is not None:
                _give(name, before)
                os.chmod(name, stat.S_IMODE(before.st_mode))
            return open(descriptor, "wb")
        raise InputError(f"{folder} is full of temporary files called .arclean-*.tmp; delete them")

    def write(self, data: bytes | memoryview) -> None:
        """Write further bytes."""
        self._file.write(data)

    def flush(self) -> None:
        """Nothing: nobody reads the file before it is complete."""

    def commit(self) -> None:
        """Complete the file and give it its name."""
        self._file.close()
        if self._temporary is not None:
            os.replace(self._temporary, self._target)
            self._forget()

    def abandon(self) -> None:
        """Leave everything as it was before."""
        with suppress(OSError):
            self._file.close()
        if self._temporary is not None:
            with suppress(OSError):
                os.unlink(self._temporary)
            self._forget()

    def _forget(self) -> None:
        assert self._temporary is not None
        _unfinished.discard(self._temporary)
        self._temporary = None


def _give(name: str, before: os.stat_result) -> None:
    """Give a file the owner and the group of another one, as far as that is allowed: root cleans
    other people's files.
    """
    for owner in (before.st_uid, -1):
        with suppress(OSError, AttributeError):  # not allowed; Windows has no such thing
            os.chown(name, owner, before.st_gid)
            return


def write_whole(path: str, data: bytes) -> None:
    """Write a file as a whole or not at all.

    Raises:
        InputError: there is a folder of that name.
        OSError: it cannot be written.
    """
    file = AtomicFile(path)
    try:
        file.write(data)
        file.commit()
    finally:
        file.abandon()  # nothing, where it was committed


def check_target(flag: str, path: str, taken: Sequence[str]) -> None:
    """Refuse a file to write that is an input or another output.

    Raises:
        UsageError: it is one.
    """
    real = os.path.realpath(path)
    identity = _identity(path)
    for other in taken:
        if real == os.path.realpath(other) or (identity and identity == _identity(other)):
            raise UsageError(f"{flag} {path}: this file is also an input or an output")


def open_for_writing(path: str, taken: Sequence[str], *, keep_records: bool) -> io.FileIO:
    """Open the file of ``--save-removed``, unbuffered.

    It is written as the run goes on, and in full before an input is replaced: whatever interrupts
    the run, what was removed is on record.

    Args:
        path: its name.
        taken: inputs and outputs, none of which it may be.
        keep_records: refuse a file that holds something: after ``-i`` it may be the only copy.

    Raises:
        UsageError: the name is taken.
        InputError: it cannot be written.
    """
    check_target("--save-removed", path, taken)
    if keep_records and _is_regular(path) and os.path.getsize(path):
        raise UsageError(
            f"--save-removed {path}: the file holds records already, perhaps the only copy of what "
            f"an earlier -i "
            "removed; name another one"
        )
    try:
        return open(path, "wb", buffering=0)
    except (OSError, ValueError) as error:
        raise InputError(f"--save-removed {path}: {why(error)}") from error
