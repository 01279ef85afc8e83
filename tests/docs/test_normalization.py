"""docs/normalization.md is what its script writes, and says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys

from arclean.normalize import PROFILES, STEPS, normalize
from arclean.normalize.presets import all_presets
from tests.docs.markdown import ROOT, blocks, read

PAGE = "docs/normalization.md"


def test_the_page_is_current() -> None:
    command = [sys.executable, "tools/make_normalization_reference.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, "run python tools/make_normalization_reference.py" + done.stderr


def test_every_step_profile_and_preset_has_its_place() -> None:
    text = read(PAGE)
    for name in STEPS:
        assert f"\n### `{name}`\n" in text
    for name in all_presets():
        assert f"\n| `{name}` |" in text
    header = re.search(r"^\| step \|(.*)\|$", text, re.M)
    assert header is not None
    assert [name.strip() for name in header[1].split("|")] == list(PROFILES)


def test_what_it_says_of_the_quran_holds_for_its_example() -> None:
    word = "يَسۡـَٔلُونَكَ"
    assert word in read(PAGE)
    assert normalize(word, "light") == word
    assert normalize(word, "standard") == "يسـٔلونك"
    bare = "لِّـجِبۡرِيلَ"
    assert bare in read(PAGE)
    assert normalize(bare, "light") == normalize(bare.replace("ـ", ""), "light")


def test_the_profile_file_of_the_page_is_one() -> None:
    from arclean.profiles_file import parse_profile

    [block] = [block for block in blocks("yaml") if block.file == PAGE]
    assert parse_profile(block.text.encode()) == [
        "search",
        "+digits:persian",
        "+elongation:3",
        "-case",
    ]
