"""The seam between the two cores: compiled (``arclean._native``) and pure Python, one interface.

``ARCLEAN_CORE=pure`` or ``native`` forces one; otherwise the compiled core runs where it can be
imported. ``ARCLEAN_SIMD`` forces its vector path.
"""

from __future__ import annotations

import os

from arclean.errors import UsageError

__all__ = ["core_name", "why_pure"]

_choice: tuple[str, ImportError | None] | None = None


def _choose() -> tuple[str, ImportError | None]:
    """(name of the core, what kept the compiled one from loading)."""
    wanted = os.environ.get("ARCLEAN_CORE", "")
    if wanted not in ("", "pure", "native"):
        raise UsageError(f"ARCLEAN_CORE={wanted}: write pure or native, or leave it unset")
    if wanted == "pure":
        return "pure", None
    try:
        import arclean._native as _native  # not "from": that never says that it is not there
    except ImportError as error:
        if wanted == "native":
            raise UsageError(
                f"ARCLEAN_CORE=native: the compiled core does not load: {error}"
            ) from error
        return "pure", error
    try:
        _native.simd()
    except ValueError as error:
        raise UsageError(str(error)) from None
    return "native", None


def _why_missing(error: ImportError) -> str:
    """What kept the compiled core from being built, as the build wrote it down, or from loading."""
    if not isinstance(error, ModuleNotFoundError):
        return f"the compiled core does not load: {error}"
    from pathlib import Path

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
    if core_name() == "native":
        return ""
    assert _choice is not None
    return "ARCLEAN_CORE=pure" if _choice[1] is None else _why_missing(_choice[1])
