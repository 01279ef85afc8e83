"""``arclean rules stats`` and ``arclean rules new``: rules beside the pages that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        options.html_field,
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
        if record.html:
            use.add(cleaner.explain_html(record.text, site=options.site, url=url), record.day)
        else:
            use.add(cleaner.explain(record.text, site=options.site, url=url), record.day)
    standard_output().writelines(f"{visible(line)}\n".encode() for line in use.lines())
    return messages.DONE


def new(options: Options) -> int:
    """Write a file to begin with: the packs in use, and a test of each page as packs leave it; of
    HTML pages a selector that holds the article, and pages cut down to show it.

    Raises:
        UsageError: no host, too many pages, or a page that is too long for a test.
        InputError: a page that cannot be read.
    """
    from arclean.learn.learner import Site
    from arclean.learn.reader import Fields, read_pages
    from arclean.learn.scaffold import scaffold

    if not options.operands:
        raise UsageError("'arclean rules new' needs a host, and pages of it")
    site = Site.of(options.operands[0])
    records = list(read_pages(options.operands[1:], Fields()))
    texts = [record.text for record in records if not record.html]
    html = [record.text for record in records if record.html]
    if len(records) > _MOST_PAGES or any(len(text) > _MOST_CHARS for text in texts):
        raise UsageError(
            f"write at most {_MOST_PAGES} pages of {_MOST_CHARS:,} characters: they become tests; "
            "'arclean rules learn' reads many"
        )
    standard_output().write(scaffold(site, texts, html, RuleSet.default()).encode())
    return messages.DONE
