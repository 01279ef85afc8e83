"""What a worker process does: batches, or whole jobs. See :mod:`arclean._process`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from arclean._process import Answer, Tell

__all__ = ["begin"]


def begin(_: object) -> Answer:
    """The function that answers: a message is the name of an action and its arguments."""
    return lambda message, tell: _ACTIONS[message[0]](tell, *message[1:])


def _batch(tell: Tell, batch: Any, spec: Any, skip: frozenset[int], careful: bool) -> object:
    from arclean.corpus.cleaning import process

    return process(batch, spec, skip, (lambda at: tell("at", at)) if careful else None)


def _job(tell: Tell, job: Any, begin: Any) -> None:
    from arclean.corpus.job import inline, run_job

    parent = os.getppid()

    def progress(position: int, counts: Any) -> None:
        if os.getppid() != parent:
            os._exit(0)  # a rerun may be at work on the same files
        tell("progress", (position, counts))

    for shard in run_job(job, begin, inline, progress, lambda text: tell("tell", text)):
        tell("shard", shard)


_ACTIONS: dict[str, Callable[..., object]] = {"batch": _batch, "job": _job}
