"""A set of compiled rule files, and the programs made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from arclean.document import CATEGORIES, Note
from arclean.errors import RuleError, UsageError, closest
from arclean.rules.select import (
    by_host,
    by_source,
    check_date,
    covers_date,
    covers_host,
    host_and_path,
    host_name,
    host_of,
)
from arclean.text.core import LineEngine, Page, Probe, Stripper, line_core, stripper

if TYPE_CHECKING:
    from pathlib import Path

    from arclean.rules.load import LoadedFile

__all__ = ["Program", "RuleSet", "Selection"]

File = Mapping[str, Any]


_HELD = 20_000
"""Hosts (with the other things that choose) whose rules are kept in mind."""


class Program(NamedTuple):
    """Rules in the order in which they run, and the engine that runs them.

    ``nodes`` are those of them that keep or drop elements of HTML pages. ``linked`` runs those that
    ask for the share of links too, over lines of HTML pages; None where no rule does.
    """

    rules: tuple[Mapping[str, Any], ...]
    nodes: tuple[Mapping[str, Any], ...]
    packs: tuple[str, ...]
    engine: LineEngine
    linked: LineEngine | None


class Selection(NamedTuple):
    """What a page gets: a site's file or none, the program, and what there is to say about the
    choice.
    """

    site: str | None
    program: Program
    notes: tuple[Note, ...]


class RuleSet:
    """Compiled rule files, by id. Immutable; safe in threads; pickles as plain data.

    ``RuleSet.default()`` holds the rules that ship with arclean; ``RuleSet.load(path)`` adds files
    to them.
    """

    def __init__(self, files: Iterable[File], loaded: Sequence[LoadedFile] = ()) -> None:
        """Rules of compiled files; of those among them that were read, ``loaded`` says where.

        Raises:
            RuleError: a file uses what is no pack.
        """
        self._files = _by_id(files)
        _check_uses(self._files, loaded)
        self._sites = [file for file in self._files.values() if file["kind"] != "pack"]
        # Hosts to files: a corpus names hundreds of thousands of hosts, most of them none of ours.
        self._hosts: dict[str, list[File]] = {}
        for file in self._sites:
            for name in dict.fromkeys(file["match"].get("hosts") or ()):
                self._hosts.setdefault(name, []).append(file)
        self._generic = sorted(
            (
                file
                for file in self._files.values()
                if file["kind"] == "pack" and file.get("generic")
            ),
            key=lambda file: str(file["id"]),
        )
        self._marked = [
            (str(file["id"]), file["html"]["page_has"])
            for file in self._generic
            if file.get("html")
        ]
        self.asked = tuple(
            str(text) for _, page_has in self._marked for text in page_has.get("css") or ()
        )
        """CSS selectors that :meth:`select` asks every HTML page without a site's file about."""
        self._claimants = [
            file for file in [*self._sites, *self._generic] if file["match"].get("text_has")
        ]
        shared = [
            rule
            for file in self._files.values()
            if file["kind"] == "pack"
            for rule in file["rules"]
        ]
        self._probe = line_core().Probe(
            [file["match"]["text_has"] for file in self._claimants], shared
        )
        # The lines that rules run over are not those of an HTML page: nothing to share with them.
        self._markup_probe = line_core().Probe(
            [file["match"]["text_has"] for file in self._claimants]
        )
        self._programs: dict[tuple[str | None, tuple[str, ...], frozenset[str]], Program] = {}
        self._strippers: dict[frozenset[str], Stripper | None] = {}
        self._addressed: dict[tuple[Any, ...], tuple[LineEngine | None, Sequence[int]]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleSet, (list(self._files.values()),)

    @classmethod
    def default(cls) -> RuleSet:
        """The rules that ship with arclean, loaded once a process."""
        global _default
        if _default is None:
            from arclean.rules.bundle import shipped_files

            _default = cls(shipped_files())
        return _default

    @classmethod
    def load(cls, *paths: str | Path, shipped: bool = True) -> RuleSet:
        """Rules from YAML files, or from folders of them.

        Args:
            paths: files or folders.
            shipped: start from the shipped rules; a loaded file replaces a shipped one of the same
                id.

        Raises:
            RuleError: a file is not valid, or two that differ have one id.
            InputError: a path cannot be read.
            UsageError: it is none.
        """
        from arclean.rules.load import load_trees

        return (cls.default() if shipped else cls(())).extended(load_trees(paths))

    def extended(self, loaded: Sequence[LoadedFile]) -> RuleSet:
        """These rules and files that have been read, which replace those of the same id.

        Raises:
            RuleError: a file uses what is no pack.
        """
        return RuleSet([*self._files.values(), *(file.compiled for file in loaded)], loaded)

    @property
    def files(self) -> Mapping[str, File]:
        """Compiled files by id."""
        return dict(self._files)

    def site(self, name: str, crawled: str | None = None) -> File:
        """The file that ``--site`` names: by id, or by a host that it covers.

        Args:
            name: id or host.
            crawled: day of the crawl, for a host whose layouts have files of their own.

        Raises:
            UsageError: no file has that id or host, or several cover the host equally.
        """
        if not isinstance(name, str):
            raise UsageError(f"a site is a str or None, not {type(name).__name__}")
        file = self._files.get(name)
        if file is not None and file["kind"] != "pack":
            return file
        found = by_host(self._sites, host_name(name), crawled=crawled)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"the site {name!r} has several rule files; write one of {_ids(found)}"
            )
        hint = _hint(name, (file["id"] for file in self._sites))
        raise UsageError(
            f"no rule file for the site {name!r}{hint}; 'arclean rules list' shows them all"
        )

    def select(
        self,
        page: Page | Callable[[], Page],
        *,
        site: str | None = None,
        url: str | None = None,
        source: str | None = None,
        crawled: str | None = None,
        keep: frozenset[str] = frozenset(),
        page_has: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> Selection:
        """Choose the rules for a page: by ``site``, else by ``url``, else by ``source``, else by
        fingerprints.

        Args:
            page: the page, for fingerprints; or a function that reads it when one is looked for.
            site: id or host of a rule file.
            url: address of the page.
            source: label of the dump that the page comes from.
            crawled: day of the crawl, ``YYYY-MM-DD``.
            keep: categories that are not to be removed.
            page_has: says whether an HTML page has an element that selectors select; None for plain
                text.

        Raises:
            UsageError: ``site`` names no file, or ``crawled`` is no date; one of them is no str.
        """
        crawled = None if crawled is None else check_date(crawled)
        found, why, host = self._by_address(site, url, source, crawled)
        probe = self._probe if page_has is None else self._markup_probe
        claimed: list[File] | None = None
        if not found:
            found, claimed = self._by_text(page, probe, host, crawled)
            why = "the text"
        notes: tuple[Note, ...] = ()
        if len(found) == 1:
            asked = found[0].get("html")
            if page_has is None or not asked or page_has(asked["page_has"]):
                return Selection(found[0]["id"], self._site_program(found[0], keep), ())
            name = found[0]["id"]
            message = f"the page lacks what {name} asks for in page_has; its rules did nothing"
            notes = (Note("layout-mismatch", None, message),)
        elif found:
            message = (
                f"{why} fits {_ids(found)} equally well; none was chosen, the generic packs ran"
            )
            notes = (Note("ambiguous-site", None, message),)
        if claimed is None:
            claimed = self._by_text(page, probe, host, crawled)[1]
        names = {file["id"] for file in claimed}
        if page_has is not None:
            names.update(name for name, asked in self._marked if page_has(asked))
        return Selection(None, self._generic_program(names, keep), notes)

    def _covering(self, host: str) -> list[File]:
        """The sites with a host that covers this one; each once."""
        names = [host]
        at = host.find(".")
        while at >= 0:
            names.append(f"*{host[at:]}")
            at = host.find(".", at + 1)
        found = [file for name in names for file in self._hosts.get(name, ())]
        return list({id(file): file for file in found}.values()) if len(found) > 1 else found

    def _by_address(
        self, site: str | None, url: str | None, source: str | None, crawled: str | None
    ) -> tuple[Sequence[File], str, str]:
        """The files that anything but the page's text speaks for, what did, and the page's host."""
        found: Sequence[File] = ()
        why = ""
        host, path = host_and_path(url) if url else ("", "")
        if site is not None:
            found = [self.site(site, crawled)]
        if not found and host:
            found, why = by_host(self._covering(host), host, path, crawled), "the address"
        if not found and source is not None:
            found, why = by_source(self._sites, source, crawled), "the label of the dump"
        return found, why, host

    def stripper(self, keep: frozenset[str] = frozenset()) -> Stripper | None:
        """Cleans whole pages in one call, where the core can; see :meth:`addressed` for what to
        give it.
        """
        if keep not in self._strippers:

            def program(sites: Sequence[int], packs: Sequence[int]) -> LineEngine:
                for place in sites:
                    return self._site_program(self._claimants[place], keep).engine
                names = {str(self._claimants[place]["id"]) for place in packs}
                return self._generic_program(names, keep).engine

            sites = [file["kind"] != "pack" for file in self._claimants]
            self._strippers[keep] = stripper(self._probe, sites, program)
        return self._strippers[keep]

    def addressed(
        self,
        site: str | None,
        url: str | None,
        source: str | None,
        crawled: str | None,
        keep: frozenset[str],
    ) -> tuple[LineEngine | None, Sequence[int]]:
        """What :meth:`select` can say before it sees the page.

        Returns:
            The engine, if the choice is made, and the places of the claims of sites that the
            page's text cannot choose.

        Raises:
            UsageError: as :meth:`select` does.
        """
        host = host_of(url) if url else ""
        # Pages of a site come together, and in most cases the rest of the address says nothing.
        key = (site, host, source, crawled, keep)
        try:
            known = self._addressed.get(key)
        except TypeError:  # a list, say, which is no label either; it is told below
            known = None
        if known is None:
            known = self._by_address_alone(site, url, source, crawled, keep)
            if len(self._addressed) < _HELD and not self._paths(host):
                self._addressed[key] = known
        return known

    def looks_at_paths(self, url: str) -> bool:
        """Whether what :meth:`addressed` says about a URL depends on more of it than its host."""
        return self._paths(host_of(url))

    def _paths(self, host: str) -> bool:
        return any(file["match"].get("paths") for file in self._covering(host))

    def _by_address_alone(
        self,
        site: str | None,
        url: str | None,
        source: str | None,
        crawled: str | None,
        keep: frozenset[str],
    ) -> tuple[LineEngine | None, Sequence[int]]:
        crawled = None if crawled is None else check_date(crawled)
        found, _, host = self._by_address(site, url, source, crawled)
        if len(found) == 1:
            return self._site_program(found[0], keep).engine, ()
        if not found and crawled is None and not self._covering(host):
            return None, ()  # no file knows the host: most pages of a crawl
        return None, [
            place
            for place, file in enumerate(self._claimants)
            if file["kind"] != "pack" and (found or _is_barred(file, host, crawled))
        ]

    def _by_text(
        self, page: Page | Callable[[], Page], probe: Probe, host: str, crawled: str | None
    ) -> tuple[list[File], list[File]]:
        """Sites whose fingerprint the page bears most strongly, and generic packs whose fingerprint
        it bears.

        A site that covers the page's host is left out: it has been asked, and its paths or dates
        leave the page out.
        """
        strengths: list[int] = []
        if self._claimants:
            strengths = probe.run(page() if callable(page) else page)
        if not any(strengths):
            return [], []
        sites: list[tuple[int, File]] = []
        packs: list[File] = []
        for strength, file in zip(strengths, self._claimants, strict=True):
            if not strength:
                continue
            if file["kind"] == "pack":
                packs.append(file)
            elif not _is_barred(file, host, crawled):
                sites.append((strength, file))
        best = max((strength for strength, _ in sites), default=0)
        return [file for strength, file in sites if strength == best], packs

    def _site_program(self, file: File, keep: frozenset[str]) -> Program:
        packs = tuple(file.get("use") or ())
        key = (str(file["id"]), packs, keep)
        program = self._programs.get(key)
        if program is None:
            program = self._programs[key] = self._assemble(
                [file, *(self._files[pack] for pack in packs)],
                set(file.get("disable") or ()),
                file["max_removed"],
                packs,
                keep,
            )
        return program

    def _generic_program(self, claimed: set[str], keep: frozenset[str]) -> Program:
        """The generic packs, those with a fingerprint or page_has only where the page bears it."""
        key = (None, tuple(sorted(claimed)), keep)
        program = self._programs.get(key)
        if program is None:
            files = [
                file
                for file in self._generic
                if not (file["match"].get("text_has") or file.get("html")) or file["id"] in claimed
            ]
            packs = tuple(str(file["id"]) for file in files)
            limit = min((file["max_removed"] for file in files), default=0.9)
            program = self._programs[key] = self._assemble(files, set(), limit, packs, keep)
        return program

    def _assemble(
        self,
        files: Iterable[File],
        disabled: set[str],
        max_removed: float,
        packs: tuple[str, ...],
        keep: frozenset[str],
    ) -> Program:
        rules = []
        for file in files:
            for rule in file["rules"]:
                name = f"{file['id']}/{rule['id']}"
                names = {name, *rule.get("renamed_from", ())}
                names |= {f"{file['id']}/{old}" for old in names if "/" not in old}
                wanted = rule["verb"] == "keep" or rule["category"] not in keep
                if not names & disabled and wanted:
                    rules.append({**rule, "id": name})
        program = {"rules": rules, "max_removed": max_removed}
        linked = None
        if any((rule.get("html") or {}).get("needs") for rule in rules):
            linked = line_core().LineEngine(program, self._probe, links=True)
        engine = line_core().LineEngine(program, self._probe)
        nodes = tuple(rule for rule in rules if rule["verb"] in ("keep", "drop"))
        return Program(tuple(rules), nodes, packs, engine, linked)


def _is_barred(file: File, host: str, crawled: str | None) -> bool:
    """Whether a site's file has been asked about this host and said no, or is of another time."""
    match = file["match"]
    return any(covers_host(name, host) for name in match.get("hosts") or ()) or not covers_date(
        match.get("crawled"), crawled
    )


def _by_id(files: Iterable[File]) -> dict[str, File]:
    """Of each id the last file, unless that one is retired."""
    last = {file["id"]: file for file in files}
    return {name: file for name, file in last.items() if file.get("status") != "retired"}


def _check_uses(files: Mapping[str, File], loaded: Iterable[LoadedFile]) -> None:
    """Refuse a file that uses what is no pack.

    Args:
        files: all of them, by id.
        loaded: those of which it is known where each key stands.

    Raises:
        RuleError: one does.
    """
    packs = [name for name, file in files.items() if file["kind"] == "pack"]
    for name, file in files.items():
        for place, pack in enumerate(file.get("use") or ()):
            if pack in packs:
                continue
            message = f"no pack is called {pack!r}{_hint(pack, packs)}"
            for source in loaded:
                if source.compiled is file:
                    key = f"use[{place}]"
                    raise RuleError(message, path=source.path, line=source.lines.get(key), key=key)
            raise RuleError(f"{name}: {message}", key="use")


def check_categories(names: Iterable[str]) -> frozenset[str]:
    """Category names, checked.

    Raises:
        UsageError: a name is not a category.
    """
    if not isinstance(names, Iterable):
        raise UsageError(f"keep takes names of categories, not {type(names).__name__}")
    names = list(names)
    for name in names:
        if name not in CATEGORIES:
            hint = _hint(name, CATEGORIES)
            raise UsageError(
                f"no category is called {name!r}{hint}; there are {', '.join(CATEGORIES)}"
            )
    return frozenset(names)


def _ids(files: Iterable[File]) -> str:
    return ", ".join(sorted(str(file["id"]) for file in files))


def _hint(name: object, known: Iterable[str]) -> str:
    near = closest(name, known)
    return f"; did you mean {near!r}?" if near else ""


_default: RuleSet | None = None
