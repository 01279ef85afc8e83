"""HTML pages through the command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from arclean.cli.reading import Blocks
from arclean.cli.sniff import is_html, is_told, unlike_text

from ..html.pages import ARTICLE, PARAGRAPHS, page
from .conftest import Command

RULES = """
arclean: 1
id: site-example
kind: site
title: A site for tests
match: {hosts: [site.example]}
rules:
  - {id: body, why: The article., category: navigation, keep: "div.post"}
  - {id: share, why: Share bar., category: share, drop: ".share"}
  - {id: source, why: Source., category: byline, drop_line: {starts: ["المصدر"]}}
"""
HTML = page(
    f"<nav><a href=/>الرئيسية</a></nav><div class=post><h2>عنوان</h2>{ARTICLE}<p>المصدر: وكالات</p>"
    "<div class=share>شارك</div></div>",
    "<title>افتتاح المعرض</title><meta name=author content=كاتبة>",
)
TEXT = "\n\n".join(["عنوان", *PARAGRAPHS]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    return tmp_path


def flags(folder: Path) -> list[object]:
    return ["--rules", folder / "rules.yaml", "--url", "https://site.example/1", "-p", "none"]


def test_a_page_becomes_its_article(arclean: Command, folder: Path) -> None:
    outcome = arclean(*flags(folder), folder / "page.html")
    assert (outcome.status, outcome.out.decode(), outcome.err) == (0, TEXT, "")


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1256", "utf-16"])
@pytest.mark.parametrize("more", [[], ["-j", "2"], ["--stats"], ["--no-strip"]])
def test_any_encoding_and_any_way(
    arclean: Command, folder: Path, codec: str, more: list[str]
) -> None:
    (folder / "page.html").write_bytes(HTML.encode(codec))
    outcome = arclean(*flags(folder), *more, folder / "page.html")
    assert outcome.status == 0
    assert TEXT.strip() in outcome.out.decode()


def test_markdown_and_standard_input(arclean: Command, folder: Path) -> None:
    outcome = arclean(*flags(folder), "--markdown", stdin=HTML.encode())
    assert outcome.out.decode().startswith("## عنوان\n\n")


def test_a_folder_of_pages_becomes_a_folder_of_texts(arclean: Command, folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.HTML").write_text(HTML, encoding="utf-8")
    (folder / "in" / "b.txt").write_text("نص\n", encoding="utf-8")
    outcome = arclean(*flags(folder), "-o", folder / "out", folder / "in")
    assert outcome.status == 0
    assert {path.name: path.read_text("utf-8") for path in (folder / "out").iterdir()} == {
        "a.txt": TEXT,
        "b.txt": "نص\n",
    }


def test_explanations_name_elements_and_lines(arclean: Command, folder: Path) -> None:
    outcome = arclean(*flags(folder), "--explain", folder / "page.html")
    text = outcome.out.decode()
    assert "site-example/share" in text
    assert "div.post > div.share" in text
    assert "line 11" in text
    record = json.loads(arclean(*flags(folder), "--explain=json", folder / "page.html").out)
    assert record["metadata"]["title"] == "افتتاح المعرض"
    nav, share, source = record["removals"]
    assert (nav["path"], nav["line"], nav["text"]) == ("body > nav", 1, "الرئيسية")
    assert share["rule"] == "site-example/share"
    assert (source["lines"], "span" in source) == ([11, 11], False)


def test_metadata_with_the_text(arclean: Command, folder: Path) -> None:
    record = json.loads(arclean(*flags(folder), "--metadata", folder / "page.html").out)
    assert record["title"] == "افتتاح المعرض"
    assert record["author"] == "كاتبة"
    assert record["text"] == TEXT


def test_metadata_of_plain_text_has_the_same_keys(arclean: Command, folder: Path) -> None:
    (folder / "plain.txt").write_bytes("نص\n".encode())
    page = json.loads(arclean(*flags(folder), "--metadata", folder / "page.html").out)
    text = json.loads(arclean("--metadata", folder / "plain.txt").out)
    assert list(text) == list(page)
    assert {key for key, value in text.items() if value is not None} == {"file", "document", "text"}


def test_metadata_of_plain_text_without_stripping(arclean: Command) -> None:
    given = arclean("--metadata", "--no-strip", stdin="قالَ\n".encode())
    assert (json.loads(given.out)["text"], given.err) == ("قال\n", "")


def test_a_page_without_an_article_gives_nothing_and_says_so(arclean: Command) -> None:
    outcome = arclean("--format", "html", stdin="<nav><a href=/>الرئيسية</a></nav>".encode())
    assert (outcome.status, outcome.out) == (0, b"")
    assert "nothing on the page looks like an article" in outcome.err


def test_pages_behind_one_another(arclean: Command, folder: Path) -> None:
    data = HTML.encode() + b"\0" + HTML.encode() + b"\0"
    outcome = arclean(*flags(folder), "--docs", "nul", stdin=data)
    assert outcome.out.decode() == f"{TEXT}\0{TEXT}\0"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-i"], "-i"),
        (["--format", "html", "-i"], "-i"),
        (["--format", "html", "--diff"], "--diff"),
        (["--format", "html", "--docs", "line"], "--docs line"),
        (["--metadata", "--explain"], "--metadata"),
        (["--max-doc-bytes", "100"], "larger than 100"),
    ],
)
def test_what_does_not_fit_pages_is_refused(
    arclean: Command, folder: Path, arguments: list[str], message: str
) -> None:
    outcome = arclean(*arguments, folder / "page.html")
    assert (outcome.status, outcome.out) == (2, b"")
    assert message in outcome.err
    assert (folder / "page.html").read_text("utf-8") == HTML


@pytest.mark.parametrize(
    ("data", "name", "html"),
    [
        (HTML, "-", True),
        ("\ufeff  <!-- x --><HTML>", "-", True),
        ("<?xml version='1.0'?>\n<!DOCTYPE html><p>", "-", True),
        ("<p>نص", "a.htm", True),
        ("<div><p>a</p></div>" * 4, "-", True),
        ("نص بلا وسوم", "a.html", False),
        ("نص يذكر <div> و</div> و<p>x</p>" + "<b>y</b>" * 9, "a.txt", False),
        ("<div> وسم" + " كلمة" * 900 + "</p>" * 6, "-", False),
        ("", "a.html", False),
        ("5 < 7", "a.html", False),
        ("<!-- x -->" * 40 + "<html>", "-", True),
        ("<!-- x -->" * 40 + "<b>نص", "-", False),  # each of its comments is read once
    ],
)
def test_what_counts_as_a_page(data: str, name: str, html: bool) -> None:
    assert is_html(data.encode(), name) is html
    if html:
        assert is_html(data.encode("utf-16"), name)


class Pieces(io.RawIOBase):
    """A pipe that brings some bytes at a time, and is not asked for more when it has ended."""

    def __init__(self, data: bytes, size: int) -> None:
        self._left = iter([data[at : at + size] for at in range(0, len(data), size)] + [b""])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._left)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "data", [" " * 9 + HTML, "<p>ا</p>" * 9 + "كلمة " * 900, "< ليس وسما", " "]
)
@pytest.mark.parametrize("size", [1, 7, 300, 2**20])
def test_a_pipe_brings_a_page_in_pieces(data: str, codec: str, size: int) -> None:
    blocks = Blocks(Pieces(data.encode(codec), size), "pipe", 2**18)
    head = blocks.head(lambda head: is_told(head, "-"))
    assert is_html(head, "-") is is_html(data.encode(codec), "-")
    assert b"".join(iter(lambda: bytes(blocks.read()), b"")) == data.encode(codec)
    assert not blocks.read()


@pytest.mark.parametrize("size", [1, 300, 2**20])
@pytest.mark.parametrize(
    "data", ["نص".encode("cp1256") * 9, b'{"text": "a"}\n', b"", TEXT.encode()]
)
def test_what_is_no_text_is_noticed_in_pieces_too(data: bytes, size: int) -> None:
    blocks = Blocks(Pieces(data, size), "pipe", 2**18)
    told = [blocks.notice(block) for block in iter(blocks.read, b"")] + [blocks.notice(b"")]  # type: ignore[arg-type]
    assert [one for one in told if one] == [one for one in [unlike_text(data)] if one]


def test_text_passes_as_soon_as_it_is_told_from_a_page() -> None:
    blocks = Blocks(Pieces("\n\nنص <b>".encode(), 3), "pipe", 2**18)
    assert len(blocks.head(lambda head: is_told(head, "-"))) == 3


def test_text_that_mentions_tags_stays_text(arclean: Command) -> None:
    text = "نص يذكر <div> و</div> و<p>x</p>\n"
    assert arclean("-p", "none", stdin=text.encode()).out.decode() == text
    assert arclean("-p", "none", "--format", "text", stdin=HTML.encode()).out.decode() == HTML
