"""What the documentation names is there: links, files, flags, modules."""

from __future__ import annotations

import re

import pytest

from arclean.cli.flags import CLEAN, COMMANDS
from tests.docs.markdown import FILES, ROOT, blocks, prose, read

# Made when the package is built or by the reader, so not in the repository.
MADE = {"core/target/", "dist/"}


def test_there_is_documentation() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/command.md"} <= set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_links_lead_somewhere(file: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(file))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not ((ROOT / file).parent / target).exists()] == []


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "benchmarks/README.md"])
def test_paths_in_backticks_exist(file: str) -> None:
    """Anything like `arclean/text/`, `tools/x.py` or `tox.ini`, from the root or the file's own
    folder, or (in a table of a folder's contents) inside a folder named before on its line.
    """
    missing = []
    for line in prose(file).splitlines():
        places = [ROOT, (ROOT / file).parent]
        for name in re.findall(r"`([\w.-]+(?:/[\w.-]+)*/|[\w./-]+\.(?:py|md|toml|ini|yml))`", line):
            if name in MADE:
                continue
            if not any((place / name).exists() for place in places):
                missing.append(name)
            places += [place / name for place in places if (place / name).is_dir()]
    assert missing == []


def test_commands_of_contributing_name_scripts_that_exist() -> None:
    scripts = re.findall(r"python (\S+\.py)", read("CONTRIBUTING.md"))
    assert scripts
    assert [name for name in scripts if not (ROOT / name).is_file()] == []


def test_environments_of_contributing_exist() -> None:
    declared = set(re.findall(r"^\[testenv:(\w+)\]", read("tox.ini"), re.M))
    declared |= {f"py3{minor}" for minor in range(10, 14)}
    named = re.search(r"`tox -e (\w+)`((?:, `\w+`)*)", read("CONTRIBUTING.md"))
    assert named is not None
    assert {named[1], *re.findall(r"\w+", named[2])} <= declared


def test_flags_of_the_examples_exist() -> None:
    """In every line of an example that calls arclean, each flag is one of that command's."""
    calls = 0
    for block in blocks("sh", "console"):
        # A pipe or && starts another program, `#` a comment.
        for call in re.findall(r"(?:^|[ /])arclean((?: [^|&#\n]*)?)", block.text, re.M):
            words = call.split()
            command = CLEAN
            if words[:1] == ["rules"] and len(words) > 1:
                command = COMMANDS[f"rules {words[1]}"]
            known = {name for flag in command.flags for name in flag.names}
            known |= {"-h", "--help", "--version"}
            flags = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            assert flags <= known, f"{block}: {sorted(flags - known)}"
            calls += 1
    assert calls >= 8
