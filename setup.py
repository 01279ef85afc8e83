"""Build steps that pyproject.toml cannot say: the compiled core, which may be missing, and the
rules, which travel in the wheel as one compiled bundle.

``ARCLEAN_REQUIRE_NATIVE=1`` makes a build without the compiled core an error.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools_rust import Binding, RustExtension, build_rust
from setuptools_rust.rustc_info import get_rust_version

ROOT = Path(__file__).resolve().parent
# Holds, in one line, why the compiled core was not built. ``arclean --version`` prints it.
REASON = "_native_missing.txt"


class BuildWithRules(build_py):
    """build_py that also compiles ``rules/`` to ``arclean/_bundle.json``.

    An editable install gets none: there the YAML tree is read, so that edited rules take effect at
    once.
    """

    def run(self) -> None:
        """Build the package from nothing, then the bundle inside it."""
        if self.editable_mode:
            super().run()
            return
        target = Path(self.build_lib) / "arclean"
        # build/ outlives a build: modules that are gone since must not reach the wheel, nor a core
        # of older sources.
        shutil.rmtree(target, ignore_errors=True)
        super().run()
        sys.path.insert(0, str(ROOT))
        from arclean.rules.bundle import read_tree, write_bundle

        target.mkdir(parents=True, exist_ok=True)
        write_bundle(target / "_bundle.json", read_tree(ROOT / "rules"))


class BuildCore(build_rust):
    """build_rust that writes down why an optional core is missing."""

    def run(self) -> None:
        """Build the core, or note beside the package why that failed."""
        self.why = "" if get_rust_version(None) else "no Rust compiler was found"
        super().run()
        module = Path(self.get_dylib_ext_path(self.extensions[0], self.extensions[0].name))
        reason = module.with_name(REASON)
        if self.why:
            # In a checkout, one of older sources would stand in for the one that failed.
            module.unlink(missing_ok=True)
            reason.parent.mkdir(parents=True, exist_ok=True)
            reason.write_text(self.why + "\n", encoding="utf-8")
        else:
            reason.unlink(missing_ok=True)

    def run_for_extension(self, extension: RustExtension) -> None:
        """Build one extension; the caller swallows the error where the core is optional."""
        try:
            super().run_for_extension(extension)
        except Exception as error:
            self.why = first_error(str(error))
            raise


def first_error(output: str) -> str:
    """The line of cargo's or rustc's output that tells what was wrong, or the first one at all."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = (line for line in lines if line.startswith("error"))
    return next(errors, next(iter(lines), "unknown error"))[:200]


setup(
    cmdclass={"build_py": BuildWithRules, "build_rust": BuildCore},
    rust_extensions=[
        RustExtension(
            "arclean._native",
            path="core/Cargo.toml",
            binding=Binding.PyO3,
            features=["python"],
            cargo_manifest_args=["--locked"],
            debug=False,  # an editable install is optimised too
            quiet=True,  # cargo's errors come with the exception, so the reason can be kept
            optional=os.environ.get("ARCLEAN_REQUIRE_NATIVE", "") in ("", "0"),
        )
    ],
)
