"""Presets as such: their faults, their names, streams and plans. That they equal their tools is
shown in tests/oracles.
"""

from __future__ import annotations

import pickle
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.errors import EncodingError, UsageError
from arclean.normalize import Normalizer, normalize, plan_for
from arclean.normalize.presets import _pairs, all_presets, arabert, preset
from tests.normalize.material import texts, valid_texts
from tests.normalize.sentences import SENTENCES
from tests.reference.sorani_reference import sorani

NAMES = sorted(all_presets())
WITH_PLAN = [name for name in NAMES if preset(name).plan is not None]
CONTEXTUAL = [name for name in NAMES if preset(name).unit != "character"]


@pytest.mark.parametrize("name", NAMES)
def test_faults_are_kept(name: str) -> None:
    found = preset(name)
    for before, after, why in found.faults:
        assert found(before) == after, why
        assert normalize(before, name) == after
    assert all((found.tool, found.version, found.call, found.does))


# (preset, input, what its tool makes of it, our profile, what we make of it)
BUGS_OF_OTHERS = [
    ("pyarabic:alef", "على", "علا", "search", "علي"),
    ("pyarabic:searchtext", "على", "علا", "search", "علي"),
    ("pyarabic:searchtext", "ﻼ", "ﻼ", "light", "لا"),
    ("arabert:v02", "ٱلرَّحْمَٰنِ", "ٱ لرحم ن", "standard", "الرحمن"),
    ("arabert:v02", "ﻻ", "", "standard", "لا"),
    ("arabert:v02", "گوگل", "و ل", "standard", "گوگل"),
    ("arabert:v02", "۱۲۳", "", "corpus", "123"),
    ("hf:bert", "مسؤول بئر آدم", "مسوول بير ادم", "standard", "مسؤول بئر ادم"),
    ("datatrove:minhash", "مسؤول بئر آدم", "مسوول بير ادم", "corpus", "مسؤول بئر آدم"),
    ("fineweb2:minhash", "مسؤول بئر آدم", "مسوول بير ادم", "corpus", "مسؤول بئر آدم"),
    ("openiti:heavy", "مسؤول", "مسول", "search", "مسوول"),
    ("openiti:light", "مسؤول", "مسءول", "standard", "مسؤول"),
    ("camel:unicode", "قﱠل", "ق \u064e\u0651ل", "light", "ق\u0651\u064eل"),
    ("hf:bert", "می\u200cروم", "میروم", "search", "می\u200cروم"),
    ("whisper:basic", "كَتَبَ", "ك ت ب ", "light", "كَتَبَ"),
]


@pytest.mark.parametrize(("name", "text", "theirs", "profile", "ours"), BUGS_OF_OTHERS)
def test_bugs_of_others(name: str, text: str, theirs: str, profile: str, ours: str) -> None:
    assert normalize(text, name) == theirs
    assert normalize(text, profile) == ours
    assert theirs != ours


@pytest.mark.parametrize("name", ["arabert:v02", "whisper:basic", "whisper:basic-diacritics"])
@pytest.mark.parametrize("run", ["لله", "a", "a-", "1", "<", "[", "(", "<>"])
def test_a_long_run_costs_no_more_than_its_length(name: str, run: str) -> None:
    assert normalize(run * 2**18 + " نص", name).endswith(" نص")  # its square would take hours


# What AraBERT tries at each place of a run, and what we try once a run.
_SAME = st.lists(
    st.sampled_from([*"a b com .com comb . @ - _ < > </ 1 ٢ ٫ ا بت ه é [ ] \t".split(" "), " "]),
    max_size=14,
).map("".join)


@given(_SAME)
@settings(max_examples=300)
def test_what_is_tried_once_a_run_finds_the_same(text: str) -> None:
    for ours, theirs in (
        (arabert._REPLACED[3][0], r"[a-zA-Z]+\.com"),
        (arabert._REPLACED[7][0], r"[\w-]+@(?:[\w-]+\.)+[\w-]+"),
        (arabert._REPLACED[8][0], r"\S+@\S+"),
    ):
        assert ours.sub("·", text) == re.sub(theirs, "·", text)
    assert _pairs.replaced(arabert._TAG, ">", "·", text) == arabert._TAG.sub("·", text)
    # Of Arabic digits none are left when it comes to these.
    text = text.replace("٢", "2")
    assert arabert._DIGITS_WORD.sub("·", text) == re.sub(rf"(\d+)({arabert._WORD})", "·", text)
    assert arabert._WORD_DIGITS.sub("·", text) == re.sub(rf"({arabert._WORD})(\d+)", "·", text)


@pytest.mark.parametrize(
    ("name", "deleted", "mapped"),
    [
        ("lucene:arabic", 9, 5),
        ("lucene:persian", 1, 5),
        ("lucene:decimal-digit", 0, 640),
    ],
)
def test_lucene_is_as_large_as_measured(name: str, deleted: int, mapped: int) -> None:
    """Counts of the run on the JVM over every scalar value."""
    table = preset(name).table
    assert table is not None
    assert sum(not text for text in table.values()) == deleted
    assert sum(bool(text) for text in table.values()) == mapped


def test_sorani_of_every_character() -> None:
    """Between letters: 50 are deleted, 6 replaced, as on the JVM; and the rules say the same."""
    run = preset("lucene:sorani")
    changed = {}
    for code in range(0x10000):  # the filter looks at UTF-16 units
        ch = chr(code)
        if 0xD800 <= code < 0xE000 or ch.isspace():
            continue
        result = run(f"ب{ch}ب")
        assert result == sorani(f"ب{ch}ب")
        if result != f"ب{ch}ب":
            changed[ch] = result[1:-1]
    assert sum(not text for text in changed.values()) == 50
    assert sum(bool(text) for text in changed.values()) == 6


@settings(max_examples=1500)
@given(text=st.text(alphabet="بهھرڒةيىكـ\u064e\u200c\u200d\u00ad 中", max_size=12))
def test_sorani_rules(text: str) -> None:
    expected = re.sub(r"\S+", lambda match: sorani(match[0]), text)
    assert preset("lucene:sorani")(text) == expected


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(text=valid_texts, cuts=st.lists(st.integers(1, 30), max_size=8))
def test_pieces_bytes_and_text_agree(name: str, text: str, cuts: list[int]) -> None:
    normalizer = Normalizer(name)
    whole = preset(name)(text)
    assert normalizer(text) == whole
    assert normalizer(text.encode()) == whole.encode()
    for data in (text, text.encode()):
        stream = normalizer.stream()
        pieces, start = [], 0
        for cut in cuts:
            pieces.append(stream.feed(data[start : start + cut]))
            start += cut
        pieces += [stream.feed(data[start:]), stream.finish()]
        joined = b"".join(pieces) if isinstance(data, bytes) else "".join(pieces)
        assert joined == (whole if data is text else whole.encode())


@pytest.mark.parametrize("name", [name for name in NAMES if preset(name).idempotent])
@settings(max_examples=60)
@given(text=valid_texts)
def test_idempotent_where_it_says_so(name: str, text: str) -> None:
    once = preset(name)(text)
    assert preset(name)(once) == once


@pytest.mark.parametrize("name", [name for name in NAMES if preset(name).canonical])
@settings(max_examples=60)
@given(text=valid_texts)
def test_nfc_and_nfd_give_the_same_where_it_says_so(name: str, text: str) -> None:
    expected = preset(name)(text)
    assert preset(name)(unicodedata.normalize("NFC", text)) == expected
    assert preset(name)(unicodedata.normalize("NFD", text)) == expected


def test_elsewhere_nfc_and_nfd_show() -> None:
    composed = "رؤية\u06d3é"
    decomposed = unicodedata.normalize("NFD", composed)
    for name in NAMES:
        run = preset(name)
        assert (run(composed) == run(decomposed)) == run.canonical, name


NOT_IDEMPOTENT = {
    "camel:arclean": "⁋",
    "lucene:sorani": "لهھ",
    "datatrove:minhash": "1\u064e2",
    "fineweb2:minhash": "1\u064e2",
    "hf:bert": "中",
    "openiti:light": "يئ",
    "openiti:heavy": "ا\u0621\u0654",
}


def test_those_that_say_they_are_not_idempotent_are_not() -> None:
    assert set(NOT_IDEMPOTENT) == {name for name in NAMES if not preset(name).idempotent}
    for name, text in NOT_IDEMPOTENT.items():
        once = preset(name)(text)
        assert preset(name)(once) != once, name


def test_plans_of_presets_run_on_every_core() -> None:
    assert len(WITH_PLAN) >= 18
    for name in WITH_PLAN:
        plan = plan_for(name)
        assert not plan.contexts
        assert Normalizer(plan)("\n".join(SENTENCES)) == preset(name)("\n".join(SENTENCES))
        assert Normalizer(name).before == ()
    assert not set(WITH_PLAN) & set(CONTEXTUAL)
    for name in set(NAMES) - set(WITH_PLAN):
        with pytest.raises(UsageError, match="works on whole texts"):
            plan_for(name)


@pytest.mark.parametrize("name", ["camel:arclean", "hf:bert", "nltk:isri-3", "whisper:basic"])
def test_invalid_bytes_pass(name: str) -> None:
    raw = "أحمد ".encode() + b"\xff\xfe" + " إلى".encode()
    expected = b"\xff\xfe".join(
        [normalize("أحمد ", name).encode(), normalize(" إلى", name).encode()]
    )
    assert Normalizer(name)(raw) == expected
    assert "\ufffd" in Normalizer("nltk:isri-3", errors="replace")(raw).decode()
    with pytest.raises(EncodingError) as caught:
        Normalizer(name, errors="strict")(raw)
    assert caught.value.offset == 9


def test_presets_and_steps_in_a_row() -> None:
    both = Normalizer("camel:dediac,camel:alef,+digits:ascii")
    assert both("أَنْتَ ١٢") == "انت 12"
    assert both.before == ("camel:dediac", "camel:alef")
    assert Normalizer(["lucene:arabic", "nltk:isri-1"])("مَدرسة") == "مدرسه"
    assert Normalizer("nltk:isri-2,standard")("أَلفٌ") == "الف"
    copy = pickle.loads(pickle.dumps(both))
    assert copy == both
    assert hash(copy) == hash(both)
    assert copy("أَنْتَ ١٢") == "انت 12"
    assert pickle.loads(pickle.dumps(preset("hf:bert"))) is preset("hf:bert")
    assert Normalizer("camel:alef") != Normalizer("camel:dediac")
    assert "camel:dediac, then" in repr(both)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("lucene:arabik", "unknown preset 'lucene:arabik'; did you mean 'lucene:arabic'"),
        ("lucine:arabic", "unknown tool 'lucine'; did you mean 'lucene'"),
        ("camel:", "unknown preset 'camel:'"),
        ("marks,camel:dediac", "must come first"),
        ("standard,camel:dediac", "must come first"),
        ("digts:ascii", "unknown profile or step 'digts'; did you mean 'digits'"),
    ],
)
def test_errors(spec: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Normalizer(spec)


@settings(max_examples=150)
@given(text=texts)
def test_no_preset_fails_on_any_text(text: str) -> None:
    for name in NAMES:
        assert isinstance(normalize(text, name), str)
