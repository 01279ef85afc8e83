"""``python -m arclean``: the command."""

from __future__ import annotations

import sys

from arclean.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
