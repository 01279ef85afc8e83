"""Random and mutated rule files: a valid compiled file or one RuleError, never anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.errors import RuleError
from arclean.rules.load import LoadedFile, load_bytes
from arclean.rules.model import SECTIONS
from arclean.rules.yamlread import MAX_DEPTH, read_yaml
from tests.rules.broken_files import VALID

KEYS = sorted({key.name for section in SECTIONS.values() for key in section.keys})
_leaves = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3000)
    | st.floats()
    | st.dates()
    | st.text(max_size=8)
    | st.sampled_from(["drop_line", "ad", "site", "اقرأ أيضاً", "^[0-9]{1,3}$", "a.com", ""])
)
_trees = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)


def outcome(data: bytes) -> LoadedFile | None:
    """The loaded file, checked; None where it was refused, with a message fit to print."""
    try:
        loaded = load_bytes(data, "x.yaml")
    except RuleError as error:
        assert str(error).isprintable()  # noqa: PT017 - the message is checked where there is one
        assert str(error).startswith("x.yaml")  # noqa: PT017
        return None
    assert json.loads(json.dumps(loaded.compiled)) == loaded.compiled
    assert json.loads(json.dumps(loaded.tests)) == list(loaded.tests)
    json.dumps(loaded.compiled, ensure_ascii=False).encode()
    for rule in loaded.compiled["rules"]:
        assert rule["block"] is None or rule["verb"] == "drop_block"
        assert rule["why"].strip()
    return loaded


@settings(max_examples=200)
@given(_trees)
def test_random_trees(tree: Any) -> None:
    outcome(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    outcome(data)


@settings(max_examples=200)
@given(st.text(alphabet="ab1: -[]{},&*!|>'\"%@`#?\n\t\\~<=.", max_size=60))
def test_random_yaml(text: str) -> None:
    outcome(text.encode())


@settings(max_examples=200)
@given(st.data())
def test_mutated_files(data: st.DataObject) -> None:
    text = VALID
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        patch = data.draw(
            st.sampled_from(["", ":", "-", " ", "\n", "[", "{", "*", "0", "\0", "اً", "|"])
        )
        text = text[:at] + patch + text[at + length :]
    outcome(text.encode())


@settings(max_examples=200)
@given(st.data())
def test_replaced_values(data: st.DataObject) -> None:
    """A valid file, one value of which (at any depth) is swapped for a random tree."""
    tree = yaml.safe_load(VALID)
    node: Any = tree
    for _ in range(data.draw(st.integers(1, 5))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], (dict, list)) or data.draw(st.booleans()):
            node[key] = data.draw(_trees)
            break
        node = node[key]
    outcome(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@settings(max_examples=250)
@given(_trees, st.booleans())
def test_both_parsers_read_the_same(tree: Any, flow: bool) -> None:
    data = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow).encode(
        "utf-8", "surrogatepass"
    )

    def read(*, pure: bool) -> object:
        try:
            return read_yaml(data, "x.yaml", pure=pure)
        except RuleError as error:
            return "syntax" if "not valid YAML" in error.message else str(error)

    assert read(pure=True) == read(pure=False)


@pytest.mark.parametrize(
    "unit", ["[", "{a: ", "- ", "? ", "a:\n", "&a ", "!!x ", "'", '"', "|", "#"]
)
def test_long_runs_of_one_thing(unit: str) -> None:
    assert outcome((unit * 60_000)[:60_000].encode()) is None


def test_nesting_up_to_the_limit_is_read() -> None:
    condition = "{has: x}"
    for _ in range(MAX_DEPTH - 5):
        condition = f"{{not: {condition}}}"
    head = "arclean: 1\nid: p\nkind: pack\ntitle: t\nrules:\n"
    rule = f"- {{id: r, why: w, category: ad, drop_line: {condition}}}\n"
    assert outcome((head + rule).encode()) is not None
    assert outcome((head + rule.replace("{has: x}", "{not: {not: {has: x}}}")).encode()) is None
