"""Lines that stand on many pages, word for word or but for numbers, dates and addresses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from arclean.learn.candidate import Candidate, least, quoted, zone_of
from arclean.learn.cues import category_of, is_formula
from arclean.learn.page import Line, Page
from arclean.learn.tokens import Token, pattern_of, slots_in, template, tokens_of
from arclean.text.fold import fold, trim

__all__ = [
    "Repeated",
    "key_of",
    "label_of",
    "labelled_lines",
    "line_rule",
    "repeated",
    "repeated_lines",
    "spelled",
]

_INLINE = frozenset(
    {"read-also", "share", "ad", "related", "app-promo", "newsletter", "navigation"}
)
"""What may stand in the middle of an article and be furniture all the same."""
_RUN = 3
"""Repeated lines in a row that make a menu of which only some name themselves."""
_TATWEEL = "\N{ARABIC TATWEEL}"
_EDGES = " -*•·|/\\:،,.…؛;!؟?«»\"'()[]←→>"


class Repeated:
    """One line, or one template, and where it stands.

    Attributes:
        key: folded text without its edges, or the template of a line with slots.
        found: pages and lines.
        pages: number of pages.
        left: number of pages on which packs leave it.
        category: what the line names itself to be, or is by its neighbours; None if unknown.
        lent: whether the category comes from its neighbours.
    """

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.found: list[tuple[Page, Line]] = []
        self.pages = 0
        self.left = 0
        self.category: str | None = None
        self.lent = False

    @property
    def slots(self) -> int:
        """Number of slots; 0 for a line that is always the same."""
        return slots_in(self.key)

    @property
    def shown(self) -> str:
        """The line as it is mostly written."""
        return Counter(line.text for _, line in self.found).most_common(1)[0][0]

    @property
    def marginal(self) -> float:
        """Share of the places that lie before or behind all running text."""
        return sum(page.marginal(line) for page, line in self.found) / len(self.found)


def key_of(line: Line) -> tuple[str, ...] | None:
    """What a line shares with lines like it; None for a paragraph."""
    if not line.short or not line.fold:
        return None
    key = template(line.tokens)
    return key if slots_in(key) else (trim(line.fold),)


def repeated(pages: Sequence[Page]) -> dict[tuple[str, ...], Repeated]:
    """Every line and template that stands on enough of the pages."""
    counts: Counter[tuple[str, ...]] = Counter()
    for page in pages:
        counts.update({key for line in page.lines if (key := key_of(line))})
    enough = least(len(pages))
    table = {key: Repeated(key) for key, count in counts.items() if count >= enough}
    for page in pages:
        here: dict[tuple[str, ...], bool] = {}
        for line in page.lines:
            key = key_of(line)
            if key in table:
                table[key].found.append((page, line))
                here[key] = here.get(key, False) or not line.gone
        for key, left in here.items():
            table[key].pages += 1
            table[key].left += left
    for one in table.values():
        if not any(is_formula(line.fold) for _, line in one.found[:20]):
            one.category = category_of(one.found[0][1].fold)
    _lend(pages, table)
    return table


def _lend(pages: Sequence[Page], table: dict[tuple[str, ...], Repeated]) -> None:
    """A menu, a share bar: of repeated lines in a row those that name themselves name those between
    them. Not those at its ends, which may be a table's last rows.
    """
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for page in pages:
        for run in _runs(page, table):
            named = [place for place, key in enumerate(run) if table[key].category]
            if len(run) < _RUN or len(named) < 2 or len(named) * 4 < len(run):
                continue
            names = Counter(table[run[place]].category or "" for place in named)
            for key in run[named[0] : named[-1]]:
                votes[key][names.most_common(1)[0][0]] += 1
    for key, counted in votes.items():
        one = table[key]
        if one.category or one.slots or is_formula(one.found[0][1].fold):
            continue
        best, count = counted.most_common(1)[0]
        if count >= 0.8 * len(one.found):
            one.category, one.lent = best, True


def _runs(page: Page, table: dict[tuple[str, ...], Repeated]) -> Iterator[list[tuple[str, ...]]]:
    run: list[tuple[str, ...]] = []
    for line in page.lines:
        key = key_of(line)
        if key in table and not line.sentence and page.marginal(line):
            run.append(key)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def repeated_lines(
    pages: Sequence[Page],
    table: dict[tuple[str, ...], Repeated],
    headings: set[tuple[str, ...]],
    inside: set[int],
) -> list[Candidate]:
    """Rules for repeated lines, those of one category and place together.

    Args:
        pages: the pages.
        table: their repeated lines.
        headings: keys of lines that other rules take together with what follows them.
        inside: ids of the lines that follow such headings.
    """
    groups: dict[tuple[str, str, bool], list[Repeated]] = defaultdict(list)
    doubtful: list[Candidate] = []
    enough = 1 if len(pages) < 10 else 2
    for one in table.values():
        if one.key in headings or (one.category is None and _within(one, inside)):
            continue
        zone = zone_of(one.found)
        doubt = _doubt(one, zone, len(pages))
        if doubt is None:
            continue
        if not doubt:
            groups[one.category or "", zone[0] if zone else "", bool(one.slots)].append(one)
        elif one.left >= enough:
            doubtful.append(line_rule([one], zone[0] if zone else "", doubt))
    # What packs take of a menu goes along with the rest of it: their rule may need all of it.
    sure = [
        line_rule(ones, side, "")
        for (_, side, _), ones in groups.items()
        if any(one.left >= enough for one in ones)
    ]
    return sure + doubtful


def _within(one: Repeated, inside: set[int]) -> bool:
    return sum(id(line) in inside for _, line in one.found) >= 0.9 * len(one.found)


def _doubt(one: Repeated, zone: tuple[str, int] | None, pages: int) -> str | None:
    """Why a repeated line may be content; empty for furniture, None for what is not worth a
    word.
    """
    line = one.found[0][1]
    if is_formula(line.fold):
        return None
    if one.category is None:
        if one.marginal < 0.9 or one.pages < 0.3 * pages or zone is None:
            return None
        return "it repeats, but none of its words says that it is furniture"
    if line.sentence and one.pages < 0.5 * pages:
        return "it reads like running text"
    if zone is None:
        if one.category not in _INLINE or one.slots:
            return "it stands in the middle of articles, too" if one.marginal > 0.5 else None
        if line.words > 10:
            return "it is long for a line in the middle of articles"
    if one.lent and one.pages < 0.15 * pages:
        return "only its neighbours say what it is"
    return ""


def line_rule(ones: Sequence[Repeated], side: str, doubt: str) -> Candidate:
    """A rule for lines of one category.

    Args:
        ones: the lines, all with slots or all without.
        side: ``head`` or ``tail`` for a rule with a zone; empty for one that looks everywhere.
        doubt: why it may be wrong.
    """
    category = ones[0].category or "widget"
    ones = sorted(ones, key=lambda one: -one.pages)
    found = [place for one in ones for place in one.found]
    body: dict[str, object] = {}
    slotted = [one for one in ones if one.slots]
    if slotted:
        body["regex"] = list(dict.fromkeys(f"^{_pattern(one)}$" for one in slotted))
    else:
        body["is"] = list({trim(one.found[0][1].fold): spelled(one) for one in ones}.values())
    zone = zone_of(found)
    if side and (zone is None or zone[0] != side):
        place = max(line.top if side == "head" else line.bottom for _, line in found)
        zone = side, min(500, place + 1)
    where = {"head": "above the text", "tail": "below the text", "": "between paragraphs"}[side]
    what = f"{quoted(one.shown for one in ones)}: the same line {where}"
    if slotted:
        what = f"{quoted(one.shown for one in ones)}: the same line but for its figures, {where}"
    name = category if not side else f"{category}-{side}"
    return Candidate(name, category, "drop_line", body, what, zone if side else None, doubt)


def spelled(one: Repeated) -> str:
    """The phrase as the pages write it, or folded where a file may not hold that."""
    plain = trim(one.found[0][1].fold)
    kept = "".join(char for char in one.shown if char.isprintable() and char != _TATWEEL)
    text = " ".join(kept.split()).strip(_EDGES)
    return text if trim(fold(text)) == plain else plain


def _pattern(one: Repeated) -> str:
    examples: list[list[Token]] = [tokens_of(line.fold) for _, line in one.found[:200]]
    return pattern_of(examples)


def labelled_lines(pages: Sequence[Page]) -> list[Candidate]:
    """Lines that begin with a label and go on with something else: «اقرأ أيضا: …», «بقلم: …»."""
    found: dict[str, list[tuple[Page, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            label = label_of(line)
            if label:
                found[label].append((page, line))
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    enough = least(len(pages))
    for label, places in found.items():
        if len({id(page) for page, _ in places}) < enough:
            continue
        if len({id(page) for page, line in places if not line.gone}) < min(enough, 2):
            continue
        rests = {line.fold for _, line in places}
        category = category_of(label.rstrip(" :"))
        if category is None or len(rests) < 2:
            continue
        zone = zone_of(places)
        if zone is None and category not in ("read-also", "related"):
            continue
        groups[category, zone[0] if zone else ""].append(label)
    rules = []
    for (category, side), labels in groups.items():
        places = [place for label in labels for place in found[label]]
        longest = max(line.words for _, line in places)
        body = {"starts": labels, "max_words": longest + max(2, longest // 4)}
        if not any(line.fold.endswith((".", "!")) for _, line in places):
            body["sentence_end"] = False
        what = f"{quoted(line.text for _, line in places[:2])}: lines that begin with this label"
        zone = zone_of(places)
        if side and zone is None:
            continue
        name = f"{category}-line"
        rules.append(Candidate(name, category, "drop_line", body, what, zone if side else None))
    return rules


def label_of(line: Line) -> str | None:
    """The folded words before a colon near the start of a line of at most 30 words."""
    if line.words > 30 or line.words < 2:
        return None
    head, colon, rest = line.fold.partition(":")
    head = head.strip()
    if (
        not colon
        or not rest.strip()
        or any(char.isdigit() for char in head)
        or not 1 <= head.count(" ") + 1 <= 5
        or rest.startswith("//")
    ):
        return None
    return f"{head} :" if line.fold[len(head) : len(head) + 1] == " " else f"{head}:"
