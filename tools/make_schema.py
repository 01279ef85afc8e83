"""Write the JSON Schema of rule files and the reference of their keys; ``--check`` only compares.

    python tools/make_schema.py [--check]

Exit code 1 with ``--check`` when a file is not current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from arclean.rules.model import FORMAT  # noqa: E402
from arclean.rules.schema import json_schema, key_reference  # noqa: E402


def outputs() -> dict[Path, str]:
    """What each generated file must hold."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        ROOT / "rules" / "schema" / f"arclean-rules-{FORMAT}.schema.json": schema,
        ROOT / "docs" / "rule-keys.md": key_reference(),
    }


def main(arguments: list[str]) -> int:
    """Write or compare; the exit code."""
    stale = 0
    for path, content in outputs().items():
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is not current; run python tools/make_schema.py")
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
