"""gzip and zstd, in and out; xz and bzip2 in.

Reading finds what is cut off or damaged, says at which byte, and goes on at the next member (gzip,
xz, bzip2) or frame (zstd), if there is one. gzip by ISA-L, several times as fast as zlib; zstd by
Python's own module, whose decompressor tells a cut-off frame from a whole one (python-zstandard's
reader ends without a word).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from arclean.corpus.extras import built_in, need, zstd
from arclean.errors import InputError

__all__ = [
    "BrokenDataError",
    "Input",
    "codec_of",
    "compress_member",
    "compressor",
    "member_compressor",
]

BLOCK = 2**20
"""Bytes that one read gives at most."""

GZIP_LEVEL = 3
"""Of ISA-L's 0 to 3. What 1 and 2 write depends on where in memory their state lies (isal 1.9.1:
one process in forty differs), and what is written must not. 3 takes 1.6 times as long as 1, and
files are 4 % smaller.
"""
ZSTD_LEVEL = 3

_RAW = 2**17
_MAGIC = {
    "gz": b"\x1f\x8b\x08",
    "zst": b"\x28\xb5\x2f\xfd",
    "xz": b"\xfd7zXZ\0",
    "bz2": b"BZh",
}
_NAMES = {"gz": "gzip", "zst": "zstd", "xz": "xz", "bz2": "bzip2"}
_BZ2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows the level of bzip2 data: a block, or the end; three letters alone may be text."""
_HEAD = 10
"""Bytes that tell how data is compressed."""
_SKIPPABLE = tuple(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
_TRIAL = 2**16


class BrokenDataError(InputError):
    """The compressed data is damaged here; reading may go on behind the damage."""


def codec_of(head: bytes) -> str:
    """How data that begins like this is compressed: ``gz``, ``zst``, ``xz``, ``bz2``, or not at
    all.
    """
    for codec in ("gz", "xz"):
        if head.startswith(_MAGIC[codec]):
            return codec
    if head.startswith(_MAGIC["bz2"]) and head[4:_HEAD] in _BZ2_BLOCKS:
        return "bz2"
    return "zst" if head.startswith((_MAGIC["zst"], *_SKIPPABLE)) else ""


class Input:
    """The bytes of one input, decompressed.

    Args:
        raw: the file.
        title: its name, for messages.
        head: bytes of it that have been read already.

    Attributes:
        raw: the file.
        position: bytes of the file that have been used up, for the progress bar.
    """

    def __init__(self, raw: IO[bytes], title: str, head: bytes = b"") -> None:
        self.raw = raw
        self.title = title
        self._head = head
        self._pending = b""  # compressed bytes that have been read, and not been used
        self._read = 0
        self._failure: BrokenDataError | None = None
        self._decoder: Any = None
        self._member = 0  # where the member at hand begins
        if not head:
            self._head = self._more()
        self.codec = codec_of(self._head)
        if self.codec:
            self._pending, self._head = self._head, b""
            self._make = _decoder(self.codec)

    @property
    def damaged(self) -> bool:
        """Whether the first bytes cannot be read; told by :meth:`read`."""
        return self._failure is not None

    @property
    def position(self) -> int:
        """Bytes of the file that have been used up."""
        return self._read - len(self._pending)

    def read(self) -> bytes:
        """The next block; empty at the end.

        Raises:
            BrokenDataError: the compressed data is damaged; a further call goes on behind it.
            InputError: the file cannot be read.
        """
        if self._head:
            head, self._head = self._head, b""
            return head
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        if not self.codec:
            return self._more(BLOCK)
        while True:
            if self._decoder is None and not self._begin():
                return b""
            if self._decoder.needs_input and not self._pending:
                self._pending = self._more()
                if not self._pending:
                    self._decoder = None
                    raise BrokenDataError(
                        f"{self.title}: ends in the middle of its {_NAMES[self.codec]} data, at "
                        f"byte {self._read:,}; it was cut off"
                    )
            given, self._pending = self._pending, b""
            try:
                data: bytes = self._decoder.decompress(given, BLOCK)
            except Exception as error:  # each library has an error class of its own
                self._pending = given
                self._decoder = None
                name = _NAMES[self.codec]
                if "checksum" in str(error).lower():
                    self._skip(
                        f"the checksum of the {name} data is wrong; records of it may be, too"
                    )
                self._skip(f"the {name} data is damaged ({error})")
            if self._decoder.eof:
                self._pending = self._decoder.unused_data
                self._decoder = None
            if data:
                return data

    def peek(self) -> bytes:
        """The first bytes, if there are any; they will be read again, and damage told then."""
        if self._head:
            return self._head
        if self.codec:
            try:
                self._head = self.read()
            except BrokenDataError as error:
                self._failure = error
        return self._head

    def _more(self, size: int = _RAW) -> bytes:
        try:
            data = self.raw.read(size) or b""
        except OSError as error:
            raise InputError(f"{self.title}: {error.strerror or error}") from error
        self._read += len(data)
        return data

    def _begin(self) -> bool:
        """Begin the next member; False at the end of the file."""
        while len(self._pending) < _HEAD:
            more = self._more()
            if not more:
                break
            self._pending += more
        if self.codec in ("gz", "xz") and self._pending.startswith(b"\0"):  # padding is allowed
            self._pending = self._pending.lstrip(b"\0")
            return self._begin()
        if not self._pending:
            return False
        if codec_of(self._pending) != self.codec:
            self._member = self.position
            self._skip(f"this is no {_NAMES[self.codec]} data")
        self._member = self.position
        self._decoder = self._make()
        return True

    def _skip(self, what: str) -> None:
        """Stand at the next member that can be read, and tell of the damage before it."""
        at = self._member
        magic = _MAGIC[self.codec]
        self._pending = self._pending[1:] if self._pending.startswith(magic) else self._pending
        while True:
            found = self._pending.find(magic)
            if found < 0:
                self._pending = self._pending[1 - len(magic) :]
            else:
                self._pending = self._pending[found:]
                while len(self._pending) < 2 * _TRIAL and (more := self._more()):
                    self._pending += more
                if self._readable():
                    break
                self._pending = self._pending[1:]
                continue
            more = self._more()
            if not more:
                self._pending = b""
                raise BrokenDataError(
                    f"{self.title}: byte {at:,}: {what}; nothing behind it can be read"
                )
            self._pending += more
        raise BrokenDataError(
            f"{self.title}: byte {at:,}: {what}; reading went on at byte {self.position:,}"
        )

    def _readable(self) -> bool:
        """Whether what is pending begins a member, and does not only look like one."""
        trial = self._make()
        try:
            data = trial.decompress(self._pending, _TRIAL)
        except Exception:
            return False
        return bool(data)


def _decoder(codec: str) -> Callable[[], Any]:
    if codec == "gz":
        igzip = need("isal.igzip_lib", "gzip")
        return lambda: igzip.IgzipDecompressor(flag=igzip.DECOMP_GZIP)
    if codec == "xz":
        lzma = built_in("lzma", "xz")
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ)
    if codec == "bz2":
        bzip2: Callable[[], Any] = built_in("bz2", "bzip2").BZ2Decompressor
        return bzip2
    module = zstd()
    # Dumps that were made with --long=31 are read, too; memory is taken as it is written to.
    options = {module.DecompressionParameter.window_log_max: 31}
    return lambda: module.ZstdDecompressor(options=options)


def member_compressor(codec: str) -> Callable[[Any], bytes]:
    """What makes data one gzip member or zstd frame; without a codec it stays as it is."""
    if codec == "gz":
        compress = need("isal.isal_zlib", "gzip").compress
        return lambda data: compress(data, GZIP_LEVEL, 31)
    if codec == "zst":
        frame = zstd().compress
        return lambda data: frame(data, ZSTD_LEVEL)
    return bytes


def compress_member(data: bytes, codec: str) -> bytes:
    """Data as one gzip member or zstd frame; as it is without a codec."""
    return member_compressor(codec)(data)


class _Members:
    """Data that comes compressed already, or stays as it is."""

    def compress(self, data: bytes) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def compressor(codec: str) -> Any:
    """What compresses a stream: ``compress(data)`` and ``flush()``.

    zstd makes one frame of the stream: several readers (older python-zstandard's) stop after the
    first. It compresses in a thread of its own, and the same bytes come out whatever the threads.
    gzip members are made where the batches are.
    """
    if codec != "zst":
        return _Members()
    module = zstd()
    options = {
        module.CompressionParameter.compression_level: ZSTD_LEVEL,
        module.CompressionParameter.nb_workers: 1,
        module.CompressionParameter.checksum_flag: 1,
    }
    return module.ZstdCompressor(options=options)
