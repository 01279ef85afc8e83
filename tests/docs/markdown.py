"""The Markdown files of the repository, and what tests read out of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "seeds/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """One fenced block: where it starts, its language and its text."""

    file: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def read(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def blocks(*languages: str) -> list[Block]:
    """The fenced blocks in these languages, in all files."""
    return [
        Block(file, text.count("\n", 0, found.start()) + 1, found[1], found[2])
        for file in FILES
        for text in [read(file)]
        for found in _FENCE.finditer(text)
        if found[1] in languages
    ]


def prose(file: str) -> str:
    """The text without its fenced blocks."""
    return _FENCE.sub("", read(file))
