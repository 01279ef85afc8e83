"""Counts on how many pages of clean text words and pairs of words stand; `rules lint` reads them.

    python tools/make_clean_counts.py arwiki_32MB.txt.xz arzwiki_10MB.txt.xz open_hadith_12MB.txt.xz

Pages as fire_on_clean.py cuts them, folded as the line engine does. Words on fewer than 100 pages
and pairs on fewer than 50 are left out, and pairs do not reach over punctuation. Writes
arclean/rules/clean_counts.json.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from fire_on_clean import pages_of

from arclean.text.fold import fold_characters

TARGET = Path(__file__).resolve().parent.parent / "arclean" / "rules" / "clean_counts.json"
LEAST = {1: 100, 2: 50}
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[.!?:,;()\[\]\"«»\n]")


def main() -> int:
    """Count, and write the file."""
    counts: Counter[str] = Counter()
    pages = 0
    for name in sys.argv[1:]:
        for page in pages_of(Path(name)):
            pages += 1
            seen: set[str] = set()
            for part in _PART.split(fold_characters(page)):
                words = _WORD.findall(part)
                seen.update(words)
                seen.update(map(" ".join, pairwise(words)))
            counts.update(seen)
    kept = {
        phrase: count
        for phrase, count in sorted(counts.items())
        if count >= LEAST[phrase.count(" ") + 1]
    }
    content = {"pages": pages, "phrases": kept}
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"wrote {TARGET}: {len(kept)} phrases of {pages} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
