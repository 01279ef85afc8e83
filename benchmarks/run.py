"""The benchmark tables, by one command: ``python -m benchmarks.run [--corpora DIR] [TABLE…]``.

Figures worth quoting are the ratios: all contestants of a table take turns in one run on one
machine. ``--short`` takes a minute and fails when a ratio falls under its floor.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import arclean
from arclean._seam import core_name, why_pure
from benchmarks import growth, normalising, short, stripping

TABLES = ("normalise", "steps", "commands", "strip", "linear", "start")


def machine() -> str:
    """The processor, by the name that the system has for it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.machine()


def tools() -> str:
    """Versions of the programs that commands are compared with."""
    found = []
    for name in ("grep", "rg", "perl", "sed"):
        try:
            done = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)
        except OSError:
            continue
        found.append(next(line for line in done.stdout.splitlines() if line.strip()))
    return "; ".join(found)


def main() -> int:
    """Run the tables that were asked for; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpora", type=Path, help="folder with arwiki*.txt.xz and the others")
    parser.add_argument("--size", type=float, default=20, help="MB of text a table (default 20)")
    parser.add_argument("--rounds", type=int, default=5, help="turns a contestant (default 5)")
    parser.add_argument("--short", action="store_true", help="a minute, with floors")
    parser.add_argument("tables", nargs="*", default=[], metavar="TABLE", help=", ".join(TABLES))
    arguments = parser.parse_args()
    wanted = arguments.tables or TABLES
    if unknown := set(wanted) - set(TABLES):
        parser.error(f"{', '.join(sorted(unknown))}: the tables are {', '.join(TABLES)}")

    why = why_pure()
    print(
        f"arclean {arclean.__version__}, {core_name()} core{f' ({why})' if why else ''}, "
        f"{short.path_name()}; Python {platform.python_version()}; {machine()}"
    )
    size = int(arguments.size * 1e6)
    corpora, rounds = arguments.corpora, arguments.rounds
    with tempfile.TemporaryDirectory(prefix="arclean-bench-") as name:
        folder = Path(name)
        if arguments.short:
            return short.short(folder, rounds)
        print(tools())
        if "normalise" in wanted:
            normalising.libraries(corpora, size, rounds)
        if "steps" in wanted:
            normalising.steps(corpora, size, rounds)
        if "commands" in wanted:
            normalising.commands(corpora, size, rounds, folder)
        if "strip" in wanted:
            stripping.stripping(corpora, size // 4, rounds, folder)
        if "linear" in wanted:
            growth.linear(corpora, size * 5)
        if "start" in wanted:
            growth.start_up(rounds, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
