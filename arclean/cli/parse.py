"""Command lines: from the flag tables to parsed options."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from arclean.cli.flags import Command, Flag
from arclean.errors import UsageError

__all__ = ["parse"]


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse writes "argument -p/--profile: expected one argument".
        raise UsageError(message.removeprefix("argument "))


def _formatter(prog: str) -> HelpFormatter:
    """With a width of its own: argparse imports a third of the standard library to find one."""
    return HelpFormatter(prog, width=80)


def parse(command: Command, arguments: Sequence[str]) -> Namespace | None:
    """Parse the arguments of a command.

    Flags and operands may be mixed; ``--`` ends the flags. A flag whose value may be left out takes
    one only behind ``=``, so that it never swallows a file name.

    Returns:
        The values of all flags, and ``operands``; None where help was asked for.

    Raises:
        UsageError: unknown flags, or wrong values.
    """
    flags, operands = _split(arguments)
    if any(argument in ("-h", "--help") for argument in flags):
        return None
    bare = {name: flag.bare for flag in command.flags if flag.bare for name in flag.names}
    flags = [f"{name}={bare[name]}" if name in bare else name for name in flags]
    parser = _Parser(
        add_help=False, allow_abbrev=False, argument_default=SUPPRESS, formatter_class=_formatter
    )
    for flag in command.flags:
        _declare(parser, flag)
    options, rest = parser.parse_known_args(flags)
    for one in rest:
        if one.startswith("-") and one != "-":
            raise UsageError(_unknown(command, one))
    for flag in command.flags:
        if not hasattr(options, flag.dest):
            setattr(options, flag.dest, flag.default if flag.metavar else False)
    if options.help:  # hidden among short flags: -ih
        return None
    options.operands = [*rest, *operands]
    return options


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first ``--``, and what stands behind it."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:at]), list(arguments[at + 1 :])


def _declare(parser: ArgumentParser, flag: Flag) -> None:
    if flag.metavar is None:
        parser.add_argument(*flag.names, dest=flag.dest, action="store_true")
        return
    parser.add_argument(
        *flag.names,
        dest=flag.dest,
        metavar=flag.metavar,
        type=_typed(flag.parse) if flag.parse else str,
        action="append" if flag.repeat else "store",
    )


def _typed(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """argparse prints the message of an ArgumentTypeError only."""

    def value(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from error

    return value


def _unknown(command: Command, text: str) -> str:
    from difflib import get_close_matches

    name = text.split("=", 1)[0]
    known = [known for flag in command.flags for known in flag.names if known.startswith("--")]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"'{command.name} --help' shows all flags"
    return f"there is no flag {name}; {hint} (a file of that name is ./{name})"
