"""Cleaner and the functions of the package: kinds, spans, notes, errors, and what never changes."""

from __future__ import annotations

import inspect
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import arclean
from arclean.cleaner import Cleaner
from arclean.document import Note, Removal, Result
from arclean.errors import EncodingError, UsageError
from arclean.normalize import Normalizer
from arclean.rules.ruleset import RuleSet
from tests.conftest import examples
from tests.text import strategies
from tests.text.programs import rule

PAGE = "\ufeffعنوان\nبقلم: كاتب\n\nمتنٌ أوّل. شارك\r\nمتن ثانٍ.\n\nمقالات ذات صلة\nعنوان آخر\n"
KEPT = "\ufeffعنوان\nمتنٌ أوّل.\r\nمتن ثانٍ.\n"


def named(name: str, category: str, one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "id": name, "category": category}


def rule_set(*rules: dict[str, Any], max_removed: float = 0.9, **more: Any) -> RuleSet:
    """One site and one generic pack with the same rules."""
    common = {"max_removed": max_removed, "rules": list(rules), **more}
    return RuleSet(
        [
            {"id": "site", "kind": "site", "match": {"hosts": ["example.com"]}, **common},
            {"id": "pack", "kind": "pack", "match": {}, "generic": True, **common},
        ]
    )


RULES = (
    named("author", "byline", rule("drop_line", {"starts": ["بقلم"]})),
    named("share", "share", rule("strip", {"ends": ["شارك"]})),
    named("tail", "related", rule("drop_block", start={"is": ["مقالات ذات صله"]})),
)


def cleaner(*rules: dict[str, Any], profile: str = "none", **more: Any) -> Cleaner:
    return Cleaner(rule_set(*(rules or RULES)), profile=profile, **more)


def test_what_goes_and_what_is_said_about_it() -> None:
    result = cleaner(profile="standard").explain(PAGE, url="http://www.example.com/1")
    assert result.kept == KEPT
    assert result.text == Normalizer()(KEPT)
    assert result.restore() == PAGE
    assert (result.site, result.packs, result.notes) == ("site", (), ())
    assert result.removals == (
        Removal("site/author", "byline", 2, 2, 7, 19, "بقلم: كاتب\n\n"),
        Removal("site/share", "share", 4, 4, 29, 34, " شارك"),
        Removal("site/tail", "related", 7, 8, 46, 72, "\nمقالات ذات صلة\nعنوان آخر\n"),
    )


def test_bytes_have_the_same_removals_in_their_own_units() -> None:
    of_text = cleaner().explain(PAGE)
    data = PAGE.encode()
    of_bytes = cleaner().explain(data)
    assert of_bytes.kept == KEPT.encode()
    assert of_bytes.restore() == data
    assert of_bytes.packs == ("pack",)
    for text, raw in zip(of_text.removals, of_bytes.removals, strict=True):
        assert raw.text == text.text.encode() == data[raw.start : raw.end]
        assert PAGE[text.start : text.end] == text.text
        assert raw.start == len(PAGE[: text.start].encode())
        assert (raw.rule, raw.first_line, raw.last_line) == (
            text.rule,
            text.first_line,
            text.last_line,
        )


@settings(max_examples=examples(250))
@given(data=st.data())
def test_every_page_can_be_restored(data: st.DataObject) -> None:
    """Bytes of any kind, and the text that they stand for, come apart alike and together again."""
    text = data.draw(strategies.pages())
    program = data.draw(strategies.programs(text))
    rules = [named(f"r{index}", "ad", one) for index, one in enumerate(program["rules"])]
    raw = text.encode("utf-8", "surrogatepass")
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(raw)))
        raw = raw[:at] + data.draw(st.binary(max_size=3)) + raw[at + 1 :]
    text = raw.decode("utf-8", "surrogateescape")
    one = Cleaner(rule_set(*rules, max_removed=program["max_removed"]), profile="none")
    of_bytes, of_text = one.explain(raw), one.explain(text)
    for page, result in ((raw, of_bytes), (text, of_text)):
        assert result.restore() == page
        assert result.text == result.kept
        at = kept = 0
        for removal in result.removals:
            assert at <= removal.start < removal.end <= len(page)
            assert page[removal.start : removal.end] == removal.text
            between = removal.start - at
            assert page[at : removal.start] == result.kept[kept : kept + between]
            at, kept = removal.end, kept + between
        assert page[at:] == result.kept[kept:]
        if not result.removals:
            assert result.kept is page
    assert of_text.kept.encode("utf-8", "surrogateescape") == of_bytes.kept
    assert [removal.rule for removal in of_text.removals] == [
        removal.rule for removal in of_bytes.removals
    ]
    assert of_text.notes == of_bytes.notes


@pytest.mark.parametrize("page", ["", "\n", "\ufeff", "متن", "\r\r\n", "\x00", "\u2028\x85"])
def test_pages_on_which_nothing_fires_come_back(page: str) -> None:
    for data in (page, page.encode()):
        result = cleaner().explain(data)
        assert result == Result(data, data, (), None, ("pack",), ())


def test_notes() -> None:
    greedy = named("greedy", "ad", rule("drop_line", {"min_words": 1}, at_most={"lines": 2}))
    result = cleaner(greedy).explain(PAGE)
    (note,) = result.notes
    assert (note.code, note.rule) == ("over-budget", "pack/greedy")
    assert "6 lines, at most 2 allowed" in note.message
    result = cleaner(named("all", "ad", rule("drop_line"))).explain(PAGE.encode())
    assert result.kept == PAGE.encode()
    assert [(note.code, note.rule) for note in result.notes] == [("max-removed", None)]


class TestKeep:
    def test_by_name(self) -> None:
        kept = cleaner(keep=["byline", "related"]).clean(PAGE)
        assert kept == PAGE.replace(" شارك", "")
        assert cleaner(keep="byline, related").clean(PAGE) == kept
        assert cleaner(keep=[]).clean(PAGE) == KEPT
        assert cleaner(keep="").clean(PAGE) == KEPT

    def test_unknown(self) -> None:
        with pytest.raises(UsageError, match="did you mean 'byline'"):
            cleaner(keep=["by-line"])


class TestBounds:
    """``max_doc_bytes`` counts bytes of UTF-8, whatever the kind of the page."""

    @pytest.mark.parametrize("page", [PAGE, PAGE.encode()])
    @pytest.mark.parametrize("below", [0, 1])
    def test_the_boundary(self, page: Any, below: int) -> None:
        size = len(PAGE.encode())
        result = cleaner(max_doc_bytes=size - below, profile="light").explain(page)
        assert bool(result.removals) is not bool(below)
        assert [note.code for note in result.notes] == ["too-large"] * below
        if below:
            assert result.kept == page
            assert result.text == Normalizer("light")(page)
            assert str(size - 1) in result.notes[0].message

    @pytest.mark.parametrize("char", ["a", "ب", "\u200f", "\U0001f600", "\ud800"])
    @pytest.mark.parametrize("limit", [11, 12, 13])
    def test_of_each_width(self, char: str, limit: int) -> None:
        width = len(char.encode("utf-8", "surrogatepass"))
        page = char * (12 // width)
        notes = cleaner(max_doc_bytes=limit).explain(page).notes
        assert [note.code for note in notes] == (["too-large"] if limit < 12 else [])

    def test_none_is_no_bound_and_zero_is_nothing(self) -> None:
        assert cleaner(max_doc_bytes=None).clean(PAGE) == KEPT
        assert cleaner(max_doc_bytes=0).explain("").notes == ()
        assert cleaner(max_doc_bytes=0).explain("a").notes[0].code == "too-large"


def test_without_stripping() -> None:
    result = cleaner(strip=False, profile="light").explain(PAGE, site="no such site")
    assert (result.kept, result.removals, result.packs) == (PAGE, (), ())
    assert result.text == Normalizer("light")(PAGE)


class TestInvalidBytes:
    RAW = "متن \nبقلم ".encode() + b"\xff\n" + "متن ".encode() + b"\xd8\n"

    def test_keep(self) -> None:
        assert cleaner().clean(self.RAW) == "متن \nمتن ".encode() + b"\xd8\n"

    def test_replace(self) -> None:
        assert cleaner(errors="replace").clean(self.RAW) == "متن \nمتن \ufffd\n".encode()
        assert cleaner(errors="replace").explain(self.RAW).restore() == self.RAW

    @pytest.mark.parametrize("profile", ["none", "standard"])
    def test_strict_counts_in_the_page_and_reads_what_is_stripped(self, profile: str) -> None:
        strict = cleaner(errors="strict", profile=profile)
        for raw in (self.RAW, self.RAW.replace(b"\xd8\n", b"\n"), self.RAW[8:]):
            with pytest.raises(EncodingError) as caught:
                strict.clean(raw)
            assert caught.value.offset == raw.index(b"\xff")
        with pytest.raises(EncodingError) as caught:
            strict.clean(self.RAW.replace(b"\xff", b""))
        assert caught.value.offset == self.RAW.index(b"\xd8\n") - 1
        assert strict.clean(PAGE.encode()) == strict.clean(PAGE).encode()


class TestUsage:
    @pytest.mark.parametrize("page", [None, 1, ["a"], bytearray(b"a"), memoryview(b"a")])
    def test_a_page_is_str_or_bytes(self, page: Any) -> None:
        with pytest.raises(UsageError, match=f"not {type(page).__name__}"):
            cleaner().clean(page)

    @pytest.mark.parametrize(
        ("call", "words"),
        [
            (lambda: Cleaner(profile="standart"), "standard"),
            (lambda: Cleaner(profile="standard,+digit:ascii"), "digits"),
            (lambda: Cleaner(errors="ignore"), "keep, strict, replace"),
            (lambda: Cleaner(keep="dates"), "did you mean 'date'"),
            (lambda: cleaner().clean("", site="sit"), "did you mean 'site'"),
            (lambda: cleaner().clean("", crawled="2016"), "YYYY-MM-DD"),
            (lambda: arclean.clean("", crawled="2016"), "YYYY-MM-DD"),
            (lambda: arclean.strip("", crawled="2016"), "YYYY-MM-DD"),
            (lambda: arclean.explain("", crawled="2016"), "YYYY-MM-DD"),
            (lambda: arclean.clean_html("<p>", crawled="2016"), "YYYY-MM-DD"),
            (lambda: arclean.clean_html("<p>", charset=b"utf-8"), "not bytes"),  # type: ignore[arg-type]
            (lambda: Normalizer().copy("a", "b"), "copy takes open files; str has no read"),  # type: ignore[arg-type]
        ],
    )
    def test_errors_say_what_to_write(self, call: Any, words: str) -> None:
        with pytest.raises(UsageError, match=words):
            call()


class TestOneCleanerForAll:
    def test_immutable(self) -> None:
        one = cleaner()
        for name in ("_keep", "_strip", "new"):
            with pytest.raises(AttributeError):
                setattr(one, name, None)
        with pytest.raises(AttributeError):
            del one._keep

    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickle(self, protocol: int) -> None:
        one = cleaner(profile="corpus", keep=["byline"], max_doc_bytes=1000, errors="replace")
        before = one.explain(PAGE)  # compiled programs must not get in the way
        other = pickle.loads(pickle.dumps(one, protocol))
        assert other.explain(PAGE) == before
        assert other.clean(b"\xff") == "\ufffd".encode()
        assert other.explain(PAGE * 20).notes[0].code == "too-large"
        for plain in (before, before.removals[0], Note("code", None, "message")):
            assert pickle.loads(pickle.dumps(plain, protocol)) == plain

    def test_a_cleaner_of_the_shipped_rules_pickles_without_them(self) -> None:
        assert len(pickle.dumps(Cleaner(profile="none"))) < 2000

    def test_rule_sets_pickle_as_data(self) -> None:
        rules = rule_set(*RULES)
        Cleaner(rules).clean(PAGE)
        assert pickle.loads(pickle.dumps(rules)).files == rules.files

    def test_threads(self) -> None:
        """Eight threads on one fresh cleaner: programs and patterns are compiled while they run."""
        pattern = {"regex": [{"pattern": "متن [اوث]", "literals": ["متن "]}]}
        rules = [
            *RULES,
            named("regex", "ad", rule("strip", pattern)),
            named("repeat", "ad", rule("drop_repeat")),
        ]
        pages = [PAGE.replace("أوّل", str(number)) + "متن ثالث\n" * number for number in range(60)]
        expected = [cleaner(*rules, profile="standard").explain(page) for page in pages]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(8) as pool:
                for _ in range(4):
                    shared = cleaner(*rules, profile="standard")
                    assert list(pool.map(shared.explain, pages)) == expected
        finally:
            sys.setswitchinterval(interval)


class TestPackage:
    def test_all_names_are_there_and_no_other(self) -> None:
        for name in arclean.__all__:
            assert getattr(arclean, name) is not None
        assert dir(arclean) == sorted(arclean.__all__)
        with pytest.raises(AttributeError, match="no attribute 'cleaned'"):
            arclean.cleaned  # noqa: B018

    @pytest.mark.parametrize("kind", [str, str.encode])
    def test_functions_give_back_the_kind(self, kind: Any) -> None:
        page = kind("قال مُحَمَّــدٌ إنّ الأمر انتهى.\n")
        plain = kind("قال محمد ان الامر انتهى.\n")
        assert arclean.clean(page) == plain
        assert arclean.strip(page) == page
        assert arclean.clean(page, profile=["tatweel"]) == page.replace(kind("ـ"), kind(""))
        result = arclean.explain(page)
        assert (result.text, result.kept, result.restore()) == (plain, page, page)

    def test_the_functions_are_not_hidden_by_modules(self) -> None:
        for name in ("clean", "explain", "normalize", "strip"):
            assert callable(getattr(arclean, name)), name
            assert inspect.signature(getattr(arclean, name)).parameters
        assert arclean.normalize("مُحَمَّــدٌ") == "محمد"
        assert pickle.loads(pickle.dumps(arclean.normalize)) is arclean.normalize

    def test_many_sets_of_arguments_do_not_pile_up(self) -> None:
        for number in range(200):
            arclean.clean("a", profile=["tatweel"] * (number + 1))
        assert len(arclean._cleaners) <= 64


def test_a_plan_is_a_profile_everywhere() -> None:
    plan = Normalizer("light").plan
    page = "مُحَمَّــد"
    want = arclean.clean(page, profile="light")
    assert arclean.clean(page, profile=plan) == Cleaner(profile=plan).clean(page) == want
    assert arclean.explain(page, profile=plan).text == want


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"profile": None}, "not NoneType"),
        ({"profile": [["marks"]]}, "must be a string"),
        ({"keep": None}, "names of categories, not NoneType"),
        ({"keep": [1]}, "no category is called 1"),
        ({"keep": [["byline"]]}, "no category"),
    ],
)
def test_arguments_of_other_kinds_are_told(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        arclean.clean("نص", **arguments)
    with pytest.raises(UsageError, match=message):
        Cleaner(**arguments)


def test_what_is_no_rule_set_or_policy_is_told() -> None:
    with pytest.raises(UsageError, match=r"RuleSet\.load"):
        Cleaner("rules/sites")  # type: ignore[arg-type]
    for size in ("16MiB", 1e9, [1]):
        with pytest.raises(UsageError, match=f"number of bytes or None, not {type(size).__name__}"):
            Cleaner(max_doc_bytes=size)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="unknown errors None"):
        Cleaner(errors=None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="unknown script None"):
        Normalizer(script=None)  # type: ignore[arg-type]


def test_text_that_is_cut_is_bytes_and_the_way_is_known() -> None:
    with pytest.raises(UsageError, match="bytes, not str"):
        Cleaner().clean_joined("نص", "line")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"unknown docs b'\\n'; known: nul"):
        Cleaner().clean_joined("نص".encode(), b"\n")  # type: ignore[arg-type]


def test_many_pages_are_bytes_and_each_has_a_place() -> None:
    nowhere = (None, None, None, None)
    with pytest.raises(UsageError, match="2 pages, but 1 places"):
        Cleaner().clean_all([b"a", b"b"], [nowhere])
    with pytest.raises(UsageError, match="not str"):
        Cleaner().clean_all(["a"], [nowhere])  # type: ignore[list-item]


@pytest.mark.parametrize("value", [5, float("nan"), b"https://sabq.org/x", ["x"]])
@pytest.mark.parametrize("name", ["url", "site", "source", "crawled"])
@pytest.mark.parametrize("page", ["نص\n", b"x\n"])
def test_a_place_that_is_no_str_is_an_error_of_the_library(
    page: Any, name: str, value: object
) -> None:
    cleaner = Cleaner()
    for work in (cleaner.clean, cleaner.explain, cleaner.clean_html):
        with pytest.raises(UsageError, match=f"{name} is a str .*or None, not "):
            work(page, **{name: value})
