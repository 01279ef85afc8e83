"""The session in a process of its own, so that a check that takes too long can be ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock, Timer
from typing import Any

from arclean._process import Answer, DiedError, Process
from arclean.errors import ArcleanError
from arclean.rules.ruleset import RuleSet
from arclean.studio.propose import Mark, propose
from arclean.studio.session import Given, Session

__all__ = ["LIMIT", "Worker"]

LIMIT = 20.0
"""Seconds that a check or a proposal may take."""


class Worker:
    """Answers questions about rule files, one at a time, each within :data:`LIMIT`.

    Args:
        pages: the pages.
        path: name of the rule file, for findings.
        rules: rule files besides the shipped ones, as paths.
        limit: seconds for an answer.
    """

    def __init__(
        self, pages: Sequence[Given], path: str, rules: Sequence[str] = (), limit: float = LIMIT
    ) -> None:
        self._start = (tuple(pages), path, tuple(rules))
        self._limit = limit
        self._lock = Lock()
        self._process: Process | None = None

    def check(self, text: str, base: str, have: Sequence[str]) -> dict[str, Any]:
        """See :meth:`Session.check`.

        Raises:
            ArcleanError: it took too long.
        """
        answer: dict[str, Any] = self._ask("check", (text, base, list(have)))
        return answer

    def propose(self, text: str, mark: Mark, marks: Sequence[Mark]) -> dict[str, Any]:
        """See :func:`propose`; the proposal as a mapping.

        Raises:
            ArcleanError: there is none, or it took too long.
        """
        answer: dict[str, Any] = self._ask("propose", (text, tuple(mark), [*map(tuple, marks)]))
        return answer

    def _ask(self, name: str, arguments: tuple[Any, ...]) -> Any:
        with self._lock:
            process = self._running()
            late = Timer(self._limit, process.kill)
            late.daemon = True
            late.start()
            try:
                return process.answer((name, arguments))
            except DiedError:
                self._end()
                raise ArcleanError(
                    f"this took longer than {self._limit:g} seconds, or more memory than there is, "
                    "and was ended; make the patterns simpler, or open fewer pages"
                ) from None
            finally:
                late.cancel()

    def _running(self) -> Process:
        if self._process is None or self._process.ended:
            self._process = Process("arclean.studio.worker", self._start)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for it lets go of the lock
        with self._lock:
            self._end()


def begin(start: tuple[Sequence[Given], str, Sequence[str]]) -> Answer:
    """What the process does: a message is the name of a question and its arguments."""
    pages, path, rules = start
    session = Session(pages, path, RuleSet.load(*rules))
    return lambda message, _: _ASKED[message[0]](session, *message[1])


def _propose(
    session: Session, text: str, mark: tuple[Any, ...], marks: Sequence[tuple[Any, ...]]
) -> dict[str, Any]:
    return propose(session, text, Mark(*mark), [Mark(*one) for one in marks])._asdict()


_ASKED: Mapping[str, Callable[..., Any]] = {"check": Session.check, "propose": _propose}
