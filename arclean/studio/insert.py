"""Changes to the text of a rule file that leave everything else as its author wrote it.

Places come from the reader, which knows the line of each key. Nothing here proves that the result
means what it should: whoever calls it loads the result and compares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from arclean.learn.write import rule_file
from arclean.rules.load import LoadedFile

__all__ = ["add_item", "add_key", "add_to_list", "add_top", "drop_from_page", "set_key"]


def add_item(text: str, loaded: LoadedFile, key: str, item: Mapping[str, Any]) -> tuple[str, int]:
    """Put an item at the end of a top-level list, ``rules`` or ``tests``; the list is made if it is
    not there.

    Returns:
        The text, and the line on which the item begins.
    """
    lines = text.split("\n")
    written = rule_file({key: [item]}).rstrip("\n").split("\n")
    if key not in loaded.lines:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += written
        return "\n".join([*lines, ""]), len(lines) - len(written) + 2
    first = loaded.lines.get(f"{key}[0]")
    head = loaded.lines[key] - 1
    if first is None:  # an empty list, as [] on the key's own line
        lines[head : head + 1] = written
        return "\n".join(lines), head + 2
    end = _end_of(lines, head)
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip(" "))
    item_lines = [_indented(line, indent - 2) for line in written[1:]]
    lines[end:end] = item_lines
    if end == len(lines) - len(item_lines):  # the last line had no end
        lines.append("")
    return "\n".join(lines), end + 1


def _end_of(lines: list[str], head: int) -> int:
    """The line behind the last one of a top-level key; comments before the next key are its own."""
    end = head + 1
    while end < len(lines) and re.match(r"(?:[ \t#-]|$)", lines[end]):
        end += 1
    while (
        end > head + 1
        and re.match(r"[ \t]*(?:$|#)", lines[end - 1])
        and (not lines[end - 1].startswith(" ") or not lines[end - 1].strip())
    ):
        end -= 1
    return end


def _indented(line: str, by: int) -> str:
    if not line:
        return line
    return " " * by + line if by >= 0 else line[-by:]


def add_top(text: str, loaded: LoadedFile, before: str, written: str) -> str:
    """Put a line before a top-level key."""
    lines = text.split("\n")
    at = loaded.lines[before] - 1
    lines[at:at] = [written]
    return "\n".join(lines)


def add_key(text: str, line: int, key: str, written: str) -> str | None:
    """Put ``written`` (``zone: {tail: 3}``) before a key of the same mapping, in block or in flow
    style; None where the key is not on that line.

    Args:
        text: the file.
        line: the line of the key.
        key: its name.
        written: what to put before it.
    """
    lines = text.split("\n")
    found = re.search(rf"(?<![\w-]){re.escape(key)}\s*:", lines[line - 1])
    if found is None:
        return None
    old = lines[line - 1]
    before = old[: found.start()]
    if before.strip() in ("", "-"):
        lines[line - 1 : line] = [before + written, " " * found.start() + old[found.start() :]]
    else:
        lines[line - 1] = f"{before}{written}, {old[found.start() :]}"
    return "\n".join(lines)


def set_key(text: str, line: int, key: str, written: str) -> str | None:
    """Put ``written`` in the place of a key and its value in braces or its plain value; None where
    it does not stand on that line as a whole.
    """
    lines = text.split("\n")
    old = lines[line - 1]
    found = re.search(rf"(?<![\w-]){re.escape(key)}\s*:\s*(?:\{{[^{{}}]*\}}|[0-9.]+)", old)
    if found is None:
        return None
    lines[line - 1] = old[: found.start()] + written + old[found.end() :]
    return "\n".join(lines)


def drop_from_page(text: str, line: int, gone: str) -> str | None:
    """Take a line out of a page that stands as a block (``text: |``); None where it does not.

    Args:
        text: the file.
        line: the line of the page's key.
        gone: the line that goes, without blanks at its edges.
    """
    lines = text.split("\n")
    if not re.search(r":\s*\|\s*$", lines[line - 1]):
        return None
    indent = re.match(r"[ -]*", lines[line - 1])
    depth = len(indent[0]) if indent else 0
    for at in range(line, len(lines)):
        if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip(" ")) <= depth:
            return None
        if lines[at].strip() == gone:
            del lines[at]
            return "\n".join(lines)
    return None


def add_to_list(text: str, line: int, key: str, word: str) -> str | None:
    """Add a word to a list in brackets; None where it does not begin on that line."""
    lines = text.split("\n")
    found = re.search(rf"(?<![\w-]){re.escape(key)}\s*:\s*\[(\s*\])?", lines[line - 1])
    if found is None:
        return None
    old = lines[line - 1]
    if found[1]:
        cut = found.start(1)
        lines[line - 1] = f'{old[:cut]}"{word}"{old[cut:]}'
    else:
        lines[line - 1] = f'{old[: found.end()]}"{word}", {old[found.end() :]}'
    return "\n".join(lines)
