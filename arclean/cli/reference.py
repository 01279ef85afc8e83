"""``--help`` and docs/command.md, made from the flag tables."""

# ruff: noqa: E501

from __future__ import annotations

from arclean.cli.corpus_flags import CORPUS
from arclean.cli.flags import CLEAN, COMMANDS, EXPLAIN, NORMALIZE, Command, Flag

__all__ = ["help_text", "markdown", "rules_help"]

_WIDTH = 78
_INDENT = 26


def help_text(command: Command) -> str:
    """What ``--help`` prints: 78 columns."""
    operands = f" {command.operands}" if command.operands else ""
    lines = [f"usage: {command.name} [flags]{operands}", "", *_wrapped(command.help, 0)]
    if command is CLEAN:
        lines += _wrapped(
            "No FILE, or -, is standard input. A folder stands for its *.txt and HTML files.", 0
        )
        lines += _wrapped("'arclean normalize' normalises alone, and explains characters.", 0)
        lines += _wrapped("'arclean explain' shows what would go and why, as a web page too.", 0)
        lines += _wrapped("'arclean corpus' cleans JSONL, WARC, Parquet … on all cores.", 0)
        lines += _wrapped("'arclean rules' lists, shows, checks and tests rule files.", 0)
    for title, flags in command.groups:
        lines += ["", f"{title}:"]
        for flag in flags:
            lines += _flag_lines(flag)
    if command is CLEAN:
        lines += ["", *_wrapped(f"Exit codes: {_EXIT_CODES}", 0)]
    return "\n".join(lines) + "\n"


def rules_help() -> str:
    """What ``arclean rules --help`` prints."""
    lines = ["usage: arclean rules COMMAND [flags]", ""]
    for command in COMMANDS.values():
        name = " ".join(part for part in (command.name, command.operands) if part)
        lines += [name, *(f"    {line}" for line in _wrapped(command.help, 4))]
    lines += ["", "A file called rules is ./rules."]
    return "\n".join(lines) + "\n"


_EXIT_CODES = (
    "0 done; 1 --check found something, or a rule test or lint failed; 2 usage, unreadable input or a bad rule file; "
    "130 interrupted; 141 closed pipe; 143 terminated."
)


def _flag_lines(flag: Flag) -> list[str]:
    text = _wrapped(flag.help, _INDENT)
    if len(flag.shown) > _INDENT - 4:
        return [f"  {flag.shown}", *(" " * _INDENT + line for line in text)]
    first = f"  {flag.shown}".ljust(_INDENT) + text[0]
    return [first, *(" " * _INDENT + line for line in text[1:])]


def _wrapped(text: str, indent: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _WIDTH - indent:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def markdown() -> str:
    """The text of docs/command.md."""
    parts = [_HEAD]
    for title, flags in CLEAN.groups:
        parts.append(f"### {title}\n\n{_table(flags)}")
    parts.append(_MIDDLE)
    parts.append(f"{_NORMALIZE}\n{_table(NORMALIZE.flags)}\n{_NORMALIZE_KEYS}")
    parts.append(_EXPLAIN)
    parts += [f"### {title}\n\n{_table(flags)}" for title, flags in EXPLAIN.groups]
    parts.append(_CORPUS)
    parts += [f"### {title}\n\n{_table(flags)}" for title, flags in CORPUS.groups]
    parts.append(_RULES)
    for command in COMMANDS.values():
        operands = f" {command.operands}" if command.operands else ""
        parts.append(f"### `{command.name}{operands}`\n\n{command.help}\n\n{_table(command.flags)}")
    parts.append(_RULES_NOTE)
    return "\n".join(parts)


def _table(flags: tuple[Flag, ...]) -> str:
    rows = ["| flag | meaning |", "| --- | --- |"]
    for flag in flags:
        default = (
            ""
            if flag.metavar is None or not isinstance(flag.default, str)
            else (f" Default: `{flag.default}`.")
        )
        more = f" {flag.more}" if flag.more else ""
        rows.append(f"| `{flag.shown}` | {flag.help}{default}{more} |")
    return "\n".join(rows) + "\n"


_HEAD = """# The command

<!-- Made by tools/make_command_reference.py from arclean/cli/flags.py and arclean/cli/reference.py; do not edit. -->

    arclean [FLAG…] [FILE…]

Strips boilerplate from scraped Arabic pages and normalises the Arabic that is left. No file, or `-`, is standard input;
a folder stands for all `*.txt` and HTML files (`*.html`, `*.htm`, `*.xhtml`, `*.shtml`) in it and below. The result goes
to standard output, everything else to standard error. Flags and files may be mixed; `--` ends the flags. Input and output
are UTF-8 whatever the locale. Nothing is read from the working directory but what the command line names, and nothing from
the network.

Several files on standard output follow one another; where one does not end in a line end (or in what `--docs` says ends
a document), it is put there, so that nothing is glued together.
"""

_MIDDLE = """## Exit codes

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | `--check` found something that would change; a rule test or `rules lint` failed |
| 2 | usage, input that cannot be read, output that cannot be written, a rule file that is not valid |
| 129 | hung up (SIGHUP) |
| 130 | interrupted (Ctrl-C) |
| 141 | the reader of the output went away |
| 143 | terminated (SIGTERM) |

Of an input that cannot be read standard error says why; the others are cleaned all the same, and the exit code is 2 in
the end. An input that fails leaves nothing behind: no half-written file, no records.

## `--explain=json`

One object a document, one a line, in UTF-8. Control and bidi characters stand as `\\u` escapes.

| key | value |
| --- | --- |
| `file` | name of the input as given; `-` is standard input. If its bytes are not UTF-8, `file_base64` has them |
| `document` | number of the document in its file, from 1 |
| `site` | id of the rule file that was chosen, or null |
| `packs` | ids of the packs that ran |
| `span` | first byte of the document in the file, and the byte behind its last |
| `bytes_out` | bytes of the document after cleaning |
| `removals` | what went, in the order of the text: see the next table |
| `notes` | objects with `code`, `rule` (or null) and `message`: rules that did nothing, and why |

A removal:

| key | value |
| --- | --- |
| `rule` | full name of the rule; `arclean rules show NAME` says why it is there |
| `category` | what it is: `related`, `share`, `byline` … |
| `lines` | first and last line, counted in the file from 1; lines end at LF, CR LF and CR |
| `span` | first byte in the file, and the byte behind the last |
| `text` | the text; if it is not valid UTF-8, `text_base64` has its bytes |

## `--save-removed`

One JSON object a removal, one a line: `file`, `document`, and the keys of a removal above. Together with an output in the
original spelling (`--profile none`) it gives back the input, byte for byte:

```python
from pathlib import Path
from arclean.report.removed import read, restore

with Path("removed.jsonl").open("rb") as records:
    page = restore(Path("clean.txt").read_bytes(), read(records, "page.txt"))
```

With `-i` the records of a file are written before the file is replaced.
"""

_EXPLAIN = """## `arclean explain [PAGE…]`

Shows what would go from pages, and which rule is behind it; writes no text. `--html report.html` makes one web page to
review all of it: what is kept and what goes in colour, the rule behind a piece on hover and on tap, filters by rule and
category, and each line's normalised form with the changed characters marked.
"""

_NORMALIZE = """## `arclean normalize [FILE…]`

The first word `normalize` makes a command of its own, which strips nothing (as `--no-strip`); a file of that name is
`./normalize`. Input of any size streams through in constant memory, but for presets and steps that need a line or a text
(docs/normalization.md says which).
"""

_NORMALIZE_KEYS = """`--explain` counts, for each step, which character it changes into what and how often, and lists all characters of the
text with their names and the profiles that change them. Bytes that are not UTF-8 count one by one. `--explain=json`
prints one object a file, one a line:

| key | value |
| --- | --- |
| `file` | name of the input as given; `-` is standard input. If its bytes are not UTF-8, `file_base64` has them |
| `profile` | what `-p` said |
| `unicode_names` | the version of Unicode that the names are from: that of the Python that runs |
| `lines` | how many lines were judged `arabic`, and how many `other` |
| `mojibake` | what happened to lines that are mojibake (`UTF-8 read as windows-1256` …): how many lines |
| `steps` | objects with `step`, `before`, `after`, `count`; an empty `after` is a deletion. A step that looks at neighbours has what disappears and what appears in objects of their own; an `after` of `moved` counts marks put in another order |
| `characters` | objects with `code`, `character` (null for a byte that is not UTF-8), `name`, `count`, and `profiles`: name of a profile and how it changes the character: `always`, on lines in Arabic only (`arabic`), or as its neighbours say (`context`) |
"""

_CORPUS = """## `arclean corpus IN… -o OUT`

The first word `corpus` makes a command of its own; a file of that name is `./corpus`. It cleans files, folders, globs
and standard input (`-`) in text, JSON Lines, WARC, WET, CSV and Parquet, plain, gzip, zstd, xz or bzip2, on all cores and in bounded
memory. It needs `pip install 'arclean[corpus]'`. docs/corpora.md says how it treats each format, what it leaves beside
the output, and how to run the same on Spark, Ray and datatrove.

Exit codes: 0 done, documents that failed and were put aside among it (standard error says how many, and where); 2 usage,
an input that is damaged or cannot be read (all that can be read of it is in the output), an output that cannot be written.
"""

_RULES = """## Rule files

The first word `rules` makes a command of its own; a file of that name is `./rules`.
"""

_RULES_NOTE = """`lint` and `test` end with exit code 1 when they find something, with 2 when a file is no rule file at all.
"""
