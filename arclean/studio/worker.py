"""The session in a process of its own, so that a check that takes too long can be ended."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock, Timer
from typing import IO, Any

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
        self._process: subprocess.Popen[bytes] | None = None

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
                assert process.stdin is not None
                assert process.stdout is not None
                _send(process.stdin, (name, arguments))
                done, answer = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._end()
                raise ArcleanError(
                    f"this took longer than {self._limit:g} seconds, or more memory than there is, "
                    "and was ended; make the patterns simpler, or open fewer pages"
                ) from None
            finally:
                late.cancel()
        if not done:
            raise answer
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        # Its modules come from where ours came from, never from the working directory.
        code = (
            f"import sys; sys.path[:] = {sys.path!a}\n"
            "from arclean.studio.worker import serve; serve()"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us to act on
        )
        assert self._process.stdin is not None
        _send(self._process.stdin, self._start)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError, ValueError):
                process.communicate()

    def close(self) -> None:
        """End the process, whatever it does."""
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for it lets go of the lock
        with self._lock:
            self._end()


def _send(stream: IO[bytes], value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def serve() -> None:
    """The life of the process."""
    # Whatever else is printed must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError):
        pages, path, rules = pickle.load(sys.stdin.buffer)
        session: Session | None = None
        while True:
            name, arguments = pickle.load(sys.stdin.buffer)
            try:
                session = session or Session(pages, path, RuleSet.load(*rules))
                _send(answers, (True, _ASKED[name](session, *arguments)))
            except ArcleanError as error:
                _send(answers, (False, error))
            except Exception as error:
                message = f"arclean failed here, which is a fault of its own ({error!r})"
                _send(answers, (False, ArcleanError(message)))


def _propose(
    session: Session, text: str, mark: tuple[Any, ...], marks: Sequence[tuple[Any, ...]]
) -> dict[str, Any]:
    return propose(session, text, Mark(*mark), [Mark(*one) for one in marks])._asdict()


_ASKED: Mapping[str, Callable[..., Any]] = {"check": Session.check, "propose": _propose}
