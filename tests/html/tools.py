"""The modules of tools/, which are scripts beside the package."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def tool(name: str) -> ModuleType:
    """A module of tools/; skips the test where the folder is not there."""
    if not TOOLS.is_dir():
        pytest.skip("tools/ is not here")
    sys.path.insert(0, str(TOOLS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(TOOLS))
