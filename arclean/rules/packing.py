"""Bundles: chosen rule files in one file that ``--rules`` and ``RuleSet.load`` take like a folder.

A bundle is JSON. It holds the files as they were written, tests and comments included, so that it
is checked like any rule file when it is read: compiled rules from a stranger could hold what the
format forbids. Of each file it names id, day of the last check, the comments that speak of its
source and licence, and the SHA-256 of its text; one over all of them says which rules a run used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from arclean.errors import InputError, RuleError

__all__ = ["FORMAT", "Packed", "digest", "pack", "unpack"]

FORMAT = 1
_MAX_BYTES = 64 * 2**20
_ORIGIN = re.compile(r"licen[cs]e|copyright|©|spdx|source|import|learned|drawn from|\bCC0", re.I)


class Packed(NamedTuple):
    """One rule file of a bundle.

    Attributes:
        name: the name of its file, without folders.
        text: what was written in it.
    """

    name: str
    text: str


def digest(files: Iterable[tuple[str, str]]) -> str:
    """The SHA-256 over ids and texts, in the order of the ids."""
    lines = [f"{name} {_hash(text)}\n" for name, text in sorted(files)]
    return _hash("".join(lines))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def pack(files: Sequence[tuple[Mapping[str, Any], Packed]], made_by: str, made: str) -> bytes:
    """A bundle.

    Args:
        files: compiled form and source of each file.
        made_by: name and version of the program.
        made: the day, ``YYYY-MM-DD``.
    """
    ordered = sorted(files, key=lambda item: str(item[0]["id"]))
    content = {
        "arclean_bundle": FORMAT,
        "made_by": made_by,
        "made": made,
        "sha256": digest((str(file["id"]), one.text) for file, one in ordered),
        "files": [
            {
                "id": file["id"],
                "kind": file["kind"],
                "title": file["title"],
                "status": file["status"],
                "verified": file["verified"],
                "origin": _origin(one.text),
                "name": one.name,
                "sha256": _hash(one.text),
                "text": one.text,
            }
            for file, one in ordered
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _origin(text: str) -> list[str]:
    """The comments at the left edge that tell where a file comes from; all at its very top."""
    found = []
    top = True
    for line in text.splitlines():
        if line.startswith("#"):
            said = line.lstrip("# ").rstrip()
            if said and (top or _ORIGIN.search(said)):
                found.append(said)
        elif line.strip():
            top = False
    return found


def unpack(path: str) -> list[Packed]:
    """The files of a bundle.

    Raises:
        RuleError: it is no bundle, one of another version, or was changed since it was made.
        InputError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: the bundle cannot be read ({reason})") from error
    if len(data) > _MAX_BYTES:
        raise RuleError(f"{path}: larger than {_MAX_BYTES >> 20} MiB; make several bundles")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or "arclean_bundle" not in content:
        raise RuleError(
            f"{path}: this is no bundle of rule files; 'arclean rules bundle' makes one"
        )
    if content["arclean_bundle"] != FORMAT:
        raise RuleError(
            f"{path}: a bundle of version {content['arclean_bundle']!r}, this arclean reads "
            f"{FORMAT}; install a newer one"
        )
    entries = content.get("files")
    keys = ("id", "name", "text")
    if not isinstance(entries, list) or not all(
        isinstance(one, dict) and all(isinstance(one.get(key), str) for key in keys)
        for one in entries
    ):
        raise RuleError(f"{path}: the bundle's files are not as they should be; make it again")
    try:
        whole = digest((one["id"], one["text"]) for one in entries)
    except UnicodeEncodeError:
        whole = ""
    if whole != content.get("sha256"):
        raise RuleError(
            f"{path}: the bundle was changed since it was made; make it again from its rule files"
        )
    names = [Packed(one["name"].rpartition("/")[2], one["text"]) for one in entries]
    if len({one["id"] for one in entries}) < len(entries):
        raise RuleError(f"{path}: two files of the bundle have one id; make it again")
    return names
