"""A worker process: takes messages on standard input, answers on standard output, ends when its
input ends, that is with the process that started it, however that went.

A message is its length in eight bytes and a pickle; both ends are this program.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any

from arclean.errors import ArcleanError

__all__ = ["main", "receive", "send"]


def send(stream: Any, message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=5)
    stream.write(len(data).to_bytes(8, "little"))
    stream.write(data)
    stream.flush()


def receive(stream: Any) -> Any:
    """Read one message.

    Raises:
        EOFError: the other end is gone.
    """
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    size = int.from_bytes(head, "little")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Work until there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of who started us
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb", buffering=2**20)
    os.dup2(2, 1)  # what libraries print must not come between the messages

    def answer(kind: str, value: object) -> None:
        send(answers, (kind, value))

    try:
        while True:
            name, arguments = receive(requests)
            try:
                answer("done", _ACTIONS[name](answer, *arguments))
            except ArcleanError as error:
                answer("error", error)
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:
                from traceback import format_exc

                answer("error", RuntimeError(f"{type(error).__name__}: {error}\n{format_exc()}"))
    except (EOFError, OSError):
        os._exit(0)  # what is buffered has no reader any more


def _batch(
    answer: Callable[[str, object], None],
    batch: Any,
    spec: Any,
    skip: frozenset[int],
    careful: bool,
) -> object:
    from arclean.corpus.cleaning import process

    return process(batch, spec, skip, (lambda at: answer("at", at)) if careful else None)


def _job(answer: Callable[[str, object], None], job: Any, begin: Any) -> object:
    from arclean.corpus.job import inline, run_job

    parent = os.getppid()

    def progress(position: int, counts: Any) -> None:
        if os.getppid() != parent:
            os._exit(0)  # a rerun may be at work on the same files
        answer("progress", (position, counts))

    for shard in run_job(job, begin, inline, progress, lambda text: answer("tell", text)):
        answer("shard", shard)
    return None


_ACTIONS: dict[str, Callable[..., object]] = {"batch": _batch, "job": _job}
