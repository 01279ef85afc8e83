"""``arclean rules bundle``: chosen rule files in one file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from arclean import __version__
from arclean.cli import messages
from arclean.cli.output import write_whole
from arclean.errors import InputError, UsageError
from arclean.report.escape import visible
from arclean.rules.bundle import source_tree
from arclean.rules.ruleset import RuleSet
from arclean.rules.select import by_host, host_name

if TYPE_CHECKING:
    from arclean.cli.parse import Options
    from arclean.rules.load import LoadedFile
    from arclean.rules.packing import Packed

__all__ = ["bundle"]


def bundle(options: Options) -> int:
    """Write a bundle of rule files whose tests pass; what is in it goes to standard error.

    Raises:
        UsageError: nothing to bundle, no such rule file, or no ``-o``.
        RuleError: a file is not valid, or uses a pack that nobody has.
        InputError: a file cannot be read or written.
    """
    from arclean.rules.packing import digest, pack
    from arclean.ruletests import run_tests

    if not options.operands:
        raise UsageError("'arclean rules bundle' needs rule files: paths, ids or hosts")
    if options.output is None:
        raise UsageError("name the bundle with -o, as in -o mine.json")
    if not options.output.endswith(".json"):
        raise UsageError(f"-o {options.output}: a bundle is called *.json; that is how it is known")
    if not options.force and os.path.exists(options.output):  # noqa: PTH110
        raise UsageError(f"{options.output} is there already; --force writes over it")
    chosen = _chosen(options.operands)
    # Checks that the packs in use are at hand.
    known = RuleSet.default().extended([loaded for loaded, _ in chosen.values()])
    failed = [
        outcome
        for name, (loaded, _) in chosen.items()
        if name in known.files
        for outcome in run_tests(known, loaded.compiled, loaded.tests)
        if not outcome.passed
    ]
    for outcome in failed:
        messages.error(visible(f"{outcome.file}: the test '{outcome.name}' fails"))
    if failed:
        messages.error("nothing was written; 'arclean rules test' shows what is wrong")
        return messages.FOUND
    files = [(loaded.compiled, packed) for loaded, packed in chosen.values()]
    data = pack(files, f"arclean {__version__}", date.today().isoformat())
    try:
        write_whole(options.output, data)
    except OSError as error:
        raise InputError(f"{options.output}: {messages.why(error)}") from error
    told = digest((str(file["id"]), packed.text) for file, packed in files)
    lines = [f"{options.output}: {len(files)} rule file{'s' if len(files) != 1 else ''}"]
    lines += [f"  {name}" for name in sorted(chosen)]
    messages.lines([*map(visible, lines), f"sha256 {told}"])
    return messages.DONE


Chosen = dict[str, "tuple[LoadedFile, Packed]"]


def _chosen(names: Sequence[str]) -> Chosen:
    """The rule files that are meant, by id, with their sources."""
    chosen: Chosen = {}
    shipped: Chosen | None = None
    for name in names:
        if os.path.exists(name) or name.endswith((".yaml", ".yml", ".json")):  # noqa: PTH110
            found = _read(name)
        else:
            if shipped is None:
                shipped = _shipped()
            found = _named(name, shipped)
        for file_id, one in found.items():
            other = chosen.setdefault(file_id, one)
            if other[1].text != one[1].text:
                raise UsageError(
                    f"{other[0].path} and {one[0].path} have the id '{file_id}' both; leave one out"
                )
    return chosen


def _read(path: str) -> Chosen:
    """The files of a path: a file, a folder, another bundle."""
    from arclean.rules.load import load_tree
    from arclean.rules.packing import Packed, unpack

    loaded = load_tree(path)
    if path.endswith(".json"):
        return {one.id: (one, packed) for one, packed in zip(loaded, unpack(path), strict=True)}
    return {
        one.id: (one, Packed(Path(one.path).name, Path(one.path).read_text("utf-8")))
        for one in loaded
    }


def _shipped() -> Chosen:
    tree = source_tree()
    if tree is None:
        raise UsageError(
            "the installed rules are compiled, and there with every run; "
            "bundle files or folders of your own"
        )
    found: Chosen = {}
    for folder in ("packs", "sites"):
        found.update(_read(str(Path(tree) / folder)))
    return found


def _named(name: str, shipped: Chosen) -> Chosen:
    if name in shipped:
        return {name: shipped[name]}
    files = [loaded.compiled for loaded, _ in shipped.values() if loaded.compiled["kind"] == "site"]
    found = {str(file["id"]) for file in by_host(files, host_name(name))}
    if not found:
        raise UsageError(f"no rule file is called {name!r}; 'arclean rules list' shows them all")
    return {one: shipped[one] for one in sorted(found)}
