"""Stretches inside of lines that repeat: a share bar glued to the first sentence, a menu in the
middle of a page of one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from arclean.learn.candidate import Candidate, least, quoted
from arclean.learn.cues import category_of, strong_cue
from arclean.learn.page import Line, Page
from arclean.learn.tokens import (
    DAY,
    MONTH,
    NUMBER,
    SLOTS,
    Token,
    pattern_of,
    slots_in,
    template,
    tokens_of,
)

__all__ = ["glued_pieces"]

_EDGE = 4
"""Lines from either end in which glued stretches are looked for."""
_WINDOW = 120
"""Tokens from either end of such a line."""
_GRAM = 4

_LEAST = 5
"""Tokens of a stretch that is worth a rule."""
_TRIED = 200
"""Most templates that are compared in one round."""

_NEARLY = 0.8

_LABEL = re.compile(r"(?:اخر تحديث|تاريخ النشر|نشر في|نشر بتاريخ|updated|published) ?:?$")

Stretch = tuple[Page, Line, list[Token]]
Sides = tuple[list[Token], list[Token]]


def _windows(page: Page) -> Iterator[tuple[Line, list[Token]]]:
    lines = page.lines
    edges = lines if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]
    for line in edges:
        tokens = line.tokens
        if len(tokens) <= 2 * _WINDOW:
            yield line, tokens
        else:
            yield line, tokens[:_WINDOW]
            yield line, tokens[-_WINDOW:]


def glued_pieces(pages: Sequence[Page]) -> list[Candidate]:
    """Rules that cut repeated stretches of lines whose rest differs from page to page."""
    grams = _grams(pages)
    stretches = [
        (page, line, run)
        for page in pages
        for line, tokens in _windows(page)
        for run in _runs(tokens, grams)
        if (len(run) < len(tokens) or not line.short) and len(_words(run)) >= _LEAST
    ]
    enough = max(least(len(pages)), 3, 0.15 * len(pages))
    rules = []
    while best := _commonest(stretches, enough):
        places, around, stretches = _taken(best, stretches)
        if all(line.gone for _, line, _ in places):
            continue
        rule = _piece(places, _widened(places, around))
        if rule:
            rules.append(rule)
            # Of a line that is too long for a pattern, the words that never change.
            fixed = _fixed(places)
            rest = _piece(fixed, []) if fixed else None
            if rest:
                rules.append(rest)
    return rules


def _fixed(places: Sequence[Stretch]) -> list[Stretch]:
    """The longest part without slots of stretches that have some; none where it is short."""
    keys = template(places[0][2])
    start = end = at = 0
    for place, key in enumerate([*keys, NUMBER]):
        if key in SLOTS:
            if place - at > end - start:
                start, end = at, place
            at = place + 1
    if end - start < 2 * _LEAST or end - start == len(keys):
        return []
    # The words before a slot may be its label.
    text = places[0][1].fold[places[0][2][start].start : places[0][2][end - 1].end]
    label = _LABEL.search(text)
    if label:
        end -= len(tokens_of(label.group()))
    return [(page, line, _words(run[start:end])) for page, line, run in places]


def _words(run: list[Token]) -> list[Token]:
    """A stretch without the marks at its ends."""
    start, end = 0, len(run)
    while start < end and not run[start].text[0].isalnum():
        start += 1
    while end > start and not run[end - 1].text[-1].isalnum():
        end -= 1
    return run[start:end]


def _commonest(stretches: Sequence[Stretch], enough: float) -> tuple[str, ...] | None:
    """The template that most pages hold as a stretch or inside of one; the longest of these."""
    keys = Counter(template(_words(run)) for _, _, run in stretches)
    texts = [(id(page), _flat(template(run))) for page, _, run in stretches]
    best: tuple[int, int, tuple[str, ...]] | None = None
    for key, _ in keys.most_common(_TRIED):
        flat = _flat(key)
        count = len({page for page, text in texts if flat in text})
        if count >= enough:
            best = max(best or (0, 0, ()), (count, len(key), key))
    return best[2] if best else None


def _flat(key: tuple[str, ...]) -> str:
    return "\n" + "\n".join(key) + "\n"


def _taken(
    key: tuple[str, ...], stretches: Sequence[Stretch]
) -> tuple[list[Stretch], list[Sides], list[Stretch]]:
    """The stretches with this template, what is little on both sides of each, and what is left."""
    places: list[Stretch] = []
    around: list[Sides] = []
    rest: list[Stretch] = []
    size = len(key)
    for page, line, run in stretches:
        keys = template(run)
        at = next((at for at in range(len(keys) - size + 1) if keys[at : at + size] == key), -1)
        if at < 0:
            rest.append((page, line, run))
            continue
        places.append((page, line, run[at : at + size]))
        sides = run[:at], run[at + size :]
        rest += [(page, line, side) for side in sides if len(_words(side)) >= _LEAST]
        little = [[] if len(_words(side)) >= _LEAST else side for side in sides]
        around.append((little[0], little[1]))
    return places, around, rest


def _widened(places: Sequence[Stretch], around: Sequence[Sides]) -> list[list[Token]]:
    """The stretches with the few words before and behind that nearly all of them have; none where
    they have no such words.
    """
    befores = Counter(template(before) for before, _ in around)
    behinds = Counter(template(behind) for _, behind in around)
    before, count = befores.most_common(1)[0]
    before = before if count >= _NEARLY * len(places) and _opens(before) else ()
    behind, count = behinds.most_common(1)[0]
    behind = behind if count >= _NEARLY * len(places) and _closes(behind) else ()
    if not before and not behind:
        return []
    wide = []
    for (_, _, run), (left, right) in zip(places, around, strict=True):
        if (not before or template(left) == before) and (not behind or template(right) == behind):
            wide.append([*(left if before else ()), *run, *(right if behind else ())])
    return wide


def _opens(key: tuple[str, ...]) -> bool:
    return bool(key) and (key[0][0].isalnum() or key[0] in "<([{" or key[0] in SLOTS)


def _closes(key: tuple[str, ...]) -> bool:
    return bool(key) and (key[-1][-1].isalnum() or key[-1] in ")]}" or key[-1] in SLOTS)


def _grams(pages: Sequence[Page]) -> set[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for page in pages:
        here: set[tuple[str, ...]] = set()
        for _, tokens in _windows(page):
            keys = template(tokens)
            here.update(zip(*(keys[at:] for at in range(_GRAM)), strict=False))
        counts.update(here)
    enough = max(least(len(pages)), 3, 0.15 * len(pages))
    return {gram for gram, count in counts.items() if count >= enough}


def _runs(tokens: list[Token], grams: set[tuple[str, ...]]) -> Iterator[list[Token]]:
    """Stretches all of whose four tokens in a row repeat from page to page."""
    keys = template(tokens)
    start = end = -1
    for at in range(len(keys) - _GRAM + 1):
        if keys[at : at + _GRAM] not in grams:
            continue
        if start >= 0 and at < end:
            end = at + _GRAM
            continue
        if start >= 0:
            yield tokens[start:end]
        start, end = at, at + _GRAM
    if start >= 0:
        yield tokens[start:end]


def _piece(places: Sequence[Stretch], wide: Sequence[list[Token]]) -> Candidate | None:
    _, line, run = places[0]
    text = line.fold[run[0].start : run[-1].end]
    if not strong_cue(text) and not _dateline(places):
        return None
    category = category_of(text) or _any_category(text)
    if category is None:
        return None
    zone = _near([line for _, line, _ in places])
    if zone is None:
        return None
    body: dict[str, object]
    if slots_in(template(run)) or wide:
        patterns = [pattern_of(wide[:200])] if wide else []
        body = {"regex": [*patterns, pattern_of([run for _, _, run in places[:200]])]}
    else:
        starts = all(run[0].start == 0 for _, _, run in places)
        body = {"starts" if starts else "has": [text]}
    what = f"{quoted([text])} is glued to the text"
    return Candidate(f"{category}-glued", category, "strip", body, what, zone, label=text)


def _dateline(places: Sequence[Stretch]) -> bool:
    """Whether the stretches are whole dates, weekday included, that lines begin with."""
    keys = [token.key for token in places[0][2]]
    if not (DAY in keys and MONTH in keys and keys.count(NUMBER) >= 2):
        return False
    return sum(run[0].start == 0 for _, _, run in places) >= 0.9 * len(places)


def _near(lines: Sequence[Line]) -> tuple[str, int] | None:
    """The end of the page near which lines stand, whatever else they hold."""
    top, bottom = max(line.top for line in lines), max(line.bottom for line in lines)
    if min(top, bottom) > 2 * _EDGE:
        return None
    return ("head", top + 1) if top <= bottom else ("tail", bottom + 1)


def _any_category(text: str) -> str | None:
    """The category of the first few words that name one."""
    words = text.split()
    for at in range(len(words)):
        for length in (3, 2, 1):
            found = category_of(" ".join(words[at : at + length]))
            if found:
                return found
    return None
