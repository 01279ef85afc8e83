"""``arclean corpus``: flags to a request, and what is said of the run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.corpus_flags import CORPUS
from arclean.cli.inputs import STDIN
from arclean.cli.output import check_target, standard_output
from arclean.cli.parse import Options, parse
from arclean.cli.pipeline import profile_of
from arclean.cli.reference import help_text
from arclean.errors import UsageError

if TYPE_CHECKING:
    from arclean.corpus.model import Settings
    from arclean.corpus.run import Outcome

__all__ = ["corpus"]


def corpus(arguments: Sequence[str]) -> int:
    """Run the command; the exit code.

    Raises:
        UsageError: flags that make no sense, or a library that is not installed.
        RuleError: a rule file is not valid.
        InputError: the output cannot be written.
    """
    options = parse(CORPUS, arguments)
    if options is None:
        standard_output().write(help_text(CORPUS).encode("utf-8"))
        return messages.DONE
    _check(options)
    from arclean.corpus.find import find
    from arclean.corpus.model import Fields
    from arclean.corpus.progress import Console
    from arclean.corpus.run import Request, run

    faults: list[str] = []
    skip = [path for path in (options.output, options.save_removed) if path]
    sources = find(options.operands, faults.append, skip)
    inputs = [source.path for source in sources if source.path != STDIN]
    for path in options.report:
        check_target("--report", path, [*inputs, options.output])
    request = Request(
        sources,
        options.output,
        _settings(options),
        Fields(options.text_field, options.html_field, options.url_field, options.site_field),
        given=getattr(options, "from"),
        target=options.to,
        docs=options.docs,
        drop=tuple(name for names in options.drop for name in names),
        removed=options.save_removed,
        shard_bytes=options.shard,
        workers=options.workers,
        overwrite=options.overwrite,
    )
    for fault in faults:
        messages.error(fault)
    started = perf_counter()
    shown = options.progress == "always" or (options.progress == "auto" and sys.stderr.isatty())
    with Console(messages.error, shown=shown) as console:
        outcome = run(request, console)
    seconds = perf_counter() - started
    if options.report:
        from arclean.corpus.report import write_report

        for path in options.report:
            write_report(path, outcome, request.settings)
    messages.lines([f"arclean: {_summary(outcome, seconds)}"])
    return messages.BAD if outcome.damage or outcome.unread or faults else messages.DONE


def _check(options: Options) -> None:
    if not options.output:
        raise UsageError("say where the result goes: -o FOLDER or -o FILE")
    if options.output == "-":
        raise UsageError("a corpus goes into files; write -o FOLDER or -o FILE")
    for path in options.report:
        if not path.endswith((".json", ".html")):
            raise UsageError(f"--report {path}: write a name that ends in .json or .html")


def _settings(options: Options) -> Settings:
    from arclean.corpus.arrow import pinned
    from arclean.corpus.model import Settings

    profile = profile_of(options)
    return pinned(
        Settings(
            profile=profile if isinstance(profile, str) else tuple(profile),
            strip=not options.no_strip,
            keep=tuple(name for names in options.keep for name in names),
            errors=options.errors,
            max_doc_bytes=options.max_doc_bytes,
            site=options.site,
            source=options.source,
            rules=tuple(os.path.abspath(path) for path in options.rules),  # noqa: PTH100
            counted=bool(options.report or options.save_removed),
            removed=options.save_removed is not None,
        )
    )


def _summary(outcome: Outcome, seconds: float) -> str:
    counts = outcome.counts
    change = f" ({counts.bytes_out / counts.bytes_in - 1:+.1%})" if counts.bytes_in else ""
    words = [
        f"{counts.documents:,} documents, {counts.bytes_in:,} bytes of text in, "
        f"{counts.bytes_out:,} out{change}"
    ]
    if counts.failed:
        words.append(f"{counts.failed:,} put aside")
    if outcome.skipped:
        words.append(f"{outcome.skipped:,} of {outcome.jobs:,} outputs were done already")
    broken = len(outcome.damage) + outcome.unread
    if broken:
        words.append("some inputs are damaged or could not be read")
    return "; ".join([*words, f"{seconds:.1f} s"])
