"""Everything that the command says on standard error, and the exit codes."""

from __future__ import annotations

import sys

from arclean.report.escape import visible

__all__ = ["BAD", "CLOSED_PIPE", "DONE", "FOUND", "INTERRUPTED", "error", "lines", "why"]

DONE = 0
FOUND = 1
"""``--check`` found something that would change; a rule test failed; lint found a fault."""
BAD = 2
"""Usage, unreadable input, output that cannot be written, a rule file that is not valid."""
INTERRUPTED = 130
CLOSED_PIPE = 141


def error(message: str) -> None:
    """One sentence on standard error, whatever hostile names it holds: ``arclean: …``."""
    lines([f"arclean: {visible(message)}"])


def lines(texts: list[str]) -> None:
    """Lines on standard error, as UTF-8 whatever the locale."""
    data = "".join(f"{text}\n" for text in texts).encode("utf-8", "backslashreplace")
    try:
        sys.stderr.buffer.write(data)
        sys.stderr.buffer.flush()
    except (OSError, AttributeError, ValueError):
        pass  # nobody listens: standard error is closed


def why(fault: OSError | ValueError) -> str:
    """The reason of an operating-system error, or of a name that cannot be one, in words."""
    return getattr(fault, "strerror", None) or str(fault)
