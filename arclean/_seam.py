"""The seam between the two cores: compiled (``arclean._native``) and pure Python, one interface.

``ARCLEAN_CORE=pure`` or ``native`` forces one; otherwise the compiled core runs where it can be
imported.
"""

from __future__ import annotations

import os
from pathlib import Path

from arclean.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from arclean.text.outcome import Outcome

__all__ = ["LineEngine", "Page", "Probe", "core_name", "line_core", "why_pure"]


class Page(Protocol):
    """A page, split and folded once for all that look at it."""


class LineEngine(Protocol):
    """A program of rules, ready to run; see ``arclean.text.pure``."""

    def run(self, page: Any) -> Outcome:
        """Run over a page of the same core; cuts come in the units of the page's input."""


class Probe(Protocol):
    """Fingerprints, ready to be looked for; see ``arclean.text.pure``."""

    def run(self, page: Any) -> list[int]:
        """How strongly each claim holds for a page of the same core."""


class LineCore(Protocol):
    """What both twins of the line engine offer."""

    def Page(self, data: str | bytes) -> Page:  # noqa: N802
        """Read a page."""

    def LineEngine(self, program: Mapping[str, Any]) -> LineEngine:  # noqa: N802
        """Make a program ready to run."""

    def Probe(self, claims: Sequence[Mapping[str, Any]]) -> Probe:  # noqa: N802
        """Make fingerprints ready."""


_choice: tuple[str, str] | None = None


def _choose() -> tuple[str, str]:
    """(name of the core, why it is not the compiled one)."""
    wanted = os.environ.get("ARCLEAN_CORE", "")
    if wanted not in ("", "pure", "native"):
        raise UsageError(f"ARCLEAN_CORE={wanted}: write pure or native, or leave it unset")
    if wanted == "pure":
        return "pure", "ARCLEAN_CORE=pure"
    try:
        import arclean._native  # noqa: F401
    except ImportError as error:
        if wanted == "native":
            raise UsageError(
                f"ARCLEAN_CORE=native: the compiled core does not load: {error}"
            ) from error
        return "pure", _why_missing(error)
    return "native", ""


def _why_missing(error: ImportError) -> str:
    """What kept the compiled core from being built, as the build wrote it down, or from loading."""
    if not isinstance(error, ModuleNotFoundError):
        return f"the compiled core does not load: {error}"
    try:
        reason = Path(__file__).with_name("_native_missing.txt").read_text(encoding="utf-8")
    except OSError:
        return "the compiled core was not built"
    return f"the compiled core was not built: {reason.strip()}"


def core_name() -> str:
    """``native`` or ``pure``: the core that this process runs."""
    global _choice
    if _choice is None:
        _choice = _choose()
    return _choice[0]


def why_pure() -> str:
    """Why the pure core runs, in a few words; empty where the compiled one does."""
    core_name()
    assert _choice is not None
    return _choice[1]


def line_core() -> LineCore:
    """The line engine of the core that this process runs."""
    if core_name() == "native":
        import arclean.text.native as chosen
    else:
        import arclean.text.pure as chosen  # type: ignore[no-redef]
    return cast("LineCore", chosen)
