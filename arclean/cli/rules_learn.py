"""``arclean rules learn``: drafts of rule files from pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.output import check_target, standard_output, write_whole
from arclean.errors import InputError, UsageError
from arclean.report.escape import visible

if TYPE_CHECKING:
    from arclean.cli.parse import Options
    from arclean.learn.candidate import Candidate
    from arclean.learn.learner import Draft
    from arclean.learn.store import Store

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
    if options.output == "-":  # standard output, as for `arclean -o -`
        options.output = None
    if options.output is not None and not _is_folder(options.output):
        check_target("-o", options.output, options.operands)
        _refuse(options.output, options.force)  # now: learning takes minutes
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
        targets = _targets(store, options)
        learned = False
        for seen, draft in sites.learn_sites(store, how):
            learned = learned or bool(draft.text)
            _write(draft, targets[draft.site.label], options.force)
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


def _targets(store: Store, options: Options) -> Mapping[str, str | None]:
    """Where the file of each site goes, by name of the site; None is standard output.

    The folder is made, if it takes one.
    """
    from arclean.learn.candidate import MIN_PAGES
    from arclean.learn.sites import ids_of

    output = options.output
    several = len(store.sites) > 1
    if output is None:
        if several:
            raise UsageError(
                f"the pages are of {len(store.sites)} sites; name a folder for their files with -o"
            )
        return dict.fromkeys(store.sites)
    if not several and not _is_folder(output):
        return dict.fromkeys(store.sites, output)
    targets = {
        name: os.path.join(output, f"{of}.yaml")  # noqa: PTH118
        for name, of in ids_of(store).items()
    }
    for name, target in targets.items():
        if store.seen(name) >= MIN_PAGES:  # of fewer no file is made
            _refuse(target, options.force)
    if not os.path.isdir(output):  # noqa: PTH112
        try:
            os.makedirs(output)  # noqa: PTH103
        except OSError as error:
            raise InputError(f"-o {output}: {messages.why(error)}") from error
    return targets


def _is_folder(output: str) -> bool:
    return output.endswith("/") or os.path.isdir(output)  # noqa: PTH112


def _refuse(target: str, force: bool) -> None:
    """Refuse to write over a file that holds something."""
    try:
        if not force and os.path.getsize(target) > 0:  # noqa: PTH202
            raise UsageError(f"{target} is there already; --force writes over it")
    except OSError:
        pass  # it is not there


def _write(draft: Draft, target: str | None, force: bool) -> None:
    if not draft.text:
        return
    data = draft.text.encode("utf-8")
    if target is None:
        standard_output().write(data)
        return
    _refuse(target, force)  # it may have come meanwhile
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
