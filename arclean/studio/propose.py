"""A marked line becomes a rule: what an author would write, tried on all pages before it is shown.

«boilerplate» proposes a rule that takes the line, made with the parts of the learner. «content»
proposes the narrowest change that keeps it: a zone, a length, a ``not``, a pack's rule disabled.
Both come with a test made of the page. A proposal is shown only if the file still loads, no test
that passed fails, lint finds no new error, and no other marked line is harmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from arclean.errors import RuleError, UsageError
from arclean.learn.candidate import Candidate, quoted, zone_of
from arclean.learn.cues import category_of, is_formula
from arclean.learn.lines import Repeated, key_of, label_of, line_rule, spelled
from arclean.learn.page import Line, Page
from arclean.learn.tokens import literal
from arclean.learn.trial import compiles, try_out
from arclean.report.escape import visible
from arclean.studio.insert import add_item
from arclean.studio.narrow import disabled, narrowings
from arclean.studio.pinned import brought_up, drop_tests, keep_test
from arclean.studio.session import Desk, Session

__all__ = ["Mark", "Proposal", "propose"]


class Mark(NamedTuple):
    """What the author says of a line.

    Attributes:
        page: index of the page.
        line: 1-based number of the line in what is shown of the page.
        text: the line as it is shown; it finds the line where the numbers have shifted.
        content: True for content, False for boilerplate.
    """

    page: int
    line: int
    text: str
    content: bool


class Proposal(NamedTuple):
    """A change to the rule file.

    Attributes:
        text: the whole file.
        line: line on which the change begins; 0 where nothing changes.
        rule: id of the rule that is new or changed; empty where only a test is added.
        message: what it does, in sentences.
    """

    text: str
    line: int
    rule: str
    message: str


class _Place(NamedTuple):
    page: int
    line: int


def propose(session: Session, text: str, mark: Mark, marks: Sequence[Mark] = ()) -> Proposal:
    """A change to a rule file that gives a marked line its due.

    Args:
        session: the pages.
        text: the rule file.
        mark: the line.
        marks: all marks of the author; those of content bar rules that would take them.

    Raises:
        RuleError: the file is not valid as it stands.
        UsageError: nothing can be proposed; the message says why.
    """
    desk = session.desk(text)
    place = _find(desk, mark)
    if place is None:
        raise UsageError("the marked line is not on the page any more; mark it again")
    others = [_find(desk, one) for one in marks if one.content]
    spare = {one for one in others if one is not None}
    work = _Work(session, text, desk, place, spare - {place})
    return work.keep() if mark.content else work.drop()


def _find(desk: Desk, mark: Mark) -> _Place | None:
    """The marked line; by its text, nearest to its number."""
    if not 0 <= mark.page < len(desk.seen):
        return None
    wanted = mark.text.strip()
    lines = desk.seen[mark.page].raw_lines
    found = [at for at, raw in enumerate(lines, 1) if visible(raw.rstrip("\r\n")).strip() == wanted]
    near = min(found, key=lambda at: abs(at - mark.line), default=None)
    return None if near is None or not wanted else _Place(mark.page, near)


class _Work:
    """One marked line, and the file as it stands."""

    def __init__(
        self, session: Session, text: str, desk: Desk, place: _Place, spare: set[_Place]
    ) -> None:
        self.session = session
        self.text = text
        self.desk = desk
        self.place = place
        self.spare = spare
        self.pages = [seen.page for seen in desk.seen]
        self.lost = [seen.lost() for seen in desk.seen]
        self.passed = {one.name for one in session.tests(desk) if one.passed}
        self.errors = self._errors(desk)
        self.reason = ""

    def _errors(self, desk: Desk) -> set[tuple[str, str]]:
        found = self.session.findings(desk.loaded)
        return {(one["code"], one["rule"]) for one in found if one["severity"] == "error"}

    # What is boilerplate

    def drop(self) -> Proposal:
        """A rule that takes the line."""
        if self.lost[self.place.page].get(self.place.line):
            names = sorted({one.rule for one in self._takers()})
            raise UsageError(f"the line goes already, by {', '.join(names)}")
        page = self.pages[self.place.page]
        line = next((one for one in page.lines if one.number == self.place.line), None)
        if line is None:
            raise UsageError("no line rule sees this line; it stands below the article")
        tried: set[str] = set()
        for one in _variants(_candidates(page, line, self.pages), page, line):
            if repr(one.rule()) in tried or not compiles(one):
                continue
            tried.add(repr(one.rule()))
            proposal = self._with(one, page, line)
            if proposal is not None:
                return proposal
        raise UsageError(
            f"no rule was found that takes this line and leaves the rest alone"
            f"{': ' + self.reason if self.reason else ''}; write one by hand"
        )

    def _with(self, one: Candidate, page: Page, line: Line) -> Proposal | None:
        try_out([one], self.pages)
        loaded = self.desk.loaded
        taken = {
            name
            for rule in loaded.compiled["rules"]
            for name in (rule["id"], *rule["renamed_from"])
        }
        number = 1
        one.name = one.stem
        while one.name in taken:
            number += 1
            one.name = f"{one.stem}-{number}"
        try:
            text, at = add_item(self.text, loaded, "rules", one.rule())
            desk = self.session.desk(text)
        except RuleError as error:
            self.reason = error.message
            return None
        lost = [seen.lost() for seen in desk.seen]
        if desk.loaded.compiled["rules"][:-1] != loaded.compiled["rules"]:
            self.reason = "the list of rules is written in a form that cannot be added to"
            return None
        if not lost[self.place.page].get(self.place.line):
            notes = desk.seen[self.place.page].notes
            self.reason = notes[-1] if notes else "the line stays all the same"
            return None
        for spared in self.spare:
            if lost[spared.page].get(spared.line) != self.lost[spared.page].get(spared.line):
                self.reason = "it would also take a line that is marked as content"
                return None
        if any(not set(old) <= set(new) for old, new in zip(self.lost, lost, strict=True)):
            self.reason = "with it a page would lose more than max_removed allows"
            return None
        try:
            tests = drop_tests(desk, page, one.name)
            text, desk, told = self._brought_up(text, desk, one.name)
            for test in tests:
                text, _ = add_item(text, desk.loaded, "tests", test)
                desk = self.session.desk(text)
        except RuleError as error:
            self.reason = error.message
            return None
        if not self._sound(desk):
            return None
        more = [
            _Place(index, number)
            for index, new in enumerate(lost)
            for number in new
            if number not in self.lost[index]
        ]
        on = len({place.page for place in more})
        message = (
            f"Rule {one.name}: takes {_count(len(more), 'line')} on {_count(on, 'page')} of "
            f"{len(self.pages)}, as {one.category}."
        )
        if category_of(line.fold) != one.category:
            message += " Nothing in the line says what it is: look at the category."
        if is_formula(line.fold) or line.sentence:
            message += " The line reads like content: be sure of it."
        if told:
            message += f" Tests that showed such a line now let it go: {told}."
        return Proposal(text, at, one.name, message)

    def _brought_up(self, text: str, desk: Desk, rule: str) -> tuple[str, Desk, int]:
        """Tests that showed such a line by the way let it go; how many."""
        told = 0
        for place, one in enumerate(self.session.tests(desk)):
            if one.passed or one.name not in self.passed:
                continue
            changed = brought_up(text, desk, place, rule)
            if changed is not None:
                text, told = changed, told + 1
                desk = self.session.desk(text)
        return text, desk, told

    # What is content

    def keep(self) -> Proposal:
        """The narrowest change that keeps the line, or a test that keeps it."""
        page = self.pages[self.place.page]
        line = next((one for one in page.lines if one.number == self.place.line), None)
        takers = self._takers()
        if line is None:
            raise UsageError(_by_hand(takers))
        if not takers:
            return self._pinned(self.text, self.desk, 0, "", "Nothing takes this line.", page)
        for name in dict.fromkeys(one.rule for one in takers):
            file, _, rule = name.rpartition("/")
            if file != self.desk.loaded.id:
                proposal = self._disabled(name, page)
            else:
                proposal = self._narrowed(rule, page, line)
            if proposal is not None:
                return proposal
        names = ", ".join(dict.fromkeys(one.rule for one in takers))
        message = f"No narrower form of {names} keeps this line and takes what it takes elsewhere."
        return self._pinned(self.text, self.desk, 0, "", message, page)

    def _narrowed(self, rule: str, page: Page, line: Line) -> Proposal | None:
        loaded = self.desk.loaded
        index = next(
            at
            for at, one in enumerate(loaded.compiled["rules"])
            if rule in (one["id"], *one["renamed_from"])
        )
        spared = self.spare | {self.place}
        taken = self._lines_of(f"{loaded.id}/{rule}", spared)
        for how, text, at in narrowings(self.text, loaded, index, page, line, taken):
            try:
                desk = self.session.desk(text)
            except RuleError:
                continue
            before, after = loaded.compiled["rules"], desk.loaded.compiled["rules"]
            if len(before) != len(after) or any(
                old != new
                for i, (old, new) in enumerate(zip(before, after, strict=True))
                if i != index
            ):
                continue
            lost = [seen.lost() for seen in desk.seen]
            if self.place.line in lost[self.place.page] or not self._same(lost, spared):
                continue
            if not self._sound(desk):
                continue
            return self._pinned(text, desk, at, rule, f"Rule {rule}: {how}.", page)
        return None

    def _disabled(self, name: str, page: Page) -> Proposal | None:
        loaded = self.desk.loaded
        if not any(name.startswith(f"{pack}/") for pack in loaded.compiled["use"]):
            return None
        text, at = disabled(self.text, loaded, name)
        try:
            desk = self.session.desk(text)
        except RuleError:
            return None
        lost = [seen.lost() for seen in desk.seen]
        if self.place.line in lost[self.place.page] or not self._sound(desk):
            return None
        back = sum(len(set(old) - set(new)) for old, new in zip(self.lost, lost, strict=True))
        message = (
            f"{name} is a pack's rule: it is disabled for this file. "
            f"On these pages {_count(back, 'line')} in all then stay."
        )
        return self._pinned(text, desk, at, name, message, page)

    def _pinned(
        self, text: str, desk: Desk, at: int, rule: str, message: str, page: Page
    ) -> Proposal:
        """The change with a test that keeps the line."""
        test = keep_test(self.desk, desk, page, self.place.line)
        if test is None:
            if not at:
                raise UsageError(f"{message} The page is too long for a test; write one by hand")
            return Proposal(text, at, rule, f"{message} The page is too long for a test of it.")
        written, where = add_item(text, desk.loaded, "tests", test)
        try:
            told = self.session.desk(written)
        except RuleError as error:
            raise UsageError(f"{message} A test of it cannot be added: {error.message}") from None
        failed = [
            one for one in self.session.tests(told) if one.name == test["name"] and not one.passed
        ]
        end = (
            "A test keeps it; it fails until a rule is narrowed by hand."
            if failed
            else "A test keeps it."
        )
        return Proposal(written, at or where, rule, f"{message} {end}")

    # What both ask

    def _takers(self) -> list[Any]:
        """What goes of the line."""
        seen = self.desk.seen[self.place.page]
        start, end = seen.span(self.place.line)
        return [one for one in seen.gone if one.start < end and one.end > start]

    def _lines_of(self, name: str, spared: set[_Place]) -> list[tuple[Page, Line]]:
        """The lines that a rule takes, but for those marked as content."""
        found = []
        for index, (seen, page) in enumerate(zip(self.desk.seen, self.pages, strict=True)):
            spans = [(one.start, one.end) for one in seen.gone if one.rule == name]
            for line in page.lines if spans else ():
                start, end = seen.span(line.number)
                if _Place(index, line.number) not in spared and any(
                    a < end and b > start for a, b in spans
                ):
                    found.append((page, line))
        return found

    def _same(self, lost: Sequence[Any], spared: set[_Place]) -> bool:
        """Whether nothing else changes on any page."""
        for index, (old, new) in enumerate(zip(self.lost, lost, strict=True)):
            changed = {n for n in {*old, *new} if old.get(n) != new.get(n)}
            if any(_Place(index, number) not in spared for number in changed):
                return False
        return True

    def _sound(self, desk: Desk) -> bool:
        """Whether lint finds no new error and each test that passed still passes."""
        new = self._errors(desk) - self.errors
        if new:
            code, rule = min(new)
            self.reason = f"lint would find {code}" + (f" in {rule}" if rule else "")
            return False
        for one in self.session.tests(desk):
            if not one.passed and one.name in self.passed:
                self.reason = f"the test {one.name!r} would fail"
                return False
        return True


def _candidates(page: Page, line: Line, pages: Sequence[Page]) -> Iterator[Candidate]:
    """Rules for lines like this one, the most general first."""
    label = label_of(line)
    if label:
        found = [(p, one) for p in pages for one in p.lines if label_of(one) == label]
        category = category_of(label) or category_of(line.fold)
        if category or len({id(p) for p, _ in found}) > 1:
            zone = zone_of(found)
            longest = max(one.words for _, one in found)
            body: dict[str, Any] = {"starts": [label], "max_words": longest + max(2, longest // 4)}
            what = f"{quoted(one.text for _, one in found[:2])}: lines that begin with this label"
            name = category or "widget"
            yield Candidate(f"{name}-line", name, "drop_line", body, what, zone)
    key = key_of(line)
    if key is None:
        yield from _paragraph(line, pages)
        return
    one = Repeated(key)
    one.found = [(p, other) for p in pages for other in p.lines if key_of(other) == key]
    one.pages = len({id(p) for p, _ in one.found})
    one.category = None if is_formula(line.fold) else category_of(line.fold)
    zone = zone_of(one.found)
    yield line_rule([one], zone[0] if zone else "", "")
    if one.slots:  # this one alone, word for word
        plain = Repeated((line.fold,))
        plain.found, plain.pages, plain.category = [(page, line)], 1, one.category
        yield line_rule([plain], zone[0] if zone else "", "")
    category = one.category or "widget"
    what = f"{quoted([line.text])}: this line and no other"
    exact = {"regex": f"^{literal(line.fold)}$"}
    yield Candidate(f"{category}-exact", category, "drop_line", exact, what, zone)


def _paragraph(line: Line, pages: Sequence[Page]) -> Iterator[Candidate]:
    """A paragraph is known by its first words."""
    words = line.fold.split(" ")
    for count in (6, 12, 24):
        opening = " ".join(words[:count])
        found = [(p, one) for p in pages for one in p.lines if one.fold.startswith(opening)]
        longest = max(one.words for _, one in found)
        body = {"starts": [opening], "max_words": min(2000, longest + max(2, longest // 4))}
        what = f"{quoted([line.text])}: a paragraph that begins so"
        category = category_of(" ".join(words[:8])) or "widget"
        yield Candidate(f"{category}-text", category, "drop_line", body, what, zone_of(found))


def _variants(found: Iterator[Candidate], page: Page, line: Line) -> Iterator[Candidate]:
    """Each candidate, then with a narrower zone, then by its neighbours."""
    for one in found:
        yield one
        zone = zone_of([(page, line)])
        for end, count in (("head", line.top), ("tail", line.bottom)):
            if zone and zone[0] == end and count <= 500:
                yield replace(one, zone=(end, count))
        for key, at in (("prev", line.top - 2), ("next", line.top)):
            if 0 <= at < len(page.lines) and page.lines[at].short:
                beside = Repeated((page.lines[at].fold,))
                beside.found = [(page, page.lines[at])]
                phrase = spelled(beside)
                if phrase:
                    yield replace(one, body={**one.body, key: {"is": [phrase]}}, zone=zone)


def _by_hand(takers: Sequence[Any]) -> str:
    """What to do about a part of the tree that went."""
    if not takers:
        return "this line is no part of the article; no rule took it"
    one = takers[0]
    if one.rule.startswith("html/"):
        return (
            f"the extractor left this out ({one.rule}), no rule did; a keep rule with "
            f"css: {one.note!r} would choose it"
        )
    return f"{one.rule} drops the element {one.note!r}; narrow its selector"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
