"""Small programs by hand, and what they leave of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arclean.document import cut
from tests.conftest import Core


def rule(verb: str, when: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A compiled rule; for a block give ``start=…`` and the other keys of a block."""
    result: dict[str, Any] = {
        "id": verb,
        "category": "widget",
        "verb": verb,
        "when": dict(when or {}),
        "zone": more.pop("zone", None),
        "at_most": {"lines": None, "share": None, "times": None, **more.pop("at_most", {})},
        "keep": more.pop("keep", "first"),
        "block": None,
    }
    if "first_within" in more:
        result["first_within"] = more.pop("first_within")
    if verb == "drop_block":
        result["block"] = {
            "while": None,
            "until": None,
            "min_lines": 1,
            "reaches_end": False,
            "back": 0,
            "prev": None,
            **more,
        }
    else:
        assert not more, more
    return result


def program(rules: Sequence[Mapping[str, Any]], max_removed: float = 1.0) -> dict[str, Any]:
    return {"rules": list(rules), "max_removed": max_removed}


def left(core: Core, text: str, *rules: Mapping[str, Any], max_removed: float = 1.0) -> str:
    """What a program leaves of a page."""
    cuts, _ = core.run(text, program(rules, max_removed))
    return cut(text, [(one[0], one[1]) for one in cuts])


def notes(
    core: Core, text: str, *rules: Mapping[str, Any], max_removed: float = 1.0
) -> list[tuple[str, int | None, str]]:
    return core.run(text, program(rules, max_removed))[1]


def meets(core: Core, line: str, when: Mapping[str, Any]) -> bool:
    """Whether one line, alone on its page, meets a condition."""
    return left(core, line, rule("drop_line", when)) == ""
