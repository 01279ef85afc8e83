"""The line engine in plain Python: runs a program of rules over a page and says which spans go.

It is one of two twins; the compiled core has the same interface and must give the same answers.
What a rule may do and in which order is laid down in docs/engine-semantics.md; this module is its
executable form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arclean.text.cutting import Pieces, divide, stretches
from arclean.text.fold import BLANK_OR_INVISIBLE, fold
from arclean.text.gates import Gates
from arclean.text.lines import Page
from arclean.text.matching import (
    Condition,
    Matcher,
    View,
    compile_condition,
    compile_patterns,
    phrase_spans,
)
from arclean.text.outcome import Cut, Outcome, refusal

__all__ = ["LineEngine", "Page", "Probe"]

_FEW_LINES = 3  # up to here a zone is cheaper to look through than to ask the whole text first


class _State:
    """A page while rules run over it.

    Attributes:
        visible: the lines that are left, in order.
        folded: folded text of each line, by its index in the page.
        pieces: what is left of lines that were stripped.
        hits: for each filed condition of ``gates`` the lines that may meet it, or once might have.
        removed: characters that went.
    """

    def __init__(self, page: Page, gates: Gates) -> None:
        self.page = page
        self.gates = gates
        self.visible = list(range(len(page)))
        self.folded = page.folded
        self.view = View(self.visible, self.folded, page.shares)
        self.pieces: dict[int, Pieces] = {}
        self.cuts: list[Cut] = []
        self.notes: list[tuple[str, int | None, str]] = []
        self.removed = 0
        self._joined: str | None = None
        self.hits: dict[int, set[int]] = {}
        for line in self.visible:
            self.file(line)

    def file(self, line: int) -> None:
        """Look up which conditions a line may meet, as it is now."""
        for owner in self.gates.owners(self.view, line):
            self.hits.setdefault(owner, set()).add(line)

    def holds(self, literals: Iterable[str]) -> bool:
        """Whether the untouched page holds one of some strings in a line."""
        joined = self._joined
        if joined is None:
            joined = self._joined = "\n".join(self.page.folded)
        return any(literal in joined for literal in literals)

    def positions(self, zone: tuple[str, int] | None) -> range:
        """Positions in ``visible`` that lie in the zone; zones count the original lines."""
        lines = self.page.zone(zone)
        return range(bisect_left(self.visible, lines.start), bisect_left(self.visible, lines.stop))

    def left_of(self, line: int) -> Pieces:
        """What is left of a line's characters, line end not counted."""
        return self.pieces.get(line) or [(self.page.starts[line], self.page.ends[line])]

    def text_of(self, pieces: Pieces) -> str:
        """The characters of some pieces of the page."""
        return "".join(self.page.text[start:end] for start, end in pieces)

    def size_of(self, line: int) -> int:
        """How many characters are left of a line."""
        return sum(end - start for start, end in self.left_of(line))

    def drop(self, rule: int, groups: Iterable[Sequence[int]]) -> None:
        """Remove lines; the lines of one group, as far as they touch, make one cut."""
        gone: set[int] = set()
        page = self.page
        for group in groups:
            spans: list[list[int]] = []  # start, end, first, last
            for line in group:
                self.removed += self.size_of(line)
                gone.add(line)
                number = page.numbers[line]
                behind = (page.ends[line], page.owned_end(line))
                for start, end in [*self.left_of(line), behind]:
                    if spans and spans[-1][1] == start:
                        spans[-1][1] = end
                        spans[-1][3] = number
                    elif start < end:
                        spans.append([start, end, number, number])
            self.cuts += [Cut(start, end, rule, first, last) for start, end, first, last in spans]
        self.visible = [line for line in self.visible if line not in gone]
        self.view = View(self.visible, self.folded, self.page.shares)

    def strip(self, rule: int, line: int, pieces: Pieces, cut: Pieces) -> None:
        """Take ``cut`` from a line, leaving ``pieces``."""
        if self.folded is self.page.folded:
            self.folded = list(self.folded)
            self.view = View(self.visible, self.folded, self.page.shares)
        number = self.page.numbers[line]
        self.cuts += [Cut(start, end, rule, number, number) for start, end in cut]
        self.removed += sum(end - start for start, end in cut)
        self.pieces[line] = pieces
        self.folded[line] = fold(self.text_of(pieces))
        self.view.forget(line)
        self.file(line)


class _Seeker:
    """A condition with a zone, compiled when a page first gives it a line to look at."""

    def __init__(self, gate: int, condition: Condition, zone: Sequence[Any] | None) -> None:
        self.gate = gate  # its place among the gates
        self.condition = condition
        self.zone: tuple[str, int] | None = (zone[0], zone[1]) if zone else None
        self.patterns = compile_patterns(condition)
        self._match: Matcher | None = None

    def candidates(self, state: _State, *, first: bool = False) -> list[int]:
        """Positions in the zone whose line meets the condition; the first alone will do."""
        wanted = self._wanted(state)
        if not wanted:
            return []
        match, view = self._match, state.view
        if match is None:
            match = self._match = compile_condition(self.condition, self.patterns)
        if first:
            return next(([at] for at in wanted if match(view, at)), [])
        return [at for at in wanted if match(view, at)]

    def _wanted(self, state: _State) -> Sequence[int]:
        """Positions in the zone whose line may meet the condition."""
        lines: Iterable[int]
        if state.gates.filed[self.gate]:
            lines = state.hits.get(self.gate, ())
            if not lines:
                return ()
        else:
            positions = state.positions(self.zone)
            literals = state.gates.literals[self.gate]
            if literals is None or len(positions) <= _FEW_LINES or state.holds(literals):
                return positions
            lines = [
                line
                for line in state.pieces
                if any(literal in state.folded[line] for literal in literals)
            ]
        positions = state.positions(self.zone)
        return sorted(
            at
            for line in lines
            if (at := bisect_left(state.visible, line)) in positions and state.visible[at] == line
        )


class _Rule(_Seeker):
    """One rule of a program."""

    def __init__(self, gate: int, index: int, spec: Mapping[str, Any]) -> None:
        condition = spec["block"]["start"] if spec["verb"] == "drop_block" else spec["when"]
        super().__init__(gate, condition, spec.get("zone"))
        self.index = index  # its place in the program
        self.spec = spec
        at_most = spec.get("at_most") or {}
        self.most_lines = at_most.get("lines")
        self.most_share = at_most.get("share")
        self.most_times = at_most.get("times")

    def over_budget(self, state: _State, times: int, lines: int, size: int) -> bool:
        """Whether the rule wants more than ``at_most`` allows; says so in the notes."""
        if self.most_times is not None and times > self.most_times:
            note = refusal("times", self.index, times, self.most_times)
        elif self.most_lines is not None and lines > self.most_lines:
            note = refusal("lines", self.index, lines, self.most_lines)
        elif self.most_share is not None and size > self.most_share * state.page.size:
            note = refusal("share", self.index, size / state.page.size, self.most_share)
        else:
            return False
        state.notes.append(note)
        return True

    def run(self, state: _State) -> None:
        """Apply the rule once over the page."""
        raise NotImplementedError

    def drop_groups(self, state: _State, groups: list[Sequence[int]]) -> None:
        """Remove groups of lines if the budget allows."""
        if not groups:
            return
        lines = sum(map(len, groups))
        size = sum(state.size_of(line) for group in groups for line in group)
        if not self.over_budget(state, len(groups), lines, size):
            state.drop(self.index, groups)


class _DropLine(_Rule):
    def run(self, state: _State) -> None:
        self.drop_groups(state, [[state.visible[at]] for at in self.candidates(state)])


class _DropRepeat(_Rule):
    def run(self, state: _State) -> None:
        copies: dict[str, list[int]] = {}
        for at in self.candidates(state):
            line = state.visible[at]
            if state.folded[line]:
                copies.setdefault(state.folded[line], []).append(line)
        last = self.spec.get("keep") == "last"
        head = self.spec.get("first_within") or len(state.page)
        gone = [
            line
            for same in copies.values()
            if same[0] < head
            for line in (same[:-1] if last else same[1:])
        ]
        self.drop_groups(state, [[line] for line in sorted(gone)])


class _DropBlock(_Rule):
    def __init__(self, gate: int, index: int, spec: Mapping[str, Any]) -> None:
        super().__init__(gate, index, spec)
        block = spec["block"]
        self.min_lines: int = block.get("min_lines") or 1
        self.reaches_end: bool = bool(block.get("reaches_end"))
        self.back: int = block.get("back") or 0
        self._inner: tuple[Matcher | None, Matcher | None, Matcher | None] | None = None

    def _conditions(self) -> tuple[Matcher | None, Matcher | None, Matcher | None]:
        if self._inner is None:
            block = self.spec["block"]
            while_, until, prev = (
                compile_condition(block[key]) if block.get(key) is not None else None
                for key in ("while", "until", "prev")
            )
            self._inner = while_, until, prev
        return self._inner

    def run(self, state: _State) -> None:
        starts = self.candidates(state)
        if not starts:
            return
        while_, until, prev = self._conditions()
        view, visible = state.view, state.visible
        count = len(visible)
        groups: list[Sequence[int]] = []
        taken = 0  # positions below belong to an earlier block
        stop = 0  # where the last look ahead stopped: no start below it can get past it
        for start in starts:
            if start < taken:
                continue
            if stop <= start:
                stop = start + 1
                while (
                    stop < count
                    and (until is None or not until(view, stop))
                    and (while_ is None or while_(view, stop))
                ):
                    stop += 1
            if stop - start < self.min_lines or (self.reaches_end and stop < count):
                continue
            first = start
            while (
                start - first < self.back
                and first > taken
                and (prev is None or prev(view, first - 1))
            ):
                first -= 1
            groups.append(visible[first:stop])
            taken = stop
        self.drop_groups(state, groups)


class _Strip(_Rule):
    def run(self, state: _State) -> None:
        plans: list[tuple[int, Pieces, Pieces]] = []
        times = size = 0
        for at in self.candidates(state):
            line = state.visible[at]
            spans = phrase_spans(state.folded[line], self.condition, self.patterns)
            if not spans:
                continue
            pieces = state.left_of(line)
            pieces, cut = divide(pieces, stretches(state.text_of(pieces), spans))
            if not state.text_of(pieces).strip(BLANK_OR_INVISIBLE):
                pieces, cut = [], state.left_of(line)  # stripped to nothing: the line goes
            plans.append((line, pieces, cut))
            times += len(spans)
            size += sum(end - start for start, end in cut)
        if not plans or self.over_budget(state, times, len(plans), size):
            return
        emptied: list[Sequence[int]] = []
        for line, pieces, cut in plans:
            if pieces:
                state.strip(self.index, line, pieces, cut)
            else:
                emptied.append([line])
        if emptied:
            state.drop(self.index, emptied)


_VERBS = {
    "drop_line": _DropLine,
    "drop_block": _DropBlock,
    "drop_repeat": _DropRepeat,
    "strip": _Strip,
}


class LineEngine:
    """A program, ready to run. Immutable after construction; safe in threads.

    Args:
        program: ``{"rules": [compiled rules], "max_removed": share}``; rules that need more than
            lines of text (other verbs, or something under ``html``) are skipped.
        probe: not used; the compiled twin shares its work with it.
        links: run the rules with ``link_share`` too, over pages that are given ``links``.
    """

    def __init__(
        self,
        program: Mapping[str, Any],
        probe: object = None,  # noqa: ARG002
        *,
        links: bool = False,
    ) -> None:
        self._max_removed: float = program["max_removed"]
        specs = [
            (index, spec)
            for index, spec in enumerate(program["rules"])
            if spec["verb"] in _VERBS and (links or not spec.get("html"))
        ]
        self._rules = [
            _VERBS[spec["verb"]](gate, index, spec) for gate, (index, spec) in enumerate(specs)
        ]
        self._gates = Gates([rule.condition for rule in self._rules])

    def run(self, page: Page) -> Outcome:
        """Run all rules over a page, in order, each once."""
        state = _State(page, self._gates)
        for rule in self._rules:
            rule.run(state)
        if state.removed > self._max_removed * page.size:
            share = state.removed / page.size
            state.notes.append(refusal("max-removed", None, share, self._max_removed))
            return Outcome([], state.notes)
        return Outcome(page.in_units(_with_edges(page, state)), state.notes)


def _with_edges(page: Page, state: _State) -> list[Cut]:
    """Sort the cuts; blank lines that removals left at either end go with their neighbour."""
    cuts = sorted(state.cuts)
    if not cuts:
        return cuts
    first_line = page.starts[0]
    if cuts[0].start == first_line and not (state.visible and state.visible[0] == 0):
        cuts[0] = cuts[0]._replace(start=0)
    if state.visible and state.visible[-1] < len(page) - 1:
        last = state.visible[-1]
        behind = page.starts[last + 1]
        at = bisect_left(cuts, (behind,))
        cuts[at] = cuts[at]._replace(start=page.stops[last])
    return cuts


class Probe:
    """Fingerprints: which of several claims a page meets.

    Args:
        claims: for each claimant ``{"all": [entry]}`` or ``{"any": [entry]}``, an entry being
            ``{"zone": [side, n] or None, "when": condition}``.
        rules: not used; the compiled twin looks for what programs share along with the claims.
    """

    def __init__(
        self,
        claims: Sequence[Mapping[str, Any]],
        rules: Sequence[Mapping[str, Any]] = (),  # noqa: ARG002
    ) -> None:
        self._claims: list[tuple[bool, list[_Seeker]]] = []
        conditions: list[Condition] = []
        for claim in claims:
            specs = claim.get("all") or claim["any"]
            entries = [
                _Seeker(gate, spec["when"], spec.get("zone"))
                for gate, spec in enumerate(specs, len(conditions))
            ]
            conditions += [entry.condition for entry in entries]
            self._claims.append(("all" in claim, entries))
        self._gates = Gates(conditions)

    def run(self, page: Page) -> list[int]:
        """For each claim the number of entries that the page meets; 0 where the claim fails."""
        state = _State(page, self._gates)
        strengths = []
        for every, entries in self._claims:
            met = 0
            for entry in entries:
                if entry.candidates(state, first=True):
                    met += 1
                elif every:
                    met = 0
                    break
            strengths.append(met)
        return strengths
