"""``arclean rules …``: the subcommands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arclean.cli import messages
from arclean.cli.flags import COMMANDS
from arclean.cli.output import standard_output
from arclean.cli.parse import Options, parse
from arclean.cli.reference import help_text, rules_help
from arclean.errors import ArcleanError, InputError, RuleError, UsageError, closest
from arclean.report.colour import Painter, wanted
from arclean.report.escape import visible
from arclean.report.rulefiles import described_file, described_rule, failure, listed
from arclean.rules.bundle import source_tree
from arclean.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from arclean.rules.load import LoadedFile

__all__ = ["rules"]


def rules(arguments: Sequence[str]) -> int:
    """Run a subcommand; the exit code.

    Raises:
        UsageError: no such subcommand, rule or file id.
        RuleError: a file is not valid.
        InputError: a file cannot be read.
    """
    name = arguments[0] if arguments else ""
    if name in ("-h", "--help"):
        _print([rules_help().rstrip("\n")])
        return messages.DONE
    command = COMMANDS.get(name)
    if command is None:
        known = ", ".join(COMMANDS)
        what = (
            f"'arclean rules {name}' is no command" if name else "'arclean rules' needs a command"
        )
        raise UsageError(f"{what}: write one of {known} (a file called rules is ./rules)")
    options = parse(command, arguments[1:])
    if options is None:
        _print([help_text(command).rstrip("\n")])
        return messages.DONE
    return _RUN[name](options)


def _print(lines: Iterable[str]) -> None:
    standard_output().writelines(f"{line}\n".encode() for line in lines)


def _painter(options: Options) -> Painter:
    return Painter(wanted(options.color, standard_output().isatty(), os.environ))


def _rule_set(paths: Sequence[str]) -> RuleSet:
    return RuleSet.load(*paths) if paths else RuleSet.default()


def _list(options: Options) -> int:
    if options.operands:
        raise UsageError("'arclean rules list' takes no operands; write --rules PATH to add files")
    _print(listed(_rule_set(options.rules).files.values()))
    return messages.DONE


def _show(options: Options) -> int:
    if not options.operands:
        raise UsageError("'arclean rules show' needs a rule file or a rule; 'list' shows the files")
    paint = _painter(options)
    known = _rule_set(options.rules)
    for place, name in enumerate(options.operands):
        if place:
            _print([""])
        file, rule, tests = _find(name, known, options.rules)
        if rule is None:
            _print(described_file(file, tests, paint))
        else:
            _print(described_rule(file, rule, tests, paint))
    return messages.DONE


_Found = tuple[Mapping[str, Any], "Mapping[str, Any] | None", "Sequence[Mapping[str, Any]] | None"]


def _find(name: str, known: RuleSet, paths: Sequence[str]) -> _Found:
    """What a name means: a rule file by path, id or host, or one rule in full; with the file's
    tests.
    """
    if name.endswith((".yaml", ".yml")):
        from arclean.rules.load import load_file

        loaded = load_file(name)
        return loaded.compiled, None, loaded.tests
    head, _, rule_id = name.rpartition("/")
    file = known.files.get(name) or known.files.get(head)
    if file is None and not head:
        file = known.site(name)  # by host; says which id is near where it finds none
    if file is None:
        raise UsageError(f"no rule file is called {head!r}; 'arclean rules list' shows them all")
    tests = _tests_of(str(file["id"]), paths)
    if file["id"] != head:
        return file, None, tests
    for rule in file["rules"]:
        if rule_id in (rule["id"], *(rule.get("renamed_from") or ())):
            return file, rule, tests
    near = closest(rule_id, [rule["id"] for rule in file["rules"]])
    hint = f"; did you mean {head}/{near}?" if near else ""
    raise UsageError(f"{head} has no rule {rule_id!r}{hint}")


def _tests_of(file_id: str, paths: Sequence[str]) -> Sequence[Mapping[str, Any]] | None:
    """The tests of a file, which travel with its source only."""
    from arclean.rules.load import load_tree

    tree = source_tree()
    places: list[str | Path] = [*reversed(paths)]
    if tree is not None:
        places += [
            folder for folder in (Path(tree) / "packs", Path(tree) / "sites") if folder.is_dir()
        ]
    for place in places:
        for loaded in load_tree(place):
            if loaded.id == file_id:
                return loaded.tests
    return None


def _load(paths: Sequence[str]) -> tuple[list[LoadedFile], int]:
    """Rule files, and how many places hold none that can be read: one does not hide the others.

    Raises:
        RuleError: two files that differ have one id.
    """
    from arclean.rules.load import check_ids, load_tree

    places: list[str | Path] = [*paths]
    if not places:
        tree = source_tree()
        if tree is None:
            raise UsageError(
                "the installed rules are compiled and carry no tests; name rule files or a folder"
            )
        places = [
            folder for folder in (Path(tree) / "packs", Path(tree) / "sites") if folder.is_dir()
        ]
    files: list[LoadedFile] = []
    faults: list[ArcleanError] = []
    for place in places:
        try:
            files += load_tree(place, faults.append)
        except (RuleError, InputError) as error:
            faults.append(error)
    for fault in faults:
        messages.error(str(fault))
    check_ids(files)
    return files, len(faults)


def _summary(told: str, files: Sequence[LoadedFile], faults: int) -> None:
    """What was found in all; nothing where no file was read, for nothing was looked at."""
    if files or not faults:
        _print([told + (f"; {faults} could not be read" if faults else "")])


def _lint(options: Options) -> int:
    from datetime import date

    from arclean.rules.lint import lint

    paint = _painter(options)
    files, faults = _load(options.operands)
    known = RuleSet.default().files.values() if options.operands else ()
    findings = lint(files, known=known, today=date.today())
    errors = 0
    for found in findings:
        errors += found.severity == "error"
        text = visible(str(found))
        _print([paint(text, "red") if found.severity == "error" else text])
    told = f"{_count(len(files), 'rule file')}: {_count(errors, 'error')}, "
    _summary(told + _count(len(findings) - errors, "warning"), files, faults)
    return messages.BAD if faults else messages.FOUND if errors else messages.DONE


def _test(options: Options) -> int:
    from arclean.ruletests import run_tests

    paint = _painter(options)
    files, faults = _load(options.operands)
    base = _rule_set(options.rules) if options.operands or options.rules else RuleSet(())
    known = base.extended(files)
    ran = failed = skipped = 0
    for file in files:
        # A retired file runs on no page.
        tests = file.tests if file.id in known.files else []
        skipped += len(file.tests) - len(tests)
        for place, outcome in enumerate(run_tests(known, file.compiled, tests)):
            ran += 1
            if not outcome.passed:
                failed += 1
                where = f"{file.path}:{file.lines.get(f'tests[{place}]', 0)}: {outcome.file}"
                _print(failure(where, outcome.name, outcome.message, paint))
    told = f"{_count(ran, 'test')} of {_count(len(files), 'rule file')}: "
    told += f"{failed} failed" if failed else "all passed"
    told += f", {skipped} skipped (retired files)" if skipped else ""
    _summary(told, files, faults)
    return messages.BAD if faults else messages.FOUND if failed else messages.DONE


def _learn(options: Options) -> int:
    from arclean.cli.rules_learn import learn

    return learn(options)


def _import(options: Options) -> int:
    from arclean.cli.rules_import import import_rules

    return import_rules(options)


def _studio(options: Options) -> int:
    from arclean.cli.rules_studio import studio

    return studio(options)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _stats(options: Options) -> int:
    from arclean.cli.rules_corpus import stats

    return stats(options)


def _new(options: Options) -> int:
    from arclean.cli.rules_corpus import new

    return new(options)


def _bundle(options: Options) -> int:
    from arclean.cli.rules_bundle import bundle

    return bundle(options)


_RUN: dict[str, Callable[[Options], int]] = {
    "list": _list,
    "show": _show,
    "lint": _lint,
    "test": _test,
    "import": _import,
    "bundle": _bundle,
    "learn": _learn,
    "stats": _stats,
    "new": _new,
    "studio": _studio,
}
