"""argparse, set up from a flag table."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, NoReturn

from arclean.cli.flags import Command, Flag
from arclean.errors import UsageError

__all__ = ["parse_flags"]


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse writes "argument -p/--profile: expected one argument".
        raise UsageError(message.removeprefix("argument "))


class _Formatter(HelpFormatter):
    """For argparse's check of each flag's metavar; it prints nothing.

    With a width, and from Python 3.14 on without colours, argparse does not import a third of the
    standard library.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)

    def _set_color(self, color: bool) -> None:
        del color


def parse_flags(command: Command, words: Sequence[str], options: SimpleNamespace) -> list[str]:
    """Put the values of the flags that were given into ``options``.

    Returns:
        The words that belong to no flag.

    Raises:
        UsageError: a value is wrong or missing.
    """
    if any(word in ("-h", "--help") for word in words):
        options.help = True  # whatever else is wrong
        return []
    bare = {name: flag.bare for flag in command.flags if flag.bare for name in flag.names}
    words = [f"{word}={bare[word]}" if word in bare else word for word in words]
    parser = _Parser(
        add_help=False, allow_abbrev=False, argument_default=SUPPRESS, formatter_class=_Formatter
    )
    for flag in command.flags:
        _declare(parser, flag)
    _, rest = parser.parse_known_args(words, options)
    return rest


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
