r"""The bounded dialect of regular expressions that rule files are written in.

A pattern is matched against one folded line, anywhere in it unless anchored, by leftmost-first
search: of the matches that begin leftmost, the one that a backtracking engine tries first (earlier
alternatives and longer repeats first). ``regex`` and ``re`` in Python and Rust's ``regex-automata``
agree on that to the byte for this dialect:

    pattern  := sequence ("|" sequence)*            no empty sequence
    sequence := (atom repeat? | "^" | "$")+
    atom     := literal | "." | class | "(?:" pattern ")"
    class    := "[" "^"? (literal | literal "-" literal)+ "]"
    repeat   := "?" | "*" | "+" | "{m}" | "{m,}" | "{m,n}"     m, n <= 256, greedy
    literal  := any folded character, with a \ in front of  \ . [ ] ( ) { } | ^ $ ? * +
                and, in a class, of  - & ~

``.`` and a negated class are any character but LF (``\n`` may be named in a negated class; the
canonical spelling does); ``^`` and ``$`` are the two ends of the line. There are no captures,
flags, shorthands (``\d``), boundaries, look-arounds, back-references, and no lazy or possessive
repeats. A repeated group must not match the empty string, nor may the whole pattern; that is where
engines differ.

A common dialect is not enough, because ``regex`` backtracks: ``^(?:a|aa){0,200}$`` is linear in one
engine and exponential in the other. So ``*``, ``+`` and ``{m,}`` stand only behind one character or
class, at most two of them count in a pattern (each copy of a repeated group counts), and ``check``
refuses a pattern whose worst case, as a plain backtracking engine runs it on the longest line that
patterns are tried on, exceeds ``MAX_STEPS``; see ``_cost.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from arclean.errors import RuleError
from arclean.rules._ast import Alternation, Any, Chars, Edge, Node, Repeat, Sequence, emit
from arclean.rules._charset import CharSet
from arclean.rules._cost import (
    anchored,
    expanded_size,
    max_length,
    min_length,
    steps,
    unbounded_repeats,
)
from arclean.rules._literals import required_literals
from arclean.text.fold import fold, is_folded

__all__ = [
    "MAX_COUNT",
    "MAX_LINE",
    "MAX_PATTERN",
    "MAX_SIZE",
    "MAX_STEPS",
    "MAX_UNBOUNDED",
    "Checked",
    "check",
    "parse",
]

MAX_COUNT = 256
"""Largest number in ``{m,n}``."""
MAX_LINE = 2000
"""Longest folded line, in characters, that a pattern is tried on."""
MAX_PATTERN = 1000
"""Longest pattern, in characters."""
MAX_SIZE = 10_000
"""Most states of a pattern once its counted repeats are written out."""
MAX_STEPS = 10_000_000
"""Most steps that a backtracking engine may need on one line of ``MAX_LINE`` characters (a fraction
of a second).
"""
MAX_UNBOUNDED = 2
"""Most unbounded repeats once counted repeats are written out."""
MAX_NESTING = 16
"""Deepest nesting of groups."""

_META = frozenset("\\.[](){}|^$?*+")
_CLASS_META = _META | frozenset("-&~")
_SHORTHANDS = {
    "d": "write [0-9]",
    "D": "write [^0-9]",
    "s": "write a space, the only blank of a folded line",
    "S": "write [^ ]",
    "w": "write a class such as [a-zء-ي0-9], or [^ ]",
    "W": "write a class such as [ :/-]",
    "b": "use `starts`, `ends` or `has`, which match whole words",
    "B": "use `starts`, `ends` or `has`, which match whole words",
    "A": "write ^",
    "Z": "write $",
    "z": "write $",
}


@dataclass(frozen=True)
class Checked:
    """A pattern that keeps the dialect's bounds.

    Attributes:
        node: the parsed pattern.
        steps: upper bound on the steps of a backtracking search in a line of ``MAX_LINE``
            characters.
        min_length: length of the shortest match, in characters; at least 1.
        literals: every match contains one of these strings, each of 2 characters or more; None
            where the pattern guarantees no such string.
    """

    node: Node
    steps: int
    min_length: int
    literals: frozenset[str] | None

    @cached_property
    def pattern(self) -> str:
        """The pattern in its plainest spelling, the same for ``regex``, ``re`` and
        ``regex-automata``.
        """
        return emit(self.node)

    @property
    def edge(self) -> str | None:
        """``start`` or ``end`` for a pattern of bounded length that matches at one edge only.

        Such a pattern is tried on the edge of lines that are too long for all others.
        """
        if max_length(self.node) > MAX_LINE:
            return None
        if anchored(self.node):
            return "start"
        return "end" if anchored(self.node, "$") else None


def check(pattern: str) -> Checked:
    """Parse a pattern and prove its bounds.

    Raises:
        RuleError: the pattern is outside the dialect, could match nothing, or could be slow. The
            message is one sentence and carries no path or line: the caller knows them.
    """
    node = parse(pattern)
    shortest = min_length(node)
    if shortest == 0:
        raise RuleError(
            "the pattern can match the empty string; make at least one character mandatory"
        )
    size = expanded_size(node)
    if size > MAX_SIZE:
        raise RuleError(
            f"the pattern has {size:,} states with its counted repeats written out, "
            f"more than {MAX_SIZE:,}; repeat less"
        )
    endless = unbounded_repeats(node)
    if endless > MAX_UNBOUNDED:
        raise RuleError(
            f"the pattern has {endless} unbounded repeats (each copy of a repeated group counts), "
            f"more than {MAX_UNBOUNDED}; write {{m,n}} with the largest number that the pages need"
        )
    worst = steps(node, line_length=MAX_LINE, limit=MAX_STEPS)
    if worst > MAX_STEPS:
        raise RuleError(
            f"the pattern could take more than {MAX_STEPS:,} steps on a line of "
            f"{MAX_LINE:,} characters; "
            + ("" if anchored(node) else "anchor it with ^, ")
            + "narrow its repeats, or make what follows a repeat differ from what it repeats"
        )
    return Checked(node, worst, shortest, required_literals(node))


def parse(pattern: str) -> Node:
    """The syntax tree of a pattern.

    Raises:
        RuleError: the pattern is outside the dialect; one sentence that says where and what to
            write instead.
    """
    if len(pattern) > MAX_PATTERN:
        raise RuleError(
            f"the pattern is longer than {MAX_PATTERN:,} characters; split it into several"
        )
    if not pattern:
        raise RuleError("the pattern is empty")
    return _Parser(pattern).parse()


def _is_single(node: Node) -> bool:
    return isinstance(node, Chars | Any)


class _Parser:
    """Recursive descent over one pattern; ``at`` is the offset of the next character."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def parse(self) -> Node:
        node = self.alternation()
        if self.at < len(self.pattern):  # only an unmatched bracket ends an alternation early
            raise self.error("this ) closes no group; write \\) for the character itself")
        return node

    def error(self, message: str, at: int | None = None) -> RuleError:
        position = self.at if at is None else at
        return RuleError(f"at character {position + 1} of the pattern: {message}")

    def peek(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def alternation(self) -> Node:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else Alternation(tuple(branches))

    def sequence(self) -> Node:
        items: list[Node] = []
        blank = False
        while (char := self.peek()) and char not in "|)":
            start = self.at
            item = self.repeated(self.atom())
            if blank and char == " " and item == Chars.literal(" "):
                raise self.error("a folded line has no two blanks in a row; write one space", start)
            blank = item == Chars.literal(" ")
            items.append(item)
        if not items:
            raise self.error("an alternative is empty; use ? for a part that may be absent")
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def atom(self) -> Node:
        char = self.pattern[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            return Chars.literal(self.escaped(_META))
        if char in "?*+":
            raise self.error(f"{char} repeats nothing; write \\{char} for the character itself")
        if char in "{}]":
            raise self.error(f"write \\{char} for the character itself")
        self.at += 1
        if char == ".":
            return Any()
        if char in "^$":
            return Edge(char)
        return Chars.literal(self.folded(char, self.at - 1))

    def group(self) -> Node:
        start = self.at
        if not self.pattern.startswith("(?:", start):
            what = self.pattern[start : start + 3]
            if what.startswith("(?"):
                raise self.error(
                    "flags, look-around and named groups are not in the dialect; only (?:…) groups"
                )
            raise self.error("write (?:…): a group does not capture")
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(f"groups nest deeper than {MAX_NESTING}")
        self.at += 3
        node = self.alternation()
        if self.peek() != ")":
            raise self.error("this group is not closed", start)
        self.at += 1
        self.depth -= 1
        return node

    def escaped(self, allowed: frozenset[str]) -> str:
        start = self.at
        char = self.pattern[start + 1 : start + 2]
        if char not in allowed or not char:
            raise self.error(self.bad_escape(char))
        self.at += 2
        return char

    def bad_escape(self, char: str) -> str:
        if not char:
            return "the pattern ends in a backslash; write \\\\ for the character itself"
        if char in _SHORTHANDS:
            return f"\\{char} is not in the dialect; {_SHORTHANDS[char]}"
        if char.isdigit():
            return "back-references are not in the dialect"
        if char.isalpha() and char.isascii():
            return f"\\{char} is not in the dialect; write the character itself"
        return "this character needs no backslash; take the backslash out"

    def folded(self, char: str, at: int) -> str:
        if is_folded(char):
            return char
        plain = fold(f"x{char}x")[1:-1]  # between letters, so that a blank is not trimmed away
        shown = f"U+{ord(char):04X}" if not char.isprintable() else f"'{char}' (U+{ord(char):04X})"
        advice = f"write '{plain}'" if plain else "take it out"
        raise self.error(f"{shown} never occurs in folded text; {advice}", at)

    def char_class(self) -> Node:
        start = self.at
        self.at += 1
        negated = self.peek() == "^"
        if negated:
            self.at += 1
        ranges: list[tuple[int, int]] = []
        while self.peek() != "]":
            at = self.at
            if negated and self.pattern.startswith("\\n", at):
                self.at += 2
                continue
            low = self.class_member(start)
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("", "]"):
                self.at += 1
                high = self.class_member(start)
                if low > high:
                    raise self.error(f"the range {low}-{high} runs backwards", at)
                ranges.append((ord(low), ord(high)))
            else:
                ranges.append((ord(low), ord(low)))
        self.at += 1
        if not ranges:
            raise self.error("this class is empty; write \\] for the bracket itself", start)
        return Chars(CharSet.of(ranges), negated)

    def class_member(self, start: int) -> str:
        char = self.peek()
        if not char:
            raise self.error("this class is not closed", start)
        if char == "\\":
            return self.escaped(_CLASS_META)
        if char == "[":
            raise self.error("write \\[ for the bracket itself; classes do not nest")
        self.at += 1
        return self.folded(char, self.at - 1)

    def repeated(self, node: Node) -> Node:
        start = self.at
        bounds = self.bounds()
        if bounds is None:
            return node
        low, high = bounds
        if self.peek() and self.peek() in "?+*{":
            raise self.error("lazy, possessive and doubled repeats are not in the dialect")
        if isinstance(node, Edge):
            raise self.error(f"{node.char} cannot be repeated", start)
        if high is None and not _is_single(node):
            raise self.error(
                "an unbounded repeat may stand only behind one character or class; write {m,n}",
                start,
            )
        if not _is_single(node) and min_length(node) == 0:
            raise self.error("the repeated group can match the empty string", start)
        return node if (low, high) == (1, 1) else Repeat(node, low, high)

    def bounds(self) -> tuple[int, int | None] | None:
        """The repeat that stands here as (least, most), most None for an unbounded one; None
        without a repeat.
        """
        char = self.peek()
        simple: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        if char in simple:
            self.at += 1
            return simple[char]
        if char != "{":
            return None
        start = self.at
        end = self.pattern.find("}", start)
        low, comma, high = self.pattern[start + 1 : max(end, start + 1)].partition(",")
        if end < 0 or not all(part.isascii() and part.isdigit() for part in (low, high or "0")):
            raise self.error(
                "write a repeat as {m}, {m,} or {m,n}, and \\{ for the character itself"
            )
        self.at = end + 1
        least = _count(low)
        most = _count(high) if high else (None if comma else least)
        if max(least, most or 0) > MAX_COUNT:
            raise self.error(f"a repeat counts to {MAX_COUNT} at most", start)
        if most is not None and (least > most or most == 0):
            raise self.error("a repeat {m,n} needs m <= n and n >= 1", start)
        return least, most


def _count(digits: str) -> int:
    # Cut before int(): a number of ten thousand digits is too large, whatever it is.
    return int(digits[:9]) if len(digits.lstrip("0")) <= 9 else MAX_COUNT + 1
