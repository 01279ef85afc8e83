"""The normaliser: steps, profiles, plans.

    >>> from arclean.normalize import Normalizer
    >>> Normalizer("standard,+digits:ascii")("أُنْشِئَتْ عامَ ٢٠٢٤")
    'انشئت عام 2024'

``steps`` documents every step, ``profiles`` names sets of them, ``plan`` folds them into one table
and a few contexts, ``pure`` runs a plan. ``presets`` does what other tools do, ``program`` puts
presets, the two steps that need whole lines (``whole``) and a plan in a row, ``explain`` counts
what each step changes.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from .normalizer import Normalizer, NormalizerStream, normalize
from .offsets import Offsets
from .plan import Plan
from .profiles import PROFILES
from .program import plan_for
from .steps import GROUPS, STEPS, Step

__all__ = [
    "GROUPS",
    "PROFILES",
    "STEPS",
    "Normalizer",
    "NormalizerStream",
    "Offsets",
    "Plan",
    "Step",
    "normalize",
    "plan_for",
]


class _CallableModule(ModuleType):
    """Lets ``arclean.normalize`` be both the function and the room with presets and steps in it.

    Importing a submodule binds its name in the package, so a function of that name would stand
    there
    only until somebody imports ``arclean.normalize`` itself.
    """

    __call__ = staticmethod(normalize)

    def __reduce__(self) -> tuple[object, ...]:  # for pool.map(arclean.normalize, texts)
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _CallableModule
