"""Regular expressions of the pure core's contexts, by name, compiled when first needed."""

from __future__ import annotations

import re
from functools import lru_cache

from . import plan as plans
from .characters import (
    COMPOSING,
    HAMZA_ABOVE,
    HAMZA_BELOW,
    MARK_RUN,
    SHADDA,
    TATWEEL,
    letter_class,
    mark_class,
)

__all__ = ["pattern"]


@lru_cache(maxsize=64)
def pattern(name: str, wide: bool = False) -> re.Pattern[str]:
    """A pattern by name, compiled when it is first needed."""
    marks = mark_class(wide=wide)
    hamza = HAMZA_ABOVE + HAMZA_BELOW
    if name.startswith("elongation-"):
        # \1\1\1* is half as slow as \1{2,}
        again = r"\1" * int(name[11:])
        return re.compile(rf"([{letter_class(wide=wide)}]){again}\1*")
    sources = {
        "tatweel-tail": f"{TATWEEL}[{marks}]{{0,{MARK_RUN}}}\\Z",
        "tatweel-mark": f"{TATWEEL}[{marks}]",
        "tatweel-mark-drop": f"{TATWEEL}(?![{marks}])",
        "tatweel-hamza-drop": f"{TATWEEL}(?![{marks}]{{0,{MARK_RUN}}}[{hamza}])"
        f"(?![{marks}]{{{MARK_RUN + 1}}})",
        "marks": f"[{marks}]+",
        "composing": f"[{COMPOSING}]",
        "order-nfc": f"[{marks}](?=[{marks}])",
        # Most runs are a shadda and a vowel, in order: those are not even looked at.
        "order-shadda-first": f"[{mark_class(wide=wide, without=SHADDA)}](?=[{marks}])",
        "separators": "(?<=[0-9])[" + "".join(plans.SEPARATORS) + "](?=[0-9])",
        "separator-waits": "[0-9][" + "".join(plans.SEPARATORS) + r"]\Z",
        "spaces": "  +",
        "between": "[" + "".join(plans.BETWEEN_WORDS) + "]",
        "telling": f"[^{re.escape(plans.TRANSPARENT)}{marks}]",
    }
    return re.compile(sources[name])
