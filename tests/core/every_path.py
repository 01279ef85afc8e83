"""The normaliser's tests with each vector path of this processor forced.

python -m tests.core.every_path [ARGUMENT OF PYTEST …]
"""

from __future__ import annotations

import os
import subprocess
import sys

from arclean import _native as native

SUITES = ["tests/core", "tests/normalize"]


def main() -> int:
    """The command; its status is 1 if any path fails."""
    failed = []
    for path in native.simd_available():
        print(f"ARCLEAN_SIMD={path}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *SUITES, *sys.argv[1:]],
            env={**os.environ, "ARCLEAN_SIMD": path},
            check=False,
        )
        if done.returncode:
            failed.append(path)
    print(f"failed: {', '.join(failed)}" if failed else "all paths passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
