"""The JSON Schema and the reference of keys: current, and as strict as a schema can be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from arclean.rules.model import SECTIONS
from arclean.rules.schema import json_schema
from tests.rules.broken_files import CASES, VALID, Case

ROOT = Path(__file__).parent.parent.parent
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

# What a schema cannot say: the dialect, folding, calendars, YAML 1.1 numbers, several keys at once.
BEYOND = {
    "YAML 1.1 integer",
    "back without prev",
    "blank why",
    "block that never ends",
    "catastrophe in bounds",
    "catastrophic regex",
    "day that is none",
    "duplicate rule id",
    "generic site",
    "glob of stars",
    "host twice",
    "impossible lengths",
    "layout backwards",
    "links in a fingerprint",
    "neither rules nor packs",
    "octal",
    "pack with hosts",
    "paths alone",
    "phrase of harakat",
    "phrase on two lines",
    "regex not folded",
    "sexagesimal",
    "share not a number",
    "shorthand",
    "site without host",
    "yes for true",
    "zone on an HTML verb",
}


def test_generated_files_are_current() -> None:
    command = [sys.executable, "tools/make_schema.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "path",
    [
        Path(__file__).parent / "data" / "worked-example.yaml",
        *sorted((ROOT / "rules").rglob("*.yaml")),
    ],
    ids=lambda path: path.name,
)
def test_valid_files_pass(path: Path) -> None:
    VALIDATOR.validate(yaml.safe_load(path.read_bytes()))


def test_valid_text_passes() -> None:
    VALIDATOR.validate(yaml.safe_load(VALID))


# Faults of a key; those of the file's bytes and of its YAML are found before a schema could look.
# (Python itself refuses to make a number of the digits of "huge number".)
KEY_CASES = [case for case in CASES if case.key is not None and case.name != "huge number"]


@pytest.mark.parametrize("case", KEY_CASES, ids=lambda case: case.name)
def test_broken_files_fail_where_a_schema_can_tell(case: Case) -> None:
    tree = yaml.safe_load(case.data)
    assert VALIDATOR.is_valid(tree) == (case.name in BEYOND)


def test_every_section_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "rule-keys.md").read_text(encoding="utf-8")
    for name, section in SECTIONS.items():
        assert f"## {name}\n" in reference
        for key in section.keys:
            assert f"| `{key.name}`" in reference


def test_schema_file_is_plain_json() -> None:
    text = (ROOT / "rules" / "schema" / "arclean-rules-1.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json_schema()
