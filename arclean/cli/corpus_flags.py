"""The flags of ``arclean corpus``."""

# ruff: noqa: E501

from __future__ import annotations

from arclean.cli.flags import Command, Flag, shared
from arclean.cli.values import name, one_of, size
from arclean.text.documents import CUTS

__all__ = ["CORPUS"]

_FORMATS = ("text", "jsonl", "warc", "csv", "parquet")


def _target(text: str) -> tuple[str, str]:
    """A format with or without compression: ``jsonl.zst``."""
    name, _, codec = text.partition(".")
    name = {"wet": "warc", "txt": "text"}.get(name, name)
    if name not in _FORMATS or codec not in ("", "gz", "zst"):
        raise ValueError(
            f"{text!r} is no format; write one of {', '.join(_FORMATS)}, with .gz, .zst"
        )
    return name, codec


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1024:
        raise ValueError(f"{text!r} is no number of processes from 1 to 1024")
    return int(text)


def _field(role: str, what: str) -> Flag:
    return Flag((f"--{role}-field",), f"Field that holds {what}.", "NAME")


CORPUS = Command(
    "arclean corpus",
    "IN… -o OUT",
    "Cleans corpora of any size: text, JSON Lines, WARC, WET, CSV and Parquet, plain, gzip, zstd, xz or bzip2.",
    (
        (
            "What to do",
            (
                *shared("--profile", "--no-strip", "--keep"),
                Flag(
                    ("--errors",),
                    "Bytes that are not UTF-8: keep, strict or replace (with U+FFFD).",
                    "HOW",
                    one_of("keep", "strict", "replace"),
                    "keep",
                    more="A document whose output format cannot hold them is put aside under `keep`.",
                ),
            ),
        ),
        ("Which rules", shared("--site", "--source", "--rules")),
        (
            "Input",
            (
                Flag(
                    ("--from",),
                    "Format of the inputs: text, jsonl, warc (WET too), csv or parquet.",
                    "FORMAT",
                    lambda text: "warc" if text == "wet" else one_of(*_FORMATS)(text),
                    more="Without it the name of a file says what it is, or its first bytes. Compression "
                    "is always told by the first bytes.",
                ),
                _field("text", "the text; what is cleaned"),
                _field("html", "HTML, where there is no text"),
                _field("url", "the address, which chooses the rules"),
                Flag(
                    ("--site-field",),
                    "Field that holds the id or host of the rule file.",
                    "NAME",
                    more="Fields that are not named are guessed: `text`, `content`, `raw_content`, …; `html`; "
                    "`url`, `uri`, `metadata.url`, …; `site`, `host`, `domain`.",
                ),
                Flag(
                    ("--docs",),
                    "How text is cut into documents: nul, form-feed, blank-lines or line.",
                    "HOW",
                    one_of(*CUTS),
                    more="Without it a file is one document. It also says what stands between documents in "
                    "text that is made from another format (form-feed without it).",
                ),
                *shared("--max-doc-bytes"),
            ),
        ),
        (
            "Output",
            (
                Flag(
                    ("-o", "--output"),
                    "File, or folder, that is written.",
                    "PATH",
                    name,
                    more="In a folder each input becomes one output. A file whose name says a format "
                    "(`all.jsonl.zst`) takes all inputs, in their order.",
                ),
                Flag(
                    ("--to",),
                    "Format of the output, such as jsonl.zst, parquet or warc.gz.",
                    "FORMAT",
                    _target,
                    more="Without it the name of the output says it, or it is that of the input.",
                ),
                Flag(
                    ("--shard",),
                    "Begin a further output after this much text (500M, 1GiB).",
                    "SIZE",
                    size,
                    0,
                    more="Outputs are called NAME-00000 and so on. An interrupted run goes on behind its "
                    "last complete shard.",
                ),
                Flag(
                    ("--drop",),
                    "Fields that are left out of the output.",
                    "NAME,…",
                    _names,
                    repeat=True,
                    default=(),
                ),
                Flag(
                    ("--save-removed",),
                    "Write what was removed into this folder, one JSONL.zst an output.",
                    "FOLDER",
                    name,
                ),
                Flag(
                    ("--report",),
                    "Write counts per rule, category and site: FILE.json, or FILE.html with plots.",
                    "FILE",
                    name,
                    repeat=True,
                    default=(),
                ),
                Flag(
                    ("--overwrite",),
                    "Begin anew, whatever an earlier run has done.",
                    more="Without it a rerun skips what is done, and an output of other settings is an error.",
                ),
            ),
        ),
        (
            "Run",
            (
                Flag(
                    ("-j", "--workers"),
                    "Processes; as many as there are processors without it.",
                    "N",
                    _workers,
                    0,
                ),
                Flag(
                    ("--progress",),
                    "Progress bar: auto (on a terminal), always or never.",
                    "WHEN",
                    one_of("auto", "always", "never"),
                    "auto",
                ),
            ),
        ),
        ("About", (Flag(("-h", "--help"), "Show this help."),)),
    ),
)
