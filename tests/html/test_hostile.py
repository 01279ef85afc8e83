"""Pages made to break things: whatever comes, a result or one clear error; nothing fetched."""

from __future__ import annotations

import os
import random
import re
import socket

import pytest

from arclean import Cleaner, HtmlResult, InputError

from .pages import ARTICLE, PARAGRAPHS, page

SEEDS = [
    page(f"<nav><ul><li><a href=/>الرئيسية</a></ul></nav><article>{ARTICLE}</article>").encode(),
    page(f"<table><tr><td>{ARTICLE}<td><b>شارك</b></table><pre>a\n b</pre>").encode("cp1256"),
    page(f"<ul><li>{'<li>'.join(PARAGRAPHS)}</ul><blockquote>{ARTICLE}").encode("iso8859-6"),
    page(ARTICLE, '<script type="application/ld+json">{"@type":"Article"}</script>').encode(
        "utf-16"
    ),
    page(f'<div id="tie-wrapper"><div class="entry-content">{ARTICLE}</div></div>').encode(),
    page(f'<div id="post_message_1">{ARTICLE}</div><div id="post_message_2">رد</div>').encode(),
]
SHARDS = (
    b"< > \" ' </ <!-- --> <![CDATA[ &# &#x110000; <script> <style> <template> <plaintext>"
    b" <svg><title> <textarea> </body> </html> <html> <frameset> \xef\xbf\xbf"
    b" <base\rhref=//evil.example>"
    b" <?xml?> \0"
    b" <a\rhref='javascript: <table><td> <select><option> <math><mi> \xff\xfe <meta\rcharset=utf-7>"
).split(b" ")
TAGS = re.compile(rb"<[^<>]*>")
MUTANTS = 1_000 * (10 if os.environ.get("ARCLEAN_FUZZ") else 1)


def mutant(chance: random.Random) -> bytes:
    """A page with some damage."""
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(9)
        if kind == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 200)]
        elif kind == 2:
            data[at:at] = chance.choice(SHARDS)
        elif kind == 3:
            tags = list(TAGS.finditer(data))
            if tags:
                tag = chance.choice(tags)
                del data[tag.start() : tag.end()]
        elif kind == 4:
            tags = list(TAGS.finditer(data))
            if tags:
                data[at:at] = chance.choice(tags)[0] * chance.randrange(1, 40)
        elif kind == 5:
            data[at:at] = b"<div><span>" * chance.randrange(1, 300)
        elif kind == 6:
            data[at:at] = data[: chance.randrange(500)]
        elif kind == 7:
            del data[at:]
        else:
            data[at:at] = "ط§ظ„ط³ظ„ط§ظ… Ø§Ù„".encode()
    return bytes(data)


@pytest.fixture(autouse=True)
def no_network(monkeypatch) -> None:
    def refuse(*arguments, **options):
        raise AssertionError("a page made us reach for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(profile="none")


def check(result: HtmlResult) -> None:
    """What holds for every page."""
    result.text.encode()
    assert result.text or any(note.code in ("no-article", "max-removed") for note in result.notes)
    for removal in result.removals:
        assert removal.rule
        assert removal.category
        if hasattr(removal, "start"):
            assert result.lines[removal.start : removal.end] == removal.text


@pytest.mark.parametrize("part", range(10))
def test_mutated_pages_give_a_result(cleaner: Cleaner, part: int) -> None:
    chance = random.Random(part)
    for _ in range(MUTANTS // 10):
        data = mutant(chance)
        check(cleaner.explain_html(data))
        if chance.random() < 0.2:
            cleaner.clean_html(data, markdown=True)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + PARAGRAPHS[0],
        ("<div><p>" + PARAGRAPHS[0]) * 3_000,
        "<b><i>" * 50_000 + PARAGRAPHS[0],
        "<br>" * 100_000,
        "<" * 100_000,
        "<a " + "x=1 " * 100_000 + ">" + PARAGRAPHS[0],
        "<table><tr><td>" * 1_000 + PARAGRAPHS[0],
        "<!DOCTYPE html [" + "<!ENTITY a '&b;&b;'>" * 10_000 + "]>&a;" + ARTICLE,
        "&amp;" * 200_000,
        "كلمة " * 400_000,
        "\0" * 100_000 + ARTICLE,
        "<li>" * 50_000,
        "<ul><li>نص" * 900,
        f"<p>{'ا' * 2_000_000}</p>",
    ],
    ids=lambda html: html[:20],
)  # fmt: skip
def test_pages_of_one_thing_give_a_result(cleaner: Cleaner, html: str) -> None:
    check(cleaner.explain_html(html))
    cleaner.clean_html(html, markdown=True)


def test_entities_of_a_billion_laughs_stay_small(cleaner: Cleaner) -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(12))
    result = cleaner.explain_html(f"<!DOCTYPE html [{laughs}]><article>{ARTICLE}<p>&l11;</article>")
    assert len(result.text) < 2_000
    assert PARAGRAPHS[1] in result.text


def test_files_and_hosts_named_in_a_page_are_not_read(cleaner: Cleaner, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("كلمة السر هي سمسم", encoding="utf-8")
    html = (
        f'<!DOCTYPE html SYSTEM "{secret.as_uri()}" [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        f'<html><head><base href="http://evil.example/"><link rel=stylesheet href=x.css></head>'
        f'<iframe src="{secret.as_uri()}"></iframe><xi:include href="{secret.as_uri()}"/>'
        f"<article>{ARTICLE}<p>&x;</p></article>"
    )
    result = cleaner.explain_html(html)
    assert "سمسم" not in result.text
    assert PARAGRAPHS[1] in result.text


def test_the_one_error_there_is_says_what_to_do() -> None:
    with pytest.raises(InputError, match="max_doc_bytes"):
        Cleaner(max_doc_bytes=1_000).clean_html("<p>" * 1_000)
