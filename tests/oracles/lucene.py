"""Lucene itself, on a Java virtual machine of 11 or later: one process, asked over pipes.

Its jars are looked for in the folder ``ARCLEAN_LUCENE``, or where Debian puts them
(``apt-get install default-jdk-headless liblucene8-java``).
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

__all__ = ["VERSION", "jars", "tool"]

VERSION = "8.8.1"
_JARS = ("lucene-core-*.jar", "lucene-analyzers-common-*.jar")
_WORD = re.compile(r"\S+")


def jars() -> str | None:
    """The class path of the jars; None where they or Java are not installed."""
    folder = Path(os.environ.get("ARCLEAN_LUCENE") or "/usr/share/java")
    found = [next(iter(sorted(folder.glob(name))), None) for name in _JARS]
    if shutil.which("java") is None or None in found:
        return None
    return os.pathsep.join(map(str, found))


class _Lucene:
    def __init__(self) -> None:
        path = jars()
        assert path is not None
        source = Path(__file__).with_name("Lucene.java")
        self._process = subprocess.Popen(
            ["java", "-cp", path, str(source)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.version = self._read()

    def _read(self) -> str:
        stream = self._process.stdout
        assert stream is not None
        size = stream.read(4)
        assert len(size) == 4, "Lucene.java has stopped"
        return stream.read(struct.unpack(">i", size)[0]).decode("utf-8")

    def run(self, operation: str, texts: list[str]) -> list[str]:
        """What an operation makes of each text."""
        stream = self._process.stdin
        assert stream is not None
        raw = [text.encode("utf-8") for text in (operation, *texts)]
        parts = [struct.pack(">i", len(data)) + data for data in raw]
        stream.write(parts[0] + struct.pack(">i", len(texts)) + b"".join(parts[1:]))
        stream.flush()
        return [self._read() for _ in texts]


@cache
def _lucene() -> _Lucene:
    return _Lucene()


def tool(operation: str, *, of_each_word: bool = False) -> Callable[[], Callable[[str], str]]:
    """An operation, as the other oracles are: loaded when it is needed.

    Args:
        operation: ``arabic``, ``persian``, ``sorani``, ``decimal-digit``.
        of_each_word: give it each run without white space by itself.
    """

    def run(text: str) -> str:
        if not of_each_word:
            return _lucene().run(operation, [text])[0]
        words = iter(_lucene().run(operation, _WORD.findall(text)))
        return _WORD.sub(lambda _match: next(words), text)

    def load() -> Callable[[str], str]:
        found = _lucene().version
        assert found == VERSION, f"the presets were compared with Lucene {VERSION}, not {found}"
        return run

    return load
