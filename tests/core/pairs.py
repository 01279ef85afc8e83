"""Random plans and texts through the compiled normaliser and the reference.

    python -m tests.core.pairs --count 1000000 --seed 1

compares so many pairs on every vector path that the processor has, in every way in which the core
can be called, and ends at the first difference. A text with broken bytes counts once more with
these kept, and once more with these replaced. The suite runs a few hundred pairs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arclean.normalize.program import plan_for
from tests.reference.normalize_reference import Sets, normalize

if TYPE_CHECKING:
    from arclean import _native as native

PROFILES = ("none", "light", "standard", "corpus", "search", "match")
CONTEXTS: dict[str, list[Any]] = {
    "tatweel": ["mark", "hamza"],
    "compose": ["keep", "drop"],
    "order": ["shadda-first", "nfc"],
    "elongation": [1, 2, 3],
    "separators": ["ascii"],
    "line_ends": ["lf"],
    "blanks": ["trim"],
    "punctuation": ["arabic"],
}
CHARACTERS = (
    "ابتويهةىأإآؤئءلمنسال\u0640\u0640\u0653\u0654\u0655\u064b\u064e\u0651\u0650\u0670\u06e1"
    "کیگچھہەےۀۂۓ   \n\n\r\t,;?.!،؛؟'\"-0123٠٢۵٫٬abAéß\u200f\u200c\u00a0«»\u2026\u2013\u201c"
    "\ufefb\ufef7\ufdfa\ufe80\ufb50\u0301\u20d0\U0001f600\U00010ec2\u4e2d\u00ad\ufeff\x00\x85\u2028"
)
WORDS = (
    "قال",
    "في",
    "هذا",
    "المدرسة",
    "است",
    "را",
    "هي",
    "گوگل",
    "علی",
    "الله",
    "رااااائع",
    "  ",
    "\r\n",
    " \n",
    "ــ",
    "ـٔ",
    "َّ",
    "َٓ",
    "، ",
    ", ",
    "١٫٢",
    "\u200f \u200f",
    " \u200f \u200f",
    "تتتت",
    "ووو",
    "x" * 70,
    " " * 70,
    "\u064e" * 31,
    "\u0653" * 31,
    "\u0653" * 40,
)
# Of what the Quran's text is made of, and of what it might be.
MARKED = (
    *("ٱلۡ", "مۡ", "نَ", "لِ", "رَّ", "هُ", "ا", "و", "ى", " ", " ", "\n", "12", ",", "\u200f"),
    *("ا\u0653", "أ\u0653", "و\u0653", "يٓ", "ـ\u0670\u0653", "ى\u0670\u0653", "\u06e6\u0653"),
    *("ا\u0653\u06da", "ا\u064e\u0653", "ـ\u0654\u064e", "ـ\u0670", "ي\u0655\u0650", "و\u0654"),
    *("ـ", "\u0653", "\u0654", "\u0655", "\u06da", "\u06e1", "\u064e", "\u0651", "\u0670"),
)
PLAIN = ("قال", "في", "هذا", "المدرسة", "الله", "مُحَمَّد", "ا", "ب", " ", " ", "abc", "12")


def some_text(rng: random.Random) -> str:
    size = rng.choice([0, 1, 3, 8, 20, 40, 80, 200])
    if rng.random() < 0.15:
        marked = MARKED if rng.random() < 0.5 else (*rng.sample(MARKED, 6), *MARKED[:10])
        return "".join(rng.choice(marked) for _ in range(rng.choice([40, 200])))
    if rng.random() < 0.2:  # what stands alone in long plain text
        odd = CHARACTERS if rng.random() < 0.5 else rng.sample(CHARACTERS, 4)
        rare = rng.choice([0.02, 0.1, 0.3])
        words = (rng.choice(odd) if rng.random() < rare else rng.choice(PLAIN) for _ in range(200))
        return "".join(words)
    few = rng.sample(CHARACTERS, 4) if rng.random() < 0.2 else CHARACTERS
    return "".join(rng.choice(WORDS if rng.random() < 0.25 else few) for _ in range(size))


def some_plan(rng: random.Random) -> dict[str, Any]:
    data = plan_for(rng.choice(PROFILES)).to_data()
    if rng.random() < 0.4:
        return data
    table = {code: text for code, text in data["table"] if rng.random() < 0.8}
    for ch in rng.sample(CHARACTERS, rng.choice([0, 3, 10])):
        if ch not in "\r\n":
            table[ord(ch)] = rng.choice(
                ["", " ", "a", "ا", "ـ", "\u0653", "\u064e", "ee", "a b", "\U0001f600"]
            )
    data["table"] = sorted(map(list, table.items()))
    chosen: list[list[Any]] = [["script", "auto"]] if rng.random() < 0.5 else []
    chosen += [[k, rng.choice(v)] for k, v in CONTEXTS.items() if rng.random() < 0.6]
    data["contexts"] = chosen
    if rng.random() < 0.3:
        data["script"] |= {"window": rng.choice([1, 5, 20]), "reach": rng.choice([3, 30, 100])}
    data["mark_run"] = rng.choice([30, 30, 30, 1, 5])
    data["look_ahead"] = rng.choice([8, 8, 2])
    return data


def compare(seed: int | str, count: int, paths: Sequence[str], texts: int = 12) -> int:
    """Compare at least so many pairs, ``texts`` texts with one plan; gives their number.

    Raises:
        AssertionError: a difference.
    """
    from arclean import _native as native  # the pure core's suite imports this module too

    rng = random.Random(seed)
    done = 0
    while done < count:
        data = some_plan(rng)
        plan = json.dumps(data)
        machines = [native.Machine(plan, simd=simd) for simd in paths]
        sets = Sets(data)
        for _ in range(texts):
            text = some_text(rng)
            raw = bytearray(text.encode())
            for _ in range(rng.choice([0, 0, 1, 3]) if raw else 0):
                raw[rng.randrange(len(raw))] = rng.choice(
                    [0x80, 0xC0, 0xD8, 0xD9, 0xE2, 0xF0, 0xFF]
                )
            done += _compare(rng, data, sets, text, bytes(raw), machines)
    return done


def _compare(
    rng: random.Random,
    data: dict[str, Any],
    sets: Sets,
    text: str,
    raw: bytes,
    machines: Sequence[native.Machine],
) -> int:
    want = normalize(text, sets)
    expected = replaced = want.encode()
    broken = raw != text.encode()
    if broken:
        kept = normalize(raw.decode("utf-8", "surrogateescape"), sets)
        expected = kept.encode("utf-8", "surrogateescape")
        replaced = normalize(raw.decode("utf-8", "replace"), sets).encode()
    for machine in machines:
        assert machine.run(text) == want, _told(text, data)
        assert machine.run_bytes(raw) == expected, _told(raw, data)
        assert machine.run_bytes(raw, "replace") == replaced, _told(raw, data)
        buffer = bytearray(len(expected))  # exactly as much room as is needed
        assert machine.into(raw, buffer) == len(expected), _told(raw, data)
        assert buffer == expected, _told(raw, data)
        stream, into, pieces, room, i = machine.byte_stream(), machine.byte_stream(), [], [], 0
        while i < len(raw):
            n = rng.choice([1, 2, 7, 100])
            piece = raw[i : i + n]
            pieces.append(stream.feed(piece))
            dst = bytearray(rng.choice([0, 3, n, 200]))
            used = into.feed_into(piece, dst)
            room.append(bytes(dst[:used]) if isinstance(used, int) else used)
            i += n
        assert b"".join([*pieces, stream.finish()]) == expected, _told(raw, data)
        assert b"".join([*room, into.finish()]) == expected, _told(raw, data)
        assert machine.run_with_offsets(text)[0] == want, _told(text, data)
    return 3 if broken else 1


def _told(text: str | bytes, data: dict[str, Any]) -> str:
    """What failed, short enough to be read; the plan's table follows from the seed."""
    return f"{text!a} with {data['contexts']}, mark_run {data['mark_run']}"


def main() -> int:
    """The command."""
    from arclean import _native as native

    parser = argparse.ArgumentParser(description="Compare the compiled core with the reference.")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    done = 0
    while done < arguments.count:
        part = min(10_000, arguments.count - done)
        done += compare(f"{arguments.seed}:{done}", part, native.simd_available())
        print(f"{done:,} pairs equal on {', '.join(native.simd_available())}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
