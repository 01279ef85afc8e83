"""``arclean rules stats`` and ``arclean rules new``: rules beside the pages that they are for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from arclean.cli import messages
from arclean.cli.output import standard_output
from arclean.errors import UsageError
from arclean.report.escape import visible
from arclean.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from arclean.cli.parse import Options

__all__ = ["new", "stats"]

_MOST_PAGES = 5
_MOST_CHARS = 8_000


def stats(options: Options) -> int:
    """Run the rules over a corpus and tell how often each acts, and what looks like rot.

    Raises:
        UsageError: no corpus, or an unknown site.
        InputError: pages that cannot be read.
    """
    from arclean.cleaner import Cleaner
    from arclean.learn.reader import Fields, read_pages
    from arclean.report.ruleuse import RuleUse

    if not options.operands:
        raise UsageError("'arclean rules stats' needs pages: files or folders")
    rules = RuleSet.load(*options.rules) if options.rules else RuleSet.default()
    fields = Fields(
        options.text_field,
        options.title_field,
        options.site_field,
        options.url_field,
        options.date_field,
    )
    cleaner = Cleaner(rules, profile="none")
    use = RuleUse(rules.files)
    for record in read_pages(options.operands, fields):
        url = record.url if record.url and "://" in record.url else None
        if url is None and record.site:
            url = f"https://{record.site}"
        result = cleaner.explain(record.text, site=options.site, url=url)
        use.add(result, record.day)
    standard_output().writelines(f"{visible(line)}\n".encode() for line in use.lines())
    return messages.DONE


def new(options: Options) -> int:
    """Write a file to begin with: the packs in use, and a test of each page as packs leave it.

    Raises:
        UsageError: no host, too many pages, or a page that is too long for a test.
        InputError: a page that cannot be read.
    """
    from arclean.cleaner import Cleaner
    from arclean.learn.learner import Site
    from arclean.learn.page import Page
    from arclean.learn.reader import Fields, read_pages
    from arclean.learn.trial import pack_files
    from arclean.learn.write import rule_file
    from arclean.rules.load import load_bytes
    from arclean.rules.testing import fired

    if not options.operands:
        raise UsageError("'arclean rules new' needs a host, and pages of it")
    site = Site.of(options.operands[0])
    texts = [record.text for record in read_pages(options.operands[1:], Fields())]
    if len(texts) > _MOST_PAGES or any(len(text) > _MOST_CHARS for text in texts):
        raise UsageError(
            f"write at most {_MOST_PAGES} pages of {_MOST_CHARS:,} characters: they become tests; "
            "'arclean rules learn' reads many"
        )
    known = RuleSet.default()
    packs = pack_files(known, [Page(text) for text in texts])
    table: dict[str, Any] = {
        "arclean": 1,
        "id": site.label.replace("/", "-"),
        "kind": "site",
        "title": f"{site.label}: say which pages, and of when",
        "status": "experimental",
        "verified": date.today().isoformat(),
        "match": site.match,
        "use": [str(file["id"]) for file in packs],
        "rules": [],
    }
    notes = {
        "rules": [
            "Write one rule for each piece of furniture that the packs leave: id, why, category, "
            "zone, at_most, and one of drop_line, drop_block, strip, drop_repeat; "
            "docs/rule-keys.md has the keys.",
        ],
        "tests": [
            "The pages as the packs leave them. Take out of each output what should go as well, "
            "and name the rules that take it under fires.",
        ],
    }
    compiled = load_bytes(rule_file(table).encode(), "new.yaml").compiled
    rest = [file for file in known.files.values() if file["kind"] == "pack"]
    cleaner = Cleaner(RuleSet([*rest, compiled]), profile="none", max_doc_bytes=None)
    table["tests"] = []
    for number, text in enumerate(texts, 1):
        page = text if text.endswith("\n") else f"{text}\n"
        result = cleaner.explain(page, site=str(table["id"]))
        fires = fired(cleaner, str(table["id"]), result)
        name = f"page {number}"
        test = {"name": name, "text": page, "output": result.kept, "fires": fires}
        table["tests"].append(test)
    standard_output().write(rule_file(table, notes).encode())
    return messages.DONE
