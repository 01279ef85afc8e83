"""Removals, notes and results are values; cutting and restoring undo each other."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean import document, errors
from arclean.document import CATEGORIES, Note, Removal, Result, cut, restore
from tests.conftest import examples

REMOVAL = Removal("site/rule", "date", 1, 2, 0, 3, "abc")
NOTE = Note("over-budget", "site/rule", "message")
RESULT = Result("text", "kept", [REMOVAL], "site", ["pack"], [NOTE])


@pytest.mark.parametrize("value", [REMOVAL, NOTE, RESULT])
class TestValues:
    def test_immutable(self, value: document._Plain) -> None:
        for name in (*value.__slots__, "new"):
            with pytest.raises(AttributeError, match="immutable"):
                setattr(value, name, None)
        for name in value.__slots__:
            with pytest.raises(AttributeError, match="immutable"):
                delattr(value, name)

    def test_equal_by_value(self, value: document._Plain) -> None:
        same = type(value)(*value._values())
        assert same == value
        assert hash(same) == hash(value)
        assert value != value._values()
        for index in range(len(value.__slots__)):
            fields = list(value._values())
            fields[index] = ("other",)
            assert type(value)(*fields) != value

    def test_printed_and_pickled(self, value: document._Plain) -> None:
        names = {name: getattr(document, name) for name in ("Removal", "Note", "Result")}
        assert eval(repr(value), names) == value
        assert pickle.loads(pickle.dumps(value)) == value


def test_a_result_holds_tuples() -> None:
    assert (RESULT.removals, RESULT.packs, RESULT.notes) == ((REMOVAL,), ("pack",), (NOTE,))


def test_categories_are_the_closed_set() -> None:
    assert len(set(CATEGORIES)) == len(CATEGORIES) == 22
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) for name in CATEGORIES)


@settings(max_examples=examples(200))
@given(data=st.one_of(st.text(), st.binary()), draw=st.data())
def test_cut_and_restore_undo_each_other(data: str | bytes, draw: st.DataObject) -> None:
    edges = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=8)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    kept = cut(data, spans)
    assert len(kept) == len(data) - sum(end - start for start, end in spans)
    removals = [Removal("r", "ad", 1, 1, start, end, data[start:end]) for start, end in spans]
    assert restore(kept, removals) == data
    assert Result(kept, kept, removals, None, (), ()).restore() == data


def test_nothing_to_cut_is_no_copy() -> None:
    assert cut(data := "a" * 100, []) is data


class TestErrors:
    def test_the_tree_that_the_docstring_draws_is_the_one_there_is(self) -> None:
        """Names by depth, as drawn, against the classes of the module."""
        drawn: dict[str, str] = {}
        parents: list[str] = []
        for line in (errors.__doc__ or "").splitlines():
            if found := re.match(r"    ([ │├└─]*)(\w+)", line):
                depth = len(found[1]) // 4
                parents[depth:] = [found[2]]
                drawn[found[2]] = parents[depth - 1] if depth else "Exception"
        classes = {
            name: one.__bases__[0].__name__
            for name, one in inspect.getmembers(errors, inspect.isclass)
            if issubclass(one, Exception)
        }
        assert drawn == classes
        assert sorted(classes) == sorted(errors.__all__)

    def test_callers_may_catch_value_errors(self) -> None:
        assert issubclass(errors.UsageError, ValueError)
        assert issubclass(errors.EncodingError, ValueError)

    @pytest.mark.parametrize(
        "error",
        [
            errors.UsageError("m"),
            errors.InputError("m"),
            errors.EncodingError("m", offset=7),
            errors.RuleError("m", path="a.yaml", line=3, key="rules[0]"),
            errors.RuleError("m"),
        ],
    )
    def test_pickle(self, error: errors.ArcleanError) -> None:
        other = pickle.loads(pickle.dumps(error))
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert vars(other) == vars(error)

    @pytest.mark.parametrize(
        ("where", "words"),
        [
            ({}, "m"),
            ({"path": "a.yaml"}, "a.yaml: m"),
            ({"path": "a.yaml", "line": 3}, "a.yaml:3: m"),
            ({"path": "a.yaml", "line": 3, "key": "k"}, "a.yaml:3: k: m"),
            ({"key": "k"}, "k: m"),
        ],
    )
    def test_a_rule_error_says_where(self, where: dict[str, object], words: str) -> None:
        assert str(errors.RuleError("m", **where)) == words  # type: ignore[arg-type]
