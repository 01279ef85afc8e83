"""Lint: phrases and patterns that say too much, too little, or the same thing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from arclean.rules._finding import Finding, finding
from arclean.rules._text import quote
from arclean.rules.load import LoadedFile
from arclean.rules.validate import PhraseUse
from arclean.text.matching import find

__all__ = ["check_phrases"]

# Words, folded, that head furniture ("share", "follow", "read", "source" …) and that articles use
# as verbs and nouns ("took part", "continued", "I read" …): alone they tell nothing.
COMMON = frozenset(
    [
        "شارك",
        "شاركنا",
        "شاركوا",
        "تابع",
        "تابعنا",
        "تابعوا",
        "تابعونا",
        "اقرا",
        "قراءه",
        "المزيد",
        "مزيد",
        "المصدر",
        "مصدر",
        "مصادر",
        "كتب",
        "كتبه",
        "نشر",
        "نشرت",
        "صور",
        "صوره",
        "فيديو",
        "بالفيديو",
        "اخبار",
        "خبر",
        "مشاهده",
        "تعليق",
        "تعليقات",
        "رابط",
        "طباعه",
        "ارسل",
        "ارسال",
        "اشترك",
        "حمل",
        "تحميل",
        "اعلان",
        "بحث",
        "الرئيسيه",
        "التالي",
        "السابق",
        "ايضا",
        "المقال",
        "مقالات",
        "share",
        "follow",
        "read",
        "more",
        "source",
        "tags",
        "comments",
        "advertisement",
        "search",
        "home",
        "next",
        "previous",
    ]
)

_PLACE = re.compile(r"rules\[(\d+)\]\.([a-z_.]+?)\.(is|starts|ends|has)(?:\[\d+\])?")
_GUARDS = ("max_words", "max_chars", "is", "regex")
_PHRASES = {"is", "starts", "ends", "has"}
_LENGTHS = {"max_words", "min_words", "max_chars", "min_chars", "sentence_end"}


def check_phrases(file: LoadedFile) -> Iterator[Finding]:
    """Findings on the phrases, patterns and conditions of one file."""
    lists = _lists(file)
    yield from _alike(file, lists)
    yield from _across(file, lists)
    yield from _contained(file, lists)
    yield from _floating(file, lists)
    yield from _shadowed(file, lists)
    yield from _doubled(file)
    yield from _patterns(file)
    yield from _broad(file)


class _List:
    """The phrases of one key of one condition."""

    def __init__(self, rule: int, where: str, kind: str) -> None:
        self.rule = rule
        self.where = where  # "drop_block.start", "drop_line.not" …
        self.kind = kind
        self.uses: list[PhraseUse] = []

    def condition(self, file: LoadedFile) -> Mapping[str, Any]:
        """The compiled condition that the list belongs to."""
        verb, *path = self.where.split(".")
        rule = file.compiled["rules"][self.rule]
        node: Any = rule["block"] if verb == "drop_block" else rule["when"]
        if rule["verb"] in ("keep", "drop"):
            node = rule["html"]
        for step in path:
            node = node[step]
        return dict(node)

    @property
    def decides(self) -> bool:
        """Whether the list says which line goes, not which neighbour or exception there is."""
        return self.where in ("drop_line", "drop_block.start", "strip", "drop_repeat")


def _lists(file: LoadedFile) -> list[_List]:
    lists: dict[tuple[int, str, str], _List] = {}
    for use in file.phrases:
        place = _PLACE.fullmatch(use.key)
        if place:
            key = (int(place[1]), place[2], place[3])
            lists.setdefault(key, _List(*key)).uses.append(use)
    return list(lists.values())


def _alike(file: LoadedFile, lists: Sequence[_List]) -> Iterator[Finding]:
    for one in lists:
        first: dict[str, PhraseUse] = {}
        for use in one.uses:
            same = first.setdefault(use.folded, use)
            if same is not use:
                message = f"{quote(use.written)} folds like {quote(same.written)}; one suffices"
                yield finding(file, "same-phrase", message, use.key, rule=one.rule)


def _across(file: LoadedFile, lists: Sequence[_List]) -> Iterator[Finding]:
    """A phrase that an earlier rule of the file has used up, in the same zone."""
    first: dict[tuple[str, str, str, str], int] = {}
    rules = file.compiled["rules"]
    for one in lists:
        rule = rules[one.rule]
        condition = one.condition(file)
        if not one.decides or rule["verb"] == "drop_repeat" or set(condition) != {one.kind}:
            continue  # with other keys beside it each rule takes its own share of the lines
        for use in one.uses:
            key = (rule["verb"], repr(rule["zone"]), one.kind, use.folded)
            earlier = first.setdefault(key, one.rule)
            if earlier != one.rule:
                message = f"the rule '{rules[earlier]['id']}' has {quote(use.written)} already"
                yield finding(file, "same-phrase", message, use.key, rule=one.rule)


def _shadowed(file: LoadedFile, lists: Sequence[_List]) -> Iterator[Finding]:
    """A phrase whose lines an earlier rule of the file drops all, by a shorter one."""
    rules = file.compiled["rules"]
    earlier: list[tuple[_List, PhraseUse]] = []
    for one in lists:
        rule = rules[one.rule]
        if not one.decides or rule["verb"] != "drop_line":
            continue
        for use in one.uses:
            for before, other in earlier:
                zone = rules[before.rule]["zone"]
                if (
                    before.rule != one.rule
                    and zone in (None, rule["zone"])
                    and (before.kind == "has" or one.kind in ("is", before.kind))
                    and len(other.folded) < len(use.folded)
                    and _covers(before.kind, other.folded, use.folded)
                ):
                    name = rules[before.rule]["id"]
                    message = (
                        f"{quote(use.written)} is covered by {quote(other.written)} of the rule "
                        f"'{name}', which runs first; drop it"
                    )
                    yield finding(file, "covered-phrase", message, use.key, rule=one.rule)
                    break
        # Budgets and further keys let lines through, so that the later rule has its work.
        budget = any(rule["at_most"].values())
        if one.kind != "is" and set(one.condition(file)) == {one.kind} and not budget:
            earlier += [(one, use) for use in one.uses]


def _doubled(file: LoadedFile) -> Iterator[Finding]:
    """A rule that does what an earlier one of the file has done."""
    first: dict[str, int] = {}
    selectors: dict[str, int] = {}
    rules = file.compiled["rules"]
    for index, rule in enumerate(rules):
        same = first.setdefault(
            repr([rule[key] for key in ("verb", "zone", "when", "block", "keep", "html")]), index
        )
        # A rule of phrases alone has a finding for each of them.
        if same != index and not (len(rule["when"]) == 1 and set(rule["when"]) <= _PHRASES):
            message = f"does what the rule '{rules[same]['id']}' does before it; drop one of them"
            yield finding(file, "same-rule", message, f"rules[{index}]", rule=index)
            continue
        if rule["verb"] != "drop" or rule["html"].get("text"):
            continue
        for text in rule["html"]["css"]:
            other = selectors.setdefault(" ".join(text.split()), index)
            if other != index:
                message = f"the rule '{rules[other]['id']}' drops {quote(text)} already; drop one"
                yield finding(file, "same-rule", message, f"rules[{index}]", rule=index)


def _contained(file: LoadedFile, lists: Sequence[_List]) -> Iterator[Finding]:
    for one in lists:
        # A strip cuts the longest phrase, so a longer one beside a shorter has its meaning there.
        if one.kind == "is" or one.where == "strip":
            continue
        for use in one.uses:
            for other in one.uses:
                if len(other.folded) < len(use.folded) and _covers(
                    one.kind, other.folded, use.folded
                ):
                    message = f"{quote(use.written)} is covered by {quote(other.written)}; drop it"
                    yield finding(file, "covered-phrase", message, use.key, rule=one.rule)
                    break


def _covers(kind: str, short: str, long: str) -> bool:
    """Whether each line that a long phrase matches is matched by a short one."""
    at = find(long, short)
    while at >= 0:
        if kind == "has" or at == (0 if kind == "starts" else len(long) - len(short)):
            return True
        at = find(long, short, at + 1)
    return False


def _floating(file: LoadedFile, lists: Sequence[_List]) -> Iterator[Finding]:
    for one in lists:
        if not one.decides or one.kind == "is":
            continue
        condition = one.condition(file)
        bounded = any(key in condition for key in _GUARDS)
        strip = one.where == "strip"
        for use in one.uses:
            words = [word for word in re.split(r"[^\w]+", use.folded) if word]
            common = len(words) == 1 and words[0] in COMMON
            if common and (strip or not bounded):
                message = (
                    f"{quote(use.written)} is a word that articles use; write more of the line, "
                    "or `is`, or bound the line with max_words"
                )
                yield finding(file, "common-word", message, use.key, rule=one.rule, error=True)
            elif (strip or not bounded) and (told := _in_clean_text(use.folded)):
                message = (
                    f"{quote(use.written)} stands {told} without boilerplate; write more of the "
                    "line, or `is`, or bound the line with max_words"
                )
                yield finding(file, "clean-text", message, use.key, rule=one.rule)
            elif one.kind == "has" and not bounded and not strip:
                message = (
                    f"{quote(use.written)} floats: it drops a line of any length; "
                    "use `is` or `starts`, or bound the line with max_words"
                )
                yield finding(file, "floating-phrase", message, use.key, rule=one.rule)


def _in_clean_text(folded: str) -> str:
    """On how many pages of clean text a word or two stand, in words; empty where on few."""
    counts = _clean_counts()
    found = counts["phrases"].get(folded)
    return f"on {found:,} of {counts['pages']:,} pages" if found else ""


@lru_cache(maxsize=1)
def _clean_counts() -> Mapping[str, Any]:
    """What tools/make_clean_counts.py counted: pages of Wikipedia, collections of hadith."""
    data: Mapping[str, Any] = json.loads(
        files("arclean.rules").joinpath("clean_counts.json").read_bytes()
    )
    return data


def _patterns(file: LoadedFile) -> Iterator[Finding]:
    if file.compiled["kind"] != "pack":
        return
    for use in file.patterns:
        place = re.match(r"rules\[(\d+)\]", use.key)
        if place and use.checked.literals is None:
            message = (
                "a pattern in a pack needs a literal of two characters or more that each match "
                "holds, so that most lines are spared the pattern"
            )
            yield finding(file, "no-literal", message, use.key, rule=int(place[1]), error=True)


def _broad(file: LoadedFile) -> Iterator[Finding]:
    """Rules that nothing but a length bounds, and blocks of generic packs without a budget."""
    for index, rule in enumerate(file.compiled["rules"]):
        key = f"rules[{index}]"
        when = rule["block"]["start"] if rule["block"] else rule["when"]
        if (
            rule["verb"] in ("drop_line", "drop_block")
            and set(when) <= _LENGTHS
            and not rule["zone"]
        ):
            message = (
                "only lengths say which line goes, anywhere on the page; add a phrase or a zone"
            )
            yield finding(file, "broad-rule", message, key, rule=index)
        if (
            rule["verb"] == "drop_block"
            and file.compiled["generic"]
            and not any(rule["at_most"].values())
        ):
            message = "a block of a generic pack has no budget; write at_most"
            yield finding(file, "no-budget", message, key, rule=index)
