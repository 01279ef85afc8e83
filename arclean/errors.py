"""The one tree of errors that arclean raises on purpose.

    ArcleanError
    ├── UsageError      a wrong argument: unknown profile, step, site, category, flag
    ├── InputError      input that cannot be read or written
    │   └── EncodingError   bytes that are not UTF-8, where the caller asked for `strict`
    └── RuleError       a rule file that is not valid; carries path, line and key

Each message is one sentence that says what is wrong, where, and what to do about it. The command
prints exactly that sentence and exits with status 2.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs an import of some milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ArcleanError", "EncodingError", "InputError", "RuleError", "UsageError"]


class ArcleanError(Exception):
    """Base of every error that arclean raises on purpose."""


class UsageError(ArcleanError, ValueError):
    """An argument that arclean does not understand."""


class InputError(ArcleanError):
    """Input that cannot be read, or output that cannot be written."""


class EncodingError(InputError, ValueError):
    """Bytes that are not UTF-8.

    Attributes:
        offset: position of the first invalid byte, counted from the start of the input (of the
        stream).
    """

    def __init__(self, message: str, *, offset: int) -> None:
        super().__init__(message)
        self.offset = offset

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_encoding_error, (self.args[0], self.offset)


class RuleError(ArcleanError):
    """A rule file that breaks the format.

    Attributes:
        path: the file as the user named it, or None for a mapping built in memory.
        line: 1-based line in that file, or None where no single line is to blame.
        key: dotted path of the key at fault, such as ``rules[2].drop_line.regex``, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        key: str | None = None,
    ) -> None:
        where = path or ""
        if line is not None:
            where += f":{line}"
        super().__init__(": ".join(part for part in (where, key or "", message) if part))
        self.message = message
        self.path = path
        self.line = line
        self.key = key

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_rule_error, (self.message, self.path, self.line, self.key)


def closest(name: object, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known name that a misspelt one comes nearest to, for the end of an error's sentence.

    Args:
        name: what was written; nothing is near to what is no str.
        known: what could have been.
        cutoff: likeness from 0 to 1 below which no name is near (``difflib``'s ratio).
    """
    from difflib import get_close_matches  # here: only an error needs it

    if not isinstance(name, str):
        return None
    close = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return close[0] if close else None


def _rebuild_encoding_error(message: str, offset: int) -> EncodingError:
    return EncodingError(message, offset=offset)


def _rebuild_rule_error(
    message: str, path: str | None, line: int | None, key: str | None
) -> RuleError:
    return RuleError(message, path=path, line=line, key=key)
