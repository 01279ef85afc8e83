"""Who takes batches of documents through the pipeline: this thread, others, or other processes."""

from __future__ import annotations

import os
from typing import Any, Protocol

from arclean.cli.parse import Options
from arclean.cli.pipeline import Parts, Pipeline

__all__ = ["Inline", "Task", "Workers", "workers_for"]


class Task(Protocol):
    """A batch at work."""

    def done(self) -> bool:
        """Whether ``result`` would not have to wait."""

    def result(self) -> Any:
        """What the pipeline gives for the batch, or raises."""


class Workers(Protocol):
    """Who works.

    Attributes:
        ahead: how many batches should be at hand besides the one that is told of.
    """

    ahead: int

    def submit(self, reasons: bool, parts: Parts, offset: int, html: bool) -> Task:
        """Take a batch through the pipeline: ``Pipeline.batch``."""

    def close(self) -> None:
        """End all work, that at hand too."""


class _Here:
    """A batch that is worked on when its result is asked for."""

    def __init__(self, pipeline: Pipeline, batch: tuple[bool, Parts, int, bool]) -> None:
        self._pipeline = pipeline
        self._batch = batch

    def done(self) -> bool:
        return True

    def result(self) -> Any:
        return self._pipeline.batch(*self._batch)


class Inline:
    """The thread that asks."""

    ahead = 0

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def submit(self, reasons: bool, parts: Parts, offset: int, html: bool) -> Task:
        """See :class:`Workers`."""
        return _Here(self._pipeline, (reasons, parts, offset, html))

    def close(self) -> None:
        """Nothing."""


def workers_for(options: Options, pipeline: Pipeline, *, reasons: bool) -> Workers:
    """As many workers as ``-j`` says; 0 is one for each core that this process may use.

    Threads where the compiled core lets the interpreter go while it works, else processes; what
    was removed and why (``reasons``) is told in Python.
    """
    jobs = options.jobs
    if jobs == 0:
        affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
        jobs = len(affinity(0)) if affinity else os.cpu_count() or 1
    if jobs == 1:
        return Inline(pipeline)
    from arclean.cli.parallel import Processes, Threads

    return Threads(pipeline, jobs) if pipeline.threads and not reasons else Processes(options, jobs)
