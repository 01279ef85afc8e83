"""``arclean rules studio``: a rule file beside its pages, on a local web page."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.inputs import STDIN, find_sources
from arclean.cli.output import AtomicFile
from arclean.cli.sniff import HTML_SUFFIXES, is_html
from arclean.errors import InputError, UsageError

if TYPE_CHECKING:
    from arclean.cli.parse import Options
    from arclean.studio.session import Given

__all__ = ["MAX_PAGES", "MAX_TOTAL", "studio"]

MAX_PAGES = 200
MAX_TOTAL = 16 << 20
"""Bytes of all pages together: each check looks at all of them."""
_SUFFIXES = (".txt", *HTML_SUFFIXES)


def studio(options: Options) -> int:
    """Serve the studio until Ctrl-C; the exit code.

    Raises:
        UsageError: no pages, too many of them, or nothing says which rule file.
        InputError: pages or file cannot be read, or the port is taken.
        RuleError: a file of ``--rules`` is not valid.
    """
    if not options.operands or STDIN in options.operands:
        raise UsageError("'arclean rules studio' needs pages: files or folders")
    pages = _pages(options.operands)
    path, draft = _rule_file(options, pages)

    from arclean.studio.rulefile import RuleFile
    from arclean.studio.server import StudioServer
    from arclean.studio.worker import Worker

    file = RuleFile(path, draft, AtomicFile)
    file.read()
    worker = Worker(pages, path, options.rules)
    try:
        server = StudioServer(file, worker, options.port)
    except OSError as error:
        raise InputError(f"--port {options.port}: {messages.why(error)}") from error
    try:
        with server:
            counted = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
            messages.lines([f"{path} and {counted} at", server.url, "Ctrl-C ends it."])
            if not options.no_open:
                threading.Thread(target=_open, args=(server.ticket_url,), daemon=True).start()
            server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass  # how it is meant to end
    finally:
        worker.close()
    return messages.DONE


def _open(url: str) -> None:
    import webbrowser

    webbrowser.open(url)


def _rule_file(options: Options, pages: list[Given]) -> tuple[str, str]:
    """The file's name, and what the editor begins with if it is not there."""
    path: str | None = options.file
    if path is not None:
        if not path.endswith((".yaml", ".yml")):
            raise UsageError(f"--file {path}: a rule file is called *.yaml")
        if os.path.exists(path):  # noqa: PTH110
            return path, ""
    if options.site is None:
        raise UsageError(
            f"{path} is not there; name the site for a first draft with --site"
            if path is not None
            else "name the rule file with --file, or the site with --site"
        )
    from arclean.html.decode import decode
    from arclean.rules.ruleset import RuleSet
    from arclean.studio.drafts import draft

    known = RuleSet.load(*options.rules)
    texts = [one.data for one in pages if isinstance(one.data, str)]
    html = [decode(one.data).text for one in pages if isinstance(one.data, bytes)]
    name, text = draft(options.site, texts, known, html)
    return path or f"{name}.yaml", text


def _pages(operands: list[str]) -> list[Given]:
    from arclean.studio.session import Given

    def refuse(message: str) -> None:
        raise InputError(message)

    sources, _ = find_sources(operands, refuse, suffixes=_SUFFIXES)
    if not sources:
        raise UsageError("there are no pages; a page is called *.txt or *.html")
    if len(sources) > MAX_PAGES:
        raise UsageError(
            f"{len(sources)} pages are more than the studio shows ({MAX_PAGES}); name fewer"
        )
    pages: list[Given] = []
    room = MAX_TOTAL
    for source in sources:
        try:
            with source.open() as stream:
                data = stream.read(room + 1)
        except (OSError, ValueError) as error:
            raise InputError(f"{source.path}: {messages.why(error)}") from error
        room -= len(data)
        if room < 0:
            raise UsageError(
                f"the pages have more than {MAX_TOTAL >> 20} MiB together; name fewer of them"
            )
        html = is_html(data, source.path)
        pages.append(Given(source.path, data if html else data.decode("utf-8", "replace")))
    return pages
