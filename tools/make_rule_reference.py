"""Write docs/rules.md from the shipped rule files. Run it after any change of them; a test
compares.

python tools/make_rule_reference.py            # rewrite the page
python tools/make_rule_reference.py --check    # exit 1 if it is not current
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from arclean.report.escape import visible  # noqa: E402
from arclean.rules.load import LoadedFile, load_tree  # noqa: E402
from arclean.rules.ruleset import RuleSet  # noqa: E402
from arclean.ruletests import fired, result_of, with_cleaners  # noqa: E402

TARGET = ROOT / "docs" / "rules.md"
LONGEST = 60  # characters of an example

HEAD = """# The shipped rules

What each rule takes, why, an example of it, and how many of the file's own tests it fires in.
Generated from `rules/` by `python tools/make_rule_reference.py`; `arclean rules show FILE/RULE`
prints a rule's conditions, folded, and the pages of its tests.
"""


def page() -> str:
    """The text of docs/rules.md."""
    files = [one for folder in ("packs", "sites") for one in load_tree(ROOT / "rules" / folder)]
    known = RuleSet([one.compiled for one in files])
    count = sum(len(one.compiled["rules"]) for one in files)
    parts = [HEAD, f"{len(files)} files, {count} rules.\n"]
    for title, kinds in (("Packs", ("pack",)), ("Sites", ("site", "dump"))):
        parts.append(f"## {title}\n")
        for file in sorted(files, key=lambda one: one.id):
            if file.compiled["kind"] in kinds:
                parts += _section(file, known)
    return "\n".join(parts)


def _section(file: LoadedFile, known: RuleSet) -> Iterator[str]:
    compiled = file.compiled
    hosts = ", ".join(f"`{host}`" for host in compiled["match"].get("hosts") or ())
    about = [compiled["title"], f"status {compiled['status']}"]
    if compiled.get("verified"):
        about.append(f"seen to work on {compiled['verified']}")
    if hosts:
        about.append(f"hosts {hosts}")
    yield f"### {file.id}\n\n{'; '.join(_cell(part) for part in about)}.\n"
    if not compiled["rules"]:
        yield "No rules of its own.\n"
        return
    examples, fires = _seen(file, known)
    rows = ["| rule | category | why | example | tests |", "| --- | --- | --- | --- | --- |"]
    for rule in compiled["rules"]:
        name = rule["id"]
        example = examples.get(f"{file.id}/{name}", "")
        rows.append(
            f"| `{name}` | {rule['category']} | {_cell(rule['why'])} | {_cell(example)} "
            f"| {fires.get(name, 0)} |"
        )
    yield "\n".join(rows) + "\n"


def _seen(file: LoadedFile, known: RuleSet) -> tuple[dict[str, str], dict[str, int]]:
    """What each rule takes in the file's tests: its first stretch, and in how many it fires."""
    examples: dict[str, str] = {}
    fires: dict[str, int] = {}
    for cleaner, test in with_cleaners(known, file.compiled, file.tests):
        result = result_of(cleaner, file.compiled, test)
        for removal in result.removals:
            text = " ".join(removal.text.split())
            if text:
                short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
                examples.setdefault(removal.rule, short)
        for name in fired(cleaner, file.id, result):
            fires[name] = fires.get(name, 0) + 1
    return examples, fires


def _cell(text: str) -> str:
    """Text in a cell of a table: one line, no markup of its own."""
    for mark in "\\|<`*_[":
        text = text.replace(mark, f"\\{mark}")
    return visible(text)


def main() -> int:
    """The command."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text("utf-8") == text:
            return 0
        print(f"{TARGET} is not current; run python tools/make_rule_reference.py")
        return 1
    TARGET.write_text(text, "utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
