"""What a valid rule file should not do all the same: untested, stale, greedy, dead or doubled
rules.

``lint`` looks at loaded files, alone and side by side; it runs no rule. Each check has a code; an
``error`` must not be shipped, a ``warning`` asks for a second look:

=====================  ========  ===================================================================
code                   severity  meaning
=====================  ========  ===================================================================
untested-rule          error     no test of the file fires the rule
no-clean-test          error     no test of the file has ``fires: []``
unknown-fires          error     a test expects a rule that is not there
test-name              warning   two tests of one name
no-verified            warning   nobody has said when the rules were seen to work
verified-in-future     error     the day is still to come
stale-experimental     warning   experimental, and verified more than a year ago
file-name              warning   the file is not named by its id
unknown-pack           error     ``use`` names no pack
pack-twice             warning   ``use`` names a pack twice
unknown-disable        error     ``disable`` names no rule of a pack in use
reused-id              error     an old name of a rule (``renamed_from``) lives again, or twice
tie                    error     two files claim a host, a label or a fingerprint equally
same-phrase            warning   two phrases fold alike, in one rule or in two of the same reach
covered-phrase         warning   a phrase beside a shorter one that matches all its lines, or behind
                                 a rule that has taken them
same-rule              warning   two rules, or selectors of two, that do the same
floating-phrase        warning   ``has`` drops lines of any length
common-word            error     one common word decides («شارك», «تابع») on lines of any length
clean-text             warning   a phrase that decides on lines of any length is frequent in clean
                                 text
no-literal             error     a pack's pattern has no literal to look for first
broad-rule             warning   only lengths say which line goes, without a zone
no-budget              warning   a block of a generic pack has no ``at_most``
=====================  ========  ===================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from arclean.rules._finding import Finding
from arclean.rules._lint_files import check_file, check_tree
from arclean.rules._lint_phrases import check_phrases
from arclean.rules.load import LoadedFile

__all__ = ["Finding", "lint"]


def lint(
    files: Sequence[LoadedFile],
    *,
    known: Iterable[Mapping[str, Any]] = (),
    today: date | None = None,
) -> list[Finding]:
    """Findings on rule files, in the order of files and lines.

    Args:
        files: the files to look at.
        known: compiled files beside them, for packs that they use.
        today: day on which ages are measured; without it no age is.
    """
    packs = {file["id"]: file for file in known if file["kind"] == "pack"}
    packs.update({file.id: file.compiled for file in files if file.compiled["kind"] == "pack"})
    findings = [found for file in files for found in check_file(file, packs, today)]
    findings += [found for file in files for found in check_phrases(file)]
    findings += check_tree(files)
    order = {file.path: place for place, file in enumerate(files)}
    return sorted(findings, key=lambda found: (order[found.file], found.line, found.code))
