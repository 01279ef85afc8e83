"""Profile expressions, their errors, and the generated tables."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from arclean.errors import UsageError
from arclean.normalize import Normalizer, plan_for
from arclean.normalize import characters as chars
from arclean.normalize.profiles import resolve

ROOT = Path(__file__).resolve().parents[2]


def test_expressions() -> None:
    assert resolve("none") == {}
    changed = resolve("standard,+digits:ascii,-punctuation")
    assert changed["digits"] == "ascii"
    assert "punctuation" not in changed
    assert resolve(" standard , -marks ").keys().isdisjoint({"harakat", "tanwin", "shadda"})
    assert resolve("standard,tatweel:off")["tatweel"] == "off"
    assert resolve(["elongation:3", "marks"])["elongation"] == "3"
    assert resolve(iter(["marks", "alef"])) == resolve("alef,marks")
    assert resolve("elongation:02") == {"elongation": "2"}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("standrad", "unknown profile or step 'standrad'; did you mean 'standard'"),
        ("standard,+digit", "unknown step 'digit'; did you mean 'digits'"),
        ("standard,-punctuatoin", "did you mean 'punctuation'"),
        ("digits:ascci", "unknown value 'ascci'; did you mean 'ascii'"),
        ("elongation:0", "not a number from 1 to 9"),
        ("elongation:two", "not a number from 1 to 9"),
        ("elongation:²", "not a number from 1 to 9"),
        ("forms:yes", "takes no value"),
        ("marks:off", "takes no value"),
        ("standard,-tatweel:off", "write -tatweel"),
        ("marks,standard", "must come first"),
        ("", "empty name"),
        ("standard,,marks", "empty name"),
        ("standard,+", "empty name"),
        ([3], "must be a string, not int"),
    ],
)
def test_errors_name_the_nearest(spec: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Normalizer(spec)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"errors": "ignore"}, "unknown errors 'ignore'"),
        ({"errors": "strct"}, "did you mean 'strict'"),
        ({"script": "persain"}, "did you mean 'persian'"),
    ],
)
def test_options(options: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Normalizer("standard", **options)  # type: ignore[arg-type]


def test_a_profile_that_is_no_list() -> None:
    with pytest.raises(UsageError, match="not int"):
        Normalizer(3)  # type: ignore[arg-type]


def test_json_of_a_plan() -> None:
    plan = plan_for("standard")
    data = json.loads(plan.to_json())
    assert data == plan.to_data()
    assert plan.to_json().isascii()
    assert [name for name, _value in data["contexts"]] == [name for name, _value in plan.contexts]


def test_generated_tables_are_current() -> None:
    pytest.importorskip("unicodedata2")
    script = ROOT / "tools" / "make_unicode_tables.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_tables_agree_with_the_interpreter_where_it_knows() -> None:
    """The interpreter's Unicode is older: what it has must be the same."""
    known = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
    combining = chars.combining()
    assert not [ch for ch in known if unicodedata.combining(ch) != combining.get(ch, 0)]
    for (base, mark), composite in chars.compositions().items():
        assert unicodedata.normalize("NFC", base + mark) == composite
    for form, text in chars.presentation_forms().items():
        assert sorted(unicodedata.normalize("NFKC", form).replace(" ", "")) == sorted(text)
    assert len(chars.presentation_forms()) == 718
    folding = chars.case_folding()
    assert not [ch for ch, folded in folding.items() if ch.casefold() != folded]
    assert folding["ẞ"] == "ss"


def test_no_regular_expression_is_compiled_by_importing() -> None:
    """Start-up: tables decode and patterns compile on first use; `regex` and `dataclasses` stay
    out.
    """
    code = (
        "import sys, arclean.normalize as n; n.Normalizer('standard');"
        "print([m for m in ('regex', 'dataclasses', 'json', 'difflib', 'arclean.normalize.pure') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
