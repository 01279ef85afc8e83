"""What is done: one line a shard, written when its files have their names.

A rerun reads it and skips inputs that have not changed and whose outputs are there, of the size
that was written; it goes on behind the last shard of an input that was interrupted. A lock keeps
two runs out of one output.
"""

# Names of files may hold any bytes; os functions leave them as they are.
# ruff: noqa: PTH108, PTH116

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from arclean.corpus.find import LEDGER
from arclean.corpus.job import Begin, Job
from arclean.corpus.output import OutputError, Shard, writing
from arclean.errors import UsageError

__all__ = ["Ledger", "counted_before"]

_FORMAT = 1


class Ledger:
    """The ledger of one output.

    Args:
        state: its folder.
        run: what a run is about: settings, rules, formats. Outputs of different runs do not mix.
        overwrite: begin anew.

    Raises:
        UsageError: the output is that of another run, or another run is at work on it.
        OutputError: it cannot be written.
    """

    def __init__(self, state: str, run: Mapping[str, Any], *, overwrite: bool) -> None:
        self._path = Path(state) / LEDGER
        with writing(state):
            Path(state).mkdir(parents=True, exist_ok=True)
            self._lock = _locked(state)
        self._run = {"format": _FORMAT, **json.loads(json.dumps(run))}
        self._shards: dict[str, dict[int, dict[str, Any]]] = {}
        # Shards that are to be done again: their files stay until others take their place.
        self._stale: dict[str, dict[int, dict[str, Any]]] = {}
        self._file: IO[bytes] | None = None
        try:
            self._read(overwrite=overwrite)
            self._rewrite([*self._shards])
            with writing(str(self._path)):
                self._file = self._path.open("ab", buffering=0)
        except BaseException:
            self._unlock()
            raise

    def _read(self, *, overwrite: bool) -> None:
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{self._path}: {error.strerror}") from error
        for place, line in enumerate(lines):
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # a kill cut the last line off: that shard is done again
            if place == 0:
                if not overwrite:
                    self._compare(entry)
                elif entry.get("format") != _FORMAT:
                    return
                continue
            if overwrite:
                entry["sources"] = None  # of no job: only its files matter
            self._shards.setdefault(entry["job"], {})[entry["shard"]] = entry

    def _compare(self, before: Mapping[str, Any]) -> None:
        differ = [key for key in {*before, *self._run} if before.get(key) != self._run.get(key)]
        if differ:
            key = sorted(differ)[0]
            if differ == ["counts"]:
                raise UsageError(
                    f"{self._path.parent}: the run before this one counted nothing per rule, so "
                    "there is nothing to report; write --overwrite, or leave --report out"
                )
            raise UsageError(
                f"{self._path.parent}: the output is that of a run with another {key} "
                f"({_short(before.get(key))}, now {_short(self._run.get(key))}); name another "
                "output, or write --overwrite"
            )

    def begin(self, job: Job) -> Begin | None:
        """Where a job has to go on; None where it is done.

        Raises:
            UsageError: it is done, but from a pipe, which may say something else now.
        """
        found = self._shards.get(job.name, {})
        sources = _identity(job)
        begin = Begin()
        for index in range(len(found)):
            entry = found.get(index)
            if entry is None or entry["sources"] != sources or not _stands(job, entry):
                break
            if entry["final"] and (pipe := next((one for one in job.sources if one.pipe), None)):
                raise UsageError(
                    f"{job.output}: an earlier run has made it of {pipe.title}, which need not say "
                    "the same again; name another output, leave that input out, or write "
                    "--overwrite"
                )
            if entry["final"]:
                return None
            begin = Begin(index + 1, entry["until"])
        if any(source.pipe for source in job.sources):  # it cannot be read again
            begin = Begin()
        for index in [index for index in found if index >= begin.shard]:
            self._stale.setdefault(job.name, {})[index] = found.pop(index)
        return begin

    def add(self, job: Job, shard: Shard) -> None:
        """A shard is complete. It takes the place of all that is stale of its job: an input that
        cannot be read costs no output that was made of it before.
        """
        finals = [final for _, final in shard.renames]
        kept = {*finals, *(name for one in self.entries([job.name]) for name in one["files"])}
        for one in self._stale.pop(job.name, {}).values():
            for name in {*one["files"]} - kept:
                with suppress(OSError):
                    os.unlink(name)
        entry = {
            "job": job.name,
            "shard": shard.number,
            "until": shard.until,
            "final": shard.final,
            "size": shard.size,
            "files": finals,
            "sources": _identity(job),
            "counts": shard.counts,
            "damage": shard.damage,
        }
        self._shards.setdefault(job.name, {})[shard.number] = entry
        assert self._file is not None
        with writing(str(self._path)):
            self._file.write(_line(entry))

    def entries(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """The shards of these jobs, in order."""
        return [entry for name in names for _, entry in sorted(self._shards.get(name, {}).items())]

    def _rewrite(self, names: Iterable[str]) -> None:
        with writing(str(self._path)):
            temporary = self._path.with_name("ledger.tmp")
            stale = (one for name in names for _, one in sorted(self._stale.get(name, {}).items()))
            lines = [_line(self._run), *map(_line, [*self.entries(names), *stale])]
            temporary.write_bytes(b"".join(lines))
            temporary.replace(self._path)

    def close(self, names: Iterable[str] | None = None) -> None:
        """Let it go; with names, written in their order: equal runs end in equal ledgers."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if names is not None:
            kept = list(dict.fromkeys(names))
            self._rewrite([*kept, *sorted({*self._shards, *self._stale} - set(kept))])
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def counted_before(state: str) -> bool:
    """Whether the run of this folder counts per rule; one that goes on with it does, too."""
    try:
        with (Path(state) / LEDGER).open("rb") as file:
            return bool(json.loads(file.readline()).get("counts"))
    except (OSError, ValueError):
        return False


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=True).encode("ascii") + b"\n"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _identity(job: Job) -> list[list[Any]]:
    return [[source.path, source.size, source.modified] for source in job.sources]


def _stands(job: Job, entry: Mapping[str, Any]) -> bool:
    """Whether the files of a shard are there, the output as large as it was."""
    output = job.paths(entry["shard"]).output
    for name in entry["files"]:
        try:
            size = os.stat(name).st_size
        except OSError:
            return False
        if name == output and size != entry["size"]:
            return False
    return True


def _locked(state: str) -> int | None:
    """The folder, ours alone; the system lets go of it however a run ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    folder = os.open(state, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        raise UsageError(f"{state}: another run is at work on this output") from None
    return folder
