"""Bylines and datelines: a name, a mark, a town or the paper's own name, above the text or glued to
its first sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from arclean.learn.candidate import Candidate, least, quoted
from arclean.learn.page import Line, Page, ends_sentence
from arclean.learn.tokens import literal

__all__ = ["glued_bylines", "head_bylines"]

_DEPTH = 4
"""How far down a byline may stand."""
_OFTEN = 0.3
"""Share of the pages on which lines of one form make a habit."""
_SPLIT = re.compile(r" ?[-|/:,()] ?")
_DASHED = r'^[^-|:.!?"()0-9]{2,40} ?[-|] ?[^-|:.!?"()0-9]{2,30} ?:?$'
_BRACKET = r"^[^():!?0-9]{2,60}\([^():!?0-9]{2,30}\)$"
_COLON = r'^[^:.!?"()0-9]{2,30} ?: ?[^:.!?0-9]{2,50}$'
_SHAPES = (
    ("byline", "a name, a dash, a town or a paper", _DASHED),
    ("byline-brackets", "a name, and a town in brackets", _BRACKET),
    ("byline-colon", "a town, a colon, a name", _COLON),
)
_PROSE = frozenset(
    "في من علي الي عن مع بعد قبل ان لا ما لم لن قد هل كيف بين ضد هذا هذه التي الذي كل او ثم "
    "حتي".split()
)
_NOT_IN_NAMES = ["في", "من", "على", "إلى", "عن", "مع", "بعد", "قبل", "أن", "لا", "ما", "لم"]

Place = tuple[Page, Line]


def head_bylines(pages: Sequence[Page]) -> list[Candidate]:
    """Lines of a few words between headline and text."""
    places = [place for page in pages for place in _heads(page)]
    rules = []
    named = _of_the_paper(pages, places)
    taken: set[Line] = set()
    if named:
        rules.append(named)
        taken = {line for _, line in _matching(places, named.body["regex"])}
    for name, what, pattern in _SHAPES:
        rule = _shaped(pages, places, name, what, pattern, taken)
        if rule:
            rules.append(rule)
    bare = _bare(pages, places)
    if bare:
        rules.append(bare)
    return rules


def _heads(page: Page) -> list[Place]:
    """Short lines below the first one, above a paragraph."""
    found = []
    for line, behind in zip(page.lines[1:_DEPTH], page.lines[2 : _DEPTH + 1], strict=False):
        if 2 <= line.words <= 14 and not ends_sentence(line.fold) and behind.words >= 8:
            found.append((page, line))
    return found


def _zone(found: Sequence[Place]) -> tuple[str, int]:
    return "head", max(line.top for _, line in found) + 1


def _often(pages: Sequence[Page], found: Sequence[Place], share: float) -> bool:
    """Whether enough pages have it."""
    return len({id(page) for page, _ in found}) >= max(least(len(pages)), 3, share * len(pages))


def _worth(pages: Sequence[Page], found: Sequence[Place], share: float) -> bool:
    """Whether enough pages have it, and packs leave some of it."""
    left = {id(page) for page, line in found if not line.gone}
    return _often(pages, found, share) and len(left) >= min(2, least(len(pages)))


def _only_there(pages: Sequence[Page], found: Sequence[Place], patterns: Sequence[str]) -> bool:
    """Whether lines further down hardly ever look the same."""
    compiled = [re.compile(pattern) for pattern in patterns]
    elsewhere = sum(
        1
        for page in pages
        for line in page.lines[_DEPTH + 1 :]
        if line.words <= 14
        and not ends_sentence(line.fold)
        and any(pattern.search(line.fold) for pattern in compiled)
    )
    return elsewhere <= 0.15 * len(found)


def _next(found: Sequence[Place]) -> dict[str, int]:
    """A paragraph follows; a shorter one than those that were seen will do."""
    shortest = min(page.lines[line.top].words for page, line in found)
    return {"min_words": min(10, shortest)}


def _of_the_paper(pages: Sequence[Page], places: Sequence[Place]) -> Candidate | None:
    """«the paper - a town», «a name - the paper»: one end is the same on many pages."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    beside: dict[str, set[str]] = defaultdict(set)
    for _, line in places:
        parts = [part for part in _SPLIT.split(line.fold) if part]
        if len(parts) >= 2:
            first[parts[0]] += 1
            last[parts[-1]] += 1
            beside[parts[0]].add(parts[-1])
            beside[parts[-1]].add(parts[0])
    enough = max(least(len(pages)), 3, 0.08 * len(pages))
    names = {part for part, count in (first + last).items() if count >= enough}
    names &= {part for part in names if len(part) > 2 and part.count(" ") <= 2}
    # A town ends lines or begins them, as the paper's habit is; the paper's name does both, or is
    # the one that half of the lines have.
    names = {name for name in names if (first[name] + last[name]) >= 0.3 * len(places)}
    # A value beside its one label, in a table, is no name.
    names = {name for name in names if len(beside[name]) > 1}
    if not names:
        return None
    patterns = []
    for name in sorted(names):
        if first[name]:
            # Not a colon: «الصعوبة: سهل» is a row of a table.
            patterns.append(rf"^{literal(name)} ?[-|/] ?[^:.!?0-9]{{2,40}} ?:?$")
        if last[name]:
            patterns.append(rf"^[^:.!?0-9]{{2,80}} ?[-|/:] ?{literal(name)} ?:?$")
    found = _matching(places, patterns)
    if not found or not _often(pages, found, 0.08) or not _only_there(pages, found, patterns):
        return None  # packs may take all of it here: they do not know the paper's name
    shown = quoted([line.text for _, line in found[:2]])
    what = f"The line above the text names the paper and a town, a desk or a reporter: {shown}"
    body = {
        "max_words": max(line.words for _, line in found) + 2,
        "sentence_end": False,
        "regex": patterns,
    }
    return Candidate("byline-of-the-paper", "byline", "drop_line", body, what, _zone(found))


def _matching(places: Sequence[Place], patterns: Sequence[str]) -> list[Place]:
    compiled = [re.compile(pattern) for pattern in patterns]
    return [
        (page, line)
        for page, line in places
        if any(pattern.search(line.fold) for pattern in compiled)
    ]


def _shaped(
    pages: Sequence[Page],
    places: Sequence[Place],
    name: str,
    what: str,
    pattern: str,
    taken: set[Line],
) -> Candidate | None:
    spaced = pattern.replace(" ?[-|] ?", " [-|] ")
    if len(_matching(places, [spaced])) >= 0.8 * len(_matching(places, [pattern])):
        pattern = spaced  # so that a hyphen in a name is none
    found = [
        (page, line)
        for page, line in _matching(places, [pattern])
        if line.top <= 3 and line.words <= 10 and not (_PROSE & set(line.fold.split()))
    ]
    # Rows of a table have few labels, bylines have many names and towns.
    if len({_SPLIT.split(line.fold)[0] for _, line in found}) < max(3, 0.15 * len(found)):
        return None
    share = 0.12 if len(pages) >= 10 else 0.6
    if len(found) < 3 or not _worth(pages, found, share):
        return None
    if not _only_there(pages, found, [pattern]) or {line for _, line in found} <= taken:
        return None
    counts = sorted(line.words for _, line in found)
    body = {
        "min_words": counts[len(counts) // 10],
        "max_words": counts[-1] + 1,
        "sentence_end": False,
        "regex": pattern,
        "not": {"has": _NOT_IN_NAMES},
        "next": _next(found),
    }
    others = [line for _, line in found if line not in taken]
    doubt = "" if len(others) >= _OFTEN * len(pages) else "only its form tells it from a headline"
    sentence = (
        f"Between headline and text stands {what}: {quoted([line.text for line in others][:2])}"
    )
    return Candidate(name, "byline", "drop_line", body, sentence, _zone(found), doubt)


def _bare(pages: Sequence[Page], places: Sequence[Place]) -> Candidate | None:
    """A name and a town with nothing between them: the mark was a tatweel, which folds away."""
    lines = [
        (page, line)
        for page, line in places
        if line.top <= 3
        and line.words <= 5
        and not (_PROSE & set(line.fold.split()))
        and not re.search(r'[-|/:,()0-9"]', line.fold)
        and "\N{ARABIC TATWEEL}" in line.text
    ]
    last = Counter(line.fold.rsplit(" ", 1)[-1] for _, line in lines)
    enough = max(least(len(pages)), 3)
    towns = sorted(word for word, count in last.items() if count >= enough and len(word) > 2)
    found = [(page, line) for page, line in lines if line.fold.rsplit(" ", 1)[-1] in towns]
    if not found or not _worth(pages, found, 0.08):
        return None
    body = {
        "ends": towns,
        "min_words": 2,
        "max_words": max(line.words for _, line in found) + 1,
        "sentence_end": False,
        "not": {"has": _NOT_IN_NAMES},
        "next": _next(found),
    }
    shown = quoted([line.text for _, line in found[:2]])
    what = f"A name, a tatweel for a dash and a town stand between headline and text: {shown}"
    return Candidate("byline-town", "byline", "drop_line", body, what, _zone(found))


def glued_bylines(pages: Sequence[Page]) -> list[Candidate]:
    """«a name- the paper- a town: » at the start of the first paragraph."""
    heads: list[tuple[Page, Line, list[str]]] = []
    for page in pages:
        for line in page.lines[:3]:
            start, colon, _ = line.fold[:120].partition(":")
            least_words = 10 if line.top > 1 else 26  # the first line is the headline
            if colon and line.words >= least_words and start.count(" ") < 14:
                heads.append((page, line, [part for part in _SPLIT.split(start) if part]))
                break
    names = _signs(heads, max(least(len(pages)), 3, 0.3 * len(pages)))
    if not names:
        return []
    # Agencies sign the news that the paper has from them.
    rest = [head for head in heads if names[0] not in head[2]]
    names = [names[0], *_signs(rest, max(least(len(pages)), 3))]
    found = [(page, line) for page, line, parts in heads if set(names) & set(parts)]
    sign = literal(names[0]) if len(names) == 1 else f"(?:{'|'.join(map(literal, names))})"
    pattern = rf'^(?:[^:"]{{2,90}}[-(] ?)?\(?{sign}\)?(?: ?- ?[^:"]{{2,40}})? ?:'
    compiled = re.compile(pattern)
    found = [(page, line) for page, line in found if compiled.search(line.fold)]
    if not found or not _worth(pages, found, 0.3):
        return []
    elsewhere = sum(
        1 for page in pages for line in page.lines[_DEPTH:] if compiled.search(line.fold)
    )
    doubt = "" if elsewhere <= 0.1 * len(found) else "paragraphs further down begin like this, too"
    shown = quoted([line.text[: line.text.find(":") + 1] for _, line in found[:2]])
    what = f"The text begins with reporter, paper and town, up to a colon: {shown}"
    zone = _zone(found)
    rule = Candidate("byline-glued", "byline", "strip", {"regex": pattern}, what, zone, doubt)
    return [rule]


def _signs(heads: Sequence[tuple[Page, Line, list[str]]], enough: float) -> list[str]:
    """Parts of bylines that stand on enough pages, the most frequent one first."""
    counts = Counter(part for _, _, parts in heads for part in set(parts[:5]))
    often = [
        part
        for part, count in counts.items()
        if count >= enough and part.count(" ") <= 2 and not _PROSE & set(part.split())
    ]
    return sorted(often, key=lambda part: (-counts[part], part))
