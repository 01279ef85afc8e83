"""The files that operands name, what is in them, and what their outputs are called."""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH110, PTH112, PTH113, PTH116, PTH118, PTH119, PTH207

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import IO, NamedTuple

from arclean._paths import inside
from arclean._streams import standard_input
from arclean.corpus.compression import Input
from arclean.errors import InputError, UsageError

__all__ = [
    "LEDGER",
    "STATE_FOLDER",
    "STATE_SUFFIX",
    "STDIN",
    "WRITTEN",
    "Source",
    "find",
    "format_of",
    "landing",
    "named_format",
    "open_input",
    "sniff",
    "suffix",
]

STDIN = "-"
STATE_FOLDER = "_arclean"
"""In an output folder: the folder that its run keeps."""
STATE_SUFFIX = ".arclean"
"""Behind the name of an output file: the same."""
LEDGER = "ledger.jsonl"
"""A file in this folder."""
_OURS = ("/dev/", "/proc/self/")
"""Paths that mean something else in another process, such as a shell's ``<(…)``."""

_SUFFIXES = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".json": "jsonl",
    ".warc": "warc",
    ".wet": "warc",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_CODECS = {".gz": "gz", ".zst": "zst", ".zstd": "zst", ".xz": "xz", ".bz2": "bz2"}
WRITTEN = ("", "gz", "zst")
"""Codecs of outputs; the others are only read."""
_MADE = {
    "text": ".txt",
    "jsonl": ".jsonl",
    "warc": ".warc.wet",
    "csv": ".csv",
    "parquet": ".parquet",
}


class Source(NamedTuple):
    """One input.

    Attributes:
        path: as the user named it, or as it was found; ``-`` is standard input.
        relative: where it lands in an output folder, before its suffix is changed.
        size: bytes, 0 where that is not known.
        modified: time of the last change in nanoseconds, 0 where that is not known.
        pipe: it can be read only once, and only by this process.
    """

    path: str
    relative: str
    size: int = 0
    modified: int = 0
    pipe: bool = False

    @property
    def title(self) -> str:
        """Its name in messages."""
        return "standard input" if self.path == STDIN else self.path


def named_format(name: str) -> tuple[str | None, str]:
    """Format and codec that a file's name says; None and empty where it says nothing."""
    path = PurePath(name.lower())
    codec = _CODECS.get(path.suffix, "")
    return _SUFFIXES.get(PurePath(path.stem).suffix if codec else path.suffix), codec


def suffix(format_name: str, codec: str) -> str:
    """What a file of this format and codec is called: ``.jsonl.zst``."""
    return _MADE[format_name] + (f".{codec}" if codec else "")


def landing(name: str, format_name: str, codec: str) -> str:
    """The name of an output, from the name of its input: suffixes that fit stay as they are."""
    known, packed = named_format(name)
    path = PurePath(name)
    bare = path.with_suffix("") if packed else path
    end = bare.suffix if known == format_name else ""
    if known is not None:
        bare = bare.with_suffix("")
    if known == "warc" and bare.suffix.lower() in (".warc", ".wet"):  # x.warc.wet.gz
        bare = bare.with_suffix("")
    if format_name == "warc":
        end = ""
    return f"{bare}{end or _MADE[format_name]}" + (f".{codec}" if codec else "")


def find(
    operands: Sequence[str], fault: Callable[[str], None], skip: Sequence[str] = ()
) -> list[Source]:
    """The inputs behind operands: files, folders, globs and ``-``; in the order of the operands,
    within folders and globs in that of the names.

    Args:
        operands: none at all is standard input.
        fault: told of each one that stands for no file.
        skip: folders that are not walked, such as the output; and files that are left out of
            folders and globs if an earlier run wrote them.

    Raises:
        UsageError: standard input is named twice.
    """
    operands = operands or [STDIN]
    if operands.count(STDIN) > 1:
        raise UsageError("standard input can be read only once; write - only once")
    left_out = {os.path.realpath(path) for path in skip}
    sources: list[Source] = []
    for operand in operands:
        if operand == STDIN:
            sources.append(Source(STDIN, STDIN, pipe=True))
        elif os.path.isdir(operand):
            faults: list[str] = []
            walked = _walk(operand, "", faults.append, left_out)
            found = [_source(path, inner) for path, inner in walked]
            for message in faults:
                fault(message)
            if not found and not faults:  # else nobody knows what is in it
                kinds = ", ".join(sorted(_SUFFIXES))
                fault(f"{operand}: no file in this folder is a corpus file ({kinds})")
            sources += found
        elif os.path.exists(operand) or not glob.has_magic(operand):
            sources.append(_source(operand, inside(operand)))
        else:
            names = sorted(glob.glob(operand, recursive=True))
            files = [
                name
                for name in names
                if not (os.path.isdir(name) or _in_state(name) or _is_output(name, left_out))
            ]
            if not files:
                fault(f"{operand}: no file fits this pattern")
            sources += [_source(name, inside(name)) for name in files]
    return sources


def _source(path: str, relative: str) -> Source:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return Source(path, relative)  # told when it is opened
    if not stat.S_ISREG(about.st_mode) or path.startswith(_OURS):
        return Source(path, relative, pipe=True)
    return Source(path, relative, about.st_size, about.st_mtime_ns)


def _walk(
    folder: str, below: str, fault: Callable[[str], None], skip: set[str]
) -> Iterator[tuple[str, str]]:
    """Corpus files below a folder; neither hidden ones nor those of other programs (``_SUCCESS``),
    nor what runs keep beside their outputs. Links to folders are not followed, so no walk runs in
    circles.
    """
    names = {os.path.basename(path) for path in skip}
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        fault(f"{folder}: {error.strerror}")
        return
    for entry in found:
        if entry.name[0] in "._":
            continue
        path, inner = os.path.join(folder, entry.name), os.path.join(below, entry.name)
        if entry.is_dir(follow_symlinks=False):
            if os.path.realpath(path) not in skip and not _is_state(path):
                yield from _walk(path, inner, fault, skip)
        elif entry.name in names and _is_output(path, skip):
            continue
        elif named_format(entry.name)[0] and (entry.is_file() or _leads_nowhere(entry)):
            yield path, inner


def _is_output(path: str, outputs: set[str]) -> bool:
    """Whether an earlier run wrote this output: so a run can go on whose output lies among its
    inputs.
    """
    return _is_state(f"{path}{STATE_SUFFIX}") and os.path.realpath(path) in outputs


def _is_state(path: str) -> bool:
    """Whether it is the folder that a run keeps."""
    name = os.path.basename(path)
    is_called_so = name == STATE_FOLDER or name.endswith(STATE_SUFFIX)
    return is_called_so and os.path.isfile(os.path.join(path, LEDGER))


def _in_state(path: str) -> bool:
    """Whether it lies in such a folder."""
    above = PurePath(path).parents if "arclean" in path else ()
    return any(map(_is_state, map(str, above)))


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link to nothing: that is told, while pipes and devices are passed over."""
    return entry.is_symlink() and not os.path.exists(entry.path)


def sniff(head: bytes) -> str | None:
    """The format of data that begins like this, where that is beyond doubt; for ``{`` likely."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if start.startswith(b"{") else None


def open_file(source: Source) -> IO[bytes]:
    """The bytes of an input.

    Raises:
        InputError: it cannot be read.
    """
    if source.path == STDIN:
        return standard_input()
    try:
        return Path(source.path).open("rb", buffering=0)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{source.title}: {why}") from error


def open_input(source: Source, format_name: str) -> Input:
    """An input, decompressed, its format made sure of.

    Raises:
        InputError: it cannot be read, is empty, or is of another format than its name says.
    """
    raw = open_file(source)
    stream = Input(raw, source.title)
    try:
        head = stream.peek()
        if not head and not stream.damaged and format_name != "text":
            raise InputError(f"{source.title}: is empty")
        found = sniff(head)
        if format_name == "parquet" and stream.codec:
            raise InputError(
                f"{source.title}: is compressed as a whole, which Parquet never is; unpack it first"
            )
        if found in ("parquet", "warc") and found != format_name:
            raise InputError(
                f"{source.title}: is read as {format_name} but holds {found}; "
                f"write --from {found}, or rename it"
            )
        if format_name == "warc" and found != "warc" and head:
            raise InputError(f"{source.title}: does not begin like a WARC file (WARC/1.0)")
    except BaseException:
        if source.path != STDIN:
            raw.close()
        raise
    return stream


def format_of(source: Source, given: str | None) -> str:
    """The format of an input: as given, by its name, or by what it begins with.

    Raises:
        InputError: it cannot be told, or not be read.
    """
    known = given or named_format(source.path)[0]
    if known is not None:
        return known
    if source.pipe:  # what is read now is gone
        raise UsageError(f"say what {source.title} holds: --from jsonl, text, warc, csv")
    with open_file(source) as raw:
        found = sniff(Input(raw, source.title).peek())
    if found is None:
        raise InputError(
            f"{source.title}: neither its name nor its beginning says what it is; write --from"
        )
    return found
