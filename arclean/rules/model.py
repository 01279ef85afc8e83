"""The rule format, version 1, in one place.

These tables drive the validator and its messages, the JSON Schema and the reference of keys in the
documentation. A *section* is a mapping with known keys; each key has a *kind* (``kinds.py``) that
says what may stand behind it.
"""

from __future__ import annotations

from arclean.document import CATEGORIES
from arclean.rules import words
from arclean.rules.css import css_selector
from arclean.rules.kinds import (
    Choice,
    Flag,
    Key,
    Many,
    Number,
    Pattern,
    Phrase,
    Section,
    Sub,
    Text,
    Whole,
    Word,
)
from arclean.rules.xpath import xpath_expression

__all__ = ["FORMAT", "HTML_VERBS", "LINE_VERBS", "PATTERN_KEYS", "SECTIONS", "VERBS"]

FORMAT = 1
LINE_VERBS = ("drop_line", "drop_block", "strip", "drop_repeat")
HTML_VERBS = ("keep", "drop")
VERBS = LINE_VERBS + HTML_VERBS
PATTERN_KEYS = ("is", "starts", "ends", "has", "regex")

_RULE_ID = Word("rule id", words.identifier, words.IDENTIFIER)
_SELECTOR = r"\s*[^\s](?:.|\s){0,499}"
_FILE_ID = Word("file id", words.identifier, words.IDENTIFIER)
_DATE = Word("date", words.date, r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHRASES = Many(Phrase(), most=500, or_one=True)
_CSS = Many(Word("CSS selector", css_selector, _SELECTOR), most=50, or_one=True)
_XPATH = Many(Word("XPath expression", xpath_expression, _SELECTOR), most=50, or_one=True)
_CRAWLED = (
    Key("from", _DATE, "first day of the layout"),
    Key("to", _DATE, "last day of the layout"),
)

_CONDITION = (
    Key(
        "is",
        Many(Phrase(trimmed=True), most=500, or_one=True),
        "the whole line is one of these phrases, punctuation at its edges aside",
    ),
    Key("starts", _PHRASES, "the line starts with one of these phrases, as whole words"),
    Key("ends", _PHRASES, "the line ends with one of these phrases, as whole words"),
    Key("has", _PHRASES, "the line holds one of these phrases, as whole words"),
    Key(
        "regex",
        Many(Pattern(), most=100, or_one=True),
        "one of these patterns of the bounded dialect matches somewhere in the folded line",
    ),
    Key("max_words", Whole(1, 2000), "the line has at most so many words (runs of non-blanks)"),
    Key("min_words", Whole(1, 2000), "the line has at least so many words"),
    Key("max_chars", Whole(1, 20_000), "the folded line has at most so many characters"),
    Key("min_chars", Whole(1, 20_000), "the folded line has at least so many characters"),
    Key(
        "sentence_end",
        Flag(),
        "the line ends (true) or does not end (false) like a sentence: in . ! ? or …, "
        "closing quotes and brackets aside",
    ),
    Key(
        "link_share",
        Number(),
        "at least this share of the line's characters stands in links (the rule rests on plain "
        "text, which has none)",
    ),
    Key("not", Sub("condition"), "the line does not meet this condition"),
    Key("prev", Sub("condition"), "the non-blank line before meets this condition"),
    Key("next", Sub("condition"), "the non-blank line behind meets this condition"),
)
_CONDITION_NAMES = tuple(key.name for key in _CONDITION)
_ZONE = Key("zone", Sub("zone"), "where on the page: its first or its last non-blank lines")
_SELECTOR_KEYS = (
    Key("css", _CSS, "CSS selectors: the subset that docs/html.md names"),
    Key("xpath", _XPATH, "XPath expressions: the subset that docs/html.md names"),
)

SECTIONS: dict[str, Section] = {
    "file": Section(
        "One rule file: the pages that it is for, and the rules for them.",
        (
            Key("arclean", Whole(FORMAT, FORMAT), "version of the format", required=True),
            Key("id", _FILE_ID, "name of the file, stable and never reused", required=True),
            Key(
                "kind",
                Choice("kind", ("site", "dump", "pack")),
                "site: pages by host; dump: plain text by label; pack: reusable rules",
                required=True,
            ),
            Key("title", Text("title", 200), "what the file covers, in words", required=True),
            Key(
                "status",
                Choice("status", ("experimental", "test", "stable", "retired")),
                "how far the rules are trusted; experimental unless said",
            ),
            Key("verified", _DATE, "day on which somebody saw the rules work"),
            Key(
                "generic",
                Flag(),
                "packs: run on each page without a site file (that bears match.text_has, if given)",
            ),
            Key("match", Sub("match"), "which pages the file is for"),
            Key(
                "use",
                Many(_FILE_ID, most=20, or_one=True),
                "packs to run behind the file's own rules",
            ),
            Key(
                "disable",
                Many(Word("full rule id", words.full_id, words.FULL_ID), most=200, or_one=True),
                "rules of those packs to leave out, as file/rule",
            ),
            Key(
                "max_removed",
                Number(),
                "share of the page's characters beyond which it comes back whole; 0.9 unless said",
            ),
            Key(
                "rules",
                Many(Sub("rule"), most=200, least=0),
                "the rules, in the order in which they run",
            ),
            Key(
                "tests", Many(Sub("test"), most=500, least=0), "pages, and what must become of them"
            ),
        ),
    ),
    "match": Section(
        "Which pages a file is for.",
        (
            Key(
                "hosts",
                Many(Word("host", words.host, words.HOST), most=50, or_one=True),
                "exact hosts, with or without www, or *.host for all below one; the longest wins",
            ),
            Key(
                "paths",
                Many(Word("path glob", words.path_glob, words.PATH_GLOB), most=50, or_one=True),
                "globs (* and ?) over the path of the URL",
            ),
            Key(
                "sources",
                Many(
                    Word("source glob", words.source_glob, words.SOURCE_GLOB), most=50, or_one=True
                ),
                "globs (* and ?) over the label given with --source",
            ),
            Key("crawled", Sub("crawled"), "days between which the site had this layout"),
            Key(
                "text_has",
                Sub("fingerprints"),
                "phrases that only this site prints, for pages without a URL",
            ),
            Key(
                "page_has",
                Sub("selector", short="css"),
                "selector that an HTML page must match for the file to apply",
            ),
        ),
        some_of=("hosts", "paths", "sources", "crawled", "text_has", "page_has"),
    ),
    "crawled": Section("A span of days; either end may be open.", _CRAWLED, some_of=("from", "to")),
    "fingerprints": Section(
        "Fingerprints: all of them must be on the page, or any one.",
        (
            Key("all", Many(Sub("fingerprint"), most=20), "every one of these is on the page"),
            Key("any", Many(Sub("fingerprint"), most=20), "at least one of these is on the page"),
        ),
        one_of=("all", "any"),
    ),
    "fingerprint": Section(
        "A condition that some line of the page, or of a zone, meets.",
        (_ZONE, *_CONDITION),
        some_of=PATTERN_KEYS,
    ),
    "selector": Section("Selectors, of one language.", _SELECTOR_KEYS, one_of=("css", "xpath")),
    "zone": Section(
        "The first or the last non-blank lines of the page.",
        (
            Key("head", Whole(1, 500), "the first n non-blank lines"),
            Key("tail", Whole(1, 500), "the last n non-blank lines"),
        ),
        one_of=("head", "tail"),
    ),
    "at_most": Section(
        "A budget: over it the rule does nothing, and the result says so.",
        (
            Key("lines", Whole(1, 100_000), "lines that the rule may remove from a page"),
            Key("share", Number(), "share of the page's characters that it may remove"),
            Key("times", Whole(1, 100_000), "how often it may act on a page"),
        ),
        some_of=("lines", "share", "times"),
    ),
    "rule": Section(
        "One rule: one verb, and when it applies.",
        (
            Key(
                "id",
                _RULE_ID,
                "name of the rule within the file, stable and never reused",
                required=True,
            ),
            Key(
                "renamed_from",
                Many(Word("earlier rule id", words.any_id, words.ANY_ID), most=20, or_one=True),
                "earlier names of the rule, as rule or file/rule",
            ),
            Key(
                "why",
                Text("reason", 500),
                "one sentence: what goes, and why it is safe",
                required=True,
            ),
            Key("category", Choice("category", CATEGORIES), "what is removed", required=True),
            _ZONE,
            Key("at_most", Sub("at_most"), "the rule's budget"),
            Key("drop_line", Sub("condition"), "drop each line that meets the condition"),
            Key("drop_block", Sub("block"), "drop a line and those that belong to it"),
            Key("strip", Sub("strip"), "cut the matched part out of a line"),
            Key("drop_repeat", Sub("repeat"), "drop a line that stands again within the zone"),
            Key(
                "keep",
                Sub("keep", short="css"),
                "HTML: the page's text is in these nodes",
            ),
            Key("drop", Sub("drop", short="css"), "HTML: drop these nodes"),
        ),
        one_of=VERBS,
    ),
    "condition": Section(
        "All keys must hold; inside a list one item suffices.", _CONDITION, some_of=_CONDITION_NAMES
    ),
    "strip": Section(
        "Cuts what the first of regex, starts, ends, has matches; other keys say on which lines.",
        _CONDITION,
        some_of=("regex", "starts", "ends", "has"),
    ),
    "repeat": Section(
        "A line whose folded text stands elsewhere in the zone; conditions narrow which lines.",
        (
            *_CONDITION,
            Key(
                "keep", Choice("copy", ("first", "last")), "the copy that stays; first unless said"
            ),
            Key(
                "first_within",
                Whole(1, 500),
                "the first copy stands among so many of the page's first non-blank lines",
            ),
        ),
    ),
    "block": Section(
        "A start line, and what follows it.",
        (
            Key("start", Sub("condition"), "the first line of the block", required=True),
            Key("while", Sub("condition"), "the block goes on as long as lines meet this"),
            Key("until", Sub("condition"), "the block ends before the first line that meets this"),
            Key(
                "min_lines",
                Whole(1, 500),
                "lines that a block has at least, its start counted; 1 unless said",
            ),
            Key("reaches_end", Flag(), "only a block that runs to the end of the page is dropped"),
            Key(
                "back",
                Whole(1, 500),
                "the block also takes up to n lines before its start that meet prev",
            ),
            Key("prev", Sub("condition"), "what those lines must meet"),
        ),
        some_of=("while", "until", "reaches_end"),
    ),
    "keep": Section(
        "HTML: the nodes of the first selector whose nodes have text enough; of several such "
        "rules, the nodes of all.",
        (
            *_SELECTOR_KEYS,
            Key(
                "min_chars",
                Whole(1, 100_000),
                "characters that the nodes must have, together; 1 unless said",
            ),
        ),
        one_of=("css", "xpath"),
    ),
    "drop": Section(
        "HTML: nodes to drop, all of them or those whose text meets a condition.",
        (
            *_SELECTOR_KEYS,
            Key("text", Sub("condition"), "condition on the text of the node, as one line"),
        ),
        one_of=("css", "xpath"),
    ),
    "test": Section(
        "A whole page, what must be left of it, and the rules that must fire.",
        (
            Key("name", Text("name", 200), "what the test shows", required=True),
            Key("text", Text("page", 65_536, lines=True, least=0), "the page as plain text"),
            Key("html", Text("page", 65_536, lines=True, least=0), "the page as HTML"),
            Key("url", Text("URL", 2000), "address of the page"),
            Key("source", Text("label", 200), "label of the dump"),
            Key("crawled", _DATE, "day on which the page was fetched"),
            Key(
                "output",
                Text("output", 65_536, lines=True, least=0),
                "what must be left",
                required=True,
            ),
            Key(
                "fires",
                Many(Word("rule id", words.any_id, words.ANY_ID), most=200, least=0),
                "exactly the rules that must fire; rules of packs as file/rule",
                required=True,
            ),
            Key("known_failure", Text("reason", 500), "why the test fails today; it must fail"),
        ),
        one_of=("text", "html"),
    ),
}
