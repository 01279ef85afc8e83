"""Worker processes that may die: each death is noticed at once, and what was lost is done again.

Each worker has a thread here that hands it one piece of work and waits for the answer, so nothing
queues up in pipes, and the end of a process shows as the end of its answers. A batch that workers
died on twice is gone through record by record, so that the one that kills them can be put aside.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from arclean._process import DiedError, Process
from arclean.corpus.model import Batch, Done, Spec, Task
from arclean.errors import InputError

__all__ = ["Pool"]

_MOST_DEATHS = 20
"""Deaths over one batch after which something else must be wrong."""


class Pool:
    """Worker processes and the threads that wait for them.

    Args:
        workers: how many.
        died: told when a worker was lost.
    """

    def __init__(self, workers: int, died: Callable[[str], None]) -> None:
        self.size = workers
        self._died = died
        self._executor = ThreadPoolExecutor(workers, "arclean-corpus")
        self._local = threading.local()
        self._all: list[Process] = []
        self._closed = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        for worker in self._all:
            worker.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.close()

    def batches(self, tasks: Iterable[Task], spec: Spec) -> Iterator[tuple[Task, Done | None]]:
        """Tasks and what became of them, in order; batches go to the workers."""
        waiting: deque[tuple[Task, Future[Done] | None]] = deque()
        for task in tasks:
            future = (
                self._executor.submit(self._batch, task, spec) if isinstance(task, Batch) else None
            )
            waiting.append((task, future))
            while len(waiting) > 2 * self.size or (
                waiting and (waiting[0][1] is None or waiting[0][1].done())
            ):
                first, ready = waiting.popleft()
                yield first, ready.result() if ready else None
        while waiting:
            first, ready = waiting.popleft()
            yield first, ready.result() if ready else None

    def jobs(
        self, jobs: Iterable[tuple[Any, Any]], heard: Callable[[Any, str, Any], None]
    ) -> Iterator[tuple[Any, Exception | None]]:
        """Run whole jobs in workers; jobs and how they ended, in the order in which they end.

        Args:
            jobs: each with where it begins.
            heard: told of what a job says meanwhile, in the thread of its worker.
        """
        from concurrent.futures import FIRST_COMPLETED, wait

        running: dict[Future[None], Any] = {}
        jobs = iter(jobs)
        while True:
            for job, begin in jobs:
                running[self._executor.submit(self._job, job, begin, heard)] = job
                if len(running) >= 2 * self.size:
                    break
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job = running.pop(future)
                error = future.exception()
                if error is not None and not isinstance(error, Exception):
                    raise error
                yield job, error

    def _job(self, job: Any, begin: Any, heard: Callable[[Any, str, Any], None]) -> None:
        try:
            for kind, value in self._worker().ask(("job", job, begin)):
                heard(job, kind, value)
        except DiedError:
            self._lost(job.name)
            raise

    def _batch(self, batch: Batch, spec: Spec) -> Done:
        deaths = 0
        fatal: dict[int, int] = {}
        at: int | None = None
        while True:
            skip = frozenset(place for place, count in fatal.items() if count >= 2)
            careful = deaths >= 2
            at = None
            try:
                for kind, value in self._worker().ask(("batch", batch, spec, skip, careful)):
                    if kind == "done":
                        done: Done = value
                        return done
                    at = value
            except DiedError:
                self._lost(batch.source)
                deaths += 1
                if at is not None:
                    fatal[at] = fatal.get(at, 0) + 1
                if deaths >= _MOST_DEATHS:
                    raise InputError(
                        f"{batch.source}: workers died {deaths} times on records "
                        f"{batch.first:,} and those behind it; is there enough memory?"
                    ) from None

    def _lost(self, source: str) -> None:
        worker: Process = self._local.worker
        worker.close()
        if not self._closed:
            self._died(
                f"a worker process died ({worker.status}) at work on {source}; its work is done "
                "again"
            )

    def _worker(self) -> Process:
        worker: Process | None = getattr(self._local, "worker", None)
        if worker is None or worker.ended:
            if self._closed:
                raise DiedError
            worker = self._local.worker = Process("arclean.corpus.worker")
            self._all.append(worker)
        return worker
