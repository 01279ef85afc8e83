"""Command lines: from the flag tables to parsed options."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from arclean.cli.flags import Command
from arclean.errors import UsageError, closest

__all__ = ["Options", "fill_in", "parse"]

Options = SimpleNamespace
"""The values of all flags of a command by :attr:`arclean.cli.flags.Flag.dest`, and ``operands``."""


def parse(command: Command, arguments: Sequence[str]) -> Options | None:
    """Parse the arguments of a command.

    Flags and operands may be mixed; ``--`` ends the flags. A flag whose value may be left out takes
    one only behind ``=``, so that it never swallows a file name.

    Returns:
        The options; None where help was asked for.

    Raises:
        UsageError: unknown flags, or wrong values.
    """
    words, operands = _split(arguments)
    options = Options()
    if any(word.startswith("-") and word != "-" for word in words):
        # A command line of file names alone does not pay for argparse.
        from arclean.cli.parser import parse_flags

        words = parse_flags(command, words, options)
    fill_in(command, options)
    if options.help:
        return None
    for word in words:
        if word.startswith("-") and word != "-":
            raise UsageError(_unknown(command, word))
    options.operands = [*words, *operands]
    if "" in options.operands:
        raise UsageError("a name on the command line is empty; is a variable of the shell not set?")
    return options


def fill_in(command: Command, options: Options) -> None:
    """Give the flags of a command that were not given the values that they have then."""
    for flag in command.flags:
        if not hasattr(options, flag.dest):
            setattr(options, flag.dest, flag.default if flag.metavar else False)


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first ``--``, and what stands behind it."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:at]), list(arguments[at + 1 :])


def _unknown(command: Command, text: str) -> str:
    name = text.split("=", 1)[0]
    known = [known for flag in command.flags for known in flag.names if known.startswith("--")]
    near = closest(name, known)
    hint = f"did you mean {near}?" if near else f"'{command.name} --help' shows all flags"
    return f"there is no flag {name}; {hint} (a file of that name is ./{name})"
