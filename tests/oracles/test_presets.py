"""Presets against the packages that they stand for: every scalar value, sentences, random text,
corpora.

Needs the tox environment ``oracles``, which installs the packages and says so by
``ARCLEAN_ORACLES=all``; Lucene's jars and Java are not pip's to install (see ``lucene``). Elsewhere
those that are not installed are skipped, and so are the minutes that every scalar value takes.

``ARCLEAN_CORPORA`` names a folder of text files, plain or .xz: real text to compare over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.normalize.presets import all_presets, preset
from tests.normalize import corpora
from tests.normalize.material import texts
from tests.normalize.sentences import SENTENCES
from tests.oracles import lucene

ALL = os.environ.get("ARCLEAN_ORACLES") == "all"
WORD = re.compile(r"\S+")
SCALARS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
#: Where a character stands: between letters, alone, by marks and digits, at the edges of words.
FRAMES = ("ب{}ب", "{}", "٣{}\u064e 1{}", "ر{} ه\u200c{}ه")

Tool = Callable[[str], str]


def called(path: str, **options: Any) -> Callable[[], Tool]:
    """A function of a package, imported when it is needed."""

    def load() -> Tool:
        module, _dot, name = path.rpartition(".")
        function: Any = getattr(import_module(module), name)
        return (lambda text: str(function(text, **options))) if options else function

    return load


def each_word(load: Callable[[], Tool]) -> Callable[[], Tool]:
    """A tool that takes words."""

    def loaded() -> Tool:
        tool = load()
        return lambda text: WORD.sub(lambda match: tool(match[0]), text)

    return loaded


def arclean_map() -> Tool:
    from camel_tools.utils.charmap import CharMapper

    return CharMapper.builtin_mapper("arclean").map_string  # type: ignore[no-any-return]


def snowball() -> Tool:
    from snowballstemmer.arabic_stemmer import ArabicStemmer

    stemmer = ArabicStemmer()

    def run(word: str) -> str:
        stemmer.set_current(word)
        stemmer._ArabicStemmer__r_Normalize_pre()
        stemmer._ArabicStemmer__r_Normalize_post()
        return str(stemmer.get_current())

    return run


def isri(number: int) -> Callable[[], Tool]:
    def load() -> Tool:
        from nltk.stem.isri import ISRIStemmer

        stemmer = ISRIStemmer()
        return lambda word: str(stemmer.norm(word, number))

    return load


def arabert() -> Tool:
    from arabert.preprocess import ArabertPreprocessor

    one_line = ArabertPreprocessor("bert-base-arabertv02").preprocess
    return lambda text: "\n".join(map(one_line, text.split("\n")))


def bert() -> Tool:
    from tokenizers.normalizers import BertNormalizer

    return BertNormalizer().normalize_str  # type: ignore[no-any-return]


def whisper(**options: bool) -> Callable[[], Tool]:
    def load() -> Tool:
        """From its file: the package itself wants torch."""
        import importlib.util
        from importlib.metadata import distribution

        path = distribution("openai-whisper").locate_file("whisper/normalizers/basic.py")
        spec = importlib.util.spec_from_file_location("whisper_basic", str(path))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.BasicTextNormalizer(**options)  # type: ignore[no-any-return]

    return load


CAMEL = "camel_tools.utils"
ORACLES: dict[str, Callable[[], Tool]] = {
    "camel:dediac": called(f"{CAMEL}.dediac.dediac_ar"),
    "camel:alef": called(f"{CAMEL}.normalize.normalize_alef_ar"),
    "camel:alef-maksura": called(f"{CAMEL}.normalize.normalize_alef_maksura_ar"),
    "camel:teh-marbuta": called(f"{CAMEL}.normalize.normalize_teh_marbuta_ar"),
    "camel:unicode": called(f"{CAMEL}.normalize.normalize_unicode"),
    "camel:arclean": arclean_map,
    "pyarabic:strip-harakat": called("pyarabic.araby.strip_harakat"),
    "pyarabic:strip-tashkeel": called("pyarabic.araby.strip_tashkeel"),
    "pyarabic:strip-diacritics": called("pyarabic.araby.strip_diacritics"),
    "pyarabic:strip-tatweel": called("pyarabic.araby.strip_tatweel"),
    "pyarabic:strip-small": called("pyarabic.araby.strip_small"),
    "pyarabic:ligature": called("pyarabic.araby.normalize_ligature"),
    "pyarabic:hamza-uniform": each_word(called("pyarabic.araby.normalize_hamza")),
    "pyarabic:hamza-tasheel": called("pyarabic.araby.normalize_hamza", method="tasheel"),
    "pyarabic:alef": called("pyarabic.araby.normalize_alef"),
    "pyarabic:teh": called("pyarabic.araby.normalize_teh"),
    "pyarabic:searchtext": called("pyarabic.normalize.normalize_searchtext"),
    "tashaphyne:searchtext": called("tashaphyne.normalize.normalize_searchtext"),
    "lucene:arabic": lucene.tool("arabic"),
    "lucene:persian": lucene.tool("persian"),
    "lucene:sorani": lucene.tool("sorani", of_each_word=True),
    "lucene:decimal-digit": lucene.tool("decimal-digit"),
    "snowball:arabic": each_word(snowball),
    "nltk:isri-1": isri(1),
    "nltk:isri-2": each_word(isri(2)),
    "nltk:isri-3": each_word(isri(3)),
    "arabert:v02": arabert,
    "datatrove:minhash": called("datatrove.utils.text.simplify_text"),
    "fineweb2:minhash": called("datatrove.utils.text.simplify_text"),
    "hf:bert": bert,
    "whisper:basic": whisper(),
    "whisper:basic-diacritics": whisper(remove_diacritics=True),
    "openiti:denoise": called("openiti.helper.ara.denoise"),
    "openiti:light": called("openiti.helper.ara.normalize_ara_light"),
    "openiti:heavy": called("openiti.helper.ara.normalize_ara_heavy"),
}
#: Comparisons made, by preset: scalar values in frames, characters of real text.
compared: dict[str, int] = {}
real: dict[str, int] = {}


def oracle(name: str) -> Tool:
    if name.startswith("lucene:"):
        if lucene.jars() is None:
            assert not ALL, "Lucene is not installed: see tests/oracles/lucene.py"
            pytest.skip("Lucene is not installed")
        assert preset(name).version == lucene.VERSION
        return ORACLES[name]()
    try:
        installed = version(preset(name).tool)
    except ModuleNotFoundError:
        assert not ALL, f"{preset(name).tool} is not installed"
        pytest.skip(f"{preset(name).tool} is not installed (tox -e oracles)")
    assert installed == preset(name).version, "the preset was compared with another version"
    return ORACLES[name]()


def blocks(frame: str, last: str) -> Iterator[tuple[str, int]]:
    """Every scalar value up to one in a frame. Those that may open something stand alone."""
    alone, rest = SCALARS[:0x800], SCALARS[0x800 : SCALARS.index(last) + 1]
    for ch in alone:
        yield frame.replace("{}", ch), 1
    for start in range(0, len(rest), 20_000):
        part = rest[start : start + 20_000]
        yield "\n".join([frame.replace("{}", ch) for ch in part]), len(part)


@pytest.mark.skipif(not ALL, reason="takes minutes: tox -e oracles")
@pytest.mark.parametrize("name", ORACLES)
def test_every_scalar_value(name: str) -> None:
    tool, ours = oracle(name), preset(name)
    # All between letters and alone; those of the BMP in other company.
    for number, frame in enumerate(FRAMES):
        for text, count in blocks(frame, SCALARS[-1] if number < 2 else "\uffff"):
            assert ours(text) == tool(text), frame
            compared[name] = compared.get(name, 0) + count


@pytest.mark.parametrize("name", ORACLES)
def test_real_sentences(name: str) -> None:
    tool, ours = oracle(name), preset(name)
    for sentence in SENTENCES:
        assert ours(sentence) == tool(sentence)
        for word in sentence.split():
            assert ours(word) == tool(word)
    whole = "\n".join(SENTENCES)
    assert ours(whole) == tool(whole)


#: What sets off rules: addresses, tags, entities, numbers, brackets, marks in every order.
TRIGGERS = st.sampled_from(
    [
        "http://a.com",
        "www.ب.com",
        "a@b.co",
        "@علي",
        "<br",
        "/>",
        "<b>س</b>",
        "&amp;",
        "&#1575;",
        "(x)",
        "[س]",
        "<ل>",
        "1.5",
        "١٫٢",
        "٣،٤",
        "آن",
        "آنّ",
        "آب",
        "يء",
        "ىء",
        "ىٰ",
        "ٰى",
        "ءء",
        "أأأ",
        "...",
        "///",
        "﷽",
        "﷼",
        "ﱠ",
        "ﻼ",
        "中文",
        "각",
        "é",
        "Ł",
        "İ",
        "ß",
        "𝅥𝅭",
        "〮〯́",
        "شيء",
    ]
)
triggered = st.lists(st.one_of(texts, TRIGGERS, st.just(" ")), max_size=6).map("".join)


@pytest.mark.parametrize("name", ORACLES)
def test_random_text(name: str) -> None:
    tool, ours = oracle(name), preset(name)

    @settings(max_examples=400)
    @given(text=triggered.map(lambda text: re.sub("[\ud800-\udfff]", "", text)))
    def check(text: str) -> None:
        assert ours(text) == tool(text)

    check()


@pytest.mark.skipif(not (ALL and corpora.FOLDER), reason="tox -e oracles, with ARCLEAN_CORPORA")
@pytest.mark.parametrize("name", ORACLES)
def test_corpora(name: str) -> None:
    tool, ours = oracle(name), preset(name)
    for text in corpora.pieces():
        if ours(text) != tool(text):  # then the line alone
            for line in text.split("\n"):
                assert ours(line) == tool(line)
            raise AssertionError(text)
        real[name] = real.get(name, 0) + len(text)
    assert real.get(name), "no text in ARCLEAN_CORPORA"


def test_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """Last: how much was compared, and that every preset was."""
    assert set(all_presets()) == set(ORACLES)
    with capsys.disabled():
        for name, count in compared.items():
            found = preset(name)
            print(f"\n{name}: {found.tool} {found.version}, {count:,} scalar values equal", end="")
            print(f", {real[name]:,} characters of real text" if name in real else "", end="")
        total, characters = sum(compared.values()), sum(real.values())
        print(f"\n{len(compared)} presets: {total:,} and {characters:,}")
