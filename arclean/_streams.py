"""Standard input and output as they were left to us."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import IO

__all__ = ["blocking"]


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
