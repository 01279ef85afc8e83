"""Inputs for the benchmarks: news-like, diacritised and right-to-left-mark-heavy text, and scraped
pages.

With ``--corpora DIR`` the text is cut from these files, plain or .xz, as far as they are there:
``arwiki*.txt`` (news-like), ``open_hadith*.txt`` (records with at least 0.4 marks a letter, and
those heavy with U+200F),
``quran*.txt`` (diacritised). Without it, text is made from the project's own seeds, so that the
command runs anywhere.
"""

from __future__ import annotations

import lzma
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARKS = frozenset(map(chr, [*range(0x064B, 0x0653), 0x0670]))
CLASSES = ("news", "diacritised", "rtl-marks")


def _read(corpora: Path | None, stem: str) -> str:
    if corpora is None:
        return ""
    for path in sorted(corpora.glob(f"{stem}*.txt*")):
        raw = path.read_bytes()
        return (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8", "ignore")
    return ""


def _seeds() -> str:
    pages = sorted((ROOT / "seeds").glob("*/*.expected.txt"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def marks_a_letter(line: str) -> float:
    """Harakat, tanwin, shadda, sukun and dagger alef for each Arabic letter."""
    letters = sum("\u0620" <= char <= "\u064a" for char in line)
    return sum(char in MARKS for char in line) / letters if letters else 0.0


def _vocalise(text: str) -> str:
    """Give every second Arabic letter a mark: a stand-in for diacritised text where no corpus is
    at hand.
    """
    rng = random.Random(0)
    marks = sorted(MARKS)
    return "".join(
        char + (rng.choice(marks) if "\u0628" <= char <= "\u064a" and rng.random() < 0.7 else "")
        for char in text
    )


def texts(corpora: Path | None, size: int) -> dict[str, str]:
    """One text a class, each of about ``size`` bytes of UTF-8 (repeated where the source is
    shorter).
    """
    seeds = _seeds()
    hadith = _read(corpora, "open_hadith").split("\n")
    made = {
        "news": _read(corpora, "arwiki") or seeds,
        "diacritised": "\n".join(
            [*(line for line in hadith if marks_a_letter(line) >= 0.4), _read(corpora, "quran")]
        ).strip()
        or _vocalise(seeds),
        "rtl-marks": "\n".join(line for line in hadith if line.count("\u200f") * 100 > len(line))
        or seeds.replace(" ", " \u200f"),
    }
    return {name: _sized(text, size) for name, text in made.items()}


def _sized(text: str, size: int) -> str:
    raw = text.encode()
    while len(raw) < size:
        raw += raw[: size - len(raw)]
    return raw[:size].decode("utf-8", "ignore")


def pages(corpora: Path | None, size: int) -> list[str]:
    """Scraped pages of a few kB: the seeds as they are, and articles of the news text between
    their furniture.
    """
    seeds = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "seeds").glob("*/??.txt"))]
    news = [line for line in texts(corpora, max(size, 1 << 20))["news"].split("\n") if line.strip()]
    rng = random.Random(0)
    made: list[str] = []
    total = 0
    while total < size:
        lines = rng.choice(seeds).split("\n")
        at = rng.randrange(max(1, len(news) - 12))
        middle = len(lines) // 2
        page = "\n".join([*lines[:middle], *news[at : at + 12], *lines[middle:]])
        made.append(page)
        total += len(page.encode())
    return made
