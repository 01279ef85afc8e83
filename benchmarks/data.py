"""Inputs: news-like, diacritised and right-to-left-mark-heavy text, and scraped pages.

With ``--corpora DIR`` the text is cut from these files, plain or .xz, as far as they are there:
``arwiki*.txt`` (news-like), ``open_hadith*.txt`` (records with at least 0.4 marks a letter, and
those heavy with U+200F), ``quran*.txt`` (diacritised). Where a file is missing, the class is made
from the project's own seeds, so that the command runs anywhere; the tables say which was used.
"""

from __future__ import annotations

import lzma
import random
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARKS = frozenset(map(chr, [*range(0x064B, 0x0653), 0x0670]))
CLASSES = ("news", "diacritised", "rtl-marks")


@lru_cache(maxsize=8)
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
    """Give most Arabic letters a mark: stands in for diacritised text where there is no corpus."""
    rng = random.Random(0)
    marks = sorted(MARKS)
    return "".join(
        char + (rng.choice(marks) if "\u0628" <= char <= "\u064a" and rng.random() < 0.7 else "")
        for char in text
    )


@lru_cache(maxsize=2)
def _sources(corpora: Path | None) -> dict[str, tuple[str, bool]]:
    """Class -> (text, whether it was made from the seeds)."""
    hadith = _read(corpora, "open_hadith").split("\n")
    vocalised = [line for line in hadith if marks_a_letter(line) >= 0.4]
    found = {
        "news": _read(corpora, "arwiki"),
        "diacritised": "\n".join([*vocalised, _read(corpora, "quran")]).strip(),
        "rtl-marks": "\n".join(line for line in hadith if line.count("\u200f") * 100 > len(line)),
    }
    seeds = _seeds()
    made = {
        "news": seeds,
        "diacritised": _vocalise(seeds),
        "rtl-marks": seeds.replace(" ", " \u200f"),
    }
    return {name: (found[name] or made[name], not found[name]) for name in CLASSES}


def origin(corpora: Path | None, name: str) -> str:
    """Where the text of a class is from."""
    return "made from the seeds" if _sources(corpora)[name][1] else "corpus"


def texts(corpora: Path | None, size: int) -> dict[str, str]:
    """One text a class, each of about ``size`` bytes of UTF-8 (repeated where the source is
    shorter).
    """
    return {name: _sized(text, size) for name, (text, _made) in _sources(corpora).items()}


def _sized(text: str, size: int) -> str:
    raw = text.encode()
    while len(raw) < size:
        raw += raw[: size - len(raw)]
    return raw[:size].decode("utf-8", "ignore")


def pages(corpora: Path | None, size: int) -> list[str]:
    """Scraped pages of a few kB, of known and of unknown sites: the furniture of the seeds around
    articles of the news text.
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
