"""Processes that work for this one, and end with it.

Such a process runs a module's function ``begin``: it takes what the process is told first, and
gives the function that answers everything else. Messages are pickles behind their length, on the
standard input and output of the process; both ends are this module. That a process has ended shows
as the end of its answers; it ends when its input does, that is with whoever started it.
"""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH100

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

from arclean.errors import ArcleanError

__all__ = ["Answer", "DiedError", "Process", "Tell", "serve"]

Tell = Callable[[str, object], None]
"""Says something before the answer: of what kind, and what."""

Answer = Callable[[Any, Tell], object]
"""What ``begin`` gives: a message to its answer."""

_PIPE_BYTES = 2**20

_SIGNALS_ARE_OURS = """import signal
for name in 'SIGINT', 'SIGTERM', 'SIGHUP':
    if hasattr(signal, name): signal.signal(getattr(signal, name), signal.SIG_IGN)"""
"""Terminals, timeout(1) and systemd send these to all processes of a command; the first one acts,
and the others end with it.
"""


class DiedError(Exception):
    """The process ended before its answer."""


class Process:
    """One process; for one thread at a time, but for :meth:`kill`.

    Args:
        module: the one with ``begin``.
        start: what that is given.
    """

    def __init__(self, module: str, start: object = None) -> None:
        # Its modules come from where ours came from, never from the working directory.
        path = [os.path.abspath(entry) for entry in sys.path]
        code = (
            f"{_SIGNALS_ARE_OURS}\n"
            f"import sys; sys.path[:] = {path!a}\n"
            f"from arclean._process import serve; serve({module!a})"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for pipe in self._pipes():
            with suppress(ImportError, OSError, AttributeError):  # Linux alone has this
                import fcntl

                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._start: list[object] = [start]

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def ask(self, message: object) -> Iterator[tuple[str, Any]]:
        """What it says to a message, up to its answer, which is of the kind ``done``.

        Raises:
            DiedError: the process is gone.
            ArcleanError: what it raised.
        """
        to, of = self._pipes()
        try:
            while self._start:
                _send(to, self._start.pop())
            _send(to, message)
        except (OSError, ValueError) as error:  # ValueError: closed meanwhile
            raise DiedError from error
        kind = ""
        while kind != "done":
            try:
                kind, value = _receive(of)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
                raise DiedError from error
            if kind == "error":
                raise value
            yield kind, value

    def answer(self, message: object) -> Any:
        """Its answer to a message; raises what :meth:`ask` does."""
        *_, (_, value) = self.ask(message)
        return value

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    @property
    def status(self) -> str:
        """How it ended, in words; for one that is closed."""
        code = self._process.returncode
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End it now; who waits for its answer is told, in any thread."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End it, and leave nothing of it behind."""
        self.kill()
        for pipe in self._pipes():
            with suppress(OSError):  # what it has not read
                pipe.close()
        self._process.wait()


def _send(stream: IO[bytes], message: object) -> None:
    data = pickle.dumps(message, protocol=5)
    stream.write(len(data).to_bytes(8, "little"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """The next message.

    Raises:
        EOFError: the other end is gone.
    """
    head = stream.read(8)
    data = stream.read(int.from_bytes(head, "little"))
    if len(head) < 8 or len(data) < int.from_bytes(head, "little"):
        raise EOFError
    return pickle.loads(data)


def serve(module: str) -> None:
    """The life of such a process."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb", buffering=_PIPE_BYTES)
    os.dup2(2, 1)  # what libraries print must not come between the messages
    answer: Answer | None = None
    try:
        start = _receive(requests)
        while True:
            message = _receive(requests)
            try:
                answer = answer or import_module(module).begin(start)
                value = answer(message, lambda kind, value: _send(answers, (kind, value)))
                _send(answers, ("done", value))
            except ArcleanError as error:
                _send(answers, ("error", error))
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:
                from traceback import print_exc

                print_exc()
                said = f"arclean failed here, which is a fault of its own ({error!r})"
                _send(answers, ("error", ArcleanError(said)))
    except (EOFError, OSError):
        os._exit(0)  # what is buffered has no reader any more
