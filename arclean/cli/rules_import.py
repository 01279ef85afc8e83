"""``arclean rules import``: rules of other tools, brought into format 1."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from arclean.cli import messages
from arclean.cli.output import standard_output, write_whole
from arclean.errors import InputError, UsageError
from arclean.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arclean.cli.parse import Options
    from arclean.importing.draft import Draft, Left

__all__ = ["import_rules"]


def import_rules(options: Options) -> int:
    """Read the files, write the rule files; what could not be said goes to standard output, a line
    each.

    Raises:
        UsageError: no files, no folder, or rule files that are there already.
        InputError: a file cannot be read, or is none that can be imported.
    """
    if not options.operands:
        raise UsageError("'arclean rules import' needs files: site configurations or filter lists")
    if options.output is None:
        raise UsageError("name a folder for the rule files with -o")
    drafts: dict[str, Draft] = {}
    left: list[Left] = []
    for path in options.operands:
        found, rest = _import(path)
        left += rest
        for draft in found:
            if draft.id in drafts:
                raise UsageError(
                    f"{path}: its rule file would be {draft.id}.yaml, as another's is; put lists "
                    "into one file, or leave one out"
                )
            drafts[draft.id] = draft
    _write(options.output, drafts, options.force)
    stream = standard_output()
    for one in left:
        place = f"{one.path}:{one.line}" if one.line else one.path
        stream.write(visible(f"{place}: {one.text} ({one.why})").encode("utf-8") + b"\n")
    messages.lines(_summary(drafts, left))
    return messages.DONE


def _import(path: str) -> tuple[Sequence[Draft], list[Left]]:
    """One file, by what is in it."""
    from arclean.importing.cosmetic import import_filters, looks_like_filters
    from arclean.importing.ftr import import_ftr, looks_like_ftr

    try:
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            text = file.read()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {messages.why(error)}") from error
    name = os.path.basename(path).removesuffix(".txt")  # noqa: PTH119
    if looks_like_filters(text):
        return import_filters(text, path, name, date.today())
    if looks_like_ftr(text):
        draft, left = import_ftr(text, path, name, date.today())
        return [draft] if draft else [], left
    raise InputError(
        f"{path}: neither a site configuration (directive: value) nor a list of filters "
        "(host##selector)"
    )


def _write(folder: str, drafts: dict[str, Draft], force: bool) -> None:
    """All files or none, unless the disk fails."""
    texts = {name: draft.text().encode("utf-8") for name, draft in drafts.items()}
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        for name in texts:
            target = os.path.join(folder, f"{name}.yaml")  # noqa: PTH118
            if not force and os.path.exists(target):  # noqa: PTH110
                raise UsageError(f"{target} is there already; --force writes over it")
        for name, data in texts.items():
            write_whole(os.path.join(folder, f"{name}.yaml"), data)  # noqa: PTH118
    except OSError as error:
        raise InputError(f"-o {folder}: {messages.why(error)}") from error


def _summary(drafts: dict[str, Draft], left: Sequence[Left]) -> list[str]:
    carried = sum(draft.carried for draft in drafts.values())
    lines = [f"{len(drafts):,} rule files; {carried:,} lines carried over, {len(left):,} left out"]
    reasons = Counter(one.why.partition(":")[0] for one in left)
    return lines + [f"  {count:,} {why}" for why, count in reasons.most_common()]
