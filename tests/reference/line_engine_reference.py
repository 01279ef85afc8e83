"""The line engine as a slow, plain, executable specification.

Written from the rule format and docs/engine-semantics.md, not from the engine: one pass over the
characters, no caches, no prefilters, no offsets that could go stale. A line is simply the list of
the offsets of its characters that are still there. Both cores are compared with this module on
random programs and random pages.

Only the generated tables (fold, blanks, invisible characters, marks, word characters) are shared
with arclean, because they are data, and `regex`, because it is the dialect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import regex

from arclean.text import _fold_table as data

Condition = Mapping[str, Any]
Cut = tuple[int, int, int, int, int]
Note = tuple[str, "int | None", str]
Links = Sequence[tuple[int, float]]

MAX_REGEX_LINE = 2000

_TABLE: dict[str, str] = {
    **dict(zip(data.SINGLE_FROM, data.SINGLE_TO, strict=True)),
    **dict.fromkeys(data.DELETED, ""),
    **dict(zip(data.LONGER_FROM, data.LONGER_TO.split("\n"), strict=True)),
}

_BLANK_LINE = set(data.BLANKS) | set(data.INVISIBLE)
_WORD_RANGES = [
    *zip(
        map(ord, data.WORD_EDGES[::2]),
        [*map(ord, data.WORD_EDGES[1::2]), data.WORD_LAST_EDGE],
        strict=True,
    )
]


# --- characters and lines -----------------------------------------------------------------------


def is_word(char: str) -> bool:
    """A letter, a number or a mark."""
    return any(low <= ord(char) < high for low, high in _WORD_RANGES)


def fold_stretches(text: str) -> list[tuple[str, int, int]]:
    """(folded character, start, end) for each character of the fold; end is exclusive.

    A character stands for the one that it folds from; the space stands for its whole run of blanks,
    up to the last blank of the run.
    """
    result: list[tuple[str, int, int]] = []
    for index, char in enumerate(text):
        for folded in _TABLE.get(char, char):
            if folded not in " \n\r":
                result.append((folded, index, index + 1))
            elif result and result[-1][0] == " ":
                result[-1] = (" ", result[-1][1], index + 1)
            elif result:  # a blank in front of everything is trimmed
                result.append((" ", index, index + 1))
    if result and result[-1][0] == " ":
        result.pop()
    return result


def fold(text: str) -> str:
    """The folded text of one line."""
    return "".join(char for char, _, _ in fold_stretches(text))


def trim(folded: str) -> str:
    """From the first to the last word character; all of it where there is none."""
    words = [index for index, char in enumerate(folded) if is_word(char)]
    return folded[words[0] : words[-1] + 1] if words else folded


def is_blank(text: str) -> bool:
    """Nothing but blanks and invisible characters."""
    return all(char in _BLANK_LINE for char in text)


class Line:
    """A non-blank line: where it lies, and which of its characters are left."""

    def __init__(self, index: int, number: int, start: int, end: int, stop: int) -> None:
        self.index = index  # among the non-blank lines
        self.number = number  # among all lines, from 1
        self.start, self.end, self.stop = start, end, stop  # stop: behind the line end
        self.owned_end = stop  # behind the blank lines that follow
        self.left = list(range(start, end))
        self.link_share: float | None = None  # None in plain text


def split(text: str) -> list[Line]:
    """The non-blank lines of a text."""
    lines: list[Line] = []
    number = start = at = 0
    while True:
        at = start
        while at < len(text) and text[at] not in "\n\r":
            at += 1
        stop = at
        if at < len(text):
            stop += 2 if text[at : at + 2] == "\r\n" else 1
        number += 1
        if not is_blank(text[start:at]):
            lines.append(Line(len(lines), number, start, at, stop))
        if lines:
            lines[-1].owned_end = stop
        if at == len(text):
            return lines
        start = stop


# --- conditions ---------------------------------------------------------------------------------


class View:
    """The lines that a rule sees, each with its folded text."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        self.folded = [fold("".join(text[offset] for offset in line.left)) for line in lines]


def whole_words(folded: str, start: int, end: int) -> bool:
    """Whether a stretch touches no word character with a word character of its own."""
    if start > 0 and is_word(folded[start - 1]) and is_word(folded[start]):
        return False
    return not (end < len(folded) and is_word(folded[end]) and is_word(folded[end - 1]))


def occurrences(folded: str, phrase: str) -> list[int]:
    """Everywhere a phrase stands as whole words; these may overlap."""
    return [
        at
        for at in range(len(folded) - len(phrase) + 1)
        if folded[at : at + len(phrase)] == phrase and whole_words(folded, at, at + len(phrase))
    ]


def starting(folded: str, phrases: Iterable[str]) -> list[str]:
    return [phrase for phrase in phrases if 0 in occurrences(folded, phrase)]


def ending(folded: str, phrases: Iterable[str]) -> list[str]:
    return [
        phrase for phrase in phrases if len(folded) - len(phrase) in occurrences(folded, phrase)
    ]


def sentence_end(folded: str) -> bool:
    at = len(folded) - 1
    while at >= 0 and folded[at] in "\"')]} ":
        at -= 1
    return at >= 0 and folded[at] in ".!?"


def search(folded: str, item: Condition, start: int = 0) -> tuple[int, int] | None:
    """The leftmost match at or behind ``start``."""
    if len(folded) > MAX_REGEX_LINE and not item.get("edge"):
        return None
    match = regex.compile(item["pattern"], regex.V0).search(folded, start)
    return match.span() if match else None


def meets(condition: Condition, view: View, at: int) -> bool:
    """Whether the line at one place of a view meets a condition."""
    folded = view.folded[at]
    words = len(folded.split(" ")) if folded else 0
    answers = {
        "is": lambda value: trim(folded) in value,
        "starts": lambda value: bool(starting(folded, value)),
        "ends": lambda value: bool(ending(folded, value)),
        "has": lambda value: any(occurrences(folded, phrase) for phrase in value),
        "regex": lambda value: any(search(folded, item) for item in value),
        "max_words": lambda value: words <= value,
        "min_words": lambda value: words >= value,
        "max_chars": lambda value: len(folded) <= value,
        "min_chars": lambda value: len(folded) >= value,
        "link_share": lambda value: (view.lines[at].link_share or 0.0) >= value,
        "sentence_end": lambda value: sentence_end(folded) == value,
        "not": lambda value: not meets(value, view, at),
        "prev": lambda value: at > 0 and meets(value, view, at - 1),
        "next": lambda value: at + 1 < len(view.lines) and meets(value, view, at + 1),
    }
    return all(answers[key](value) for key, value in condition.items())


# --- what a strip cuts --------------------------------------------------------------------------


def matches(folded: str, condition: Condition) -> list[tuple[int, int]]:
    """The spans of a folded line that a strip names, from the left, none overlapping another."""
    spans: list[tuple[int, int]] = []
    if condition.get("regex"):
        at = 0
        while True:
            found = [search(folded, item, at) for item in condition["regex"]]
            hits = [span for span in found if span is not None]
            if not hits:
                return spans
            first = min(hits, key=lambda span: span[0])  # of two at one place the earlier pattern's
            spans.append(first)
            at = first[1]
    if "starts" in condition:
        sizes = [len(phrase) for phrase in starting(folded, condition["starts"])]
        return [(0, max(sizes))] if sizes else []
    if "ends" in condition:
        sizes = [len(phrase) for phrase in ending(folded, condition["ends"])]
        return [(len(folded) - max(sizes), len(folded))] if sizes else []
    at = 0
    phrases = condition.get("has", ())
    while at < len(folded):
        sizes = [len(phrase) for phrase in phrases if at in occurrences(folded, phrase)]
        if sizes:
            spans.append((at, at + max(sizes)))
            at += max(sizes)
        else:
            at += 1
    return spans


def cut_positions(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Positions of a line's text that go when these spans of its fold are stripped."""
    stretches = fold_stretches(text)
    gone: set[int] = set()
    for start, end in spans:
        gone.update(range(stretches[start][1], stretches[end - 1][2]))
    for at, char in enumerate(text):  # marks go with the letter before them
        if char in data.MARKS and at - 1 in gone:
            gone.add(at)
    # A region: cuts and blanks that touch, as far as they reach.
    at = 0
    while at < len(text):
        start = at
        while at < len(text) and (at in gone or text[at] in data.BLANKS):
            at += 1
        cuts = sorted(gone & set(range(start, at)))
        if cuts:
            if start == 0 or at == len(text):  # no blanks are left at an edge of the line
                gone.update(range(start, at))
            elif cuts[0] > start:  # the blanks before the cut stay, those behind it go
                gone.update(range(cuts[0], at))
            else:
                gone.update(range(cuts[0], cuts[-1] + 1))
        at += 1
    return gone


# --- programs -----------------------------------------------------------------------------------


class _Run:
    """A program running over a page."""

    def __init__(self, text: str, program: Mapping[str, Any], links: Links | None) -> None:
        self.text = text
        self.all_lines = split(text)
        for line in self.all_lines if links is not None else ():
            behind = [share for end, share in links or () if line.start < end]
            line.link_share = behind[0] if behind else 0.0
        self.lines = list(self.all_lines)
        self.size = sum(line.end - line.start for line in self.all_lines)
        self.cuts: list[Cut] = []
        self.notes: list[Note] = []
        self.removed = 0
        for index, rule in enumerate(program["rules"]):
            getattr(self, rule["verb"])(index, rule, View(text, self.lines))
        limit = program["max_removed"]
        if self.removed > limit * self.size:
            detail = f"{self.removed / self.size:.0%} of the page, at most {limit:.0%} allowed"
            self.notes.append(("max-removed", None, detail))
            self.cuts = []
        else:
            self.blank_edges()

    def candidates(self, rule: Mapping[str, Any], view: View, condition: Condition) -> list[int]:
        """Places in the view of the lines that lie in the zone and meet the condition."""
        places = []
        for at, line in enumerate(view.lines):
            side, count = rule.get("zone") or ("head", len(self.all_lines))
            inside = (
                line.index < count if side == "head" else line.index >= len(self.all_lines) - count
            )
            if inside and meets(condition, view, at):
                places.append(at)
        return places

    def allowed(
        self, index: int, rule: Mapping[str, Any], times: int, lines: int, size: int
    ) -> bool:
        most = {"times": None, "lines": None, "share": None, **(rule.get("at_most") or {})}
        if most["times"] is not None and times > most["times"]:
            detail = f"{times} times, at most {most['times']} allowed"
        elif most["lines"] is not None and lines > most["lines"]:
            detail = f"{lines} lines, at most {most['lines']} allowed"
        elif most["share"] is not None and size > most["share"] * self.size:
            detail = f"{size / self.size:.0%} of the page, at most {most['share']:.0%} allowed"
        else:
            return True
        self.notes.append(("over-budget", index, detail))
        return False

    def take(self, rule: int, offsets: Iterable[tuple[int, int]]) -> None:
        """Record (offset, line number) pairs, in ascending order, as cuts: one for each run."""
        run: list[tuple[int, int]] = []
        for offset, number in [*offsets, (-2, 0)]:
            if run and offset != run[-1][0] + 1:
                self.cuts.append((run[0][0], run[-1][0] + 1, rule, run[0][1], run[-1][1]))
                run = []
            run.append((offset, number))

    def drop(self, rule: int, groups: Iterable[Sequence[Line]]) -> None:
        for group in groups:
            offsets: list[tuple[int, int]] = []
            for line in group:
                self.removed += len(line.left)
                self.lines.remove(line)
                owned = [*line.left, *range(line.end, line.owned_end)]
                offsets += [(offset, line.number) for offset in owned]
            self.take(rule, offsets)

    def drop_if_allowed(
        self, index: int, rule: Mapping[str, Any], groups: Sequence[Sequence[Line]]
    ) -> None:
        lines = [line for group in groups for line in group]
        size = sum(len(line.left) for line in lines)
        if groups and self.allowed(index, rule, len(groups), len(lines), size):
            self.drop(index, groups)

    def drop_line(self, index: int, rule: Mapping[str, Any], view: View) -> None:
        places = self.candidates(rule, view, rule["when"])
        self.drop_if_allowed(index, rule, [[view.lines[at]] for at in places])

    def drop_repeat(self, index: int, rule: Mapping[str, Any], view: View) -> None:
        places = self.candidates(rule, view, rule["when"])
        gone = []
        for at in places:
            same = [place for place in places if view.folded[place] == view.folded[at]]
            stays = same[-1] if rule["keep"] == "last" else same[0]
            head = rule.get("first_within") or len(self.all_lines)
            if view.folded[at] and at != stays and view.lines[same[0]].index < head:
                gone.append([view.lines[at]])
        self.drop_if_allowed(index, rule, gone)

    def drop_block(self, index: int, rule: Mapping[str, Any], view: View) -> None:
        block = rule["block"]
        groups: list[Sequence[Line]] = []
        free = 0  # first place behind the last block
        for start in self.candidates(rule, view, block["start"]):
            if start < free:
                continue
            stop = start + 1
            while stop < len(view.lines):
                if block["until"] is not None and meets(block["until"], view, stop):
                    break
                if block["while"] is not None and not meets(block["while"], view, stop):
                    break
                stop += 1
            if stop - start < block["min_lines"]:
                continue
            if block["reaches_end"] and stop < len(view.lines):
                continue
            first = start
            for _ in range(block["back"]):
                if first == free:
                    break
                if block["prev"] is not None and not meets(block["prev"], view, first - 1):
                    break
                first -= 1
            groups.append(view.lines[first:stop])
            free = stop
        self.drop_if_allowed(index, rule, groups)

    def strip(self, index: int, rule: Mapping[str, Any], view: View) -> None:
        plans: list[tuple[Line, list[int]]] = []
        times = 0
        for at in self.candidates(rule, view, rule["when"]):
            line = view.lines[at]
            spans = matches(view.folded[at], rule["when"])
            if not spans:
                continue
            times += len(spans)
            current = "".join(self.text[offset] for offset in line.left)
            places = cut_positions(current, spans)
            stays = [line.left[place] for place in range(len(current)) if place not in places]
            if is_blank("".join(self.text[offset] for offset in stays)):
                stays = []
            plans.append((line, stays))
        size = sum(len(line.left) - len(stays) for line, stays in plans)
        if not plans or not self.allowed(index, rule, times, len(plans), size):
            return
        for line, stays in plans:
            if not stays:
                self.drop(index, [[line]])
                continue
            gone = sorted(set(line.left) - set(stays))
            self.removed += len(gone)
            self.take(index, [(offset, line.number) for offset in gone])
            line.left = stays

    def blank_edges(self) -> None:
        """Blank lines that removals left at either end go with the lines removed there."""
        self.cuts.sort()
        if not self.cuts:
            return
        first = self.all_lines[0]
        if first not in self.lines:
            self.cuts[0] = (0, *self.cuts[0][1:])
        if self.lines and self.lines[-1] is not self.all_lines[-1]:
            last = self.lines[-1]
            for at, cut in enumerate(self.cuts):
                if cut[0] == last.owned_end:
                    self.cuts[at] = (last.stop, *cut[1:])


def run(
    text: str, program: Mapping[str, Any], links: Links | None = None
) -> tuple[list[Cut], list[Note]]:
    """The cuts (start, end, rule, first line, last line) and notes of a program on a page.

    ``links``: where stretches of it end, and their share of links.
    """
    state = _Run(text, program, links)
    return state.cuts, state.notes


def probe(text: str, claims: Sequence[Mapping[str, Any]]) -> list[int]:
    """For each claim how many of its entries the page meets; 0 where the claim fails."""
    lines = split(text)
    view = View(text, lines)
    strengths = []
    for claim in claims:
        entries = claim["all"] if "all" in claim else claim["any"]
        met = 0
        for entry in entries:
            side, count = entry["zone"] or ("head", len(lines))
            places = [
                at
                for at in range(len(lines))
                if (at < count if side == "head" else at >= len(lines) - count)
            ]
            met += any(meets(entry["when"], view, at) for at in places)
        strengths.append(0 if "all" in claim and met < len(entries) else met)
    return strengths
