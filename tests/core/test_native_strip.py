"""The compiled core's short cuts: pages cleaned in one call, lines folded by the block."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import arclean
from arclean._seam import core_name
from arclean.cleaner import Place
from arclean.text.documents import CUTS, WHOLE, documents
from arclean.text.fold import fold
from tests.conftest import examples

pytestmark = pytest.mark.skipif(core_name() != "native", reason="of the compiled core")

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PAGES = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*/??.txt"))]
LINES = sorted({line for page in PAGES for line in page.split("\n")})


def pages() -> st.SearchStrategy[str]:
    """Seeds with lines of other seeds, odd characters and blank lines in between."""
    odd = st.sampled_from(
        ["", "\u200f", "\ud83d", "\U0001f600", "a\r", "ذ\u0640\u064e", "«", "\x00"]
    )
    more = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(LINES), odd, odd), max_size=8)

    def mixed(page: str, parts: list[tuple[int, str, str, str]]) -> str:
        lines = page.split("\n")
        for at, line, before, behind in parts:
            lines.insert(at % (len(lines) + 1), before + line + behind)
        return "\n".join(lines)

    return st.builds(mixed, st.sampled_from([*PAGES, ""]), more)


@settings(max_examples=examples(60))
@given(
    page=pages(),
    profile=st.sampled_from(["none", "standard", "search"]),
    hint=st.sampled_from(
        [
            {},
            {"url": "https://baladi-news.com/ar/articles/1"},
            {"url": "http://nobody.example/x"},
            {"site": "syria-news"},
            {"source": "almayadeen"},
            {"crawled": "2016-08-29"},
        ]
    ),
    keep=st.sampled_from([(), ("byline", "related")]),
)
def test_one_call_gives_what_explain_gives(
    page: str, profile: str, hint: dict[str, str], keep: tuple[str, ...]
) -> None:
    cleaner = arclean.Cleaner(profile=profile, keep=keep)
    assert cleaner.clean(page, **hint) == cleaner.explain(page, **hint).text
    raw = page.encode("utf-8", "surrogatepass")  # a lone surrogate's bytes are not UTF-8
    assert cleaner.clean(raw, **hint) == cleaner.explain(raw, **hint).text


@settings(max_examples=examples(120))
@given(
    many=st.lists(
        pages() | st.sampled_from(["", "\n", "x", " ", "\r", "\r\n", "\N{NO-BREAK SPACE}\n"]),
        max_size=7,
    ),
    docs=st.sampled_from(CUTS),
    between=st.sampled_from(["\f", "\0", "\n", "\n\n", "\n \u200f\n", "\r\n\r\n", "\r", ""]),
    errors=st.sampled_from(["keep", "replace", "strict"]),
    place=st.sampled_from(
        [
            (None, None, None, None),
            (None, "http://nobody.example/x", None, None),
            ("syria-news", None, None, None),
        ]
    ),
    broken=st.booleans(),
)
def test_documents_that_stay_joined(
    many: list[str], docs: str, between: str, errors: str, place: Place, broken: bool
) -> None:
    data = between.join(many).encode("utf-8", "surrogatepass") + b"\xe2\x80" * broken
    parts = list(documents(iter([data, b""]).__next__, docs, len(data)))
    raw = [part for kind, part in parts if kind == WHOLE]
    cleaner = arclean.Cleaner(errors=errors)
    hint = dict(zip(("site", "url", "source", "crawled"), place, strict=True))
    found = cleaner.clean_joined(data, docs, place)
    if found is None:
        assert errors == "strict"
        with pytest.raises(arclean.ArcleanError):
            [cleaner.clean(page, **hint) for page in raw]
        return
    wanted = [cleaner.explain(page, **hint).text if kind == WHOLE else page for kind, page in parts]
    assert found == (b"".join(wanted), len(raw))


def test_documents_that_cannot_stay_joined() -> None:
    page = PAGES[0].encode()
    for cleaner in (
        arclean.Cleaner(strip=False),
        arclean.Cleaner(max_doc_bytes=len(page)),
        arclean.Cleaner(profile="standard,+entities"),
    ):
        assert cleaner.clean_joined(page + b"\f", "form-feed") is None


def test_strict_refuses_bytes_that_would_be_stripped() -> None:
    raw = PAGES[0].encode() + b"\n\xff"
    with pytest.raises(arclean.ArcleanError, match="not UTF-8"):
        arclean.Cleaner(errors="strict").clean(raw)


def test_threads_share_a_cleaner() -> None:
    cleaner = arclean.Cleaner()
    raw = [page.encode() * 3 for page in PAGES]
    expected = [cleaner.explain(page).text for page in raw]
    fresh = arclean.Cleaner(arclean.RuleSet(cleaner.rules.files.values()))  # learns as it goes
    found: list[list[bytes]] = [[] for _ in range(4)]

    def work(slot: int) -> None:
        for _ in range(5):
            found[slot] = [fresh.clean(page) for page in raw]

    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * len(found)


# Short and long forms, marks, blanks of one to three bytes, what expands, what is slow.
ALPHABET = "اأبةىي ـًَّ٠٩،؟ٵٸ\u061c  \t\xa0\u2003\u200f«”ﷲﻻAz9.-\x00\U0001f600"


@settings(max_examples=examples(300))
@given(st.text(ALPHABET, max_size=200))
@example("ا" * 63 + " " + "أ" * 70)
@example(" " * 130 + "ب")
@example("ب" + "\u064e" * 131 + " ")
def test_fold_in_blocks(line: str) -> None:
    from arclean.text.native import tables

    assert tables().fold(line) == fold(line)


def test_fold_of_every_neighbour_of_a_block_s_end() -> None:
    from arclean.text.native import tables

    rng = Random(0)
    for size in range(56, 72):
        for char in ALPHABET:
            before = "".join(rng.choice("اب ") for _ in range(size // 2)) + "x" * (size % 2)
            line = f"{before}{char} {char}ب"
            assert tables().fold(line) == fold(line), (size, char)


@settings(max_examples=examples(100))
@given(
    pieces=st.lists(
        st.text(ALPHABET, max_size=12).flatmap(lambda text: st.sampled_from([text * 20, text])),
        max_size=12,
    ),
    phrases=st.lists(st.sampled_from(["سعيد", "ب", ".", "ا ا"]), min_size=1, max_size=3),
)
@example(["ب\u064e" * 140, "سعيد", " " * 300, "ب" * 300], ["سعيد", "ب"])
def test_what_a_strip_cuts_from_a_long_line(pieces: list[str], phrases: list[str]) -> None:
    """The way from a line's fold back to the line passes over blocks in which nothing is cut."""
    from arclean.text import native, pure

    line = " سعيد ".join(pieces)
    rule = {"id": "a", "verb": "strip", "category": "other", "zone": None, "at_most": {}}
    program = {"rules": [{**rule, "when": {"has": phrases}}], "max_removed": 1.0}
    expected, found = (
        core.LineEngine(program).run(core.Page(line)).cuts for core in (pure, native)
    )
    assert [tuple(cut) for cut in found] == [tuple(cut) for cut in expected]
