"""Signals that end the command: it ends as after Ctrl-C, without half-written files."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

__all__ = ["EndedError", "ended_in_order"]

_SHELL = 128
"""What shells add to the number of the signal that ended a command."""


class EndedError(BaseException):
    """A signal asks the command to end: like KeyboardInterrupt no ``Exception``.

    Attributes:
        status: the exit code.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = _SHELL + number


@contextmanager
def ended_in_order() -> Iterator[None]:
    """While this lasts, signals that would end the process at once raise :class:`EndedError` in the
    main thread, and the first one is the last: nothing disturbs the tidying up. Ctrl-C raises
    KeyboardInterrupt as ever. Signals that somebody ignores (nohup) or handles stay as they are.
    """
    taken: list[tuple[int, Any]] = []

    def end(number: int, _frame: object) -> None:
        for one, _ in taken:  # timeout(1) sends it twice, and so do people
            signal.signal(one, lambda *_: None)
        raise KeyboardInterrupt if number == signal.SIGINT else EndedError(number)

    with suppress(ValueError):  # not the main thread: nobody's signals are ours
        for name, default in (
            ("SIGINT", signal.default_int_handler),
            ("SIGTERM", signal.SIG_DFL),
            ("SIGHUP", signal.SIG_DFL),  # Windows has none
        ):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is default:
                signal.signal(number, end)
                taken.append((number, default))
    try:
        yield
    finally:
        for number, default in taken:
            signal.signal(number, default)
