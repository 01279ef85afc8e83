"""Presets: the normalisation of other tools, to the code point, faults included.

    >>> from arclean.normalize import Normalizer
    >>> Normalizer("lucene:arabic")("المَدرسة")
    'المدرسه'

Each tool has a module here; ``preset`` finds one by its name, ``all_presets`` lists them. Only the
modules that are asked for are imported.
"""

from __future__ import annotations

from importlib import import_module

from arclean.errors import UsageError
from arclean.normalize.step import nearest

from .preset import Preset

__all__ = ["TOOLS", "Preset", "all_presets", "preset"]

#: First half of a preset's name -> module.
TOOLS = {
    "camel": "camel",
    "pyarabic": "pyarabic",
    "tashaphyne": "tashaphyne",
    "lucene": "lucene",
    "snowball": "snowball",
    "nltk": "nltk",
    "arabert": "arabert",
    "datatrove": "datatrove",
    "fineweb2": "datatrove",
    "hf": "hf",
    "whisper": "whisper",
    "openiti": "openiti",
}


def _of(tool: str) -> dict[str, Preset]:
    module = import_module(f"{__name__}.{TOOLS[tool]}")
    return {found.name: found for found in module.PRESETS if found.name.startswith(f"{tool}:")}


def preset(name: str) -> Preset:
    """The preset of a name such as ``lucene:arabic``.

    Raises:
        UsageError: there is none.
    """
    tool = name.partition(":")[0]
    if tool not in TOOLS:
        raise UsageError(f"unknown tool {tool!r}{nearest(tool, TOOLS)}; {', '.join(TOOLS)}")
    found = _of(tool)
    if name not in found:
        raise UsageError(
            f"unknown preset {name!r}{nearest(name, [*found])}; {tool} has {', '.join(found)}"
        )
    return found[name]


def all_presets() -> dict[str, Preset]:
    """Every preset, by name."""
    return {name: found for tool in TOOLS for name, found in _of(tool).items()}
