"""A plain backtracking matcher for the regex dialect that counts its steps.

It walks the syntax tree as any textbook would and knows nothing of the bound in
``arclean/rules/_cost.py``: it says what a pattern means, and what it really costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from arclean.rules._ast import Alternation, Any, Chars, Edge, Node, Repeat, Sequence

Continue = Callable[[int], "int | None"]


class Matcher:
    """Matches one pattern in one line. ``steps`` counts from the making of the matcher."""

    def __init__(self, node: Node, line: str) -> None:
        self.node = node
        self.line = line
        self.steps = 0

    def spans(self) -> list[tuple[int, int]]:
        """All non-overlapping matches from the left; none may be empty."""
        found = []
        at = 0
        while at <= len(self.line):
            end = self.match_at(at)
            if end is None:
                at += 1
            else:
                found.append((at, end))
                at = end
        return found

    def search(self) -> tuple[int, int] | None:
        """The leftmost match, if any."""
        for at in range(len(self.line) + 1):
            end = self.match_at(at)
            if end is not None:
                return at, end
        return None

    def match_at(self, at: int) -> int | None:
        """End of the match that begins at an offset, if any."""
        self.steps += 1
        return self.run(self.node, at, self.finish)

    def finish(self, at: int) -> int | None:
        self.steps += 1
        return at

    def one(self, node: Chars | Any, at: int) -> bool:
        if at >= len(self.line):
            return False
        if isinstance(node, Any):
            return self.line[at] != "\n"
        if node.negated and self.line[at] == "\n":
            return False
        code = ord(self.line[at])
        return any(low <= code <= high for low, high in node.members.ranges) != node.negated

    def run(self, node: Node, at: int, then: Continue) -> int | None:
        if isinstance(node, Sequence):
            for item in reversed(node.items):
                then = partial(self.run, item, then=then)
            return then(at)
        self.steps += 1
        if isinstance(node, Chars | Any):
            return then(at + 1) if self.one(node, at) else None
        if isinstance(node, Edge):
            return then(at) if at == (0 if node.char == "^" else len(self.line)) else None
        if isinstance(node, Alternation):
            for branch in node.branches:
                end = self.run(branch, at, then)
                if end is not None:
                    return end
            return None
        if isinstance(node.body, Chars | Any):
            return self.run_chars(node, node.body, at, then)
        return self.copies(node, 0, at, then)

    def run_chars(self, node: Repeat, body: Chars | Any, at: int, then: Continue) -> int | None:
        count = 0
        while (node.high is None or count < node.high) and self.one(body, at + count):
            count += 1
            self.steps += 1
        for taken in range(count, node.low - 1, -1):
            end = then(at + taken)
            if end is not None:
                return end
        return None

    def copies(self, node: Repeat, done: int, at: int, then: Continue) -> int | None:
        if done >= node.low:
            self.steps += 1
        if node.high is None or done < node.high:
            end = self.run(node.body, at, lambda after: self.copies(node, done + 1, after, then))
            if end is not None:
                return end
        return then(at) if done >= node.low else None
