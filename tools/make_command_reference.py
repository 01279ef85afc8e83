"""Write docs/command.md from the flag tables. Run it after any change of a flag; a test
compares.
"""

from __future__ import annotations

from pathlib import Path

from arclean.cli.reference import markdown

TARGET = Path(__file__).resolve().parent.parent / "docs" / "command.md"

if __name__ == "__main__":
    TARGET.write_text(markdown(), encoding="utf-8")
    print(f"wrote {TARGET}")
