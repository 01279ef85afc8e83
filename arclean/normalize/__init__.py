"""The normaliser: steps, profiles, plans.

    >>> from arclean.normalize import Normalizer
    >>> Normalizer("standard,+digits:ascii")("أُنْشِئَتْ عامَ ٢٠٢٤")
    'انشئت عام 2024'

``steps`` documents every step, ``profiles`` names sets of them, ``plan`` folds them into one table
and a few contexts, ``pure`` runs a plan.
"""

from __future__ import annotations

from .normalizer import Normalizer, NormalizerStream, normalize
from .plan import Plan, plan_for
from .profiles import PROFILES
from .steps import GROUPS, STEPS, Step

__all__ = [
    "GROUPS",
    "PROFILES",
    "STEPS",
    "Normalizer",
    "NormalizerStream",
    "Plan",
    "Step",
    "normalize",
    "plan_for",
]
