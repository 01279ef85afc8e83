"""Batches on several cores: in threads of this process, or in processes of their own."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from arclean._process import Answer, DiedError, Process
from arclean.cli.parse import Options
from arclean.cli.pipeline import Parts, Pipeline
from arclean.errors import ArcleanError

__all__ = ["Processes", "Threads", "begin"]


class Threads:
    """Threads of this process."""

    def __init__(self, pipeline: Pipeline, jobs: int) -> None:
        self._pipeline = pipeline
        self._pool = ThreadPoolExecutor(jobs)
        self.ahead = 2 * jobs

    def submit(self, reasons: bool, parts: Parts, offset: int, html: bool) -> Future[Any]:
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
        self._all: list[Process] = []
        self.ahead = 2 * jobs

    def submit(self, reasons: bool, parts: Parts, offset: int, html: bool) -> Future[Any]:
        """See :class:`arclean.cli.work.Workers`."""
        return self._pool.submit(self._work, (reasons, parts, offset, html))

    def _work(self, batch: tuple[bool, Parts, int, bool]) -> Any:
        process: Process | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = Process("arclean.cli.parallel", self._options)
            self._all.append(process)
        try:
            return process.answer(batch)
        except DiedError:
            process.close()
            raise ArcleanError(
                f"a worker process died ({process.status}); try a smaller -j"
            ) from None

    def close(self) -> None:
        """See :class:`arclean.cli.work.Workers`."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.kill()
        # A thread may just have started another process, which it waits for.
        self._pool.shutdown(wait=True)
        for process in self._all:
            process.close()


def begin(options: Options) -> Answer:
    """What a process does: a message is what a pipeline's ``batch`` takes."""
    pipeline = Pipeline(options)
    return lambda batch, _: pipeline.batch(*batch)
