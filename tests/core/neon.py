"""The core's own tests on the NEON path: on an aarch64 processor, elsewhere under an emulator.

python -m tests.core.neon [ARGUMENT OF cargo test …]

Elsewhere it wants the Rust target aarch64-unknown-linux-gnu, aarch64-linux-gnu-gcc and qemu-aarch64
(Debian: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user); without them it says so and does
nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

CORE = Path(__file__).parents[2] / "core"
TARGET = "aarch64-unknown-linux-gnu"
LINKER = "aarch64-linux-gnu-gcc"
EMULATOR = "qemu-aarch64"
# Where Debian puts the libraries of the other processor.
LIBRARIES = "/usr/aarch64-linux-gnu"


def missing() -> list[str]:
    """What the emulated run wants and does not find."""
    tools = [tool for tool in (LINKER, EMULATOR) if shutil.which(tool) is None]
    command = ["rustc", "--print", "target-libdir", "--target", TARGET]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CORE)
    except FileNotFoundError:
        return ["Rust", *tools]
    if found.returncode or not Path(found.stdout.strip()).is_dir():
        tools.append(f"the Rust target {TARGET}")
    return tools


def main() -> int:
    """The command; its status is that of cargo, or 0 where there is nothing to run it with."""
    command = ["cargo", "test", "--locked", "--release", *sys.argv[1:]]
    environment = {**os.environ, "ARCLEAN_SIMD": "neon"}
    if platform.machine().lower() not in ("aarch64", "arm64"):
        if lacking := missing():
            print(f"NEON is not tested: no {', no '.join(lacking)} here", flush=True)
            return 0
        command += ["--target", TARGET]
        variable = "CARGO_TARGET_" + TARGET.upper().replace("-", "_")
        environment[f"{variable}_LINKER"] = LINKER
        environment[f"{variable}_RUNNER"] = f"{EMULATOR} -L {LIBRARIES}"
    return subprocess.run(command, cwd=CORE, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
