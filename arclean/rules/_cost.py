"""What a pattern can cost a backtracking engine in the worst case.

The bound is worked out from the end of the pattern to its beginning. ``_After`` describes what is
left to match from some position: how many steps it can take (``cost``), how many it takes when the
very next character already rules it out (``probe``), which characters do not rule it out
(``first``), and whether it cannot fail (``sure``). The rules:

* a character costs one step, then what follows it;
* a repeat of one character or class takes its characters, then gives them back one by one and tries
  what follows each time. Where what follows cannot begin with a repeated character, every try but
  the first fails at its first character;
* an alternation costs the sum of its branches, or the dearest one where no two branches can begin
  alike;
* a repeat of a group is written out: each optional copy is an alternation between one more copy and
  what follows;
* once a match is found nothing is tried again.

A search that is not anchored begins at every character, with less of the line left each time, and
gets behind a literal prefix only where that stands. The
sum is an upper bound, at times generous, on the steps of ``re`` and ``regex``;
tests/reference/backtrack_reference.py counts real ones. An automaton needs far fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from arclean.rules._ast import Alternation, Any, Chars, Edge, Node, Repeat, Sequence, charset
from arclean.rules._charset import EMPTY, EVERY, CharSet

_BLOCKS = 16

__all__ = [
    "anchored",
    "expanded_size",
    "max_length",
    "min_length",
    "steps",
    "unbounded_repeats",
]


def min_length(node: Node) -> int:
    """Length of the shortest match, in characters."""
    if isinstance(node, Chars | Any):
        return 1
    if isinstance(node, Edge):
        return 0
    if isinstance(node, Sequence):
        return sum(map(min_length, node.items))
    if isinstance(node, Alternation):
        return min(map(min_length, node.branches))
    return node.low * min_length(node.body)


def expanded_size(node: Node) -> int:
    """Number of states with all counted repeats written out."""
    if isinstance(node, Sequence):
        return sum(map(expanded_size, node.items))
    if isinstance(node, Alternation):
        return 1 + sum(map(expanded_size, node.branches))
    if isinstance(node, Repeat):
        return expanded_size(node.body) * (node.low + 1 if node.high is None else node.high) + 1
    return 1


def unbounded_repeats(node: Node) -> int:
    """Number of unbounded repeats with all counted repeats written out."""
    if isinstance(node, Sequence):
        return sum(map(unbounded_repeats, node.items))
    if isinstance(node, Alternation):
        return sum(map(unbounded_repeats, node.branches))
    if isinstance(node, Repeat):
        return 1 if node.high is None else node.high * unbounded_repeats(node.body)
    return 0


def max_length(node: Node) -> float:
    """Length of the longest match, in characters; infinite where a repeat has no bound."""
    if isinstance(node, Chars | Any):
        return 1
    if isinstance(node, Edge):
        return 0
    if isinstance(node, Sequence):
        return sum(map(max_length, node.items))
    if isinstance(node, Alternation):
        return max(map(max_length, node.branches))
    return inf if node.high is None else node.high * max_length(node.body)


def anchored(node: Node, edge: str = "^") -> bool:
    """Whether a match can begin (with ``$``: end) only at the edge of the line."""
    if isinstance(node, Edge):
        return node.char == edge
    if isinstance(node, Sequence):
        return anchored(node.items[0 if edge == "^" else -1], edge)
    if isinstance(node, Alternation):
        return all(anchored(branch, edge) for branch in node.branches)
    return isinstance(node, Repeat) and node.low > 0 and anchored(node.body, edge)


@dataclass(frozen=True)
class _After:
    cost: int
    probe: int
    first: CharSet
    sure: bool


def steps(node: Node, *, line_length: int, limit: int) -> int:
    """Upper bound on the steps of a backtracking search in a line of ``line_length`` characters.

    Above ``limit`` the answer is some number above it: the sum may be astronomic.
    """

    def start(characters_left: int) -> _After:
        end = _After(cost=1, probe=1, first=EVERY, sure=True)
        return _Estimate(characters_left, limit).before(node, end)

    if anchored(node):
        first = start(line_length)
        return 1 + first.cost + line_length * (1 + first.probe)  # later starts fail at the anchor
    prefix = _literal_prefix(node)
    distance = _least_distance(prefix)
    # The later a search starts, the less is left: sum block by block, each by its dearest start.
    # Starts that get behind the prefix stand apart by its period at least.
    block = -(-(line_length + 1) // _BLOCKS)
    total = 0
    for left in range(line_length, -1, -block):
        starts = min(block, left + 1)
        total += starts * (2 + len(prefix)) + ((starts - 1) // distance + 1) * start(left).cost
    return total


def _literal_prefix(node: Node) -> str:
    """The literal characters that each match begins with."""
    items = node.items if isinstance(node, Sequence) else (node,)
    prefix = ""
    for item in items:
        if not isinstance(item, Chars) or item.negated or item.members.size != 1:
            break
        prefix += item.members.characters()[0]
    return prefix


def _least_distance(text: str) -> int:
    """How far apart two occurrences of a text are at least: its smallest period."""
    return next((n for n in range(1, len(text)) if text.startswith(text[n:])), len(text)) or 1


class _Estimate:
    def __init__(self, line_length: int, limit: int) -> None:
        self.line_length = line_length
        self.limit = limit

    def cap(self, number: int) -> int:
        return min(number, self.limit + 1)

    def before(self, node: Node, rest: _After) -> _After:
        """What is left to match when ``node`` stands before ``rest``."""
        if isinstance(node, Chars | Any):
            return _After(self.cap(1 + rest.cost), 1, charset(node), sure=False)
        if isinstance(node, Edge):
            cost = self.cap(1 + rest.cost)
            if node.char == "$":  # holds before no character at all
                return _After(cost, 1, EMPTY, sure=False)
            return _After(cost, self.cap(1 + rest.probe), rest.first, sure=False)
        if isinstance(node, Sequence):
            for item in reversed(node.items):
                rest = self.before(item, rest)
            return rest
        if isinstance(node, Alternation):
            return self.either([self.before(branch, rest) for branch in node.branches])
        if isinstance(node.body, Chars | Any):
            return self.run(charset(node.body), node.low, node.high, rest)
        assert node.high is not None, "the parser lets no group repeat without bound"
        # Behind the last copy the engine sees that there may be no other.
        copies = _After(self.cap(1 + rest.cost), self.cap(1 + rest.probe), rest.first, rest.sure)
        for _ in range(node.high - node.low):
            copies = self.either([self.before(node.body, copies), rest])
        for _ in range(node.low):
            copies = self.before(node.body, copies)
        return copies

    def either(self, branches: list[_After]) -> _After:
        first = CharSet.union(branch.first for branch in branches)
        probe = 1 + sum(branch.probe for branch in branches)
        if sum(branch.first.size for branch in branches) == first.size:
            # At most one branch gets past its first character.
            cost = probe + max(branch.cost for branch in branches)
        else:
            cost = 1 + sum(branch.cost for branch in branches)
        sure = any(branch.sure for branch in branches)
        return _After(self.cap(cost), self.cap(probe), first, sure)

    def run(self, repeated: CharSet, low: int, high: int | None, rest: _After) -> _After:
        longest = self.line_length if high is None else min(high, self.line_length)
        exits = max(longest - low + 1, 1)
        if rest.sure:
            cost = longest + rest.cost
        elif repeated.disjoint(rest.first):
            cost = longest + exits * rest.probe + rest.cost
        else:
            cost = longest + exits * rest.cost
        if low > 0:
            return _After(self.cap(1 + cost), 1, repeated, sure=False)
        first = CharSet.union((repeated, rest.first))
        return _After(self.cap(1 + cost), self.cap(1 + rest.probe), first, rest.sure)
