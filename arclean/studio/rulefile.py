"""The one file that the studio writes."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from arclean.errors import ArcleanError, InputError
from arclean.rules.yamlread import MAX_BYTES

__all__ = ["Atomic", "ChangedError", "OnDisk", "RuleFile"]


class ChangedError(ArcleanError):
    """The file is not as the author last saw it."""


class Atomic(Protocol):
    """A file that appears under its name only when it is complete."""

    def write(self, data: bytes, /) -> None:
        """Write further bytes."""

    def commit(self) -> None:
        """Complete the file and give it its name."""

    def abandon(self) -> None:
        """Leave everything as it was; nothing, where it was committed."""


class OnDisk(NamedTuple):
    """The file as it stands.

    Attributes:
        text: its text, lines ended by LF; a draft where it is not there.
        stamp: what it is known by when it is saved; empty where it is not there.
    """

    text: str
    stamp: str


class RuleFile:
    """A rule file on disk.

    Args:
        path: its name.
        draft: text to begin with where it is not there.
        create: opens a file that appears when it is complete.
    """

    def __init__(self, path: str, draft: str, create: Callable[[str], Atomic]) -> None:
        self.path = path
        self._draft = draft
        self._create = create

    def read(self) -> OnDisk:
        """The file as it stands.

        Raises:
            InputError: it cannot be read, or is no text.
        """
        data = self._bytes()
        if data is None:
            return OnDisk(self._draft, "")
        if len(data) > MAX_BYTES:
            raise InputError(
                f"{self.path}: larger than a rule file may be ({MAX_BYTES // 1024} KiB)"
            )
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError(f"{self.path}: the file is not UTF-8; save it as UTF-8") from None
        text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        return OnDisk(text.replace("\r\n", "\n"), _stamp(data))

    def save(self, text: str, stamp: str) -> OnDisk:
        """Write the file as a whole, or not at all.

        Line ends stay what they were on disk.

        Args:
            text: the new text.
            stamp: what the author last saw; see :class:`OnDisk`.

        Raises:
            ChangedError: the file is another one by now.
            InputError: it cannot be written, or is larger than a rule file may be.
        """
        before = self._bytes()
        if before is not None and b"\r\n" in before:
            text = text.replace("\n", "\r\n")
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError:
            raise InputError("the text holds half a character (a surrogate); take it out") from None
        if len(data) > MAX_BYTES:
            raise InputError(
                f"the file would be larger than {MAX_BYTES // 1024} KiB; it was not written"
            )
        try:
            file = self._create(self.path)
            try:
                file.write(data)
                now = self._bytes()
                if ("" if now is None else _stamp(now)) != stamp:
                    raise ChangedError(
                        f"{self.path} has changed on disk since it was read; it was not written"
                    )
                file.commit()
            finally:
                file.abandon()
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror or error}") from error
        return OnDisk(text.replace("\r\n", "\n"), _stamp(data))

    def _bytes(self) -> bytes | None:
        try:
            with Path(self.path).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"{self.path}: cannot be read ({reason})") from error


def _stamp(data: bytes) -> str:
    return sha256(data).hexdigest()
