"""The main command: flags to inputs, pipeline and observers; one run over all inputs."""

from __future__ import annotations

import os
from time import perf_counter
from typing import IO

from arclean._streams import standard_input
from arclean.cli import messages
from arclean.cli.feed import Feeder
from arclean.cli.inputs import STDIN, SUFFIXES, Source, find_sources, once
from arclean.cli.observers import Observer
from arclean.cli.output import (
    check_target,
    is_folder_target,
    open_for_writing,
    plan_targets,
    standard_output,
)
from arclean.cli.parse import Options
from arclean.cli.pipeline import Pipeline
from arclean.cli.reporters import Counts, Diffs, Explanations, Stated, TooLarge
from arclean.cli.sniff import HTML_SUFFIXES
from arclean.cli.work import workers_for
from arclean.cli.writers import Changes, RemovedRecords, ToFiles, ToStream
from arclean.errors import UsageError

__all__ = ["clean"]


def clean(options: Options) -> int:
    """Run the command.

    Returns:
        The exit code.

    Raises:
        UsageError: flags that contradict each other, or an unknown profile, site or category.
        RuleError: a rule file is not valid.
        InputError: nothing can be written at all. Of inputs that fail standard error tells; the
            others go on.
    """
    _check(options)
    return _Run(options).all()


def _check(options: Options) -> None:
    """Refuse flags that contradict each other."""
    reports = [f"--{name}" for name in ("explain", "diff", "check") if getattr(options, name)]
    writes = [flag for flag, given in (("-o", options.output), ("-i", options.in_place)) if given]
    if len(writes) > 1:
        raise UsageError("-i and -o contradict each other; write one of them")
    if writes and reports:
        raise UsageError(f"{reports[0]} prints instead of writing text; leave {writes[0]} out")
    if options.explain and options.diff:
        raise UsageError("--explain and --diff contradict each other; write one of them")
    if options.metadata and (reports or writes):
        raise UsageError(
            f"--metadata prints instead of writing text; leave {[*reports, *writes][0]} out"
        )
    if options.format == "html":
        if options.docs in ("line", "blank-lines"):
            raise UsageError(
                f"--docs {options.docs} would cut HTML pages apart; write nul or form-feed"
            )
        if options.diff:
            raise UsageError("--diff compares plain text; --explain says what went from a page")
        if options.in_place:
            raise UsageError("-i would replace HTML pages by their text; write -o")
    if options.check and options.save_removed:
        raise UsageError("--check writes nothing; leave --save-removed out")
    if options.save_removed == STDIN:
        raise UsageError("--save-removed writes a file; name it (a file called - is ./-)")
    if options.in_place and (not options.operands or STDIN in options.operands):
        raise UsageError("-i replaces files; name them")


def _limit(options: Options) -> int:
    """Bytes of the largest document that is held in memory."""
    held = (options.docs, options.explain, options.diff, options.metadata)
    if not options.no_strip or any(held):
        return int(options.max_doc_bytes)
    # Where nothing is stripped and nothing reported no document need be held, unless several files
    # are worked on at once.
    return 0 if options.jobs == 1 else 2**22


def _suffixes(options: Options) -> tuple[str, ...]:
    """What files in folders are called."""
    texts = () if options.format == "html" else SUFFIXES
    return texts if options.format == "text" else (*texts, *HTML_SUFFIXES)


class _Run:
    """One run of the command over all of its inputs."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._failed = False
        self._changed = False
        self._sources, self._folders = find_sources(
            options.operands, self._fault, skip=options.output, suffixes=_suffixes(options)
        )
        if options.in_place:
            self._sources = once(self._sources)
        limit = _limit(options)
        pipeline = Pipeline(options)
        self._counts = Counts() if options.stats else None
        self._observers = self._make_observers(limit if pipeline.strips else None)
        self._workers = workers_for(
            options, pipeline, reasons=any(observer.reasons for observer in self._observers)
        )
        self._feeder = Feeder(
            pipeline,
            self._workers,
            self._observers,
            docs=options.docs,
            limit=limit,
            format=options.format,
            page_limit=int(options.max_doc_bytes),
            in_place=options.in_place,
            fault=self._fault,
        )

    def all(self) -> int:
        """Clean every input; the exit code."""
        started = perf_counter()
        if not self._options.operands and standard_input().isatty():
            messages.error(
                "reading from the terminal; Ctrl-D ends the text, --help shows the flags"
            )
        try:
            self._feeder.feed(self._sources)
        except BaseException:
            for observer in self._observers:
                observer.break_off()
            raise
        finally:
            self._workers.close()
            for observer in self._observers:
                observer.close()
        if self._counts is not None:
            seconds = perf_counter() - started
            messages.lines([f"arclean: {line}" for line in self._counts.statistics.lines(seconds)])
        if self._failed:
            return messages.BAD
        return messages.FOUND if self._options.check and self._changed else messages.DONE

    def _fault(self, message: str) -> None:
        messages.error(message)
        self._failed = True

    def _make_observers(self, limit: int | None) -> list[Observer]:
        """Who is told of the documents. What writes comes last, so that records are complete before
        it commits.
        """
        options = self._options
        observers: list[Observer] = []
        targets: list[str] | None = None
        if not (options.explain or options.diff or options.check or options.metadata):
            targets = self._targets()
        if options.save_removed:
            records = open_for_writing(
                options.save_removed,
                [*self._files(), *(targets or ())],
                keep_records=options.in_place,
            )
            observers.append(RemovedRecords(records))
        if self._counts is not None:
            observers.append(self._counts)
        if options.explain or options.diff:
            observers.append(self._reporter())
        if options.metadata:
            observers.append(Stated(standard_output()))
        if options.check:
            observers.append(Changes(self._found))
        if limit is not None:
            observers.append(TooLarge(limit))
        if targets is not None:
            observers.append(self._writer(targets))
        return observers

    def _targets(self) -> list[str]:
        """Files to write, one for each input; none for standard output."""
        options = self._options
        if options.in_place:
            return [source.path for source in self._sources]
        if options.output in (None, STDIN):
            return []
        suffix = None if options.format == "text" else ".md" if options.markdown else ".txt"
        return plan_targets(self._sources, options.output, self._folders, suffix)

    def _writer(self, targets: list[str]) -> Observer:
        options = self._options
        if not options.in_place and options.output in (None, STDIN):
            return ToStream(standard_output(), options.docs)
        target = dict(zip(self._sources, targets, strict=True))
        folder = not options.in_place and is_folder_target(
            options.output, self._sources, self._folders
        )
        return ToFiles(target.__getitem__, in_place=options.in_place, make_folders=folder)

    def _files(self) -> list[str]:
        """The inputs that are files."""
        return [source.path for source in self._sources if source.path != STDIN]

    def _reporter(self) -> Observer:
        from arclean.report.colour import Painter, wanted
        from arclean.report.explain import as_json, as_text

        options = self._options
        if getattr(options, "html", None):  # of `arclean explain`
            from arclean.cli.pipeline import profile_of
            from arclean.cli.review import ReviewPage
            from arclean.normalize import Normalizer

            check_target("--html", options.html, self._files())
            return ReviewPage(options.html, Normalizer(profile_of(options)))
        stream = standard_output()
        if options.explain == "json":
            return Explanations(stream, as_json)
        terminal = stream.isatty()
        paint = Painter(wanted(options.color, terminal, os.environ))
        if options.diff:
            return Diffs(stream, paint, escape=terminal or paint.active)
        width = _columns(stream)
        alone = options.docs is None
        return Explanations(
            stream,
            lambda cleaned: "".join(
                f"{line}\n" for line in as_text(cleaned, width, paint, alone=alone)
            ).encode("utf-8"),
        )

    def _found(self, source: Source) -> None:
        """``--check``: an input would change."""
        self._changed = True
        if self._options.explain or self._options.diff:
            return
        stream = standard_output()
        name = os.fsencode(source.title)
        if stream.isatty():
            from arclean.report.escape import visible

            name = visible(name).encode("utf-8")
        stream.write(name + b"\n")


def _columns(stream: IO[bytes]) -> int:
    """Columns of the terminal; 100 where the output is none."""
    wished = os.environ.get("COLUMNS", "")
    if wished.isdigit() and int(wished) > 0:
        return int(wished)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 100
    except (OSError, ValueError):
        return 100
