"""``arclean rules learn`` as its user runs it."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest

from tests.learn.htmlsite import pages as html_pages
from tests.learn.pagesets import site
from tests.learn.test_learner import copyright_line, paper_byline, title_suffix

from .conftest import Command


def records(path: Path, named: dict[str, int], **extra: str) -> Path:
    """A JSON Lines file with pages of sites."""
    lines = []
    for seed, (name, count) in enumerate(named.items()):
        pages = site(count, (title_suffix, paper_byline)[seed % 2], seed=seed + 1)
        lines += [json.dumps({"text": page.text, "site": name, **extra}) for page in pages]
    data = "".join(f"{line}\n" for line in lines).encode()
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".xz":
        data = lzma.compress(data)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz", "pages.jsonl.xz"])
def test_all_sites_at_once(name: str, tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / name, {"one.example.com": 12, "two.example.com/news": 12})
    out = tmp_path / "rules"
    outcome = arclean("rules", "learn", str(pages), "-o", str(out), "--jobs", "1")
    assert outcome.status == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "one.example.com.yaml",
        "two.example.com-news.yaml",
    ]
    told = outcome.err
    assert "one.example.com: 12 pages, 1 rule" in told
    assert "12/12" in told
    assert arclean("rules", "lint", str(out)).status == 0
    assert arclean("rules", "test", str(out)).status == 0


def test_a_folder_of_text_goes_to_standard_output(tmp_path: Path, arclean: Command) -> None:
    for number, page in enumerate(site(8, copyright_line)):
        (tmp_path / f"{number}.txt").write_text(page.text, encoding="utf-8")
    outcome = arclean("rules", "learn", str(tmp_path), "--site", "www.example.com")
    assert outcome.status == 0
    assert outcome.out.startswith(b"arclean: 1\nid: example.com\n")
    again = arclean("rules", "learn", str(tmp_path), "--site", "www.example.com", "-o", "-")
    assert again.out == outcome.out


def test_several_processes_learn_the_same(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 6, "two.example.com": 6})
    for jobs in ("1", "2"):
        out = str(tmp_path / jobs)
        assert arclean("rules", "learn", str(pages), "-o", out, "--jobs", jobs).status == 0
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_one_site_of_many(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 6, "two.example.com": 6})
    outcome = arclean("rules", "learn", str(pages), "--site", "two.example.com")
    assert outcome.status == 0
    assert b"id: two.example.com\n" in outcome.out
    assert "6 of other sites" in outcome.err


def test_pages_are_never_written_over(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 6})
    before = pages.read_bytes()
    outcome = arclean("rules", "learn", pages, "-o", f"{tmp_path}/./p.jsonl", "--force")
    assert outcome.status == 2
    assert "p.jsonl: this file is also an input" in outcome.err
    assert pages.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (b"{}\n", ["--site", "a.example.com"], "p.jsonl:1: the record has no text in 'text'"),
        (b"nonsense\n", ["--site", "a.example.com"], "p.jsonl:1: this line is no JSON"),
        (b"[" * 10_000, ["--site", "a.example.com"], "p.jsonl:1: this line is no JSON"),
        (b"[1]\n", ["--site", "a.example.com"], "p.jsonl:1: this line holds no record"),
        (b'{"text": "a"}\n', [], "nothing says of which site the pages are"),
        (
            b'{"text": "a"}\n',
            ["--site", "nohost"],
            "'nohost' is no host; write one as in example.com",
        ),
        (b"", ["--site", "a.example.com"], "no page is of the site"),
        (b'{"text": "a"}\n', ["--pages", "0"], "write a whole number from 1 to 100000000"),
        (b'{"text": "a"}\n', ["--pages", "1000000001"], "write a whole number from 1 to 1000"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    content: bytes,
    arguments: list[str],
    message: str,
    tmp_path: Path,
    arclean: Command,
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content)
    outcome = arclean("rules", "learn", str(path), *arguments)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("command", ["learn", "stats"])
@pytest.mark.parametrize("name", ["p.parquet", "p.csv.gz", "p.warc.gz", "p.jsonl.zst"])
def test_other_formats_are_no_pages(
    name: str, command: str, tmp_path: Path, arclean: Command
) -> None:
    """They were taken for one page of text."""
    (tmp_path / name).write_bytes(b"PAR1" * 99)
    outcome = arclean("rules", command, tmp_path / name)
    assert outcome.status == 2
    assert f"{tmp_path / name}: pages are text, HTML or JSON Lines" in outcome.err
    assert outcome.err.count("\n") == 1


def test_records_without_a_text_are_passed_over(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 6})
    with pages.open("ab") as file:
        file.write(b'{"text": null, "site": "one.example.com"}\n')
    outcome = arclean("rules", "stats", pages)
    assert outcome.status == 0
    assert outcome.out.startswith(b"(no site): 6 pages\n")


def test_broken_compression_is_refused(tmp_path: Path, arclean: Command) -> None:
    (tmp_path / "p.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n' * 99)[:30])
    outcome = arclean("rules", "learn", str(tmp_path / "p.jsonl.gz"), "--site", "a.example.com")
    assert outcome.status == 2
    assert "p.jsonl.gz: cannot be read" in outcome.err


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 6})
    target = tmp_path / "one.yaml"
    target.write_text("mine\n")
    command = ["rules", "learn", str(pages), "-o", str(target)]
    outcome = arclean(*command)
    assert outcome.status == 2
    assert "--force" in outcome.err
    assert target.read_text() == "mine\n"
    assert arclean(*command, "--force").status == 0
    assert target.read_text().startswith("arclean: 1\n")


def test_a_file_that_is_there_is_seen_before_anything_is_learned(
    tmp_path: Path, arclean: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = records(
        tmp_path / "p.jsonl", {"one.example.com": 6, "two.example.com": 6, "few.example.com": 1}
    )
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "two.example.com.yaml"
    target.write_text("mine\n")
    (tmp_path / "out" / "few.example.com.yaml").write_text("mine\n")  # no file is made of one page

    def learned(*arguments: object) -> None:
        raise AssertionError(arguments)

    def told(output: Path, *flags: str) -> str:
        outcome = arclean("rules", "learn", str(pages), "-o", str(output), *flags)
        assert outcome.status == 2
        return outcome.err

    with monkeypatch.context() as patched:
        patched.setattr("arclean.learn.sites.learn_sites", learned)
        for output, flags in ((tmp_path / "out", ()), (target, ("--site", "two.example.com"))):
            assert told(output, *flags) == (
                f"arclean: {target} is there already; --force writes over it\n"
            )
    target.unlink()
    assert arclean("rules", "learn", str(pages), "-o", str(tmp_path / "out")).status == 0
    assert (tmp_path / "out" / "few.example.com.yaml").read_text() == "mine\n"


def test_several_sites_need_a_folder(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 4, "two.example.com": 4})
    outcome = arclean("rules", "learn", str(pages))
    assert outcome.status == 2
    assert "name a folder" in outcome.err


def test_stats_of_a_corpus(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 31}, date="2020-05-01T10:00")
    drafts = tmp_path / "drafts"
    assert arclean("rules", "learn", str(pages), "-o", f"{drafts}/").status == 0
    outcome = arclean("rules", "stats", str(pages), "--rules", str(drafts))
    assert outcome.status == 0
    told = outcome.out.decode().splitlines()
    assert told[0] == "one.example.com: 31 pages"
    assert told[1].split() == ["31", "100.0%", "one.example.com/title-suffix"]


def test_new_prints_a_file_that_lints_and_tests(tmp_path: Path, arclean: Command) -> None:
    for number, page in enumerate(site(2, copyright_line)):
        (tmp_path / f"{number}.txt").write_text(page.text, encoding="utf-8")
    outcome = arclean("rules", "new", "shore.example.com", tmp_path / "0.txt", tmp_path / "1.txt")
    assert outcome.status == 0
    target = tmp_path / "shore.example.com.yaml"
    target.write_bytes(outcome.out)
    assert arclean("rules", "lint", target).status == 0
    told = arclean("rules", "test", target)
    assert told.status == 0
    assert told.out.startswith(b"2 tests of 1 rule file: all passed")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new"], "needs a host"),
        (["new", "nohost"], "'nohost' is no host; write one as in example.com"),
        (["stats"], "needs pages"),
        (["learn"], "needs pages"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], message: str, arclean: Command) -> None:
    outcome = arclean("rules", *arguments)
    assert outcome.status == 2
    assert message in outcome.err


def test_html_pages_name_their_site_themselves(tmp_path: Path, arclean: Command) -> None:
    for number, page in enumerate(html_pages(8)):
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
    out = tmp_path / "out"
    outcome = arclean("rules", "learn", str(tmp_path), "-o", f"{out}/")
    assert outcome.status == 0
    target = out / "shore.example.com.yaml"
    assert 'keep: [".story-body"]' in target.read_text("utf-8")
    assert arclean("rules", "test", str(target)).status == 0
    assert arclean("rules", "lint", str(target)).status == 0


def test_html_in_records(tmp_path: Path, arclean: Command) -> None:
    path = tmp_path / "p.jsonl"
    records = [{"page": page, "url": "https://b.example.com/x"} for page in html_pages(6)]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    outcome = arclean("rules", "learn", str(path), "--html-field", "page")
    assert outcome.status == 0
    assert outcome.out.startswith(b"arclean: 1\nid: b.example.com\n")
    assert b'keep: [".story-body"]' in outcome.out
    drafts = tmp_path / "b.example.com.yaml"
    drafts.write_bytes(outcome.out)
    path.write_text(path.read_text("utf-8").replace('"page"', '"html"'), encoding="utf-8")
    told = arclean("rules", "stats", str(path), "--rules", str(drafts)).out.decode().splitlines()
    assert told[:2] == ["b.example.com: 6 pages", "        6  100.0%  b.example.com/html-body"]


def test_new_proposes_a_selector_for_an_html_page(tmp_path: Path, arclean: Command) -> None:
    (tmp_path / "0.html").write_text(html_pages(1)[0], encoding="utf-8")
    outcome = arclean("rules", "new", "shore.example.com", tmp_path / "0.html")
    assert outcome.status == 0
    assert b'keep: [".story-body"]' in outcome.out
    target = tmp_path / "shore.example.com.yaml"
    target.write_bytes(outcome.out)
    told = arclean("rules", "test", target)
    assert told.status == 0
    assert told.out.startswith(b"1 test of 1 rule file: all passed")


@pytest.mark.parametrize("output", [[], ["-o", "drafts/"], ["-o", "draft.yaml"]], ids=str)
def test_pages_that_are_too_few(
    tmp_path: Path, arclean: Command, monkeypatch: pytest.MonkeyPatch, output: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 1})
    outcome = arclean("rules", "learn", str(pages), *output)
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.err.splitlines() == [
        "one.example.com: 1 page is too few to learn from",
        "arclean: nothing was learned and nothing written; a site needs 3 pages of text, or 3 of "
        "HTML",
    ]
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_site_of_few_pages_beside_another(tmp_path: Path, arclean: Command) -> None:
    pages = records(tmp_path / "p.jsonl", {"one.example.com": 2, "two.example.com": 6})
    outcome = arclean("rules", "learn", str(pages), "-o", str(tmp_path / "out"), "--jobs", "1")
    assert outcome.status == 0
    assert "one.example.com: 2 pages are too few to learn from" in outcome.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["two.example.com.yaml"]


def test_sites_that_one_shipped_file_covers(tmp_path: Path, arclean: Command) -> None:
    """Each has a file of its own; the run once ended at the second."""
    names = {"sport.aljazeera.net": 4, "aljazeera.net": 4, "doc.aljazeera.net": 4}
    pages = records(tmp_path / "p.jsonl", names)
    outcome = arclean("rules", "learn", str(pages), "-o", str(tmp_path / "out"), "--jobs", "1")
    assert outcome.status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "aljazeera.yaml",
        "doc.aljazeera.net.yaml",
        "sport.aljazeera.net.yaml",
    ]
    assert 'hosts: ["aljazeera.net"]' in (tmp_path / "out/aljazeera.yaml").read_text("utf-8")
