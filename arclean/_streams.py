"""Standard input and output as they were left to us."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import IO

from arclean.errors import InputError

__all__ = ["blocking", "standard_input"]


def standard_input() -> IO[bytes]:
    """Standard input as bytes; a read waits for more.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file")
    return blocking(sys.stdin.buffer)


def blocking(stream: IO[bytes]) -> IO[bytes]:
    """The stream, which waits from now on.

    Who started us may have made it non-blocking (Node, ssh, a shell after a program that died). A
    read that finds nothing yet would pass for the end of the input, and the rest be lost; a write
    would take a part.
    """
    with suppress(OSError, ValueError, AttributeError):  # no file; Windows before Python 3.12
        descriptor = stream.fileno()
        if not os.get_blocking(descriptor):
            os.set_blocking(descriptor, True)
    return stream
