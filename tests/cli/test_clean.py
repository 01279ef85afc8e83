"""What the command does with its input, in this process."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, PAGE, PLAIN, Command

TATWEEL = "\N{ARABIC TATWEEL}".encode()


def test_no_file_and_dash_are_standard_input(arclean: Command, tmp_path: Path) -> None:
    assert arclean.sample(stdin=PAGE) == (0, CLEAN, "")
    assert arclean.sample("-", stdin=PAGE) == (0, CLEAN, "")
    page = tmp_path / "page.txt"
    page.write_bytes(PLAIN)
    assert arclean.sample("-", page, stdin=PAGE).out == CLEAN + PLAIN


def test_the_default_profile_normalises(arclean: Command) -> None:
    outcome = arclean(stdin="مُحَمَّــد\n".encode())
    assert outcome == (0, "محمد\n".encode(), "")
    assert arclean("-p", "none", stdin="مُحَمَّــد\n".encode()).out == "مُحَمَّــد\n".encode()


def test_no_strip_only_normalises(arclean: Command) -> None:
    flags = ("--rules", arclean.rules, "--source", "sample-1", "--no-strip")
    assert arclean(*flags, "-p", "none", stdin=PAGE).out == PAGE
    outcome = arclean(*flags, stdin=PAGE)
    assert "مقالات ذات صلة".encode() in outcome.out
    assert TATWEEL not in outcome.out


def test_keep(arclean: Command) -> None:
    kept = arclean.sample("--keep", "related", stdin=PAGE).out
    assert "انطلاق".encode() in kept
    assert "عدد".encode() not in kept
    assert arclean.sample("--keep", "related,view-count", stdin=PAGE).out == PAGE
    assert arclean.sample("--keep=related", "--keep=view-count", stdin=PAGE).out == PAGE


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["-p", "standart"], "standard"),
        (["--keep", "bylines"], "byline"),
        (["--site", "no.such.site"], "no.such.site"),
        (["--rules", "/no/such/file.yaml"], "/no/such/file.yaml"),
        (["-i"], "-i"),
        (["-i", "-"], "-i"),
        (["-i", "-o", "x", "f"], "-i and -o"),
        (["--diff", "--explain"], "--diff"),
        (["--check", "-o", "x"], "--check"),
        (["--check", "--save-removed", "x"], "--save-removed"),
        (["--explain", "-i", "f"], "--explain"),
        (["-", "-"], "only once"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_usage(
    arclean: Command,
    flags: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = arclean(*flags, stdin=PLAIN)
    assert outcome.status == 2
    assert outcome.out == b""
    assert outcome.err.startswith("arclean: ")
    assert outcome.err.count("\n") == 1
    assert message in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_bad_rule_file_is_one_sentence(arclean: Command, tmp_path: Path) -> None:
    rules = tmp_path / "bad.yaml"
    rules.write_text("arclean: 1\nid: bad\nkind: site\ntitel: x\n", encoding="utf-8")
    outcome = arclean("--rules", rules, stdin=PLAIN)
    assert outcome.status == 2
    assert outcome.out == b""
    assert outcome.err.startswith(f"arclean: {rules}:4: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("word", "meant"), [("explian", "explain"), ("normalise", "normalize"), ("help", "--help")]
)
def test_a_misspelt_command_is_no_file(
    word: str, meant: str, arclean: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_bytes(PAGE)
    outcome = arclean(word, "page.txt")
    assert outcome.status == 2
    assert outcome.err == f"arclean: no file is called {word}; did you mean 'arclean {meant}'?\n"
    assert outcome.out == b""
    (tmp_path / word).write_bytes(PAGE)
    assert arclean(word).status == 0


def test_unreadable_inputs_do_not_stop_the_others(arclean: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE)
    outcome = arclean.sample(tmp_path / "missing.txt", page, "also/missing.txt")
    assert outcome.status == 2
    assert outcome.out == CLEAN
    assert outcome.err.splitlines() == [
        f"arclean: {tmp_path}/missing.txt: No such file or directory",
        "arclean: also/missing.txt: No such file or directory",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\xff\xfeX\n",
        b"a\0b\n",
        b"\xef\xbb\xbfabc\n",
        b"a\r\nb\r\n",
        b"a\rb\r",
        b"\xd8",
        "a\N{LINE SEPARATOR}b".encode(),
        b"no end",
    ],
)
def test_text_that_is_no_boilerplate_comes_back_byte_for_byte(
    arclean: Command, data: bytes
) -> None:
    assert arclean.sample("--format", "text", stdin=data) == (0, data, "")
    assert arclean("-p", "none", "--no-strip", "--format=text", stdin=data) == (0, data, "")


def test_invalid_bytes_survive_in_the_page_and_in_what_is_removed(arclean: Command) -> None:
    page = PAGE.replace("دولة".encode(), b"\xff\xfe").replace("النهر".encode(), b"\x80")
    outcome = arclean.sample("--explain=json", stdin=page)
    record = json.loads(outcome.out)["removals"][-1]
    assert record["text_base64"]
    assert "\ufffd" in record["text"]
    assert arclean.sample(stdin=page).out == CLEAN.replace("دولة".encode(), b"\xff\xfe")


def test_errors(arclean: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(PLAIN + b"x\xffy\n")
    good = tmp_path / "good.txt"
    good.write_bytes(PLAIN)
    outcome = arclean.sample("--errors", "strict", bad, good)
    assert outcome.status == 2
    assert outcome.out == PLAIN
    assert f"{bad}: byte {len(PLAIN) + 1} is not UTF-8" in outcome.err
    replaced = arclean.sample("--errors", "replace", bad)
    assert replaced == (0, PLAIN + "x\ufffdy\n".encode(), "")
    assert arclean.sample("--errors", "keep", bad).out == bad.read_bytes()


def test_documents_are_cleaned_one_by_one_and_keep_their_separators(arclean: Command) -> None:
    for how, separator in (("nul", b"\0"), ("form-feed", b"\f")):
        joined = separator.join([PAGE, PLAIN, b"", PAGE]) + separator
        wanted = separator.join([CLEAN, PLAIN, b"", CLEAN]) + separator
        assert arclean.sample("--docs", how, stdin=joined) == (0, wanted, "")


def test_a_large_document_among_many(arclean: Command) -> None:
    """It is cut out, and so is what follows; jobs change nothing."""
    large = PLAIN * (1_500_000 // len(PLAIN))
    docs = [*[PAGE, PLAIN] * 40, large, PAGE, b"", PLAIN, PAGE]
    clean = [*[CLEAN, PLAIN] * 40, large, CLEAN, b"", PLAIN, CLEAN]
    for jobs in ("1", "2"):
        outcome = arclean.sample("--docs", "form-feed", "-j", jobs, stdin=b"\f".join(docs))
        assert outcome == (0, b"\f".join(clean), "")


def test_documents_between_blank_lines(arclean: Command) -> None:
    page = PAGE.replace(b"\n\n", b"\n")
    joined = b"\n" + page + b" \n\r\n" + PLAIN + b"\n" + page
    wanted = b"\n" + CLEAN + b" \n\r\n" + PLAIN + b"\n" + CLEAN
    assert arclean.sample("--docs", "blank-lines", stdin=joined) == (0, wanted, "")


def test_a_line_is_a_document(arclean: Command) -> None:
    data = "خبر. عدد المشاهدات: 7\r\n\nخبر آخر. عدد المشاهدات: 8".encode()
    wanted = "خبر.\r\n\nخبر آخر.".encode()
    assert arclean.sample("--docs", "line", stdin=data) == (0, wanted, "")


def test_large_documents_are_normalised_and_not_stripped(arclean: Command) -> None:
    flags = ("--rules", arclean.rules, "--source", "sample-1", "--max-doc-bytes", "200")
    outcome = arclean(*flags, stdin=PAGE)
    assert outcome.status == 0
    assert "مقالات ذات صلة".encode() in outcome.out
    assert TATWEEL not in outcome.out
    assert "standard input: the document is larger than 200 bytes" in outcome.err

    joined = b"\0".join([PLAIN, PAGE, PLAIN, PAGE])
    outcome = arclean(*flags, "--docs", "nul", stdin=joined)
    assert outcome.out.count("انطلاق".encode()) == 2
    assert outcome.err.count("\n") == 1
    assert "2 of 4 documents are larger than 200 bytes: normalised, not stripped" in outcome.err


def test_explain_tells_of_large_documents(arclean: Command) -> None:
    data = b"\0".join([PLAIN, PAGE, PLAIN])
    outcome = arclean.sample("--explain=json", "--docs=nul", "--max-doc-bytes=200", stdin=data)
    records = [json.loads(line) for line in outcome.out.splitlines()]
    assert [record["document"] for record in records] == [1, 2, 3]
    assert [[note["code"] for note in record["notes"]] for record in records] == [
        [],
        ["too-large"],
        [],
    ]
    spans = [record["span"] for record in records]
    assert [data[start:end] for start, end in spans] == [PLAIN, PAGE, PLAIN]


def test_streaming_equals_cleaning_at_once(arclean: Command) -> None:
    data = ("مُحَمَّــد، أحمد\n" * 200_000).encode()
    streamed = arclean("--no-strip", stdin=data).out
    assert streamed == arclean("--no-strip", "--docs", "nul", "--max-doc-bytes=1G", stdin=data).out
    assert streamed == ("محمد، احمد\n" * 200_000).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x" + b"<div>a</div>" * 5, "looks like HTML"),
        ("خبر".encode("utf-16"), "looks like UTF-16"),
        ("خبر قصير بلا زوائد".encode("windows-1256"), "does not look like UTF-8"),
        (b'{"id": 1, "text": "a"}\n', "looks like records"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "looks like records"),
        (gzip.compress(b"a" * 99, mtime=0), "is compressed"),
    ],
)
def test_input_of_another_kind_is_told_once(
    arclean: Command, data: bytes, message: str, tmp_path: Path
) -> None:
    paths = [tmp_path / "1.txt", tmp_path / "2.txt"]
    for path in paths:
        path.write_bytes(data)
    outcome = arclean.sample("--no-strip", *paths)
    assert outcome.status == 0
    assert outcome.err.count("\n") == 1
    assert f"{paths[0]} {message}" in outcome.err
    assert arclean.sample("--format=text", *paths).err == ""


def test_a_tag_or_two_and_a_broken_byte_are_no_other_kind(arclean: Command) -> None:
    data = "يكتب المرء <div>…</div> في الصفحة.\n".encode() * 2 + PAGE + b"\xff\n"
    assert arclean.sample(stdin=data).err == ""


def test_check(arclean: Command, tmp_path: Path) -> None:
    dirty, plain = tmp_path / "dirty.txt", tmp_path / "plain.txt"
    dirty.write_bytes(PAGE)
    plain.write_bytes(PLAIN)
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir())
    assert arclean.sample("--check", plain) == (0, b"", "")
    assert arclean.sample("--check", plain, dirty) == (1, f"{dirty}\n".encode(), "")
    assert arclean.sample("--check", dirty, tmp_path / "missing").status == 2
    assert arclean.sample("--check", "--diff", dirty).status == 1
    assert arclean.sample("--check", "--diff", dirty).out.startswith(b"--- ")
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == before


def test_check_compares_streams_too(arclean: Command) -> None:
    flags = ("--check", "--no-strip")
    long = "خبر قصير\n".encode() * 300_000
    assert arclean(*flags, stdin=long).status == 0
    assert arclean(*flags, stdin=long + "خبـر\n".encode()).status == 1
    assert arclean(*flags, stdin="خبـر\n".encode() + long).status == 1


def test_stats(arclean: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE)
    outcome = arclean.sample("--stats", page, page)
    assert outcome.out == CLEAN * 2
    lines = outcome.err.splitlines()
    assert "2 files, 2 documents" in lines[0]
    assert f"{2 * len(PAGE):,} bytes in, {2 * len(CLEAN):,} bytes out" in lines[0]
    assert any(line.split()[1:3] == ["sample-dump/related", "2"] for line in lines)
    assert any(line.split()[1:3] == ["view-count", "2"] for line in lines)
    assert any(line.split()[1:3] == ["sample-dump", "2"] for line in lines)


def test_several_files_are_not_glued_together(arclean: Command, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("1", "2", "3")]
    for path, data in zip(paths, (b"a", b"", b"b\n\n"), strict=True):
        path.write_bytes(data)
    assert arclean.sample(*paths, paths[0]).out == b"a\nb\n\na"
    assert arclean.sample("--docs=nul", *paths).out == b"a\0b\n\n"
    assert arclean.sample("--docs=blank-lines", paths[0], paths[0]).out == b"a\n\na"


def test_nothing_is_read_from_the_working_folder(
    arclean: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    for name in ("arclean.yaml", ".arclean.yaml", "pyproject.toml", "rules/x.yaml"):
        (tmp_path / name).write_text("nonsense: [")
    monkeypatch.chdir(tmp_path)
    assert arclean.sample(stdin=PAGE) == (0, CLEAN, "")
