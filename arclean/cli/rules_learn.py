"""``arclean rules learn``: drafts of rule files from pages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.output import standard_output, write_whole
from arclean.errors import InputError, UsageError
from arclean.report.escape import visible

if TYPE_CHECKING:
    from arclean.cli.parse import Options
    from arclean.learn.candidate import Candidate
    from arclean.learn.learner import Draft

__all__ = ["learn"]


def learn(options: Options) -> int:
    """Read pages, learn, write the drafts; the report goes to standard error.

    Raises:
        UsageError: no pages, too few of each site, no site, or no folder for several sites.
        InputError: pages that cannot be read, a file that cannot be written.
    """
    from arclean.learn import sites
    from arclean.learn.candidate import MIN_PAGES
    from arclean.learn.reader import Fields, read_pages
    from arclean.learn.store import Store

    if not options.operands:
        raise UsageError("'arclean rules learn' needs pages: files or folders")
    fields = Fields(
        options.text_field,
        options.html_field,
        options.title_field,
        options.site_field,
        options.url_field,
    )
    how = sites.Options(
        options.site,
        options.pages,
        options.unsure,
        options.jobs or os.cpu_count() or 1,
    )
    with Store(options.pages) as store:
        told = sites.gather(read_pages(options.operands, fields), store, how)
        if not told.taken:
            raise UsageError(_nothing(told, options.site))
        several = len(store.sites) > 1
        if options.output == "-":  # standard output, as for `arclean -o -`
            options.output = None
        if several and options.output is None:
            raise UsageError(
                f"the pages are of {len(store.sites)} sites; name a folder for their files with -o"
            )
        folder = several or (options.output or "").endswith("/")
        if folder and not os.path.isdir(options.output):  # noqa: PTH112
            try:
                os.makedirs(options.output)  # noqa: PTH103
            except OSError as error:
                raise InputError(f"-o {options.output}: {messages.why(error)}") from error
        learned = False
        for seen, draft in sites.learn_sites(store, how):
            learned = learned or bool(draft.text)
            _write(draft, _target(options.output, draft, several), options.force)
            messages.lines([visible(line) for line in _report(seen, draft)])
    if told.nameless or told.other or told.long:
        messages.error(
            f"left out: {told.nameless} pages without a site, {told.other} of other sites, "
            f"{told.long} too long"
        )
    if not learned:
        raise UsageError(
            f"nothing was learned and nothing written; a site needs {MIN_PAGES} pages of text, or "
            f"{MIN_PAGES} of HTML"
        )
    return messages.DONE


def _nothing(told: object, site: str | None) -> str:
    if getattr(told, "nameless", 0):
        return "nothing says of which site the pages are; name it with --site"
    return f"no page is of the site {site}" if site else "there are no pages to learn from"


def _target(output: str | None, draft: Draft, several: bool) -> str | None:
    if output is None:
        return None
    if several or output.endswith("/") or os.path.isdir(output):  # noqa: PTH112
        return os.path.join(output, f"{draft.id}.yaml")  # noqa: PTH118
    return output


def _write(draft: Draft, target: str | None, force: bool) -> None:
    if not draft.text:
        return
    data = draft.text.encode("utf-8")
    if target is None:
        standard_output().write(data)
        return
    try:
        if not force and os.path.getsize(target) > 0:  # noqa: PTH202
            raise UsageError(f"{target} is there already; --force writes over it")
    except OSError:
        pass  # it is not there
    try:
        write_whole(target, data)
    except OSError as error:
        raise InputError(f"{target}: {messages.why(error)}") from error


def _report(seen: int, draft: Draft) -> list[str]:
    """What was learned of a site, and what was left out."""
    label = draft.site.label
    if not draft.text:
        pages = "1 page is" if draft.pages == 1 else f"{draft.pages} pages are"
        return [f"{label}: {pages} too few to learn from"]
    read = f"{seen:,} pages" if seen == draft.pages else f"{draft.pages} of {seen:,} pages"
    count = f"{len(draft.rules)} rule" + ("" if len(draft.rules) == 1 else "s")
    lines = [f"{label}: {read}, {count}"]
    lines += [f"  {_line(one)}" for one in draft.rules]
    if not draft.rules:
        lines.append("  nothing repeats on these pages that the packs do not take")
    if draft.doubtful:
        lines.append("  left out, for want of certainty (--unsure takes them in):")
        lines += [f"    {_line(one)} ({one.doubt})" for one in draft.doubtful]
    return lines


def _line(one: Candidate) -> str:
    hit = f"{one.support.hit}/{one.support.pages}"
    return f"{one.category:<12}  {hit:>9}  {one.name:<22}  {one.what}"
