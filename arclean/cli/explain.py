"""``arclean explain``: what would go and why, on the terminal or as a web page to review."""

from __future__ import annotations

from collections.abc import Sequence

from arclean.cli import messages
from arclean.cli.flags import CLEAN, EXPLAIN
from arclean.cli.output import standard_output
from arclean.cli.parse import fill_in, parse
from arclean.errors import UsageError

__all__ = ["explain"]


def explain(arguments: Sequence[str]) -> int:
    """Run ``arclean explain``; the exit code.

    Raises:
        UsageError: unknown flags, or an unknown profile, site or category.
        RuleError: a rule file is not valid.
        InputError: nothing can be read or written at all.
    """
    options = parse(EXPLAIN, arguments)
    if options is None:
        from arclean.cli.reference import help_text

        standard_output().write(help_text(EXPLAIN).encode("utf-8"))
        return messages.DONE
    from arclean.cli.clean import clean

    fill_in(CLEAN, options)
    if options.html and options.json:
        raise UsageError("--html and --json contradict each other; write one of them")
    if options.html == "-":
        raise UsageError("--html writes a file; name it (a file called - is ./-)")
    options.explain = "json" if options.json else "text"
    return clean(options)
