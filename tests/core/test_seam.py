"""Which core runs, and why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import arclean

PACKAGE = Path(arclean.__file__).parent


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no Rust compiler was found", "was not built: no Rust compiler was found"),
        (None, "the compiled core was not built"),
    ],
)
def test_a_core_that_was_not_built(reason: str | None, said: str, tmp_path: Path) -> None:
    """It is not taken for one that is there and does not load."""
    ignored = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__", "_native_missing.txt")
    shutil.copytree(PACKAGE, tmp_path / "arclean", ignore=ignored)
    if reason is not None:
        (tmp_path / "arclean" / "_native_missing.txt").write_text(reason + "\n", encoding="utf-8")
    command = "from arclean._seam import core_name, why_pure; print(core_name(), why_pure())"
    ours = os.environ.items()
    environment = {name: value for name, value in ours if not name.startswith("ARCLEAN_")}
    done = subprocess.run(
        [sys.executable, "-S", "-c", command],  # without the site's packages, arclean among them
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("pure ")
    assert said in done.stdout
