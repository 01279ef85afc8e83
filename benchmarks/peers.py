"""Other tools doing the same jobs, as far as they are installed. None is a dependency.

``pip install -r benchmarks/requirements.txt`` brings those that Python can call.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import NamedTuple

# The job that all of them can do: harakat, tanwin, shadda, sukun, dagger alef and tatweel off, alef
# variants unified.
DELETED = "".join(map(chr, [*range(0x064B, 0x0653), 0x0670, 0x0640]))
ALEFS = "\u0622\u0623\u0625\u0671"
ALEF = "\u0627"
TABLE = {**dict.fromkeys(map(ord, DELETED)), **dict.fromkeys(map(ord, ALEFS), ALEF)}
# arclean's names of the same.
STEPS = "none,+harakat,+tanwin,+shadda,+dagger-alef,+tatweel,+alef"

Text = Callable[[str], str]


class Peer(NamedTuple):
    """One library: its name in the package index, the module that must be there, and what makes the
    function that does the job.
    """

    package: str
    module: str
    make: Callable[[], Text]


def _pyarabic() -> Text:
    araby = import_module("pyarabic.araby")
    return lambda text: araby.normalize_alef(araby.strip_tatweel(araby.strip_tashkeel(text)))


def _camel() -> Text:
    # Their two functions for it; a CharMapper, their other way, is as slow as str.translate.
    dediac = import_module("camel_tools.utils.dediac").dediac_ar
    alef = import_module("camel_tools.utils.normalize").normalize_alef_ar
    return lambda text: alef(dediac(text))


def _arabic_norm() -> Text:
    normalize = import_module("arabic_norm").normalize
    return lambda text: normalize(text, normalize_ya=False)


def _arabic_normalize() -> Text:
    made = import_module("arabic_normalize").Normalizer(bidi_marks=False)
    return made.normalize


def _araclean() -> Text:
    theirs = import_module("araclean")
    steps = [theirs.RemoveTashkeel(), theirs.RemoveTatweel(), theirs.FoldAlef()]
    return theirs.Pipeline(steps)


def _anltk() -> Text:
    theirs = import_module("anltk")
    return lambda text: theirs.normalize_hamzat(
        theirs.remove_kasheeda(theirs.remove_tashkeel(text))
    )


def _icu() -> Text:
    icu = import_module("icu")
    rules = f"[{DELETED}] > ; [{ALEFS}] > {ALEF} ;"
    made = icu.Transliterator.createFromRules("job", rules, icu.UTransDirection.FORWARD)
    # Line by line: it deletes in place, so its time grows with the square of the text's length.
    return lambda text: "\n".join(map(made.transliterate, text.split("\n")))


def _translate() -> Text:
    return lambda text: text.translate(TABLE)


def _replace() -> Text:
    def chain(text: str) -> str:
        for char in DELETED:
            text = text.replace(char, "")
        for char in ALEFS:
            text = text.replace(char, ALEF)
        return text

    return chain


PEERS = [
    Peer("arabic-norm", "arabic_norm", _arabic_norm),
    Peer("arabic-normalize", "arabic_normalize", _arabic_normalize),
    Peer("anltk", "anltk", _anltk),
    Peer("camel-tools", "camel_tools.utils.dediac", _camel),
    Peer("araclean", "araclean", _araclean),
    Peer("PyICU", "icu", _icu),
    Peer("PyArabic", "pyarabic.araby", _pyarabic),
]


def normalisers() -> tuple[dict[str, Text], list[str]]:
    """(name and version -> function on str, names of those that are not installed)."""
    found: dict[str, Text] = {"str.translate": _translate(), "str.replace chain": _replace()}
    missing: list[str] = []
    for peer in PEERS:
        try:
            import_module(peer.module)
        except ImportError:
            missing.append(peer.package)
        else:
            found[f"{peer.package} {version(peer.package)}"] = peer.make()
    return found, missing


def commands() -> tuple[dict[str, list[str]], list[str]]:
    """(name -> command that does the job from standard input to output, names of those missing)."""
    python = (
        "import sys; text = sys.stdin.buffer.read().decode('utf-8', 'surrogateescape'); "
        f"text = text.translate({TABLE!r}); "
        "sys.stdout.buffer.write(text.encode('utf-8', 'surrogateescape'))"
    )
    found = {
        "perl tr": [
            "perl",
            "-CSD",
            "-pe",
            f"use utf8; tr/{DELETED}//d; tr/{ALEFS}/{ALEF}/",
        ],
        "sed": ["sed", "-e", f"s/[{DELETED}]//g", "-e", f"y/{ALEFS}/{ALEF * len(ALEFS)}/"],
        "python str.translate": [sys.executable, "-c", python],
    }
    missing = [name for name, command in found.items() if shutil.which(command[0]) is None]
    return {name: found[name] for name in found if name not in missing}, missing
