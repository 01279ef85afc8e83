"""The normaliser that callers hold: a plan, a policy for invalid bytes, and the core that runs
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from io import RawIOBase
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, cast, overload

from arclean._seam import core_name
from arclean.errors import ArcleanError, InputError, UsageError

from .plan import Plan
from .program import Program, program_for, stage
from .steps import nearest

if TYPE_CHECKING:
    from typing_extensions import Buffer  # type checkers bring it

    from .offsets import Offsets
    from .pure import ByteStream, Machine, Stream
    from .staged import StagedBytes, StagedMachine, StagedStream

__all__ = ["ERRORS", "Normalizer", "NormalizerStream", "normalize"]

#: What happens to bytes that are not UTF-8: they pass through, they raise, they become U+FFFD.
ERRORS = ("keep", "strict", "replace")

_T = TypeVar("_T", str, bytes)


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Writer(Protocol):
    def write(self, data: bytes, /) -> object: ...


class Normalizer:
    """Normalises Arabic text, str or bytes. Immutable, hashable, picklable, safe to share between
    threads.

        >>> Normalizer("standard")("مُحَمَّــدٌ")
        'محمد'

    Args:
        profile: a profile (``none``, ``light``, ``standard``, ``corpus``, ``search``, ``match``),
            an expression such as ``standard,+digits:ascii,-punctuation``, a preset such as
            ``lucene:arabic``, a list of steps, or a ``Plan``.
        errors: what to do with bytes that are not UTF-8: ``keep`` passes them through untouched,
            ``strict`` raises EncodingError, ``replace`` writes U+FFFD where Python's decoder does.
            Of no effect on str.
        script: ``auto`` judges line by line whether letters of Persian, Urdu … are meant;
            ``arabic``, ``persian`` … say so.

    Raises:
        UsageError: an unknown profile, step, value, errors or script.
    """

    __slots__ = ("_errors", "_machine", "_program")

    _program: Program
    _errors: str
    _machine: Machine | StagedMachine | None

    def __init__(
        self,
        profile: str | Iterable[str] | Plan = "standard",
        *,
        errors: str = "keep",
        script: str = "auto",
    ) -> None:
        if errors not in ERRORS:
            known = ", ".join(ERRORS)
            raise UsageError(f"unknown errors {errors!r}{nearest(errors, ERRORS)}; one of {known}")
        if not isinstance(profile, (str, Plan)) and not isinstance(profile, Iterable):
            raise UsageError(
                f"a profile is a name or a list of steps, not {type(profile).__name__}"
            )
        object.__setattr__(self, "_program", _program(profile, script))
        object.__setattr__(self, "_errors", errors)
        object.__setattr__(self, "_machine", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Normalizer does not change; make another one")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Normalizer):
            return NotImplemented
        return (self._program, self._errors) == (other._program, other._errors)

    def __hash__(self) -> int:
        return hash((self._program, self._errors))

    def __repr__(self) -> str:
        first = "".join(f"{name}, then " for name in self._program.before)
        return f"<Normalizer: {first}{self._program.plan!r}, errors={self._errors!r}>"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (*self._program, self._errors)

    @property
    def plan(self) -> Plan:
        """What this normaliser does, as data; where ``before`` names something, after that."""
        return self._program.plan

    @property
    def before(self) -> tuple[str, ...]:
        """Presets and steps that no plan can say, which run before the plan, in Python."""
        return self._program.before

    @property
    def errors(self) -> str:
        """What it does with bytes that are not UTF-8."""
        return self._errors

    @property
    def machine(self) -> object | None:
        """The core's own machine, for code of the same core; None where ``before`` names something,
        which runs in Python.
        """
        machine = self._machine or self._load()
        return None if self._program.before else machine

    @overload
    def __call__(self, data: str) -> str: ...
    @overload
    def __call__(self, data: Buffer) -> bytes: ...
    def __call__(self, data: str | Buffer) -> str | bytes:
        """Normalise a text; gives back the same kind (bytes for bytearray, memoryview, mmap …).

        Raises:
            EncodingError: bytes that are not UTF-8, with errors="strict"; ``offset`` is the first
                invalid byte.
            UsageError: neither str nor bytes.
        """
        machine = self._machine or self._load()
        if isinstance(data, str):
            return machine.run(data)
        raw = data if isinstance(data, bytes) else _as_bytes(data)
        return machine.run_bytes(raw, self._errors)

    def into(self, src: Buffer, dst: Buffer) -> int:
        """Normalise UTF-8 into memory of the caller's, which saves making new memory.

        Args:
            src: the text: bytes, bytearray, memoryview, mmap …
            dst: writable and contiguous memory (bytearray, memoryview, mmap, array, numpy's
                arrays), no byte of which is the text's. Twice the size of the text suffices unless
                it has many characters that stand for words (U+FDFA becomes 33 bytes).

        Returns:
            the number of bytes written at the beginning of ``dst``.

        Raises:
            EncodingError: bytes that are not UTF-8, with errors="strict".
            InputError: the text changed while it was read (memory that another process or thread
                writes to), as far as that shows.
            UsageError: the result does not fit, the two share memory, or one of them is no such
                memory. What ``dst`` then holds is of no use.
        """
        machine = self._machine or self._load()
        source = _apart("into", src, dst)
        into: Callable[..., int] | None = getattr(machine, "into", None)
        try:
            if into is not None:
                return into(source, dst, self._errors)
            return _put(machine.run_bytes(_as_bytes(source), self._errors), dst)
        except ArcleanError:
            raise
        except BufferError as error:
            raise UsageError(f"the destination cannot take the result: {error}") from None
        except ValueError as error:
            raise UsageError(str(error)) from None

    def with_offsets(self, data: _T) -> tuple[_T, Offsets]:
        """Normalise a text and tell where each position of the result comes from.

        Every character goes through the machines one by one: tens of MB/s in the compiled core,
        where a call without offsets does thousands.

        Args:
            data: str, or bytes of UTF-8.

        Raises:
            EncodingError: bytes that are not UTF-8, with errors="strict".
            UsageError: neither str nor bytes; or the profile has a preset or a step that works on
                whole texts and tells no origins.
        """
        from .offsets import Offsets

        if self._program.before:
            raise UsageError(
                f"{self._program.before[0]} works on whole texts and tells no origins; leave it "
                "or the offsets out"
            )
        text: str | bytes = data if isinstance(data, str) else _as_bytes(data)
        machine = cast("Machine", self._machine or self._load())
        made, breaks = machine.run_with_offsets(text, self._errors)
        return cast(_T, made), Offsets(breaks, len(made), len(text))

    def stream(self) -> NormalizerStream:
        """A new stream: feed it pieces of any size, all str or all bytes, then finish it."""
        return NormalizerStream(self._machine or self._load(), self._errors)

    def copy(self, reader: _Reader, writer: _Writer, block_size: int = 1 << 20) -> int:
        """Normalise a binary file into another, in bounded memory.

        Args:
            reader: has ``read(size) -> bytes``; it must block.
            writer: has ``write(bytes)``; unbuffered files and sockets (``io.RawIOBase``), which may
                take a part, are given the rest.
            block_size: bytes to read at a time.

        Returns:
            the number of bytes written.

        Raises:
            EncodingError: bytes that are not UTF-8, with errors="strict".
            UsageError: a block size below 1, or what is no file, not binary, or does not
                block.
        """
        if block_size < 1:
            raise UsageError(f"block_size must be 1 or more, not {block_size}")
        for file, verb in ((reader, "read"), (writer, "write")):
            if not hasattr(file, verb):
                raise UsageError(f"copy takes open files; {type(file).__name__} has no {verb}")
        stream = self.stream()
        written = 0
        while block := _binary(reader.read(block_size)):
            written += _written(writer, stream.feed(block))
        last = stream.finish()
        assert isinstance(last, bytes)  # bytes alone were fed
        return written + _written(writer, last)

    def _load(self) -> Machine | StagedMachine:
        """The core for this plan, made when it is first needed; two threads may both make it,
        either will do.
        """
        core = _machine_for(self._program.plan)
        machine: Machine | StagedMachine = core
        if self._program.before:
            from .staged import StagedMachine

            machine = StagedMachine(tuple(map(stage, self._program.before)), core)
        object.__setattr__(self, "_machine", machine)
        return machine


class NormalizerStream:
    """One stream through a normaliser. Not to be shared between threads."""

    __slots__ = ("_bytes", "_errors", "_finished", "_machine", "_text")

    def __init__(self, machine: Machine | StagedMachine, errors: str) -> None:
        self._machine = machine
        self._errors = errors
        self._text: Stream | StagedStream | None = None
        self._bytes: ByteStream | StagedBytes | None = None
        self._finished = False

    @overload
    def feed(self, data: str) -> str: ...
    @overload
    def feed(self, data: Buffer) -> bytes: ...
    def feed(self, data: str | Buffer) -> str | bytes:
        """Take the next piece, which may end anywhere; give back what is certain by now.

        Raises:
            EncodingError: bytes that are not UTF-8, with errors="strict"; ``offset`` counts from
                the stream's start. A core may find them a little later, at ``finish`` at the
                latest. The stream ends with it.
            UsageError: str after bytes or bytes after str, or anything after ``finish`` or an
                error.
        """
        if self._finished:
            raise UsageError("the stream is finished; make another one")
        if isinstance(data, str):
            if self._bytes is not None:
                raise UsageError("this stream was fed bytes; str cannot follow")
            if self._text is None:
                self._text = self._machine.stream()
            return self._text.feed(data)
        stream = self._fed_bytes()
        try:
            return stream.feed(_as_bytes(data))
        except InputError:
            self._finished = True
            raise

    def feed_into(self, data: Buffer, buffer: Buffer) -> memoryview:
        """Like ``feed`` for bytes, by way of a buffer of the caller's, which saves a copy.

        Args:
            data: the next piece.
            buffer: writable and contiguous memory, no byte of which is the piece's; best as large
                as the largest piece and a little more.

        Returns:
            what is certain by now: a view of the buffer or, where it does not suffice, of new
            memory.

        Raises:
            EncodingError: as ``feed``.
            InputError: the piece changed while it was read; the stream ends with it.
            UsageError: as ``feed``; or the two share memory, or one of them is no such memory.
        """
        if self._finished:
            raise UsageError("the stream is finished; make another one")
        source = _apart("feed_into", data, buffer)
        stream = self._fed_bytes()
        into: Callable[..., int | bytes] | None = getattr(stream, "feed_into", None)
        try:
            if into is None:  # the pure core makes new memory anyway
                return memoryview(stream.feed(_as_bytes(source)))
            made = into(source, buffer)
        except InputError:
            self._finished = True
            raise
        except ValueError as error:
            raise UsageError(str(error)) from None
        return memoryview(buffer).cast("B")[:made] if isinstance(made, int) else memoryview(made)

    def _fed_bytes(self) -> ByteStream | StagedBytes:
        if self._text is not None:
            raise UsageError("this stream was fed str; bytes cannot follow")
        if self._bytes is None:
            self._bytes = self._machine.byte_stream(self._errors)
        return self._bytes

    def finish(self) -> str | bytes:
        """The end of the input: what was held back, of the kind that was fed (bytes where nothing
        was).

        Raises:
            EncodingError: bytes that are not UTF-8, or a character cut by the end, with
                errors="strict".
            UsageError: it is finished already.
        """
        if self._finished:
            raise UsageError("the stream is finished already")
        self._finished = True
        if self._text is not None:
            return self._text.finish()
        return self._bytes.finish() if self._bytes is not None else b""


@overload
def normalize(
    data: _T,
    profile: str | Iterable[str] | Plan = "standard",
    *,
    errors: str = "keep",
    script: str = "auto",
    offsets: Literal[False] = False,
) -> _T: ...
@overload
def normalize(
    data: _T,
    profile: str | Iterable[str] | Plan = "standard",
    *,
    errors: str = "keep",
    script: str = "auto",
    offsets: Literal[True],
) -> tuple[_T, Offsets]: ...
def normalize(
    data: _T,
    profile: str | Iterable[str] | Plan = "standard",
    *,
    errors: str = "keep",
    script: str = "auto",
    offsets: bool = False,
) -> _T | tuple[_T, Offsets]:
    """Normalise one text, str or bytes; see :class:`Normalizer` for the arguments and errors. With
    ``offsets`` also where each position comes from; see :meth:`Normalizer.with_offsets`.

    >>> normalize("عام ٢٠٢٤", "digits:ascii")
    'عام 2024'
    """
    if type(profile) is type(errors) is type(script) is str:
        normalizer = _named(profile, errors, script)
    else:
        normalizer = Normalizer(profile, errors=errors, script=script)
    return normalizer.with_offsets(data) if offsets else normalizer(data)


@lru_cache(maxsize=32)
def _named(profile: str, errors: str, script: str) -> Normalizer:
    """The last few are kept: reading an expression takes ten times as long as a short text."""
    return Normalizer(profile, errors=errors, script=script)


def _binary(block: object) -> bytes:
    """What a reader has given.

    Raises:
        UsageError: it is not bytes.
    """
    if block is None:
        raise UsageError("the reader does not block; what it has not got yet would be lost")
    if isinstance(block, str):
        raise UsageError("the reader gives str; open text files with mode 'rb'")
    return _as_bytes(block)


def _written(writer: _Writer, data: bytes) -> int:
    """Have all of the data written; its length.

    Raises:
        UsageError: the writer does not block, or takes no bytes.
    """
    rest = data
    while rest:
        try:
            count = writer.write(rest)
        except TypeError as error:
            raise UsageError(f"{error}; open files to write to with mode 'wb'") from None
        # Others take all, and some of them count otherwise: what a compressor has made of it.
        if not isinstance(writer, RawIOBase):
            break
        if not isinstance(count, int) or not count:
            raise UsageError("the writer does not block; what it does not take would be lost")
        rest = rest[count:]
    return len(data)


def _apart(name: str, src: Buffer, dst: Buffer) -> Buffer:
    """The source in one piece, where a method of this name can write to the destination.

    Raises:
        UsageError: one of them is no such memory, or both are the same object. (Of other memory
            that they share the compiled core tells; the pure one works on a copy.)
    """
    try:
        with memoryview(src) as source, memoryview(dst) as target:
            if src is dst:
                raise UsageError("the source and the destination are the same object")
            if target.readonly or not target.c_contiguous:
                raise UsageError(
                    "the destination cannot take the result: it must be writable and contiguous"
                )
            return src if source.c_contiguous else source.tobytes()
    except (TypeError, BufferError):
        kinds = f"{type(src).__name__} and {type(dst).__name__}"
        raise UsageError(f"{name} takes bytes and a buffer, not {kinds}") from None
    except ValueError as error:  # closed, or released
        if isinstance(error, UsageError):
            raise
        raise UsageError(str(error)) from None


def _put(made: bytes, dst: Buffer) -> int:
    """Copy a result to the beginning of a buffer; its length.

    Raises:
        BufferError: it is too small.
    """
    with memoryview(dst) as target, target.cast("B") as room:
        if len(made) > len(room):
            raise BufferError("it is too small")
        room[: len(made)] = made
    return len(made)


def _as_bytes(data: object) -> bytes:
    """Bytes of anything that holds some.

    Raises:
        UsageError: it holds none.
    """
    if isinstance(data, bytes):
        return data
    try:
        return bytes(memoryview(data))  # type: ignore[arg-type]
    except TypeError:
        raise UsageError(f"text must be str or bytes, not {type(data).__name__}") from None


def _program(profile: str | Iterable[str] | Plan, script: str) -> Program:
    if isinstance(profile, Plan):
        return Program((), profile)
    return program_for(profile, script=script)


def _rebuild(before: tuple[str, ...], plan: Plan, errors: str) -> Normalizer:
    made = Normalizer(plan, errors=errors)
    object.__setattr__(made, "_program", Program(before, plan))
    return made


_machines: dict[Plan, Machine] = {}


def _machine_for(plan: Plan) -> Machine:
    """The core made ready for a plan; the last few are kept."""
    machine = _machines.get(plan)
    if machine is None:
        # The one place that names a core: both have the same interface.
        if core_name() == "native":
            from arclean._native import Machine as CompiledMachine

            machine = cast("Machine", CompiledMachine(plan.to_json()))
        else:
            from .pure import Machine

            machine = Machine(plan)
        if len(_machines) >= 32:
            _machines.clear()
        _machines[plan] = machine
    return machine
