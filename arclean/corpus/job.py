"""One job: inputs that become one output, or several shards of it, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any, NamedTuple

from arclean.corpus.cleaning import process
from arclean.corpus.compression import Input
from arclean.corpus.find import STDIN, Source, open_input
from arclean.corpus.formats import module_of
from arclean.corpus.model import Batch, Counts, Damage, Done, Piece, Spec, Task
from arclean.corpus.output import Paths, Shard, ShardWriter
from arclean.errors import ArcleanError, InputError

__all__ = ["Begin", "Job", "inline", "run_job"]


class Job(NamedTuple):
    """Inputs that become one output.

    Attributes:
        name: of the output in the output folder; the key of the ledger.
        sources: in order.
        spec: from which format to which, and how.
        output: path of the output.
        state: folder of the ledger and of the failed documents.
        removed: folder of removals, if they are kept.
        shard_bytes: bytes of text after which a further output is begun; 0 for never.
    """

    name: str
    sources: tuple[Source, ...]
    spec: Spec
    output: str
    state: str
    removed: str | None = None
    shard_bytes: int = 0

    def paths(self, shard: int) -> Paths:
        """Where a shard goes."""
        name, output = self.name, self.output
        if self.shard_bytes:
            name, output = numbered(name, shard), numbered(output, shard)
        return Paths(
            output,
            f"{self.state}/failed/{name}.jsonl",
            f"{self.removed}/{name}.jsonl.zst" if self.removed else None,
            f"{self.state}/tmp/{name}",
        )


class Begin(NamedTuple):
    """Where a job goes on: shard and task."""

    shard: int = 0
    task: int = 0


Execute = Callable[[Iterable[Task], Spec], Iterator[tuple[Task, Done | None]]]


def numbered(name: str, index: int) -> str:
    """The name of a shard: ``corpus-00003.jsonl.zst``."""
    path = PurePath(name)
    bare, _, rest = path.name.partition(".")
    return str(path.with_name(f"{bare}-{index:05}" + (f".{rest}" if rest else "")))


def inline(tasks: Iterable[Task], spec: Spec) -> Iterator[tuple[Task, Done | None]]:
    """Clean each batch here and now."""
    for task in tasks:
        yield task, process(task, spec) if isinstance(task, Batch) else None


class _Reader:
    """The tasks of a job, source by source, with how far we are."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stream: Input | None = None
        self._before = 0
        self._columns: Any = None
        self.unread = 0  # sources that could not be read at all

    @property
    def position(self) -> int:
        """Bytes of the inputs that have been used up."""
        return self._before + (self._stream.position if self._stream else 0)

    def tasks(self) -> Iterator[Task]:
        spec = self._job.spec
        cut = module_of(spec.source).tasks
        first: Any = None
        for source in self._job.sources:
            try:
                self._stream = stream = open_input(source, spec.source)
                try:
                    for task in cut(stream, spec):
                        if isinstance(task, Batch):
                            shape = _shape(task)
                            if first is not None and shape != first:
                                raise InputError(
                                    f"{source.title}: its columns are not those of "
                                    f"{self._job.sources[0].title}; write them into a folder"
                                )
                            first = shape
                            task = self._with_columns(task)
                        yield task
                finally:
                    if source.path != STDIN:
                        stream.raw.close()
            except ArcleanError as error:
                self.unread += 1
                yield Damage(str(error))
            self._stream = None
            self._before += source.size

    def _with_columns(self, batch: Batch) -> Batch:
        spec = self._job.spec
        if spec.target not in ("csv", "parquet") or spec.source == spec.target:
            return batch
        if self._columns is None:
            from arclean.corpus.formats.columns import columns_of

            module = module_of(spec.source)
            self._columns = (
                module.columns_in(batch, spec.drop)
                if spec.source == "parquet"
                else columns_of(module.rows(batch, spec), spec.drop)
            )
        return batch._replace(columns=self._columns)


def _shape(batch: Batch) -> Any:
    """What batches of one output have in common, if their format has columns."""
    if hasattr(batch.context, "names"):
        return batch.context.names, batch.context.delimiter
    return getattr(batch.payload, "schema", None)


def run_job(
    job: Job,
    begin: Begin,
    execute: Execute,
    progress: Callable[[int, Counts], None],
    tell: Callable[[str], None],
) -> Iterator[Shard]:
    """Read, clean and write; shards as they are complete.

    Args:
        job: what.
        begin: where an earlier run stopped.
        execute: cleans batches, here or elsewhere, and keeps their order.
        progress: told how many bytes of the inputs are used up, and what was counted since.
        tell: told what is wrong with inputs and documents.

    Raises:
        OutputError: an output cannot be written.
        ArcleanError: none of the inputs can be read.
    """
    reader = _Reader(job)
    index, number = begin
    tasks = islice(reader.tasks(), begin.task, None)
    writer: ShardWriter | None = None
    told = 0
    try:
        for task, done in execute(tasks, job.spec):
            if writer is not None and job.shard_bytes and writer.bytes_in >= job.shard_bytes:
                shard, writer = writer.finish(number, final=False), None
                yield shard
                index += 1
            number += 1
            if writer is None:
                writer = ShardWriter(job.paths(index), job.spec, index)
            counts = Counts()
            if isinstance(task, Batch):
                assert done is not None
                writer.batch(task, done)
                counts = done.counts
                for reason in done.reasons[: max(0, 5 - told)]:
                    tell(reason)
                told += counts.failed
            elif isinstance(task, Piece):
                writer.piece(task)
                if task.last and task.reason and not task.told:
                    where = f"record {task.record:,} at byte {task.offset:,}"
                    tell(f"{task.source}: {where} is put aside: {task.reason}")
            else:
                tell(task.message)
                writer.tell(task)
            progress(reader.position, counts)
        if told > 5:
            where = f"{job.state}/failed" if job.shard_bytes else job.paths(index).failed
            tell(f"{job.name}: {told:,} documents were put aside; {where} has them")
        if reader.unread == len(job.sources):
            if writer is not None:
                writer.abandon()
            return
        if writer is None:
            writer = ShardWriter(job.paths(index), job.spec, index)
        shard, writer = writer.finish(number, final=True), None
        yield shard
    except BaseException:
        if writer is not None:
            writer.abandon()
        raise
