"""What a rule file does to a set of pages: errors, findings, tests, and each page as it is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from arclean.cleaner import Cleaner
from arclean.errors import ArcleanError, RuleError
from arclean.learn.page import Page
from arclean.normalize import Normalizer
from arclean.report.escape import visible
from arclean.report.views import BELOW, chosen, html_layout, text_layout
from arclean.report.webpage import Gone, View, view_html
from arclean.rules.lint import lint
from arclean.rules.load import LoadedFile, load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import Outcome, rules_for, run_tests

__all__ = ["Desk", "Given", "Seen", "Session"]

_CUT = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # as the line engine cuts

Lost = Mapping[int, bool]
"""Lines from which something goes, by number: True where all of it does."""


class Given(NamedTuple):
    """A page as it was read.

    Attributes:
        name: the name of its file.
        data: its text, or the bytes of an HTML page.
    """

    name: str
    data: str | bytes


class Seen(NamedTuple):
    """A page under a rule file.

    Attributes:
        text: what is shown: the text, or an HTML page's article with what went below it.
        article: how many characters of it line rules see.
        gone: what goes of it.
        chosen: how the rules were chosen, in words.
        notes: what else there is to say.
    """

    text: str
    article: int
    gone: Sequence[Gone]
    chosen: str
    notes: Sequence[str]

    @property
    def page(self) -> Page:
        """What the line rules see of it."""
        return Page(self.text[: self.article])

    @property
    def raw_lines(self) -> list[str]:
        """The lines, with their ends."""
        return _CUT.findall(self.text)

    def span(self, line: int) -> tuple[int, int]:
        """Where a line stands in the text, its end left out."""
        lines = self.raw_lines
        start = sum(map(len, lines[: line - 1]))
        return start, start + len(lines[line - 1].rstrip("\r\n"))

    def lost(self) -> Lost:
        """Lines from which something goes."""
        lost: dict[int, bool] = {}
        if not self.gone:
            return lost
        start = at = 0
        for line, raw in enumerate(self.raw_lines, 1):
            end = start + len(raw)
            left = []
            touched = False
            place = start
            while at < len(self.gone) and self.gone[at].end <= start:
                at += 1
            for one in self.gone[at:]:
                if one.start >= end:
                    break
                touched = touched or bool(
                    raw[max(one.start, start) - start : one.end - start].strip()
                )
                left.append(self.text[place : max(one.start, start)])
                place = min(one.end, end)
            if touched:
                left.append(self.text[place:end])
                lost[line] = not "".join(left).strip()
            start = end
        return lost


class Desk(NamedTuple):
    """A valid rule file and the pages under it.

    Attributes:
        loaded: the file.
        known: all rule files, this one among them.
        seen: the pages.
    """

    loaded: LoadedFile
    known: RuleSet
    seen: Sequence[Seen]


class Session:
    """Pages that a rule file is tried on.

    Args:
        pages: the pages.
        path: name of the rule file, as findings print it.
        known: rule files beside it; the shipped ones unless given.
    """

    def __init__(self, pages: Sequence[Given], path: str, known: RuleSet | None = None) -> None:
        self.pages = pages
        self.path = path
        self._known = known or RuleSet.default()
        self._normalize = Normalizer("standard")
        self._views: list[tuple[Seen, str, str] | None] = [None] * len(pages)
        self._base: tuple[str, Sequence[Lost] | None] = ("", None)

    def desk(self, text: str) -> Desk:
        """The pages under a rule file.

        Raises:
            RuleError: the file is not valid.
        """
        loaded = load_bytes(text.encode("utf-8", "surrogatepass"), self.path)
        compiled = loaded.compiled
        if compiled.get("status") == "retired":  # here its author wants to see it at work
            compiled = {**compiled, "status": "test"}
        known = self._known.extended([replace(loaded, compiled=compiled)])
        site = None if compiled["kind"] == "pack" else loaded.id
        cleaners = {
            key: Cleaner(rules_for(known, compiled, key), profile="none", max_doc_bytes=None)
            for key in ("text", "html")
        }
        return Desk(loaded, known, [_look(one, cleaners, site) for one in self.pages])

    def findings(self, loaded: LoadedFile) -> list[dict[str, Any]]:
        """What lint says of a file."""
        found = lint([loaded], known=self._known.files.values(), today=date.today())
        return [
            {
                "severity": one.severity,
                "line": one.line,
                "rule": one.rule or "",
                "code": one.code,
                "message": visible(one.message),
            }
            for one in found
        ]

    def tests(self, desk: Desk) -> list[Outcome]:
        """How the file's own tests went."""
        return run_tests(desk.known, desk.known.files[desk.loaded.id], desk.loaded.tests)

    def check(self, text: str, base: str = "", have: Sequence[str] = ()) -> dict[str, Any]:
        """Everything that the studio shows of a rule file, ready for JSON.

        Args:
            text: the file as it stands in the editor.
            base: the file as it was saved; pages are compared with what that does.
            have: names of the views that the reader has; what is among them is not sent again.

        Returns:
            ``error`` (``line`` and ``message``) or, of a valid file, ``findings``, ``tests`` and
            ``pages``.
        """
        try:
            desk = self.desk(text)
        except RuleError as error:
            return {"error": {"line": error.line or 0, "message": visible(_said(error))}}
        lines = desk.loaded.lines
        tests = [
            {
                "name": visible(one.name),
                "line": lines.get(f"tests[{place}]", 0),
                "passed": one.passed,
                "message": [visible(line) for line in one.message.split("\n")],
            }
            for place, one in enumerate(self.tests(desk))
        ]
        before = self._lost(base)
        pages = [
            self._told(place, seen, None if before is None else before[place], frozenset(have))
            for place, seen in enumerate(desk.seen)
        ]
        return {
            "error": None,
            "id": desk.loaded.id,
            "findings": self.findings(desk.loaded),
            "tests": tests,
            "pages": pages,
        }

    def _lost(self, base: str) -> Sequence[Lost] | None:
        """What goes under the saved file; None where that is not valid."""
        if self._base[0] != base or not base:
            lost = None
            with suppress(RuleError):
                lost = [one.lost() for one in self.desk(base).seen] if base else None
            self._base = base, lost
        return self._base[1]

    def _told(
        self, place: int, seen: Seen, before: Lost | None, have: frozenset[str]
    ) -> dict[str, Any]:
        known = self._views[place]
        if known is None or known[0] != seen:
            view = View(
                self.pages[place].name,
                seen.chosen,
                seen.text,
                seen.gone,
                seen.notes,
                self._normalize,
            )
            html = "".join(view_html(view))
            known = self._views[place] = (
                seen,
                sha256(html.encode("utf-8", "replace")).hexdigest()[:20],
                html,
            )
        lost = seen.lost()
        told: dict[str, Any] = {
            "name": visible(self.pages[place].name),
            "lost": len(lost),
            "view": known[1],
            "more": [] if before is None else sorted(set(lost) - set(before)),
            "less": [] if before is None else sorted(set(before) - set(lost)),
        }
        if known[1] not in have:
            told["html"] = known[2]
        return told


def _look(given: Given, cleaners: Mapping[str, Cleaner], site: str | None) -> Seen:
    """A page under the rules; a page that cannot be read says so in a note."""
    try:
        if isinstance(given.data, str):
            result = cleaners["text"].explain(given.data, site=site)
            notes = [f"{note.code}: {note.message}" for note in result.notes]
            how = chosen(result.site, tuple(result.packs))
            return Seen(given.data, len(given.data), text_layout(result), how, notes)
        page = cleaners["html"].explain_html(given.data, site=site)
    except ArcleanError as error:
        return Seen("", 0, [], "not read", [str(error)])
    text, gone, article = html_layout(page)
    notes = [f"{note.code}: {note.message}" for note in page.notes]
    notes += [BELOW] if article < len(text) else []
    return Seen(text, article, gone, chosen(page.site, tuple(page.packs)), notes)


def _said(error: RuleError) -> str:
    return f"{error.key}: {error.message}" if error.key else error.message
