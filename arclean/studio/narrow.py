"""Changes that make one rule take less, the one that says most about the line first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arclean.learn.lines import Repeated, spelled
from arclean.learn.page import Line, Page
from arclean.learn.tokens import literal
from arclean.learn.write import flow
from arclean.rules.load import LoadedFile
from arclean.studio.insert import add_key, add_top, set_key

__all__ = ["disabled", "narrowings"]

Narrowing = tuple[str, str, int]
"""What it does, in words; the file's text; the line that changes."""

_VERBS = {
    "drop_line": "drop_line",
    "strip": "strip",
    "drop_repeat": "drop_repeat",
    "drop_block": "drop_block.start",
}


def narrowings(
    text: str,
    loaded: LoadedFile,
    index: int,
    page: Page,
    line: Line,
    taken: Sequence[tuple[Page, Line]],
) -> Iterator[Narrowing]:
    """Narrower forms of a rule, none of them tried.

    Args:
        text: the file.
        loaded: the same, read.
        index: the rule's place in the file.
        page: a page on which it takes a line that is content.
        line: that line.
        taken: the lines that it takes rightly.
    """
    rule = loaded.compiled["rules"][index]
    where = _VERBS.get(rule["verb"])
    if where is None:
        return
    at = f"rules[{index}]"
    top = f"{at}.{rule['verb']}"
    yield from _zones(text, loaded, at, top, line, taken)
    condition = f"{at}.{where}"
    yield from _lengths(text, loaded, condition, line, taken)
    for how, exception in _exceptions(page, line):
        yield from _not(text, loaded, condition, how, exception)


def _zones(
    text: str, loaded: LoadedFile, at: str, top: str, line: Line, taken: Sequence[tuple[Page, Line]]
) -> Iterator[Narrowing]:
    if not taken:
        return
    for end, own, others in (
        ("tail", line.bottom, max(one.bottom for _, one in taken)),
        ("head", line.top, max(one.top for _, one in taken)),
    ):
        if others < own and others <= 500:
            count = min(500, others + max(1, others // 4), own - 1)
            written = f"zone: {{{end}: {count}}}"
            zone = f"{at}.zone"
            place = loaded.lines.get(zone) or loaded.lines[top]
            verb = top.rpartition(".")[2]
            new = (
                set_key(text, place, "zone", written)
                if zone in loaded.lines
                else add_key(text, place, verb, written)
            )
            if new is not None:
                side = "first" if end == "head" else "last"
                yield f"looks at the {side} {count} lines only", new, place


def _lengths(
    text: str, loaded: LoadedFile, condition: str, line: Line, taken: Sequence[tuple[Page, Line]]
) -> Iterator[Narrowing]:
    if not taken:
        return
    most = max(one.words for _, one in taken)
    if most >= line.words:
        return
    count = min(2000, line.words - 1, most + max(2, most // 4))
    written = f"max_words: {count}"
    place = loaded.lines.get(f"{condition}.max_words")
    if place:
        new = set_key(text, place, "max_words", written)
    else:
        place, new = _into(text, loaded, condition, written)
    if new is not None:
        yield f"takes lines of at most {count} words", new, place


def _exceptions(page: Page, line: Line) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Conditions that hold for the line."""
    if line.short:
        phrase = _phrase(page, line)
        if phrase:
            yield "leaves this line", {"is": [phrase]}
        yield "leaves this line", {"regex": [f"^{literal(line.fold)}$"]}
    else:
        opening = " ".join(line.fold.split(" ")[:8])
        yield "leaves the paragraph that begins so", {"starts": [opening]}
    for key, at, word in (("next", line.top, "above"), ("prev", line.top - 2, "below")):
        if 0 <= at < len(page.lines):
            beside = page.lines[at]
            phrase = _phrase(page, beside) if beside.short else ""
            if phrase:
                yield f"leaves lines {word} «{phrase[:40]}»", {key: {"is": [phrase]}}


def _phrase(page: Page, line: Line) -> str:
    one = Repeated((line.fold,))
    one.found = [(page, line)]
    return spelled(one)


def _not(
    text: str, loaded: LoadedFile, condition: str, how: str, exception: Mapping[str, Any]
) -> Iterator[Narrowing]:
    here = f"{condition}.not"
    if here not in loaded.lines:
        place, new = _into(text, loaded, condition, f"not: {flow(exception)}")
        if new is not None:
            yield how, new, place
        return
    # All keys of a condition must hold: only a list of the same key takes one more.
    children = _children(loaded, here)
    (key, values), *more = exception.items()
    if children != [key] or more or not isinstance(values, list):
        return
    place = loaded.lines[f"{here}.{key}"]
    lines = text.split("\n")
    found = re.search(r"(?<![\w-])not\s*:.*", lines[place - 1]) or re.search(
        rf"(?<![\w-]){key}\s*:.*", lines[place - 1]
    )
    if found is None:
        return
    old = lines[place - 1]
    written = flow(values)[1:-1]
    rest = old[found.start() :]
    listed, alone = (
        re.search(rf"{key}\s*:\s*\[", rest),
        re.search(rf'{key}\s*:\s*("(?:[^"\\]|\\.)*")', rest),
    )
    if listed:
        cut = found.start() + listed.end()
        lines[place - 1] = f"{old[:cut]}{written}, {old[cut:]}"
    elif alone:
        a, b = found.start() + alone.start(1), found.start() + alone.end(1)
        lines[place - 1] = f"{old[:a]}[{alone[1]}, {written}]{old[b:]}"
    else:
        return
    yield how, "\n".join(lines), place


def _into(text: str, loaded: LoadedFile, mapping: str, written: str) -> tuple[int, str | None]:
    """Put a key before the first one of a mapping."""
    children = _children(loaded, mapping)
    if not children:
        return 0, None
    first = min(children, key=lambda name: loaded.lines[f"{mapping}.{name}"])
    place = loaded.lines[f"{mapping}.{first}"]
    return place, add_key(text, place, first, written)


def _children(loaded: LoadedFile, mapping: str) -> list[str]:
    start = f"{mapping}."
    return [
        name[len(start) :]
        for name in loaded.lines
        if name.startswith(start) and not re.search(r"[.\[]", name[len(start) :])
    ]


def disabled(text: str, loaded: LoadedFile, rule: str) -> tuple[str, int]:
    """The file with a pack's rule disabled, and the line that changes."""
    place = loaded.lines.get("disable")
    if place is None:
        return add_top(text, loaded, "use", f'disable: ["{rule}"]'), loaded.lines["use"]
    lines = text.split("\n")
    if "[" in lines[place - 1]:
        lines[place - 1] = lines[place - 1].replace("[", f'["{rule}", ', 1)
    elif lines[place - 1].split("#")[0].rstrip().endswith(":"):
        below = lines[place] if place < len(lines) else ""
        pad = re.match(r"[ ]*", below)
        lines[place:place] = [f'{pad[0] if pad else ""}- "{rule}"']
    else:
        lines[place - 1] = re.sub(r":\s*(\S+)", rf': ["{rule}", \1]', lines[place - 1], count=1)
    return "\n".join(lines), place
