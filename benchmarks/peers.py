"""Other tools doing the same jobs, as far as they are installed. None is a dependency."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

# The job that all of them can do: harakat and tatweel off, alef variants unified.
DELETED = "".join(map(chr, [*range(0x064B, 0x0653), 0x0670, 0x0640]))
ALEFS = "\u0622\u0623\u0625\u0671"


def normalisers() -> tuple[dict[str, Callable[[str], str]], list[str]]:
    """(name -> function on str, names of those that are not installed)."""
    found: dict[str, Callable[[str], str]] = {}
    missing: list[str] = []
    table = {**dict.fromkeys(map(ord, DELETED)), **dict.fromkeys(map(ord, ALEFS), "\u0627")}
    found["str.translate"] = lambda text: text.translate(table)
    found["str.replace chain"] = _replace_chain
    try:
        import pyarabic.araby as araby
    except ImportError:
        missing.append("PyArabic")
    else:
        found["PyArabic"] = lambda text: araby.normalize_alef(
            araby.strip_tatweel(araby.strip_tashkeel(text))
        )
    try:
        from camel_tools.utils.charmap import CharMapper
    except ImportError:
        missing.append("camel-tools")
    else:
        mapping = {**dict.fromkeys(DELETED, ""), **dict.fromkeys(ALEFS, "\u0627")}
        mapper = CharMapper(mapping)
        found["camel-tools"] = mapper.map_string
    return found, missing


def _replace_chain(text: str) -> str:
    for char in DELETED:
        text = text.replace(char, "")
    for char in ALEFS:
        text = text.replace(char, "\u0627")
    return text


def grep(phrases: list[str], pages: str, *, program: str = "grep") -> Callable[[], object]:
    """``grep -v -F -f phrases pages``: what people strip with today."""
    folder = Path(tempfile.mkdtemp(prefix="arclean-bench-"))
    (folder / "phrases").write_text("\n".join(phrases) + "\n", encoding="utf-8")
    (folder / "pages").write_text(pages, encoding="utf-8")
    command = [program, "-v", "-F", "-f", str(folder / "phrases"), str(folder / "pages")]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
