"""``arclean normalize``: the main command without stripping, and explanations of characters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.flags import CLEAN, NORMALIZE
from arclean.cli.inputs import BLOCK, STDIN, Source, find_sources
from arclean.cli.output import standard_output
from arclean.cli.parse import Options, fill_in, parse
from arclean.errors import EncodingError, InputError, UsageError

if TYPE_CHECKING:
    from arclean.normalize.explain import Explainer

__all__ = ["normalize"]


def normalize(arguments: Sequence[str]) -> int:
    """Run ``arclean normalize``; the exit code.

    Raises:
        UsageError: unknown flags, a wrong profile, or flags that contradict each other.
        RuleError: a profile file is not valid.
        InputError: nothing can be read or written at all.
    """
    options = parse(NORMALIZE, arguments)
    if options is None:
        from arclean.cli.reference import help_text

        standard_output().write(help_text(NORMALIZE).encode("utf-8"))
        return messages.DONE
    if options.explain:
        return _explain(options)
    from arclean.cli.clean import clean

    fill_in(CLEAN, options)
    options.no_strip = True
    return clean(options)


def _explain(options: Options) -> int:
    """``--explain``: counts of each input, one after the other."""
    from arclean.cli.pipeline import profile_of
    from arclean.normalize.explain import Explainer
    from arclean.report.characters import as_json, as_text
    from arclean.report.colour import Painter, wanted

    for name, given in (("-o", options.output), ("-i", options.in_place)):
        if given:
            raise UsageError(f"--explain prints instead of writing text; leave {name} out")
    for name in ("diff", "check", "stats"):
        if getattr(options, name):
            raise UsageError(f"--explain and --{name} contradict each other; write one of them")
    profile = profile_of(options)
    Explainer(profile, script=options.script)  # a wrong profile is told before anything is read
    failed = False

    def fault(message: str) -> None:
        nonlocal failed
        messages.error(message)
        failed = True

    sources, _folders = find_sources(options.operands, fault)
    stream = standard_output()
    paint = Painter(wanted(options.color, stream.isatty(), os.environ))
    for source in sources:
        explained = Explainer(profile, script=options.script)
        try:
            _read(source, explained, options.errors)
        except InputError as error:
            fault(str(error))
            continue
        if options.explain == "json":
            stream.write(as_json(source.path, options.profile, explained))
        else:
            lines = as_text(source.path, options.profile, explained, paint)
            stream.writelines(f"{line}\n".encode("utf-8", "replace") for line in lines)
    return messages.BAD if failed else messages.DONE


def _read(source: Source, explained: Explainer, errors: str) -> None:
    """Feed one input.

    Raises:
        InputError: it cannot be read, or is not UTF-8 with ``errors`` strict.
    """
    from codecs import getincrementaldecoder

    how = {"keep": "surrogateescape"}.get(errors, errors)
    decoder = getincrementaldecoder("utf-8")(how)
    offset = 0
    try:
        reader = source.open()
        with nullcontext() if source.path == STDIN else reader:
            while True:
                block = reader.read(BLOCK) or b""
                held = len(decoder.getstate()[0])
                explained.feed(decoder.decode(block, final=not block))
                offset += len(block)
                if not block:
                    return
    except UnicodeDecodeError as error:
        at = offset - held + error.start
        raise EncodingError(f"{source.title}: byte {at} is not UTF-8", offset=at) from error
    except (OSError, ValueError) as error:
        raise InputError(f"{source.title}: {messages.why(error)}") from error
