"""Build steps that pyproject.toml cannot say: the rules travel in the wheel as one compiled
bundle.
"""

from __future__ import annotations

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithRules(build_py):
    """build_py that also compiles ``rules/`` to ``arclean/_bundle.json``.

    An editable install gets none: there the YAML tree is read, so that edited rules take effect at
    once.
    """

    def run(self) -> None:
        """Build the package, then the bundle inside it."""
        super().run()
        if not self.editable_mode:
            sys.path.insert(0, str(ROOT))
            from arclean.rules.bundle import read_tree, write_bundle

            target = Path(self.build_lib) / "arclean" / "_bundle.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            write_bundle(target, read_tree(ROOT / "rules"))


setup(cmdclass={"build_py": BuildWithRules})
