"""Profiles of one's own, from a small YAML file.

    profile: 1
    title: "Keys of our catalogue"
    base: search              # a profile, or presets such as [camel:dediac, camel:alef]; or nothing
    add: [digits:persian, elongation:3]
    remove: [case]

The file is as strict as rule files are: unknown keys, tags, anchors, duplicate keys, invisible
characters and unknown steps are refused, each with its line.
"""

from __future__ import annotations

from pathlib import Path

from arclean.errors import InputError, RuleError, UsageError
from arclean.normalize.program import program_for
from arclean.normalize.step import nearest
from arclean.rules.nodes import List, Map, Node, Scalar
from arclean.rules.yamlread import read_yaml

__all__ = ["load_profile", "parse_profile"]

_KEYS = ("profile", "title", "base", "add", "remove")


def load_profile(path: str) -> list[str]:
    """The steps that a profile file names, as ``Normalizer`` takes them.

    Raises:
        InputError: the file cannot be read.
        RuleError: it is not valid.
    """
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: {why}") from error
    return parse_profile(data, path)


def parse_profile(data: bytes, path: str | None = None) -> list[str]:
    """As ``load_profile``, from the bytes of the file; ``path`` is its name, for errors."""
    lines = data.splitlines()
    if all(not line.strip() or line.lstrip().startswith(b"#") for line in lines):
        raise RuleError("the file is empty; write 'profile: 1' and a base", path=path, line=1)
    root = read_yaml(data, path)
    if not isinstance(root, Map):
        raise RuleError("a profile file is a mapping of keys", path=path, line=root.line)
    for key, entry in root.entries.items():
        if key not in _KEYS:
            raise RuleError(
                f"unknown key {key!r}{nearest(key, _KEYS)}; a profile has {', '.join(_KEYS)}",
                path=path,
                line=entry.line,
                key=key,
            )
    version = root.entries.get("profile")
    if version is None or _text(version.value, path, "profile") != "1":
        line = root.line if version is None else version.line
        raise RuleError("write 'profile: 1', the version of the format", path=path, line=line)
    if "title" in root.entries:
        _text(root.entries["title"].value, path, "title")
    tokens: list[str] = []
    for key, sign in (("base", ""), ("add", "+"), ("remove", "-")):
        if key in root.entries:
            tokens += _names(root.entries[key].value, path, key, sign, tokens)
    if not {"base", "add"} & root.entries.keys():
        raise RuleError("a profile needs base or add", path=path, line=root.line)
    return tokens


def _names(node: Node, path: str | None, key: str, sign: str, before: list[str]) -> list[str]:
    """The names under a key, each tried behind those before it, so that its line is known."""
    nodes = node.items if isinstance(node, List) else [node]
    found: list[str] = []
    for item in nodes:
        name = _text(item, path, key)
        if name[:1] in ("+", "-") or "," in name:
            raise RuleError(
                "write one name, without sign or comma", path=path, line=item.line, key=key
            )
        found.append(sign + name)
        try:
            program_for([*before, *found])
        except UsageError as error:
            raise RuleError(str(error), path=path, line=item.line, key=key) from error
    return found


def _text(node: Node, path: str | None, key: str) -> str:
    if not isinstance(node, Scalar):
        raise RuleError("one value must stand here", path=path, line=node.line, key=key)
    return node.text.strip()
