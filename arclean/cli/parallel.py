"""Batches on several cores: in threads of this process, or in processes of their own.

A process of a thread's own is a Python that runs ``serve``: it gets the flags and then batches on
its standard input, and ends with it, so that none is left behind however this process ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from arclean.cli.parse import Options
from arclean.cli.pipeline import Pipeline
from arclean.errors import ArcleanError

__all__ = ["Processes", "Threads", "serve"]


class Threads:
    """Threads of this process."""

    def __init__(self, pipeline: Pipeline, jobs: int) -> None:
        self._pipeline = pipeline
        self._pool = ThreadPoolExecutor(jobs)
        self.ahead = 2 * jobs

    def submit(self, reasons: bool, parts: list[bytes], offset: int, html: bool) -> Future[Any]:
        """See :class:`arclean.cli.work.Workers`."""
        return self._pool.submit(self._pipeline.batch, reasons, parts, offset, html)

    def close(self) -> None:
        """See :class:`arclean.cli.work.Workers`."""
        self._pool.shutdown(cancel_futures=True)


class Processes:
    """Processes, each behind a thread that waits for it."""

    def __init__(self, options: Options, jobs: int) -> None:
        self._options = options
        self._pool = ThreadPoolExecutor(jobs)
        self._own = threading.local()
        self._all: list[_Process] = []
        self.ahead = 2 * jobs

    def submit(self, reasons: bool, parts: list[bytes], offset: int, html: bool) -> Future[Any]:
        """See :class:`arclean.cli.work.Workers`."""
        return self._pool.submit(self._work, (reasons, parts, offset, html))

    def _work(self, batch: tuple[bool, list[bytes], int, bool]) -> Any:
        process: _Process | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = _Process(self._options)
            self._all.append(process)
        return process.work(batch)

    def close(self) -> None:
        """See :class:`arclean.cli.work.Workers`."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.kill()
        # A thread may just have started another process, which it waits for.
        self._pool.shutdown(wait=True)
        for process in self._all:
            process.close()


class _Process:
    """A worker process."""

    def __init__(self, options: Options) -> None:
        # Its modules come from where ours came from, never from the working directory.
        code = (
            f"import sys; sys.path[:] = {sys.path!a}\n"
            "from arclean.cli.parallel import serve; serve()"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for us to act on.
            start_new_session=True,
        )
        _send(self._stdin, options)

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def work(self, batch: tuple[bool, list[bytes], int, bool]) -> Any:
        """Have a batch worked on."""
        assert self._process.stdout is not None
        try:
            _send(self._stdin, batch)
            done, result = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            self.kill()
            status = self._process.wait()
            raise ArcleanError(
                f"a worker process died (status {status}); try a smaller -j"
            ) from None
        if not done:
            raise result
        return result

    def kill(self) -> None:
        """End it; a thread that waits for it then sees the end of its answers."""
        self._process.kill()

    def close(self) -> None:
        """End it, and forget it."""
        self.kill()
        with suppress(BrokenPipeError):  # what it did not read any more
            self._process.communicate()


def _send(stream: IO[bytes], value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def serve() -> None:
    """The life of a worker process."""
    # Whatever else is printed must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pipeline: Pipeline | None = None
    with suppress(EOFError, OSError):
        options = pickle.load(sys.stdin.buffer)
        while True:
            batch = pickle.load(sys.stdin.buffer)
            answer: tuple[bool, Any]
            try:
                pipeline = pipeline or Pipeline(options)
                answer = (True, pipeline.batch(*batch))
            except ArcleanError as error:
                answer = (False, error)
            _send(answers, answer)
