"""Every flag of the command, once: the parser, ``--help`` and docs/command.md are made from these
tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from arclean.cli.values import (
    categories,
    crawl_date,
    jobs,
    name,
    number,
    one_of,
    port,
    size,
    url,
    utf8,
)
from arclean.text.documents import CUTS

__all__ = ["CLEAN", "COMMANDS", "EXPLAIN", "NORMALIZE", "Command", "Flag", "shared"]


class Flag(NamedTuple):
    """One flag.

    Attributes:
        names: as written, the short form first.
        help: one sentence for ``--help``.
        metavar: what the value is called; None for a switch.
        parse: value from text, raising ValueError with what is wrong.
        default: value without the flag.
        repeat: whether it may be given several times; the values make a list.
        bare: value of the flag without ``=value``, for flags whose value may be left out.
        more: what docs/command.md adds.
    """

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    parse: Callable[[str], Any] | None = None
    default: Any = None
    repeat: bool = False
    bare: str | None = None
    more: str = ""

    @property
    def dest(self) -> str:
        """Name of the attribute that holds the value."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def shown(self) -> str:
        """The flag as documentation writes it: ``-p, --profile NAME``."""
        names = ", ".join(self.names)
        if self.metavar is None:
            return names
        return f"{names}[={self.metavar}]" if self.bare is not None else f"{names} {self.metavar}"


class Command(NamedTuple):
    """A command or subcommand.

    Attributes:
        name: how it is called.
        operands: what follows the flags.
        help: one sentence.
        groups: title and flags, in the order of the documentation.
    """

    name: str
    operands: str
    help: str
    groups: tuple[tuple[str, tuple[Flag, ...]], ...]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """All of its flags."""
        return tuple(flag for _, flags in self.groups for flag in flags)


_RULES = Flag(
    ("--rules",),
    "Add rule files, a folder or a bundle of them, to the shipped ones.",
    "PATH",
    name,
    repeat=True,
    default=(),
    more="May be given several times. A file replaces the shipped one of the same id; two given "
    "files that differ and have one id are refused.",
)
_COLOUR = Flag(
    ("--color",),
    "Colour: auto, always or never.",
    "WHEN",
    one_of("auto", "always", "never"),
    "auto",
    more="`auto` colours on a terminal. `NO_COLOR` and `CLICOLOR_FORCE` are heeded; the flag beats "
    "both.",
)
_HELP = Flag(("-h", "--help"), "Show this help.")

_FIELDS = (
    Flag(("--text-field",), "Field of JSON records that holds text.", "NAME", utf8, "text"),
    Flag(
        ("--html-field",),
        "Field that holds HTML, where there is no text.",
        "NAME",
        utf8,
        "html",
    ),
    Flag(
        ("--title-field",),
        "Its headline, put before the text where that does not begin with it.",
        "NAME",
        utf8,
        "title",
    ),
    Flag(("--site-field",), "Its site.", "NAME", utf8, "site"),
    Flag(
        ("--url-field",),
        "Its address, whose host is the site where no field names it.",
        "NAME",
        utf8,
        "url",
    ),
)

CLEAN = Command(
    "arclean",
    "[FILE…]",
    "Strips boilerplate from scraped Arabic pages and normalises the Arabic that is left.",
    (
        (
            "What to do",
            (
                Flag(
                    ("-p", "--profile"),
                    "How to normalise: none, light, standard, corpus, search, with +step and "
                    "-step; a preset such as lucene:arabic; or a profile file (*.yaml).",
                    "NAME",
                    default="standard",
                    more="Steps are added and taken off behind a comma: "
                    "`standard,+digits:ascii,-punctuation`. `none` "
                    "leaves the spelling as it is. docs/normalization.md has all steps, profiles "
                    "and presets, and the format of profile files.",
                ),
                Flag(
                    ("--no-strip",),
                    "Only normalise; input of any size streams through in constant memory.",
                    more="Flags that choose rules then choose nothing.",
                ),
                Flag(
                    ("--keep",),
                    "Categories of boilerplate that stay, such as byline,date.",
                    "CATEGORY,…",
                    categories,
                    repeat=True,
                    default=(),
                ),
                Flag(
                    ("--errors",),
                    "Bytes that are not UTF-8: keep, strict (refuse the file) or replace (with "
                    "U+FFFD).",
                    "HOW",
                    one_of("keep", "strict", "replace"),
                    "keep",
                    more="`keep` lets them through untouched.",
                ),
                Flag(
                    ("-j", "--jobs"),
                    "Work on so many batches of documents, or files, at once; 0: one for each "
                    "core.",
                    "N",
                    jobs,
                    1,
                    more="The output is the same, in the same order. A document above "
                    "--max-doc-bytes, and with --no-strip a file above 4 MiB without --docs, "
                    "is one piece of work.",
                ),
            ),
        ),
        (
            "Which rules",
            (
                Flag(
                    ("--site",),
                    "Use the rule file of this site, whatever the page says.",
                    "ID-OR-HOST",
                    utf8,
                ),
                Flag(("--url",), "Address of the page; its host chooses the rules.", "URL", url),
                Flag(
                    ("--source",),
                    "Label of the dump that the page comes from; chooses the rules of that dump.",
                    "LABEL",
                    utf8,
                ),
                Flag(
                    ("--crawled",),
                    "Day on which the page was fetched, for sites whose layout changed.",
                    "YYYY-MM-DD",
                    crawl_date,
                ),
                _RULES,
            ),
        ),
        (
            "Input",
            (
                Flag(
                    ("--docs",),
                    "How a file is cut into documents: nul, form-feed, blank-lines or line.",
                    "HOW",
                    one_of(*CUTS),
                    more="Without it a file is one document. Separators come back as they were, so "
                    "that the output has "
                    "the same documents, even empty ones.",
                ),
                Flag(
                    ("--max-doc-bytes",),
                    "Documents above this size are normalised, not stripped, HTML pages refused "
                    "(500k, 16MiB).",
                    "SIZE",
                    size,
                    16 * 2**20,
                    more="`k`, `M`, `G` and `KiB`, `MiB`, `GiB` are powers of 1024; `kB`, `MB`, "
                    "`GB` of 1000. The default "
                    "is 16MiB. Standard error says how many documents were too large.",
                ),
                Flag(
                    ("--format",),
                    "What the input is: auto, text or html.",
                    "NAME",
                    one_of("auto", "text", "html"),
                    "auto",
                    more="`auto` takes an input for HTML that begins like a page, or is called "
                    "`*.html` and has a tag; text that mentions tags is text. It says once on "
                    "standard error when text looks like HTML all the same, like records (JSON "
                    "Lines, WARC), compressed, or not like UTF-8; `text` does not look. Of an HTML "
                    "page comes its article, or nothing if it has none. See docs/html.md.",
                ),
            ),
        ),
        (
            "Output",
            (
                Flag(
                    ("-o", "--output"),
                    "Write to a file, or into a folder, instead of standard output.",
                    "PATH",
                    name,
                    more="Several inputs, or a folder as input, need a folder, which is made if it "
                    "is not there. A file "
                    "lands under its path as written (under its name alone if that path is "
                    "absolute or has `..`), a file "
                    "found in a folder under its path inside that folder. If two would land on one "
                    "name, nothing is "
                    "written. Files are replaced as a whole or not at all.",
                ),
                Flag(
                    ("--markdown",),
                    "Write the articles of HTML pages as Markdown.",
                ),
                Flag(
                    ("--metadata",),
                    "Print what HTML pages state about themselves, with their text, as JSON Lines.",
                    more="Keys: `file`, `document`, `title`, `author`, `date`, `language`, "
                    "`description`, `site_name`, `url`, `kind` (null where the page says "
                    "nothing), `encoding`, `text`.",
                ),
                Flag(
                    ("-i", "--in-place"),
                    "Replace each file by its clean text, as a whole or not at all.",
                    more="Keeps the mode and, where allowed, the owner of the file, and follows "
                    "symbolic links. A file in which nothing changes is not touched.",
                ),
                Flag(
                    ("--explain",),
                    "Print what would go, and why, instead of the text: text or json.",
                    "FORMAT",
                    one_of("text", "json"),
                    bare="text",
                    more="The format stands behind `=`: `--explain=json`. See below for the keys.",
                ),
                Flag(
                    ("--diff",),
                    "Print a unified diff of input and output instead of the text.",
                    more="`patch` takes it. On a terminal control and bidi characters are escaped.",
                ),
                Flag(
                    ("--check",),
                    "Write nothing; name the files that would change, and exit with status 1 if "
                    "there are any.",
                    more="With `--diff` or `--explain` these are printed instead of the names.",
                ),
                Flag(
                    ("--save-removed",),
                    "Write what was removed to a file, as JSON Lines, to restore it from.",
                    "FILE",
                    name,
                    more="See below. Together with `-i` the file must not hold records already.",
                ),
                Flag(("--stats",), "Print counts per category, rule and site, on standard error."),
                _COLOUR,
            ),
        ),
        ("About", (_HELP, Flag(("--version",), "Show the version, the core in use, and more."))),
    ),
)


def shared(*names: str) -> tuple[Flag, ...]:
    """Flags of the main command, by their long names."""
    return tuple(flag for flag in CLEAN.flags if flag.names[-1] in names)


NORMALIZE = Command(
    "arclean normalize",
    "[FILE…]",
    "Only normalises, or counts what that would change and which characters a text has.",
    (
        (
            "What to do",
            (
                *shared("--profile"),
                Flag(
                    ("--script",),
                    "Judge each line (auto), or say which language it is: arabic, persian, urdu …",
                    "NAME",
                    one_of(
                        "auto",
                        "arabic",
                        "persian",
                        "urdu",
                        "kurdish",
                        "uyghur",
                        "pashto",
                        "sindhi",
                    ),
                    "auto",
                    more="On lines that are not Arabic, steps that fit Arabic only leave letters "
                    "alone.",
                ),
                *shared("--errors", "--jobs"),
            ),
        ),
        (
            "Input",
            (
                Flag(
                    ("--format",),
                    "What the input is: auto or text.",
                    "NAME",
                    one_of("auto", "text"),
                    "auto",
                    more="`auto` makes text of a whole HTML page, as `--no-strip` does, and "
                    "says once on standard error when text looks like HTML all the same, or not "
                    "like UTF-8; `text` reads every input as it stands, and so does `--explain`.",
                ),
            ),
        ),
        (
            "Output",
            (
                *shared("--output", "--in-place"),
                Flag(
                    ("--explain",),
                    "Print counts instead of the text: what each step changes, and a table of the "
                    "characters; text or json.",
                    "FORMAT",
                    one_of("text", "json"),
                    bare="text",
                    more="The format stands behind `=`: `--explain=json`. See below for the keys.",
                ),
                *shared("--diff", "--check", "--stats", "--color"),
            ),
        ),
        ("About", (_HELP,)),
    ),
)

EXPLAIN = Command(
    "arclean explain",
    "[PAGE…]",
    "Shows what would go from pages, and which rule is behind it; writes no text.",
    (
        (
            "Output",
            (
                Flag(
                    ("--html",),
                    "Write one web page to review all of it: kept and removed lines in colour, "
                    "rules on tap, filters.",
                    "FILE",
                    name,
                    more="The file needs no network and no other file, and runs nothing that comes "
                    "from a page.",
                ),
                Flag(("--json",), "Print JSON Lines, as `arclean --explain=json` does."),
                *shared("--color"),
            ),
        ),
        (
            "How",
            shared(
                "--profile", "--keep", "--errors", "--site", "--url", "--source", "--crawled",
                "--rules", "--docs", "--max-doc-bytes", "--format",
            ),
        ),
        ("About", (_HELP,)),
    ),
)  # fmt: skip

COMMANDS = {
    "list": Command(
        "arclean rules list",
        "",
        "List the rule files: id, kind, status, day of the last check, number of rules, hosts or "
        "title.",
        (("Flags", (_RULES, _HELP)),),
    ),
    "show": Command(
        "arclean rules show",
        "NAME…",
        "Show rule files (by id, host or path) or single rules (FILE/RULE): what goes, why, and "
        "the tests.",
        (("Flags", (_RULES, _COLOUR, _HELP)),),
    ),
    "lint": Command(
        "arclean rules lint",
        "[PATH…]",
        "Look for faults in rule files and folders of them; without a PATH, in a checkout, in the "
        "shipped ones.",
        (("Flags", (_COLOUR, _HELP)),),
    ),
    "test": Command(
        "arclean rules test",
        "[PATH…]",
        "Run the tests that rule files carry; without a PATH, in a checkout, those of the shipped "
        "ones.",
        (("Flags", (_RULES, _COLOUR, _HELP)),),
    ),
    "import": Command(
        "arclean rules import",
        "FILE…",
        "Bring site configurations of Full-Text RSS, or cosmetic filters of ad blockers, into rule "
        "files; list what could not be.",
        (
            (
                "Flags",
                (
                    Flag(
                        ("-o", "--output"),
                        "Folder for the rule files, made if it is not there.",
                        "FOLDER",
                        name,
                    ),
                    Flag(("--force",), "Write over files that are there."),
                    _HELP,
                ),
            ),
        ),
    ),
    "bundle": Command(
        "arclean rules bundle",
        "NAME…",
        "Put rule files (by path, id or host) into one file for --rules, with their tests, their "
        "sources' licences and a checksum; none whose tests fail.",
        (
            (
                "Flags",
                (
                    Flag(("-o", "--output"), "The bundle, called *.json.", "FILE", name),
                    Flag(("--force",), "Write over a file that is there."),
                    _HELP,
                ),
            ),
        ),
    ),
    "learn": Command(
        "arclean rules learn",
        "PAGES…",
        "Draft a rule file from pages of a site, text or HTML: what repeats at their edges, the "
        "selectors of article and furniture, budgets, tests.",
        (
            (
                "Flags",
                (
                    Flag(
                        ("--site",),
                        "The site's host, where the pages do not say it.",
                        "HOST",
                        utf8,
                        more="Of pages that do, only those of this site are taken.",
                    ),
                    Flag(
                        ("-o", "--output"),
                        "Write to this file; to a folder, one file a site.",
                        "PATH",
                        name,
                        more="Pages of several sites need a folder, which is made if it is not "
                        "there. Without it the file of the one site goes to standard output.",
                    ),
                    Flag(("--force",), "Write over files that are there."),
                    Flag(
                        ("--unsure",),
                        "Take in rules that may be wrong; without it they are only reported.",
                    ),
                    Flag(
                        ("--pages",),
                        "Pages of a site that are read closely, chosen at random from all.",
                        "N",
                        number,
                        500,
                    ),
                    Flag(
                        ("-j", "--jobs"),
                        "How many sites to learn at once; 0 for as many as there are cores.",
                        "N",
                        jobs,
                        0,
                    ),
                    *_FIELDS,
                    _HELP,
                ),
            ),
        ),
    ),
    "stats": Command(
        "arclean rules stats",
        "PAGES…",
        "Count on a corpus how often each rule acts, site by site and month by month: dead rules, "
        "changed layouts, budgets that are too small.",
        (
            (
                "Flags",
                (
                    _RULES,
                    Flag(("--site",), "Use the rule file of this site.", "ID-OR-HOST", utf8),
                    *_FIELDS,
                    Flag(
                        ("--date-field",),
                        "The day on which the page was fetched or written (YYYY-MM-DD…).",
                        "NAME",
                        utf8,
                        "date",
                    ),
                    _HELP,
                ),
            ),
        ),
    ),
    "new": Command(
        "arclean rules new",
        "HOST [PAGE…]",
        "Print a rule file to begin with: the packs in use, and a test of each page.",
        (("Flags", (_HELP,)),),
    ),
    "studio": Command(
        "arclean rules studio",
        "PAGES…",
        "Edit a rule file beside its pages, on a local web page: see what it does, mark lines, "
        "get rules proposed.",
        (
            (
                "Flags",
                (
                    Flag(
                        ("--file",),
                        "The rule file, the only one that is written; without it HOST.yaml here.",
                        "FILE",
                        name,
                        more="One that is not there begins as a draft and appears when it is "
                        "saved.",
                    ),
                    Flag(
                        ("--site",),
                        "The site's host, for the draft of a file that is not there.",
                        "HOST",
                        utf8,
                    ),
                    Flag(
                        ("--port",),
                        "The port on 127.0.0.1; 0 takes a free one.",
                        "N",
                        port,
                        0,
                    ),
                    Flag(("--no-open",), "Print the address, and start no browser."),
                    _RULES,
                    _HELP,
                ),
            ),
        ),
    ),
}
