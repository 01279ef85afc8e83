"""The entry point: dispatch, errors to sentences, exit codes, and closed pipes, each in this one
place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from arclean.cli import messages
from arclean.cli.output import discard_unfinished, flush_standard_output, standard_output
from arclean.cli.signals import EndedError, ended_in_order
from arclean.errors import ArcleanError, UsageError, closest

__all__ = ["run"]

_COMMANDS = ("rules", "normalize", "explain", "corpus")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind the name of the command; those of the process by default.

    Returns:
        The exit code; see :mod:`arclean.cli.messages`.
    """
    with ended_in_order():
        return _run(list(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    try:
        status = _dispatch(arguments)
        flush_standard_output()
    except ArcleanError as error:
        messages.error(str(error))
        status = messages.BAD
    except BrokenPipeError:
        status = messages.CLOSED_PIPE
    except KeyboardInterrupt:
        status = messages.INTERRUPTED
    except EndedError as signal:
        status = signal.status
    except OSError as error:
        messages.error(f"the output cannot be written: {messages.why(error)}")
        status = messages.BAD
    finally:
        discard_unfinished()
    if status not in (messages.DONE, messages.FOUND):
        _drop_output()
    return status


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["rules"]:  # a file of that name is ./rules
        from arclean.cli.rules import rules

        return rules(arguments[1:])
    if arguments[:1] == ["normalize"]:  # and that is ./normalize
        from arclean.cli.normalize import normalize

        return normalize(arguments[1:])
    if arguments[:1] == ["explain"]:  # and that is ./explain
        from arclean.cli.explain import explain

        return explain(arguments[1:])
    if arguments[:1] == ["corpus"]:  # and that is ./corpus
        from arclean.cli.corpus import corpus

        return corpus(arguments[1:])
    if arguments:
        _refuse_misspelt(arguments[0])
    from arclean.cli.flags import CLEAN
    from arclean.cli.parse import parse

    options = parse(CLEAN, arguments)
    if options is None:
        from arclean.cli.reference import help_text

        return _print(help_text(CLEAN))
    if options.version:
        from arclean.cli.version import version_text

        return _print(version_text())
    from arclean.cli.clean import clean

    return clean(options)


def _refuse_misspelt(word: str) -> None:
    """Refuse a word that is no file, but nearly a command."""
    if word.isalpha() and not os.path.lexists(word):
        near = "--help" if word == "help" else closest(word, _COMMANDS, cutoff=0.7)
        if near:
            raise UsageError(f"no file is called {word}; did you mean 'arclean {near}'?")


def _print(text: str) -> int:
    standard_output().write(text.encode("utf-8"))
    return messages.DONE


def _drop_output() -> None:
    """What is still buffered for a standard output that fails would fail again, and be told of,
    when Python ends.
    """
    try:
        flush_standard_output()
    except (OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
