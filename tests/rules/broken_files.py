"""Hostile and broken rule files, each with the error that it must give."""

from __future__ import annotations

from typing import NamedTuple

VALID = """\
arclean: 1
id: example-news
kind: site
title: A news site
status: test
verified: "2026-01-31"
match:
  hosts: [example.com]
max_removed: 0.8
rules:
  - id: tail
    why: The list of other articles below the text.
    category: related
    zone: {tail: 40}
    at_most: {lines: 30, share: 0.5}
    drop_block:
      start: {is: [اقرأ أيضا]}
      while: {max_words: 20}
  - id: counter
    why: The view counter at the end of a line.
    category: view-count
    strip: {regex: "[0-9]{1,9} مشاهده$"}
tests:
  - name: nothing
    text: نص
    output: نص
    fires: []
"""


class Case(NamedTuple):
    name: str
    data: bytes
    line: int | None
    key: str | None
    says: str


def edit(name: str, old: str, new: str, line: int, key: str | None, says: str) -> Case:
    """The valid file with one passage replaced."""
    assert VALID.count(old) == 1, old
    return Case(name, VALID.replace(old, new).encode(), line, key, says)


def append(name: str, text: str, line: int, key: str | None, says: str) -> Case:
    """The valid file with something behind it; ``line`` counts from its end."""
    last = VALID.count("\n")
    return Case(name, (VALID + text).encode(), last + line, key, says)


def raw(name: str, data: bytes, line: int | None, says: str, key: str | None = None) -> Case:
    return Case(name, data, line, key, says)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
PERSON = "[\N{RIGHT-TO-LEFT OVERRIDE}قرأ]"

CASES = [
    # Bytes and characters
    raw("empty", b"", 1, "empty"),
    raw("only a comment", b"# nothing\n", 1, "empty"),
    raw("10 MB", b"# x\n" * 2_500_000, None, "64 KiB"),
    raw("one byte too large", VALID.encode().ljust(64 * 1024 + 1, b"\n"), None, "64 KiB"),
    raw("bad UTF-8", VALID.encode() + b"x: \xff\n", 28, "not UTF-8 (byte 0xFF at offset 587)"),
    raw("cut UTF-8", "arclean: 1\ntitle: نص".encode()[:-1], 2, "not UTF-8"),
    raw("UTF-16", VALID.encode("utf-16"), 1, "not UTF-8"),
    raw("surrogate bytes", b"a: \xed\xa0\x80", 1, "not UTF-8"),
    raw("binary", bytes(range(256)) * 4, 2, "UTF-8"),
    append("NUL", "# \0\n", 1, None, "U+0000"),
    append("escape character", "# \x1b[2J\n", 1, None, "U+001B"),
    append("lone CR", "# a\r# b\n", 1, None, "carriage return"),
    append("line separator", "# \u2028\n", 1, None, "U+2028 LINE SEPARATOR"),
    append("zero width space", "# \u200b\n", 1, None, "U+200B"),
    append("second byte order mark", "# \ufeff\n", 1, None, "U+FEFF"),
    append("tag characters", "# \U000e0041\n", 1, None, "U+E0041"),
    edit("override in a phrase", "[اقرأ أيضا]", PERSON, 17, None, "U+202E RIGHT-TO-LEFT OVERRIDE"),
    append("isolate in a comment", "# \u2066x\u2069\n", 1, None, "U+2066"),
    append("right-to-left mark", "# \u200f\n", 1, None, "\\u200f"),
    append("Arabic letter mark", "# \u061c\n", 1, None, "U+061C ARABIC LETTER MARK"),
    # YAML
    raw("scalar at the top", b"arclean\n", 1, "mapping"),
    raw("list at the top", b"- arclean: 1\n", 1, "mapping"),
    raw("alias bomb", BOMB.encode(), 1, "anchors"),
    append("alias", "x: *a\n", 1, None, "aliases"),
    append("python tag", "x: !!python/object:os.system [ls]\n", 1, None, "tags are not allowed"),
    append("plain tag", "x: !!str 1\n", 1, None, "tags are not allowed"),
    append("merge key", "<<: {a: 1}\n", 1, None, "merge keys"),
    append("duplicate key", "id: other\n", 1, None, "'id' stands twice, first on line 2"),
    append("second document", "---\nid: other\n", 1, None, "second document"),
    raw("directive", b"%YAML 1.1\n---\n" + VALID.encode(), 1, "directives"),
    append("list as key", "? [a]\n: b\n", 1, None, "a key must be a word"),
    append("empty key", '"": 1\n', 1, None, "key is empty"),
    append("open quote", 'x: "abc\n', 2, None, "not valid YAML"),
    append("open bracket", "x: [a, b\n", 2, None, "not valid YAML"),
    append("colon in text", "x: a: b\n", 1, None, "not valid YAML"),
    append("tab indents", "x:\n\ty: 1\n", 2, None, "tab"),
    append("bad escape", 'x: "\\q"\n', 1, None, "escape"),
    append("escape beyond Unicode", 'x: "\\U00110000"\n', 1, None, "escape"),
    append("half a character", 'x: "\\ud800"\n', 1, None, "escape"),
    raw("deep flow nesting", b"[" * 60_000, 1, "nests deeper"),
    raw("deep block nesting", b"- " * 30_000, 1, "nests deeper"),
    raw("deep mappings", b"{a: " * 15_000, 1, "nests deeper"),
    # Keys
    raw("no version", VALID.encode().replace(b"arclean: 1\n", b""), 1, "arclean: 1"),
    edit("later version", "arclean: 1", "arclean: 2", 1, "arclean", "reads format 1"),
    edit("version in words", "arclean: 1", "arclean: one", 1, "arclean", "whole number 1"),
    edit("misspelt key", "titl" + "e: A", "titel: A", 4, "titel", "did you mean 'title'?"),
    edit("camel case", "max_removed", "maxRemoved", 9, "maxRemoved", "'max_removed'"),
    edit("key far off", "status: test", "colour: red", 5, "colour", "the keys here are"),
    edit(
        "condition in a rule",
        "    strip: {",
        "    starts: نص\n    strip: {",
        22,
        "rules[1].starts",
        "belongs under",
    ),
    append("key with controls", '"a\\nb\\u202e": 1\n', 1, "a\\nb\\u202e", "unknown key"),
    edit(
        "missing why",
        "    why: The view counter at the end of a line.\n",
        "",
        19,
        "rules[1]",
        "'why'",
    ),
    edit("missing category", "    category: view-count\n", "", 19, "rules[1]", "'category'"),
    edit("no title", "title: A news site", "title:", 4, "title", "missing"),
    edit(
        "blank why",
        "why: The view counter at the end of a line.",
        'why: " "',
        20,
        "rules[1].why",
        "empty",
    ),
    edit("null by name", "id: counter", "id: null", 19, "rules[1].id", "in quotes"),
    # Values
    edit("unknown kind", "kind: site", "kind: website", 3, "kind", "'site'"),
    edit(
        "unknown category", "view-count", "views", 21, "rules[1].category", "there is no category"
    ),
    edit("near category", "view-count", "view_count", 21, "rules[1].category", "'view-count'"),
    edit("id with blanks", "example-news", "Example News", 2, "id", "a-z"),
    edit("day that is none", "2026-01-31", "2026-02-31", 6, "verified", "no such day"),
    edit("day in words", '"2026-01-31"', "31 January", 6, "verified", "YYYY-MM-DD"),
    edit("zone too long", "{tail: 40}", "{tail: 501}", 14, "rules[0].zone.tail", "from 1 to 500"),
    edit("zone of both", "{tail: 40}", "{tail: 4, head: 4}", 14, "rules[0].zone.head", "exclude"),
    edit("zone of none", "{tail: 40}", "{}", 14, "rules[0].zone", "head or tail"),
    edit("zone as number", "{tail: 40}", "40", 14, "rules[0].zone", "not '40'"),
    edit(
        "number in quotes", "{tail: 40}", '{tail: "40"}', 14, "rules[0].zone.tail", "without quotes"
    ),
    edit("YAML 1.1 integer", "{tail: 40}", "{tail: 1_0}", 14, "rules[0].zone.tail", "plain digits"),
    edit("sexagesimal", "{tail: 40}", "{tail: 1:30}", 14, "rules[0].zone.tail", "plain digits"),
    edit("octal", "{tail: 40}", "{tail: 040}", 14, "rules[0].zone.tail", "plain digits"),
    edit("huge number", "40}", "9" * 5000 + "}", 14, "rules[0].zone.tail", "plain digits"),
    edit("Arabic digits", "{tail: 40}", "{tail: ٤٠}", 14, "rules[0].zone.tail", "plain digits"),
    edit("share above 1", "share: 0.5", "share: 50", 15, "rules[0].at_most.share", "up to 1"),
    edit("share of nothing", "share: 0.5", "share: 0", 15, "rules[0].at_most.share", "above 0"),
    edit("share not a number", "share: 0.5", "share: .nan", 15, "rules[0].at_most.share", "number"),
    edit("empty budget", "{lines: 30, share: 0.5}", "{}", 15, "rules[0].at_most", "at least one"),
    edit(
        "yes for true",
        "{max_words: 20}",
        "{sentence_end: yes}",
        18,
        "rules[0].drop_block.while.sentence_end",
        "true or false",
    ),
    edit("list for one", "kind: site", "kind: [site]", 3, "kind", "not a list"),
    edit(
        "mapping for phrases",
        "[اقرأ أيضا]",
        "{a: b}",
        17,
        "rules[0].drop_block.start.is",
        "mapping",
    ),
    edit(
        "list in a list", "[اقرأ أيضا]", "[[اقرأ]]", 17, "rules[0].drop_block.start.is[0]", "a list"
    ),
    edit("empty list", "[اقرأ أيضا]", "[]", 17, "rules[0].drop_block.start.is", "empty"),
    edit("null phrase", "[اقرأ أيضا]", "[~]", 17, "rules[0].drop_block.start.is[0]", "missing"),
    edit(
        "phrase of harakat",
        "[اقرأ أيضا]",
        '["\\u064b"]',
        17,
        "rules[0].drop_block.start.is[0]",
        "nothing",
    ),
    edit(
        "phrase on two lines",
        "[اقرأ أيضا]",
        '["ا\\nب"]',
        17,
        "rules[0].drop_block.start.is[0]",
        "one line",
    ),
    # Rules that contradict themselves
    edit("duplicate rule id", "id: counter", "id: tail", 19, "rules[1].id", "the rule on line 11"),
    edit("no verb", '    strip: {regex: "[0-9]{1,9} مشاهده$"}\n', "", 19, "rules[1]", "drop_line"),
    edit(
        "two verbs",
        "    strip: {",
        "    drop_line: {has: نص}\n    strip: {",
        23,
        "rules[1].strip",
        "exclude",
    ),
    edit(
        "block without end",
        "      while: {max_words: 20}\n",
        "",
        17,
        "rules[0].drop_block",
        "while, until",
    ),
    edit(
        "block that never ends",
        "while: {max_words: 20}",
        "reaches_end: false",
        18,
        "rules[0].drop_block.reaches_end",
        "where the block ends",
    ),
    edit(
        "back without prev",
        "while: {max_words: 20}",
        "reaches_end: true\n      back: 2",
        19,
        "rules[0].drop_block.back",
        "'prev'",
    ),
    edit(
        "strip without a pattern",
        'regex: "[0-9]{1,9} مشاهده$"',
        "max_words: 3",
        22,
        "rules[1].strip",
        "regex",
    ),
    edit(
        "empty condition", "{max_words: 20}", "{}", 18, "rules[0].drop_block.while", "at least one"
    ),
    edit(
        "impossible lengths",
        "{max_words: 20}",
        "{max_words: 2, min_words: 3}",
        18,
        "rules[0].drop_block.while.min_words",
        "above max_words",
    ),
    edit(
        "zone on an HTML verb",
        "    strip: {",
        "    zone: {head: 3}\n    keep: article\n    #",
        22,
        "rules[1].zone",
        "nodes",
    ),
    # Patterns
    edit(
        "catastrophic regex",
        "[0-9]{1,9} مشاهده$",
        "^(?:ا|اا)+$",
        22,
        "rules[1].strip.regex",
        "unbounded",
    ),
    edit(
        "catastrophe in bounds",
        "[0-9]{1,9} مشاهده$",
        "^(?:ا|اا){1,200}$",
        22,
        "rules[1].strip.regex",
        "steps",
    ),
    edit("regex not folded", "مشاهده", "مشاهدة", 22, "rules[1].strip.regex", "write 'ه'"),
    edit(
        "shorthand",
        '"[0-9]{1,9} مشاهده$"',
        "'\\d{1,9} مشاهده$'",
        22,
        "rules[1].strip.regex",
        "write [0-9]",
    ),
    # The page that the file is for
    edit(
        "host with scheme",
        "[example.com]",
        '["https://example.com"]',
        8,
        "match.hosts[0]",
        "scheme",
    ),
    edit(
        "host with path", "[example.com]", "[example.com/news]", 8, "match.hosts[0]", "match.paths"
    ),
    edit("host with port", "[example.com]", '["example.com:80"]', 8, "match.hosts[0]", "port"),
    edit(
        "host in capitals", "[example.com]", "[Example.com]", 8, "match.hosts[0]", "small letters"
    ),
    edit("host in Arabic", "[example.com]", "[موقع.com]", 8, "match.hosts[0]", "xn--"),
    edit("star inside a host", "[example.com]", "[a.*.com]", 8, "match.hosts[0]", "in front"),
    edit(
        "host twice", "[example.com]", "[example.com, www.example.com]", 8, "match.hosts", "twice"
    ),
    edit("nothing to match", "[example.com]", "[]", 8, "match.hosts", "empty"),
    edit(
        "site without host",
        "hosts: [example.com]",
        'crawled: {from: "2014-01-01"}',
        8,
        "match",
        "no page",
    ),
    edit(
        "paths alone",
        "hosts: [example.com]",
        "text_has: {any: [{has: x}]}\n  paths: [/a/*]",
        9,
        "match.paths",
        "hosts",
    ),
    edit(
        "path without slash",
        "[example.com]",
        "[example.com]\n  paths: [news]",
        9,
        "match.paths[0]",
        "begin with /",
    ),
    edit(
        "glob for all",
        "[example.com]",
        '[example.com]\n  sources: ["*"]',
        9,
        "match.sources[0]",
        "every label",
    ),
    edit(
        "glob of stars",
        "[example.com]",
        '[example.com]\n  sources: ["*a*a*a*a*a*a"]',
        9,
        "match.sources[0]",
        "5",
    ),
    edit(
        "class in a glob",
        "[example.com]",
        '[example.com]\n  sources: ["a[b]"]',
        9,
        "match.sources[0]",
        "brackets",
    ),
    edit(
        "layout backwards",
        "[example.com]",
        '[example.com]\n  crawled: {from: "2015-01-01", to: "2014-01-01"}',
        9,
        "match.crawled.to",
        "before it begins",
    ),
    edit(
        "links in a fingerprint",
        "hosts: [example.com]",
        "text_has: {any: [{has: x, link_share: 0.5}]}",
        8,
        "match.text_has.any[0].link_share",
        "no links",
    ),
    edit(
        "vague fingerprint",
        "hosts: [example.com]",
        "text_has: {all: [{max_words: 3}]}",
        8,
        "match.text_has.all[0]",
        "at least one of is",
    ),
    edit("pack with hosts", "kind: site", "kind: pack", 8, "match.hosts", "not chosen by hosts"),
    edit("generic site", "status: test", "generic: true", 5, "generic", "only a pack"),
    edit(
        "rule to disable, short",
        "max_removed: 0.8",
        "disable: [tail]",
        9,
        "disable[0]",
        "file/rule",
    ),
    edit("too many rules", "tests:\n", "tests:\n", 11, "rules", "more than 200"),
    edit("test without fires", "    fires: []\n", "", 24, "tests[0]", "'fires'"),
    edit(
        "test of both",
        "    text: نص\n",
        "    text: نص\n    html: <p>\n",
        26,
        "tests[0].html",
        "exclude",
    ),
    raw("neither rules nor packs", VALID.split("rules:")[0].encode(), 1, "neither rules", "rules"),
]
MANY_RULES = "".join(
    f"  - {{id: r{n}, why: w, category: ad, drop_line: {{is: x}}}}\n" for n in range(199)
)
CASES = [
    case._replace(data=case.data.replace(b"tests:\n", MANY_RULES.encode() + b"tests:\n"))
    if case.name == "too many rules"
    else case
    for case in CASES
]
