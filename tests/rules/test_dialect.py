"""The bounded regex dialect: what it takes and refuses, and that its bounds hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arclean.errors import RuleError
from arclean.rules._cost import steps
from arclean.rules.dialect import MAX_LINE, MAX_STEPS, check, parse
from tests.reference.backtrack_reference import Matcher

# What real rules look like: each with a line that it matches and one that it does not.
REAL = [
    ("^[^ ]{2,20} [0-9]{1,2}(?:/| )[0-9]{1,2}$", "الخميس 12/03", "الخميس 12-03"),
    (" ?عدد المشاهدات ?: ?[0-9]{1,9}$", "وقال ذلك. عدد المشاهدات: 123", "عدد المشاهدات"),
    ("^(?:السبت|الاحد|الاثنين) [0-9]{1,2}$", "الاحد 7", "الاحد سبعه"),
    ("^[0-9]{1,9} (?:مشاهده|قراءه|زياره)$", "12 قراءه", "12 كتابا"),
    ("^.{1,40} - it's over 9000!$", "x - it's over 9000!", "it's over 9000"),
    (r"^\([a-z]{2,10}\)$", "(reuters)", "reuters"),
    (" - [^-]*$", "عنوان - موقع", "عنوان"),
    (r"https?://[^ ]+\.(?:com|net)", "see http://example.net", "see example.net"),
]

REFUSED = [
    (r"\d+", "[0-9]"),
    (r"\w", "class"),
    (r"\s", "space"),
    (r"\bشارك\b", "starts"),
    (r"x\Z", "$"),
    (r"(a)\1", "(?:…)"),
    (r"a\1", "back-references"),
    (r"\n", "not in the dialect"),
    ("\\", "ends in a backslash"),
    (r"\/", "no backslash"),
    ("(a)", "(?:…)"),
    ("(?=a)b", "look-around"),
    ("(?i)a", "flags"),
    ("(?P<n>a)", "named groups"),
    ("(?:a", "not closed"),
    ("a)", "closes no group"),
    ("[ab", "not closed"),
    ("[]a]", "empty"),
    ("[b-a]", "backwards"),
    ("[[:alpha:]]", "nest"),
    ("a|", "alternative is empty"),
    ("|a", "alternative is empty"),
    ("(?:)a", "alternative is empty"),
    ("*a", "repeats nothing"),
    ("a??", "lazy"),
    ("a*+", "possessive"),
    ("a{2}{3}", "doubled"),
    ("a{1,2,3}", "{m,n}"),
    ("a{,3}", "{m,n}"),
    ("a{", "{m,n}"),
    ("a{1,257}", "256"),
    ("a{1,99999999999999999999}", "256"),
    ("a{3,2}", "m <= n"),
    ("a{0}b", "n >= 1"),
    ("}", r"\}"),
    ("]", r"\]"),
    ("^*a", "cannot be repeated"),
    ("(?:ab)+", "unbounded"),
    ("(?:ab){2,}", "unbounded"),
    ("(?:a?){2}b", "empty string"),
    ("(?:^){2}b", "cannot be repeated"),
    ("a?", "empty string"),
    ("^$", "empty string"),
    ("", "empty"),
    ("a  b", "two blanks"),
    ("a*b*c*d", "3 unbounded"),
    ("(?:a+b){3}", "3 unbounded"),
    ("(?:" * 17 + "a" + ")" * 17, "nest"),
    ("a" * 1001, "longer"),
    ("(?:a{1,100}){1,101}", "states"),
    ("أ", "'ا'"),
    ("[٠-٩]", "'0'"),
    ("مقالات ذات صلة", "'ه'"),
    ("ﻻ", "'لا'"),
    ("A", "'a'"),
    ("\N{NO-BREAK SPACE}x", "' '"),
    ("a\N{RIGHT-TO-LEFT MARK}", "take it out"),
    ("«", "'\"'"),
    # The classics of catastrophic backtracking, in the clothes of this dialect.
    ("^(?:ا|اا){1,200}$", "steps"),
    ("^(?:a{1,9}){1,200}$", "steps"),
    ("(?:a|b|ab){1,40}c", "steps"),
    (".*.*x", "steps"),
    ("a{1,256}a{1,256}b", "steps"),
    ("(?:[^ ]{1,20} ?){1,8}$", "steps"),
]


@pytest.mark.parametrize(("pattern", "hit", "miss"), REAL)
def test_real_patterns_are_accepted_and_mean_what_they_say(
    pattern: str, hit: str, miss: str
) -> None:
    compiled = regex.compile(check(pattern).pattern, regex.V0)
    assert compiled.search(hit)
    assert not compiled.search(miss)


@pytest.mark.parametrize(("pattern", "hint"), REFUSED)
def test_everything_else_is_refused_with_advice(pattern: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        check(pattern)
    assert hint in caught.value.message
    assert "\n" not in str(caught.value)


def test_position_is_named() -> None:
    with pytest.raises(RuleError, match="at character 4 of the pattern"):
        check("abcأ")


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("عدد المشاهدات ?: ?[0-9]{1,9}$", {"عدد المشاهدات"}),
        ("^(?:السبت|الاحد) [0-9]$", {"السبت ", "الاحد "}),
        ("[0-9]{1,9} views?", {" view"}),
        ("شار[كق]وا", {"شاركوا", "شارقوا"}),
        ("a{3}b", {"aaab"}),
        ("x(?:ab|[0-9])", None),
        ("[^ ]{2,20} [0-9]", None),
        ("a|bcd", None),
        ("(?:abc)?x", None),
    ],
)
def test_required_literals(pattern: str, literals: set[str] | None) -> None:
    assert check(pattern).literals == literals


def test_plainest_spelling() -> None:
    assert check(r"[.]a{1}(?:b)[a-ab-d\-]\[[^-]{2,2}").pattern == r"\.ab[\-a-d]\[[^\-\n]{2}"


def test_negated_classes_side_by_side() -> None:
    """``regex`` itself merges two negated classes of one character each into the wrong class."""
    compiled = regex.compile(check("x[^a]|x[^ ]").pattern, regex.V0)
    assert compiled.findall("xa x ") == ["xa", "x "]


# Random patterns. Few characters, so that parts of a pattern often compete for the same text.

_CHARS = "ابa1 :"
_atoms = st.sampled_from([*_CHARS, *_CHARS, ".", "[اب]", "[^a]", "[^ ]", "[0-9]", r"\.", "[a-z]"])
_quantifiers = st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,20}", "{1,}", "{2,200}"])
_pieces = st.builds(str.__add__, _atoms, st.sampled_from([""]) | _quantifiers)


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.lists(inner, min_size=1, max_size=3).map("".join)
    either = st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
    bounds = st.sampled_from(["?", "{2}", "{0,2}", "{1,4}", "{2,30}"])
    return joined | either | st.builds(lambda body, bound: f"(?:{body}){bound}", inner, bounds)


_patterns = st.builds(
    lambda start, body, end: start + body + end,
    st.sampled_from(["", "", "^"]),
    st.recursive(_pieces, _grow, max_leaves=8),
    st.sampled_from(["", "", "$"]),
)
_patterns_with_words = st.builds(
    lambda left, word, right: left + word + right,
    st.just("") | _pieces,
    st.recursive(
        st.sampled_from(["اب", "اب", "a1", "[اب]b", "(?:اب|:a)"]) | _pieces, _grow, max_leaves=4
    ),
    st.just("") | _pieces,
)
_lines = st.text(alphabet=_CHARS + ".-", max_size=40)


def _accepted(pattern: str) -> Any:
    try:
        return check(pattern)
    except RuleError:
        assume(False)


@settings(max_examples=200)
@given(_patterns, _lines)
def test_engines_agree_with_the_textbook(pattern: str, line: str) -> None:
    checked = _accepted(pattern)
    expected = Matcher(checked.node, line).spans()
    assert [match.span() for match in re.finditer(checked.pattern, line)] == expected
    v0 = regex.compile(checked.pattern, regex.V0)
    assert [match.span() for match in v0.finditer(line)] == expected


@settings(max_examples=200)
@given(_patterns, st.text(alphabet=_CHARS, min_size=1, max_size=3), st.integers(1, 30))
def test_steps_are_an_upper_bound(pattern: str, unit: str, times: int) -> None:
    checked = _accepted(pattern)
    line = unit * times
    matcher = Matcher(checked.node, line)
    matcher.search()
    assert matcher.steps <= steps(checked.node, line_length=len(line), limit=10**15)
    assert checked.steps <= MAX_STEPS


@settings(max_examples=150)
@given(_patterns, st.text(alphabet=_CHARS, min_size=1, max_size=3), st.sampled_from(" :1x"))
def test_accepted_patterns_end_on_the_longest_lines(pattern: str, unit: str, last: str) -> None:
    checked = _accepted(pattern)
    line = (unit * MAX_LINE)[: MAX_LINE - 1] + last
    # The step bound is what is promised; the timeout only keeps a broken promise from hanging here.
    regex.compile(checked.pattern, regex.V0).search(line, timeout=300)


@settings(max_examples=200)
@given(st.data())
def test_every_match_contains_a_literal(data: st.DataObject) -> None:
    checked = _accepted(data.draw(_patterns_with_words))
    assume(checked.literals)
    line = data.draw(st.from_regex(re.compile(checked.pattern)))
    for match in re.finditer(checked.pattern, line):
        assert any(literal in match.group() for literal in checked.literals)
        assert len(match.group()) >= checked.min_length


@settings(max_examples=250)
@given(st.text(alphabet="()[]{}|\\^$?*+.,-:&~0123ab اأ", max_size=30))
def test_any_text_is_a_pattern_or_a_rule_error(text: str) -> None:
    try:
        checked = check(text)
    except RuleError:
        return
    re.compile(checked.pattern)
    regex.compile(checked.pattern, regex.V0)
    assert parse(checked.pattern) == checked.node
