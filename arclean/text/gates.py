"""Which of many conditions a line may meet: found by looking the line up, not by asking each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arclean.text.matching import View

__all__ = ["Gates"]

_EDGE = 2  # characters at an edge of a line by which phrases are filed


class Gates:
    """Conditions, filed under the first of their text keys.

    ``is`` is filed under the whole phrase, ``starts`` and ``ends`` under its outer two characters:
    of those conditions :meth:`owners` names, for a line, all that it may meet. ``has`` and
    ``regex`` leave the strings of which a line must hold one. Conditions of other kinds any line
    may meet.

    Attributes:
        filed: for each condition, whether ``owners`` tells it.
        literals: for each condition, strings of which a line must hold one; None where there are
            none to tell.
    """

    __slots__ = ("_heads", "_tails", "_whole", "filed", "literals")

    def __init__(self, conditions: Sequence[Mapping[str, Any]]) -> None:
        self._whole: dict[str, list[int]] = {}
        self._heads: dict[str, list[int]] = {}
        self._tails: dict[str, list[int]] = {}
        self.filed: list[bool] = []
        self.literals: list[tuple[str, ...] | None] = []
        for owner, condition in enumerate(conditions):
            filed, literals = True, None
            if "is" in condition:
                _file(self._whole, condition["is"], owner)
            elif "starts" in condition:
                _file(self._heads, [phrase[:_EDGE] for phrase in condition["starts"]], owner)
            elif "ends" in condition:
                _file(self._tails, [phrase[-_EDGE:] for phrase in condition["ends"]], owner)
            else:
                filed, literals = False, _literals(condition)
            self.filed.append(filed)
            self.literals.append(literals)

    def owners(self, view: View, line: int) -> set[int]:
        """The filed conditions that a line of a view may meet."""
        found: set[int] = set()
        folded = view.folded[line]
        if self._whole:
            found.update(self._whole.get(view.trimmed(line), ()))
        for size in range(1, _EDGE + 1):
            found.update(self._heads.get(folded[:size], ()))
            found.update(self._tails.get(folded[-size:], ()))
        return found


def _file(drawer: dict[str, list[int]], keys: Sequence[str], owner: int) -> None:
    for key in dict.fromkeys(keys):
        drawer.setdefault(key, []).append(owner)


def _literals(condition: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What a line must hold one of to meet the condition; None where that is unknown."""
    if "has" in condition:
        return tuple(condition["has"])
    literals: list[str] = []
    for item in condition.get("regex", ()):
        if not item.get("literals"):
            return None
        literals += item["literals"]
    return tuple(literals) or None
