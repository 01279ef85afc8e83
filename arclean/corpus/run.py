"""A run: inputs to jobs, jobs to workers, shards to the ledger."""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH112, PTH118, PTH119

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from arclean import __version__
from arclean._process import DiedError
from arclean.corpus.cleaning import documents_for
from arclean.corpus.find import (
    STATE_FOLDER,
    STATE_SUFFIX,
    WRITTEN,
    Source,
    format_of,
    landing,
    named_format,
)
from arclean.corpus.formats import module_of
from arclean.corpus.job import Job, inline, run_job
from arclean.corpus.ledger import Ledger, counted_before
from arclean.corpus.model import BATCH_BYTES, Counts, Fields, Settings, Spec
from arclean.corpus.output import OutputError, Shard, commit
from arclean.corpus.pool import Pool
from arclean.errors import ArcleanError, InputError, UsageError

__all__ = ["Listener", "Outcome", "Request", "cpus", "run"]


class Request(NamedTuple):
    """What to do.

    Attributes:
        sources: the inputs.
        output: a file or a folder.
        settings: how documents are cleaned, with the hash of the rules.
        fields: names of the fields.
        given: format of the inputs, if it was said.
        target: format and codec of the output, if they were said.
        docs: how text is cut.
        drop: fields that are left out.
        removed: folder of removals, if they are kept.
        shard_bytes: bytes of text after which a further output is begun; 0 for never.
        workers: processes; 1 works in this one.
        overwrite: begin anew.
    """

    sources: Sequence[Source]
    output: str
    settings: Settings
    fields: Fields = Fields()
    given: str | None = None
    target: tuple[str, str] | None = None
    docs: str | None = None
    drop: tuple[str, ...] = ()
    removed: str | None = None
    shard_bytes: int = 0
    workers: int = 0
    overwrite: bool = False


class Listener(Protocol):
    """Who is told how a run goes. Calls may come from several threads."""

    def begin(self, total: int, done: int) -> None:
        """Bytes of all inputs, and of those that an earlier run has done."""

    def progress(self, job: str, position: int, counts: Counts) -> None:
        """Bytes of a job's inputs that are used up, and what was counted since the last call."""

    def tell(self, message: str) -> None:
        """Something is wrong with an input or a document; the run goes on."""


class Outcome(NamedTuple):
    """How a run ended.

    Attributes:
        counts: over all inputs, those that an earlier run has done among them.
        jobs: outputs.
        skipped: outputs that were there already.
        damage: sentences about inputs that are damaged.
        unread: inputs that could not be read at all.
    """

    counts: Counts
    jobs: int
    skipped: int
    damage: list[str]
    unread: int


def cpus() -> int:
    """Processors that this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def state_folder(output: str, *, folder: bool) -> str:
    """Where the ledger of an output lies."""
    return os.path.join(output, STATE_FOLDER) if folder else f"{output}{STATE_SUFFIX}"


def run(request: Request, listener: Listener) -> Outcome:
    """Clean a corpus.

    Raises:
        UsageError: a request that makes no sense, or an output of another run.
        OutputError: an output cannot be written.
        ArcleanError: what concerns all documents, such as a rule file that is not valid.
    """
    folder = is_folder(request)
    state = state_folder(request.output, folder=folder)
    if not request.overwrite and counted_before(state):
        request = request._replace(settings=replace(request.settings, counted=True))
    documents_for(request.settings)
    faults: list[str] = []
    jobs = plan(request, state, faults, folder=folder)
    for fault in faults:
        listener.tell(fault)
    if not jobs:
        return Outcome(Counts(), 0, 0, faults, len(faults))
    for fmt in {job.spec.source for job in jobs} | {job.spec.target for job in jobs}:
        module_of(fmt)
    ledger = Ledger(state, _about(request), overwrite=request.overwrite)
    temporary = Path(state) / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        outcome = _Run(request, jobs, ledger, listener).all()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        ledger.close()
    return outcome._replace(damage=[*faults, *outcome.damage], unread=outcome.unread + len(faults))


def _about(request: Request) -> dict[str, Any]:
    """What must be equal for the outputs of two runs to belong together."""
    settings = request.settings
    return {
        "version": __version__,
        "profile": settings.profile,
        "rules": settings.rules_hash,
        "cleaning": [
            settings.strip,
            settings.keep,
            settings.errors,
            settings.max_doc_bytes,
            settings.site,
            settings.source,
        ],
        "fields": list(vars(request.fields).values()),
        "formats": [request.given, request.target, request.docs, request.drop],
        "shards": [request.shard_bytes, BATCH_BYTES],
        "removals": request.removed,
        "counts": settings.counted,
    }


def is_folder(request: Request) -> bool:
    """Whether the output is a folder: all is but a name that says a format (``all.jsonl.zst``)."""
    output = request.output
    return os.path.isdir(output) or output.endswith(os.sep) or named_format(output)[0] is None


def plan(request: Request, state: str, faults: list[str], *, folder: bool) -> list[Job]:
    """The jobs: one an input, or one for all where the output is a file.

    Raises:
        UsageError: two inputs would land on one name, or an output on an input.
    """
    kinds: list[tuple[Source, str]] = []
    for source in request.sources:
        try:
            kinds.append((source, format_of(source, request.given)))
        except InputError as error:
            faults.append(str(error))
    removed = request.removed
    if not kinds:
        return []
    if not folder:
        formats = sorted({kind for _, kind in kinds})
        if len(formats) > 1:
            raise UsageError(
                f"the inputs are {' and '.join(formats)}; one output file takes one format, "
                "write them into a folder"
            )
        named, codec = named_format(request.output)
        target, codec = request.target or (named or formats[0], codec)
        if codec not in WRITTEN:
            raise UsageError(
                f"{request.output}: outputs are plain, .gz or .zst; .{codec} is only read"
            )
        sources = tuple(source for source, _ in kinds)
        if target == formats[0] == "text" and len(sources) > 1:
            raise UsageError("text files go into a folder, or into another format (-o all.jsonl)")
        spec = _spec(request, formats[0], target, codec)
        name = os.path.basename(request.output)
        jobs = [Job(name, sources, spec, request.output, state, removed, request.shard_bytes)]
    else:
        jobs = []
        for source, kind in kinds:
            relative = source.relative if source.path != "-" else "stdin"
            codec = "" if kind == "parquet" else named_format(source.path)[1]
            codec = codec if codec in WRITTEN else "zst"
            target, codec = request.target or (kind, codec)
            name = landing(relative, target, codec)
            spec = _spec(request, kind, target, codec)
            output = os.path.join(request.output, name)
            jobs.append(Job(name, (source,), spec, output, state, removed, request.shard_bytes))
    _check_names(jobs)
    return jobs


def _spec(request: Request, source: str, target: str, codec: str) -> Spec:
    if target == "parquet" and codec:
        raise UsageError("Parquet compresses its columns itself; leave the suffix off")
    docs = request.docs if "text" in (source, target) else None
    return Spec(request.settings, source, target, codec, request.fields, docs, request.drop)


def _check_names(jobs: Sequence[Job]) -> None:
    inputs = {os.path.realpath(source.path) for job in jobs for source in job.sources}
    seen: dict[str, Job] = {}
    for job in jobs:
        first = seen.setdefault(job.output, job)
        if first is not job:
            raise UsageError(
                f"{first.sources[0].title} and {job.sources[0].title} would both be written to "
                f"{job.output}; nothing was written"
            )
        if os.path.realpath(job.output) in inputs:
            raise UsageError(f"{job.output} is an input, too; name another output")


def _size(job: Job) -> int:
    return sum(source.size for source in job.sources)


def keeps_busy(sizes: Sequence[int], workers: int) -> bool:
    """Whether workers that take whole inputs, the largest first, all work to the end, or nearly."""
    loads = [0] * workers
    for size in sizes:
        loads[loads.index(min(loads))] += size
    return bool(sizes) and max(loads) * workers <= sum(loads) * 9 / 8


class _Run:
    """The jobs of one run, on their way."""

    def __init__(
        self, request: Request, jobs: list[Job], ledger: Ledger, listener: Listener
    ) -> None:
        self._jobs = jobs
        self._ledger, self._listener = ledger, listener
        self._workers = request.workers or cpus()
        self._unread = 0

    def all(self) -> Outcome:
        """Do what is to be done."""
        begins = [
            (job, None if self._stays(job) else self._ledger.begin(job)) for job in self._jobs
        ]
        todo = [(job, begin) for job, begin in begins if begin is not None]
        sizes = {job.name: _size(job) for job in self._jobs}
        rest = sum(sizes[job.name] for job, _ in todo)
        self._listener.begin(sum(sizes.values()), sum(sizes.values()) - rest)
        before = self._ledger.entries(job.name for job, begin in begins if begin is None)
        for message in [message for entry in before for message in entry["damage"]]:
            self._listener.tell(message)
        if self._workers == 1:
            for job, _ in todo:
                self._one(job, inline)
        elif todo:
            self._parallel(todo)
        names = [job.name for job in self._jobs]
        entries = self._ledger.entries(names)
        counts = Counts()
        for entry in entries:
            counts.add(Counts.from_dict(entry["counts"]))
        damage = [message for entry in entries for message in entry["damage"]]
        self._ledger.close(names)
        return Outcome(counts, len(self._jobs), len(begins) - len(todo), damage, self._unread)

    def _stays(self, job: Job) -> bool:
        """Whether an output stays as it is because an input that it was made of is gone."""
        gone = [one.title for one in job.sources if not one.pipe and not one.modified]
        if not gone or not self._ledger.entries([job.name]):
            return False
        self._unread += len(gone)
        self._listener.tell(f"{', '.join(gone)}: cannot be read now; {job.output} stays as it was")
        return True

    def _parallel(self, todo: list[tuple[Job, Any]]) -> None:
        """Whole inputs to workers where that keeps all of them busy, else batches: these go through
        this process, which reads and writes for all.
        """
        files = [pair for pair in todo if not any(one.pipe for one in pair[0].sources)]
        files.sort(key=lambda pair: _size(pair[0]), reverse=True)
        with Pool(self._workers, self._listener.tell) as pool:
            if not keeps_busy([_size(job) for job, _ in files], self._workers):
                for job, _ in todo:
                    self._one(job, pool.batches)
                return
            again = [job for job, _ in todo if all(job is not one for one, _ in files)]
            for job, error in pool.jobs(files, self._heard):
                if isinstance(error, DiedError):
                    again.append(job)
                elif error is not None:
                    self._failed(error)
                elif self._ledger.begin(job) is not None:
                    self._unread += 1
            for job in again:  # batch by batch, so that a record that kills workers is found
                self._one(job, pool.batches)

    def _heard(self, job: Job, kind: str, value: Any) -> None:
        if kind == "shard":
            self._commit(job, value)
        elif kind == "progress":
            self._listener.progress(job.name, *value)
        elif kind == "tell":
            self._listener.tell(value)

    def _one(self, job: Job, execute: Any) -> None:
        begin = self._ledger.begin(job)
        if begin is None:
            return
        progress: Callable[[int, Counts], None] = lambda position, counts: (  # noqa: E731
            self._listener.progress(job.name, position, counts)
        )
        complete = False
        try:
            for shard in run_job(job, begin, execute, progress, self._listener.tell):
                self._commit(job, shard)
                complete = shard.final
        except ArcleanError as error:
            self._failed(error)
            return
        self._unread += not complete

    def _commit(self, job: Job, shard: Shard) -> None:
        commit(shard)
        self._ledger.add(job, shard)

    def _failed(self, error: Exception) -> None:
        """An input that failed is told of; what concerns the whole run ends it."""
        if isinstance(error, OutputError) or not isinstance(error, InputError):
            raise error
        self._unread += 1
        self._listener.tell(str(error))
