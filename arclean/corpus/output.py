"""One output file on its way: the documents, those that failed, and what was removed, each under a
temporary name until all three are complete.
"""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH108

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from arclean.corpus.compression import compressor
from arclean.corpus.model import Batch, Counts, Damage, Done, Piece, Spec
from arclean.errors import InputError

__all__ = ["OutputError", "Paths", "Shard", "ShardWriter", "commit"]


class OutputError(InputError):
    """An output cannot be written: no reason to go on with the next input."""


class Paths(NamedTuple):
    """Where one shard goes: its final names. ``removed`` is None where removals are not kept."""

    output: str
    failed: str
    removed: str | None
    temporary: str


class Shard(NamedTuple):
    """A shard that is complete but for its names.

    Attributes:
        number: of the shard among those of its input, from 0.
        until: tasks of the input that it and those before it hold.
        final: whether it is the last one of its input.
        counts: as plain data.
        damage: what is wrong with the input.
        size: bytes of the output.
        renames: temporary name to final name.
        absent: final names under which there is nothing.
    """

    number: int
    until: int
    final: bool
    counts: dict[str, Any]
    damage: list[str]
    size: int
    renames: list[tuple[str, str]]
    absent: list[str]


def commit(shard: Shard) -> None:
    """Give the files of a shard their names.

    Raises:
        OutputError: that is not possible.
    """
    with writing():
        for name in shard.absent:
            with suppress(FileNotFoundError):
                Path(name).unlink()
        for temporary, final in shard.renames:
            Path(final).parent.mkdir(parents=True, exist_ok=True)
            Path(temporary).replace(final)


@contextmanager
def writing(path: str = "") -> Iterator[None]:
    """Errors of the operating system as sentences."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        name = path or error.filename2 or error.filename or "the output"
        raise OutputError(f"{name} cannot be written: {error.strerror or error}") from error


class _File:
    """A file under its temporary name, compressed as it is written."""

    def __init__(self, temporary: str, final: str, codec: str) -> None:
        self.temporary, self.final = temporary, final
        with writing(final):
            Path(temporary).parent.mkdir(parents=True, exist_ok=True)
            self.file: IO[bytes] = Path(temporary).open("wb")  # noqa: SIM115
        self._compressor = compressor(codec)

    def write(self, data: bytes) -> None:
        with writing(self.final):
            self.file.write(self._compressor.compress(data))

    def close(self) -> int:
        """Complete it; its size."""
        with writing(self.final):
            self.file.write(self._compressor.flush())
            self.file.flush()
            size = self.file.tell()
            self.file.close()
        return size


class ShardWriter:
    """Writes one shard.

    Args:
        paths: where.
        spec: in what format.
        number: of the shard.
    """

    def __init__(self, paths: Paths, spec: Spec, number: int) -> None:
        self._paths, self._spec, self._number = paths, spec, number
        codec = "" if spec.target == "warc" else spec.codec  # its records come compressed
        self._output = _File(f"{paths.temporary}.out", paths.output, codec)
        self._parquet: Any = None
        self._failed: _File | None = None
        self._removed: _File | None = None
        self._open_piece = False
        self.counts = Counts()
        self.damage: list[str] = []
        self.bytes_in = 0
        self._stream: Any = None
        self._begun = False

    def batch(self, batch: Batch, done: Done) -> None:
        """Write what became of a batch."""
        self.counts.add(done.counts)
        self.bytes_in += done.counts.bytes_in
        if self._spec.target == "parquet":
            self._columns(batch, done)
        else:
            if self._spec.target == "csv" and not self._begun:
                from arclean.corpus.compression import compress_member
                from arclean.corpus.formats.csv import preamble

                head = preamble(batch, self._spec)
                self._output.write(
                    compress_member(head, "gz") if self._spec.codec == "gz" else head
                )
            self._output.write(done.payload)
        self._begun = True
        if done.failed:
            self._aside(done.failed)
        if done.removed and self._paths.removed:
            if self._removed is None:
                name = f"{self._paths.temporary}.removed"
                self._removed = _File(name, self._paths.removed, "zst")
            self._removed.write(done.removed)

    def _columns(self, batch: Batch, done: Done) -> None:
        from arclean.corpus.formats.parquet import Writer

        with writing(self._paths.output):
            if self._parquet is None:
                roles = batch.context
                text = roles.text if self._spec.source == "parquet" else "text"
                self._parquet = Writer(self._output.file, done.payload.schema, text)
            self._parquet.write(done.payload)

    def _aside(self, data: bytes) -> None:
        if self._failed is None:
            self._failed = _File(f"{self._paths.temporary}.failed", self._paths.failed, "")
        self._failed.write(data)

    def piece(self, piece: Piece) -> None:
        """Put a stretch of a record aside; text that is too large to be stripped is normalised."""
        if not piece.reason:
            self._normalized(piece)
            return
        from base64 import b64encode

        from arclean.corpus.cleaning import aside

        if not self._open_piece and piece.last:
            self._aside(aside(piece.source, piece.record, piece.offset, piece.reason, piece.data))
            self.counts.failed += 1
            return
        if not self._open_piece:
            head = aside(piece.source, piece.record, piece.offset, piece.reason, b"")
            self._aside(head.rstrip(b"}\n").removesuffix(b'"data": ""') + b'"data_base64_parts": [')
            self.counts.failed += 1
        else:
            self._aside(b", ")
        self._aside(b'"' + b64encode(piece.data) + b'"')
        self._open_piece = not piece.last
        if piece.last:
            self._aside(b"]}\n")

    def _normalized(self, piece: Piece) -> None:
        """A text of any size, in stretches."""
        from arclean.corpus.compression import compress_member
        from arclean.normalize import Normalizer

        settings = self._spec.settings
        if self._stream is None:
            self._stream = Normalizer(settings.profile, errors=settings.errors).stream()
            self.counts.documents += 1
            notes = self.counts.notes
            notes["too-large"] = notes.get("too-large", 0) + 1
            self.counts.shares[0] += 1
        data = self._stream.feed(piece.data)
        if piece.last:
            data += self._stream.finish()
            self._stream = None
        site = self.counts.sites.setdefault("(no site)", [0, 0, 0])
        site[0] += piece.last
        site[1] += len(piece.data)
        site[2] += len(data)
        self.counts.bytes_in += len(piece.data)
        self.counts.bytes_out += len(data)
        if data:
            self._output.write(compress_member(data, "gz") if self._spec.codec == "gz" else data)

    def tell(self, damage: Damage) -> None:
        """Keep in mind what is wrong with the input."""
        if damage.fatal:
            self.damage.append(damage.message)

    def finish(self, until: int, *, final: bool) -> Shard:
        """Complete the files; they keep their temporary names until :func:`commit`."""
        if self._parquet is not None:
            with writing(self._paths.output):
                self._parquet.close()
        renames = []
        absent = []
        size = self._output.close()
        for file, name in (
            (self._failed, self._paths.failed),
            (self._removed, self._paths.removed),
        ):
            if file is not None:
                file.close()
                renames.append((file.temporary, file.final))
            elif name is not None:
                absent.append(name)
        if self._spec.target == "parquet" and self._parquet is None:
            absent.append(self._paths.output)  # no batch, no schema: an empty file is no Parquet
            with suppress(OSError):
                os.unlink(self._output.temporary)
        else:
            renames.append((self._output.temporary, self._output.final))
        return Shard(
            self._number, until, final, self.counts.as_dict(), self.damage, size, renames, absent
        )

    def abandon(self) -> None:
        """Leave nothing behind."""
        for file in (self._output, self._failed, self._removed):
            if file is not None:
                with suppress(OSError, ValueError):
                    file.file.close()
                with suppress(OSError):
                    os.unlink(file.temporary)
