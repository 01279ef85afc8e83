"""One remark of lint."""

from __future__ import annotations

from typing import NamedTuple

from arclean.rules.load import LoadedFile

__all__ = ["Finding", "finding"]


class Finding(NamedTuple):
    """One remark on a valid rule file.

    Attributes:
        severity: ``error``: the file must not be shipped so; ``warning``: look at it again.
        file: path of the file.
        line: 1-based line; 0 where no line is known.
        rule: full name of the rule, or None where the remark concerns the file.
        code: short name of the check.
        message: one sentence: what is wrong, and what to do.
    """

    severity: str
    file: str
    line: int
    rule: str | None
    code: str
    message: str

    def __str__(self) -> str:
        rule = f" {self.rule}:" if self.rule else ""
        return f"{self.file}:{self.line}:{rule} {self.severity}: {self.message} [{self.code}]"


def finding(
    file: LoadedFile,
    code: str,
    message: str,
    key: str,
    *,
    rule: int | None = None,
    error: bool = False,
) -> Finding:
    """A finding at a dotted key of a file; ``rule`` is the index of the rule that it concerns."""
    name = None if rule is None else f"{file.id}/{file.compiled['rules'][rule]['id']}"
    severity = "error" if error else "warning"
    return Finding(severity, file.path, file.lines.get(key, 0), name, code, message)
