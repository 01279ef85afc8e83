"""Stretches inside of lines that repeat: a share bar glued to the first sentence, a menu in the
middle of a page of one line, and trailers behind the last sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from arclean.learn.candidate import Candidate, least, quoted
from arclean.learn.cues import category_of, strong_cue
from arclean.learn.page import Line, Page, ends_sentence
from arclean.learn.tokens import (
    DAY,
    MONTH,
    NUMBER,
    SLOTS,
    Token,
    literal,
    pattern_of,
    slots_in,
    template,
)

__all__ = ["glued_pieces", "trailers"]

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
    return rules


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


def trailers(pages: Sequence[Page]) -> list[Candidate]:
    """Rules that cut what follows a label behind the last sentence: «سمات …», «رابط الخبر: …»."""
    lasts = [(page, page.lines[-1]) for page in pages if page.lines]
    found: dict[str, list[tuple[Page, Line, int]]] = defaultdict(list)
    for page, line in lasts:
        for label, at in _labels(line):
            found[label].append((page, line, at))
    enough = max(least(len(pages)), 3, 0.1 * len(pages))
    ranked = sorted(
        (label for label, places in found.items() if len(places) >= enough),
        key=lambda label: (-len(found[label]), -len(label)),
    )
    rules: list[Candidate] = []
    taken: set[int] = set()
    for label in ranked:
        places = found[label]
        if sum(1 for page, _, _ in places if id(page) not in taken) < 0.5 * len(places):
            continue
        longer = [
            other
            for other in ranked
            if other.startswith(f"{label} ") and len(found[other]) >= 0.9 * len(places)
        ]
        label = max(longer, key=len, default=label)
        rule = _trailer(pages, label, found[label])
        if rule:
            taken |= {id(page) for page, _, _ in found[label]}
            rules.append(rule)
    return rules


def _labels(line: Line) -> Iterator[tuple[str, int]]:
    """Folded words, one to six, that begin a line's rest behind a sentence's end, or the line."""
    words = [match.span() for match in re.finditer(r"[^ ]+", line.fold)]
    last = words[-30:]
    for place, (start, _) in enumerate(last):
        before = line.fold[max(0, start - 2) : start].strip()
        if start and not (before and before[-1] in '.!?")/:]'):
            continue
        for size in range(1, 7):
            if place + size >= len(last):
                break
            yield line.fold[start : last[place + size - 1][1]], start


def _trailer(
    pages: Sequence[Page], label: str, places: Sequence[tuple[Page, Line, int]]
) -> Candidate | None:
    rests = [line.fold[at + len(label) :].strip() for _, line, at in places]
    if (
        len(set(rests)) < max(2, 0.5 * len(rests))
        or sum(map(ends_sentence, rests)) > len(rests) / 4
    ):
        return None
    if all(line.gone for _, line, _ in places):
        return None
    elsewhere = sum(
        1
        for page in pages
        for line in page.lines[:-1]
        if line.fold.startswith(label) or f". {label}" in line.fold
    )
    if elsewhere > 0.05 * len(places):
        return None
    titles = sum(_alike(rest, page) for (page, _, _), rest in zip(places, rests, strict=True))
    category = category_of(label.rstrip(" :"))
    if titles >= 0.6 * len(places):
        category = category or "related"
    doubt = "" if category else "none of its words says what follows the text here"
    longest = min(256, max(map(len, rests)) * 5 // 4 + 5)
    glued = any(at for _, _, at in places)
    if label.endswith(":"):
        body: dict[str, object] = {"regex": f"{literal(label[:-1].rstrip())} ?:.{{0,{longest}}}$"}
    elif glued:
        ends = sorted({line.fold[:at].rstrip()[-1] for _, line, at in places if at})
        body = {
            "has": [f"{end} {label}" for end in ends],
            "regex": f" {literal(label)} (?:[^.:!?]|\\.[^ .]){{2,{longest}}}$",
        }
    else:
        return None  # a line of its own: see labelled lines and blocks
    shown = quoted([line.text[-60:] for _, line, _ in places[:1]], 1)
    what = f"Behind the last sentence follows «{label}» and something that differs: {shown}"
    name = f"{category or 'trailer'}-trailer"
    zone = ("tail", 2)
    return Candidate(name, category or "widget", "strip", body, what, zone, doubt, label=label)


def _alike(rest: str, page: Page) -> bool:
    first = page.lines[0].fold
    return bool(first) and (rest.startswith(first[:40]) or first.startswith(rest[:40]))
